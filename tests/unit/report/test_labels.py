"""Everything that can be chosen has words for people, in one table, and in both languages."""

from typing import get_args

import pytest

from builder.checks.scaling_search import NAMES
from builder.contract import contract, kind_labels
from builder.contract.choice import InputKindChoice, ScalingChoice
from builder.contract.modelinfo import ModelKind
from builder.core.platforms import PLATFORM_NAMES, Platform
from builder.job.job import Precision, ProductKind
from builder.job.precision_labels import MIXED, PRECISIONS
from builder.report.labels import PRODUCTS, platform_label, product_label


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (kind_labels.INPUTS, get_args(contract.InputKind)),
        (kind_labels.OUTPUTS, get_args(contract.OutputKind)),
        (kind_labels.SCALINGS, tuple(contract.SCALINGS)),
        (kind_labels.COLORS, get_args(contract.Color)),
        (kind_labels.FITS, get_args(contract.Fit)),
        (kind_labels.MODEL_FILES, get_args(ModelKind)),
        (PRODUCTS, get_args(ProductKind)),
        (PLATFORM_NAMES, get_args(Platform)),
        (PRECISIONS, (*get_args(Precision), MIXED)),
    ],
)
def test_every_word_of_a_job_and_a_contract_has_its_label(labels: dict[str, object], words: tuple[str, ...]) -> None:
    assert set(labels) == set(words)


def test_what_may_be_chosen_is_what_a_contract_has_and_how_it_is_found() -> None:
    assert set(get_args(InputKindChoice)) == {"auto", *get_args(contract.InputKind)}
    assert set(get_args(ScalingChoice)) == {"auto", "find", *contract.SCALINGS}
    assert set(NAMES) == set(contract.SCALINGS) == set(get_args(contract.Scaling)) - {"custom"}


def test_labels_are_in_the_language_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    assert product_label("onefile").title == "Eine Datei"
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")
    assert product_label("onefile").title == "One file"


def test_what_is_not_known_is_shown_by_its_own_word() -> None:
    assert product_label("parcel").in_a_sentence == "parcel"
    assert platform_label("amiga") == "amiga"
