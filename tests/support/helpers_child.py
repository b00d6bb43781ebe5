"""Client of the real child process for tests, confined to the folder for temporary files; and a tiny .tflite file."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.confine.confinement import Bounds
from builder.child.reading import lite_file
from builder.system.environment import clean_environment, python_argv

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT.parent / "shared" / "models"
_WHERE_TESTS_WRITE = os.environ.get("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
CASES = ROOT.parent / "shared" / "cases"
_READ_BY_TESTS = (str(ROOT), str(MODELS), str(CASES))


class ChildFailedError(Exception):
    """Error answer of the child.

    Attributes:
        error: `{"what", "why", "do", "code"}`.
    """

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['what']} | {error['why']} | {error['do']} | {error['code']}")
        self.error = error


class Child:
    """One child process.

    Attributes:
        process: The running program.
        progress: The progress messages of the last request.
        confined: Its first line, about its confinement.
    """

    def __init__(self, log: Path | None = None) -> None:
        self._log = (log or Path(os.devnull)).open("wb")
        self._home = tempfile.TemporaryDirectory(prefix="child-home-")
        bounds = Bounds(_WHERE_TESTS_WRITE, _WHERE_TESTS_WRITE, _READ_BY_TESTS, 10**9)
        self.process = subprocess.Popen(
            python_argv("builder.child", bounds.to_argument()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=clean_environment(home=Path(self._home.name)),
        )
        assert self.process.stdout is not None
        self.confined: dict[str, Any] = json.loads(self.process.stdout.readline())["confined"]
        self._number = 0
        self.progress: list[dict[str, Any]] = []

    def send(self, task: str, **arguments: Any) -> int:
        assert self.process.stdin is not None
        self._number += 1
        line = json.dumps({"id": self._number, "task": task, **arguments}, default=str) + "\n"
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()
        return self._number

    def answer(self, number: int) -> dict[str, Any]:
        assert self.process.stdout is not None
        self.progress = []
        for line in self.process.stdout:
            message: dict[str, Any] = json.loads(line)
            assert message["id"] == number
            if "progress" in message:
                self.progress.append(message["progress"])
            elif message["ok"]:
                result: dict[str, Any] = message["result"]
                return result
            else:
                raise ChildFailedError(message["error"])
        raise AssertionError(f"the child ended with {self.process.wait()}")

    def request(self, task: str, **arguments: Any) -> dict[str, Any]:
        return self.answer(self.send(task, **arguments))

    def error(self, task: str, **arguments: Any) -> dict[str, Any]:
        """Sends a request that must fail and returns its error."""
        try:
            result = self.request(task, **arguments)
        except ChildFailedError as failure:
            return failure.error
        raise AssertionError(f"{task} was answered: {result}")

    def close(self) -> int:
        """Closes the child's stdin and returns its exit code."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        code = self.process.wait(timeout=20)
        self._log.close()
        self._home.cleanup()
        return code

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def dense_tflite(path: Path, *, signature: bool = True, custom: str = "", inputs: int = 64, outputs: int = 32) -> None:
    """Writes a .tflite file with one dense layer of random weights, or one custom operator, by its schema alone."""
    schema = lite_file.schema()
    generator = np.random.default_rng(3)
    weights = generator.normal(0, 1, (outputs, inputs)).astype(np.float32)
    biases = generator.normal(0, 1, outputs).astype(np.float32)
    model, graph, operator, code = schema.ModelT(), schema.SubGraphT(), schema.OperatorT(), schema.OperatorCodeT()
    model.buffers, graph.tensors = [schema.BufferT()], []
    for name, shape, values in (
        ("x", [1, inputs], None),
        ("w", [outputs, inputs], weights),
        ("b", [outputs], biases),
        ("y", [1, outputs], None),
    ):
        buffer, tensor = schema.BufferT(), schema.TensorT()
        if values is not None:
            buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        model.buffers.append(buffer)
        tensor.name, tensor.shape, tensor.buffer = name.encode(), shape, len(model.buffers) - 1
        graph.tensors.append(tensor)
    code.builtinCode = schema.BuiltinOperator.CUSTOM if custom else schema.BuiltinOperator.FULLY_CONNECTED
    code.deprecatedBuiltinCode, code.customCode, code.version = code.builtinCode, custom.encode() or None, 1
    if not custom:
        operator.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
        operator.builtinOptions = schema.FullyConnectedOptionsT()
    operator.inputs, operator.outputs = [0, 1, 2], [3]
    graph.inputs, graph.outputs, graph.operators = [0], [3], [operator]
    model.version, model.subgraphs, model.operatorCodes = 3, [graph], [code]
    if signature:
        definition, source, answer = schema.SignatureDefT(), schema.TensorMapT(), schema.TensorMapT()
        source.name, source.tensorIndex, answer.name, answer.tensorIndex = b"features", 0, b"scores", 3
        definition.signatureKey, definition.inputs, definition.outputs = b"serving_default", [source], [answer]
        model.signatureDefs = [definition]
    path.write_bytes(lite_file.pack(model))
