"""Why an integer precision loses more than it may: the usual causes first, then the layers."""

from collections.abc import Sequence

from builder.checks.calibration import COUNT, SCALING
from builder.checks.outliers import FIELD
from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, RANDOM, Job
from builder.report.comparison import USUAL_LIMIT, agreement_words, percent
from builder.report.report import ProductReport

_ORDER = (SCALING, COUNT, FIELD)  # the likeliest first


def limit_of(job: Job) -> float:
    """The least share of the original's quality that is good enough."""
    asked = job.precision.min_agreement
    return USUAL_LIMIT if asked is None else asked


def export_that_loses(job: Job, products: Sequence[ProductReport], doubts: Sequence[Problem]) -> str:
    """`why_it_loses` of an export in an integer precision; "" where it is good enough or nothing was compared."""
    found = next((each.verified.against_source for each in products if each.verified.against_source), None)
    if found is None or job.precision.precision not in NEEDS_CALIBRATION:
        return ""
    reached = found.cosine if found.top1_agreement is None else found.top1_agreement
    if reached >= limit_of(job):
        return ""
    return why_it_loses(job, job.precision.precision, agreement_words(found.top1_agreement, found.cosine), doubts)


def why_it_loses(job: Job, precision: str, found: str, doubts: Sequence[Problem], layers: Sequence[str] = ()) -> str:
    """What is to be said of a precision below the limit, in sentences.

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
    causes = [doubt.message for field in _ORDER for doubt in doubts if doubt.field == field]
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
    return " ".join(sentences)
