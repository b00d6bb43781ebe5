"""The program's command line."""

from typing import NamedTuple

from resources.launcher.errors import UsageError

HELP = """\
{name} FILE... | FOLDER      answers each file
      --json                 one JSON object a line
      --csv OUT              writes a table of all answers to the file OUT
{name} --tensor IN --output OUT.npz [--float]
                             exact arrays (.npy or .npz) in and out, nothing is prepared
{name} --preprocess IN --output OUT.npy
                             what would enter the model
{name} --info [--json]       what goes in, what comes out, what is inside
{name} --bench [N] [--json]  how fast it is here, over N runs
{name} --self-test           checks this program
{name} --version | --licenses | --help
      --threads N            processor threads for the model (default 1)

Exit codes: 0 done, 1 some files failed and the others were answered, 2 wrong use, 3 it cannot run here.
"""

_FLAGS = ("--json", "--float", "--info", "--self-test", "--version", "--licenses", "--help")
_WITH_VALUE = ("--csv", "--tensor", "--output", "--preprocess", "--threads")
# The runner answers these by itself: it gets the command line and the terminal.
_RUNNERS_OWN = ("--tensor", "--preprocess", "--info", "--bench", "--self-test", "--version", "--licenses")
_ALL = (*_FLAGS, *_WITH_VALUE, "--bench")


class Options(NamedTuple):
    """What the user asked for.

    Attributes:
        files: Files and folders to answer.
        json: One JSON object a line instead of a table.
        csv: The file for the table of all answers, None without.
        threads: Processor threads for the model.
        help: Show the help.
        runners: The runner's arguments where it does all of the work, else empty.
    """

    files: tuple[str, ...]
    json: bool
    csv: str | None
    threads: int
    help: bool
    runners: tuple[str, ...]


def parse(arguments: list[str]) -> Options:
    """Reads the command line.

    Raises:
        UsageError: An option is unknown, lacks its value or does not go with another.
    """
    found, files = _split(arguments)
    if "--help" in found:
        return Options((), False, None, 1, True, ())
    threads = _count("--threads", found.get("--threads") or "1", 256)
    if any(name in found for name in _RUNNERS_OWN):
        _refuse("--csv", found, "goes with files only")
        passed: list[str] = []
        for name, value in found.items():
            passed += [name] if value is None else [name, value]
        if files:
            passed += ["--", *files]
        return Options((), False, None, threads, False, tuple(passed))
    _refuse("--float", found, "goes with --tensor only")
    _refuse("--output", found, "goes with --tensor or --preprocess only")
    if not files and found:
        raise UsageError(
            "There is no file to answer", why="Only options were given.", do="Name at least one file or folder."
        )
    return Options(tuple(files), "--json" in found, found.get("--csv"), threads, not files, ())


def _split(arguments: list[str]) -> tuple[dict[str, str | None], list[str]]:
    """Options with their values (None for flags), and the files."""
    found: dict[str, str | None] = {}
    files: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            files.extend(rest)
            break
        if not argument.startswith("-") or argument == "-":
            # The optional number after --bench is no file.
            if list(found)[-1:] == ["--bench"] and found["--bench"] is None and argument.isdecimal():
                found["--bench"] = str(_count("--bench", argument, 1_000_000))
            else:
                files.append(argument)
            continue
        name, given, value = argument.partition("=")
        name = "--help" if name == "-h" else name
        if name not in _ALL:
            raise _unknown(name)
        if name in _WITH_VALUE:
            value = value if given else next(rest, "")
            if not value or (value.startswith("--") and not given):
                raise UsageError(f"{name} has no value", why="A value follows it.", do=f"Write {name} VALUE.")
        elif name in _FLAGS and given:
            raise UsageError(f"{name} takes no value", why=f"It was given {value!r}.", do=f"Write {name} alone.")
        elif name == "--bench" and given:
            value = str(_count(name, value, 1_000_000))
        found[name] = value or None
    return found, files


def _count(name: str, value: str, most: int) -> int:
    if not value.isdecimal() or not value.isascii() or len(value) > 9 or not 1 <= int(value) <= most:
        raise UsageError(
            f"{name} needs a whole number from 1 to {most}",
            why=f"It was given {value!r}.",
            do=f"Write for example {name} 2.",
        )
    return int(value)


def _refuse(name: str, found: dict[str, str | None], reason: str) -> None:
    if name in found:
        raise UsageError(f"{name} cannot be used here", why=f"It {reason}.", do="See --help.")


def _unknown(name: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(name, _ALL, n=1, cutoff=0.5)
    do = f"Write {near[0]}, or see --help." if near else "See --help; a file with such a name goes after --."
    return UsageError(f"There is no option {name}", why="This program does not know it.", do=do)
