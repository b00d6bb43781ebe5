"""Table of all products of an export with their measured figures."""

from builder.core.figures import human_bytes, human_seconds
from builder.core.words import tr
from builder.report.report import ProductReport, Report
from builder.report.report_words import label_of, state_of
from builder.report.sameness import badge_of, sameness
from ui.texts.result_words import difference_of
from ui.texts.visible_names import breakable
from ui.widgets.charts.figures_table import FiguresTable

_NUMBERS = range(2, 7)
_RESULT = 7
_WIDEST = {1: 140, _RESULT: 220}  # px
_NONE = "–"


class ProductTable(FiguresTable):
    """A row for each product: file, size, start, one answer, memory, difference, result."""

    def __init__(self, report: Report) -> None:
        super().__init__(tr("All products"))
        titles = [
            tr("Product"), tr("File"), tr("Size"), tr("Start"), tr("One answer"), tr("Memory"), tr("Difference"),
            tr("Result"),
        ]  # fmt: skip
        self.show_rows(titles, [_cells(report, product) for product in report.products], _NUMBERS, _WIDEST)
        for at, product in enumerate(report.products):
            state, _ = sameness(product, report.model.precision)
            self.set_tone(at, _RESULT, "secondary" if state == "unknown" else state)


def _cells(report: Report, product: ProductReport) -> list[str]:
    start, latency, memory = product.start_seconds, product.latency_ms, product.peak_memory_bytes
    why, badge = state_of(product).why, badge_of(product, report.model.precision)
    return [
        label_of(report, product),
        breakable(product.path, 12),
        human_bytes(product.bytes) if product.bytes else _NONE,
        _NONE if start is None else human_seconds(start),
        _NONE if latency is None else human_seconds(latency.median / 1000),
        _NONE if memory is None else human_bytes(memory),
        difference_of(product) or _NONE,
        f"{badge}: {why}" if why else badge,
    ]
