"""Tests of random samples: types, shapes and ranges fit the model, and the same seed gives the same."""

import numpy as np
import pytest

from builder.child.random_samples import make_samples
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo


def samples(count: int = 4, seed: int = 0, limit: int | None = None, **entry: object) -> np.ndarray:
    contract = Contract(schema=1, inputs=(ContractInput.model_validate({"name": "x", **entry}),), outputs=())
    known = TensorInfo(name="x", shape=(), dtype="int32", max_index=limit)
    return make_samples(contract, count, seed, [known])["x"]


def test_the_same_seed_gives_the_same_samples() -> None:
    entry = {"dtype": "float32", "shape": (1, 8, 8, 3), "kind": "image"}
    assert np.array_equal(samples(seed=5, **entry), samples(seed=5, **entry))
    assert not np.array_equal(samples(seed=5, **entry), samples(seed=6, **entry))


def test_pictures_are_scaled_like_the_contract_says() -> None:
    made = samples(dtype="float32", shape=(1, 32, 24, 3), kind="image", mean=(127.5,), std=(127.5,))
    assert made.shape == (4, 32, 24, 3)
    assert made.dtype == np.float32
    assert made.min() >= -1.0
    assert made.max() <= 1.0
    assert np.ptp(made) > 0.5


def test_pictures_differ_and_are_smooth() -> None:
    made = samples(dtype="float32", shape=(1, 64, 64, 1), kind="image")
    assert np.abs(made[0] - made[1]).mean() > 5
    assert np.abs(np.diff(made, axis=2)).mean() < np.abs(made - np.roll(made, 20, axis=2)).mean()


def test_raw_pixels_are_integers_around_the_zero_of_the_type() -> None:
    made = samples(dtype="int8", shape=(1, 16, 16, 3), kind="image", raw_pixels=True)
    assert made.dtype == np.int8
    assert made.min() < 0 < made.max()


def test_channels_may_come_first() -> None:
    assert samples(dtype="float32", shape=(1, 3, 16, 20), kind="image", layout="nchw").shape == (4, 3, 16, 20)


def test_indices_stay_inside_of_the_table() -> None:
    made = samples(count=50, dtype="int32", shape=(1, 30), limit=9)
    assert (made.min(), made.max()) == (0, 9)


def test_indices_may_be_floats() -> None:
    made = samples(dtype="float32", shape=(1, 30), limit=9)
    assert np.array_equal(made, np.rint(made))


@pytest.mark.parametrize(
    ("kind", "shape", "expected"),
    [
        ("tensor", (1, -1, 8), (4, 16, 8)),
        ("image", (1, -1, -1, 3), (4, 64, 64, 3)),
        ("audio", (-1,), (4, 16000)),
        ("tensor", (), (4,)),
    ],
)
def test_unknown_sizes_get_sensible_ones(kind: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert samples(dtype="float32", kind=kind, shape=shape).shape == expected


def test_a_mask_is_of_truth_values() -> None:
    assert samples(dtype="bool", shape=(1, 10)).dtype == np.bool_


def several(
    *inputs: ContractInput, info: ModelInfo | None = None, width: int = 2, **known: TensorInfo
) -> dict[str, np.ndarray]:
    output = ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, width))
    return make_samples(Contract(inputs=inputs, outputs=(output,)), 6, 3, known.values(), info)


def numbers(name: str, shape: tuple[int, ...], dtype: str = "int32") -> ContractInput:
    return ContractInput(name=name, dtype=dtype, shape=shape)


def test_the_inputs_of_a_text_encoder_belong_together() -> None:
    made = several(
        numbers("input_ids", (1, 12)), numbers("attention_mask", (1, 12)), numbers("token_type_ids", (1, 12)),
        numbers("position_ids", (1, 12)),
        ids=TensorInfo(name="input_ids", shape=(1, 12), dtype="int32", max_index=30),
    )  # fmt: skip
    mask, segments = made["attention_mask"], made["token_type_ids"]
    lengths = mask.sum(axis=1)
    assert set(np.unique(mask)) == {0, 1}
    assert (lengths >= 6).all()
    assert len(set(lengths)) > 1
    assert (np.diff(mask, axis=1) <= 0).all()
    assert set(np.unique(segments)) == {0, 1}
    assert (segments <= mask).all()
    assert (made["position_ids"] == np.arange(12)).all()
    assert (made["input_ids"][mask == 0] == 0).all()
    assert made["input_ids"].max() <= 30
    assert all(array.dtype == np.int32 for array in made.values())


def test_a_length_is_one_of_its_sequence() -> None:
    made = several(numbers("frames", (1, 20, 4), "float32"), numbers("seq_len", (1, 1)))
    assert made["seq_len"].shape == (6, 1)
    assert ((made["seq_len"] >= 10) & (made["seq_len"] <= 20)).all()


@pytest.mark.parametrize("name", ["magnitude", "mel_spectrogram", "stft_input"])
def test_a_spectrum_is_not_negative(name: str) -> None:
    made = several(numbers(name, (1, 16, 40), "float32"))[name]
    assert made.min() >= 0
    assert made.dtype == np.float32
    assert np.ptp(made) > 1


def test_what_the_model_takes_the_logarithm_of_is_not_negative() -> None:
    known = TensorInfo(name="x", shape=(1, 8), dtype="float32", not_negative=True)
    assert several(numbers("x", (1, 8), "float32"), x=known)["x"].min() >= 0
    assert several(numbers("x", (1, 8), "float32"))["x"].min() < 0


@pytest.mark.parametrize(
    ("activation", "width", "one_hot"), [("softmax", 9, True), ("softmax", 8, False), ("linear", 9, False)]
)
def test_a_model_that_answers_with_its_own_letters_gets_one_letter_a_step(
    activation: str, width: int, one_hot: bool
) -> None:
    info = ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="", inputs=(), outputs=(),
        final_activation=activation,
    )  # fmt: skip
    made = several(numbers("x", (1, 5, 9), "float32"), info=info, width=width)["x"]
    assert bool(((made == 0) | (made == 1)).all() and (made.sum(axis=-1) == 1).all()) == one_hot


def test_a_mask_of_a_picture_is_numbers_like_others() -> None:
    assert len(np.unique(several(numbers("mask", (1, 8, 8, 1), "float32"))["mask"])) > 2
