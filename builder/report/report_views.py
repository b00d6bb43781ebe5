"""Views of a report: HTML page and terminal table.

Everything here is a pure function of the report. Texts from outside (names, reasons, warnings) are escaped first, so
that they cannot control a terminal or change the direction of a line.
"""

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from builder.contract.kind_labels import MODEL_FILES
from builder.core.figures import apportion, figures, human_bytes, human_difference, human_seconds
from builder.core.templates import template_environment
from builder.core.words import language, tr, trn
from builder.job.job import PAGE
from builder.plan import EXPORT_STEPS
from builder.report import comparison_views
from builder.report.lights import headline, lights_of
from builder.report.model_words import found_words
from builder.report.report import THIS_MACHINE, LightState, ProductReport, Report
from builder.report.report_words import (
    PARTS,
    agreement,
    escaped_copy,
    files_listed,
    label_of,
    oldest_system,
    platform_of,
    product_of,
    same_found_words,
    sentence,
    start_needs,
    state_of,
    verification_texts,
)
from builder.report.said_words import said_row
from builder.report.sameness import badge_of, sameness

__all__ = ["html", "human_bytes", "human_difference", "human_seconds", "table"]

_BAR_CELLS = 44  # terminal columns of the longest bar; chosen, with label and size it fits into 80
# For each part: fill character of its share of the bar, the same for ASCII terminals, and its colour.
_FILLS = {"model": ("█", "M", "blue"), "runtime": ("▓", "R", "magenta"), "python": ("▒", "P", "cyan"),
          "pictures library": ("░", "L", "yellow"), "runner": ("=", "=", ""), "core": ("=", "=", ""),
          "page": ("░", "H", "yellow"), "other": ("·", ".", "")}  # fmt: skip
_TONES = {"good": "green", "caution": "yellow", "bad": "red", "unknown": ""}
_MARKS: dict[LightState, tuple[str, str]] = {  # also for terminals with ASCII only
    "good": ("✓", "+"), "caution": ("!", "!"), "bad": ("✗", "x"), "unknown": ("○", "o"),
}  # fmt: skip


def html(report: Report) -> str:
    """The report as one HTML file without scripts, fonts or other external resources."""
    report = escaped_copy(report)
    head = headline(report)
    what, remarks = verification_texts(report)
    model, calibration = report.model, report.calibration
    titles: dict[str, str] = {plan.id: plan.title for plan in EXPORT_STEPS}
    return template_environment().get_template("report.html.j2").render(
        report=report,
        head=head,
        lights=lights_of(report),
        checked=what,
        remarks=remarks,
        files_listed=files_listed(report),
        products=[_shown(report, product) for product in report.products],
        kind=MODEL_FILES.get(model.kind, model.kind),
        found=found_words(model.source_precision, model.io_types, trained=model.trained_for_int8),
        said=[said_row(fact) for fact in model.said],
        random_calibration=calibration.random and calibration.count > 0,
        # The page may be passed on: it names the data without their path on this machine.
        calibrated_with=(calibration.source or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1],
        when=_when(report.created),
        steps=[(tr(titles.get(step.id, step.id)), human_seconds(step.seconds)) for step in report.steps],
        compared=comparison_views.template_variables(report.comparison) if report.comparison else None,
        human_bytes=human_bytes,
        human_seconds=human_seconds,
        human_difference=human_difference,
        tr=tr,
        trn=trn,
        language=language(),
    )  # fmt: skip


def _when(created: str) -> str:
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        return created
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment.tzinfo else f"{moment:%Y-%m-%d %H:%M}"


def _shown(report: Report, product: ProductReport) -> dict[str, object]:
    """Template variables of a product."""
    state = state_of(product)
    return {
        "report": product,
        "label": product_of(product),
        "row": label_of(report, product),
        "platform": "" if product.product == "model" else platform_of(product),
        "state": state,
        "light": sameness(product, report.model.precision)[0],
        "badge": badge_of(product, report.model.precision),
        "why": sentence(state.why) if state.why else "",
        "checks": _checks(product, report.model.precision),
        "facts": _facts(product),
        "bar": _bar(product),
        "beside": _beside(report, product),
        "recipients": _for_recipients(report, product),
    }


def _facts(product: ProductReport) -> list[tuple[str, str, str]]:
    """Measured facts of a product: term, value, and an addition in quiet text."""
    facts = []
    if product.start_seconds is not None:
        facts.append((tr("Start to first answer"), human_seconds(product.start_seconds), ""))
    if product.latency_ms is not None:
        median, p90 = (human_seconds(ms / 1000) for ms in (product.latency_ms.median, product.latency_ms.p90))
        facts.append((tr("One answer, typically"), median, tr("90% within {p90}", p90=p90)))
    if product.peak_memory_bytes is not None:
        facts.append((tr("Peak memory"), human_bytes(product.peak_memory_bytes), ""))
    if oldest_system(product):
        facts.append((tr("Needs"), oldest_system(product), ""))
    if product.ran_on not in {"", THIS_MACHINE}:
        facts.append((tr("Started by"), product.ran_on, ""))
    if product.decoders:
        facts.append((tr("Built-in decoders"), ", ".join(product.decoders), ""))
    return facts


def _checks(product: ProductReport, precision: str) -> list[str]:
    lines = []
    verified = product.verified
    words = agreement(verified, precision)
    if words:
        samples = trn("{n} sample", "{n} samples", verified.samples)
        lines.append(tr("Against the original model, {samples}: {words}.", samples=samples, words=words))
    if verified.against_tflite is not None and product.product != "model":
        against = verified.against_tflite
        apart, span = human_difference(against.max_abs_diff), human_difference(against.range)
        lines.append(
            tr(
                "Against LiteRT's own interpreter on the same file: largest difference {apart}, in a range of {span}.",
                apart=apart,
                span=span,
            )
        )
    return lines


def _beside(report: Report, product: ProductReport) -> dict[str, str] | None:
    """Comparison of a product's size with an installed TensorFlow: a text, and both bar widths in percent."""
    usual, own = report.naive_bytes, product.bytes
    if not usual or not own or product.product == "model":  # a bare model still needs something that runs it
        return None
    ratio = usual / own
    size = human_bytes(usual)
    if ratio >= 1.05:
        text = tr(
            "At the same scale: this product, and below it TensorFlow with everything it needs, as installed "
            "here: {size}, {ratio} times as much.",
            size=size,
            ratio=figures(ratio, 2 if ratio < 10 else 3),
        )
    else:
        text = tr(
            "At the same scale: this product, and below it TensorFlow with everything it needs, as installed "
            "here: {size}.",
            size=size,
        )
    if product.product == "onefile":
        text += " " + tr("This program is compressed, the installation is not.")
    widest = max(usual, own)
    return {"text": text, "own": f"{100 * own / widest:.3f}", "usual": f"{100 * usual / widest:.3f}"}


def _bar(product: ProductReport) -> list[dict[str, str]]:
    """Parts of a product with their bar widths in percent, which sum to 100."""
    widths = apportion([part.bytes for part in product.parts], 100_000)
    return [
        {
            "kind": part.name.replace(" ", "-") if part.name in PARTS else "other",
            "label": tr(PARTS.get(part.name, part.name)),
            "size": human_bytes(part.bytes),
            "width": f"{width / 1000:.3f}",
        }
        for part, width in zip(product.parts, widths, strict=True)
    ]


def _for_recipients(report: Report, product: ProductReport) -> dict[str, str] | None:
    """Requirements of a one-file program for Linux and of a page, which cannot report by themselves what is missing."""
    if product.product == PAGE and product.bytes:
        return {"needs": start_needs(product), "glibc": "", "native": ""}
    if product.product != "onefile" or not product.platform.startswith("linux") or not product.bytes:
        return None
    native = [
        other.min_glibc
        for other in report.products
        if other.product in {"native", "single"} and other.platform == product.platform and other.min_glibc
    ]
    return {
        "needs": start_needs(product),
        "glibc": product.min_glibc or "",
        "native": native[0] if native else "",
    }


def table(report: Report) -> RenderableType:
    """The report for a terminal of 80 columns, with or without colour: table, size bars, lights, headline."""
    report = escaped_copy(report)
    rows = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    rows.add_column(tr("Product"), no_wrap=True)
    for title in (tr("Size"), tr("Start"), tr("One answer")):
        rows.add_column(title, justify="right", no_wrap=True)
    rows.add_column(tr("Same as the original"), overflow="fold")
    for product in report.products:
        start, latency = product.start_seconds, product.latency_ms
        rows.add_row(
            Text(label_of(report, product)),
            Text(human_bytes(product.bytes) if product.bytes else "-"),
            Text("-" if start is None else human_seconds(start)),
            Text("-" if latency is None else human_seconds(latency.median / 1000)),
            _verdict(product, report.model.precision),
        )
    lines = Table.grid()
    lines.add_column(overflow="fold")
    head = headline(report)
    lines.add_row(Text(head.title, style=f"bold {_TONES[head.state]}"))
    return Group(rows, Text(), _SizeBars(report), *_start_needs(report), _LightRows(report), Text(), lines)


class _LightRows:
    """The three lights, a line each: mark, what it is about, sentences; in ASCII terminals letters are used."""

    def __init__(self, report: Report) -> None:
        self._lights = lights_of(report)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        del console
        rows = Table.grid(padding=(0, 1))
        rows.add_column(no_wrap=True)
        rows.add_column(overflow="fold")
        for light in self._lights:
            mark = _MARKS[light.state][options.ascii_only]
            rows.add_row(Text(mark, style=_TONES[light.state]), Text(f"{light.title}: {light.text}"))
        yield rows


def _start_needs(report: Report) -> Iterator[RenderableType]:
    for product in report.products:
        if needs := start_needs(product):
            lines = Table.grid()
            lines.add_column(overflow="fold")
            lines.add_row(Text(f"{label_of(report, product)}: {needs}", style="dim"))
            yield lines
            yield Text()


def _verdict(product: ProductReport, precision: str) -> Text:
    state, against = state_of(product), product.verified.against_source
    light, _ = sameness(product, precision)
    apart = f" ({human_difference(against.max_abs_diff)})" if against else ""
    if state.passed:
        text = _equal_answers(product, light) + apart + (f"; {state.why}" if state.why else "")
    elif product.status == "skipped":
        text = tr("not made: {why}", why=state.why)
    elif product.status == "ok" and product.verified.status == "not-run":
        text = tr("not run: {why}", why=state.why)
    else:
        text = tr("no: {why}", why=state.why)
    return Text(text, style=_TONES[light])


def _equal_answers(product: ProductReport, light: LightState) -> str:
    """The answer to "same as the original" in a few words."""
    verified = product.verified
    against = verified.against_source
    if light == "good":
        return tr("yes")
    if against is None:
        return tr("not known")
    if against.found is not None and against.found[0] < against.found[1]:
        return same_found_words(against)
    if against.top1_agreement is None or round(against.top1_agreement * verified.samples) == verified.samples:
        return tr("nearly") if light == "caution" else tr("no")
    same = round(against.top1_agreement * verified.samples)
    return tr("{same} of {n} answers", same=same, n=verified.samples)


class _SizeBars:
    """Size bars of all products on one scale, by parts; in ASCII terminals letters are used."""

    def __init__(self, report: Report) -> None:
        # A product of one part needs no bar: its size is in the table.
        shown = [product for product in report.products if product.bytes and len(product.parts) > 1]
        self._products = [(label_of(report, product), product) for product in shown]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        largest = max((product.bytes for _, product in self._products), default=0)
        indent = max((cell_len(label) for label, _ in self._products), default=0) + 2
        width = max(30, min(options.max_width, 100) - indent)
        for label, product in self._products:
            rows = Table.grid()
            rows.add_column(width=indent, no_wrap=True)
            rows.add_column(no_wrap=True)
            rows.add_row(
                Text(label),
                Text("\n").join(_bar_lines(product, largest, width, ascii_only=options.ascii_only)),
            )
            yield rows
            yield Text()


def _bar_lines(product: ProductReport, largest: int, width: int, *, ascii_only: bool) -> list[Text]:
    """Lines of one bar with its size and a wrapped legend."""
    cells = max(1, round(_BAR_CELLS * product.bytes / largest))
    bar, entries = Text(), []
    lengths = apportion([part.bytes for part in product.parts], cells)
    for part, length in zip(product.parts, lengths, strict=True):
        fill, letter, colour = _FILLS.get(part.name, _FILLS["other"])
        mark = letter if ascii_only else fill
        bar.append(mark * length, colour)
        entry = f"{mark} {tr(PARTS.get(part.name, part.name))} {human_bytes(part.bytes)}"
        entries.append(entry.replace(" ", "\0"))
    bar.append(f"  {human_bytes(product.bytes)}")
    return [bar, *(Text(line.replace("\0", " ")) for line in textwrap.wrap("   ".join(entries), width))]
