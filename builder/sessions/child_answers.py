"""Answers of a child: its lines are bounded, and each is checked before anything is made of it."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from builder.child.confine.confinement import Confined
from builder.contract.modelinfo import LiteInfo
from builder.core.errors import ExitCode, LitecrateError
from builder.core.visible import visible_lines
from builder.core.words import tr

LONGEST_LINE = 16 * 1024 * 1024

Value = TypeVar("Value", bound=BaseModel)

_Text = Annotated[str, Field(max_length=100_000), AfterValidator(visible_lines)]
_Name = Annotated[str, Field(max_length=4096)]
_Count = Annotated[int, Field(ge=0, le=10**12)]


class ChildProgress(BaseModel):
    """How far a task is; `total` 0 where that is not known."""

    done: _Count
    total: _Count
    text: _Text = ""


class ChildError(BaseModel):
    """A failure in a child's words, see `LitecrateError`."""

    what: _Text
    why: _Text
    do: _Text
    in_window: _Text | None = None
    key: Annotated[str, Field(max_length=100)] = ""
    code: int

    def as_error(self) -> LitecrateError:
        known = {ExitCode.BAD_REQUEST, ExitCode.UNSUPPORTED_MODEL}  # that all went well is not for a child to say
        code = ExitCode(self.code) if self.code in known else ExitCode.STEP_FAILED
        return LitecrateError(
            self.what, why=self.why, remedy=self.do, in_window=self.in_window, key=self.key, code=code
        )


class ConfinedAnswer(BaseModel):
    """See `Confined`."""

    landlock: int = 0
    seccomp: bool = False
    namespace: bool = False
    limits: bool = False
    failed: dict[_Name, _Text] = {}

    def value(self) -> Confined:
        return Confined(self.landlock, self.seccomp, self.namespace, self.limits, self.failed)


class Answer(BaseModel):
    """One line of a child. Keys that are not known are passed over."""

    ok: bool = False
    result: dict[str, Any] | None = None
    error: ChildError | None = None
    progress: ChildProgress | None = None
    confined: ConfinedAnswer | None = None
    cause: _Text = ""


class TensorName(BaseModel):
    """The source's name for an input or output and the file's."""

    name: _Name
    tensor: _Name


class ConvertAnswer(BaseModel):
    """The answer of the task `convert`."""

    lite: LiteInfo
    inputs: tuple[TensorName, ...]
    outputs: tuple[TensorName, ...]
    trained: bool


class WorstLayer(BaseModel):
    """A layer that loses much, see `child/layers.py`."""

    name: _Name
    loss: float
    keep: tuple[_Name, ...]


class LayersAnswer(BaseModel):
    """The answer of the task `layers`, worst first."""

    layers: tuple[WorstLayer, ...]


def understood(kind: type[Value], found: Any) -> Value:
    """An answer as the value that it must be.

    Raises:
        LitecrateError: It is something else.
    """
    try:
        return kind.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise not_understood(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def not_understood(why: str) -> LitecrateError:
    return LitecrateError(
        tr("The program that works on the model gave an answer that makes no sense"),
        why=tr("It says what it must not say: {detail}.", detail=visible_lines(why)[:300]),
        remedy=tr("Look into the log; a model that does this is built to do harm, or this is a fault worth reporting."),
        code=ExitCode.STEP_FAILED,
    )
