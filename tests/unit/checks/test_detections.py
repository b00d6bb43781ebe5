"""Tests of boxes and points compared as sets: same class, place and score, in whatever order."""

import pytest

from builder.checks.detections import Box, SameFound, boxes_in, same_boxes

CAT = Box(0, 0.9, 10, 10, 100, 100)
DOG = Box(1, 0.8, 200, 10, 50, 80)


def same(first: list[Box], second: list[Box], **more: float) -> tuple[int, int]:
    given = {"threshold": 0.5, "most": 100, **more}
    return same_boxes(first, second, threshold=given["threshold"], most=int(given["most"]), size=given.get("size", 1.0))


def test_equal_boxes_are_the_same_in_any_order() -> None:
    assert same([CAT, DOG], [DOG, CAT]) == (2, 2)
    assert same([CAT, CAT, DOG], [CAT, DOG, CAT]) == (3, 3)
    assert same([], []) == (0, 0)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (CAT._replace(x=14), (1, 1)),
        (CAT._replace(x=16), (0, 2)),  # they share 94 of 106 parts
        (CAT._replace(score=0.881), (1, 1)),
        (CAT._replace(score=0.875), (0, 2)),
        (CAT._replace(at=1), (0, 2)),
        (CAT._replace(width=0, height=0), (0, 2)),
    ],
)
def test_a_box_is_the_same_by_class_place_and_score(other: Box, found: tuple[int, int]) -> None:
    assert same([CAT], [other]) == found
    assert same([other], [CAT]) == found


def test_what_only_one_side_finds_is_counted_once() -> None:
    assert same([CAT, DOG], [CAT]) == (1, 2)
    assert same([CAT], [CAT, DOG, DOG]) == (1, 3)


def test_a_box_that_just_misses_the_threshold_on_one_side_is_the_same() -> None:
    above, below = CAT._replace(score=0.505), CAT._replace(score=0.495)
    assert same([above], [below]) == (1, 1)
    assert same([below], [above]) == (1, 1)
    assert same([below], [below]) == (0, 0)
    assert same([CAT._replace(score=0.53)], [below]) == (0, 1)


def test_a_box_has_one_partner_only() -> None:
    assert same([CAT, CAT._replace(x=11)], [CAT]) == (1, 2)


def test_boxes_behind_the_most_may_be_partners_but_do_not_count() -> None:
    many = [CAT._replace(x=200 * n) for n in range(4)]
    assert same(many, [*many[:1], *many[2:], many[1]], most=2) == (3, 3)


def test_points_are_the_same_by_their_distance() -> None:
    nose = Box(0, 0.9, 50, 50, 0, 0)
    assert same([nose], [nose._replace(x=52)], size=200) == (1, 1)
    assert same([nose], [nose._replace(x=55)], size=200) == (0, 2)
    assert same([nose], [nose._replace(at=1)], size=200) == (0, 2)


def test_an_answers_boxes_and_points_are_read() -> None:
    box = {"label": "cat", "index": 0, "score": 0.9, "x": 10, "y": 10, "width": 100, "height": 100}
    point = {"name": "nose", "x": 5, "y": 6, "score": None}
    assert boxes_in({"boxes": [box]}, "boxes") == [CAT]
    assert boxes_in({"points": [point]}, "points") == [Box(0, 0.0, 5, 6, 0, 0)]
    assert boxes_in({}, "boxes") == []


def test_nothing_found_is_no_difference() -> None:
    assert SameFound("boxes", 0, 0).share == 1.0
    assert SameFound("boxes", 19, 20).share == 0.95
