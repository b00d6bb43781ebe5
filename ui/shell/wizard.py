"""Main window of the wizard: shows one page at a time, moves between pages, starts exports.

It knows the order of the pages and when each can be reached; what a page shows and changes is the page's own.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from builder.core.errors import ErrorText, Problem
from builder.core.words import tr
from ui.look.icons import application_icon
from ui.pages.base import Page
from ui.shell.attention import RunAttention
from ui.shell.frame import Frame
from ui.shell.navigation import NavigationRules, Obstacle
from ui.shell.opening import Opening
from ui.shell.page_set import BUILD, DONE, HISTORY, MODEL, PRECISION, SETTINGS, SUMMARY, PageSet, page_of, step_names
from ui.shell.window_place import WindowPlace
from ui.state.state import Finished
from ui.tasks.destination import fresh_folder
from ui.tasks.export_start import BuildStart
from ui.tasks.services import Services
from ui.texts.visible_names import visible_text
from ui.widgets import dialogs
from ui.widgets.basic import Button
from ui.widgets.drop_zone import DropZone, dropped_files

if TYPE_CHECKING:
    from ui.shell.dropping import DropRouter


class Wizard(QMainWindow):
    """The main window.

    Attributes:
        pages: All pages by their index; see `PageSet`.
        opening: Opens models, jobs and the sample.
    Signals:
        look_changed: Language, theme or text size was changed in the settings; the creator of the window applies them.
    """

    look_changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.state = services.state
        self._at = MODEL
        self._router: DropRouter | None = None
        self._over_wanted = False  # "Start over" was pressed during an export
        services.inspection.inspected.connect(self.refresh)  # before what `opening` shows for it
        self.opening = Opening(services, self)
        self._start = BuildStart(services, self)
        RunAttention(services, self)
        self.setAcceptDrops(True)
        self._place = WindowPlace(self, services.settings, remembered=not services.demo)
        self.build_pages()
        self.state.changed.connect(self._state_changed)
        services.inspection.changed.connect(self.refresh)
        self.opening.began.connect(partial(self._show, MODEL))
        self.opening.ready.connect(self._opened)
        self.opening.refused.connect(partial(self._show_error, MODEL))
        services.run.started.connect(self._run_started)
        services.run.updated.connect(lambda _: self._show_title())
        services.run.finished.connect(self._run_finished)
        self._start.changed.connect(self.refresh)
        self._start.refused.connect(partial(self._show_error, SUMMARY))
        for keys, go in ((QKeySequence.StandardKey.Back, self.back), (QKeySequence.StandardKey.Forward, self.next)):
            QShortcut(QKeySequence(keys), self, go)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self, self.close)

    # Construction

    def build_pages(self) -> None:
        """Builds the window's content, again after a change of language; all choices live in the state."""
        for before in self.findChildren(PageSet):  # its timer would go on and add its pages to the new content
            before.deleteLater()
        self.pages = PageSet(self.services, self)
        self._rules = NavigationRules(self.services, self.pages)
        states = self._rules.states(self._at, aside=False)
        self._frame = Frame(step_names(), states, demo=self.services.demo)
        self._stack = self._frame.stack
        self._frame.step_pressed.connect(self._step_pressed)
        self._frame.back_pressed.connect(self.back)
        self._frame.next_pressed.connect(self.next)
        self._frame.over_pressed.connect(self.start_over)
        self._frame.history_pressed.connect(partial(self.show_aside, HISTORY))
        self._frame.settings_pressed.connect(partial(self.show_aside, SETTINGS))
        self.pages.made.connect(self._take_page)
        self.pages.completed.connect(self.refresh)
        self.setCentralWidget(self._frame)
        self._show(self._at)

    def _take_page(self, page: Page) -> None:
        """Adds a new page to the stack and connects those of its signals that the window handles."""
        self._stack.addWidget(page)
        if self.windowIcon().isNull() and self.isVisible():  # drawn for four sizes, after the first page
            self.setWindowIcon(application_icon())
        page.changed.connect(self.refresh)
        handlers = {
            "sample_wanted": self.opening.open_sample,
            "job_chosen": self.opening.choose,
            "job_wanted": self.opening.open_job,
            "draft_wanted": self.opening.open_kept,
            "model_found": self.opening.reopen_at,
            "mend_wanted": self._show_problem,
            "look_changed": self.look_changed,
            "start_over": self.start_over,
            "change_wanted": partial(self.go_to, PRECISION),
            "go_to_problem": self.go_to_table,
            "again": self.build,
        }
        for name, handler in handlers.items():
            signal = getattr(page, name, None)
            if signal is not None:
                signal.connect(handler)

    @property
    def next_button(self) -> Button:
        return self._frame.next

    @property
    def reason(self) -> str:
        """Translated reason why Next does not go on; "" when it does."""
        return self._frame.why.text()

    # Navigation

    @property
    def page(self) -> Page:
        return self.pages[self._at]

    def _shown_page(self) -> QWidget | None:
        return self._stack.currentWidget()

    @property
    def at(self) -> int:
        """Index of the current step, 0 for the first."""
        return self._at

    def go_to(self, index: int) -> None:
        """Shows the step at `index` if it can be reached; else does nothing."""
        self._frame.notice.clear()
        if not self._rules.blocked(index):
            self._show(index)

    def go_to_table(self, table: str) -> None:
        """Shows the page where a table of the job is edited: "model", "contract", ...; products for all others."""
        self.go_to(page_of(table))

    def _show(self, index: int) -> None:
        self.opening.keep_draft()  # here, too, for a window that is never closed, such as by a power cut
        before = self._stack.currentWidget()
        self._at, self._aside = index, False
        self._stack.setCurrentWidget(self.page)
        if isinstance(before, Page) and before is not self.page:
            before.left()
        self.page.entered()
        self.refresh()
        if before is not self.page:
            if self.isVisible():
                from ui.look.motion import fade_in

                fade_in(self.page)
            self.page.open_at_top()

    def show_aside(self, index: int) -> None:
        """Shows a page that is no step (history or settings); Back returns to the current step."""
        self._frame.notice.clear()
        page = self.pages[index]
        self._aside = True
        self._stack.setCurrentWidget(page)
        page.entered()
        page.open_at_top()
        self.refresh()

    def back(self) -> None:
        self._frame.notice.clear()
        if self._aside:
            self._show(self._at)
        elif self._at > MODEL and not self.services.run.active:
            self._show(self._rules.last_open() if self._at == DONE else self._at - 1)

    def next(self) -> None:
        """Goes on, or to the problem that is in the way."""
        if self._aside or not self.next_button.isEnabled() or self._at > SUMMARY:
            return
        obstacle = self._rules.obstacle(self._at + 1)
        if obstacle is not None:
            self._show_obstacle(obstacle)
        elif self._at == SUMMARY:
            self.build()
        else:
            self.go_to(self._at + 1)

    def _step_pressed(self, index: int) -> None:
        """Shows a step, or the problem that is in the way of it."""
        obstacle = self._rules.obstacle(index) if index < BUILD and not self.services.run.active else None
        if obstacle is not None:
            self._show_obstacle(obstacle)
        else:
            self.go_to(index)

    def _show_problem(self, problem: Problem) -> None:
        """Shows the page of a problem's field, and there the control that solves it."""
        self.go_to_table(problem.field.split(".")[0])
        if problem.field == "model.path":
            self.opening.read_again()
        self.page.show_problem(problem)

    def _show_obstacle(self, obstacle: Obstacle) -> None:
        if obstacle.index != self._at or self._aside:
            self._show(obstacle.index)
        self.refresh()  # it may have appeared since, such as a folder
        self.page.show_problem(obstacle.problem)

    def refresh(self) -> None:
        """Updates steps, footer and title, and goes on making pages."""
        self._frame.steps.show_states(self._rules.states(self._at, aside=self._aside))
        if not self.pages.complete:
            self.pages.make_rest()
        self._frame.show_way(self._rules.way(self._at, aside=self._aside, start=self._start))
        self._show_title()

    def _show_title(self) -> None:
        run = self.services.run
        title = "Litecrate"
        if run.active:
            title = tr("{percent}% of {name}", percent=int(run.fraction * 100), name=self.state.name) + " - Litecrate"
        elif self.state.name:
            title = f"{self.state.name} - Litecrate"
        self.setWindowTitle(visible_text(title))

    def _state_changed(self, topic: str) -> None:
        if topic != "finished":
            self.refresh()

    # Actions

    def _opened(self, target: int) -> None:
        """Shows the page that follows the reading of a model, or the problem that is in the way of it."""
        if self._at == MODEL and not self._aside:
            obstacle = self._rules.obstacle(target)
            self._show(target if obstacle is None else obstacle.index)
            if obstacle is not None:
                self.page.show_problem(obstacle.problem)

    def start_over(self) -> None:
        """Resets all choices and shows the first page; exported files stay.

        In demo mode the sample is chosen again, with an output folder of its own; an export is cancelled first.
        """
        demo = self.services.demo
        if self.services.run.active:
            self._over_wanted = demo
            if demo:
                self.services.run.cancel()
            return
        self.services.inspection.forget()
        self.state.reset(fresh_folder(self.services.folder) if demo else self.services.settings.values.output)
        self._show(MODEL)
        if demo:
            self.opening.open_sample()

    def build(self) -> None:
        """Starts the export; see `BuildStart`."""
        self._start.start()

    def take_files(self, files: Sequence[Path], zone: DropZone | None) -> None:
        """Routes dropped files; `zone` as in `DropRouter.take`."""
        if self._router is None:
            from ui.shell.dropping import DropRouter  # here, since most starts of the window never need it

            self._router = DropRouter(self.services, self.opening, lambda: self.pages, self._shown_page, self)
            self._router.said.connect(lambda outcomes: self._frame.notice.show_outcomes(outcomes))
            self._router.shown.connect(self.go_to)
        self._router.take(files, zone)

    def _show_error(self, index: int, error: ErrorText) -> None:
        self._show(index)
        self.page.show_error(error)

    def _run_started(self) -> None:
        self.services.settings.values.output = self.state.output
        self.services.settings.save()
        self._show(BUILD)

    def _run_finished(self, finished: Finished) -> None:
        if self._over_wanted:
            self._over_wanted = False
            self.start_over()
            return
        self.refresh()
        if finished.folder is not None:
            self._show(DONE)

    # Qt events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.take_files(files, None)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self.services.run.active and not dialogs.ask(
            self,
            tr("A program is being built"),
            tr("Closing the window stops it. Nothing is left behind, and you can start it again."),
            tr("&Stop and close"),
            tr("&Keep building"),
        ):
            event.ignore()
            return
        self._place.keep()
        self.opening.keep_draft()
        self.services.run.end()
        self.services.comparing.end()
        self.services.assistant.end()
        event.accept()
