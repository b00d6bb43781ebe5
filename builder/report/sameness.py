"""How far a product answers like the original, as a state and sentences: the first of the three lights."""

from collections.abc import Sequence

from builder.core.figures import human_difference, human_share
from builder.core.words import mark, tr, trn
from builder.report.report import AgainstSource, LightState, ProductReport
from builder.report.report_words import same_found_words, sentence, state_of

SAME = mark("Same as the original")
FEW_SAMPLES = 10  # below which a smaller precision may lose answers that none of them shows; chosen
# Chosen: shares of answers that are the original's.
_TOO_FEW_EQUAL = 0.8
_ALIKE = 0.999
_ORDER: tuple[LightState, ...] = ("bad", "caution", "unknown", "good")  # the weakest first


def weakest(states: Sequence[LightState]) -> LightState:
    return min(states, key=_ORDER.index)


def with_sentences(*sentences: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return " ".join(filter(None, sentences))


def badge_of(product: ProductReport, precision: str) -> str:
    """A few words about a product, for its place in a list."""
    if not state_of(product).passed:
        return state_of(product).badge
    state, _ = sameness(product, precision)
    return {
        "good": tr(SAME), "caution": tr("Nearly the same"), "bad": tr("Not the same"),
        "unknown": tr("Not compared"),
    }[state]  # fmt: skip


def sameness(product: ProductReport, precision: str) -> tuple[LightState, str]:
    """How far a product answers like the original: state, and sentences."""
    verified, found = product.verified, state_of(product)
    if not found.passed:
        return ("bad" if found.tone == "bad" else "unknown"), sentence(found.why)
    against, n = verified.against_source, verified.samples
    if against is None:
        return "unknown", tr("Its answers were not compared with the original's.")
    exact = precision == "float32" or against.max_abs_diff == 0
    state: LightState
    share = against.top1_agreement
    same = n if share is None else round(share * n)
    if against.found is not None and against.noise is None:
        state, words = _of_found(against)
    elif exact:
        state = "good"
        words = trn("{n} answer was compared, and it is equal.", "All {n} answers are equal.", n)
        if against.noise is not None:
            words = tr(
                "The answers differ by up to {x}. That is rounding: the original's own answers move as much when its "
                "inputs change in their last digits.",
                x=human_difference(against.max_abs_diff),
            )
    elif share is None:
        state = "good" if against.cosine >= _ALIKE else "caution" if against.cosine >= _TOO_FEW_EQUAL else "bad"
        words = tr("The answers are like the original's by {x} of 1.", x=human_share(against.cosine))
    elif same == n:
        state = "good"
        words = trn(
            "The first answer to {n} sample is the same.", "The first answer is the same for all {n} samples.", n
        )
    else:
        state = "caution" if share >= _TOO_FEW_EQUAL else "bad"
        words = tr("The first answer is the same for {same} of {n} samples.", same=same, n=n)
    if not exact and n < FEW_SAMPLES and state == "good":
        state, words = "caution", with_sentences(words, tr("Few samples prove little."))
    if verified.reason:  # a remark on what passed
        state, words = weakest((state, "caution")), f"{words} {sentence(verified.reason)}"
    return state, words


def _of_found(against: AgainstSource) -> tuple[LightState, str]:
    """State and sentence of a detector: how much of what both sides find is the same."""
    same, found = against.found or (0, 0)
    state: LightState = "good" if same == found else "caution" if same >= _TOO_FEW_EQUAL * found else "bad"
    return state, sentence(same_found_words(against))
