"""The command `fetch`: downloads what products need, so that exports need no network afterwards."""

from collections.abc import Sequence
from pathlib import Path

from app.terminal import say_path, stderr_console
from builder.core.errors import LitecrateError
from builder.core.platforms import EVERY_PLATFORM
from builder.core.words import tr
from builder.job.draft import JobDraft
from builder.job.job import PAGE
from builder.plan import check_products, needed_downloads
from builder.system.cancellation import CancelToken
from builder.system.downloads.fetching import size_of, title_of
from builder.system.process import ignore_line
from builder.system.toolbox import Toolbox


def fetch_for(products: Sequence[dict[str, str]], token: CancelToken) -> None:
    """Fetches what the products need and is not here, and prints the folder of each download.

    Raises:
        LitecrateError: A product is unknown or cannot be made here, or something cannot be fetched.
        CancelledError: The token was cancelled meanwhile.
    """
    job = JobDraft({"model": {"path": str(Path("model.tflite"))}, "products": list(products)}).freeze()
    check_products(job)
    tools, console = Toolbox(), stderr_console()
    for download in needed_downloads(job):
        known = tools.has(download)
        folder = tools.fetched(download, token, ignore_line)  # sizes are said anyway
        words = tr("{name}: is here already, {size}") if known else tr("{name}: fetched, {size}")
        console.print(words.format(name=title_of(download), size=size_of(download)), markup=False)
        say_path(folder)


def chosen(products: Sequence[dict[str, str]] | None, *, everything: bool) -> Sequence[dict[str, str]]:
    """The products that a command line asks for.

    Raises:
        LitecrateError: Neither products nor everything was asked for, or both.
    """
    if bool(products) == everything:
        raise LitecrateError(
            tr("It was not said what to fetch"),
            why=tr("`{command}` takes products, or --all.", command="litecrate fetch"),
            remedy=tr("Add --all, or for example --product native@windows-x64."),
        )
    return products or [{"product": "native", "platform": EVERY_PLATFORM}, {"product": PAGE}]
