"""Tests of the scaling search, by given answers to each scaling."""

import numpy as np
import pytest

from builder.checks.scaling_check import contradicted_field
from builder.checks.scaling_search import Finding, Preprocessing, find_scaling, probabilities, score_of
from builder.contract.contract import Color, ContractInput, Scaling

CLASSES = [0, 1, 2, 0, 1, 2, 0, 1]
BOTH: tuple[Color, ...] = ("rgb", "bgr")


def rightly(strength: float, mistakes: int = 0) -> np.ndarray:
    """Probabilities that name the right class with `strength`, but for the first `mistakes` pictures."""
    shares = np.full((len(CLASSES), 3), (1 - strength) / 2)
    for row, right in enumerate(CLASSES):
        shares[row, (right + 1) % 3 if row < mistakes else right] = strength
    return shares


def entry(scaling: Scaling, color: Color) -> ContractInput:
    return ContractInput(name="x", kind="image", dtype="float32", shape=(1, 8, 8, 3), scaling=scaling, color=color)


SAME = np.tile([0.5, 0.3, 0.2], (len(CLASSES), 1))  # whatever goes in


def found(answers: dict[str, np.ndarray], *, labelled: bool = True, colors: tuple[Color, ...] = BOTH) -> Finding:
    """Answers by "scaling", "scaling color" or "scaling color fit"; the most exact entry holds."""

    def answer(way: Preprocessing) -> np.ndarray:
        for name in (f"{way.scaling} {way.color} {way.fit}", f"{way.scaling} {way.color}", way.scaling):
            if name in answers:
                return answers[name]
        return SAME

    return find_scaling(answer, colors, CLASSES if labelled else None, ("crop", "letterbox"))


@pytest.mark.parametrize("scaling", ["0-255", "0-1", "pm1", "imagenet"])
@pytest.mark.parametrize("labelled", [True, False])
def test_the_one_way_that_is_answered_well_is_found(scaling: str, labelled: bool) -> None:
    finding = found({f"{scaling} rgb": rightly(0.9)}, labelled=labelled)
    assert (finding.best, finding.sure) == (Preprocessing(scaling, "rgb"), True)  # type: ignore[arg-type]


def test_the_order_of_colours_is_found_and_the_usual_one_kept_where_it_does_not_matter() -> None:
    assert found({"0-1 bgr": rightly(0.9), "0-1 rgb": rightly(0.9, 5)}).best == Preprocessing("0-1", "bgr")
    assert found({"0-1 bgr": rightly(0.91), "0-1 rgb": rightly(0.88)}).best == Preprocessing("0-1", "rgb")
    assert found({"caffe bgr": rightly(0.9), "caffe rgb": rightly(0.88)}).best == Preprocessing("caffe", "bgr")


@pytest.mark.parametrize("scaling", ["0-1", "caffe"])
@pytest.mark.parametrize(("right", "wrong"), [("bgr", "rgb"), ("rgb", "bgr")])
def test_the_other_order_of_colours_is_named_only_where_it_is_clearly_better(
    scaling: Scaling, right: Color, wrong: Color
) -> None:
    clear = found({f"{scaling} {right}": rightly(0.9), f"{scaling} {wrong}": rightly(0.9, 5)})
    assert (clear.other_color(wrong), clear.other_color(right)) == (right, None)
    assert contradicted_field(clear, entry(scaling, wrong)) == "color"
    assert contradicted_field(clear, entry(scaling, right)) == ""
    assert contradicted_field(clear, entry("pm1", right)) == "scaling"
    assert clear.color_evidence().endswith(f"{wrong.upper()}: 3 of 8 right")
    alike = found({f"{scaling} {right}": rightly(0.91), f"{scaling} {wrong}": rightly(0.88)})
    same = found({scaling: rightly(0.9)})
    for finding in (alike, same):
        assert (
            contradicted_field(finding, entry(scaling, wrong))
            == contradicted_field(finding, entry(scaling, right))
            == ""
        )


def test_a_scaling_that_is_answered_like_another_wrong_one_is_objected_to() -> None:
    finding = found({"0-255": rightly(0.9)})  # and all the others alike
    for wrong in ("0-1", "pm1", "imagenet", "caffe"):
        assert contradicted_field(finding, entry(wrong, "rgb")) == "scaling"  # type: ignore[arg-type]
    assert contradicted_field(finding, entry("0-255", "rgb")) == ""
    assert contradicted_field(finding, entry("custom", "rgb")) == ""


def test_a_scaling_that_is_answered_like_the_best_or_nearly_is_not_objected_to() -> None:
    assert contradicted_field(found({"0-255": rightly(0.9), "pm1": rightly(0.905)}), entry("pm1", "rgb")) == ""
    nearly = found({"0-255": rightly(0.95), "caffe": rightly(0.91)}, labelled=False)
    assert nearly.sure
    assert contradicted_field(nearly, entry("caffe", "rgb")) == ""


def test_pictures_that_tell_nothing_speak_against_nothing() -> None:
    assert contradicted_field(found({}), entry("pm1", "bgr")) == ""


def test_another_fit_is_taken_only_where_it_is_clearly_better() -> None:
    assert found({"0-1": rightly(0.6), "0-1 rgb crop": rightly(0.95)}).best.fit == "crop"
    assert found({"0-1": rightly(0.90), "0-1 rgb crop": rightly(0.91)}).best.fit == "stretch"


def test_two_ways_that_are_answered_alike_are_not_sure() -> None:
    finding = found({"0-1": rightly(0.9), "pm1": rightly(0.84)})
    assert finding.best.scaling == "0-1"
    assert not finding.sure


def test_pictures_that_nothing_is_made_of_are_not_sure() -> None:
    assert not found({}).sure
    assert not found({}, labelled=False).sure
    assert not found({"0-1": rightly(0.5, 6)}).sure
    assert not found({"0-1": np.tile([0.9, 0.05, 0.05], (len(CLASSES), 1))}, labelled=False).sure


def test_one_wrong_label_does_not_decide() -> None:
    certain = rightly(1.0, 1)  # certain of itself, and wrong about one picture
    assert found({"0-1": certain, "pm1": rightly(0.4)}).best.scaling == "0-1"


def test_ways_that_are_the_same_to_the_model_count_once() -> None:
    finding = found({"0-255": rightly(0.9), "pm1": rightly(0.905)})
    assert finding.best.scaling == "0-255"
    assert finding.sure
    assert all(way.scaling != "pm1" for way, _ in finding.trials)


def test_the_evidence_names_the_best_of_each_scaling() -> None:
    evidence = found({"0-255 rgb": rightly(0.9), "0-1": rightly(0.6, 5)}).evidence()
    assert evidence.startswith("0..255, RGB: 8 of 8 right; ")
    assert "0..1, RGB: 3 of 8 right" in evidence


def test_without_labels_the_evidence_is_a_share() -> None:
    assert found({"0-1 rgb": rightly(1.0)}, labelled=False).evidence(1) == "0..1, RGB: 99% clear"


def test_logits_rounded_shares_and_broken_numbers_become_probabilities() -> None:
    assert np.allclose(probabilities(np.array([[2.0, 2.0]])), 0.5)
    assert np.allclose(probabilities(np.array([[0.5, 0.25, 0.23]])).sum(), 1.0)
    assert np.allclose(probabilities(np.array([[np.nan, 1.0], [np.inf, 0.0]])), 0.5)
    assert np.allclose(probabilities(np.array([[0.9, 0.1], [np.nan, 0.0]])), [[0.9, 0.1], [0.5, 0.5]])
    assert np.allclose(probabilities(np.array([[3.0, 3.0], [np.nan, 0.0]])), 0.5)


def test_one_picture_cannot_be_told_apart() -> None:
    assert score_of(np.array([[0.99, 0.01]]), None).clear == 0.0
