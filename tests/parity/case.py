"""A question of the corpus with its one right answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Numbers that the model gives back, or the beginning of what is said instead.
Said = Sequence[float] | str


@dataclass(frozen=True)
class Line:
    """What a program says about one sample.

    Attributes:
        file, row: Where it comes from; no row where the file is one sample.
        said: The numbers of all outputs one after another, or how the error begins.
    """

    file: str
    row: int | None
    said: Said


@dataclass(frozen=True)
class Case:
    """Files, and what is said about them.

    Attributes:
        name: What is odd about them.
        model: Which model is asked (`models.py`).
        files: Contents by their names; a name may have folders.
        lines: The right answers.
        arguments: What is named on the command line.
        standard_input: Its bytes.
        note: What standard error holds beside failures.
    """

    name: str
    model: str
    files: dict[str, bytes]
    lines: tuple[Line, ...]
    arguments: tuple[str, ...]
    standard_input: bytes = b""
    note: str = ""
    code: int = field(init=False)

    def __post_init__(self) -> None:
        failed = any(isinstance(line.said, str) for line in self.lines)
        object.__setattr__(self, "code", 1 if failed else 0)


def single(name: str, model: str, file: str, data: bytes, said: Said) -> Case:
    """One file that is one sample, or is refused."""
    return Case(f"{file}: {name}", model, {file: data}, (Line(file, None, said),), (file,))


def rows(name: str, model: str, file: str, data: bytes, *said: Said, last: str = "", note: str = "") -> Case:
    """One file with several samples; `last` is how an error behind them begins."""
    lines = tuple(Line(file, row, answer) for row, answer in enumerate(said, 1))
    ending = (Line(file, None, last),) if last else ()
    return Case(f"{file}: {name}", model, {file: data}, (*lines, *ending), (file,), note=note)
