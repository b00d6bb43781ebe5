"""What is asked and said about a converted file beside its source: noise, what both find, what the numbers mean."""

from builder.checks.agreement import NOISE_STEP, difference
from builder.checks.detections import SameFound
from builder.checks.found_things import compared_detections
from builder.context import StepContext
from builder.contract.contract import Contract
from builder.contract.detectors import detector_output
from builder.contract.output_kinds import is_yes_or_no, names_of_classes
from builder.contract.picture_values import pixel_words
from builder.core.arrays import Arrays, load_arrays
from builder.core.figures import human_share
from builder.core.words import tr
from builder.samples.sample_choice import RunnerProvider
from builder.sessions.child_answers import NoiseAnswer, checked_answer
from builder.sessions.child_session import ChildSession, Progress
from builder.steps.conversion import Prepared


def say_meaning(context: StepContext, contract: Contract) -> None:
    """Says in the log what numbers are taken for: pixels, and one without bounds for the logit of two classes."""
    for output in contract.outputs:
        if output.kind == "picture":
            context.log(pixel_words(output))
        if is_yes_or_no(output) and output.activation == "sigmoid":
            first, second = names_of_classes(output)
            context.log(
                tr(
                    "{output} is one number without bounds (a logit). The program shows it as a share, by sigmoid: "
                    "{second} from {threshold} on, else {first}.",
                    output=output.name, first=first, second=second, threshold=human_share(output.threshold),
                )
            )  # fmt: skip


def detections_in_both(
    context: StepContext, made: Prepared, contract: Contract, answers: Arrays, runner: RunnerProvider
) -> SameFound | None:
    """How much of what the source model finds in the samples the converted file finds; None without boxes or points."""
    if detector_output(contract) is None:
        return None
    inputs = load_arrays(made.samples.path)
    return compared_detections(context, runner(), contract, inputs, (made.source_answers, answers))


def noise_where_needed(session: ChildSession, progress: Progress, made: Prepared, answers: Arrays) -> dict[str, float]:
    """How far the source's answers move with its inputs' last digits, where the file's differ by more than rounding.

    Args:
        session: Holds the loaded source model.
        progress: Of asking it.
        made: The source model's answers, and the samples.
        answers: Those of the converted file, real numbers.

    Returns:
        Output name to the distance; empty where it makes no difference.

    Raises:
        LitecrateError: The source model could not be asked.
    """
    if made.info.kind == "tflite" or not difference(made.source_answers, answers, {}, {}).near_the_bound():
        return {}
    found = session.request(
        "noise",
        progress,
        lend={"samples": made.samples.path},
        step=NOISE_STEP,
        state=made.contract.state,
    )
    return checked_answer(NoiseAnswer, found).noise
