"""Expected durations of an export's steps by earlier exports on this machine: progress by time, and the time left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ui.texts.once_words import compile_seconds, compiling_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.state.ports import Durations
    from ui.tasks.engine_work import StepNow

# Bytes of a model that take about as long as starting what works on it; chosen.
_START_BYTES = 20_000_000
_PER_PRODUCT = frozenset({"package", "verify"})  # steps that do their work for each product
_REUSED = 5.0  # seconds; chosen: finding a runner in the cache takes less, compiling one more
_UNTIL_TOLD = 0.95  # share of a step that time alone can say; its end is told by the engine; chosen


class BuildTime:
    """Time of one export. Where nothing is known of the steps, the engine's own weights and fractions count.

    Args:
        durations: The earlier works.
        model_bytes: Size of the source model.
        precision: As in the job; what converting takes depends on it.
        products: Number of the products that are made.
        uncompiled: Platforms whose runner has to be compiled; the others are in the cache.
    """

    def __init__(
        self, durations: Durations, model_bytes: int, precision: str, products: int, uncompiled: Sequence[str] = ()
    ) -> None:
        self._durations, self._uncompiled = durations, tuple(uncompiled)
        self._size = float(_START_BYTES + model_bytes)
        self._precision, self._products = precision, products
        self._expected: dict[str, float | None] = {}

    def record(self, steps: Sequence[StepNow], seconds: float) -> None:
        """Stores how long an export and its steps took that ended well."""
        self._durations.add("build", seconds, self._size)
        for step in steps:
            if step.status != "ok" or step.seconds is None:
                continue
            if step.plan.id == "compile" and self._uncompiled:
                # Of several it is not known which took how long, and what took no time was compiled meanwhile.
                if len(self._uncompiled) == 1 and step.seconds > _REUSED:
                    self._durations.add(compiling_kind(self._uncompiled[0]), step.seconds)
            else:
                self._durations.add(self._kind(step.plan.id), step.seconds, self._step_size(step.plan.id))

    def expected(self, step: str) -> float | None:
        """Expected seconds of a step; None where there was none like it."""
        if step not in self._expected:
            if step == "compile" and self._uncompiled:
                self._expected[step] = compile_seconds(self._uncompiled, self._durations)
            else:
                self._expected[step] = self._durations.expected(self._kind(step), self._step_size(step))
        return self._expected[step]

    def fraction(self, steps: Sequence[StepNow]) -> float:
        """Part of the whole that is done, 0..1."""
        weights = self._weights(steps)
        whole = sum(weights.values())
        return sum(self._share(step) * weights[step.plan.id] for step in steps) / whole if whole else 0.0

    def seconds_left(self, steps: Sequence[StepNow]) -> float | None:
        """Expected seconds until the end, 0 when it takes longer than before; None where nothing is known."""
        if all(self.expected(step.plan.id) is None for step in steps):
            return None
        weights = self._weights(steps)
        left = {step.plan.id: self._left(step, weights[step.plan.id]) for step in steps}
        beside = left.pop("compile", 0.0)  # it goes on while the model is read and converted
        first = left.pop("inspect", 0.0) + left.pop("convert", 0.0)
        return max(beside, first) + sum(left.values())

    def is_late(self, step: StepNow) -> bool:
        """Whether a running step takes longer than those before it."""
        expected = self.expected(step.plan.id)
        return expected is not None and step.status == "running" and _passed(step) > max(1.0, expected)

    def _kind(self, step: str) -> str:
        return f"build {step} {self._precision}" if step == "convert" else f"build {step}"

    def _step_size(self, step: str) -> float:
        return self._size * max(1, self._products) if step in _PER_PRODUCT else self._size

    def _weights(self, steps: Sequence[StepNow]) -> dict[str, float]:
        """Seconds of each step; of those that are not known by the engine's weights, in the ratio of the others."""
        known = [step for step in steps if self.expected(step.plan.id) is not None]
        seconds = sum(self.expected(step.plan.id) or 0.0 for step in known)
        weight = sum(step.plan.weight for step in known)
        scale = seconds / weight if weight and seconds else 1.0
        found: dict[str, float] = {}
        for step in steps:
            expected = self.expected(step.plan.id)
            found[step.plan.id] = step.plan.weight * scale if expected is None else expected
        return found

    def _share(self, step: StepNow) -> float:
        expected = self.expected(step.plan.id)
        if step.status != "running" or not expected:
            return step.share
        return max(step.fraction, min(_UNTIL_TOLD, _passed(step) / expected))

    def _left(self, step: StepNow, expected: float) -> float:
        if step.status == "waiting":
            return expected
        return max(0.0, expected - _passed(step)) if step.status == "running" else 0.0


def _passed(step: StepNow) -> float:
    return 0.0 if step.started is None else time.monotonic() - step.started
