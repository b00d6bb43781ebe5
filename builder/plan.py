"""Step plans of an export and of a comparison (ids, titles, weights), and the check that products fit this machine."""

from collections.abc import Sequence

from builder.core.errors import LitecrateError
from builder.core.platforms import this_platform
from builder.core.words import mark, tr
from builder.events import StepPlan
from builder.job.job import Job

# Titles are in English, see `translated_steps`. Weights only scale the progress that is shown; chosen: rough shares
# of the time where the runner need not be compiled anew.
EXPORT_STEPS: tuple[StepPlan, ...] = (
    StepPlan(id="inspect", title=mark("Read the model"), weight=5),
    StepPlan(id="compile", title=mark("Compile the runner"), weight=3),
    StepPlan(id="convert", title=mark("Convert the model"), weight=5),
    StepPlan(id="package", title=mark("Pack the program"), weight=5),
    StepPlan(id="verify", title=mark("Start it and compare its answers"), weight=3),
    StepPlan(id="report", title=mark("Write the report"), weight=1),
)

COMPARISON_STEPS: tuple[StepPlan, ...] = (
    StepPlan(id="inspect", title=mark("Read the model"), weight=5),
    StepPlan(id="compile", title=mark("Compile the runner"), weight=3),
    StepPlan(id="convert", title=mark("Make every precision"), weight=8),
    StepPlan(id="verify", title=mark("Measure each in the real program"), weight=6),
    StepPlan(id="report", title=mark("Write the comparison"), weight=1),
)


def translated_steps(steps: Sequence[StepPlan]) -> tuple[StepPlan, ...]:
    """Step plans with their titles translated into the language in use."""
    return tuple(step.model_copy(update={"title": tr(step.title)}) for step in steps)


def check_products(job: Job) -> None:
    """Refuses products that cannot be made on this machine.

    Raises:
        LitecrateError: Naming the product and the platform.
    """
    here = this_platform()
    for choice in job.products:
        if choice.product != "model" and choice.platform != here:
            raise LitecrateError(
                tr("The product {product} cannot be made on this computer", product=choice),
                why=tr("Programs are built and started here, and this computer is {here}.", here=here),
                remedy=tr("Run Litecrate on {platform}, or leave the platform out.", platform=choice.platform),
                in_window=tr(
                    'Run Litecrate on {platform}, or choose products for {here} only on the page "{page}".',
                    page=tr("Products"),
                    platform=choice.platform,
                    here=here,
                ),
            )
