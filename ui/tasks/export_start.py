"""Start of an export: at once, or after a running comparison has been stopped."""

from PySide6.QtCore import QObject, Signal

from builder.core.errors import LitecrateError, error_text
from builder.core.words import tr
from ui.tasks.services import Services


class BuildStart(QObject):
    """Starts exports, one after a comparison has ended: side by side they would distort each other's timings.

    Attributes:
        waiting: The comparison is being stopped, and the export starts after it.
    Signals:
        changed: `waiting` or `words()` changed.
        refused: The `ErrorText` of a draft that has problems.
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._run, self._comparing = services.run, services.comparing
        self.waiting = False
        services.comparing.started.connect(self.changed)
        services.comparing.ended.connect(self._comparing_ended)
        services.state.changed.connect(self._state_changed)

    def words(self) -> str:
        """Translated remark that a comparison will be, or is being, stopped; "" when none runs."""
        if self.waiting:
            return tr("The comparison is being stopped, then it is built")
        return tr("Build stops the running comparison") if self._comparing.active else ""

    def start(self) -> None:
        """Starts the export with the present draft."""
        self.waiting = self._comparing.active
        if self.waiting:
            self._comparing.cancel()
            self.changed.emit()
            return
        try:
            self._run.start(self._comparing.written_for_export())
        except LitecrateError as error:
            self.refused.emit(error_text(error))

    def _comparing_ended(self, end: object) -> None:
        del end
        if self.waiting:
            self.start()
        self.changed.emit()

    def _state_changed(self, topic: str) -> None:
        if topic != "finished":
            self.waiting = False  # the user changed the draft: start only when asked again
