"""The lights around the last page: the list of steps, the build page, the notification, and the summary before."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.model_digest import digest_of_model
from builder.events import Event, JobStarted, StepFinished, StepStarted
from builder.plan import EXPORT_STEPS
from builder.report.report import AgainstSource, Answers, LightState, Report
from tests.conftest import SAMPLES
from tests.ui.contract.test_wrong_labels import is_in_view
from tests.ui.helpers import click, wait_read
from tests.ui.pages_results import finished_in, product, report_of, services_in, texts, verified
from tests.unit.report.test_comparison import FLOAT, comparison_of, variant
from ui.pages.build import BuildPage
from ui.pages.contract import ContractPage
from ui.pages.done import DonePage
from ui.pages.summary import SummaryPage
from ui.shell.attention import Notifier
from ui.shell.page_set import BUILD, CONTRACT, DONE
from ui.shell.wizard import Wizard
from ui.texts.light_words import LIGHT_ICONS

STEPS: list[Event] = [
    JobStarted(name="digits", folder="/", steps=EXPORT_STEPS),
    StepStarted(step="verify", title="Start it"),
    StepFinished(step="verify", status="ok", seconds=2.0),
]


def result(precision: str = "float32", share: float = 1.0, *, passed: bool = True, checked: str = "eye") -> Report:
    against = AgainstSource(max_abs_diff=0.02, top1_agreement=share, cosine=0.99)
    verdict = verified() if passed else verified("failed", "the answers differ by 0.2")
    made = product(
        "native", "digits", min_glibc="2.27", verified=verdict.model_copy(update={"against_source": against})
    )
    answers = Answers(input="image", scaling="guessed", checked=checked)  # type: ignore[arg-type]
    report = report_of(made, answers=answers)
    return report.model_copy(update={"model": report.model.model_copy(update={"precision": precision})})


RESULTS: list[tuple[Report, LightState, LightState, str]] = [
    (result(), "good", "good", "Ready: digits, 10.3 MB"),
    (result(checked=""), "good", "caution", "Ready, and the answers are not proven yet: digits, 10.3 MB"),
    (result("int8", 0.95), "caution", "caution", "Ready, and some answers may not be the original's: digits, 10.3 MB"),
    (result(passed=False), "bad", "bad", "Made, and not the same as the original: digits, 10.3 MB"),
]


@pytest.mark.parametrize(("report", "same", "weakest", "title"), RESULTS)
def test_no_tick_is_green_where_a_light_is_not(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, report: Report, same: LightState, weakest: LightState, title: str
) -> None:
    page = wizard.pages[BUILD]
    assert isinstance(page, BuildPage)
    qtbot.waitUntil(lambda: wizard.pages.complete, timeout=60_000)
    run, finished = wizard.services.run, finished_in(tmp_path / "digits", report)
    run.started.emit()
    run.take(STEPS)
    wizard.state.ended(finished)
    run.finished.emit(finished)
    assert wizard.at == DONE
    step = wizard._frame.steps.buttons[DONE]
    wizard.go_to(BUILD)
    assert (step.state.done, step.state.sign) == (True, LIGHT_ICONS[weakest])
    assert title.startswith(step.state.note)
    compared = page.rows[[plan.id for plan in EXPORT_STEPS].index("verify")]
    assert (compared.icon.name, compared.icon.tone) == LIGHT_ICONS[same]


@pytest.mark.parametrize(("report", "same", "weakest", "title"), RESULTS)
def test_the_notification_is_as_strong_as_the_weakest_light(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    report: Report, same: LightState, weakest: LightState, title: str,
) -> None:  # fmt: skip
    told: list[str] = []
    monkeypatch.setattr(Notifier, "notify", lambda notifier, words: told.append(words))
    monkeypatch.setattr(Wizard, "isActiveWindow", lambda window: False)
    qtbot.waitUntil(lambda: wizard.pages.complete, timeout=60_000)
    finished = finished_in(tmp_path / "digits", report)
    wizard.state.ended(finished)
    wizard.services.run.finished.emit(finished)
    assert told == [title]


def test_the_buttons_of_lights_lead_to_the_pages_of_the_window(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(Wizard, "go_to_table", lambda window, table: seen.append(table))
    wizard.build_pages()  # again, so that its pages are connected to the watched method
    qtbot.waitUntil(lambda: wizard.pages.complete, timeout=60_000)
    finished = finished_in(tmp_path / "digits", result("int8", 0.95))
    wizard.state.ended(finished)
    wizard.services.run.finished.emit(finished)
    page = wizard.pages[DONE]
    assert isinstance(page, DonePage)
    assert page.lights is not None
    another = page.lights.buttons["same"]
    qtbot.waitUntil(another.isVisible)
    click(qtbot, another)
    assert seen == ["precision"]


def test_the_way_to_find_the_scaling_ends_where_pictures_are_chosen(
    wizard: Wizard, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard.opening.open(SAMPLES / "digits.keras")
    wait_read(qtbot, wizard)
    answers = Answers(input="image", scaling="guessed", doubted=True)
    report = result().model_copy(update={"answers": answers})
    model = report.model.model_copy(update={"source_sha256": digest_of_model(SAMPLES / "digits.keras")})
    finished = finished_in(tmp_path / "digits", report.model_copy(update={"model": model}))
    wizard.state.ended(finished)
    wizard.services.run.finished.emit(finished)
    page, target = wizard.pages[DONE], wizard.pages[CONTRACT]
    assert isinstance(page, DonePage)
    assert isinstance(target, ContractPage)
    assert page.lights is not None
    find = page.lights.buttons["right"]
    qtbot.waitUntil(find.isVisible)
    assert not target.input.finder.fold.is_open
    click(qtbot, find)
    assert wizard.at == CONTRACT
    assert target.input.finder.fold.is_open
    choose = target.input.finder.choose
    qtbot.waitUntil(lambda: choose.hasFocus() and is_in_view(target, choose))


MODEL = ModelInfo(
    kind="keras3", format="keras", source_bytes=1, source_sha256="0" * 64,
    inputs=(TensorInfo(name="x", shape=(1, 32, 32, 3), dtype="float32"),),
    outputs=(TensorInfo(name="y", shape=(1, 5), dtype="float32"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("precision", "compared", "words"),
    [
        ("int8", True, "The first answer is the same for 19 of 20 samples."),
        ("float16", True, "Not yet. Build compares its answers with those of the original."),
        ("int8", False, "Not yet. Build compares its answers with those of the original."),
        ("float32", True, ""),
    ],
)
def test_the_summary_says_what_was_measured_before(
    qtbot: QtBot, tmp_path: Path, precision: str, compared: bool, words: str
) -> None:
    services = services_in(tmp_path)
    services.state.choose_model(tmp_path / "m.keras")
    services.state.inspected(MODEL)
    services.state.put("precision", "precision", precision=precision)
    if compared:
        figures = comparison_of(FLOAT, variant("int8", 1_000_000, 1.0, top1=0.95))
        (tmp_path / "compare.json").write_text(figures.to_json(), encoding="utf-8")
        assert services.comparing.take_over(tmp_path)
    page = SummaryPage(services)
    qtbot.addWidget(page)
    page.show()
    shown = texts(page)
    assert ("Measured" in shown.splitlines()) == bool(words)
    assert words in shown
