"""From command-line options to a job: options override what a job file says."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from builder.core.errors import LitecrateError
from builder.core.platforms import this_platform
from builder.core.words import tr
from builder.job.job import Job, JobDraft

SAMPLES = ("digits",)


@dataclass(frozen=True)
class ExportOptions:
    """The options of `export` and `sample` as they were typed; None where one was not given.

    `trust` becomes no part of the job: it is this start's alone.
    """

    name: str | None = None
    output: Path | None = None
    precision: str | None = None
    calibration: str | None = None
    samples: int | None = None
    seed: int | None = None
    product: tuple[str, ...] = ()
    input_kind: str | None = None
    contract: Path | None = None
    scaling: str | None = None
    mean: str | None = None
    std: str | None = None
    color: str | None = None
    fit: str | None = None
    labels: Path | None = None
    signature: str | None = None
    version: str | None = None
    icon: Path | None = None
    trust: bool | None = None
    overwrite: bool | None = None
    min_agreement: float | None = None
    compiler: str | None = None


def draft_for(source: Path, *, own: bool = False) -> JobDraft:
    """A draft that starts from a job file, or from a model.

    Args:
        source: The file.
        own: The job is what the person who runs it chose a moment ago; others may be anybody's.
    """
    if source.suffix.lower() == ".toml":
        draft = JobDraft.from_file(source)
        if own:
            draft.origin = None
        return draft
    draft = JobDraft()
    draft.set("model", path=str(source))
    return draft


def sample_draft(name: str) -> tuple[JobDraft, Path]:
    """A draft for a bundled sample, and the folder with its pictures.

    Raises:
        LitecrateError: There is no such sample.
    """
    if name not in SAMPLES:
        raise LitecrateError(
            tr("There is no sample called {name}", name=repr(name)),
            why=tr("Bundled are: {names}.", names=", ".join(SAMPLES)),
            remedy=tr("Run `litecrate sample {name}`.", name=SAMPLES[0]),
        )
    home = Path(str(files("resources"))) / "samples"
    draft = JobDraft()
    draft.set("model", path=str(home / f"{name}.keras"))
    draft.set("contract", file=str(home / f"{name}.contract.toml"))
    draft.set("app", name=name)
    return draft, home / name


def job_from(draft: JobDraft, options: ExportOptions) -> Job:
    """The frozen job.

    Raises:
        LitecrateError: An option or the job file is wrong.
    """
    draft.set("model", signature=options.signature)
    chosen = {
        "input_kind": options.input_kind,
        "scaling": options.scaling,
        "mean": _numbers("--mean", options.mean),
        "std": _numbers("--std", options.std),
        "color": options.color,
        "fit": options.fit,
        "labels": _text(options.labels),
    }
    if any(value is not None for value in chosen.values()) and options.contract is None:
        draft.tables.get("contract", {}).pop("file", None)  # an option overrides the file that a job names
    draft.set("contract", file=_text(options.contract), **chosen)
    draft.set("precision", precision=options.precision, min_agreement=options.min_agreement)
    draft.set("calibration", source=options.calibration, samples=options.samples, seed=options.seed)
    if options.product:
        draft.tables["products"] = [_product(text) for text in options.product]
    draft.set("app", name=options.name, version=options.version, icon=_text(options.icon))
    draft.set("output", folder=_text(options.output), overwrite=options.overwrite, compiler=options.compiler)
    return draft.freeze()


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _product(text: str) -> dict[str, str]:
    product, at, platform = text.partition("@")
    return {"product": product, "platform": platform if at else this_platform()}


def _numbers(option: str, text: str | None) -> list[Any] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise LitecrateError(
            tr("{option} {given} is not a list of numbers", option=option, given=text),
            why=tr("Numbers are separated by commas and have a dot for fractions."),
            remedy=tr("Write for example {option} 123.7,116.3,103.5.", option=option),
        ) from None
