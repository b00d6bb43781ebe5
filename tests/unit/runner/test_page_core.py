"""The core for web pages by itself: what it opens and refuses, arrays, the self-test, and nonsense that it is given."""

import io
import json
import random
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.contract.contract import Contract
from builder.core.arrays import Array
from builder.runner.blocks import TENSOR, Block, code_of, pack
from tests.parity.arrays import arrays
from tests.parity.models import CONTRACTS, write_model
from tests.parity.sounds import sounds
from tests.parity.tables import tables
from tests.support.page_core import PageCore, opened
from tests.support.program import runner_beside

_MS = struct.pack("<d", 1.0)
_MOST_MEMORY = 700 << 20  # what server and model of the served page stay below


def _contract(name: str) -> bytes:
    return CONTRACTS[name].to_json().encode()


@pytest.fixture(scope="module")
def model_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """The .tflite file of one of `CONTRACTS`."""
    folder = tmp_path_factory.mktemp("models")

    def model(name: str) -> bytes:
        write_model(name, folder / name, signature=False)
        return (folder / name).read_bytes()

    return model


ModelOf = Callable[[str], bytes]


def _packed(**named: Array) -> bytes:
    target = io.BytesIO()
    np.savez(target, **named)  # type: ignore[arg-type]
    return target.getvalue()


def _unpacked(data: bytes) -> dict[str, Array]:
    with np.load(io.BytesIO(data)) as file:
        return {name: file[name] for name in file.files}


def test_it_asks_for_nothing_but_the_model(page_core: Path, model_of: ModelOf) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    assert core.imported <= {("page", "run_model"), ("page", "forget_model"), ("page", "out_of_memory")}


def test_name_and_version_are_the_cards_and_else_the_programs(page_core: Path, model_of: ModelOf) -> None:
    core = PageCore(page_core)
    parts = _contract("wine"), model_of("wine")
    program = b'{"name": "of the program", "version": "1", "runtime": "LiteRT 9", "more": [1]}'
    told = core.open(*parts, program, b'{"name": "of the card", "facts": {"x": 1}}').json
    assert (told["name"], told["version"], told["runtime"]) == ("of the card", "1", "LiteRT 9")
    assert told["about"] == {"name": "of the card", "facts": {"x": 1}}
    assert core.open(*parts, program, b"null").json["about"] is None
    assert core.open(*parts).json["name"] is None


@pytest.mark.parametrize(
    ("contract", "model", "program", "card", "said"),
    [
        (b"", None, b"", b"", "contract"),
        (b"{", None, b"", b"", "contract"),
        (None, b"", b"", b"", "cannot be read"),
        (None, b"\0\0\0\0TFL3", b"", b"", "cannot be read"),
        (None, None, b"[]", b"", "card"),
        (None, None, b"", b"{", "card"),
        (_contract("two"), None, b"", b"", "no input"),
        (_contract("numbers").replace(b"serving_x", b"serving_wine"), None, b"", b"", "shape"),
    ],
    ids=["no contract", "half a contract", "no model", "eight bytes", "a list", "half a card", "another", "a shape"],
)
def test_what_cannot_be_opened_is_refused_in_words_and_answers_nothing_then(
    contract: bytes | None, model: bytes | None, program: bytes, card: bytes, said: str,
    page_core: Path, model_of: ModelOf,
) -> None:  # fmt: skip
    core = PageCore(page_core)
    wine = model_of("wine")
    assert core.open(_contract("wine"), wine).status == 200
    answer = core.open(
        _contract("wine") if contract is None else contract, wine if model is None else model, program, card
    )
    assert answer.status in {400, 500}
    assert set(answer.json) == {"error", "why", "do"}
    assert said in f"{answer.json['error']} {answer.json['why']}"
    for refused in (core.predict(b"1,2,3", "text/csv"), core.arrays(b""), core.self_test(b"")):
        assert (refused.status, refused.json["error"]) == (500, "The program is not open")


def test_inputs_and_outputs_are_told_as_by_the_native_runtime(
    page_core: Path, runner_binary: Path, shared_models: Path, tmp_path: Path
) -> None:
    names = (
        "micro/hello_world_float", "micro/trained_lstm", "mlperf_tiny/ad_autoencoder_float", "mlperf_tiny/vww_int8",
        "coral/mobilenet_v2_1.0_224_quant", "coral/tf2_mobilenet_v2_1.0_224_ptq",
    )  # fmt: skip
    for name in names:
        model = shared_models / f"{name}.tflite"
        runner = runner_beside(runner_binary, tmp_path / model.stem)
        contract = _plain_contract(model.read_bytes())
        (runner.parent / "contract.json").write_text(contract, encoding="utf-8")
        done = subprocess.run([runner, "--model", model, "--info", "--json"], capture_output=True, check=True)
        told = PageCore(page_core).open(contract.encode(), model.read_bytes())
        assert told.status == 200, (name, told)
        assert told.json["model"] == json.loads(done.stdout)["model"], name


def _plain_contract(model: bytes) -> str:
    """The contract of a model with one input and one output, which says of them what the file does."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=model)

    def entry(kind: str, details: list[dict[str, object]]) -> dict[str, object]:
        ((detail),) = details
        dtype, shape = np.dtype(detail["dtype"]).name, [int(size) for size in detail["shape"]]  # type: ignore[call-overload,attr-defined]
        return {"name": "x", "tensor": "", "kind": kind, "dtype": dtype, "shape": shape}

    return json.dumps({
        "schema": 1,
        "inputs": [entry("tensor", interpreter.get_input_details())],
        "outputs": [entry("values", interpreter.get_output_details())],
    })  # fmt: skip


def test_arrays_come_out_as_of_the_command_line(
    page_core: Path, runner_binary: Path, shared_models: Path, tmp_path: Path
) -> None:
    rng = np.random.default_rng(3)
    for name in ("micro/hello_world_float", "mlperf_tiny/vww_int8", "coral/tf2_mobilenet_v2_1.0_224_ptq"):
        model = (shared_models / f"{name}.tflite").read_bytes()
        contract = _plain_contract(model)
        runner = runner_beside(runner_binary, tmp_path / Path(name).name)
        (runner.parent / "contract.json").write_text(contract, encoding="utf-8")
        (runner.parent / "model.tflite").write_bytes(model)
        core = opened(page_core, contract.encode(), model)
        shape = [3, *json.loads(contract)["inputs"][0]["shape"][1:]]
        given = rng.random(shape, np.float32)
        (runner.parent / "in.npz").write_bytes(_packed(x=given))
        argv: list[str | Path] = [runner, "--tensor", runner.parent / "in.npz", "--output", runner.parent / "out.npz"]
        subprocess.run(argv, check=True)
        answer = core.arrays(_packed(x=given))
        assert answer.status == 200, answer
        assert answer.content == (runner.parent / "out.npz").read_bytes(), name
        assert core.runs == 3


def test_arrays_that_do_not_fit_are_refused_as_by_the_command_line(
    page_core: Path, runner_binary: Path, model_of: ModelOf, tmp_path: Path
) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    runner = runner_beside(runner_binary, tmp_path / "wine")
    (runner.parent / "contract.json").write_bytes(_contract("wine"))
    (runner.parent / "model.tflite").write_bytes(model_of("wine"))
    numbers = np.ones((2, 3), np.float32)
    for given in (
        _packed(wine=numbers[:, :2]),
        _packed(wine=numbers.astype(np.int64)),
        _packed(wine=np.array(["a"])),
        _packed(wine=numbers)[:-30],
        _packed(),
    ):
        (tmp_path / "in.npz").write_bytes(given)
        argv: list[str | Path] = [runner, "--tensor", "in.npz", "--output", "out.npz"]
        done = subprocess.run(argv, cwd=tmp_path, capture_output=True, check=False, text=True)
        answer = core.arrays(given)
        assert (answer.status, done.returncode) == (400, 2), (answer, done.stderr)
        said = [line.partition(": ")[2] for line in done.stderr.splitlines()]
        assert [answer.json[key] for key in ("error", "why", "do")] == [said[0].removeprefix("in.npz: "), *said[1:3]]


def test_the_self_test_passes_and_fails_as_the_programs_own(page_core: Path, model_of: ModelOf) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    samples = {"in/wine": values, "shape/wine": np.array([1, 3]), "out/wine again": values}
    answer = core.self_test(_packed(**samples))
    assert (answer.status, answer.json["status"], answer.json["samples"]) == (200, "passed", 2)
    samples["out/wine again"] = values + 1
    answer = core.self_test(_packed(**samples))
    assert (answer.status, answer.json["status"], answer.json["max_abs_diff"]) == (200, "failed", 1)
    del samples["out/wine again"]
    assert core.self_test(_packed(**samples)).status == 400


def test_what_a_model_remembers_is_forgotten_before_each_answer(page_core: Path, shared_models: Path) -> None:
    model = (shared_models / "micro" / "trained_lstm.tflite").read_bytes()
    core = opened(page_core, _plain_contract(model).encode(), model)
    with np.load(shared_models / "micro" / "trained_lstm.expected.npz") as file:
        given, expected = file["inputs"][:3], file["output_0"][0]
    (found,) = _unpacked(core.arrays(_packed(x=given)).content).values()
    assert np.abs(found[0] - expected).max() < 1e-6
    assert (core.runs, core.forgotten) == (3, 2)
    (backwards,) = _unpacked(core.arrays(_packed(x=given[::-1])).content).values()
    assert np.array_equal(backwards[::-1], found)
    assert (core.runs, core.forgotten) == (6, 5)
    marks = core.state_marks(model)
    assert marks
    assert all(model[place] == value != 0 for place, value in marks)


def test_a_model_without_a_memory_is_never_asked_to_forget(page_core: Path, model_of: ModelOf) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    assert core.predict(b"1,2,3\n4,5,6", "text/csv").status == 200
    assert (core.runs, core.forgotten) == (2, 0)
    assert core.state_marks(model_of("wine")) == []


def _outputs(*shape: int, dtype: str = "float32", slot: int = 0) -> bytes:
    data = np.zeros(shape, dtype)
    return pack(Block(slot, code_of(dtype), TENSOR, shape, data.tobytes()))


@pytest.mark.parametrize(
    "answer",
    [
        (0, b""),
        (0, _MS),
        (0, _MS[:5]),
        (0, struct.pack("<d", float("nan")) + _outputs(1, 3)),
        (0, struct.pack("<d", -1) + _outputs(1, 3)),
        (0, _MS + _outputs(1, 4)),
        (0, _MS + _outputs(3)),
        (0, _MS + _outputs(1, 3, dtype="int8")),
        (0, _MS + _outputs(1, 3, slot=1)),
        (0, _MS + _outputs(1, 3) * 2),
        (0, _MS + _outputs(1, 3)[:-4]),
        (0, _MS + bytes(96)),
        (0, _MS + b"\xff" * 200),
        (7, b"the model \xff broke \x00 <b>down</b>"),
        (0xFFFFFFFF, b""),
    ],
)
def test_nonsense_in_place_of_outputs_is_refused(answer: tuple[int, bytes], page_core: Path, model_of: ModelOf) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    core.raw_answer = answer
    for refused in (core.predict(b"1,2,3", "text/csv"), core.arrays(_packed(wine=np.ones((1, 3), np.float32)))):
        assert refused.status in {400, 500}
        assert set(refused.json) == {"error", "why", "do"}
    core.raw_answer = None
    assert core.predict(b"1,2,3", "text/csv").status == 200


@pytest.mark.parametrize("address", [0, -1, -8, 0x7FFFFFFF])
def test_an_answer_that_is_nowhere_is_refused(address: int, page_core: Path, model_of: ModelOf) -> None:
    core = opened(page_core, _contract("wine"), model_of("wine"))
    core.raw_address = address
    answer = core.predict(b"1,2,3", "text/csv")
    assert (answer.status, set(answer.json)) == (400, {"error", "why", "do"})
    assert ("memory" in answer.json["error"]) == (address == 0)


def _changed(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """The data cut off, and with a few of its bytes changed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield data[: chance.randrange(len(data))]
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            changed[chance.randrange(len(changed))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        yield bytes(changed)


def test_damaged_models_and_contracts_are_opened_or_refused(
    page_core: Path, model_of: ModelOf, shared_models: Path
) -> None:
    hello = (shared_models / "micro" / "hello_world_float.tflite").read_bytes()
    core = PageCore(page_core)
    for name, model in (("two", model_of("two")), ("", hello)):
        contract = _contract(name) if name else _plain_contract(model).encode()
        for changed in _changed(model, 150, 1):
            assert core.open(contract, changed).status in {200, 400, 500}
            core.state_marks(changed)
        for changed in _changed(contract, 150, 2):
            assert core.open(changed, model).status in {200, 400, 500}
    assert core.memory_bytes < 64 << 20


def test_contracts_and_models_that_want_everything_are_refused(page_core: Path, model_of: ModelOf) -> None:
    core = PageCore(page_core)
    contract: Contract = CONTRACTS["wine"]
    for size in (2**31 - 1, 2**40, 2**62):
        text = contract.to_json().replace("3", str(size))
        assert core.open(text.encode(), model_of("wine").replace(struct.pack("<ii", 1, 3), b"\xff" * 8)).status != 200
    huge = model_of("wine").replace(struct.pack("<ii", 1, 3), struct.pack("<ii", 2**30, 2**30))
    answer = core.open(_contract("wine"), huge)
    assert answer.status == 500
    assert "memory" in answer.json["error"]
    assert core.memory_bytes < 64 << 20


@pytest.mark.proof
def test_damaged_files_are_answered_or_refused(page_core: Path, model_of: ModelOf) -> None:
    kinds = {"csv": "text/csv", "npy": "application/x-npy", "npz": "application/x-npz", "wav": "audio/wav"}
    for case in (*tables(), *arrays(), *sounds()):
        core = opened(page_core, _contract(case.model), model_of(case.model))
        for name, data in case.files.items():
            kind = kinds.get(name.rpartition(".")[2].lower())
            for changed in _changed(data, 20, 3) if data and kind else ():
                assert core.predict(changed, kind or "").status in {200, 400, 413}
                assert core.arrays(changed).status in {200, 400}
        assert core.memory_bytes < _MOST_MEMORY, case.name
