"""What the version before left on a user's disk is read today: jobs, contracts, results, window files, caches."""

import shutil
from pathlib import Path

import pytest

from app.history import HistoryFolder
from app.settings import SettingsFile
from app.trusted import TrustedFolder
from builder.contract.contract import Contract
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from builder.core.platforms import this_platform
from builder.events import Event, LogLine
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.packaging.launcher_kit import launcher_kit, spec_of, stamp_of
from builder.report import comparison_views, report_views
from builder.report.comparison import Comparison
from builder.report.comparison_file import copy_comparison
from builder.report.lights import headline, lights_of
from builder.report.report import Report
from builder.steps.compile import compile_runner
from builder.system.model_cache import ModelCache, digest_of
from builder.system.stamped_cache import StampedCache
from builder.system.toolbox import Toolbox
from tests.conftest import SAMPLES
from tests.support.context import step_context
from tests.support.program import litecrate
from tests.support.version_before import MODEL, MODEL_KEY, RUNNER_KEY, place_file, published, text_of, user_project
from ui.tasks.export import read_report
from ui.texts.history_words import draft_of, duplicate_of


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return user_project(tmp_path / "project").parent


class Log:
    """Hears the lines of a log."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, LogLine):
            self.lines.append(event.text)


def test_a_job_with_every_table_is_the_same_job_today(project: Path) -> None:
    job = JobDraft.from_file(project / "job.toml").freeze()
    assert job.model.path == project / "digits.keras"
    assert (job.contract.fit, job.contract.scaling, job.contract.labels) == ("letterbox", "0-1", project / "labels.txt")
    assert (job.precision.precision, job.precision.min_agreement) == ("int8", 0.8)
    assert (job.calibration.source, job.calibration.samples, job.calibration.seed) == (project / "pictures", 20, 7)
    assert [str(product) for product in job.products] == [f"native@{this_platform()}", f"model@{this_platform()}"]
    assert (job.app.version, job.app.icon) == ("1.2.0", project / "icon.png")
    assert (job.folder, job.output.overwrite) == (project / "out" / "digits", True)
    assert job.to_toml(project) == (project / "job.toml").read_text(encoding="utf-8")


def test_a_job_is_understood_by_the_command_line(project: Path, tmp_path: Path) -> None:
    for job in (project / "job.toml", published(project) / "job.toml"):
        done = litecrate(["export", job, "--dry-run"], tmp_path)
        assert done.ok, done.errors
        assert done.errors.splitlines()[-1] == f"Result: {project / 'out' / 'digits'}"


def test_a_contract_is_read_and_says_what_the_sample_says(project: Path) -> None:
    contract = Contract.from_toml(text_of("published/contract.toml", project))
    today = Contract.from_toml((SAMPLES / "digits.contract.toml").read_text(encoding="utf-8"))
    (entry,), (output,) = contract.inputs, contract.outputs
    assert (entry.tensor, output.tensor) == ("picture", "digit")  # an export had named them
    assert entry.model_copy(update={"tensor": ""}) == today.inputs[0]
    assert output.model_copy(update={"tensor": ""}) == today.outputs[0]


def test_a_report_shows_every_product_as_it_was_judged(project: Path) -> None:
    folder = published(project)
    report = read_report(folder)
    assert report is not None
    assert report.verified
    assert [product.product for product in report.products] == ["onefile", "folder", "native", "model"]
    assert headline(report).title == "Ready, for newer systems only: digits, 10.4 MB"
    assert [light.state for light in lights_of(report)] == ["good", "good", "caution"]
    page = report_views.html(report)
    assert all(words in page for words in ("One file", "Folder", "Native", "Model file", "Keras 3"))
    assert report_views.table(report)
    assert Report.model_validate_json(report.to_json()) == report


def test_a_comparison_shows_and_is_taken_along_by_an_export_of_its_model(project: Path, tmp_path: Path) -> None:
    folder = published(project)
    comparison = Comparison.model_validate_json((folder / "compare.json").read_text(encoding="utf-8"))
    assert comparison.recommended == "int8"
    page = comparison_views.html(comparison)
    assert all(variant.precision in page for variant in comparison.variants)
    assert comparison_views.table(comparison)
    (tmp_path / "new").mkdir()
    assert copy_comparison(step_context(tmp_path), [folder], tmp_path / "new", digest_of_model(MODEL)) == comparison
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"compare.json", "compare.html"}


def test_the_settings_hold(project: Path, tmp_path: Path) -> None:
    settings = SettingsFile(place_file("window/settings.toml", project, tmp_path / "config" / "settings.toml")).values
    assert (settings.language, settings.scheme, settings.text_size) == ("de", "dark", 125)
    assert settings.recent == [project / "job.toml", project / "digits.keras"]
    assert settings.output == project / "out"


def test_a_record_of_the_history_gives_the_job_to_run_again(project: Path, tmp_path: Path) -> None:
    place_file("window/record.json", project, tmp_path / "history" / "20261129-013036-a1b2c3.json")
    (record,) = HistoryFolder(tmp_path / "history").records()
    assert (record.name, record.status, record.precision, record.bytes) == ("digits", "done", "int8", 10_406_128)
    assert record.folder == project / "out" / "digits"
    job: Job = draft_of(record).freeze()
    assert job == JobDraft.from_file(project / "job.toml").freeze()
    published(project)
    assert duplicate_of(record).freeze().app.name == "digits-2"


def test_a_trust_holds_for_the_model_that_it_was_given_to(project: Path, tmp_path: Path) -> None:
    place_file("window/trusted", project, tmp_path / "trusted" / digest_of_model(MODEL))
    trusted = TrustedFolder(tmp_path / "trusted")
    assert trusted.holds(digest_of_model(project / "digits.keras"))
    assert not trusted.holds("0" * 64)


def test_a_runner_of_other_tools_is_left_alone_and_the_reason_is_said(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log()
    context = step_context(tmp_path, log, compiler="system")
    context.tools.cache = tmp_path / "cache"
    kept = tmp_path / "cache" / "runners" / RUNNER_KEY
    place_file("cache/runner-stamp.json", project, kept / "stamp.json")
    (kept / "runner").write_text("the runner of then")
    monkeypatch.setenv("CXX", "/bin/false")  # it has to compile, and is not to take minutes for it
    with pytest.raises(LitecrateError):
        compile_runner(context, this_platform())
    assert any("compiler" in line and "compiled" in line for line in log.lines)
    assert (kept / "runner").read_text() == "the runner of then"


def test_a_converted_model_without_a_stamp_is_passed_over_and_stays(project: Path, tmp_path: Path) -> None:
    tools = Toolbox()
    tools.cache = tmp_path / "cache"
    kept, cache = tmp_path / "cache" / "models" / MODEL_KEY, ModelCache(tools, lambda line: None)
    place_file("cache/model-note.json", project, kept / "note.json")
    (kept / "model.tflite").write_bytes(b"TFL3 of then")
    stamp = cache.stamp(source="the same model")
    assert cache.take(stamp, tmp_path / "out") is None
    cache.keep(stamp, MODEL, {"now": 1})
    assert cache.take(stamp, tmp_path / "out") == {"now": 1}
    assert digest_of(tmp_path / "out") == digest_of(MODEL)
    assert (kept / "model.tflite").read_bytes() == b"TFL3 of then"


def test_a_launcher_kit_that_names_what_is_gone_is_made_again(project: Path, tmp_path: Path) -> None:
    log = Log()
    (tmp_path / "work").mkdir()
    context = step_context(tmp_path / "work", log)
    context.tools.cache = tmp_path / "cache"
    stamp = stamp_of(context.tools, spec_of(context.tools))
    kept = StampedCache(context.tools.cache, "launchers").folder(stamp)
    place_file("cache/launcher-kit.json", project, kept / "kit.json")
    then = (kept / "kit.json").read_text(encoding="utf-8")
    kit = launcher_kit(context)
    assert not any("reused:" in line for line in log.lines)
    assert (kit / "kit.json").read_text(encoding="utf-8") != then
    assert "python-of-then" not in (kit / "kit.json").read_text(encoding="utf-8")


def test_a_file_that_somebody_damaged_is_passed_over(project: Path, tmp_path: Path) -> None:
    record = place_file("window/record.json", project, tmp_path / "history" / "one.json")
    shutil.copy(record, tmp_path / "history" / "two.json")
    record.write_text(record.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert len(HistoryFolder(tmp_path / "history").records()) == 1
    settings = place_file("window/settings.toml", project, tmp_path / "config" / "settings.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + "[", encoding="utf-8")
    assert SettingsFile(settings).values.language == "system"
