"""Opens a page from a file in a browser that nobody sees, with a profile that is removed afterwards."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.core.words import tr
from builder.system.browsers.chromium import ChromiumPage, chromium
from builder.system.browsers.firefox import FirefoxPage, firefox
from builder.system.browsers.installed import Browser
from builder.system.browsers.open_page import OpenPage
from builder.system.browsers.starting import START_SECONDS
from builder.system.cancellation import CancelToken
from builder.system.locked_folders import LockedFolder, home_folder, temporary_folder
from builder.system.process import LineReader

LOAD_SECONDS = START_SECONDS


@contextmanager
def open_page(
    browser: Browser, page: Path, otherwise: Path, token: CancelToken, on_line: LineReader
) -> Iterator[OpenPage]:
    """Opens a file as a page; leaving ends the browser and removes what it wrote.

    Args:
        browser: Which browser.
        page: The file.
        otherwise: A folder that is used where nothing can be written to the user's home.
        token: Ends the browser when cancelled.
        on_line: Receives what the browser says.

    Raises:
        BrowserFailedError: The browser did not start, did not open the page, or failed while it was asked.
        CancelledError: The work was cancelled.
        OSError: No folder can be written.
    """
    with _readable_folder(otherwise, on_line) as folder:
        address = _placed(page, folder.path).as_uri()
        work = folder.path / "browser"
        work.mkdir()
        if browser.family == "chromium":
            with chromium(browser.program, work, token, on_line) as conversation:
                yield ChromiumPage(browser, conversation, address, LOAD_SECONDS)
        else:
            with firefox(browser.program, work, token, on_line) as conversation:
                yield FirefoxPage(browser, conversation, address, LOAD_SECONDS)


def _readable_folder(otherwise: Path, on_line: LineReader) -> LockedFolder:
    """A folder for page and profile in the user's home, since browsers that are snaps read no /tmp or hidden folder."""
    for home in home_folder():
        try:
            return temporary_folder("browser", parent=home)
        except OSError as error:
            on_line(tr("Nothing can be written to {folder}: {reason}", folder=home, reason=error.strerror or error))
    on_line(tr("The page is opened from {folder} instead.", folder=otherwise))
    return temporary_folder("browser", parent=otherwise)


def _placed(page: Path, folder: Path) -> Path:
    """The page in another folder, without a copy where the file system permits that."""
    placed = folder / page.name
    try:
        os.link(page, placed)
    except OSError:
        shutil.copyfile(page, placed)
    return placed
