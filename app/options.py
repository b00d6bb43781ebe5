"""From command-line options to a job: options override what a job file says."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from app.job_options import OPTIONS
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.job.draft import JobDraft
from builder.job.job import TABLES, Job

SAMPLES = ("digits",)


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
            why=tr("Litecrate comes with: {names}.", names=", ".join(SAMPLES)),
            remedy=tr("Run `litecrate sample {name}`.", name=SAMPLES[0]),
        )
    home = Path(str(files("resources"))) / "samples"
    draft = JobDraft()
    draft.set("model", path=str(home / f"{name}.keras"))
    draft.set("contract", file=str(home / f"{name}.contract.toml"))
    draft.set("app", name=name)
    return draft, home / name


def job_from(draft: JobDraft, given: Mapping[str, object]) -> Job:
    """The frozen job.

    Args:
        draft: Takes what was given.
        given: Options as typer read them, by their names in a signature; None or no entry where one was not given.

    Raises:
        LitecrateError: An option or the job file is wrong.
    """
    values: dict[str, dict[str, object]] = {table: {} for table in TABLES}
    for option in OPTIONS:
        value = option.value(given.get(option.parameter))
        if option.table not in TABLES:
            continue
        if not option.repeats:
            values[option.table][option.key] = value
        elif value is not None:
            draft.tables[option.table] = value
    said = {key for key, value in values["contract"].items() if value is not None}
    contract = draft.tables.get("contract")
    if said and "file" not in said and isinstance(contract, dict):
        contract.pop("file", None)  # an option overrides the file that a job names
    for table, entries in values.items():
        if table != "products":
            draft.set(table, **entries)
    return draft.freeze()
