"""Models that remember, made by `tests/models/stateful_models.py`: programs answer as their frameworks did."""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT, Exported, export
from tests.e2e.test_right_models import case
from tests.support.program import litecrate, run_in_empty_environment, start
from tests.support.served import Served, copy_of
from tests.support.shared import made_once
from tests.support.sounds import wav

FAST = ("svdf",)
OTHERS = (
    "keras2_lstm", "keras2_simple", "keras3_gru", "keras3_bidirectional", "keras3_pictures", "keras3_row", "average",
    "call_once", "int8_lstm",
)  # fmt: skip
WHOLE = "int8_sequence"  # its operator has a state that no answer needs
ALL = [*FAST, *(pytest.param(name, marks=pytest.mark.proof) for name in OTHERS)]
RATE = 16000  # of sounds, where a contract says nothing else
STEP = 0.02  # more than one step of the int8 models' outputs, which LiteRT's own interpreter answered


@dataclass(frozen=True)
class Remembering:
    """A finished program of a model that remembers, and what its framework answered."""

    made: Exported
    data: Path
    series: np.ndarray
    alone: np.ndarray


Get = Callable[[str], Remembering]


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """Gives a model by its name as a native program, made once."""
    programs: dict[str, Exported] = {}

    def make(folder: Path, *names: str) -> str:
        done = start([sys.executable, "-m", "tests.models.stateful_models", folder, *names], ROOT, os.environ)
        assert done.ok, done.errors
        return str(folder)

    def get(name: str) -> Remembering:
        group = FAST if name in FAST else (*OTHERS, WHOLE)
        folder = Path(made_once(tmp_path_factory, f"stateful-{group[0]}", lambda folder: make(folder, *group)))
        if name not in programs:
            paths = [folder / name, *(folder / f"{name}{ending}" for ending in (".h5", ".keras", ".tflite"))]
            model = next(path for path in paths if path.exists())
            sound = ["--input-kind", "audio"] if name == "keras3_gru" else []
            arguments = ["export", str(model), "--product", "native", *sound]
            programs[name] = export(arguments, tmp_path_factory.mktemp("remembering"))
        with np.load(folder / f"{name}.expected.npz") as file:
            return Remembering(programs[name], folder / f"{name}.data.npz", file["series"], file["alone"])

    return get


def answers(made: Exported, arrays: dict[str, np.ndarray], folder: Path) -> np.ndarray:
    np.savez(folder / "in.npz", **arrays)
    done = run_in_empty_environment(
        made.program("native"), "--tensor", "in.npz", "--output", "out.npz", "--float", folder=folder
    )
    assert done.ok, done.errors
    with np.load(folder / "out.npz") as file:
        found: np.ndarray = file[file.files[0]]
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_program_remembers_within_a_series_and_begins_anew_with_the_next(
    remembering: Get, name: str, tmp_path: Path
) -> None:
    model = remembering(name)
    verified = model.made.product("native")["verified"]
    assert verified["status"] == "passed", verified
    info = run_in_empty_environment(model.made.program("native"), "--info", "--json")
    assert json.loads(info.output)["contract"]["state"] == "file"
    with np.load(model.data) as file:
        data = dict(file)
    allowed = STEP if name.startswith("int8") else 1e-4 * np.ptp(model.series)
    for _ in range(2):
        found = answers(model.made, data, tmp_path)
        assert np.abs(found.reshape(model.series.shape) - model.series).max() <= allowed
    (key,) = data
    for number in (0, 7):
        found = answers(model.made, {key: data[key][number : number + 1]}, tmp_path)
        assert np.abs(found.reshape(model.alone[0].shape) - model.alone[number]).max() <= allowed


@pytest.mark.proof
def test_a_converted_layer_that_takes_a_whole_sequence_remembers_nothing(remembering: Get, tmp_path: Path) -> None:
    model = remembering(WHOLE)
    assert model.made.product("native")["verified"]["status"] == "passed"
    with np.load(model.data) as file:
        found = answers(model.made, dict(file), tmp_path)
    assert np.abs(found.reshape(model.alone.shape) - model.alone).max() <= STEP


@pytest.mark.parametrize("file", ["stateful.h5", "stateful3.keras"])
@pytest.mark.proof
def test_the_shared_models_that_remember_are_verified(file: str, tmp_path: Path) -> None:
    made = export(["export", str(case(f"stateful-recurrent/{file}")), "--product", "native"], tmp_path)
    assert made.product("native")["verified"]["status"] == "passed"


def kinds_of(model: Remembering, sound: np.ndarray, length: int) -> np.ndarray:
    """What the program answers to the windows of a sound as a series of exact arrays."""
    count = len(sound) // length
    arrays = {"sound": sound[: count * length].reshape(count, 1, length).astype(np.float32)}
    folder = model.data.parent / "windows"
    folder.mkdir(exist_ok=True)
    return answers(model.made, arrays, folder).reshape(count, -1)


@pytest.fixture
def long_sounds() -> list[np.ndarray]:
    """Two sounds of five seconds, 200 windows, as a 16-bit file holds them."""
    generator = np.random.default_rng(2)
    made = [generator.uniform(-0.9, 0.9, 5 * RATE) for _ in range(2)]
    return [np.round(sound * 2**15) / 2**15 for sound in made]


@pytest.mark.proof
def test_the_windows_of_a_long_sound_are_one_series(
    remembering: Get, long_sounds: list[np.ndarray], tmp_path: Path
) -> None:
    model = remembering("keras3_gru")
    names = []
    for number, sound in enumerate(long_sounds):
        names.append(tmp_path / f"{number}.wav")
        names[-1].write_bytes(wav(sound, RATE))
    expected = [kinds_of(model, sound, 400).mean(axis=0) for sound in long_sounds]
    for order in ([0, 1], [1, 0], [0, 0, 1]):
        done = run_in_empty_environment(
            model.made.program("native"), "--json", *(names[number].name for number in order), folder=tmp_path
        )
        assert done.ok, done.errors
        for number, line in zip(order, done.output.splitlines(), strict=True):
            given = json.loads(line)["outputs"]["kind"]["values"]
            assert np.abs(np.ravel(given) - expected[number]).max() < 1e-5


@pytest.mark.proof
def test_the_page_gives_the_same_answer_whatever_was_asked_before_and_beside(
    remembering: Get, long_sounds: list[np.ndarray], tmp_path: Path
) -> None:
    model = remembering("keras3_gru")
    files = [wav(sound, RATE) for sound in long_sounds]
    with Served(copy_of(model.made.program("native"), tmp_path / "program")) as served:

        def asked(number: int) -> list[float]:
            answer = served.predict(files[number], "audio/wav")["outputs"]["kind"]["values"]
            given: list[float] = np.ravel(answer).tolist()
            return given

        alone = [asked(0), asked(1)]
        assert alone[0] != alone[1]
        assert asked(0) == alone[0]
        with ThreadPoolExecutor(4) as pool:
            order = [0, 1, 1, 0, 1, 0, 0, 1, 0, 1]
            assert list(pool.map(asked, order)) == [alone[number] for number in order]


@pytest.mark.proof
def test_every_row_of_a_table_begins_anew_and_a_long_table_as_arrays_is_one_series(
    remembering: Get, tmp_path: Path
) -> None:
    model = remembering("keras3_row")
    with np.load(model.data) as file:
        (rows,) = (file[name].reshape(-1, 3) for name in file.files)
    np.savetxt(tmp_path / "rows.csv", rows, delimiter=",", fmt="%.9g")
    done = run_in_empty_environment(model.made.program("native"), "--json", "rows.csv", folder=tmp_path)
    assert done.ok, done.errors
    given = np.array([np.ravel(json.loads(line)["outputs"]["level"]["values"]) for line in done.output.splitlines()])
    assert np.abs(given - model.alone.reshape(given.shape)).max() < 1e-5


@pytest.mark.proof
def test_a_job_may_say_that_nothing_is_remembered(remembering: Get, tmp_path: Path) -> None:
    model = remembering("call_once")
    source = model.data.parent / "call_once.tflite"
    (tmp_path / "job.toml").write_text(
        f'schema = 1\n[model]\npath = "{source}"\n[contract]\nstate = "none"\n[app]\nname = "none"\n'
        f'[[products]]\nproduct = "native"\n[output]\nfolder = "{tmp_path}"\n',
        encoding="utf-8",
    )
    made = export(["export", str(tmp_path / "job.toml")], tmp_path)
    with np.load(model.data) as file:
        found = answers(made, dict(file), tmp_path)
    assert np.abs(found.reshape(model.alone.shape) - model.alone).max() < 1e-5


SMALLER = ("float16", "dynamic", "int8-weights", "int8")


@pytest.mark.proof
@pytest.mark.parametrize("name", ["keras3_gru", "keras2_lstm", "svdf"])
def test_a_model_that_remembers_is_compared_in_every_precision(remembering: Get, name: str, tmp_path: Path) -> None:
    model = remembering(name)
    source = next(path for path in model.data.parent.glob(f"{name}.*") if path.suffix != ".npz")
    done = litecrate(["compare", source, "--calibration", model.data, "--output", tmp_path])
    assert done.code == 0, done.errors
    found = json.loads(Path(done.output.strip()).read_text(encoding="utf-8"))["variants"]
    states = {variant["precision"]: (variant["status"], variant["agreement"]) for variant in found}
    assert states["float32"][0] == "ok"
    for precision in SMALLER:
        status, agreement = states[precision]
        assert status == "skipped" or agreement["cosine"] > 0.9, (precision, states[precision])
