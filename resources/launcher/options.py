"""The program's command line."""

from typing import NamedTuple

from resources.launcher.errors import UsageError

HELP = """\
{name} answers files with the model inside it. Nothing has to be installed.

  {name}                       opens a page in the browser: drop files there and see the answers
  {name} FILE... | FOLDER      answers each file; a folder stands for the files in it, "*.png" for all
                               that fit, - for standard input
      --json                   one JSON object per line instead of a table
      --csv OUT                writes a table of all answers to the file OUT
      --save DIR               saves the pictures and masks that the model gives in the folder DIR
  {name} --tensor IN --output OUT.npz [--float]
                               exact arrays (.npy or .npz) in and out, nothing is prepared
  {name} --preprocess IN --output OUT.npy
                               writes the numbers that would go into the model
  {name} --serve [--port P] [--no-browser]
                               the page, at a fixed port, without opening the browser
  {name} --info [--json]       what goes in, what comes out, what is inside
  {name} --bench [N] [--json]  how fast it is here, over N runs
  {name} --self-test [--json]  checks that it answers as when it was made
  {name} --version | --licenses | --help
      --threads N              processor threads for the model (1; with --bench the fastest is found)

Files: pictures, WAV sounds or tables (.csv), depending on the model (see --info); arrays (.npy, .npz) and numbers
(.json) for every model. The content of a file says what it is, not its name. For several inputs: .npz or .json, by the
inputs' names.

Exit code 0: done. 1: some files failed, the others were answered. 2: wrong use. 3: it cannot run here, or there is no
room for the answers. Errors say what happened, why, and what to do.
"""

_FLAGS = ("--json", "--float", "--info", "--self-test", "--version", "--licenses", "--help", "--serve", "--no-browser")
_WITH_VALUE = ("--csv", "--save", "--tensor", "--output", "--preprocess", "--threads", "--port")
# The runner answers these by itself: it gets the command line and the terminal.
_RUNNERS_OWN = ("--tensor", "--preprocess", "--info", "--bench", "--self-test", "--version", "--licenses")
_PAGES_OWN = ("--serve", "--port", "--no-browser")
_ALL = (*_FLAGS, *_WITH_VALUE, "--bench")


class Options(NamedTuple):
    """What the user asked for.

    Attributes:
        files: Files and folders to answer.
        json: One JSON object a line instead of a table.
        csv: The file for the table of all answers, None without.
        save: The folder for pictures and masks that the model gives, None without.
        threads: Processor threads for the model.
        help: Show the help.
        runners: The runner's arguments where it does all of the work, else empty.
        serve: Serve the page.
        port: Where; None for any that is free.
        browser: Open the page in the browser.
    """

    files: tuple[str, ...] = ()
    json: bool = False
    csv: str | None = None
    save: str | None = None
    threads: int = 1
    help: bool = False
    runners: tuple[str, ...] = ()
    serve: bool = False
    port: int | None = None
    browser: bool = True


def parse(arguments: list[str]) -> Options:
    """Reads the command line.

    Raises:
        UsageError: An option is unknown, lacks its value or does not go with another.
    """
    found, files = _split(arguments)
    if "--help" in found:
        return Options(help=True)
    if any(name in found for name in _RUNNERS_OWN):
        return Options(runners=_for_the_runner(found, files))
    _refuse(("--float",), found, "goes with --tensor only")
    _refuse(("--output",), found, "goes with --tensor or --preprocess only")
    threads = _count("--threads", found.get("--threads") or "1", 256)
    if "--serve" in found or (not files and set(found) <= {*_PAGES_OWN, "--threads"}):
        _refuse(("--json", "--csv", "--save"), found, "goes with files only")
        if files:
            raise UsageError(
                "--serve takes no files", why="The page is where they are given.", do="Leave the files out, or --serve."
            )
        port = found.get("--port")
        return Options(
            threads=threads, serve=True, port=_count("--port", port, 65535) if port else None,
            browser="--no-browser" not in found,
        )  # fmt: skip
    _refuse(_PAGES_OWN, found, "goes without files only")
    if not files:
        raise UsageError(
            "There is no file to answer", why="Only options were given.", do="Name at least one file or folder."
        )
    return Options(tuple(files), "--json" in found, found.get("--csv"), found.get("--save"), threads)


def _for_the_runner(found: dict[str, str | None], files: list[str]) -> tuple[str, ...]:
    _refuse(("--csv", "--save", *_PAGES_OWN), found, "goes with no other task")
    threads = found.get("--threads")
    # While it measures, the runner itself can find how many are the fastest.
    if threads is not None and not ("--bench" in found and threads == "auto"):
        _count("--threads", threads, 256)
    passed: list[str] = []
    for name, value in found.items():
        passed += [name] if value is None else [name, value]
    return (*passed, "--", *files) if files else tuple(passed)


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


def _refuse(names: tuple[str, ...], found: dict[str, str | None], reason: str) -> None:
    for name in names:
        if name in found:
            raise UsageError(f"{name} cannot be used here", why=f"It {reason}.", do="See --help.")


def _unknown(name: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(name, _ALL, n=1, cutoff=0.5)
    do = f"Write {near[0]}, or see --help." if near else "See --help; a file with such a name goes after --."
    return UsageError(f"There is no option {name}", why="This program does not know it.", do=do)
