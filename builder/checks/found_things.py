"""What two models find in the same samples: the runner alone makes boxes and points of numbers, as in a program."""

import secrets
from pathlib import Path
from typing import Any

import numpy as np

from builder.checks.detections import SAME_SCORE, SameFound, boxes_in, same_boxes
from builder.context import StepContext
from builder.contract.contract import Contract, ContractOutput
from builder.contract.detectors import detector_output
from builder.core.arrays import Array, Arrays
from builder.runner.blocks import tensor_block
from builder.runner.pipe import ReadSample
from builder.samples.sample_preparing import sample_runner

_MOST_BOXES = 1000  # that the runner answers


def compared_detections(
    context: StepContext, runner: Path, contract: Contract, inputs: Arrays, sides: tuple[Arrays, Arrays]
) -> SameFound | None:
    """Compares what two models find in the same samples; None for a model without boxes or points.

    Args:
        context: Gives the folder for files.
        runner: The runner's executable, for this machine.
        contract: Of one of them, with all that real answers decide.
        inputs: The samples, input name to [samples, ...]; only their sizes matter.
        sides: Two models' answers to them, output name to [samples, ...], real numbers.

    Raises:
        RefusedError: The runner refused the numbers.
        CancelledError: The step was cancelled.
    """
    carrier = detector_output(contract)
    if carrier is None:
        return None
    eased = _eased(contract, carrier)
    file = context.folder / f"contract-{secrets.token_hex(4)}.json"
    same = found = 0
    with sample_runner(context, eased, runner, file, model_elsewhere=True) as reading:
        for number in range(len(next(iter(sides[0].values())))):
            context.token.check()
            blocks = [
                tensor_block(slot, np.zeros(_batched(inputs[entry.name][number], entry.shape).shape, entry.dtype))
                for slot, entry in enumerate(eased.inputs)
            ]
            lists = [
                boxes_in(reading.answer(ReadSample(None, blocks), _answers_of(eased, side, number)), carrier.kind)
                for side in sides
            ]
            size = max((side for entry in eased.inputs if entry.kind == "image" for side in entry.shape), default=1)
            pair = same_boxes(*lists, threshold=carrier.threshold, most=carrier.max_boxes, size=size)
            same, found = same + pair[0], found + pair[1]
    return SameFound(carrier.kind, same, found)


def _eased(contract: Contract, carrier: ContractOutput) -> Contract:
    """A contract for real numbers, by which what is just below the threshold or the most boxes is found too."""
    lower = max(carrier.threshold - SAME_SCORE, 0.0)
    more = {"threshold": lower, "max_boxes": min(2 * carrier.max_boxes, _MOST_BOXES)}
    outputs = tuple(
        output.model_copy(update={"dtype": "float32", "tensor": "", **(more if output == carrier else {})})
        for output in contract.outputs
    )
    return contract.model_copy(update={"outputs": outputs})


def _batched(array: Array, shape: tuple[int, ...]) -> Array:
    """One sample with its batch axis."""
    return array if array.ndim == len(shape) else array[None]


def _answers_of(contract: Contract, answers: Arrays, number: int) -> Any:
    """Gives the runner one sample's answers when it asks for them (`RunModel`)."""

    def run(blocks: object) -> Any:
        del blocks
        found = (_batched(answers[each.name][number], each.shape).astype(np.float32) for each in contract.outputs)
        return 0.0, [tensor_block(slot, array) for slot, array in enumerate(found)]

    return run
