"""How a contract was checked belongs to that contract: whatever changes model or contract drops it."""

from pathlib import Path
from typing import Any

import pytest

from app.options import job_from
from builder.contract.choice import ContractChoice
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import LitecrateError
from builder.job.checked import check, checked_with, outdated_check
from builder.job.draft import JobDraft
from ui.state.state import WizardState

MODEL, TRAINED_AGAIN = "a" * 64, "b" * 64  # SHA-256
CONTRACT = {
    "scaling": "imagenet", "color": "rgb", "fit": "crop", "labels": "/data/labels.txt", **check("eye", MODEL),
}  # fmt: skip
CHANGES = [
    {"scaling": "caffe"}, {"scaling": "auto", "mean": [1.0], "std": [2.0]}, {"color": "bgr"}, {"fit": "stretch"},
    {"labels": "/data/other.txt"}, {"input_kind": "image"}, {"output_kind": "labels"}, {"top": 3},
    {"file": "/data/x.contract.toml"},
]  # fmt: skip


def tables(**contract: Any) -> dict[str, Any]:
    return {"model": {"path": "/data/m.keras"}, "contract": {**CONTRACT, **contract}}


def window_state() -> WizardState:
    state = WizardState()
    state.draft = JobDraft(tables())
    return state


def name(change: dict[str, Any]) -> str:
    return " ".join(change)


@pytest.mark.parametrize("change", CHANGES, ids=name)
def test_a_change_in_the_window_drops_the_check(change: dict[str, Any]) -> None:
    state = window_state()
    state.put("contract", "contract", **change)
    assert not {"checked", "checked_model"} & state.table("contract").keys()


@pytest.mark.parametrize("key", ["scaling", "color", "fit", "labels"])
def test_taking_a_choice_back_in_the_window_drops_the_check(key: str) -> None:
    state = window_state()
    state.put("contract", "contract", **{key: None})
    assert state.get("contract", "checked") is None


def test_the_same_again_in_the_window_keeps_the_check() -> None:
    state = window_state()
    state.put("contract", "contract", scaling="imagenet", fit="crop")
    state.put("precision", "precision", precision="float16")
    state.put("app", "products", name="other")
    assert state.get("contract", "checked") == "eye"


def test_a_change_that_was_checked_itself_says_how() -> None:
    state = window_state()
    state.put("contract", "contract", scaling="pm1", color="bgr", checked="pictures")
    assert state.get("contract", "checked") == "pictures"
    state.put("contract", "contract", checked=None)
    assert "checked" not in state.table("contract")


def test_another_model_or_entry_point_drops_the_check() -> None:
    state = window_state()
    state.put("model", "model", signature="detect")
    assert state.get("contract", "checked") is None
    state = window_state()
    state.choose_model(Path("/data/m.keras"))
    assert state.get("contract", "checked") == "eye"
    state.choose_model(Path("/data/n.keras"))
    assert state.get("contract", "checked") is None


@pytest.mark.parametrize("change", CHANGES, ids=name)
def test_a_draft_that_is_changed_drops_the_check(change: dict[str, Any]) -> None:
    draft = JobDraft(tables())
    draft.set("contract", **change)
    assert "checked" not in draft.tables["contract"]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"scaling": "caffe"}, ""), ({"color": "bgr"}, ""), ({"fit": "letterbox"}, ""), ({"signature": "detect"}, ""),
        ({"labels": "/data/other.txt"}, ""), ({"mean": "1,2,3"}, ""), ({"scaling": "imagenet"}, "eye"),
        ({"precision": "float16", "name": "m2", "overwrite": True}, "eye"), ({}, "eye"),
    ],
)  # fmt: skip
def test_options_that_change_what_a_job_says_drop_its_check(options: dict[str, object], kept: str) -> None:
    contract = {"scaling": "auto"} if "mean" in options else {}
    assert job_from(JobDraft(tables(**contract)), options).contract.checked == kept


def test_an_option_instead_of_a_contract_file_drops_the_check_of_the_file() -> None:
    draft = JobDraft(tables() | {"contract": {"file": "/data/x.contract.toml", "checked": "pictures"}})
    assert draft.copy().freeze().contract.checked == "pictures"
    assert job_from(draft.copy(), {"precision": "float16"}).contract.checked == "pictures"
    assert job_from(draft, {"fit": "crop"}).contract.checked == ""


@pytest.mark.parametrize(
    "contract",
    [
        CONTRACT, {"file": "/data/x.contract.toml", "checked": "pictures"},
        {"file": "/data/x.contract.toml", **check("eye", MODEL)},
    ],
)  # fmt: skip
def test_the_check_survives_the_jobs_file(tmp_path: Path, contract: dict[str, Any]) -> None:
    job = JobDraft(tables() | {"contract": dict(contract)}).freeze()
    (tmp_path / "job.toml").write_text(job.to_toml(tmp_path), encoding="utf-8")
    again = JobDraft.from_file(tmp_path / "job.toml").freeze()
    assert again == job
    assert again.contract.checked == contract["checked"]
    assert again.contract.checked_model == contract.get("checked_model", "")


def test_a_job_without_a_check_has_no_keys_that_earlier_versions_do_not_know(tmp_path: Path) -> None:
    unchecked = tables(checked="", checked_model=MODEL)
    assert "checked" not in JobDraft(unchecked).freeze().to_toml(tmp_path)


WORTHLESS: list[Any] = [
    TRAINED_AGAIN, "", MODEL.upper(), MODEL[:-1], MODEL + "\n", f" {MODEL}", "*", 0, True, [MODEL], {"sha256": MODEL},
]  # fmt: skip


@pytest.mark.parametrize("given", WORTHLESS)
def test_a_check_of_another_model_counts_as_none_and_hinders_nothing(given: Any) -> None:
    table = CONTRACT | {"checked_model": given}
    assert checked_with(table, MODEL) == ""
    frozen = JobDraft(tables(checked_model=given)).freeze().contract
    assert frozen.checked_model == (given if given == TRAINED_AGAIN else "")
    for each in (table, frozen.model_dump()):
        doubt = outdated_check(each, MODEL)
        assert doubt is not None
        assert doubt.level == "warning"
        assert "look at an answer again" in doubt.remedy


def test_a_check_without_its_model_counts_as_none() -> None:
    table = {"checked": "eye"}
    assert checked_with(table, MODEL) == ""
    doubt = outdated_check(table, MODEL)
    assert doubt is not None
    assert "not known with which model" in doubt.message


@pytest.mark.parametrize("by", ["eye", "pictures"])
def test_a_check_counts_for_its_model_and_its_change_is_said(by: str) -> None:
    table = check(by, MODEL)
    assert checked_with(table, MODEL) == by
    assert outdated_check(table, MODEL) is None
    doubt = outdated_check(table, TRAINED_AGAIN)
    assert doubt is not None
    assert doubt.message.startswith("The model has changed since")
    assert ("pictures" in doubt.message) == (by == "pictures")


def test_of_a_model_that_was_not_read_nothing_is_said() -> None:
    assert checked_with(CONTRACT, "") == checked_with(CONTRACT | {"checked_model": ""}, "") == ""
    assert outdated_check(CONTRACT, "") is None
    assert outdated_check({"scaling": "pm1"}, MODEL) is None
    assert check("", MODEL) == check("eye", "") == {"checked": None, "checked_model": None}


def model_info(sha256: str) -> ModelInfo:
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256=sha256,
        inputs=(TensorInfo(name="x", shape=(1, 32, 32, 3), dtype="float32"),),
        outputs=(TensorInfo(name="y", shape=(1, 5), dtype="float32"),),
    )  # fmt: skip


def test_the_window_follows_the_model_that_it_read() -> None:
    state = window_state()
    assert (state.checked, state.doubts) == ("", ())
    state.inspected(model_info(MODEL))
    assert (state.checked, state.doubts) == ("eye", ())
    state.inspected(model_info(TRAINED_AGAIN))
    assert state.checked == ""
    assert [doubt.id for doubt in state.doubts] == ["check-outdated"]
    assert state.draft.tables == tables(), "nothing that the user chose is touched"
    state.put("contract", "contract", **check("eye", TRAINED_AGAIN))
    assert (state.checked, state.doubts) == ("eye", ())


def test_a_job_keeps_its_check_only_where_the_settled_contract_has_it() -> None:
    job = JobDraft(tables()).freeze()
    assert job.checked_as(job.contract) == job
    other = job.contract.model_copy(update={"checked": "pictures"})
    for settled in (ContractChoice(), other):
        kept = job.checked_as(settled).contract
        assert (kept.checked, kept.checked_model, kept.scaling) == ("", "", "imagenet")


def test_a_check_of_another_kind_is_refused_with_the_kinds_that_there_are() -> None:
    with pytest.raises(LitecrateError) as caught:
        JobDraft(tables(checked="sure")).freeze()
    assert "'pictures'" in caught.value.remedy
    assert "'eye'" in caught.value.remedy


def test_other_pixels_are_not_what_was_checked() -> None:
    resolved = resolve(model_info(MODEL), ContractChoice(scaling="imagenet", checked="eye", checked_model=MODEL))
    assert resolved.choice.checked == "eye"
    unlike = resolved.with_pixels("caffe", "bgr", "stretch").choice
    assert (unlike.checked, unlike.checked_model) == ("", "")
    found = resolved.with_pixels("caffe", "bgr", "stretch", "pictures").choice
    assert (found.checked, found.checked_model) == ("pictures", MODEL)
    assert resolved.unchecked().choice.checked == ""
    assert resolved.unchecked().contract == resolved.contract
