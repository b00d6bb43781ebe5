"""The source model as a runner asks it: it runs in the child, and its answers get the form of a finished program's."""

import base64
import secrets
from pathlib import Path
from typing import Any

import numpy as np

from builder.checks.agreement import dequantized
from builder.context import StepContext
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.arrays import Arrays, load_arrays, save_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.runner.blocks import Block, array_of, tensor_block
from builder.runner.pipe import RunModel
from builder.samples.sample_preparing import Prepared
from builder.sessions.child_answers import not_understood
from builder.sessions.child_session import ChildSession


class SourceModel:
    """A model that is loaded in a child.

    Args:
        session: The child, with the model.
        info: What its inspection found.
        context: Gives the folder for files.
    """

    def __init__(self, session: ChildSession, info: ModelInfo, context: StepContext) -> None:
        self.session, self.info, self._context = session, info, context

    def contract_for(self, contract: Contract) -> Contract:
        """A contract with the types and shapes of this model in place of those of what was made of it.

        Raises:
            LitecrateError: It is another model's contract.
        """
        inputs = {tensor.name: tensor for tensor in self.info.inputs}
        outputs = {tensor.name: tensor for tensor in self.info.outputs}
        ours = {entry.name for entry in contract.inputs} == set(inputs)
        if not ours or not {output.name for output in contract.outputs} <= set(outputs):
            raise LitecrateError(
                tr("The original is another model than the one that this program was made from"),
                why=tr("Its inputs and outputs have other names."),
                remedy=tr("Put the model back where it was, or build the program again."),
                code=ExitCode.BAD_REQUEST,
            )
        return contract.model_copy(
            update={
                "inputs": tuple(_of_source(entry, inputs[entry.name]) for entry in contract.inputs),
                "outputs": tuple(_with_real_numbers(entry, outputs[entry.name]) for entry in contract.outputs),
            }
        )

    def answers(self, contract: Contract, prepared: Prepared, *, goes_on: bool = False) -> tuple[float, Arrays]:
        """Milliseconds that one run takes, and its outputs by name: real numbers in the types of `contract_for`.

        Args:
            contract: Of this model, by `contract_for`.
            prepared: An array for each of its inputs, as it enters the model.
            goes_on: Whether it is the next one of the same file, which a model that keeps a state remembers.
        """
        mark = secrets.token_hex(4)
        samples, out = (self._context.folder / f"{what}-{mark}.npz" for what in ("asked", "answered"))
        entries = zip(contract.inputs, prepared, strict=True)
        save_arrays(samples, {entry.name: array[None] for entry, array in entries})
        done = self.session.request(
            "reference", lend={"samples": samples}, take={"out": out}, state=contract.state, goes_on=goes_on
        )
        found = load_arrays(out)
        samples.unlink()
        out.unlink()
        ms, missing = done.get("ms"), [output.name for output in contract.outputs if output.name not in found]
        if missing or not isinstance(ms, (int, float)):
            raise not_understood(f"outputs {missing}, ms {ms}")
        tensors = {tensor.name: tensor for tensor in self.info.outputs}
        real = {
            output.name: dequantized(found[output.name][0], tensors[output.name])
            if output.dtype == "float32"
            else found[output.name][0]
            for output in contract.outputs
        }
        return float(ms), {
            output.name: np.asarray(real[output.name]).astype(output.dtype) for output in contract.outputs
        }

    def for_one_file(self, contract: Contract) -> RunModel:
        """What runs the model for a runner that asks for it, once or for each window of one and the same file."""
        has_begun = False

        def run(blocks: list[Block]) -> tuple[float, list[Block]]:
            nonlocal has_begun
            prepared = [array_of(block) for block in sorted(blocks, key=lambda block: block.slot)]
            ms, found = self.answers(contract, prepared, goes_on=has_begun)
            has_begun = True
            return ms, [tensor_block(slot, found[output.name]) for slot, output in enumerate(contract.outputs)]

        return run


def _of_source(entry: ContractInput, tensor: TensorInfo) -> ContractInput:
    """Numbers that a quantized input takes stay real: the child quantizes them."""
    quantized = tensor.scale != 0.0 and not entry.raw_pixels
    dtype = "float32" if quantized or tensor.dtype.startswith("float") else tensor.dtype
    return entry.model_copy(update={"dtype": dtype, "shape": tensor.shape, "tensor": ""})


def _with_real_numbers(output: ContractOutput, tensor: TensorInfo) -> ContractOutput:
    real = tensor.scale != 0.0 or tensor.dtype.startswith(("float", "bfloat"))
    return output.model_copy(update={"dtype": "float32" if real else tensor.dtype, "shape": tensor.shape, "tensor": ""})


def with_pictures_saved(answer: dict[str, Any], folder: Path) -> dict[str, Any]:
    """An answer whose masks and pictures are files in a folder, as `saved`, as `--save` makes them."""
    for output in answer["outputs"].values():
        png = output.pop("png", None)
        if png is not None:
            path = folder / f"answer-{secrets.token_hex(4)}.png"
            path.write_bytes(base64.b64decode(png))
            output["saved"] = str(path)
    return answer
