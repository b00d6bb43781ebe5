"""Lazy creation of the wizard's pages: the first at once, the others one by one while the event loop is idle.

Making all nine takes longer than a window may take to appear. A page that is asked for earlier is made at once. What
the others need of the engine, pydantic above all, is imported before them by a thread, so that events are handled.
"""

import importlib
import sys
import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from builder.core.words import tr
from ui.pages.base import Page
from ui.pages.model import ModelPage
from ui.tasks.services import Services

MODEL, CONTRACT, PRECISION, PRODUCTS, SUMMARY, BUILD, DONE, HISTORY, SETTINGS = range(9)
STEPS = range(HISTORY)  # history and settings are no steps


_AHEAD = ("builder.events", "builder.job.job", "builder.contract.modelinfo", "builder.report.report_words")
_PAUSE_MS = 10  # between two pages, chosen so that the user's events are handled in between


def page_of(table: str) -> int:
    """Index of the page where a table of the job is edited; products for all that no other page has."""
    return {
        "model": MODEL, "contract": CONTRACT, "precision": PRECISION, "calibration": PRECISION, "summary": SUMMARY,
    }.get(table, PRODUCTS)  # fmt: skip


def step_names() -> list[str]:
    """Translated names of the steps, in the order of `STEPS`, for the list in the sidebar."""
    return [
        tr("Model"), tr("Input and answers"), tr("Precision"), tr("Products"), tr("Summary"), tr("Build"), tr("Done"),
    ]  # fmt: skip


def _contract(services: Services) -> Page:
    from ui.pages.contract import ContractPage

    return ContractPage(services)


def _precision(services: Services) -> Page:
    from ui.pages.precision import PrecisionPage

    return PrecisionPage(services)


def _products(services: Services) -> Page:
    from ui.pages.products import ProductsPage

    return ProductsPage(services)


def _summary(services: Services) -> Page:
    from ui.pages.summary import SummaryPage

    return SummaryPage(services)


def _build(services: Services) -> Page:
    from ui.pages.build import BuildPage

    return BuildPage(services)


def _done(services: Services) -> Page:
    from ui.pages.done import DonePage

    return DonePage(services)


def _history(services: Services) -> Page:
    from ui.pages.history import HistoryPage

    return HistoryPage(services)


def _settings(services: Services) -> Page:
    from ui.pages.settings import SettingsPage

    return SettingsPage(services)


_MAKERS: tuple[Callable[[Services], Page], ...] = (
    ModelPage, _contract, _precision, _products, _summary, _build, _done, _history, _settings,
)  # fmt: skip
_MODULES = tuple(
    f"ui.pages.{name}"
    for name in ("model", "contract", "precision", "products", "summary", "build", "done", "history", "settings")
)


class PageSet(QObject):
    """Pages by their index, made on first access.

    Signals:
        made: A page was made; the receiver takes ownership of it.
        completed: All pages are made.
    """

    made = Signal(object)
    completed = Signal()

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._pages: dict[int, Page] = {}
        self._fresh: dict[int, Page] = {}  # made, and not handed out yet
        self._importing = threading.Thread(target=_import_ahead, name="imports")
        self._next = QTimer(self)
        self._next.setInterval(_PAUSE_MS)
        self._next.timeout.connect(self._make_next)

    @property
    def complete(self) -> bool:
        return len(self._pages) == len(_MAKERS)

    def __getitem__(self, index: int) -> Page:
        if index not in self._pages:
            page = self._fresh.pop(index, None) or _MAKERS[index](self._services)
            self._pages[index] = page
            self.made.emit(page)
        return self._pages[index]

    def steps(self) -> Iterator[Page]:
        """The pages that are steps, in order; makes those that are missing."""
        return (self[index] for index in STEPS)

    def make_rest(self) -> None:
        """Makes the missing pages one by one from a timer, after the imports."""
        self._next.start()

    def _make_next(self) -> None:
        if not self._importing.ident and not sys.modules.keys() >= set(_AHEAD):
            self._importing.start()
        if self._importing.is_alive():
            return
        missing = next((index for index in range(len(_MAKERS)) if index not in self._pages), None)
        if missing is not None:
            self._make_part(missing)
        else:
            self._next.stop()
            self.completed.emit()

    def _make_part(self, index: int) -> None:
        """Imports a page, makes it, or hands it out: one of these a call, so that the user's events wait for no two."""
        if _MODULES[index] not in sys.modules:
            importlib.import_module(_MODULES[index])
        elif index not in self._fresh:
            self._fresh[index] = _MAKERS[index](self._services)
        else:
            _ = self[index]


def _import_ahead() -> None:
    for name in _AHEAD:
        importlib.import_module(name)
