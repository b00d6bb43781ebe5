"""Tests of the cache of converted models: its keys hold all that decides the content, and damage is noticed."""

import os
from pathlib import Path

import numpy as np
import pytest

from builder.system import model_cache
from builder.system.model_cache import ModelCache, arrays_digest
from tests.support.context import step_context


def kept_in(folder: Path, said: list[str] | None = None) -> ModelCache:
    tools = step_context(folder).tools
    tools.cache = folder / "cache"
    return ModelCache(tools, (said if said is not None else []).append)


@pytest.fixture
def cache(tmp_path: Path) -> ModelCache:
    return kept_in(tmp_path)


def home_of(folder: Path) -> Path:
    """Where the only model is kept."""
    (home,) = (folder / "cache" / "models").iterdir()
    return home


def model(folder: Path, content: bytes = b"TFL3") -> Path:
    path = folder / "made.tflite"
    path.write_bytes(content)
    return path


def test_a_kept_model_comes_back_with_its_facts(cache: ModelCache, tmp_path: Path) -> None:
    stamp = cache.stamp(source="a", precision="int8")
    assert cache.take(stamp, tmp_path / "out") is None
    cache.keep(stamp, model(tmp_path), {"inputs": ["x"]})
    assert cache.take(stamp, tmp_path / "out") == {"inputs": ["x"]}
    assert (tmp_path / "out").read_bytes() == b"TFL3"


def test_every_fact_makes_another_stamp(cache: ModelCache) -> None:
    stamps = [
        cache.stamp(source="a", precision="int8"),
        cache.stamp(source="b", precision="int8"),
        cache.stamp(source="a", precision="dynamic"),
        cache.stamp(source="a"),
    ]
    assert all(one != other for at, one in enumerate(stamps) for other in stamps[:at])
    assert cache.stamp(source="a") == cache.stamp(source="a")


def test_a_damaged_model_is_not_used(cache: ModelCache, tmp_path: Path) -> None:
    stamp = cache.stamp(source="a")
    cache.keep(stamp, model(tmp_path), {})
    (home_of(tmp_path) / "model.tflite").write_bytes(b"TFL4")
    assert cache.take(stamp, tmp_path / "out") is None
    (home_of(tmp_path) / "note.json").write_text("[]")
    assert cache.take(stamp, tmp_path / "out") is None
    assert not (tmp_path / "out").exists()
    cache.keep(stamp, model(tmp_path), {})
    assert cache.take(stamp, tmp_path / "out") == {}


def test_why_a_model_is_not_there_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    cache = kept_in(tmp_path, said)
    assert cache.take(cache.stamp(source="a", precision="int8"), tmp_path / "out") is None
    assert said == []
    cache.keep(cache.stamp(source="a", precision="dynamic"), model(tmp_path), {})
    assert cache.take(cache.stamp(source="a", precision="int8"), tmp_path / "out") is None
    assert said[0].endswith(": precision.")


def test_the_oldest_go_when_there_is_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_cache, "LARGEST", 4500)
    cache = kept_in(tmp_path)
    for name in "abc":
        cache.keep(cache.stamp(source=name), model(tmp_path, name.encode() * 1500), {})
        for home in (tmp_path / "cache" / "models").iterdir():
            os.utime(home, (home.stat().st_mtime - 10,) * 2)
    assert cache.take(cache.stamp(source="a"), tmp_path / "out") is None
    assert cache.take(cache.stamp(source="b"), tmp_path / "out") == {}


def test_a_cache_that_cannot_be_written_is_no_failure(cache: ModelCache, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").write_text("a file where the folder should be")
    cache.keep(cache.stamp(source="a"), model(tmp_path), {})
    assert cache.take(cache.stamp(source="a"), tmp_path / "out") is None


def test_arrays_differ_by_name_type_shape_and_value() -> None:
    one = np.zeros((2, 3), np.float32)
    others = [{"y": one}, {"x": one.astype(np.float64)}, {"x": one.reshape(3, 2)}, {"x": one + 1}, {"x": one, "z": one}]
    assert len({arrays_digest(arrays) for arrays in [{"x": one}, *others]}) == 6
