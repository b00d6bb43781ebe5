"""Why an integer precision loses more than it may: the usual causes first, then the layers."""

from collections.abc import Sequence

from builder.checks.calibration import COUNT, UNLIKE_SCALING
from builder.checks.outliers import OUTLIERS
from builder.checks.scaling_check import SCALING_DOUBTED
from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, RANDOM, Job
from builder.report.comparison import USUAL_LIMIT, agreement_words, percent
from builder.report.report import ProductReport

_LIKELIEST_FIRST = ({SCALING_DOUBTED, UNLIKE_SCALING}, {COUNT}, {OUTLIERS})  # ids of findings


def limit_of(job: Job) -> float:
    """The least share of the original's quality that is good enough."""
    asked = job.precision.min_agreement
    return USUAL_LIMIT if asked is None else asked


def export_that_loses(job: Job, products: Sequence[ProductReport], doubts: Sequence[Problem]) -> Problem | None:
    """`why_it_loses` of an export in an integer precision; None where it is good enough or nothing was compared."""
    found = next((each.verified.against_source for each in products if each.verified.against_source), None)
    if found is None or job.precision.precision not in NEEDS_CALIBRATION:
        return None
    reached = found.cosine if found.top1_agreement is None else found.top1_agreement
    if reached >= limit_of(job):
        return None
    return why_it_loses(job, job.precision.precision, agreement_words(found.top1_agreement, found.cosine), doubts)


def why_it_loses(
    job: Job, precision: str, found: str, doubts: Sequence[Problem], layers: Sequence[str] = ()
) -> Problem:
    """Explains a precision below the limit: the usual causes that were found, then the layers that lose most.

    Args:
        job: With its limit and the source of its sample data.
        precision: In the job's words.
        found: How good it is, as `quality_words` says it.
        doubts: What was found about scaling and sample data before.
        layers: Those that lose most, worst first; empty where nobody looked.
    """
    sentences = [
        tr("{precision} {found}; the limit is {limit} of the original.", precision=precision, found=found,
           limit=percent(limit_of(job))),
    ]  # fmt: skip
    causes = [doubt.message for ids in _LIKELIEST_FIRST for doubt in doubts if doubt.id in ids]
    if job.calibration.source == RANDOM:
        causes = [tr("The sample data are random numbers")]
    if causes:
        listed = "; ".join(f"{number}. {cause}" for number, cause in enumerate(causes, 1))
        sentences.append(tr("Usual causes that were found, the likeliest first: {causes}.", causes=listed))
        sentences.append(tr("Mend these before anything else."))
    else:
        sentences.append(
            tr(
                "None of the usual causes was found: a scaling that does not match the data, too few samples, "
                "samples far outside the rest."
            )
        )
    if layers:
        sentences.append(tr("The layers that lose most: {layers}.", layers=", ".join(layers)))
    else:
        sentences.append(tr("A comparison of all precisions names the layers that lose most."))
    return Problem(id="precision-loses", field="precision.precision", level="warning", message=" ".join(sentences))
