"""Tests of jobs: draft to job, job to file and back, problems with their remedies."""

from pathlib import Path

import pytest
import tomli_w

from builder.core.errors import LitecrateError
from builder.job.draft import JobDraft
from builder.job.job import Job, ProductChoice


def draft(**tables: object) -> JobDraft:
    return JobDraft({"model": {"path": "/data/My model.h5"}, **tables})


def test_a_draft_with_only_a_model_takes_the_documented_defaults() -> None:
    job = draft().freeze()
    assert job.app.name == "My model"
    assert job.precision.precision == "float32"
    assert job.calibration.samples == 200
    assert job.calibration.seed == 0
    assert [choice.product for choice in job.products] == ["onefile"]
    assert job.output.folder == Path.cwd() / "dist-litecrate"


def test_a_job_survives_the_way_through_its_file(tmp_path: Path) -> None:
    job = draft(
        precision={"precision": "int8", "min_agreement": 0.9},
        calibration={"source": "/data/pictures", "samples": 50, "seed": 3},
        products=[{"product": "onefile"}, {"product": "native"}],
        app={"name": "Ünïcode app", "version": "2.1"},
        contract={
            "scaling": "pm1",
            "color": "bgr",
            "labels": "/data/labels.txt",
            "output_kind": "values",
            "units": ["EUR", "m²"],
        },
    ).freeze()
    path = tmp_path / "job.toml"
    path.write_text(job.to_toml(tmp_path), encoding="utf-8")
    assert JobDraft.from_file(path).freeze() == job


@pytest.mark.parametrize(
    "contract",
    [{"input_kind": "audio", "sample_rate": 44100}, {"input_kind": "table", "columns": ["acid, fixed", "Zucker"]}],
)
def test_what_is_said_of_sounds_and_tables_survives_the_file(tmp_path: Path, contract: dict[str, object]) -> None:
    job = draft(contract=contract).freeze()
    (tmp_path / "job.toml").write_text(job.to_toml(tmp_path), encoding="utf-8")
    assert JobDraft.from_file(tmp_path / "job.toml").freeze() == job
    assert job.contract.sample_rate == contract.get("sample_rate")
    assert list(job.contract.columns or ()) == contract.get("columns", [])


def test_paths_in_a_job_file_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "job.toml").write_text('[model]\npath = "model.h5"\n[output]\nfolder = "out"\n')
    job = JobDraft.from_file(tmp_path / "job.toml").freeze()
    assert job.model.path == tmp_path / "model.h5"
    assert job.output.folder == tmp_path / "out"


def test_a_job_with_a_contract_file_can_be_read_back(tmp_path: Path) -> None:
    job = draft(contract={"file": str(tmp_path / "x.contract.toml")}).freeze()
    (tmp_path / "job.toml").write_text(job.to_toml(tmp_path))
    assert JobDraft.from_file(tmp_path / "job.toml").freeze().contract.file == tmp_path / "x.contract.toml"


def test_random_calibration_is_a_word_and_not_a_path(tmp_path: Path) -> None:
    (tmp_path / "job.toml").write_text('[model]\npath = "m.h5"\n[calibration]\nsource = "random"\n')
    assert JobDraft.from_file(tmp_path / "job.toml").freeze().calibration.source == "random"


@pytest.mark.parametrize(
    ("tables", "field", "word"),
    [
        ({"precision": {"precison": "int8"}}, "precision.precison", "Did you mean `precision`?"),
        ({"precison": {}}, "precison", "Did you mean `precision`?"),
        ({"products": [{"product": "pages"}]}, "products.0.product", "Did you mean `page`? It should be: 'onefile',"),
        ({"precision": {"precision": "int"}}, "precision.precision", "Did you mean `int8`? It should be: 'float32',"),
        ({"products": [{"product": "program"}]}, "products.0.product", "It should be: 'onefile',"),
        ({"precision": {"precision": "int7"}}, "precision.precision", "int8"),
        ({"precision": {"precision": "int8"}}, "calibration.source", "--calibration"),
        ({"products": []}, "products", "not empty"),
        ({"products": [{"product": "twofile"}]}, "products.0.product", "onefile"),
        ({"products": [{"product": "native"}, {"product": "native"}]}, "products", "once"),
        ({"app": {"name": "a/b"}}, "app.name", "--name"),
        ({"app": {"version": "-x"}}, "app.version", "letters and digits"),
        ({"calibration": {"samples": 0}}, "calibration.samples", "greater"),
        ({"contract": {"std": [0.0]}}, "contract", "std must not be 0"),
        ({"contract": {"scaling": "pm1", "mean": [1.0]}}, "contract", "left out"),
        ({"contract": {"units": "EUR"}}, "contract.units", "list"),
        ({"contract": {"output_kind": "colours"}}, "contract.output_kind", "picture"),
        ({"contract": {"output_knd": "mask"}}, "contract.output_knd", "Did you mean `output_kind`?"),
        ({"contract": {"output_kind": "mask", "units": ["m"]}}, "contract.units", "output_kind = 'values'"),
        ({"contract": {"output_kind": "classes", "palette": ["#00FF00"]}}, "contract.palette", "'mask'"),
        ({"contract": {"output_kind": "values", "top": 3}}, "contract.top", "'classes'"),
        ({"contract": {"output_kind": "values", "threshold": 0.5}}, "contract.threshold", "'labels'"),
        ({"contract": {"input_kind": "image", "table_stats": "t.csv"}}, "contract.table_stats", "'table'"),
        ({"contract": {"input_kind": "audio", "hop_rows": 1}}, "contract.hop_rows", "'table'"),
        ({"contract": {"output_kind": "mask", "output_std": [1.0]}}, "contract.output_std", "'picture'"),
        ({"contract": {"top": 0}}, "contract.top", "greater"),
        ({"contract": {"palette": ["green"]}}, "contract.palette.0", "#FF8800"),
        ({"contract": {"input_kind": "audio", "hop_seconds": -1.0}}, "contract.hop_seconds", "greater"),
        ({"contract": {"input_kind": "table", "hop_seconds": 1.0}}, "contract.hop_seconds", "'audio'"),
        ({"contract": {"sample_rate": 16000}}, "contract.sample_rate", "input_kind = 'audio'"),
        ({"contract": {"input_kind": "audio", "sample_rate": 16}}, "contract.sample_rate", "44100"),
        ({"contract": {"input_kind": "audio", "sample_rate": 900_000}}, "contract.sample_rate", "44100"),
        ({"contract": {"input_kind": "audio", "sample_rate": "fast"}}, "contract.sample_rate", "whole number"),
        ({"contract": {"input_kind": "image", "columns": ["a"]}}, "contract.columns", "input_kind = 'table'"),
        ({"contract": {"input_kind": "table", "columns": []}}, "contract.columns", "every column"),
        ({"contract": {"input_kind": "table", "columns": ["a", " "]}}, "contract.columns", "every column"),
        ({"contract": {"input_kind": "table", "columns": ["a", "b", "a"]}}, "contract.columns", "called 'a'"),
        ({"schema": 2}, "schema", "1"),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(tables: dict[str, object], field: str, word: str) -> None:
    problems = draft(**tables).problems()
    assert [problem.field for problem in problems] == [field]
    assert word in problems[0].remedy + problems[0].message
    with pytest.raises(LitecrateError) as caught:
        draft(**tables).freeze()
    assert caught.value.code == 2


def test_a_draft_without_a_model_says_so() -> None:
    fields = [problem.field for problem in JobDraft().problems()]
    assert "model" in fields


@pytest.mark.parametrize("text", ["", "model = 3", "[model", "\x00", "[model]\npath = 3\n", "[[model]]\npath='x'\n"])
def test_a_broken_job_file_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "job.toml"
    path.write_text(text)
    with pytest.raises(LitecrateError) as caught:
        JobDraft.from_file(path).freeze()
    assert caught.value.code == 2
    assert all(caught.value.lines())


def test_a_frozen_job_cannot_be_changed() -> None:
    job: Job = draft().freeze()
    with pytest.raises(ValueError, match="frozen"):
        job.app = job.app  # type: ignore[misc]


def test_a_product_is_written_with_its_platform() -> None:
    assert str(ProductChoice(product="native", platform="windows-x64")) == "native@windows-x64"


@pytest.mark.parametrize("claim", [True, "yes", 1, ["a"]])
def test_a_job_that_claims_trust_gives_none_and_is_told_so(tmp_path: Path, claim: object) -> None:
    (tmp_path / "job.toml").write_text(tomli_w.dumps({"model": {"path": "m.h5", "trust": claim}}))
    draft = JobDraft.from_file(tmp_path / "job.toml")
    job = draft.freeze()
    (remark,) = draft.problems()
    assert (remark.field, remark.level) == ("model.trust", "warning")
    assert "ignored" in remark.message
    assert "--trust" in remark.remedy
    assert "Model" in str(remark.in_window)
    assert draft.remarks() == [remark]
    assert "trust" not in job.to_toml(tmp_path)


def test_a_job_that_claims_no_trust_needs_no_words() -> None:
    draft = JobDraft({"model": {"path": "m.h5", "trust": False}})
    draft.freeze()
    assert draft.problems() == []


def test_what_else_is_wrong_is_said_beside_the_trust() -> None:
    problems = JobDraft({"model": {"path": "m.h5", "trust": True, "tru": 1}, "app": {"name": "a/b"}}).problems()
    assert [problem.level for problem in problems] == ["error", "warning"]
    assert JobDraft({"model": "m.h5"}).problems()[0].field == "model"


def test_a_job_may_name_the_only_model_that_it_is_for(tmp_path: Path) -> None:
    job = draft().freeze().pinned_to("ab" * 32)
    (tmp_path / "job.toml").write_text(job.to_toml(tmp_path))
    assert JobDraft.from_file(tmp_path / "job.toml").freeze() == job
    assert "sha256" not in job.pinned_to("").to_toml(tmp_path)
    (problem,) = JobDraft({"model": {"path": "m.h5", "sha256": "abc"}}).problems()
    assert (problem.field, problem.level) == ("model.sha256", "error")
    assert "64" in problem.remedy
