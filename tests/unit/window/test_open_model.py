"""Tests of the window's open model: one that was read before is known without a child, and loaded when it is asked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.assistant.open_model import OpenModel
from builder.assistant.originals import ModelAsked
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from builder.system import known_models
from builder.system.cancellation import CancelToken
from builder.system.known_models import KnownModels
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "digits.keras", tmp_path))


@pytest.fixture
def opened(cache: Path, tmp_path: Path) -> Iterator[OpenModel]:
    made = OpenModel(CancelToken(), lambda line: None, tmp_path, KnownModels(cache))
    yield made
    made.end()


def read(opened: OpenModel, model: Path, *, trust: str = "", sha256: str = "") -> None:
    opened.read(model, trust=trust, sha256=sha256, signature=None, digest=digest_of_model(model))


def test_a_model_that_was_read_before_is_shown_at_once_and_loaded_when_it_is_asked(
    opened: OpenModel, model: Path, cache: Path, tmp_path: Path
) -> None:
    read(opened, model)
    assert opened.is_loaded
    again = OpenModel(CancelToken(), lambda line: None, tmp_path, KnownModels(cache))
    said: list[str] = []
    try:
        read(again, model)
        assert not again.is_loaded
        assert again._child is None
        assert again.info == opened.info
        assert again.session(said.append).request("warm")
        assert again.is_loaded
        again.session(said.append)
        assert said == ["Reading the model"]  # the second time nothing is waited for
    finally:
        again.end()


def test_a_known_model_that_changes_before_it_is_loaded_is_refused(opened: OpenModel, model: Path) -> None:
    read(opened, model)
    opened.end()
    read(opened, model)
    assert not opened.is_loaded
    model.write_bytes(model.read_bytes() + b" ")
    with pytest.raises(LitecrateError, match="changed"):
        opened.session(lambda words: None)
    assert not opened.is_loaded


def test_another_trust_or_content_is_not_known(opened: OpenModel, model: Path) -> None:
    read(opened, model)
    opened.end()
    read(opened, model, trust=digest_of_model(model))
    assert opened.is_loaded
    opened.end()
    with pytest.raises(LitecrateError):
        read(opened, model, sha256="0" * 64)
    assert opened.info is None


def test_another_name_trust_language_or_reader_is_not_known(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownModels(cache)
    facts = {"digest": "0" * 64, "name": "a.tflite", "signature": None, "trust": ""}
    known.keep({"kind": "tflite"}, **facts)
    assert known.find(**facts) == {"kind": "tflite"}
    for other in ({"name": "b.tflite"}, {"trust": "0" * 64}, {"signature": "x"}, {"digest": "1" * 64}):
        assert known.find(**{**facts, **other}) is None
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    assert known.find(**facts) is None
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")
    monkeypatch.setattr(known_models, "_readers", lambda: {"contract code": "of another version"})
    assert known.find(**facts) is None


def test_a_note_that_is_no_answer_is_not_used(opened: OpenModel, model: Path, cache: Path) -> None:
    read(opened, model)
    opened.end()
    for note in cache.rglob("note.json"):
        note.write_text('{"kind": "nothing"}')
    read(opened, model)
    assert opened.is_loaded


def test_the_open_model_stands_for_the_original_only_where_it_is_the_same(opened: OpenModel, model: Path) -> None:
    read(opened, model)
    own = ModelAsked(model, digest_of_model(model), "", None)
    found = opened.as_original(own, lambda words: None)
    assert found is not None
    assert found.info == opened.info
    for other in (own._replace(sha256="0" * 64), own._replace(signature="x"), own._replace(trust=own.sha256)):
        assert opened.as_original(other, lambda words: None) is None
