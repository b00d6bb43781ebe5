"""Explains why an integer precision is below the limit of agreement: by the usual causes."""

from collections.abc import Sequence

from builder.checks.calibration import COUNT, UNLIKE_SCALING
from builder.checks.outliers import OUTLIERS
from builder.checks.scaling_check import SCALING_DOUBTED
from builder.core.errors import Problem
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, RANDOM, Job
from builder.job.precision_labels import precision_name
from builder.report.comparison import USUAL_LIMIT, agreement_words, percent
from builder.report.report import ProductReport
from builder.report.report_words import same_found_words

_LIKELIEST_FIRST = ({SCALING_DOUBTED, UNLIKE_SCALING}, {COUNT}, {OUTLIERS})  # ids of problems; the order is chosen


def limit_of(job: Job) -> float:
    """The lowest acceptable share of the source model's quality, 0..1: the job's own, else `USUAL_LIMIT`."""
    asked = job.precision.min_agreement
    return USUAL_LIMIT if asked is None else asked


def export_that_loses(job: Job, products: Sequence[ProductReport], doubts: Sequence[Problem]) -> Problem | None:
    """`why_it_loses` for an export in an integer precision; None where it is good enough or nothing was compared."""
    found = next((each.verified.against_source for each in products if each.verified.against_source), None)
    if found is None or job.precision.precision not in NEEDS_CALIBRATION:
        return None
    if found.agreed >= limit_of(job):
        return None
    words = same_found_words(found) if found.found else agreement_words(found.top1_agreement, found.cosine)
    return why_it_loses(job, job.precision.precision, words, doubts)


def why_it_loses(job: Job, precision: str, found: str, doubts: Sequence[Problem], *, named: bool = False) -> Problem:
    """Explains a precision below the limit by the usual causes that were found.

    Args:
        job: Gives the limit and the source of the sample data.
        precision: By its name in jobs.
        found: Its quality in words, see `quality_words`.
        doubts: Earlier warnings about scaling and sample data.
        named: The layers that lose most stand beside the figures.
    """
    sentences = [
        tr(
            "{precision} {found}; the limit is {limit} of the original.",
            precision=precision_name(precision),
            found=found,
            limit=percent(limit_of(job)),
        ),
    ]
    causes = [doubt.message for ids in _LIKELIEST_FIRST for doubt in doubts if doubt.id in ids]
    if job.calibration.source == RANDOM:
        causes = [tr("The sample data are random numbers")]
    if causes:
        listed = "; ".join(f"{number}. {cause}" for number, cause in enumerate(causes, 1))
        sentences.append(tr("Possible causes, the most likely first: {causes}.", causes=listed))
        sentences.append(tr("Fix these first."))
    else:
        sentences.append(
            tr(
                "None of the usual causes was found: a scaling that does not match the data, too few samples, "
                "samples far outside the rest."
            )
        )
    if not named:
        sentences.append(tr("A comparison of all precisions names the layers that lose most."))
    return Problem(id="precision-loses", field="precision.precision", level="warning", message=" ".join(sentences))
