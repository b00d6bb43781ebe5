"""Tests of the runner with a model beside it: its pipe, exact arrays, benchmark, missing parts."""

import importlib.util
import json
import os
import shutil
import socket
import stat
import subprocess
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput, Detector, DetectorPart, OutputKind
from builder.runner.blocks import TENSOR, Block, array_of, code_of
from builder.runner.refusal import RefusedError
from tests.support.pipe_client import serving
from tests.support.program import start

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "resources" / "samples"
SINE = ROOT.parent / "shared" / "models" / "micro" / "hello_world_float.tflite"


@pytest.fixture(scope="module")
def runner(request: pytest.FixtureRequest) -> Path:
    try:
        return Path(request.getfixturevalue("runner_binary"))
    except pytest.FixtureLookupError:
        pytest.skip("no fixture builds the runner")


@pytest.fixture(scope="module")
def sine(runner: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle's folder: the runner, the runtime, a model that answers sin(x), and its contract."""
    if not SINE.is_file():
        pytest.skip(f"{SINE.name} is not beside the project")
    folder = tmp_path_factory.mktemp("sine")
    package = importlib.util.find_spec("ai_edge_litert")
    assert package is not None
    assert package.submodule_search_locations is not None
    shutil.copy(runner, folder / "runner")
    shutil.copy(SINE, folder / "model.tflite")
    (folder / "libLiteRt.so").symlink_to(Path(package.submodule_search_locations[0]) / "libLiteRt.so")
    contract = Contract(
        schema=1,
        inputs=(ContractInput(name="x", dtype="float32", shape=(1, 1)),),
        outputs=(ContractOutput(name="sine", kind="values", dtype="float32", shape=(1, 1), labels=("sin(x)",)),),
    )
    (folder / "contract.json").write_text(contract.to_json(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def digits_contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's contract as the runner takes it."""
    contract = Contract.from_toml((SAMPLES / "digits.contract.toml").read_text(encoding="utf-8"))
    path = tmp_path_factory.mktemp("contract") / "contract.json"
    path.write_text(contract.to_json(), encoding="utf-8")
    return path


def expected() -> tuple[np.ndarray, np.ndarray]:
    with np.load(SINE.with_suffix(".expected.npz")) as answers:
        return answers["inputs"].astype(np.float32).reshape(-1, 1, 1), answers["output_0"].reshape(-1)


def program(folder: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([folder / "runner", *arguments], cwd=work, capture_output=True, text=True, check=False)


def test_the_runner_prepares_a_sample_digit_as_pillow_would(runner: Path, digits_contract: Path) -> None:
    with serving(runner, "--contract", digits_contract) as pipe:
        assert pipe.hello["model"] is None
        assert pipe.hello["contract"]["inputs"][0]["name"] == "picture"
        for file in sorted((SAMPLES / "digits").rglob("*.png")):
            ((row, (block,)),) = pipe.read(file, prepared=True)
            assert row is None
            ((_, raw),) = pipe.read(file.read_bytes(), prepared=False)
            assert pipe.preprocess(raw) == [block]
            assert (block.slot, block.dtype, block.form, block.dims) == (0, code_of("float32"), TENSOR, (1, 8, 8, 1))
            with Image.open(file) as image:
                reduced = np.asarray(image.resize((8, 8), Image.Resampling.BILINEAR), np.float32)
            values = np.frombuffer(block.data, np.float32).reshape(8, 8) * 255
            assert np.abs(values - reduced).max() < 1.01


def test_the_runner_reads_every_field_of_a_contract_as_the_builder_means_it(runner: Path, tmp_path: Path) -> None:
    picture = ContractInput(name="picture", kind="image", dtype="float32", shape=(1, 3, 64, 96), layout="nchw")
    outputs = tuple(
        ContractOutput(
            name=f"{detector}{part}", kind="boxes", dtype="float32", shape=(1, 9, 84), detector=detector, part=part,
            coordinates="pixels", features_last=True, keypoints=("nose", "left eye"), keypoint_count=200, overlap=0.75,
            max_boxes=1000, threshold=0.25, labels=("person",),
        )
        for detector in get_args(Detector)
        for part in get_args(DetectorPart)
    )  # fmt: skip
    kinds = tuple(ContractOutput(name=kind, kind=kind, dtype="float32", shape=(1, 9)) for kind in get_args(OutputKind))
    contract = Contract(schema=1, inputs=(picture,), outputs=(*outputs, *kinds))
    (tmp_path / "contract.json").write_text(contract.to_json(), encoding="utf-8")
    with serving(runner, "--contract", tmp_path / "contract.json") as pipe:
        assert Contract.model_validate(pipe.hello["contract"]) == contract
        written = json.loads(contract.to_json())
        assert pipe.hello["contract"]["outputs"][0].keys() == written["outputs"][0].keys()
        assert pipe.hello["contract"]["inputs"][0].keys() == written["inputs"][0].keys()


def test_a_prediction_without_a_model_is_refused_and_the_runner_goes_on(runner: Path, digits_contract: Path) -> None:
    file = next((SAMPLES / "digits").rglob("*.png"))
    with serving(runner, "--contract", digits_contract) as pipe:
        ((_, picture),) = pipe.read(file, prepared=False)
        with pytest.raises(RefusedError):
            pipe.predict(picture)
        assert len(pipe.preprocess(picture)) == 1


def test_rows_are_read_one_by_one_until_a_bad_one_and_the_runner_goes_on(sine: Path, tmp_path: Path) -> None:
    with serving(sine / "runner") as pipe:
        rows = [(row, array_of(block).tolist()) for row, (block,) in pipe.read(b"1\n2\n3\n", prepared=True)]
        assert rows == [(1, [[1.0]]), (2, [[2.0]]), (3, [[3.0]])]
        assert next(pipe.read(b"1\n2\n3\n", prepared=True)).row == 1  # who needs no more leaves the rest
        reading = pipe.read(b"1\nx,2\n3\n", prepared=True)
        assert next(reading).row == 1
        with pytest.raises(RefusedError, match="Row 2") as caught:
            next(reading)
        assert not caught.value.ended
        with pytest.raises(RefusedError):
            list(pipe.read(tmp_path / "missing.csv", prepared=True))
        with pytest.raises(RefusedError):
            list(pipe.read(tmp_path, prepared=True))
        (tmp_path / "t.csv").write_text("1\n", encoding="utf-8")
        with pytest.raises(RefusedError, match="no such file"):  # a name does not end at a null character
            list(pipe.read(Path(f"{tmp_path}/t.csv\0x"), prepared=True))
        assert len(list(pipe.read(b"1\n2\n", prepared=False))) == 2


def test_exact_tensors_give_the_models_own_answers(sine: Path) -> None:
    inputs, outputs = expected()
    with serving(sine / "runner") as pipe:
        for x, y in zip(inputs, outputs, strict=True):
            (block,) = pipe.tensors([Block(0, code_of("float32"), TENSOR, (1, 1), x.tobytes())])
            assert block.dims == (1, 1)
            assert np.frombuffer(block.data, np.float32)[0] == pytest.approx(y, abs=1e-5)


def test_a_block_that_does_not_fit_is_refused_and_the_runner_goes_on(sine: Path) -> None:
    with serving(sine / "runner") as pipe:
        for wrong in (
            Block(0, code_of("float32"), TENSOR, (1, 7), bytes(28)),
            Block(0, code_of("float32"), TENSOR, (1, 1), bytes(3)),
            Block(9, code_of("float32"), TENSOR, (1, 1), bytes(4)),
        ):
            with pytest.raises(RefusedError) as caught:
                pipe.tensors([wrong])
            assert not caught.value.ended
        assert len(pipe.tensors([Block(0, code_of("float32"), TENSOR, (1, 1), bytes(4))])) == 1


def test_the_program_answers_arrays(sine: Path, tmp_path: Path) -> None:
    inputs, outputs = expected()
    for number, x in enumerate(inputs):
        np.save(tmp_path / f"{number}.npy", x)
    done = program(sine, tmp_path, "--json", "--csv", "out.csv", *(f"{n}.npy" for n in range(len(inputs))), "no.npy")
    assert done.returncode == 1
    *answers, missing = (json.loads(line) for line in done.stdout.splitlines())
    assert [answer["outputs"]["sine"]["values"][0] for answer in answers] == pytest.approx(list(outputs), abs=1e-5)
    assert list(missing) == ["file", "error"]
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == "file,row,error,ms,sin(x)"


def test_the_program_hands_exact_arrays_to_the_runner(sine: Path, tmp_path: Path) -> None:
    inputs, outputs = expected()
    np.save(tmp_path / "in.npy", inputs[:, 0, :])
    done = program(sine, tmp_path, "--tensor", "in.npy", "--output", "out.npz")
    assert (done.returncode, done.stderr) == (0, "")
    with np.load(tmp_path / "out.npz") as answers:
        assert answers["sine"].reshape(-1) == pytest.approx(list(outputs), abs=1e-5)


@pytest.mark.parametrize("option", ["--tensor", "--preprocess"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "device"])
def test_the_result_never_takes_the_place_of_what_is_no_file(
    option: str, kind: str, sine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.npz"
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(target)
        elif kind == "socket":
            listener.bind(target.name)
        elif kind == "folder":
            target.mkdir()
        elif os.geteuid() == 0:
            os.mknod(target, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
        else:
            pytest.skip("only root makes devices")
        before = target.lstat()
        done = start([sine / "runner", option, "nowhere.npy", "--output", target], tmp_path)
    assert done.code == 2
    assert [line.partition(":")[0] for line in done.errors.splitlines()] == ["error", "why", "do"]
    assert str(target) in done.errors, "it is refused before the input is read"
    assert (target.lstat().st_ino, target.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.npz"]


def test_a_bundle_without_its_model_cannot_run(sine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name in ("runner", "contract.json", "libLiteRt.so"):
        shutil.copy(sine / name, folder / name)
    (folder / "model.tflite").write_bytes(b"no model")
    np.save(tmp_path / "x.npy", np.zeros((1, 1), np.float32))
    done = program(folder, tmp_path, "x.npy")
    assert (done.returncode, done.stdout) == (3, "")
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF and no more"])
def test_a_runtime_that_is_missing_or_damaged_is_explained(sine: Path, tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name in ("runner", "contract.json", "model.tflite"):
        shutil.copy(sine / name, folder / name)
    if content is not None:
        (folder / "libLiteRt.so").write_bytes(content)
    np.save(tmp_path / "x.npy", np.zeros((1, 1), np.float32))
    for arguments in (["x.npy"], ["--bench", "1"]):
        done = program(folder, tmp_path, *arguments)
        assert (done.returncode, done.stdout) == (3, "")
        assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]


def test_the_runner_alone_answers_a_table_row_by_row(sine: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("name;x\nzero;0\nbad;one\nhalf;0,5\n", encoding="utf-8")
    contract = Contract.model_validate_json((sine / "contract.json").read_text(encoding="utf-8"))
    named = contract.inputs[0].model_copy(update={"kind": "table", "columns": ("x",)})
    (tmp_path / "c.json").write_text(contract.model_copy(update={"inputs": (named,)}).to_json(), encoding="utf-8")
    argv = [sine / "runner", "--contract", tmp_path / "c.json", "--json", table]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [row["row"] for row in rows] == [1, 2, 3]
    assert 'column "x"' in rows[1]["error"]
    assert rows[2]["outputs"]["sine"]["values"][0] == pytest.approx(np.sin(0.5), abs=0.05)


def test_a_benchmark_says_which_threads_it_tried(sine: Path) -> None:
    def bench(*arguments: str) -> dict[str, Any]:
        argv = [sine / "runner", "--bench", "5", "--json", *arguments]
        found: dict[str, Any] = json.loads(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)
        return found

    processors = len(os.sched_getaffinity(0))
    tried = bench()
    counts = [one["threads"] for one in tried["tried"]]
    assert counts == ([] if processors == 1 else sorted({*counts, 1, processors}))
    assert tried["threads"] in (counts or [1])
    assert (bench("--threads", "1")["tried"], bench("--threads", "2")["threads"]) == ([], 2)


def test_a_program_without_samples_cannot_test_itself(sine: Path) -> None:
    done = subprocess.run([sine / "runner", "--self-test"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]
