"""Jobs of the version before are exported for real, in the place of what it had published."""

import json
from pathlib import Path

from tests.conftest import SAMPLES, exported
from tests.support.program import litecrate, run_in_empty_environment
from tests.support.version_before import place_file, published, user_project


def test_a_saved_job_exports_a_program_that_answers(tmp_path: Path) -> None:
    job = user_project(tmp_path / "project")
    done = litecrate(["export", job])
    assert done.ok, done.errors
    made = exported(done.output.splitlines())
    assert made.folder == tmp_path / "project" / "out" / "digits"
    assert made.report["model"]["precision"] == "int8"
    assert [product["product"] for product in made.report["products"]] == ["native", "model"]
    assert all(product["verified"]["status"] == "passed" for product in made.report["products"])
    version = run_in_empty_environment(made.program("native"), "--version")
    assert version.ok
    assert "1.2.0" in version.output


def test_a_result_is_repeated_in_its_place_and_takes_its_comparison_along(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    folder = published(tmp_path / "project")
    contract = place_file("published/contract.toml", tmp_path / "project", tmp_path / "contract.toml")
    done = litecrate(["export", folder / "job.toml", "--product", "model", "--contract", contract])
    assert done.ok, done.errors
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["comparison"]["recommended"] == "int8"
    assert (folder / "compare.json").is_file()
    assert (folder / "compare.html").is_file()
    assert report["calibration"]["source"] == str(SAMPLES / "digits")
    before = json.loads((folder.parent / "digits.previous-1" / "report.json").read_text(encoding="utf-8"))
    assert [product["product"] for product in before["products"]] == ["onefile", "folder", "native", "model"]
