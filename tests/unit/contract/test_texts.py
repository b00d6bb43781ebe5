"""Tests of texts in contracts: guessed where the model has a vocabulary, refused where it has none."""

import pytest
from pydantic import ValidationError

from builder.child.drawn_texts import drawn_texts
from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo, TextLookup
from builder.core.errors import LitecrateError

LOOKUP = TextLookup(
    vocabulary=("das", "äpfel", 'a "b"\n'), standardize="lower", split="whitespace", ngrams=(1, 2), unknown_index=1
)
WORDS = TensorInfo(name="review", shape=(1, 8), dtype="int64", max_index=4, text=LOOKUP)
NUMBERS = TensorInfo(name="numbers", shape=(1, 2), dtype="float32")
ANSWER = TensorInfo(name="answer", shape=(1, 2), dtype="float32")


def model(*inputs: TensorInfo) -> ModelInfo:
    return ModelInfo(kind="keras3", format="keras", source_bytes=1, source_sha256="", inputs=inputs, outputs=(ANSWER,))


def test_a_vocabulary_makes_the_input_a_text() -> None:
    entry, other = guess(model(WORDS, NUMBERS), ContractChoice()).contract.inputs
    assert (entry.kind, other.kind) == ("text", "tensor")
    assert entry.vocabulary == LOOKUP.vocabulary
    assert (entry.standardize, entry.split, entry.ngrams, entry.unknown_index) == ("lower", "whitespace", (1, 2), 1)


def test_the_numbers_of_words_can_be_given_instead() -> None:
    (entry,) = guess(model(WORDS), ContractChoice(input_kind="tensor")).contract.inputs
    assert entry.kind == "tensor"
    assert not entry.vocabulary


def test_a_text_chosen_beside_numbers_is_for_the_text() -> None:
    entry, other = guess(model(WORDS, NUMBERS), ContractChoice(input_kind="text")).contract.inputs
    assert (entry.kind, other.kind) == ("text", "tensor")


def test_no_text_without_a_vocabulary() -> None:
    with pytest.raises(LitecrateError, match="cannot be a text"):
        guess(model(NUMBERS), ContractChoice(input_kind="text"))


def test_both_forms_keep_the_words() -> None:
    contract = guess(model(WORDS), ContractChoice()).contract
    assert Contract.from_toml(contract.to_toml()) == contract
    assert Contract.model_validate_json(contract.to_json()) == contract


def test_a_vocabulary_has_bounds() -> None:
    with pytest.raises(ValidationError):
        TextLookup(vocabulary=("x",) * 200_001)
    with pytest.raises(ValidationError):
        TextLookup(vocabulary=("x" * 1000,) * 5000)
    with pytest.raises(ValidationError):
        TextLookup(vocabulary=("x",), ngrams=(33,))


def test_drawn_texts_hold_what_separates_ways_to_read() -> None:
    texts = drawn_texts(LOOKUP, 48, 1)
    assert texts == drawn_texts(LOOKUP, 48, 1) != drawn_texts(LOOKUP, 48, 2)
    whole = "".join(texts)
    for part in ("\u00a0", "\x0b", "ÄPFEL", "!", "Das", "İ", "\u3000"):
        assert part in whole
    single = drawn_texts(TextLookup(vocabulary=("rot",)), 48, 1)
    assert "rot" in single
    assert any(text != "rot" for text in single)
