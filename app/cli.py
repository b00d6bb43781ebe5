"""The command line: the wizard's twin. It never imports Qt, and tensorflow only runs in children."""

import contextlib
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from app.cancellation import cancel_at_end_of_stdin, cancel_on_signals
from app.job_options import Start, option_value, with_options
from app.options import SAMPLES, draft_for, job_from, sample_draft
from app.result_output import show_failure, show_plan, show_result
from app.terminal import TerminalSink, check_output, json_sink, print_error, print_line, stderr_console
from builder import __version__
from builder.core.errors import ExitCode, LitecrateError, unexpected_error
from builder.core.visible import visible, visible_json
from builder.core.words import LANGUAGES, tr
from builder.job.draft import JobDraft
from builder.job.job import NEEDS_CALIBRATION
from builder.system.cancellation import CancelToken

_COMMANDS = {"export", "compare", "gui", "inspect", "sample", "doctor", "fetch", "desktop-entry"}
cli = typer.Typer(
    name="litecrate",
    help="Turns a TensorFlow model into a small app that anyone can run, and proves that it answers like the original.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def run(arguments: list[str]) -> int:
    """Runs the command line and answers its exit code. Every failure is three lines on stderr."""
    try:
        if arguments and arguments[0] != "gui":
            check_output()
        code = cli(arguments, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LitecrateError as error:
        return _refuse(error, arguments)
    except TyperException as error:
        command = next((word for word in arguments if not word.startswith("-")), "")
        known = command if command in _COMMANDS else ""
        refusal = LitecrateError(
            tr("The command line cannot be understood"),
            why=error.format_message().rstrip(".") + ".",
            remedy=tr(
                "Run `{command}` for help.", command=" ".join(["litecrate", *([known] if known else []), "--help"])
            ),
        )
        return _refuse(refusal, arguments)
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:  # nothing foresaw it: still no trace of code on the user's screen
        print_error(unexpected_error(error))
        return int(ExitCode.STEP_FAILED)


def _refuse(error: LitecrateError, arguments: list[str]) -> int:
    """Says why nothing was begun; who reads events along is told by the last event, as always."""
    if "--events=json" in arguments or ("--events", "json") in pairwise(arguments):
        from builder.result import Result, finished_event

        with contextlib.suppress(OSError):
            json_sink(finished_event(Result(error.code, error=error), 0.0))
    print_error(error)
    return int(error.code)


@cli.callback(invoke_without_command=True)
def _start(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False
) -> None:
    if version:
        print_line(f"litecrate {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window(None, None, demo=False))


@cli.command()
def gui(
    source: Annotated[Path | None, typer.Argument(metavar="MODEL|JOB.toml", help="The model or job to open.")] = None,
    language: Annotated[str | None, typer.Option(help="en or de (default: the system's).")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="For presentations: the sample filled in, larger text.")] = False,
) -> int:
    """Open the wizard."""
    return _open_window(source, language, demo=demo)


def _open_window(source: Path | None, language: str | None, *, demo: bool) -> int:
    if language not in (None, *LANGUAGES):
        raise LitecrateError(
            tr("The language {name} is unknown", name=language),
            why=tr("The wizard's languages are: {names}.", names=", ".join(LANGUAGES)),
            remedy=tr("Use --language {name}, or leave it out.", name=LANGUAGES[-1]),
        )
    try:
        from app.qt_features import start_qt_quickly

        start_qt_quickly()
        from app.gui import open_window  # the only way from here to Qt, taken when a window is asked for
    except ImportError as error:
        raise LitecrateError(
            tr("The wizard cannot be shown on this computer"),
            why=tr("A library of the window system is missing: {error}.", error=error),
            remedy=tr(
                "On Debian: apt install libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1."
            ),
            code=ExitCode.STEP_FAILED,
        ) from error
    return open_window(source, language, demo=demo)


@cli.command()
@with_options("export")
def export(
    model: Annotated[Path, typer.Argument(metavar="MODEL|JOB.toml", help="A model, or a saved job.")], **given: object
) -> int:
    """Turn a model into verified programs."""
    start, token = _started(given)
    return _work(draft_for(model, own=start.own_job), given, start, token)


@cli.command()
@with_options("compare")
def compare(
    model: Annotated[Path, typer.Argument(metavar="MODEL|JOB.toml|SAMPLE", help="A model, a saved job, or `digits`.")],
    **given: object,
) -> int:
    """Make every precision and show size, speed and agreement side by side."""
    start, token = _started(given)
    draft, pictures = draft_for(model, own=start.own_job), None
    if str(model) in SAMPLES and not model.exists():
        draft, pictures = sample_draft(str(model))
        if given["calibration"] is None:
            draft.set("calibration", source=str(pictures))
    return _work(draft, given, start, token, pictures, comparing=True)


@cli.command()
@with_options("sample")
def sample(
    which: Annotated[str, typer.Argument(metavar="SAMPLE", help=f"One of: {', '.join(SAMPLES)}.")] = SAMPLES[0],
    **given: object,
) -> int:
    """Export a bundled sample from end to end."""
    start, token = _started(given)
    draft, pictures = sample_draft(which)
    if given["precision"] in NEEDS_CALIBRATION:
        draft.set("calibration", source=str(pictures))
    return _work(draft, given, start, token, pictures)


def _started(given: Mapping[str, object]) -> tuple[Start, CancelToken]:
    """Parses the options of this start, and makes the token that cancels it."""
    start = Start.model_validate({key: value for key, value in given.items() if value is not None})
    token = cancel_on_signals()
    if start.watch_stdin:
        cancel_at_end_of_stdin(token)
    return start, token


def _work(
    draft: JobDraft,
    given: Mapping[str, object],
    start: Start,
    token: CancelToken,
    pictures: Path | None = None,
    *,
    comparing: bool = False,
) -> int:
    if start.events not in (None, "json"):
        raise LitecrateError(
            tr("--events {events} is unknown", events=start.events),
            why=tr("The only format is json."),
            remedy=tr("Use --events json."),
        )
    from builder.plan import COMPARISON_STEPS, EXPORT_STEPS, translated_steps
    from builder.system.toolbox import Toolbox

    job = job_from(draft, given)
    # Whoever says --trust need not hear that the job's word for it does not count.
    remarks = [remark for remark in draft.remarks() if not (start.trust and remark.field == "model.trust")]
    if start.dry_run:
        for remark in remarks:
            typer.echo(remark.words(), err=True)
        show_plan(job, [step.title for step in translated_steps(COMPARISON_STEPS if comparing else EXPORT_STEPS)])
        return 0
    from builder.comparing import COMPARISON
    from builder.exporting import EXPORT
    from builder.pipeline import run_job

    sink = json_sink if start.events else TerminalSink(stderr_console())
    work = partial(run_job, COMPARISON) if comparing else partial(run_job, EXPORT)
    tools = Toolbox(offline=start.offline)
    result = work(
        job, tools, token, sink, pictures=pictures, compared=start.compared, trust=start.trust, remarks=remarks
    )
    if not start.events:
        show_result(result)
    show_failure(result)
    return int(result.code)


@cli.command()
@with_options("inspect")
def inspect(
    model: Annotated[Path, typer.Argument(help="A Keras, SavedModel or .tflite file.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    **given: object,
) -> int:
    """Show what is in a model file."""
    from app.inspection import show_model
    from builder.inspection import inspect_model
    from builder.system.process import ignore_line

    start, token = _started(given)
    signature = None if given["signature"] is None else str(given["signature"])
    info = inspect_model(model, trust=start.trust, signature=signature, token=token, on_line=ignore_line)
    print_line(visible_json(info.model_dump_json()) if as_json else show_model(info))
    return 0


@cli.command()
@with_options("fetch")
def fetch(
    everything: Annotated[bool, typer.Option("--all", help="For every product on every platform.")] = False,
    **given: object,
) -> int:
    """Download what products need, so that exports need no network afterwards."""
    from app.fetching import chosen, fetch_for

    fetch_for(chosen(option_value("--product", given), everything=everything), cancel_on_signals())
    return 0


@cli.command("desktop-entry")
def desktop_entry(
    install: Annotated[bool, typer.Option("--install", help="Put them there, or bring them up to date.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take away what --install has put there.")] = False,
) -> int:
    """Put Litecrate into the desktop's menu, with its icon and the file types .keras, .tflite and .h5 (Linux)."""
    from app import menu_entry

    if install == remove:
        raise LitecrateError(
            tr("It was not said what to do with the menu entry"),
            why=tr("`{command}` takes one of two options.", command="litecrate desktop-entry"),
            remedy=tr("Add --install or --remove."),
        )
    for line in menu_entry.install() if install else menu_entry.remove():
        print_line(visible(line))
    return 0


@cli.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False) -> int:
    """Check whether this computer is ready, and say what to do if it is not."""
    import json

    from builder.doctor import check_machine

    found = check_machine()
    ready = all(entry.ok or not entry.needed for entry in found)
    if as_json:
        print_line(json.dumps({"ready": ready, "requirements": [entry.model_dump() for entry in found]}))
    else:
        for entry in found:
            mark = "ok     " if entry.ok else "missing" if entry.needed else "none   "
            print_line(visible(f"{mark}  {entry.title}: {entry.detail}"))
            if not entry.ok:
                print_line(visible(f"         do: {entry.remedy}"))
    return int(ExitCode.DONE if ready else ExitCode.NOT_READY)
