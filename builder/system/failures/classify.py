"""The catalogue of known failures: what a tool said, in words that help the person who reads them.

An entry knows a failure by a pattern in the tool's own output; each was seen for real, and its sample is in
`tests/data/tool_output`. What no entry knows is said to be unknown, with the tool's last words.
"""

from collections.abc import Callable
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import mark, tr
from builder.system.failures.machine_failures import no_memory, space_trouble
from builder.system.failures.tool_failures import CATALOGUE, Tool
from builder.system.process import Outcome

KILLED = 128 + 9


def explain(tool: Tool, output: str) -> LitecrateError | None:
    """What a tool's failure means; None when it is not in the catalogue."""
    for entry in CATALOGUE:
        if tool in entry.tools:
            error = entry.error(output)
            if error is not None:
                return error
    return None


def failure(tool: Tool, outcome: Outcome) -> LitecrateError:
    """What it means that a program failed: as the catalogue says, or that it is unknown."""
    return explain(tool, f"{outcome.errors}\n{outcome.output}") or unknown(tool, outcome)


def failure_in(folder: Path, cache: Path, tool: Tool, outcome: Outcome) -> LitecrateError:
    """The same for a tool that works in a folder: where a disk is full, it is named before what the tool says of it."""
    return space_trouble(outcome.errors, folder, cache) or failure(tool, outcome)


_LOG = mark("Look into the log, which has every word of it; `litecrate doctor` checks this machine.")
_LOG_IN_WINDOW = mark('Look into the log, which has every word of it, and at the requirements on the page "{page}".')
_UNKNOWN: dict[Tool, tuple[str, str, str, str]] = {  # what, do, do in the window, the page that it names
    "compiler": (mark("The runner could not be compiled"), _LOG, _LOG_IN_WINDOW, mark("Summary")),
    "packer": (
        mark("The program could not be packed"),
        mark("Look into the log; the native product does not need PyInstaller (--product native)."),
        mark('Look into the log; the native product on the page "{page}" does not need PyInstaller.'),
        mark("Products"),
    ),
}
_LAST_WORDS: dict[str, Callable[[str], bool]] = {
    "packer": lambda line: "ERROR" in line or "Error" in line,
    "compiler": lambda line: "error:" in line or "Error" in line,
}


def unknown(tool: Tool, outcome: Outcome) -> LitecrateError:
    """The failure of a program that the catalogue does not know."""
    what, do, in_window, page = _UNKNOWN.get(tool, (mark("A tool failed"), _LOG, _LOG_IN_WINDOW, mark("Summary")))
    if outcome.code == KILLED:
        return no_memory(tr(what))
    return LitecrateError(
        tr(what),
        why=tr("This failure is not known. {outcome}: {said}", outcome=outcome, said=last_words(tool, outcome.errors)),
        remedy=tr(do),
        in_window=tr(in_window, page=tr(page)),
        code=ExitCode.STEP_FAILED,
    )


def last_words(tool: str, errors: str, limit: int = 200) -> str:
    """The line of a tool's output that most likely says what went wrong."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    telling = [line for line in lines if tool in _LAST_WORDS and _LAST_WORDS[tool](line)]
    return ((telling or lines or [tr("nothing")])[-1])[:limit]
