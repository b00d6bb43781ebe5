"""Tests of comparisons: the recommended precision and its reason, accuracy by folder names, how it is shown."""

import io
import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from rich.console import Console

from builder.checks.accuracy import accuracy_of, confusions_of
from builder.checks.agreement import mean_difference, top5_agreement
from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo
from builder.contract.resolve import Names, Resolution
from builder.report import comparison_views
from builder.report.comparison import (
    Agreement,
    Comparison,
    Confusion,
    Variant,
    gain_words,
    percent,
    quality,
    recommend,
)
from builder.report.comparison_picture import Spot, name_places
from builder.report.comparison_words import variant_remark
from builder.report.latency import Latency
from builder.samples.sample_labels import classes_of
from builder.samples.samples import Samples
from builder.steps.conversion import Prepared
from builder.variants import agreement_of


def variant(precision: str, size: int, median: float, top1: float | None = 1.0, **changes: object) -> Variant:
    agreement = Agreement(samples=20, top1=top1, top5=top1, max_abs_diff=0.1, mean_abs_diff=0.01, cosine=0.998)
    values: dict[str, object] = {
        "precision": precision,
        "status": "ok",
        "model_bytes": size,
        "program_bytes": 8_500_000 + size,
        "latency_ms": Latency(median=median, p90=median * 1.2),
        "load_ms": 3.0,
        "peak_memory_bytes": 10_000_000,
        "agreement": agreement,
    }
    return Variant(**(values | changes))  # type: ignore[arg-type]


FLOAT = variant("float32", 4_000_000, 2.0)


def comparison_of(*variants: Variant, **changes: object) -> Comparison:
    recommended, because = recommend(variants, 0.99, None)
    values: dict[str, object] = {
        "schema": 1,
        "name": "digits",
        "created": "2026-11-24T10:00:00+00:00",
        "versions": {},
        "source": "digits.keras",
        "source_bytes": 100_000,
        "limit": 0.99,
        "samples_source": "calibration",
        "variants": variants,
        "recommended": recommended,
        "because": because,
    }
    return Comparison(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("others", "best"),
    [
        ([variant("int8", 1_000_000, 1.0)], "int8"),
        ([variant("int8", 1_000_000, 1.0, 0.98)], "float32"),  # too far from the original
        ([variant("int8", 1_000_000, 1.0, 0.98), variant("float16", 2_000_000, 2.0)], "float16"),
        ([variant("dynamic", 1_000_000, 6.0), variant("float16", 2_000_000, 2.0)], "float16"),  # dynamic is slow here
        ([variant("int8-weights", 1_000_000, 2.0), variant("int8", 1_050_000, 1.0)], "int8"),  # as small, and faster
        ([variant("int4-weights", 500_000, 1.0), variant("int8x16", 900_000, 1.0)], "float32"),  # for experts
        ([Variant(precision="int8", status="failed", reason="it broke")], "float32"),
    ],
)
def test_the_smallest_that_is_good_and_not_slow_is_recommended(others: list[Variant], best: str) -> None:
    assert recommend([FLOAT, *others], 0.99, None)[0] == best


def test_the_reason_has_the_figures() -> None:
    _, because = recommend([FLOAT, variant("int8", 1_000_000, 0.952, 0.9943)], 0.99, None)
    assert because == "The program is 9.5 MB instead of 12.5 MB, 2.1 times faster here, and agrees on 99.4%"


SMALL = variant("float32", 400_000, 2.0)


def test_what_saves_next_to_nothing_of_the_program_is_not_recommended() -> None:
    best, because = recommend([SMALL, variant("int8", 100_000, 1.0)], 0.99, None)
    assert (best, because) == ("float32", "Nothing to gain here: rounding only gets it from 8.9 MB to 8.6 MB")
    best, because = recommend([SMALL, variant("int8", 100_000, 1.0, 0.5)], 0.99, None)
    assert (best, because) == ("float32", "Nothing smaller is as good and as fast here")


def test_where_only_the_model_is_made_its_own_size_counts() -> None:
    best, because = recommend([SMALL, variant("int8", 100_000, 1.0)], 0.99, None, model_only=True)
    assert best == "int8"
    assert because.startswith("The model file is 100 KB instead of 400 KB, 2 times faster here")


def test_what_answers_noticeably_faster_is_recommended_without_being_smaller() -> None:
    slow = variant("float32", 400_000, 80.0)
    best, because = recommend([slow, variant("int8", 100_000, 20.0), variant("float16", 200_000, 79.0)], 0.99, None)
    assert best == "int8"
    assert because.startswith("The program is 8.6 MB instead of 8.9 MB, 4 times faster here")


@pytest.mark.parametrize(
    ("size", "words"),
    [(96, "nothing to gain here"), (105, "nothing to gain here"), (95, "5% smaller"), (77, "23% smaller"),
     (51, "half the size"), (40, "60% smaller"), (26, "a quarter of the size"), (12, "88% smaller")],
)  # fmt: skip
def test_what_is_gained_is_said_of_what_is_made(size: int, words: str) -> None:
    assert gain_words(size, 100) == words


def test_the_table_says_where_nothing_is_gained() -> None:
    shown = comparison_of(SMALL, variant("int8", 100_000, 1.0), variant("float16", 390_000, 2.0, 0.5))
    assert [variant_remark(one, shown) for one in shown.variants] == [
        "", "2 times faster here, nothing to gain here", "as fast here, nothing to gain here, below the limit",
    ]  # fmt: skip


def test_with_labels_accuracy_decides_and_not_agreement() -> None:
    right = variant("int8", 1_000_000, 1.0, 0.9, accuracy=0.96)
    wrong = variant("int8", 1_000_000, 1.0, 1.0, accuracy=0.80)
    assert quality(right, 0.95) == pytest.approx(0.96 / 0.95)
    assert recommend([FLOAT.model_copy(update={"accuracy": 0.95}), right], 0.99, 0.95)[0] == "int8"
    assert recommend([FLOAT.model_copy(update={"accuracy": 0.95}), wrong], 0.99, 0.95)[0] == "float32"


def test_nothing_is_recommended_below_the_limit() -> None:
    found, because = recommend([variant("float32", 100, 1.0, 0.5)], 0.99, None)
    assert found is None
    assert "99%" in because


def test_a_model_without_classes_is_judged_by_its_direction() -> None:
    assert quality(variant("int8", 1, 1.0, None), None) == 0.998


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100%"), (0.9999, "99.9%"), (0.994, "99.4%"), (0.0, "0%"), (0.5, "50%")]
)
def test_a_share_is_rounded_down(share: float, text: str) -> None:
    assert percent(share) == text


def contract(labels: tuple[str, ...] = ("cat", "dog", "7")) -> Contract:
    given = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 8, 8, 3))
    output = ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 3), labels=labels)
    return Contract(schema=1, inputs=(given,), outputs=(output,))


def pictures(*names: str) -> list[Path]:
    return [Path("/data") / name for name in names]


def test_folders_called_like_labels_or_numbers_are_classes() -> None:
    assert classes_of(pictures("cat/1.png", "Dog/2.png", "7/3.png"), contract()) == [0, 1, 2]
    assert classes_of(pictures("0/1.png", "02/2.png"), contract(())) == [0, 2]


def test_folders_that_say_nothing_are_no_labels() -> None:
    assert classes_of(pictures("cat/1.png", "bird/2.png"), contract()) is None
    assert classes_of(pictures("1/1.png", "1/2.png"), contract(())) is None  # one folder may be called anything
    assert classes_of(pictures("5/1.png", "6/2.png"), contract(())) is None  # there are three classes
    assert classes_of([], contract()) is None


def test_accuracy_and_the_mistakes_by_name() -> None:
    answers = {"y": np.array([[0.9, 0.1, 0], [0.8, 0.2, 0], [0.7, 0.3, 0], [0, 0, 1.0]])}
    assert accuracy_of(answers, [0, 1, 1, 2], contract()) == 0.5
    assert confusions_of(answers, [0, 1, 1, 2], contract()) == (Confusion(label="dog", answered="cat", n=2),)


def test_agreement_of_the_first_five_and_the_mean_difference() -> None:
    wide = contract().model_copy(
        update={"outputs": (ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 8)),)}
    )
    reference = {"y": np.eye(8)[[0, 1]]}
    answers = {"y": np.array([[0.1, 0.9, 0.8, 0.7, 0.6, 0, 0, 0], [0.9, 0.0, 0.8, 0.7, 0.6, 0.5, 0.4, 0]])}
    assert top5_agreement(reference, answers, wide) == 0.5
    assert mean_difference({"y": np.zeros((2, 2))}, {"y": np.array([[1.0, 0], [0, 1.0]])}) == 0.5


def test_the_page_needs_nothing_else_and_shows_every_variant() -> None:
    skipped = Variant(precision="int8", status="skipped", reason="int8 needs sample data. It has none.")
    shown = comparison_views.html(comparison_of(FLOAT, variant("float16", 2_000_000, 2.1, 0.995), skipped))
    assert "http" not in shown.split("</style>")[1]
    for words in (
        "float32",
        "float16",
        "int8 needs sample data",
        "Slightly rounded (float16) is recommended",
        "99.5%",
        "<circle",
    ):
        assert words in shown


def test_names_from_outside_do_no_harm() -> None:
    shown = comparison_views.html(comparison_of(FLOAT, name="<script>\x1b[2J", warnings=("a \x1b[31m warning",)))
    assert "<script>" not in shown
    assert "\x1b" not in shown


def test_the_table_fits_a_terminal() -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    slow = variant("dynamic", 1_000_000, 6.0, 0.97, accuracy=0.951)
    longest = variant("int8-weights", 98_700_000, 0.27, 1.0, accuracy=1.0, load_ms=123.4, peak_memory_bytes=11_300_000)
    console.print(comparison_views.table(comparison_of(FLOAT, slow, longest, source_accuracy=0.952)))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "…" in line]
    assert "dynamic: 3 times slower here." in lines


def test_json_keeps_its_keys() -> None:
    data = json.loads(comparison_of(FLOAT).to_json())
    assert data["schema"] == 1
    assert {"variants", "recommended", "because"} <= data.keys()
    assert {"precision", "status", "reason", "model_bytes", "program_bytes", "latency_ms", "load_ms",
            "peak_memory_bytes", "agreement", "accuracy"} <= data["variants"][0].keys()  # fmt: skip
    assert data["variants"][0]["agreement"].keys() == {
        "samples", "top1", "top5", "max_abs_diff", "mean_abs_diff", "cosine",
    }  # fmt: skip


def test_names_in_the_picture_cover_neither_each_other_nor_a_dot() -> None:
    line = 15.0
    crowd = [Spot(100 + 3 * number, 40, 6 + number, 60 + 5 * number) for number in range(7)]
    places = name_places([*crowd, Spot(620, 40, 6, 50), Spot(300, 245, 18, 50)], line, 640, 250)
    rooms = [(x, y, x + spot.width, y + line) for spot, (x, y) in zip([*crowd], places, strict=False)]
    for number, (left, top, right, bottom) in enumerate(rooms):
        assert 0 <= left < right <= 640
        assert 0 <= top < bottom <= 250
        for other_left, other_top, other_right, other_bottom in rooms[:number]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, "two names cover each other"
        for spot in crowd:
            beside = right <= spot.x - spot.radius or left >= spot.x + spot.radius
            assert beside or bottom <= spot.y - spot.radius or top >= spot.y + spot.radius


def test_answers_that_are_no_numbers_leave_a_comparison_that_can_be_read(tmp_path: Path) -> None:
    broken = {"y": np.array([[np.nan, np.inf, 1.0]])}
    samples = Samples(tmp_path / "unread.npz", 1, "random", 1)
    made = Prepared(
        plain=tmp_path, resolved=Resolution(cast(ModelInfo, None), ContractChoice(), contract()),
        names=Names({}, {}), samples=samples,
        source_answers={"y": np.array([[1.0, 2.0, 3.0]])}, calibration=None, doubts=(),
    )  # fmt: skip
    shown = comparison_of(
        FLOAT, FLOAT.model_copy(update={"precision": "int8", "agreement": agreement_of(made, broken)})
    )
    assert Comparison.model_validate_json(shown.to_json()) == shown
