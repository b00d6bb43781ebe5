"""Step plans of an export and of a comparison (ids, titles, weights), and what products need of this machine."""

from collections.abc import Sequence

from builder.core.errors import LitecrateError
from builder.core.platforms import PLATFORM_NAMES, Platform, this_platform
from builder.core.words import mark, tr
from builder.events import StepPlan
from builder.job.job import EVERYWHERE_PRODUCTS, RUNNER_PRODUCTS, Job
from builder.system.downloads.fetching import size_of, title_of
from builder.system.downloads.table import LITERT_JS, MICROSOFT, RUNTIMES, WUFFS, Download
from builder.system.toolbox import Toolbox

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
        if choice.platform == here or choice.product in EVERYWHERE_PRODUCTS:
            continue
        if choice.product not in RUNNER_PRODUCTS:
            native = f"native@{choice.platform}"
            raise LitecrateError(
                tr("The product {product} cannot be made on this computer", product=choice),
                why=tr(
                    "It has Python of the computer in it that makes it, and this one is {here}.",
                    here=PLATFORM_NAMES[here],
                ),
                remedy=tr("Use --product {native}, which can be made here.", native=native),
                in_window=tr(
                    'Leave it out on the page "{page}", and tick another one for {platform} there.',
                    page=tr("Products"),
                    platform=PLATFORM_NAMES[choice.platform],
                ),
            )
        if job.output.compiler == "system":
            raise LitecrateError(
                tr("The product {product} cannot be made with the system's compiler", product=choice),
                why=tr("That one compiles for this computer only, which is {here}.", here=PLATFORM_NAMES[here]),
                remedy=tr("Leave --compiler out: the bundled one compiles for every platform."),
                in_window=tr("Take `compiler` out of the job file: the bundled one compiles for every platform."),
            )


def needed_downloads(job: Job) -> tuple[Download, ...]:
    """What comes from elsewhere and goes into a job's programs, beyond what is installed with Litecrate."""
    return downloads_for(job.platforms, microsoft=not job.output.no_msvc_runtime, page=job.has_page)


def downloads_for(platforms: Sequence[Platform], *, microsoft: bool, page: bool = False) -> tuple[Download, ...]:
    """What comes from elsewhere and goes into programs for these platforms.

    Args:
        platforms: As above.
        microsoft: With Microsoft's runtime.
        page: And into a page.
    """
    others = [platform for platform in platforms if platform != this_platform()]
    beside = (MICROSOFT,) if microsoft and "windows-x64" in others else ()
    return (WUFFS, *((LITERT_JS,) if page else ()), *(RUNTIMES[platform] for platform in others), *beside)


def check_downloads(job: Job, tools: Toolbox) -> None:
    """Refuses a job that may fetch nothing and lacks something.

    Raises:
        LitecrateError: Naming what is missing, and how large it is; or the cache cannot be relied on.
    """
    missing = [download for download in needed_downloads(job) if tools.offline and not tools.has(download)]
    if not missing:
        return
    options = " ".join(f"--product {choice}" for choice in job.products if choice.product != "model")
    raise LitecrateError(
        tr("Something that the programs need is not on this computer, and nothing may be fetched"),
        why=tr("Missing: {names}.", names=", ".join(f"{title_of(one)}, {size_of(one)}" for one in missing)),
        remedy=tr("Run `{command}` with a network once, or leave --offline out.", command=f"litecrate fetch {options}"),
        in_window=tr("Let it be fetched, once."),
    )
