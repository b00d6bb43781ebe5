"""Tests of the three lights: from the facts of a report to states and sentences, in every view of it."""

import json
from typing import Any

import pytest

from builder.report import report_views
from builder.report.lights import LightKey, ShownLight, headline, lights_of, phrase_of, stored_lights
from builder.report.linux_years import linux_since
from builder.report.report import (
    Accuracy,
    AgainstSource,
    Answers,
    CalibrationReport,
    LightState,
    ProductReport,
    Report,
    Verified,
)
from builder.report.sameness import weakest
from tests.unit.report.test_report_views import failed, heading, in_terminal, page, product, report, skipped, verified

STATES: tuple[LightState, ...] = ("good", "caution", "bad", "unknown")
SYMBOLS = {"good": "tick", "caution": "caution", "bad": "cross", "unknown": "ring"}
MARKS = {"good": "✓", "caution": "!", "bad": "✗", "unknown": "○"}


def shown(*, labels: tuple[float, float] | None = None, precision: str = "float32", share: float | None = 1.0,
          cosine: float = 1.0, apart: float = 0.02, reason: str = "", source: str = "calibration",
          random: bool = False, **answers: Any) -> Report:  # fmt: skip
    """A report of one native program, which every Linux of the last years runs."""
    against = AgainstSource(max_abs_diff=apart, top1_agreement=share, cosine=cosine)
    made = report(
        product("native", verified=verified(against_source=against, reason=reason, source=source)),
        precision=precision,
        answers=Answers(**({"input": "image", "classes": 10} | answers)),
        calibration=CalibrationReport(source=None, count=20 if random else 0, seed=0, random=random),
    )
    if labels is None:
        return made
    accuracy = Accuracy(source=labels[0], converted=labels[1], samples=20)
    return made.model_copy(update={"model": made.model.model_copy(update={"accuracy": accuracy})})


def light(made: Report, key: LightKey) -> ShownLight:
    return next(each for each in lights_of(made) if each.key == key)


# --- the same as the original, for detectors


def found(same: int, of: int, precision: str = "int8", kind: str = "boxes", noise: float | None = None) -> ShownLight:
    facts = {f"matched_{kind}": same, kind: of}
    against = AgainstSource(max_abs_diff=3.0, top1_agreement=None, cosine=0.9999, noise=noise, **facts)
    made = report(product("native", verified=verified(against_source=against)), precision=precision)
    return light(made, "same")


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        ((20, 20), "good", "All 20 boxes the same."),
        ((19, 20), "caution", "19 of 20 boxes the same."),
        ((3, 20), "bad", "3 of 20 boxes the same."),
        ((1, 1), "good", "Its one box the same."),
        ((20, 20, "float32"), "good", "All 20 boxes the same."),
        ((16, 17, "int8", "points"), "caution", "16 of 17 points the same."),
    ],
)
def test_a_detector_is_the_same_by_what_it_finds_and_not_by_its_numbers(
    facts: tuple[Any, ...], state: LightState, words: str
) -> None:
    same = found(*facts)
    assert (same.state, same.text) == (state, words)


def test_where_nothing_is_found_the_numbers_are_all_there_is() -> None:
    assert "of 1" in found(0, 0).text
    assert "rounding" in found(20, 20, "float32", noise=0.1).text


# --- right on the user's data


@pytest.mark.parametrize(
    ("facts", "state", "words", "remedy"),
    [
        ({"labels": (1.0, 0.95), "scaling": "guessed"}, "good", "19 of 20 labelled pictures are answered right", ""),
        ({"labels": (0.6, 0.6), "scaling": "chosen"}, "caution", "12 of 20 labelled pictures", "find"),
        ({"labels": (0.35, 0.35), "scaling": "guessed"}, "bad", "7 of 20 labelled pictures", "find"),
        ({"labels": (0.9, 0.9), "doubted": True, "scaling": "guessed"}, "bad", "speak for another scaling", "find"),
        ({"doubted": True, "scaling": "guessed"}, "caution", "speak for another scaling", "find"),
        ({"doubted": True, "scaling": "chosen", "checked": "eye"}, "caution", "speak for another scaling", "find"),
        ({"scaling": "guessed"}, "caution", "is a guess. No answer to a picture has been looked at yet.", "look"),
        ({"scaling": "chosen"}, "unknown", "You chose which pixel values", "look"),
        ({"scaling": "guessed", "checked": "eye"}, "good", "An answer was looked at and confirmed.", ""),
        ({"scaling": "chosen", "checked": "pictures"}, "good", "was found with your pictures", ""),
        ({"scaling": "told"}, "good", "The model itself says", ""),
        ({"input": "audio"}, "unknown", "No answer to a sound has been looked at yet.", "look"),
        ({"input": "table"}, "unknown", "No answer to a row has been looked at yet.", "look"),
        ({"input": "tensor"}, "unknown", "No answer has been looked at yet.", "look"),
        ({"input": "table", "checked": "eye"}, "good", "looked at and confirmed", ""),
        ({"input": "audio", "labels": (1.0, 1.0)}, "good", "20 of 20 labelled sounds", ""),
        ({"input": "table", "labels": (0.2, 0.2)}, "bad", "4 of 20 labelled rows", ""),
    ],
)
def test_answers_are_right_by_labels_by_a_found_scaling_or_by_eye(
    facts: dict[str, Any], state: LightState, words: str, remedy: str
) -> None:
    right = light(shown(**facts), "right")
    assert (right.state, right.remedy) == (state, remedy)
    assert words in right.text


@pytest.mark.parametrize(("classes", "share", "state"), [(2, 0.95, "good"), (2, 0.8, "caution"), (2, 0.55, "bad"),
                                                         (1000, 0.8, "good"), (1000, 0.7, "caution")])  # fmt: skip
def test_right_answers_count_beyond_what_guessing_gets(classes: int, share: float, state: LightState) -> None:
    assert light(shown(labels=(1.0, share), classes=classes), "right").state == state


@pytest.mark.parametrize(
    ("kind", "title"),
    [("image", "Right on your pictures"), ("audio", "Right on your sounds"), ("table", "Right on your rows"),
     ("tensor", "Right on your samples")],
)  # fmt: skip
def test_the_second_light_speaks_of_what_goes_in(kind: str, title: str) -> None:
    assert light(shown(input=kind), "right").title == title


def test_a_report_of_before_says_that_nothing_is_known() -> None:
    right = light(report(product()), "right")
    assert (right.state, right.remedy) == ("unknown", "")
    assert "earlier version" in right.text


@pytest.mark.parametrize(
    "facts", [{"scaling": "told"}, {"scaling": "guessed", "checked": "eye"}, {"labels": (1.0, 1.0)}]
)
@pytest.mark.parametrize("made", [failed("native"), skipped("native")])
def test_nothing_that_did_not_pass_its_check_is_called_right(facts: dict[str, Any], made: ProductReport) -> None:
    right = light(shown(**facts).model_copy(update={"products": (made,)}), "right")
    assert (right.state, right.text) == ("unknown", "Nothing passed its check here, so it is not known.")


# --- same as the original


@pytest.mark.parametrize(
    ("facts", "state", "words", "remedy"),
    [
        ({}, "good", "All 20 answers are equal.", ""),
        ({"precision": "float16"}, "good", "The first answer is the same for all 20 samples.", ""),
        ({"precision": "int8", "share": 0.95}, "caution", "for 19 of 20 samples.", "precision"),
        ({"precision": "int8", "share": 0.7}, "bad", "for 14 of 20 samples.", "precision"),
        ({"precision": "int8", "share": None, "cosine": 0.9996}, "good", "by 0.999 of 1", ""),
        ({"precision": "int8", "share": None, "cosine": 0.97}, "caution", "by 0.97 of 1", "precision"),
        ({"precision": "int8", "share": None, "cosine": 0.3}, "bad", "by 0.3 of 1", "precision"),
        ({"precision": "int8", "apart": 0.0}, "good", "All 20 answers are equal.", ""),
        ({"precision": "int8", "random": True}, "caution", "with random numbers", "samples"),
        ({"reason": "this proves little", "source": "random"}, "caution", "This proves little.", "samples"),
        ({"reason": "this proves little"}, "caution", "This proves little.", ""),
    ],
)
def test_answers_are_the_originals_by_what_was_compared(
    facts: dict[str, Any], state: LightState, words: str, remedy: str
) -> None:
    same = light(shown(**facts), "same")
    assert (same.state, same.remedy) == (state, remedy)
    assert words in same.text


def test_a_smaller_precision_needs_more_than_a_few_samples() -> None:
    few = verified(samples=2)
    same = light(report(product(verified=few), precision="int8"), "same")
    assert (same.state, same.remedy) == ("caution", "samples")
    assert same.text == "The first answer is the same for all 2 samples. Few samples prove little."
    assert light(report(product(verified=few)), "same").state == "good"  # nothing is rounded


def test_the_worst_product_decides_whether_it_is_the_same() -> None:
    worse = verified(against_source=AgainstSource(max_abs_diff=0.02, top1_agreement=0.95, cosine=0.999))
    made = report(product(), product("native", verified=worse), precision="int8")
    assert light(made, "same").state == "caution"
    assert light(report(product(), failed()), "same").state == "bad"
    assert "The folder failed its check" in light(report(product(), failed()), "same").text
    assert light(report(product(), skipped()), "same").state == "unknown"
    unchecked = product(verified=Verified(status="not-run", reason="no time"))
    assert light(report(unchecked), "same").state == "unknown"


# --- runs elsewhere


@pytest.mark.parametrize(
    ("glibc", "year", "examples"),
    [("2.17", 2014, ("Ubuntu 14.04", "Debian 8")), ("2.27", 2018, ("Ubuntu 18.04", "Debian 10")),
     ("2.34", 2022, ("Ubuntu 22.04", "Debian 12")), ("2.36", 2023, ("Debian 12", "Ubuntu 24.04")),
     ("2.41", 2025, ("Debian 13",))],
)  # fmt: skip
def test_a_glibc_is_told_by_the_year_of_systems_that_have_it(glibc: str, year: int, examples: tuple[str, ...]) -> None:
    since = linux_since(glibc)
    assert since is not None
    assert (since.year, since.examples) == (year, examples)


def test_a_glibc_that_no_system_has_is_known_as_that() -> None:
    assert linux_since("3.1") is None
    assert linux_since("later") is None


@pytest.mark.parametrize(
    ("products", "state", "words", "remedy"),
    [
        ([product("native")], "good", "Linux x64 from 2018 on, such as Ubuntu 18.04 and Debian 10.", ""),
        ([product()], "caution", "Linux x64 from 2023 on, such as Debian 12 and Ubuntu 24.04.", "products"),
        ([product(), product("native")], "caution", "The one-file program: Linux x64 from 2023 on", "products"),
        ([product("native", min_glibc="9.9")], "caution", "Only the newest Linux x64.", ""),
        ([product("native", min_glibc=None)], "good", "Any Linux x64.", ""),
        ([product("model")], "unknown", "runs wherever LiteRT does", "products"),
        ([failed()], "unknown", "Nothing passed its check here", ""),
    ],
)
def test_a_program_runs_where_its_systems_are_old_enough(
    products: list[Any], state: LightState, words: str, remedy: str
) -> None:
    elsewhere = light(report(*products), "elsewhere")
    assert (elsewhere.state, elsewhere.remedy) == (state, remedy)
    assert words in elsewhere.text
    assert "glibc" not in elsewhere.text
    if products[0].verified.status == "passed" and products[0].product != "model":
        assert elsewhere.text.endswith("Tried only on the computer that made it.")


# --- the title


@pytest.mark.parametrize(
    ("states", "phrase"),
    [
        (("good", "good", "good"), "Ready"),
        (("good", "unknown", "good"), "Ready, and the answers are not proven yet"),
        (("good", "caution", "caution"), "Ready, and the answers are not proven yet"),
        (("caution", "good", "good"), "Ready, and some answers may not be the original's"),
        (("good", "good", "caution"), "Ready, for newer systems only"),
        (("good", "good", "unknown"), "Ready, and it is not known where it runs"),
        (("bad", "bad", "good"), "Made, and not the same as the original"),
        (("good", "bad", "good"), "Made, and the answers are wrong"),
        (("unknown", "good", "good"), "Made, and not compared with the original"),
    ],
)
def test_the_title_is_as_strong_as_the_weakest_light(
    states: tuple[LightState, LightState, LightState], phrase: str
) -> None:
    assert phrase_of(*states) == phrase


def test_only_three_good_lights_are_ready_without_an_and() -> None:
    alone = {
        (same, right, elsewhere)
        for same in STATES for right in STATES for elsewhere in STATES
        if phrase_of(same, right, elsewhere) == "Ready"
    }  # fmt: skip
    assert alone == {("good", "good", "good")}
    assert weakest(("good", "unknown", "caution")) == "caution"


# --- every view says the same

CASES: dict[str, tuple[dict[str, Any], tuple[LightState, LightState, LightState]]] = {
    "right scaling": ({"labels": (1.0, 1.0), "scaling": "chosen"}, ("good", "good", "good")),
    "wrong scaling": ({"labels": (0.1, 0.1), "scaling": "guessed", "doubted": True}, ("good", "bad", "good")),
    "no labels": ({"scaling": "guessed"}, ("good", "caution", "good")),
    "confirmed by eye": ({"scaling": "guessed", "checked": "eye"}, ("good", "good", "good")),
    "int8 with losses": ({"precision": "int8", "share": 0.95, "scaling": "told"}, ("caution", "good", "good")),
}


@pytest.mark.parametrize(("facts", "states"), CASES.values(), ids=CASES.keys())
def test_the_page_the_terminal_and_the_json_show_the_same_lights(
    facts: dict[str, Any], states: tuple[LightState, ...]
) -> None:
    made = shown(**facts)
    made = made.model_copy(update={"lights": stored_lights(made)})
    lights = lights_of(made)
    assert tuple(each.state for each in lights) == states
    stored = json.loads(made.to_json())["lights"]
    assert stored == {each.key: {"state": each.state, "text": each.text} for each in lights}
    head, terminal = heading(report_views.html(made)), "\n".join(in_terminal(made, width=200))
    rows = head.partition("<dl")[2].split("<div>")[1:]
    for each, row in zip(lights, rows, strict=True):
        assert f"#{SYMBOLS[each.state]}" in row
        assert each.title in row
        assert each.text in page(made).text
        assert f"{MARKS[each.state]} {each.title}: {each.text}" in terminal
    title = headline(made).title
    assert f"<h1>{title.replace(chr(39), '&#39;')}</h1>" in head
    assert terminal.splitlines()[-1] == title
    assert ("#tick" in head.partition("<h1>")[0]) == (set(states) == {"good"})


def test_a_smaller_program_that_loses_answers_has_no_tick_of_its_own() -> None:
    made = shown(precision="int8", share=0.95, scaling="told")
    card = report_views.html(made).partition("<article")[2].partition("</article>")[0]
    assert "#tick" not in card
    assert "Nearly the same" in card
    assert "19 of 20 answers (0.02)" in "\n".join(in_terminal(made))


def test_lights_do_not_decide_whether_it_is_verified() -> None:
    wrong = shown(labels=(0.1, 0.1), precision="int8", share=0.2)
    assert wrong.verified
    assert not report(failed()).verified
