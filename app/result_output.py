"""Output of a finished command: report, paths and failures; or the plan of a dry run."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.terminal import print_error, say_path, stderr_console
from builder.core.errors import ExitCode, LitecrateError
from builder.core.visible import visible
from builder.core.words import tr
from builder.job.job import Job

if TYPE_CHECKING:
    from builder.report.comparison import Comparison
    from builder.result import Result


def show_result(result: "Result") -> None:
    """The report for people on stderr, and the paths of what was made on stdout."""
    from builder.report import comparison_views, report_views

    if result.report is not None:
        stderr_console().print(report_views.table(result.report))
    if result.comparison is not None:
        stderr_console().print(comparison_views.table(result.comparison))
    for path in result.paths:
        say_path(path)


def show_failure(result: "Result") -> None:
    """The three lines of what failed, or of what was made and cannot be relied on; nothing where all is well."""
    if result.error is not None:
        print_error(result.error, str(result.log) if result.log else None)
    elif result.code == ExitCode.NOT_VERIFIED and result.folder is not None:
        print_error(_not_verified(result.folder))
    elif result.comparison is not None and result.comparison.failed:
        print_error(_some_failed(result.comparison))


def _some_failed(comparison: "Comparison") -> LitecrateError:
    failed = [variant for variant in comparison.variants if variant.status == "failed"]
    return LitecrateError(
        tr("Not every precision could be made: {names}", names=", ".join(variant.precision for variant in failed)),
        why=failed[0].reason.rstrip(".") + ".",
        remedy=tr("You can use the others. Their figures are in the comparison."),
        code=ExitCode.STEP_FAILED,
    )


def _not_verified(folder: Path) -> LitecrateError:
    return LitecrateError(
        tr("The result was made, but it is not verified"),
        why=tr("At least one product failed its check. The table above and the report say which one and why."),
        remedy=tr("Check {path}, and try another precision or other sample data.", path=folder / "report.html"),
        code=ExitCode.NOT_VERIFIED,
    )


def show_plan(job: Job, titles: list[str]) -> None:
    """The job, its steps and where the result would be, on stderr."""
    typer.echo(job.to_toml(Path.cwd()), err=True)
    for number, title in enumerate(titles, 1):
        typer.echo(f"{number}. {visible(title)}", err=True)
    typer.echo(f"Result: {visible(str(job.folder))}", err=True)
