"""The command line: the wizard's twin. It never imports Qt, and tensorflow only runs in children."""

import contextlib
import signal
import sys
import threading
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from app.options import SAMPLES, ExportOptions, draft_for, job_from, sample_draft
from app.terminal import TerminalSink, check_output, json_sink, print_error, say, say_path, stderr_console
from builder import __version__
from builder.core.errors import ExitCode, LitecrateError, unforeseen
from builder.core.visible import visible, visible_json
from builder.core.words import LANGUAGES, tr
from builder.job.job import NEEDS_CALIBRATION, Job, JobDraft
from builder.system.process import CancelToken

if TYPE_CHECKING:
    from builder.report.comparison import Comparison
    from builder.result import Result

cli = typer.Typer(
    name="litecrate",
    help="Turns a TensorFlow model into a small app that anyone can run, and proves that it answers like the original.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)

Name = Annotated[str | None, typer.Option(help="Name of the program (default: made from the file's name).")]
Output = Annotated[Path | None, typer.Option(help="Where the folder NAME is made (default: ./dist-litecrate).")]
Precision = Annotated[str | None, typer.Option(help="float32, float16, int8-weights, dynamic or int8.")]
Calibration = Annotated[
    str | None, typer.Option(help="Sample data: a folder of pictures or sounds, .csv, .npy, .npz, `random`.")
]
Samples = Annotated[int | None, typer.Option(min=1, help="How many samples are used (default 200).")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of every random choice (default 0).")]
Product = Annotated[list[str] | None, typer.Option(help="onefile, folder, native or model; may be repeated.")]
InputKind = Annotated[str | None, typer.Option(help="auto, image, audio, table or tensor.")]
ContractFile = Annotated[Path | None, typer.Option(help="A contract file instead of the guesses.")]
Scaling = Annotated[str | None, typer.Option(help="auto, find, 0-255, 0-1, pm1, imagenet or caffe.")]
Mean = Annotated[str | None, typer.Option(help="Own scaling: mean in pixel units, one number or one a channel.")]
Std = Annotated[str | None, typer.Option(help="Own scaling: what (pixel - mean) is divided by.")]
ColorOrder = Annotated[str | None, typer.Option("--color", help="rgb, bgr or gray.")]
FitWay = Annotated[str | None, typer.Option("--fit", help="stretch, crop or letterbox.")]
Labels = Annotated[Path | None, typer.Option(help="Text file with one label a line.")]
Signature = Annotated[str | None, typer.Option(help="Which signature of the model (default: serving_default).")]
Version = Annotated[str | None, typer.Option(help="Version of the program (default 1.0.0).")]
Icon = Annotated[Path | None, typer.Option(help="A picture for the program's icon.")]
Trust = Annotated[bool | None, typer.Option("--trust", help="Let code that is inside the model file run.")]
Overwrite = Annotated[bool | None, typer.Option("--overwrite", help="Replace an earlier result; it is kept, renamed.")]
MinAgreement = Annotated[float | None, typer.Option(min=0, max=1, help="Below this the result is not verified.")]
Compiler = Annotated[str | None, typer.Option(help="zig (bundled) or system.")]
Events = Annotated[str | None, typer.Option(help="json: write the events to stdout, one object a line.")]
WatchStdin = Annotated[bool, typer.Option("--watch-stdin", hidden=True)]
OwnJob = Annotated[bool, typer.Option("--own-job", hidden=True)]  # the window wrote it for the person in front of it
Compared = Annotated[Path | None, typer.Option("--compared", hidden=True)]  # the window's, for the report
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the job and the steps, and make nothing.")]


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
        known = command if command in {"export", "compare", "gui", "inspect", "sample", "doctor"} else ""
        refusal = LitecrateError(
            tr("The command line cannot be understood"),
            why=error.format_message().rstrip(".") + ".",
            remedy=tr("Look at `{command}`.", command=" ".join(["litecrate", *([known] if known else []), "--help"])),
        )
        return _refuse(refusal, arguments)
    except typer.Exit as stop:
        return stop.exit_code
    except Exception as error:  # nothing foresaw it: still no trace of code on the user's screen
        print_error(unforeseen(error))
        return int(ExitCode.STEP_FAILED)


def _refuse(error: LitecrateError, arguments: list[str]) -> int:
    """Says why nothing was begun; who reads events along is told by the last event, as always."""
    if "--events=json" in arguments or ("--events", "json") in pairwise(arguments):
        from builder.result import Result, finished

        with contextlib.suppress(OSError):
            json_sink(finished(Result(error.code, error=error), 0.0))
    print_error(error)
    return int(error.code)


@cli.callback(invoke_without_command=True)
def _start(
    context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False
) -> None:
    if version:
        say(f"litecrate {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window(None, None, demo=False))


@cli.command()
def gui(
    source: Annotated[Path | None, typer.Argument(metavar="MODEL|JOB.toml", help="Opened at once.")] = None,
    language: Annotated[str | None, typer.Option(help="en or de (default: the system's).")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="For the stage: the sample filled in, larger type.")] = False,
) -> int:
    """Open the wizard."""
    return _open_window(source, language, demo=demo)


def _open_window(source: Path | None, language: str | None, *, demo: bool) -> int:
    if language not in (None, *LANGUAGES):
        raise LitecrateError(
            tr("The language {name} is unknown", name=language),
            why=tr("The wizard speaks: {names}.", names=", ".join(LANGUAGES)),
            remedy=tr("Use --language {name}, or leave it out.", name=LANGUAGES[-1]),
        )
    try:
        from app.gui import open_window  # the only way from here to Qt, taken when a window is asked for
    except ImportError as error:
        raise LitecrateError(
            tr("The wizard cannot be shown on this machine"),
            why=tr("A library of the window system is missing: {error}.", error=error),
            remedy=tr(
                "On Debian: apt install libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1."
            ),
            code=ExitCode.STEP_FAILED,
        ) from error
    return open_window(source, language, demo=demo)


@cli.command()
def export(
    model: Annotated[Path, typer.Argument(metavar="MODEL|JOB.toml", help="A model, or a saved job.")],
    name: Name = None, output: Output = None, precision: Precision = None, calibration: Calibration = None,
    samples: Samples = None, seed: Seed = None, product: Product = None, input_kind: InputKind = None,
    contract: ContractFile = None, scaling: Scaling = None, mean: Mean = None, std: Std = None,
    color: ColorOrder = None, fit: FitWay = None, labels: Labels = None, signature: Signature = None,
    version: Version = None, icon: Icon = None, trust: Trust = None, overwrite: Overwrite = None,
    min_agreement: MinAgreement = None, compiler: Compiler = None, events: Events = None, dry_run: DryRun = False,
    watch_stdin: WatchStdin = False, own_job: OwnJob = False, compared: Compared = None,
) -> int:  # fmt: skip
    """Turn a model into verified programs."""
    options = _options(locals(), drop=("model", "events", "dry_run", "watch_stdin", "own_job", "compared"))
    token = cancel_on_signals()
    if watch_stdin:
        cancel_at_end_of_stdin(token)
    draft = draft_for(model, own=own_job)
    return _work(draft, options, events, dry_run, None, token, compared=compared)


@cli.command()
def compare(
    model: Annotated[Path, typer.Argument(metavar="MODEL|JOB.toml|SAMPLE", help="A model, a saved job, or `digits`.")],
    name: Name = None, output: Output = None, calibration: Calibration = None, samples: Samples = None,
    seed: Seed = None, input_kind: InputKind = None, contract: ContractFile = None, scaling: Scaling = None,
    mean: Mean = None, std: Std = None, color: ColorOrder = None, fit: FitWay = None, labels: Labels = None,
    signature: Signature = None, trust: Trust = None, min_agreement: MinAgreement = None, compiler: Compiler = None,
    events: Events = None, dry_run: DryRun = False, watch_stdin: WatchStdin = False, own_job: OwnJob = False,
) -> int:  # fmt: skip
    """Make every precision and show size, speed and agreement side by side."""
    options = _options(locals(), drop=("model", "events", "dry_run", "watch_stdin", "own_job"))
    token = cancel_on_signals()
    if watch_stdin:
        cancel_at_end_of_stdin(token)
    draft, pictures = draft_for(model, own=own_job), None
    if str(model) in SAMPLES and not model.exists():
        draft, pictures = sample_draft(str(model))
        if calibration is None:
            draft.set("calibration", source=str(pictures))
    return _work(draft, options, events, dry_run, pictures, token, comparing=True)


@cli.command()
def sample(
    which: Annotated[str, typer.Argument(metavar="SAMPLE", help=f"One of: {', '.join(SAMPLES)}.")] = SAMPLES[0],
    name: Name = None, output: Output = None, precision: Precision = None, calibration: Calibration = None,
    samples: Samples = None, seed: Seed = None, product: Product = None, version: Version = None, icon: Icon = None,
    overwrite: Overwrite = None, min_agreement: MinAgreement = None, compiler: Compiler = None,
    events: Events = None, dry_run: DryRun = False,
) -> int:  # fmt: skip
    """Export a bundled sample from end to end."""
    options = _options(locals(), drop=("which", "events", "dry_run"))
    draft, pictures = sample_draft(which)
    if precision in NEEDS_CALIBRATION:
        draft.set("calibration", source=str(pictures))
    return _work(draft, options, events, dry_run, pictures, cancel_on_signals())


def _options(given: dict[str, Any], drop: tuple[str, ...]) -> ExportOptions:
    values = {key: value for key, value in given.items() if key not in drop}
    values["product"] = tuple(values.get("product") or ())
    return ExportOptions(**values)


def _work(
    draft: JobDraft,
    options: ExportOptions,
    events: str | None,
    dry_run: bool,
    pictures: Path | None,
    token: CancelToken,
    *,
    comparing: bool = False,
    compared: Path | None = None,
) -> int:
    if events not in (None, "json"):
        raise LitecrateError(
            tr("--events {events} is unknown", events=events),
            why=tr("There is one form: json."),
            remedy=tr("Use --events json."),
        )
    from builder.plan import COMPARISON_STEPS, EXPORT_STEPS, planned
    from builder.system.toolbox import Toolbox

    job = job_from(draft, options)
    # Whoever says --trust need not hear that the job's word for it does not count.
    remarks = [remark for remark in draft.remarks() if not (options.trust and remark.field == "model.trust")]
    if dry_run:
        for remark in remarks:
            typer.echo(remark.words(), err=True)
        _show_plan(job, [step.title for step in planned(COMPARISON_STEPS if comparing else EXPORT_STEPS)])
        return 0
    from builder.comparing import COMPARISON
    from builder.exporting import EXPORT
    from builder.pipeline import run_job

    sink = json_sink if events else TerminalSink(stderr_console())
    work = partial(run_job, COMPARISON) if comparing else partial(run_job, EXPORT)
    result = work(
        job, Toolbox(), token, sink, pictures=pictures, compared=compared, trust=bool(options.trust), remarks=remarks
    )
    if not events:
        _show(result)
    if result.error is not None:
        print_error(result.error, str(result.log) if result.log else None)
    elif result.code == ExitCode.NOT_VERIFIED and result.folder is not None:
        print_error(_not_verified(result.folder))
    elif result.comparison is not None and result.comparison.failed:
        print_error(_some_failed(result.comparison))
    return int(result.code)


def _show(result: "Result") -> None:
    """The report for people on stderr, and the paths of what was made on stdout."""
    from builder.report import comparison_views, report_views

    if result.report is not None:
        stderr_console().print(report_views.table(result.report))
    if result.comparison is not None:
        stderr_console().print(comparison_views.table(result.comparison))
    for path in result.paths:
        say_path(path)


def _some_failed(comparison: "Comparison") -> LitecrateError:
    failed = [variant for variant in comparison.variants if variant.status == "failed"]
    return LitecrateError(
        tr("Not every precision could be made: {names}", names=", ".join(variant.precision for variant in failed)),
        why=failed[0].reason.rstrip(".") + ".",
        remedy=tr("The others can be used; the comparison has their figures."),
        code=ExitCode.STEP_FAILED,
    )


def _not_verified(folder: Path) -> LitecrateError:
    return LitecrateError(
        tr("The result was made, but it is not verified"),
        why=tr("At least one product did not answer as it must; the table above and the report say which and how."),
        remedy=tr("Look into {path}, and try another precision or sample data.", path=folder / "report.html"),
        code=ExitCode.NOT_VERIFIED,
    )


def _show_plan(job: Job, titles: list[str]) -> None:
    typer.echo(job.to_toml(Path.cwd()), err=True)
    for number, title in enumerate(titles, 1):
        typer.echo(f"{number}. {visible(title)}", err=True)
    typer.echo(f"Result: {visible(str(job.folder))}", err=True)


def cancel_on_signals() -> CancelToken:
    """A token that SIGINT and SIGTERM cancel."""
    token = CancelToken()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        # Not in the handler itself: the main thread may hold a lock that cancelling needs.
        threading.Thread(target=token.cancel, daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return token


def cancel_at_end_of_stdin(token: CancelToken) -> None:
    """Cancels when stdin closes: a window that goes away, however it goes, takes its engine with it."""

    def watch() -> None:
        sys.stdin.buffer.read()
        token.cancel()

    threading.Thread(target=watch, daemon=True).start()


@cli.command()
def inspect(
    model: Annotated[Path, typer.Argument(help="A Keras, SavedModel or .tflite file.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    signature: Signature = None,
    trust: Trust = None,
) -> int:
    """Show what is in a model file."""
    from app.inspection import show_model
    from builder.inspection import inspect_model

    info = inspect_model(model, trust=bool(trust), signature=signature, token=cancel_on_signals(), on_line=_ignore)
    say(visible_json(info.model_dump_json()) if as_json else show_model(info))
    return 0


def _ignore(line: str) -> None:
    """What tools say while a model is only looked at is not shown."""


@cli.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False) -> int:
    """Say whether this machine is ready, and what to do where it is not."""
    import json

    from builder.doctor import check_machine

    found = check_machine()
    ready = all(entry.ok or not entry.needed for entry in found)
    if as_json:
        say(json.dumps({"ready": ready, "requirements": [entry.model_dump() for entry in found]}))
    else:
        for entry in found:
            mark = "ok     " if entry.ok else "missing" if entry.needed else "none   "
            say(visible(f"{mark}  {entry.title}: {entry.detail}"))
            if not entry.ok:
                say(visible(f"         do: {entry.remedy}"))
    return int(ExitCode.DONE if ready else ExitCode.NOT_READY)
