"""Tests of the cache of converted models: its keys hold all that decides the content, and damage is noticed."""

from pathlib import Path

import numpy as np
import pytest

from builder.system import model_cache
from builder.system.model_cache import ModelCache, arrays_digest
from tests.support.context import step_context


@pytest.fixture
def cache(tmp_path: Path) -> ModelCache:
    tools = step_context(tmp_path).tools
    tools.cache = tmp_path / "cache"
    return ModelCache(tools)


def model(folder: Path, content: bytes = b"TFL3") -> Path:
    path = folder / "made.tflite"
    path.write_bytes(content)
    return path


def test_a_kept_model_comes_back_with_its_facts(cache: ModelCache, tmp_path: Path) -> None:
    key = cache.key(source="a", precision="int8")
    assert cache.take(key, tmp_path / "out") is None
    cache.keep(key, model(tmp_path), {"inputs": ["x"]})
    assert cache.take(key, tmp_path / "out") == {"inputs": ["x"]}
    assert (tmp_path / "out").read_bytes() == b"TFL3"


def test_every_fact_makes_another_key(cache: ModelCache) -> None:
    keys = {
        cache.key(source="a", precision="int8"),
        cache.key(source="b", precision="int8"),
        cache.key(source="a", precision="dynamic"),
        cache.key(source="a"),
    }
    assert len(keys) == 4
    assert cache.key(source="a") == cache.key(source="a")


def test_a_damaged_model_is_not_used(cache: ModelCache, tmp_path: Path) -> None:
    key = cache.key(source="a")
    cache.keep(key, model(tmp_path), {})
    (tmp_path / "cache" / "models" / key / "model.tflite").write_bytes(b"TFL4")
    assert cache.take(key, tmp_path / "out") is None
    (tmp_path / "cache" / "models" / key / "note.json").write_text("[]")
    assert cache.take(key, tmp_path / "out") is None
    assert not (tmp_path / "out").exists()
    cache.keep(key, model(tmp_path), {})
    assert cache.take(key, tmp_path / "out") == {}


def test_the_oldest_go_when_there_is_too_much(
    cache: ModelCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr(model_cache, "LARGEST", 2500)
    keys = [cache.key(source=name) for name in "abc"]
    for age, key in zip((30, 20, 10), keys, strict=True):
        cache.keep(key, model(tmp_path, b"x" * 1000), {})
        home = tmp_path / "cache" / "models" / key
        os.utime(home, (home.stat().st_mtime - age,) * 2)
    cache.keep(cache.key(source="d"), model(tmp_path, b"x" * 100), {})
    assert [cache.take(key, tmp_path / "out") is not None for key in keys] == [False, True, True]


def test_a_cache_that_cannot_be_written_is_no_failure(cache: ModelCache, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").write_text("a file where the folder should be")
    cache.keep(cache.key(source="a"), model(tmp_path), {})
    assert cache.take(cache.key(source="a"), tmp_path / "out") is None


def test_arrays_differ_by_name_type_shape_and_value() -> None:
    one = np.zeros((2, 3), np.float32)
    others = [{"y": one}, {"x": one.astype(np.float64)}, {"x": one.reshape(3, 2)}, {"x": one + 1}, {"x": one, "z": one}]
    assert len({arrays_digest(arrays) for arrays in [{"x": one}, *others]}) == 6
