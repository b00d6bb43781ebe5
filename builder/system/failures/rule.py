"""A rule of the classifier: by what a failure is known, and the words for it."""

import re
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.words import mark, tr
from builder.system.failures.evidence import Failed, Place, Tool, free_bytes, last_words

_MOST_NAMES = 8
# Less than any of the files that are made: a tool that failed beside so little space failed for want of it.
_HARDLY_ANY = 256 * 1024
# What importing TensorFlow takes, and how often a model is held while it is converted.
_MEMORY_AT_LEAST, _MEMORY_PER_BYTE = 1_000_000_000, 6
_THE_WORK = mark("The work could not continue")


@dataclass(frozen=True)
class Rule:
    """A kind of failure, known by what the system refused, by an exit code, by words, or by a full disk.

    Attributes:
        name: Of the rule; where `said` is a tool's own output, its sample in the tests is called the same.
        tools: Whose failures it is for; (): everybody's.
        said: Found in what was said; its named groups fill places of the words.
        what, why, do: The words, to be translated. `what` "": as the failure itself says.
        in_window: `do` for someone who clicks, where it names options or commands.
        page: Fills the place {page} of `in_window`: the page's title, to be translated.
        names: Finds all that the place {names} stands for, each as "a, b"; None: there is no such place.
        key, code: See `LitecrateError`.
        errnos: Numbers of system errors that it stands for; 0: of an error without a number.
        exit_codes: Exit codes that it stands for.
        full_disk: Also known by a disk that takes hardly anything more; the fuller disk is meant.
        where: Which disk it is about, so that it is for failures with a known place only. "": it is about none.
        why_of_model: In the place of `why` where the model's size is known.
    """

    name: str
    tools: tuple[Tool, ...]
    said: re.Pattern[str] | None
    what: str
    why: str
    do: str
    in_window: str | None = None
    page: str = ""
    names: re.Pattern[str] | None = None
    key: str = ""
    code: ExitCode = ExitCode.STEP_FAILED
    errnos: Container[int] = ()
    exit_codes: Container[int] = ()
    full_disk: bool = False
    where: Literal["", "folder", "cache", "either"] = ""
    why_of_model: str = ""

    def explain(self, failed: Failed) -> LitecrateError | None:
        """The failure in words, None when it is another one."""
        if self.tools and failed.tool not in self.tools:
            return None
        place = self._place(failed)
        if (self.where and place is None) or not self._knows(failed):
            return None
        values = self._values(failed, place)
        why = self.why_of_model if self.why_of_model and failed.model_bytes is not None else self.why
        return LitecrateError(
            tr(self.what, **values) if self.what else failed.what or tr(_THE_WORK),
            why=tr(why, **values),
            remedy=tr(self.do, **values),
            in_window=tr(self.in_window, **values) if self.in_window else None,
            key=self.key,
            code=self.code,
        )

    def _knows(self, failed: Failed) -> bool:
        if failed.error is not None:
            return (failed.error.errno or 0) in self.errnos
        if failed.exit_code in self.exit_codes or (self.said is not None and self.said.search(failed.said)):
            return True
        return self.full_disk and failed.place is not None and free_bytes(failed.place.fullest()) < _HARDLY_ANY

    def _place(self, failed: Failed) -> Path | None:
        """The folder to name; None where none is known, or where the rule is about the other one."""
        if failed.place is None:
            return None
        named = failed.place.named_by(failed.error) if failed.error is not None else None
        found = named or (failed.place.fullest() if self.full_disk else failed.place.folder)
        return found if self.where in {"either", _side(found, failed.place)} else None

    def _values(self, failed: Failed, place: Path | None) -> dict[str, object]:
        """Values for the placeholders of the words."""
        values: dict[str, object] = {"said": last_words(failed.tool, failed.said), "outcome": failed.ended}
        if place is not None:
            values["folder"] = place
        if failed.error is not None:
            values["reason"] = failed.error.strerror or failed.error
        if failed.model_bytes is not None:
            values["size"] = human_bytes(failed.model_bytes)
            values["needed"] = human_bytes(_MEMORY_AT_LEAST + _MEMORY_PER_BYTE * failed.model_bytes)
        if self.page:
            values["page"] = tr(self.page)
        found = self.said.search(failed.said) if self.said is not None else None
        if found is not None:
            values |= {key: (value or "").strip() for key, value in found.groupdict().items()}
        if self.names is not None:
            values["names"] = _joined(self.names.findall(failed.said))
        return values


def _side(found: Path, place: Place) -> Literal["folder", "cache"]:
    return "cache" if found == place.cache else "folder"


def _joined(found: list[str]) -> str:
    names = dict.fromkeys(name.strip().removeprefix("Flex") for part in found for name in part.split(","))
    return ", ".join([*names][:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
