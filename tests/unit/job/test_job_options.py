"""Options are the job's fields: each field has one or a reason, and what an option may be is what its field may be."""

import inspect
from pathlib import Path
from typing import get_args

import pytest

from app.cli import compare, export, sample
from app.job_options import OPTIONS, Option, Start, choices_of
from app.options import draft_for, job_from
from builder.core.errors import LitecrateError
from builder.job import origin
from builder.job.job import TABLES, Job, Precision
from tests.conftest import ROOT

_IN_FILES = "details of input and answers are said in a job or a contract file, where they can be read again"
WITHOUT_OPTION = {
    "model.path": "it is the argument MODEL",
    "model.sha256": "the window writes it for its own engine; who types a path has chosen the file",
    "precision.keep": "names of layers come from a comparison, whose job has them",
    "products.platform": "it stands behind the @ of --product",
    "contract.sample_rate": _IN_FILES,
    "contract.hop_seconds": _IN_FILES,
    "contract.hop_rows": _IN_FILES,
    "contract.columns": _IN_FILES,
    "contract.noise": _IN_FILES,
    "contract.state": _IN_FILES,
    "contract.output_kind": _IN_FILES,
    "contract.units": _IN_FILES,
    "contract.threshold": _IN_FILES,
    "contract.detector": _IN_FILES,
    "contract.overlap": _IN_FILES,
    "contract.max_boxes": _IN_FILES,
    "contract.keypoints": _IN_FILES,
    "contract.top": _IN_FILES,
    "contract.palette": _IN_FILES,
    "contract.output_mean": _IN_FILES,
    "contract.output_std": _IN_FILES,
    "contract.checked": "it says what the user saw before; `--scaling find` makes sure anew",
    "contract.checked_model": "it belongs to contract.checked",
}
FIELDS = {f"{table}.{key}" for table, model in TABLES.items() for key in model.model_fields}
OF_THE_JOB = [option for option in OPTIONS if option.table in TABLES]


def option_of(name: str) -> Option:
    return next(option for option in OPTIONS if option.name == name)


def info_of(command: object, name: str) -> inspect.Parameter:
    assert callable(command)
    return inspect.signature(command).parameters[option_of(name).parameter]


def test_every_field_of_the_job_has_an_option_or_a_reason_to_have_none() -> None:
    with_option = {option.field for option in OF_THE_JOB}
    assert with_option | WITHOUT_OPTION.keys() == FIELDS
    assert with_option & WITHOUT_OPTION.keys() == set()
    assert set(TABLES) == Job.model_fields.keys() - {"schema_version"}


def test_every_field_of_a_start_has_an_option() -> None:
    assert {option.key for option in OPTIONS if option.table == "start"} == Start.model_fields.keys()


def test_options_have_names_of_their_own() -> None:
    assert len({option.name for option in OPTIONS}) == len({option.field for option in OPTIONS}) == len(OPTIONS)


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if choices_of(option.model_field)], ids=lambda o: o.name
)
def test_the_help_names_what_the_field_may_be(option: Option) -> None:
    assert option.name == "--calibration" or "{choices}" in option.help
    assert set(option.unnamed) <= set(choices_of(option.model_field))
    help_text = str(info_of(export, option.name).default.help)
    assert [word for word in choices_of(option.model_field) if word in help_text] == [
        word for word in choices_of(option.model_field) if word not in option.unnamed
    ]


def test_types_defaults_and_bounds_are_those_of_the_fields() -> None:
    assert info_of(export, "--samples").annotation == int | None
    assert (info_of(export, "--samples").default.min, info_of(export, "--samples").default.max) == (1, None)
    assert info_of(export, "--min-agreement").default.max == 1
    assert info_of(export, "--overwrite").annotation == bool | None
    assert info_of(export, "--labels").annotation == Path | None
    assert info_of(export, "--calibration").annotation == str | None  # a path, or `random`
    assert info_of(export, "--product").annotation == list[str] | None
    assert (
        f"(default {TABLES['calibration'].model_fields['samples'].default})"
        in info_of(sample, "--samples").default.help
    )
    assert all(
        parameter.default.default is None for parameter in list(inspect.signature(export).parameters.values())[1:]
    )


def test_commands_have_the_options_that_mean_something_there() -> None:
    assert "precision" in inspect.signature(sample).parameters
    assert "precision" not in inspect.signature(compare).parameters
    assert "scaling" not in inspect.signature(sample).parameters
    assert "compared" not in inspect.signature(compare).parameters


@pytest.mark.parametrize("precision", get_args(Precision))
def test_every_precision_can_be_asked_for(precision: str, tmp_path: Path) -> None:
    job = job_from(draft_for(tmp_path / "m.keras"), {"precision": precision, "calibration": "random"})
    assert job.precision.precision == precision


def test_what_is_typed_arrives_in_its_field(tmp_path: Path) -> None:
    given: dict[str, object] = {
        "name": "dogs", "output": tmp_path / "out", "precision": "int8", "calibration": str(tmp_path / "data"),
        "samples": 7, "seed": 3, "product": ["native", "model@windows-x64"], "input_kind": "image",
        "mean": "1,2,3", "std": "4", "color": "bgr", "fit": "crop", "labels": tmp_path / "l.txt",
        "signature": "serve", "version": "2.1", "icon": tmp_path / "i.png", "overwrite": True, "min_agreement": 0.9,
        "compiler": "system", "trust": True, "dry_run": True,
    }  # fmt: skip
    job = job_from(draft_for(tmp_path / "m.keras"), given)
    for option in OF_THE_JOB:
        if option.repeats or option.parameter not in given:
            continue
        expected = (1.0, 2.0, 3.0) if option.name == "--mean" else (4.0,) if option.name == "--std" else None
        value = getattr(getattr(job, option.table), option.key)
        assert value == (expected or given[option.parameter]) or str(value) == given[option.parameter], option.name
    assert [entry.product for entry in job.products] == ["native", "model"]
    assert job.products[1].platform == "windows-x64"


def test_an_option_of_the_contract_overrides_the_file_that_a_job_names(tmp_path: Path) -> None:
    (tmp_path / "job.toml").write_text('[model]\npath = "m.keras"\n[contract]\nfile = "c.toml"\n', encoding="utf-8")
    assert job_from(draft_for(tmp_path / "job.toml"), {}).contract.file == tmp_path / "c.toml"
    job = job_from(draft_for(tmp_path / "job.toml"), {"scaling": "pm1"})
    assert (job.contract.file, job.contract.scaling) == (None, "pm1")
    with pytest.raises(LitecrateError, match="both given"):
        job_from(draft_for(tmp_path / "job.toml"), {"scaling": "pm1", "contract": tmp_path / "d.toml"})


def test_the_documentation_of_job_files_names_every_key_and_choice_of_the_contract() -> None:
    text = (ROOT / "docs" / "job.md").read_text(encoding="utf-8")
    table = text[text.index("| key |") : text.index("## What a job from someone else")]
    for key, field in TABLES["contract"].model_fields.items():
        assert f"`{key}`" in table
        assert [word for word in choices_of(field) if f'`"{word}"`' not in table] == []


def test_errors_name_options_that_there_are() -> None:
    named = origin._NOT_HIDDEN
    assert {option.field: option.name for option in OF_THE_JOB if option.field in named} == named
