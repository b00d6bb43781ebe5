"""What an export will do, known before it begins: its steps, and whether its products can be made here."""

from builder.errors import LitecrateError
from builder.events import StepPlan
from builder.job import Job, this_platform

# Titles, and the usual shares of the time on a machine whose compiler cache is warm.
STEPS: tuple[StepPlan, ...] = (
    StepPlan(id="inspect", title="Read the model", weight=5),
    StepPlan(id="compile", title="Compile the runner", weight=3),
    StepPlan(id="convert", title="Convert the model", weight=5),
    StepPlan(id="package", title="Pack the program", weight=5),
    StepPlan(id="verify", title="Start it and compare its answers", weight=3),
    StepPlan(id="report", title="Write the report", weight=1),
)


def check_products(job: Job) -> None:
    """Refuses products that cannot be made on this machine.

    Raises:
        LitecrateError: Naming the product and the platform.
    """
    here = this_platform()
    for choice in job.products:
        if choice.product != "model" and choice.platform != here:
            raise LitecrateError(
                f"The product {choice} cannot be made on this machine",
                why=f"Programs are built and started here, and this machine is {here}.",
                remedy=f"Run Litecrate on {choice.platform}, or leave the platform out.",
            )
