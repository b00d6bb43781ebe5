"""Validation of a child's answers: lines are bounded in length, and each is checked against a type before use."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from builder.child.confine.confinement import Confined
from builder.contract.modelinfo import LiteInfo
from builder.core.errors import ExitCode, LitecrateError
from builder.core.visible import visible_lines
from builder.core.words import tr

LONGEST_LINE = 16 * 1024 * 1024  # bytes; chosen: bounds memory, far above the answer about a large model

Value = TypeVar("Value", bound=BaseModel)

_Text = Annotated[str, Field(max_length=100_000), AfterValidator(visible_lines)]
_Name = Annotated[str, Field(max_length=4096)]
_Count = Annotated[int, Field(ge=0, le=10**12)]


class ChildProgress(BaseModel):
    """Progress of a task: `done` of `total` items; `total` is 0 where it is not known."""

    done: _Count
    total: _Count
    text: _Text = ""


class ChildError(BaseModel):
    """A failure as a child reports it; for the fields see `LitecrateError`."""

    what: _Text
    why: _Text
    do: _Text
    in_window: _Text | None = None
    key: Annotated[str, Field(max_length=100)] = ""
    code: int

    def as_error(self) -> LitecrateError:
        """The same as an exception."""
        # A child chooses between these two codes only; any other, success above all, becomes STEP_FAILED.
        known = {ExitCode.BAD_REQUEST, ExitCode.UNSUPPORTED_MODEL}
        code = ExitCode(self.code) if self.code in known else ExitCode.STEP_FAILED
        return LitecrateError(
            self.what, why=self.why, remedy=self.do, in_window=self.in_window, key=self.key, code=code
        )


class ConfinedAnswer(BaseModel):
    """The layers of its confinement that a child reports, see `Confined`."""

    landlock: int = 0
    seccomp: bool = False
    namespace: bool = False
    limits: bool = False
    failed: dict[_Name, _Text] = {}

    def value(self) -> Confined:
        """The same as a plain value."""
        return Confined(self.landlock, self.seccomp, self.namespace, self.limits, self.failed)


class Answer(BaseModel):
    """One line of a child: an answer, an error, progress, or its confinement. Unknown keys are ignored."""

    ok: bool = False
    result: dict[str, Any] | None = None
    error: ChildError | None = None
    progress: ChildProgress | None = None
    confined: ConfinedAnswer | None = None
    cause: _Text = ""


class TensorName(BaseModel):
    """Name of an input or output in the source model and in the converted file."""

    name: _Name
    tensor: _Name


class ConvertAnswer(BaseModel):
    """The answer of the task `convert`."""

    lite: LiteInfo
    inputs: tuple[TensorName, ...]
    outputs: tuple[TensorName, ...]
    trained: bool


class NoiseAnswer(BaseModel):
    """The answer of the task `noise`: how far each output moves, by its name."""

    noise: dict[_Name, Annotated[float, Field(ge=0, allow_inf_nan=False)]]


class WorstLayer(BaseModel):
    """A layer that adds much quantization noise, see builder/child/quantize/layer_losses.py."""

    name: _Name
    loss: float
    keep: tuple[_Name, ...]


class TextsAnswer(BaseModel):
    """The answer of the task `texts`: texts for each text input, by its name."""

    texts: dict[_Name, Annotated[tuple[Annotated[str, Field(max_length=100_000)], ...], Field(max_length=1000)]]


class LayersAnswer(BaseModel):
    """The answer of the task `layers`, worst first."""

    layers: tuple[WorstLayer, ...]


def checked_answer(kind: type[Value], found: Any) -> Value:
    """Checks a child's answer and makes the value of it that it must be.

    Args:
        kind: The type of that value.
        found: The answer, as parsed JSON.

    Raises:
        LitecrateError: The answer does not have that type.
    """
    try:
        return kind.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise not_understood(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def not_understood(why: str) -> LitecrateError:
    """The error for an answer that breaks the protocol; the first 300 characters of `why` are shown."""
    return LitecrateError(
        tr("The program that works on the model gave an answer that makes no sense"),
        why=tr("The answer is not in the expected form: {detail}.", detail=visible_lines(why)[:300]),
        remedy=tr(
            "Check the log. Either the model was made to do harm, or this is a bug in Litecrate: then report it."
        ),
        code=ExitCode.STEP_FAILED,
    )
