"""Texts about the measured results of an export, for the done page and the copied summary."""

from dataclasses import dataclass
from pathlib import Path

from builder.core.figures import figures, human_bytes, human_difference, human_seconds
from builder.core.words import mark, tr
from builder.job.job import PAGE
from builder.report.lights import headline, lights_of
from builder.report.report import THIS_MACHINE, ProductReport, Report
from builder.report.report_words import (
    escaped_copy,
    label_of,
    platform_of,
    product_of,
    programs_of,
    sentence,
    state_of,
    verification_texts,
)
from builder.report.sameness import badge_of

_CHECKED = {
    THIS_MACHINE: mark("Started and checked on this computer."),
    "qemu-aarch64": mark("Started and checked here in an emulator of ARM processors, not on a real one."),
    "wine": mark("Started and checked here in Wine, not on Windows itself."),
}


@dataclass(frozen=True)
class Fact:
    """A measured fact: its term, its value, and a remark in quiet text."""

    term: str
    value: str
    remark: str = ""


@dataclass(frozen=True)
class Beside:
    """Bytes of a product and of the usual way (a program with TensorFlow inside), and a sentence about both."""

    own: int
    usual: int
    words: str


def made_products(report: Report) -> list[ProductReport]:
    """The products that were made and have a size."""
    return [product for product in report.products if product.bytes]


def program_title(product: ProductReport) -> str:
    """Title of a program where there may be several: its platform and its kind."""
    if product.product == PAGE:
        return product_of(product)
    return f"{platform_of(product)}: {product_of(product)}"


def where_run(product: ProductReport) -> str:
    """A sentence about where a program was run, or why it was not, with the recipient's way to check it."""
    state = state_of(product)
    if state.passed and product.product == PAGE and product.ran_on:
        browser = product.ran_on[:1].upper() + product.ran_on[1:]
        return tr("Opened and checked on this computer in {browser}.", browser=browser)
    if state.passed:
        return tr(_CHECKED.get(product.ran_on, mark("It passed its check.")))
    if product.status == "ok" and product.verified.status == "not-run":
        return sentence(tr("Not run here: {why}", why=state.why))
    return sentence(f"{state.badge}: {state.why}")


def says_where_run(report: Report) -> bool:
    """Whether there is more to say about where programs were run than that the only one was run here."""
    programs = programs_of(report)
    return len(programs) > 1 or any(product.ran_on not in {"", THIS_MACHINE} for product in programs)


def model_fact(report: Report) -> Fact:
    """Fact about the model's size before and after conversion."""
    before, after = human_bytes(report.model.source_bytes), human_bytes(report.model.tflite_bytes)
    return Fact(tr("Model, before and after"), f"{before} → {after}", report.model.precision)


def facts_of(product: ProductReport) -> list[Fact]:
    """Measured facts of a product: latency, start time, peak memory."""
    found = []
    if product.latency_ms is not None:
        median, p90 = (human_seconds(ms / 1000) for ms in (product.latency_ms.median, product.latency_ms.p90))
        remark = tr("90% within {time}", time=p90) if p90 != median else ""
        found.append(Fact(tr("One answer"), median, remark))
    if product.start_seconds is not None:
        found.append(Fact(tr("Start to first answer"), human_seconds(product.start_seconds)))
    if product.peak_memory_bytes is not None:
        found.append(Fact(tr("Peak memory"), human_bytes(product.peak_memory_bytes)))
    return found


def beside_usual(report: Report, product: ProductReport) -> Beside | None:
    """Comparison of a product's size with the usual way; None where that is unknown, or for a model file."""
    usual, own = report.naive_bytes, product.bytes
    if not usual or not own or product.product == "model":
        return None
    ratio = usual / own
    size, naive = human_bytes(own), human_bytes(usual)
    if ratio < 1.05:
        return Beside(own, usual, tr("{size}; a program with TensorFlow inside takes {naive}.", size=size, naive=naive))
    times = figures(ratio, 2 if ratio < 10 else 3)
    words = tr(
        "{size}; a program with TensorFlow inside takes {naive}, {n} times as much.",
        size=size,
        naive=naive,
        n=times,
    )
    return Beside(own, usual, words)


def difference_of(product: ProductReport) -> str:
    """Text of the largest absolute difference from the source model's answers; "" where nothing was compared."""
    against = product.verified.against_source
    return "" if against is None else human_difference(against.max_abs_diff)


def summary_text(report: Report, folder: Path) -> str:
    """Summary of a result as plain text, to paste into a message."""
    lines = [headline(report).title, *(f"{light.title}: {light.text}" for light in lights_of(report))]
    what, remarks = verification_texts(report)
    lines += [line for line in (what, *remarks) if line]
    model = model_fact(report)
    lines += ["", f"{model.term}: {model.value} ({model.remark})"]
    for product in report.products:
        parts = [human_bytes(product.bytes)] if product.bytes else []
        parts += [f"{fact.term}: {fact.value}" for fact in facts_of(product)]
        lines.append(f"{label_of(report, product)}: {'; '.join([badge_of(product, report.model.precision), *parts])}")
    usual = next((beside for product in report.products if (beside := beside_usual(report, product))), None)
    if usual is not None:
        lines.append(usual.words)
    return "\n".join([*lines, "", str(folder), ""])


def ending_words(report: Report | None, name: str) -> str:
    """What a notification says when an export has ended: as strong as the weakest light of its result."""
    if report is None:
        return tr("{name} needs your attention", name=name)
    return headline(escaped_copy(report)).title


def number_text(value: float | None) -> str:
    """Text of a number with at most three significant digits; None (NaN and infinity in JSON) is "not a number"."""
    return tr("not a number") if value is None else human_difference(value)
