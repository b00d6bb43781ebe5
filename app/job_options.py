"""The options of the commands in one table: their names, the fields of the job that they fill, and their help.

Type, choices, default and bounds of an option are those of its field; `with_options` gives a command its signature.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import typer
from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from builder.core.errors import LitecrateError
from builder.core.platforms import this_platform
from builder.core.words import tr
from builder.job.job import EXPERT_PRECISIONS, PAGE, TABLES

Command = Literal["export", "compare", "sample", "inspect", "fetch"]
Function = TypeVar("Function", bound=Callable[..., int])

_START = "start"
_ALL: tuple[Command, ...] = ("export", "compare", "sample")
_MAKING: tuple[Command, ...] = ("export", "sample")
_OWN_MODEL: tuple[Command, ...] = ("export", "compare")
_LOOKING: tuple[Command, ...] = (*_OWN_MODEL, "inspect")


class Start(BaseModel):
    """Options of one start of a command that are no part of the job.

    Attributes:
        trust: Code inside of the model file may run.
        events: The form in which events are written to stdout; None for people.
        dry_run: Nothing is made.
        offline: Nothing is fetched.
        watch_stdin: The end of stdin cancels.
        own_job: The window wrote the job for the person in front of it.
        compared: Folder of the window's comparison, for the report.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    trust: bool = False
    events: str | None = None
    dry_run: bool = False
    offline: bool = False
    watch_stdin: bool = False
    own_job: bool = False
    compared: Path | None = None


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        name: As it is typed, with its dashes.
        field: Table and key of the job; of `Start` behind "start.".
        help: With {choices} and {default} where the field's own go; "" hides the option.
        commands: Which have it.
        read: Makes the field's value of a text; None where that is the value, as numbers, switches and paths are.
        unnamed: Choices that the help leaves out.
        notes: Choices with a word behind them in the help.
        limits: Bounds that the command line refuses by itself and shows; the job refuses what is beyond the others.
    """

    name: str
    field: str
    help: str = ""
    commands: tuple[Command, ...] = _ALL
    read: Callable[[str], object] | None = None
    unnamed: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    limits: tuple[Literal["lower", "upper"], ...] = ("lower",)

    @property
    def table(self) -> str:
        return self.field.partition(".")[0]

    @property
    def key(self) -> str:
        return self.field.partition(".")[2]

    @property
    def repeats(self) -> bool:
        """Whether it may be given several times, each for a table of its own."""
        return self.table == "products"

    @property
    def parameter(self) -> str:
        """Its name in a signature."""
        return self.name.lstrip("-").replace("-", "_")

    @property
    def model_field(self) -> FieldInfo:
        """Its field in the model of its table."""
        return (Start if self.table == _START else TABLES[self.table]).model_fields[self.key]

    def value(self, given: object) -> object:
        """The field's value; None where the option was not given.

        Raises:
            LitecrateError: The text cannot be read.
        """
        if given is None or given == []:
            return None
        if isinstance(given, list):
            return [self.value(text) for text in given]
        if self.read is not None:
            return self.read(str(given))
        return str(given) if isinstance(given, Path) else given


def _numbers(option: str, text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise LitecrateError(
            tr("{option} {given} is not a list of numbers", option=option, given=text),
            why=tr("Numbers are separated by commas and have a dot for fractions."),
            remedy=tr("Write for example {option} 123.7,116.3,103.5.", option=option),
        ) from None


def _product(text: str) -> dict[str, str]:
    product, at, platform = text.partition("@")
    if product == PAGE and not at:
        return {"product": product}
    return {"product": product, "platform": platform if at else this_platform()}


# In the order of the help.
OPTIONS: tuple[Option, ...] = (
    Option("--name", "app.name", "Name of the program (default: made from the file's name)."),
    Option("--output", "output.folder", "Where the folder NAME is made (default: ./{default})."),
    Option("--precision", "precision.precision", "{choices}.", _MAKING, unnamed=EXPERT_PRECISIONS),
    Option(
        "--calibration",
        "calibration.source",
        "Sample data: a folder of pictures or sounds, .csv, .npy, .npz, `random`.",
    ),
    Option("--samples", "calibration.samples", "How many samples are used (default {default})."),
    Option("--seed", "calibration.seed", "Seed of every random choice (default {default})."),
    Option(
        "--product",
        "products.product",
        "{choices}, also PRODUCT@PLATFORM and native@all; may be repeated.",
        (*_MAKING, "fetch"),
        _product,
    ),
    Option("--input-kind", "contract.input_kind", "{choices}.", _OWN_MODEL),
    Option("--contract", "contract.file", "A contract file instead of the guesses.", _OWN_MODEL),
    Option("--scaling", "contract.scaling", "{choices}.", _OWN_MODEL),
    Option(
        "--mean",
        "contract.mean",
        "Own scaling: mean in pixel units, one number or one per channel.",
        _OWN_MODEL,
        partial(_numbers, "--mean"),
    ),
    Option(
        "--std",
        "contract.std",
        "Own scaling: the number that (pixel - mean) is divided by.",
        _OWN_MODEL,
        partial(_numbers, "--std"),
    ),
    Option(
        "--table-stats",
        "contract.table_stats",
        "CSV of training data, from which mean and std of each column are computed.",
        _OWN_MODEL,
    ),
    Option("--color", "contract.color", "{choices}.", _OWN_MODEL),
    Option("--fit", "contract.fit", "{choices}.", _OWN_MODEL),
    Option("--labels", "contract.labels", "Text file with one label per line.", _OWN_MODEL),
    Option("--no-labels", "contract.no_labels", "Leave out names found in the model's file or beside it.", _OWN_MODEL),
    Option("--signature", "model.signature", "Which signature of the model (default: serving_default).", _LOOKING),
    Option("--version", "app.version", "Version of the program (default {default}).", _MAKING),
    Option("--icon", "app.icon", "A picture for the program's icon.", _MAKING),
    Option("--trust", "start.trust", "Allow code inside the model file to run.", _LOOKING),
    Option("--overwrite", "output.overwrite", "Replace an earlier result; it is kept, renamed.", _MAKING),
    Option(
        "--min-agreement",
        "precision.min_agreement",
        "Lowest agreement with the original; below it the result is not verified.",
        limits=("lower", "upper"),
    ),
    Option(
        "--no-msvc-runtime",
        "output.no_msvc_runtime",
        "Leave Microsoft's C++ runtime out of programs for Windows.",
        _MAKING,
    ),
    Option("--compiler", "output.compiler", "{choices}.", notes=(("zig", "bundled"),)),
    Option("--offline", "start.offline", "Fetch nothing; refuse before anything begins where something is missing."),
    Option("--events", "start.events", "json: write the events to stdout, one object per line."),
    Option("--dry-run", "start.dry_run", "Show the job and the steps without making anything."),
    Option("--watch-stdin", "start.watch_stdin", commands=_OWN_MODEL),
    Option("--own-job", "start.own_job", commands=_OWN_MODEL),
    Option("--compared", "start.compared", commands=("export",)),
)


def with_options(command: Command) -> Callable[[Function], Function]:
    """Gives a function the options of a command in the place of its `**given`, for typer to read."""

    def decorate(function: Function) -> Function:
        signature = inspect.signature(function)
        own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        options = [_parameter(option) for option in OPTIONS if command in option.commands]
        function.__dict__["__signature__"] = signature.replace(parameters=[*own, *options])
        return function

    return decorate


def option_value(name: str, given: Mapping[str, object]) -> Any:
    """The value of one option as typer read it; None where it was not given."""
    option = next(option for option in OPTIONS if option.name == name)
    return option.value(given.get(option.parameter))


def _parameter(option: Option) -> inspect.Parameter:
    field = option.model_field
    kind = _read_as(field.annotation)
    bounds = _bounds(field, option.limits)
    default = typer.Option(
        None,
        option.name,
        min=bounds.get("lower"),
        max=bounds.get("upper"),
        help=_help(option),
        hidden=not option.help,
    )
    annotation = list[str] | None if option.repeats else kind | None
    return inspect.Parameter(option.parameter, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _read_as(annotation: object) -> type:
    """The type that typer reads; a text where the job itself has the words for what is wrong with it."""
    union = get_origin(annotation) in (Union, UnionType)
    kinds = [kind for kind in (get_args(annotation) if union else (annotation,)) if kind is not NoneType]
    only = kinds[0] if len(kinds) == 1 else str
    return only if isinstance(only, type) and only in (bool, int, float, Path) else str


def _bounds(field: FieldInfo, limits: Sequence[str]) -> dict[str, float]:
    """The bounds of a number, whole ones without a fraction."""
    found: dict[str, float] = {}
    for entry in field.metadata:
        for side, attribute in (("lower", "ge"), ("upper", "le")):
            bound = getattr(entry, attribute, None)
            if side in limits and bound is not None:
                found[side] = int(bound) if bound == int(bound) else bound
    return found


def _help(option: Option) -> str:
    notes = dict(option.notes)
    words = [word for word in choices_of(option.model_field) if word not in option.unnamed]
    named = [f"{word} ({notes[word]})" if word in notes else word for word in words]
    choices = f"{', '.join(named[:-1])} or {named[-1]}" if named else ""
    return option.help.format(choices=choices, default=option.model_field.get_default())


def choices_of(field: FieldInfo) -> tuple[str, ...]:
    """The words that a field may be, in their order; none where it may be anything of its type."""
    parts = (field.annotation, *get_args(field.annotation))
    literal = next((part for part in parts if get_origin(part) is Literal), None)
    return tuple(map(str, get_args(literal)))
