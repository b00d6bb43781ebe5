"""The window: the steps at the side, one page at a time, and the way forward and back.

It knows in which order the pages come and what keeps each from being reached; the pages know everything else.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGraphicsOpacityEffect, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from builder.errors import LitecrateError
from builder.events import error_text
from builder.job import JobDraft
from builder.words import tr
from ui import dialogs
from ui.attention import Awake, Notifier
from ui.icons import application_icon
from ui.pages.base import Page
from ui.pages.build import BuildPage
from ui.pages.contract import ContractPage
from ui.pages.done import DonePage
from ui.pages.history import HistoryPage
from ui.pages.model import ModelPage
from ui.pages.precision import PrecisionPage
from ui.pages.products import ProductsPage
from ui.pages.settings import SettingsPage
from ui.pages.summary import SummaryPage
from ui.services import Services
from ui.state import Finished
from ui.theme import motion_is_reduced, px
from ui.widgets.basic import Button, boxed, column, row, text
from ui.widgets.drop_zone import dropped_files
from ui.widgets.step_list import Status, StepList, StepState

MODEL, CONTRACT, PRECISION, PRODUCTS, SUMMARY, BUILD, DONE = range(7)
_FADE_MS = 120


class Wizard(QMainWindow):
    """The main window.

    Signals:
        look_changed: The settings say another language, theme or text size; who made the window applies them.
    """

    look_changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.state = services.state
        self.pages: list[Page] = []
        self._at = MODEL
        self._jump_when_read: int | None = None
        self._notifier, self._awake = Notifier(self), Awake()
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(860, 600)
        self.resize(1040, 720)
        self.state.changed.connect(self._state_changed)
        services.inspection.changed.connect(self.refresh)
        services.inspection.inspected.connect(self._inspected)
        services.run.started.connect(self._run_started)
        services.run.told.connect(self._told)
        services.run.finished.connect(self._run_finished)
        self.build_pages()
        for keys, step in ((QKeySequence.StandardKey.Back, -1), (QKeySequence.StandardKey.Forward, 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._press(step))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self, self.close)

    # How it is put together

    def build_pages(self) -> None:
        """Makes the content anew, in the language in use; what was chosen is in the state."""
        services = self.services
        self.model_page = ModelPage(services)
        self.pages = [
            self.model_page, ContractPage(services), PrecisionPage(services), ProductsPage(services),
            SummaryPage(services), BuildPage(services), DonePage(services),
        ]  # fmt: skip
        self.history_page, self.settings_page = HistoryPage(services), SettingsPage(services)
        self._stack = QStackedWidget()
        for page in (*self.pages, self.history_page, self.settings_page):
            self._stack.addWidget(page)
            page.changed.connect(self.refresh)
            page.go_on.connect(self.next)
        self._connect_pages()
        self._steps = StepList([page.name for page in self.pages], self.go_to)
        body = row(self._sidebar(), boxed(column(self._stack, self._footer(), gap=0)), gap=0)
        body.setStretch(1, 1)
        central = boxed(body)
        central.setProperty("look", "page")
        self.setCentralWidget(central)
        self._show(self._at)

    def _connect_pages(self) -> None:
        self.model_page.sample_wanted.connect(self.try_sample)
        self.model_page.job_chosen.connect(self.open)
        self.history_page.job_wanted.connect(self.open_job)
        self.settings_page.look_changed.connect(self.look_changed)
        done = self.pages[DONE]
        assert isinstance(done, DonePage)
        done.start_over.connect(self.start_over)
        done.change_wanted.connect(lambda: self.go_to(PRECISION))
        build = self.pages[BUILD]
        assert isinstance(build, BuildPage)
        build.go_to_problem.connect(self.go_to_table)
        build.again.connect(self.build)

    def _sidebar(self) -> QWidget:
        brand = text("Litecrate", "brand", wrap=False)
        self._over = Button(tr("Start &over"), self.start_over, look="link", icon_name="again")
        self._over.setVisible(self.services.demo)
        self._to_history = Button(
            tr("&History"), lambda: self.show_aside(self.history_page), look="link", icon_name="history"
        )
        self._to_settings = Button(
            tr("&Settings"), lambda: self.show_aside(self.settings_page), look="link", icon_name="settings"
        )
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(12, 20, 12, 16)
        layout.setSpacing(4)
        heading = row(12, brand, 0)
        for part in (heading,):
            layout.addLayout(part)
        layout.addSpacing(12)
        layout.addWidget(self._steps)
        layout.addStretch(1)
        for button in (self._over, self._to_history, self._to_settings):
            layout.addWidget(button)
        inner.setProperty("look", "sidebar")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFixedWidth(min(px(236), 380))
        area.setProperty("look", "sidebar")
        self._side = area
        return area

    def _footer(self) -> QWidget:
        self.back_button = Button(tr("&Back"), self.back)
        self.next_button = Button(tr("&Next"), self.next, look="primary")
        self._why = text("", "quiet")
        line = row(self._why, self.back_button, self.next_button, gap=12)
        line.setStretch(0, 1)
        line.setContentsMargins(24, 12, 24, 12)
        footer = QWidget()
        footer.setLayout(line)
        footer.setProperty("look", "footer")
        return footer

    # Where one can go

    def blocked(self, index: int) -> str:
        """Why a page cannot be reached; "" when it can."""
        run = self.services.run
        if index == BUILD:
            return "" if run.active or self.state.finished else tr("Starts with Build on the Summary page")
        if index == DONE:
            made = self.state.finished is not None and self.state.finished.folder is not None
            return "" if made and not run.active else tr("Opens when the program has been built")
        if run.active:
            return tr("The program is being built; what was chosen cannot change now")
        for page in self.pages[:index]:
            problem = next((entry for entry in page.problems() if entry.level == "error"), None)
            if problem is not None:
                return tr("First, on the page {page}: {problem}", page=page.name, problem=problem.message)
        return ""

    @property
    def page(self) -> Page:
        return self.pages[self._at]

    @property
    def at(self) -> int:
        """The number of the page in front, 0 for the first."""
        return self._at

    def go_to(self, index: int) -> None:
        """Shows a page, if it can be reached."""
        if not self.blocked(index):
            self._show(index)

    def go_to_table(self, table: str) -> None:
        """Shows the page that a table of the job belongs to."""
        keys = {"model": MODEL, "contract": CONTRACT, "precision": PRECISION, "summary": SUMMARY}
        self.go_to(keys.get(table, PRODUCTS))

    def _show(self, index: int) -> None:
        before = self._stack.currentWidget()
        self._at = index
        self._stack.setCurrentWidget(self.page)
        if isinstance(before, Page) and before is not self.page:
            before.left()
        self.page.entered()
        self.refresh()
        if before is not self.page:
            self._fade_in(self.page)
            self.page.focus_first()

    def _fade_in(self, page: Page) -> None:
        if motion_is_reduced() or not self.isVisible():
            return
        effect = QGraphicsOpacityEffect(page)
        page.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", page)
        fade.setDuration(_FADE_MS)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.finished.connect(lambda: page.setGraphicsEffect(None))  # type: ignore[arg-type]
        fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def show_aside(self, page: Page) -> None:
        """Shows a page that is no step: history or settings."""
        self._stack.setCurrentWidget(page)
        page.entered()
        page.focus_first()
        self.refresh()

    @property
    def _aside(self) -> bool:
        return self._stack.currentWidget() in (self.history_page, self.settings_page)

    def back(self) -> None:
        if self._aside:
            self._show(self._at)
        elif self._at > MODEL and not self.services.run.active:
            self._show(self._before_done() if self._at == DONE else self._at - 1)

    def _before_done(self) -> int:
        """Where one comes back to from a result: to the summary, or to where its name is taken now."""
        return next(index for index in range(SUMMARY, MODEL - 1, -1) if not self.blocked(index))

    def next(self) -> None:
        if self._aside or not self.next_button.isEnabled():
            return
        if self._at == SUMMARY:
            self.build()
        elif self._at < DONE:
            self.go_to(self._at + 1)

    def _press(self, step: int) -> None:
        if step < 0:
            self.back()
        else:
            self.next()

    def refresh(self) -> None:
        """Shows anew what can be reached and why not."""
        if not self.pages:
            return
        reasons = [self.blocked(index) for index in range(len(self.pages))]
        states = []
        for index, page in enumerate(self.pages):
            valid = not any(entry.level == "error" for entry in page.problems())
            built = self.state.finished is not None and self.state.finished.folder is not None
            behind = index < self._at and (self._at >= BUILD or (valid and not reasons[index]))
            done = behind if index < BUILD else built and not reasons[index]
            current = index == self._at and not self._aside
            status: Status = "current" if current else "blocked" if reasons[index] else "done" if done else "open"
            states.append(StepState(status, done, page.note() if not reasons[index] or done else "", reasons[index]))
        self._steps.show_states(states)
        self._show_footer()
        self._show_title()

    def _show_footer(self) -> None:
        running = self.services.run.active
        self.back_button.setEnabled(self._aside or (self._at > MODEL and not running))
        last = self._at in (BUILD, DONE)
        self.next_button.setVisible(not self._aside and not last)
        self.next_button.set_words(tr("Bu&ild") if self._at == SUMMARY else tr("&Next"))
        problem = next((entry for entry in self.page.problems() if entry.level == "error"), None)
        self.next_button.setEnabled(
            problem is None and (self._at == SUMMARY or not self.blocked(min(self._at + 1, DONE)))
        )
        why = problem.message if problem is not None and not last and not self._aside else ""
        self._why.setText(why)
        self.next_button.setToolTip(why)

    def _show_title(self) -> None:
        run = self.services.run
        title = "Litecrate"
        if run.active:
            title = tr("{percent}% of {name}", percent=int(run.fraction * 100), name=self.state.name) + " - Litecrate"
        elif self.state.name:
            title = f"{self.state.name} - Litecrate"
        self.setWindowTitle(title)

    def _told(self, events: object) -> None:
        del events
        self._show_title()

    def _state_changed(self, topic: str) -> None:
        if topic != "finished":
            self.refresh()

    # What can be begun

    def open(self, path: Path) -> None:
        """Opens a model or a job file and lands on the right page."""
        if self.services.run.active:
            return
        self.services.settings.opened(path)
        if path.suffix.lower() == ".toml":
            try:
                self.open_job(JobDraft.from_file(path))
            except LitecrateError as error:
                self._show(MODEL)
                self.model_page.show_error(error_text(error))
            return
        self._jump_when_read = None
        self._show(MODEL)
        self.state.choose_model(path.parent if path.name == "saved_model.pb" else path)
        self.services.inspection.start()

    def open_job(self, draft: JobDraft) -> None:
        """Continues with a saved job: at its summary, or where something is missing."""
        if self.services.run.active:
            return
        self._show(MODEL)
        self.state.take_draft(draft)
        self._jump_when_read = SUMMARY
        self.services.inspection.start()

    def try_sample(self) -> None:
        """Takes the bundled sample and goes straight to the summary: everything is filled in."""
        if self.services.run.active:
            return
        self.state.choose_sample()
        self._jump_when_read = SUMMARY
        self.services.inspection.start()

    def _inspected(self, well: bool) -> None:
        target, self._jump_when_read = self._jump_when_read, None
        self.refresh()
        if well and target is not None and self._at == MODEL and not self._aside:
            reachable = next(index for index in range(target, -1, -1) if not self.blocked(index))
            self._show(reachable)

    def start_over(self) -> None:
        """Back to the first page with nothing chosen; what was exported stays where it is."""
        if self.services.run.active:
            return
        self.services.inspection.forget()
        self.state.reset(self.services.settings.values.output)
        self._show(MODEL)
        if self.services.demo:
            self.try_sample()

    def build(self) -> None:
        """Starts the export."""
        summary = self.pages[SUMMARY]
        assert isinstance(summary, SummaryPage)
        try:
            self.services.run.start()
        except LitecrateError as error:
            self._show(SUMMARY)
            summary.show_error(error_text(error))

    def _run_started(self) -> None:
        self.services.settings.values.output = self.state.output
        self.services.settings.save()
        self._awake.hold(tr("A program is being built"))
        self._show(BUILD)

    def _run_finished(self, finished: Finished) -> None:
        self._awake.release()
        self.refresh()
        if finished.folder is not None:
            self._show(DONE)
        if finished.end.status != "cancelled" and not self.isActiveWindow():
            well = finished.end.status == "done"
            words = tr("{name} is ready") if well else tr("{name} needs a look")
            self._notifier.say(words.format(name=self.state.name))

    # What the system does

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_files(event) and not self.services.run.active:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            self.open(files[0])

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.pages:
            self._side.setFixedWidth(min(px(236), 380))

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
        self.services.run.end()
        self.services.assistant.end()
        event.accept()
