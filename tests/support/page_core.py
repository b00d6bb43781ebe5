"""Drives core.wasm as a web page does: the functions that it has, and the model that it asks for."""

import functools
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import wasmtime
from ai_edge_litert.interpreter import Interpreter

from builder.runner.blocks import TENSOR, Block, code_of, pack, unpack
from builder.runner.pipe import RunModel

_HEAD = struct.Struct("<II")
_MS = struct.Struct("<d")
_MOST_MEMORY = 2 << 30


class Answer(NamedTuple):
    """What one call gave: HTTP's number, and JSON or bytes."""

    status: int
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class PageCore:
    """One instance of the module. A trap is `wasmtime.Trap`, the end of its memory a MemoryError.

    Args:
        wasm: The compiled core.
        run: Runs the model, with blocks in the contract's order; what it raises as ValueError is the page's failure.
        forget: Has the model forget what it keeps from run to run.

    Attributes:
        imported: The modules and names of what it needs from outside.
        runs, forgotten: How often it asked for either.
        inputs: What it gave to the model last.
        raw_answer: Bytes that take the place of everything that `run_model` gives: its status and its content.
        raw_address: An address that it gives in place of one.
    """

    def __init__(self, wasm: Path, run: RunModel | None = None, forget: Callable[[], None] | None = None) -> None:
        engine, module = _module(wasm)
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=_MOST_MEMORY)
        self._run, self._forget = run, forget
        self.runs = self.forgotten = 0
        self.inputs: list[Block] = []
        self.raw_answer: tuple[int, bytes] | None = None
        self.raw_address: int | None = None
        i32 = wasmtime.ValType.i32()
        imports = {
            "run_model": wasmtime.Func(self._store, wasmtime.FuncType([i32, i32], [i32]), self._run_model),
            "forget_model": wasmtime.Func(self._store, wasmtime.FuncType([], [i32]), self._forget_model),
            "out_of_memory": wasmtime.Func(self._store, wasmtime.FuncType([], []), _raise_memory_error),
        }
        self.imported = {(entry.module, entry.name) for entry in module.imports}
        wanted = [imports[entry.name or ""] for entry in module.imports]
        self._exports = wasmtime.Instance(self._store, module, wanted).exports(self._store)
        self._call("_initialize")

    @property
    def memory_bytes(self) -> int:
        return int(self._memory.data_len(self._store))

    def open(self, contract: bytes, model: bytes, program: bytes = b"", card: bytes = b"") -> Answer:
        return self._ask("core_open", contract, model, program, card)

    def predict(self, body: bytes, kind: str, query: str = "") -> Answer:
        return self._ask("core_predict", body, kind.encode(), query.encode())

    def arrays(self, file: bytes) -> Answer:
        return self._ask("core_arrays", file)

    def self_test(self, samples: bytes) -> Answer:
        return self._ask("core_self_test", samples)

    def state_marks(self, model: bytes) -> list[tuple[int, int]]:
        """Places and values of the bytes that mark what the model keeps from run to run."""
        return list(_HEAD.iter_unpack(self._ask("core_state_marks", model).content))

    @property
    def _memory(self) -> wasmtime.Memory:
        memory = self._exports["memory"]
        assert isinstance(memory, wasmtime.Memory)
        return memory

    def _call(self, name: str, *arguments: int) -> int:
        function = self._exports[name]
        assert isinstance(function, wasmtime.Func)
        return int(function(self._store, *arguments) or 0) & 0xFFFFFFFF

    def _put(self, data: bytes) -> int:
        address = self._call("core_reserve", len(data))
        assert address
        self._memory.write(self._store, data, address)
        return address

    def _take(self, address: int, size: int) -> bytes:
        return bytes(self._memory.read(self._store, address, address + size))

    def _ask(self, name: str, *arguments: bytes) -> Answer:
        places = [self._put(data) for data in arguments]
        pairs = [number for place, data in zip(places, arguments, strict=True) for number in (place, len(data))]
        result = self._call(name, *pairs)
        for place in places:
            self._call("core_release", place)
        assert result, "there was no memory for the result"
        status, size = _HEAD.unpack(self._take(result, _HEAD.size))
        content = self._take(result + _HEAD.size, size)
        self._call("core_release", result)
        return Answer(status, content)

    def _result(self, status: int, content: bytes) -> int:
        return self._put(_HEAD.pack(status, len(content)) + content)

    def _run_model(self, inputs: int, size: int) -> int:
        self.runs += 1
        self.inputs = unpack(self._take(inputs & 0xFFFFFFFF, size & 0xFFFFFFFF))
        if self.raw_address is not None:
            return self.raw_address
        if self.raw_answer is not None:
            return self._result(*self.raw_answer)
        assert self._run is not None, "there is no model here"
        try:
            ms, outputs = self._run(self.inputs)
        except ValueError as error:
            return self._result(1, str(error).encode())
        return self._result(0, _MS.pack(ms) + b"".join(map(pack, outputs)))

    def _forget_model(self) -> int:
        self.forgotten += 1
        if self._forget is not None:
            self._forget()
        return self._result(0, b"")


def _raise_memory_error() -> None:
    raise MemoryError


@functools.cache
def _module(wasm: Path) -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(wasm))


class LiteRtModel:
    """A .tflite file that LiteRT's interpreter runs for a page.

    Args:
        model: The file's bytes.
        inputs, outputs: Names of its tensors in the contract's order, as the program tells them.
    """

    def __init__(self, model: bytes, inputs: list[str], outputs: list[str]) -> None:
        self._model = model
        self._names = inputs, outputs
        self.forget()

    def forget(self) -> None:
        self._interpreter = Interpreter(model_content=self._model, num_threads=1)
        self._interpreter.allocate_tensors()
        given, made = _places(self._interpreter)
        self._inputs = [given[name] for name in self._names[0]]
        self._outputs = [made[name] for name in self._names[1]]

    def run(self, blocks: list[Block]) -> tuple[float, list[Block]]:
        for block in blocks:
            tensor = self._inputs[block.slot]
            array = np.frombuffer(block.data, tensor["dtype"]).reshape(block.dims)
            assert block.dtype == code_of(np.dtype(tensor["dtype"]).name)
            self._interpreter.set_tensor(tensor["index"], array)
        self._interpreter.invoke()
        arrays = [self._interpreter.get_tensor(tensor["index"]) for tensor in self._outputs]
        return 0.25, [
            Block(slot, code_of(array.dtype.name), TENSOR, array.shape, array.tobytes())
            for slot, array in enumerate(arrays)
        ]


def _places(interpreter: Interpreter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and outputs by the names of the first signature; without one by those of the tensors."""
    signatures = list(interpreter.get_signature_list())
    if signatures:
        runner = interpreter.get_signature_runner(signatures[0])
        return runner.get_input_details(), runner.get_output_details()
    return (
        {tensor["name"]: tensor for tensor in interpreter.get_input_details()},
        {tensor["name"]: tensor for tensor in interpreter.get_output_details()},
    )


def opened(wasm: Path, contract: bytes, model: bytes, program: bytes = b"", card: bytes = b"") -> PageCore:
    """A core with its program, whose model LiteRT's interpreter runs."""
    made: list[LiteRtModel] = []
    core = PageCore(wasm, lambda blocks: made[0].run(blocks), lambda: made[0].forget())
    answer = core.open(contract, model, program, card)
    assert answer.status == 200, answer
    about = answer.json["model"]
    names = [[entry["tensor"] for entry in about[side]] for side in ("inputs", "outputs")]
    made.append(LiteRtModel(model, *names))
    return core
