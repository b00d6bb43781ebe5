"""Navigation rules: which wizard pages can be reached, and why others cannot."""

from dataclasses import dataclass

from builder.core.errors import Problem
from builder.core.words import tr
from ui.shell.frame import Way
from ui.shell.page_set import BUILD, DONE, MODEL, STEPS, SUMMARY, PageSet
from ui.tasks.export_start import BuildStart
from ui.tasks.services import Services
from ui.widgets.step_list import Status, StepState


@dataclass(frozen=True)
class Obstacle:
    """A problem that blocks later pages.

    Attributes:
        index: The page that the problem is on.
    """

    index: int
    problem: Problem


class NavigationRules:
    """Answers which pages can be reached, from the run, the state and the pages' problems; changes nothing."""

    def __init__(self, services: Services, pages: PageSet) -> None:
        self._services, self._pages = services, pages

    def blocked(self, index: int) -> str:
        """Translated reason why the page at `index` cannot be reached; "" when it can."""
        run = self._services.run
        if index == BUILD:
            return "" if run.active or self._services.state.finished else tr("Starts with Build on the Summary page")
        if index == DONE:
            made = self._services.state.finished is not None and self._services.state.finished.folder is not None
            return "" if made and not run.active else tr("Opens when the program has been built")
        if run.active:
            return tr("The program is being built; you cannot change the choices now")
        obstacle = self.obstacle(index)
        return "" if obstacle is None else self.words(obstacle)

    def obstacle(self, index: int) -> Obstacle | None:
        """The first problem of the pages before the one at `index`."""
        for at in range(min(index, BUILD)):
            problem = next((entry for entry in self._pages[at].problems() if entry.level == "error"), None)
            if problem is not None:
                return Obstacle(at, problem)
        return None

    def last_open(self) -> int:
        """The last step up to the summary that can be reached.

        Back leads there from the result. It is not the summary where a page has a problem now: the name is taken by the
        result itself.
        """
        return next(index for index in range(SUMMARY, MODEL - 1, -1) if not self.blocked(index))

    def words(self, obstacle: Obstacle, at: int | None = None) -> str:
        """Translated sentence about an obstacle; on its own page, the one at `at`, it does not name the page."""
        message = obstacle.problem.message
        if obstacle.index == at:
            return message
        return tr("First, on the page {page}: {problem}", page=self._pages[obstacle.index].name, problem=message)

    def way(self, at: int, *, aside: bool, start: BuildStart) -> Way:
        """What the footer shows beside the step at `at`; `aside` as in `states`."""
        shown = at <= SUMMARY and not aside
        obstacle = self.obstacle(at + 1) if shown else None
        why = start.words() if at == SUMMARY else ""
        waiting = start.waiting or self._services.run.active
        if obstacle is not None:
            why = self.words(obstacle, at)
            waiting = waiting or self._pages[obstacle.index].waiting()
        return Way(
            back=aside or (at > MODEL and not self._services.run.active),
            forward=not waiting,
            forward_words=tr("Bu&ild") if at == SUMMARY else tr("&Next"),
            forward_shown=shown,
            why=why if shown else "",
        )

    def states(self, at: int, *, aside: bool) -> list[StepState]:
        """States of all steps for the list in the sidebar, in the order of `STEPS`.

        Args:
            at: Index of the current step.
            aside: History or settings is shown instead of the current step.
        """
        if not self._pages.complete:
            return self._first_states()
        reasons = [self.blocked(index) for index in STEPS]
        built = self._services.state.finished is not None and self._services.state.finished.folder is not None
        states = []
        for index, page in enumerate(self._pages.steps()):
            valid = not any(entry.level == "error" for entry in page.problems())
            behind = index < at and (at >= BUILD or (valid and not reasons[index]))
            done = behind if index < BUILD else built and not reasons[index]
            current = index == at and not aside
            status: Status = "current" if current else "blocked" if reasons[index] else "done" if done else "open"
            note = page.note() if not reasons[index] or done else ""
            states.append(StepState(status, done, note, reasons[index], page.step_sign() if done else ("tick", "good")))
        return states

    @staticmethod
    def _first_states() -> list[StepState]:
        """States until all pages are made: no model is chosen yet, so every later step is blocked."""
        nothing = tr("No model has been chosen yet")
        reason = tr("First, on the page {page}: {problem}", page=tr("Model"), problem=nothing)
        return [StepState("current"), *(StepState("blocked", reason=reason) for _ in STEPS[1:])]
