"""Tests of the explanation of a low precision: the usual causes in their order."""

import numpy as np
import pytest

from builder.checks.accuracy_loss import export_that_loses, why_it_loses
from builder.checks.calibration import remarks
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.errors import Problem
from builder.core.words import use_language
from builder.job.draft import JobDraft
from builder.job.job import Job
from builder.report.report import AgainstSource, ProductReport, Verified
from builder.samples.samples import Samples
from tests.conftest import ROOT

NONE_FOUND = "None of the usual causes was found"


def job(precision: str = "int8", source: str | None = None, limit: float | None = None) -> Job:
    draft = JobDraft()
    draft.set("model", path="m.keras")
    draft.set("precision", precision=precision, min_agreement=limit)
    draft.set("calibration", source=source or str(ROOT / "data.npz"))
    return draft.freeze()


def bad_data() -> list[Problem]:
    """What is said of twelve samples of pixels that were not scaled, one of them far too large."""
    entry = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 4, 4, 1), color="gray", std=(255.0,))
    contract = Contract(inputs=(entry,), outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 2)),))
    array = np.random.default_rng(0).uniform(0, 255, (12, 4, 4, 1)).astype(np.float32)
    array[5, 0, 0] = 1e6
    return remarks(contract, {"x": array}, Samples(ROOT / "data.npz", 12, "calibration", 12, origin=ROOT / "d.npz"), 0)


def product(top1: float | None, cosine: float = 0.5) -> ProductReport:
    against = AgainstSource(max_abs_diff=1.0, top1_agreement=top1, cosine=cosine)
    verdict = Verified(status="passed", against_source=against)
    return ProductReport(product="native", platform="linux-x64", path="m", status="ok", verified=verdict)


def test_scaling_then_too_few_then_outliers() -> None:
    words = why_it_loses(job(), "int8", "agrees on 62%", list(reversed(bad_data())), named=True).words()
    parts = [
        "Whole numbers only (int8) agrees on 62%; the limit is 99% of the original.", "1. The data reach from",
        "2. There are only 12 samples",
        "3. 1 sample is far outside the rest", "sample 5 of d.npz",
    ]  # fmt: skip
    places = [words.find(part) for part in parts]
    assert -1 not in places, words
    assert places == sorted(places)
    assert NONE_FOUND not in words


def test_where_no_usual_cause_was_found_it_says_so() -> None:
    unrelated = Problem(field="calibration.seed", level="warning", message="200 of 20,000", remedy="That is enough")
    words = why_it_loses(job(), "int8", "agrees on 62%", [unrelated], named=True).words()
    assert words.endswith("samples far outside the rest.")
    assert NONE_FOUND in words
    assert "20,000" not in words


def test_random_data_are_a_cause_of_their_own() -> None:
    words = why_it_loses(job(source="random"), "int8", "agrees on 62%", []).words()
    assert "1. The sample data are random numbers" in words
    assert "A comparison of all precisions names the layers" in words


@pytest.mark.parametrize(
    ("precision", "limit", "top1", "cosine", "said"),
    [
        ("int8", None, 0.9, 1.0, "agrees on 90%"),
        ("int8x16", None, None, 0.95, "points in the same direction to 95%"),
        ("int8", None, 0.99, 0.1, ""),
        ("int8", None, None, 0.999, ""),
        ("int8", 0.8, 0.9, 1.0, ""),
        ("int8", 0.95, 0.9, 1.0, "the limit is 95%"),
        ("float16", None, 0.5, 0.5, ""),
    ],
)
def test_an_export_that_loses_more_than_its_limit_says_why(
    precision: str, limit: float | None, top1: float | None, cosine: float, said: str
) -> None:
    found = export_that_loses(job(precision, limit=limit), [product(top1, cosine)], [])
    assert (found is None) if not said else found is not None and said in found.message


def test_what_was_compared_with_nothing_loses_nothing() -> None:
    bare = ProductReport(product="model", platform="linux-x64", path="m", status="ok")
    assert export_that_loses(job(), [bare], bad_data()) is None


def test_it_is_said_in_german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")
    use_language("de")
    words = why_it_loses(job(), "int8", "", bad_data()).words()
    assert words.index("Die Daten reichen") < words.index("Es gibt nur 12") < words.index("Das zuerst")
