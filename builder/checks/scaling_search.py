"""Search for the scaling of a model's pictures: tries every usual one on a few pictures with the source model.

A wrong scaling is the mistake that no comparison of answers can see: the original and the program then agree on a wrong
input. With labelled pictures the score is the likelihood of the right answers, weighted by how usual the scaling is;
without labels, how well the answers tell the pictures apart. Where that does not decide, the result says so.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from builder.checks.agreement import dequantized
from builder.context import StepContext
from builder.contract import kind_labels
from builder.contract.contract import SCALINGS, Color, Fit
from builder.contract.resolve import Resolution
from builder.core.arrays import load_arrays, save_arrays
from builder.core.words import tr
from builder.samples.sample_labels import class_output
from builder.samples.sample_preparing import prepare_files
from builder.samples.sample_reading import found_pictures
from builder.sessions.child_session import ChildSession

# These figures are chosen.
TRIED = 20  # pictures
_ODDS = math.log(3.0)  # a way is clearly better when it is three times as likely
_LEAST = 1e-3  # probability of a right answer: one wrong label must not decide everything
SAME = 0.02  # largest difference of a probability between ways that are the same to the model
# Without labels: the lowest score, and the lead over the next one, of a sure result; shares of the highest score.
_SURE_UNLABELLED, _AHEAD_UNLABELLED = 0.5, 0.15
# Estimates of how usual each is among published models; and those that differ by little, since a pixel's step is 1.
_USUAL = {"0-255": 0.3, "0-1": 0.3, "pm1": 0.2, "imagenet": 0.1, "caffe": 0.1}
_LARGE = frozenset({"0-255", "caffe"})

Array = np.ndarray[Any, np.dtype[Any]]
ScalingName = Literal["0-255", "0-1", "pm1", "imagenet", "caffe"]
NAMES: tuple[ScalingName, ...] = ("0-255", "0-1", "pm1", "imagenet", "caffe")
assert set(NAMES) == set(SCALINGS)


@dataclass(frozen=True)
class Preprocessing:
    """One way to give pictures to the model: a candidate of the search.

    Attributes:
        scaling, color, fit: As in the contract.
    """

    scaling: ScalingName
    color: Color
    fit: Fit = "stretch"

    def words(self) -> str:
        """The way in words, such as "0..1, RGB"."""
        fit = kind_labels.FITS[self.fit].remark
        parts = (kind_labels.SCALINGS[self.scaling].range, kind_labels.COLORS[self.color], fit)
        return ", ".join(tr(part) for part in parts if part)


@dataclass(frozen=True)
class Score:
    """Score of the answers to pictures that are given one way.

    Attributes:
        right: Count of right answers; None without labels.
        of: Count of pictures.
        clear: With labels the mean probability of the right class, without them how much the answers tell the pictures
            apart (their mutual information, as a share of the most that is possible). 0..1.
        likely: With labels the logarithm of the probability of all right answers; else 0.0.
    """

    right: int | None
    of: int
    clear: float
    likely: float = 0.0

    def words(self) -> str:
        """The score in words, such as "19 of 20 right"."""
        if self.right is not None:
            return tr("{right} of {of} right", right=self.right, of=self.of)
        return tr("{share}% clear", share=round(100 * self.clear))


@dataclass(frozen=True)
class Finding:
    """Result of the search.

    Attributes:
        best: The way with the best score.
        sure: Whether it is clearly better than every other scaling.
        trials: The ways that the model answers differently, with their scores, best first.
        alike: The other ways, each with the one of the trials that is answered like it.
    """

    best: Preprocessing
    sure: bool
    trials: tuple[tuple[Preprocessing, Score], ...]
    alike: tuple[tuple[Preprocessing, Preprocessing], ...] = ()

    @property
    def labelled(self) -> bool:
        """Whether the right answers were known."""
        return self.trials[0][1].right is not None

    def evidence(self, most: int = 3) -> str:
        """The best scalings in words, such as "0..255, RGB: 19 of 20 right; 0..1, RGB: 3 of 20 right"."""
        shown: dict[str, str] = {}
        for way, score in self.trials:
            shown.setdefault(way.scaling, f"{way.words()}: {score.words()}")
        return "; ".join(list(shown.values())[:most])

    def color_evidence(self) -> str:
        """The orders of colours in words, such as "0..1, BGR: 19 of 20 right; 0..1, RGB: 11 of 20 right"."""
        same = ((way, score) for way, score in self.trials if way.scaling == self.best.scaling)
        return "; ".join(f"{way.words()}: {score.words()}" for way, score in same if way.fit == self.best.fit)

    def other_color(self, color: Color) -> Color | None:
        """The order of colours that is clearly better than `color`; None where none is."""
        own = Preprocessing(self.best.scaling, color, self.best.fit)
        return self.best.color if self.best.color != color and self.is_better_than(own) else None

    def is_better_than(self, way: Preprocessing) -> bool:
        """Whether the best way is clearly better than another one; False where that was not tried."""
        scores, same = dict(self.trials), dict(self.alike).get(way, way)
        return same in scores and same != self.best and _is_clearly_better(self.best, same, scores)


Answer = Callable[[Preprocessing], Array]


def find_scaling(
    answer: Answer, colors: Sequence[Color], classes: Sequence[int] | None, fits: Sequence[Fit] = ()
) -> Finding:
    """Tries every scaling and order of colours, then other fits with the best of them.

    Args:
        answer: Returns the source model's answers to the pictures, given one way: [N, classes].
        colors: The orders to try; the first is the usual one.
        classes: The right class of each picture, if known.
        fits: The fits to try besides stretching.
    """
    ways = [Preprocessing(scaling, color) for scaling in NAMES for color in colors]
    trials = {way: answer(way) for way in ways}
    scores, alike = _distinct(trials, classes)
    best, sure = _decide(scores)
    best = _preferred_color(best, scores, colors)
    for fit in fits:
        way = Preprocessing(best.scaling, best.color, fit)
        scores[way] = score_of(answer(way), classes)
        if _is_clearly_better(way, best, scores):
            best = way
    ranked = sorted(scores.items(), key=lambda item: _weight(*item), reverse=True)
    return Finding(best, sure, tuple(sorted(ranked, key=lambda item: item[0] != best)), tuple(alike.items()))


def score_of(answers: Array, classes: Sequence[int] | None) -> Score:
    """Scores the answers to pictures that were given one way.

    Args:
        answers: [N, classes], probabilities or logits.
        classes: The right class of each picture, if known.
    """
    shares = probabilities(answers)
    count = len(shares)
    if classes is not None:
        right = int((shares.argmax(axis=1) == np.asarray(classes)).sum())
        given = shares[np.arange(count), list(classes)]
        return Score(right, count, float(given.mean()), float(np.log(np.maximum(given, _LEAST)).sum()))
    most = math.log(min(count, shares.shape[1])) if count > 1 else 0.0
    told = _entropy(shares.mean(axis=0)) - float(np.mean([_entropy(row) for row in shares]))
    return Score(None, count, max(0.0, told / most) if most else 0.0)


def probabilities(answers: Array) -> Array:
    """Class probabilities, [N, classes]: logits get a softmax; rows with NaN or infinity become uniform."""
    values = answers.reshape(len(answers), -1).astype(np.float64)
    broken = ~np.isfinite(values).all(axis=1)
    values[broken] = 1.0 / values.shape[1]  # so that one row with NaN does not make logits of all the others
    sums = values.sum(axis=1, keepdims=True)
    # Probabilities of a quantized softmax are rounded, so that their sum is not quite one. The bounds are chosen.
    if values.min() >= -0.01 and values.max() <= 1.01 and sums.min() >= 0.5 and sums.max() <= 1.5:
        rounded: Array = np.maximum(values, 0.0) / sums
        return rounded
    values[broken] = 0.0
    return softmax(values)


def softmax(logits: Array) -> Array:
    """Class probabilities by finite logits, [..., classes]."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _entropy(shares: Array) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


def _distinct(
    trials: dict[Preprocessing, Array], classes: Sequence[int] | None
) -> tuple[dict[Preprocessing, Score], dict[Preprocessing, Preprocessing]]:
    """Scores of the ways that the model answers differently; and the other ways, each with the one it is like.

    Ways are alike where a quantized input gives the same integers, or where the model answers everything alike.
    """
    kept: dict[Preprocessing, Array] = {}
    alike: dict[Preprocessing, Preprocessing] = {}
    for way, answers in trials.items():
        shares = probabilities(answers)
        same = (each for each, other in kept.items() if np.abs(shares - probabilities(other)).max() <= SAME)
        found = next(same, None)
        if found is None:
            kept[way] = answers
        else:
            alike[way] = found
    return {way: score_of(answers, classes) for way, answers in kept.items()}, alike


def _weight(way: Preprocessing, score: Score) -> float:
    """Rank of a way: with labels its log-likelihood and prior, without them how well it tells pictures apart, 0..1."""
    return score.clear if score.right is None else score.likely + math.log(_USUAL[way.scaling])


def _decide(scores: dict[Preprocessing, Score]) -> tuple[Preprocessing, bool]:
    """The best way, and whether it is clearly better than every other scaling."""
    best = max(scores, key=lambda way: _weight(way, scores[way]))
    others = [way for way in scores if way.scaling != best.scaling]
    found = scores[best]
    if found.right is not None:
        good = 2 * found.right >= found.of
        return best, good and all(_is_clearly_better(best, other, scores) for other in others)
    apart = (way for way in others if not ({way.scaling, best.scaling} == _LARGE and best.scaling == "0-255"))
    return best, found.clear >= _SURE_UNLABELLED and all(_is_clearly_better(best, other, scores) for other in apart)


def _is_clearly_better(one: Preprocessing, other: Preprocessing, scores: dict[Preprocessing, Score]) -> bool:
    ahead = _weight(one, scores[one]) - _weight(other, scores[other])
    return ahead >= (_AHEAD_UNLABELLED if scores[one].right is None else _ODDS)


def _preferred_color(best: Preprocessing, scores: dict[Preprocessing, Score], colors: Sequence[Color]) -> Preprocessing:
    """The usual order of colours unless the other one is clearly better."""
    usual_color: Color = "bgr" if best.scaling == "caffe" and "bgr" in colors else colors[0]
    usual = Preprocessing(best.scaling, usual_color)
    return best if usual not in scores or best == usual or _is_clearly_better(best, usual, scores) else usual


def source_model_runner(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: Path, pictures: Sequence[Path]
) -> Answer:
    """Makes the function that answers pictures with the session's source model; the runner prepares the pictures."""

    def answer(way: Preprocessing) -> Array:
        contract = resolved.with_pixels(way.scaling, way.color, way.fit).contract
        context.progress(0.0, tr("Trying {way}", way=way.words()))
        given, answered = context.folder / "tried.npz", context.folder / "tried-answers.npz"
        found = found_pictures(pictures, pictures[0].parent)
        save_arrays(given, prepare_files(context, contract, runner, found, given.with_suffix(".contract.json")))
        session.request("reference", lend={"samples": given}, take={"out": answered})
        output = class_output(contract)
        assert output is not None
        tensor = next(each for each in resolved.info.outputs if each.name == output.name)
        return dequantized(load_arrays(answered)[output.name], tensor).reshape(len(pictures), -1)

    return answer
