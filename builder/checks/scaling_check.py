"""Scaling of pictures in a job: searched for where the job asks for that, else checked with the user's pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from builder.checks.scaling_search import NAMES, TRIED, Finding, Preprocessing, find_scaling, source_model_runner
from builder.context import StepContext
from builder.contract.choice import Checked
from builder.contract.contract import Color, Contract, ContractInput, Fit, takes_one_picture
from builder.contract.resolve import Resolution
from builder.core.errors import LitecrateError, Problem
from builder.core.words import tr
from builder.job.job import RANDOM
from builder.samples.file_list import file_list
from builder.samples.sample_choice import RunnerProvider
from builder.samples.sample_folder import picture_files
from builder.samples.sample_labels import class_output, classes_of
from builder.samples.samples import choose
from builder.sessions.child_session import ChildSession

SCALING_DOUBTED = "scaling-doubted"  # id of the problem; of the order of colours too
_CHECKED = 8  # pictures of a check; chosen: fewer than in a search, since every export pays for it
_OTHER_FITS: tuple[Fit, ...] = ("crop", "letterbox")


def settled_scaling(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: RunnerProvider, pictures: Path | None
) -> tuple[Resolution, Problem | None]:
    """Settles the scaling of a model's pictures: searches for it or checks it.

    Args:
        context: Of the step that converts.
        session: Holds the loaded source model.
        resolved: The contract as guessed.
        runner: Returns the path of the compiled runner.
        pictures: Pictures that belong to the model, when the job has none of its own.

    Returns:
        The contract, with the scaling that was found, and a warning where the scaling is doubtful.

    Raises:
        LitecrateError: The job asks for a search, and there are no pictures, or the model takes or ranks none.
    """
    contract, wanted = resolved.contract, context.job.contract.scaling == "find"
    if wanted and contract.inputs[0].raw_pixels:
        context.log(tr("The file itself says which pixel values it expects: whole numbers from 0 to 255."))
        return resolved, None
    files, labels = _pictures(context, pictures) if takes_one_picture(contract) else ([], [])
    seed = context.job.calibration.seed
    if wanted and not can_be_tried(contract, files):
        raise nothing_to_try(contract)
    if wanted:
        return _with_finding(
            context, resolved, try_ways(context, session, resolved, runner(), files, seed, labels, wanted=True)
        )
    entry = contract.inputs[0]
    if is_told(resolved) or not can_be_tried(contract, files):
        return resolved, None
    return resolved, _warning_against(
        try_ways(context, session, resolved, runner(), files, seed, labels, wanted=False), entry
    )


def _warning_against(finding: Finding, entry: ContractInput) -> Problem | None:
    """The warning where pictures clearly contradict the scaling or the order of colours."""
    against, best = contradicted_field(finding, entry), finding.best
    if against == "scaling":
        options = f"--scaling {best.scaling}" if best.color == entry.color else (
            f"--scaling {best.scaling} --color {best.color}")  # fmt: skip
        message = tr(
            "The pictures suggest another scaling than {scaling}: {evidence}",
            scaling=entry.scaling,
            evidence=finding.evidence(),
        )
    elif against == "color":
        options = f"--color {best.color}"
        message = tr(
            "The pictures suggest another order of colours than {color}: {evidence}",
            color=entry.color.upper(),
            evidence=finding.color_evidence(),
        )
    else:
        return None
    return Problem(
        id=SCALING_DOUBTED,
        field="contract.scaling",
        level="warning",
        message=message,
        remedy=tr("Use {options} if that is right.", options=options),
        in_window=tr('Choose {way} on the page "{page}" if that is right.', way=best.words(),
                     page=tr("Input and answers")),
    )  # fmt: skip


def can_be_tried(contract: Contract, files: Sequence[Path]) -> bool:
    """Whether the scaling can be searched for: the model takes one picture and ranks classes, and there are files."""
    return takes_one_picture(contract) and class_output(contract) is not None and bool(files)


def is_told(resolved: Resolution) -> bool:
    """Whether the scaling needs no check: the model or a contract file states it, or it is the user's mean and std."""
    entry = resolved.contract.inputs[0]
    return resolved.choice.file is not None or entry.raw_pixels or entry.scaling not in NAMES


def contradicted_field(finding: Finding, entry: ContractInput) -> Literal["", "scaling", "color"]:
    """Names the part of the contract that the pictures clearly contradict; "" where none."""
    if not finding.sure or entry.scaling == "custom":
        return ""
    if finding.is_better_than(Preprocessing(entry.scaling, finding.best.color)):
        return "scaling"
    return "color" if finding.other_color(entry.color) else ""


def _pictures(context: StepContext, pictures: Path | None) -> tuple[list[Path], list[str]]:
    """Picture files of the job, else of the bundled sample, and their labels where a table lists them."""
    source = context.job.calibration.source
    given = Path(source) if source not in (None, RANDOM) else pictures
    if given is not None and given.suffix.lower() in {".csv", ".tsv"}:
        listed = file_list(given)
        return [picture for picture, _ in listed], [label for _, label in listed]
    return (picture_files(given) if given is not None and given.is_dir() else []), []


def try_ways(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: Path, files: Sequence[Path], seed: int,
    labels: Sequence[str] = (), *, wanted: bool,
) -> Finding:  # fmt: skip
    """Searches for the scaling with a seeded choice of pictures.

    Args:
        context, session, resolved: As of `settled_scaling`; ways differ from the contract in scaling, colour and fit.
        runner: The runner's path.
        files: Pictures; at most `TRIED` are taken.
        seed: Of the choice.
        labels: The label of each picture, where a table gives it; else folders and names are looked at.
        wanted: Whether the user asked for the search; else fewer ways and pictures are tried.
    """
    indices = choose(TRIED if wanted else _CHECKED, len(files), seed)
    chosen, given = [files[index] for index in indices], [labels[index] for index in indices] if labels else []
    entry = resolved.contract.inputs[0]
    both: tuple[Color, ...] = ("gray",) if entry.color == "gray" else ("rgb", "bgr")
    answer = source_model_runner(context, session, resolved, runner, chosen)
    classes = classes_of(chosen, resolved.contract, given)
    colors = both if wanted or classes else (entry.color,)  # without labels answers hardly tell the orders apart
    return find_scaling(answer, colors, classes, _OTHER_FITS if wanted else ())


def _with_finding(context: StepContext, resolved: Resolution, finding: Finding) -> tuple[Resolution, Problem | None]:
    if not finding.sure:
        message = tr(
            "The pictures do not show which pixel values the model expects ({evidence}); {scaling} is used",
            evidence=finding.evidence(),
            scaling=resolved.contract.inputs[0].scaling,
        )
        remedy = tr("Give more pictures, ideally with a folder for each class, or set the scaling with --scaling.")
        window = tr("Choose more pictures, ideally with a folder for each class, or a scaling from the list.")
        return resolved.unchecked(), Problem(
            id="scaling-not-found", field="contract", level="warning", message=message, remedy=remedy, in_window=window
        )
    context.log(
        tr("Found out which pixel values the model expects: {evidence}.", evidence=finding.evidence()),
    )
    best = finding.best
    checked: Checked = "pictures" if finding.labelled else ""
    return resolved.with_pixels(best.scaling, best.color, best.fit, checked), None


def nothing_to_try(contract: Contract) -> LitecrateError:
    """The error that says why the scaling cannot be searched for."""
    if takes_one_picture(contract) and class_output(contract) is not None:
        return LitecrateError(
            tr("The scaling cannot be found"),
            why=tr("There are no pictures to try it with."),
            remedy=tr("Give a folder of pictures with --calibration, ideally with a folder for each class."),
            in_window=tr(
                'Choose a folder of pictures on the page "{page}", ideally with one folder for each class.',
                page=tr("Precision"),
            ),
            key="scaling",
        )
    return LitecrateError(
        tr("The scaling cannot be found"),
        why=tr("That is possible for models that take one picture and answer with classes."),
        remedy=tr("Set it with --scaling 0-255, 0-1, pm1, imagenet or caffe."),
        in_window=tr("Choose a scaling from the list."),
        key="scaling",
    )
