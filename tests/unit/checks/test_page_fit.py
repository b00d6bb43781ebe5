"""Which models are refused for a web page, and in which words."""

import pytest

from builder.checks.page_fit import LARGEST_MODEL, check_file, check_source
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.core.errors import LitecrateError

CONTRACT = Contract(
    inputs=(ContractInput(name="in", kind="tensor", dtype="float32", shape=(1, 4)),),
    outputs=(ContractOutput(name="out", dtype="float32", shape=(1, 2)),),
)


def tensor(*shape: int, name: str = "in", dtype: str = "float32") -> TensorInfo:
    return TensorInfo(name=name, tensor=name, shape=shape, dtype=dtype)


def file_with(entry: TensorInfo, answer: TensorInfo | None = None, size: int = 1000) -> LiteInfo:
    return LiteInfo(
        inputs=(entry,),
        outputs=(answer or tensor(1, 2, name="out"),),
        operators=(),
        weight_types=(),
        activation_types=(),
        io_types=(),
        tflite_bytes=size,
        has_signature=True,
    )


def source_with(entry: TensorInfo) -> ModelInfo:
    return ModelInfo(
        kind="keras2", format="h5", source_bytes=1, source_sha256="0" * 64, inputs=(entry,), outputs=(tensor(1, 2),)
    )


def refused(error: LitecrateError, *words: str) -> None:
    assert error.code == 3
    assert all(word in error.why for word in words), error.why
    assert "--product page" in error.remedy
    assert "--" not in (error.in_window or "--")


def test_an_ordinary_model_fits() -> None:
    check_source(source_with(tensor(1, 4)), CONTRACT)
    check_file(file_with(tensor(1, 4)), CONTRACT)


def test_open_sizes_are_refused_when_the_model_was_read() -> None:
    with pytest.raises(LitecrateError, match="leaves sizes open") as caught:
        check_source(source_with(tensor(1, -1, -1, 3)), CONTRACT)
    refused(caught.value, "'in' is 1 x ? x ? x 3")


def test_an_answer_of_open_size_is_refused() -> None:
    with pytest.raises(LitecrateError, match="leaves sizes open"):
        check_file(file_with(tensor(1, 4), tensor(-1, 5, name="found")), CONTRACT)


def test_a_model_that_remembers_is_refused() -> None:
    for check in (
        lambda each: check_source(source_with(tensor(1, 4)), each),
        lambda each: check_file(file_with(tensor(1, 4)), each),
    ):
        with pytest.raises(LitecrateError, match="remembers") as caught:
            check(CONTRACT.model_copy(update={"state": "file"}))
        refused(caught.value, "parts before")


@pytest.mark.parametrize("dtype", ["complex64", "float64", "string"])
def test_a_type_that_the_runtime_does_not_hold_is_refused(dtype: str) -> None:
    with pytest.raises(LitecrateError, match="a type that a web page cannot hold") as caught:
        check_file(file_with(tensor(1, 4, dtype=dtype)), CONTRACT)
    refused(caught.value, dtype, "float32")


def test_too_many_bytes_are_refused_and_a_smaller_precision_is_named() -> None:
    check_file(file_with(tensor(1, 4), size=LARGEST_MODEL), CONTRACT)
    with pytest.raises(LitecrateError, match="too large") as caught:
        check_file(file_with(tensor(1, 4), size=LARGEST_MODEL + 1), CONTRACT)
    refused(caught.value, "200 MB")
    assert "int8-weights" in caught.value.remedy
