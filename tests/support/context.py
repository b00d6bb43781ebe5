"""Step context with a minimal job, for tests of parts of the pipeline."""

from pathlib import Path

from builder.context import StepContext
from builder.events import Reporter, Sink
from builder.job.draft import JobDraft
from builder.system.cancellation import CancelToken
from builder.system.toolbox import Toolbox


def step_context(folder: Path, *sinks: Sink, compiler: str = "zig") -> StepContext:
    draft = JobDraft()
    draft.set("model", path="unused.h5")
    draft.set("output", compiler=compiler)
    return StepContext("compile", draft.freeze(), Toolbox(), folder, Reporter(*sinks), CancelToken())
