"""Tests of tables by the shape of the input: series, their columns, and when an input is guessed to be one."""

import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, ContractInput, row_input
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import LitecrateError
from builder.core.table_shape import column_count, column_counts, step_size


def entry(shape: tuple[int, ...], kind: str = "table", columns: tuple[str, ...] = ()) -> ContractInput:
    return ContractInput(name="x", dtype="float32", shape=shape, kind=kind, columns=columns)  # type: ignore[arg-type]


def model(shape: tuple[int, ...], dtype: str = "float32", scale: float = 0.0) -> ModelInfo:
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0",
        inputs=(TensorInfo(name="x", shape=shape, dtype=dtype, scale=scale),),
        outputs=(TensorInfo(name="y", shape=(1, 1), dtype="float32"),),
    )  # fmt: skip


def kind_of(info: ModelInfo, **choice: object) -> str:
    return resolve(info, ContractChoice(**choice)).contract.inputs[0].kind  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shape", "step", "counts"),
    [
        ((1, 6, 3), 3, (3, 18)),
        ((1, -1, 3), 3, (3,)),
        ((1, 6, 1), 1, (1, 6)),
        ((1, 1, 5), 0, (5,)),
        ((1, 5), 0, (5,)),
        ((1, 6, -1), 0, ()),
        ((1, -1), 0, ()),
        ((5,), 0, ()),
        ((1, 2, 3, 4), 0, (24,)),
    ],
)
def test_columns_follow_from_the_shape(shape: tuple[int, ...], step: int, counts: tuple[int, ...]) -> None:
    assert (step_size(entry(shape)), column_counts(entry(shape))) == (step, counts)
    assert (row_input(Contract(inputs=(entry(shape),), outputs=())) is not None) == bool(counts)


def test_names_tell_how_many_columns_are_shown() -> None:
    assert column_count(entry((1, 6, 3))) == 3
    assert column_count(entry((1, 2, 2), columns=("a", "b", "c", "d"))) == 4
    assert step_size(entry((1, 6, 3), "tensor")) == 3
    assert step_size(entry((1, 6, 3), "audio")) == 0


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ((1, 6, 3), "table"),
        ((1, -1, 3), "table"),
        ((1, 24, 1), "table"),
        ((1, 96, 40), "table"),
        ((1, 28, 28), "image"),
        ((1, 16000, 1), "tensor"),  # a sound, which is asked
        ((1, -1, 1), "tensor"),
        ((1, 128, 768), "tensor"),  # what another model made
        ((1, 1, 3), "tensor"),
        ((1, 6, -1), "tensor"),
        ((1, 13), "tensor"),  # which is asked
    ],
)
def test_a_series_is_guessed_to_be_a_table(shape: tuple[int, ...], kind: str) -> None:
    assert kind_of(model(shape)) == kind


def test_indices_are_no_table_and_the_users_word_counts() -> None:
    assert kind_of(model((1, 6, 3), "int32")) == "tensor"
    assert kind_of(model((1, 6, 3), "int8", 0.1)) == "table"
    assert kind_of(model((1, 6, 3)), input_kind="tensor") == "tensor"


def test_columns_mean_and_hop_belong_to_a_step() -> None:
    choice = ContractChoice(columns=("a", "b", "c"), mean=(1.0, 2.0, 3.0), std=(2.0,), hop_rows=1, input_kind="table")
    made = resolve(model((1, 6, 3)), choice).contract.inputs[0]
    assert (made.columns, made.mean, made.std, made.hop_rows) == (("a", "b", "c"), (1.0, 2.0, 3.0), (2.0,), 1)
    with pytest.raises(LitecrateError, match="2 columns"):
        resolve(model((1, 6, 3)), ContractChoice(columns=("a", "b")))
    with pytest.raises(LitecrateError, match="18 numbers"):
        resolve(model((1, 6, 3)), ContractChoice(mean=(0.0,) * 18))
    assert len(resolve(model((1, 6, 3)), ContractChoice(columns=tuple(map(str, range(18))))).contract.inputs[0].columns)
