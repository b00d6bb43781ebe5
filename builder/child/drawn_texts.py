"""Texts to try a model's lookup with, drawn from the words that it knows, and what the original makes of them.

Among the words are ones that it does not know, with capitals, punctuation, umlauts, and spaces of every kind: what
separates one way to read a text from another.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from builder.child.sources.keras_text import CutModel
from builder.contract.modelinfo import TextLookup
from builder.core.arrays import Arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_LONGEST = 40  # words of a text; chosen
_UNKNOWN = (
    "Xylophon",
    "ÄRGER",
    "STRASSE",
    "İstanbul",
    "don't",
    "zwei\u00a0Wörter",
    "\u2003weit",
    "a\u3000b",
    "🙂",
    "Ǆ",
)
_BLANKS = (" ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u2028", "\x0b", "\x0c", "\r\n", "\x85")
_SIGNS = (*"!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'\u2013\u201e\u201c\u00bf", "", "", "", "", "", "")
_SAME = 1e-5  # of a model's largest answer; chosen: a batch of one calculates the same both times


def drawn_texts(lookup: TextLookup, count: int, seed: int) -> list[str]:
    """Draws texts for a lookup, the same for the same seed."""
    generator = np.random.default_rng([seed, 7])
    words = [*(lookup.vocabulary or _UNKNOWN)]
    return [_text(lookup, words, generator) for _ in range(count)]


def _text(lookup: TextLookup, words: Sequence[str], generator: np.random.Generator) -> str:
    single = lookup.split == "none"
    parts = []
    for _ in range(1 if single else int(generator.integers(1, _LONGEST))):
        known = generator.random() < 0.75
        word = str(generator.choice(words) if known else generator.choice(_UNKNOWN))
        change = generator.random()
        word = word.upper() if change < 0.15 else word.capitalize() if change < 0.4 else word
        plain = single and generator.random() < 0.7
        parts.append(word if plain else word + str(generator.choice(_SIGNS)))
        if not single:
            parts.append(str(generator.choice(_BLANKS)) if lookup.split == "whitespace" or known else "")
    return "".join(parts)


def texts_with_numbers(cut: CutModel, run: Any, count: int, seed: int) -> tuple[dict[str, list[str]], Arrays]:
    """Texts for each text input, and the numbers that the original makes of them.

    Args:
        cut: The model behind its lookups.
        run: Answers arrays as `Source.run`, to see that the model behind the lookups answers as the whole one.
        count: Of texts, at most; fewer for large vocabularies.
        seed: The same seed draws the same texts.

    Returns:
        Input name to texts; and for the text at a place the array `{place}/{input}`.

    Raises:
        LitecrateError: Exit code 3: what is behind the lookups does not answer as the original.
    """
    texts: dict[str, list[str]] = {}
    numbers: Arrays = {}
    for name, text in cut.texts.items():
        count_here = max(4, min(count, 2_000_000 // max(text.shape[-1], 1)))
        texts[name] = drawn_texts(text.lookup, count_here, seed)
        for place, words in enumerate(texts[name]):
            numbers[f"{place}/{name}"] = text.numbers_of(words)
    if len(cut.names) == 1:
        _check_cut(cut, run, texts[cut.names[0]], numbers)
    return texts, numbers


def _check_cut(cut: CutModel, run: Any, texts: Sequence[str], numbers: Arrays) -> None:
    import tensorflow as tf

    name = cut.names[0]
    flat = len(cut.original.inputs[0].shape) == 1
    for place, words in enumerate(texts[:4]):
        given = numbers[f"{place}/{name}"]
        if given.size == 0:
            continue
        whole = cut.original(tf.constant([words] if flat else [[words]]), training=False)
        expected = [np.asarray(each, np.float64) for each in tf.nest.flatten(whole)]
        answers = [np.asarray(each, np.float64) for each in run({name: given}).values()]
        largest = max((float(np.abs(each).max(initial=0.0)) for each in expected), default=0.0)
        same = all(
            a.shape == b.shape and np.allclose(a, b, rtol=0.0, atol=_SAME * max(largest, 1e-6), equal_nan=True)
            for a, b in zip(sorted(expected, key=np.size), sorted(answers, key=np.size), strict=True)
        )
        if not same:
            raise LitecrateError(
                tr("The model cannot be parted from its text step"),
                why=tr("What is behind it does not answer as the whole model."),
                remedy=tr("Export only the part of the model after the text step. It takes numbers such as token ids."),
                code=ExitCode.UNSUPPORTED_MODEL,
            )
