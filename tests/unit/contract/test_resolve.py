"""Tests of the stages of a contract's resolution: what each adds, and which warnings it removes."""

import numpy as np

from builder.contract.choice import ContractChoice
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.contract.resolve import Names, resolve

PICTURE = TensorInfo(name="x", shape=(1, 32, 32, 1), dtype="float32")
MASK_OR_PICTURE = TensorInfo(name="y", shape=(1, 32, 32, 1), dtype="float32")
COPIER = ModelInfo(
    kind="keras3", format="keras", source_bytes=1, source_sha256="", inputs=(PICTURE,), outputs=(MASK_OR_PICTURE,),
    final_activation="sigmoid",
)  # fmt: skip
ROW = COPIER.model_copy(
    update={
        "inputs": (TensorInfo(name="row", shape=(1, 2), dtype="float32"),),
        "outputs": (TensorInfo(name="y", shape=(1, 3), dtype="float32"),),
        "final_activation": None,
    }
)


def test_a_scaling_that_is_found_takes_back_only_the_doubt_about_the_guessed_one() -> None:
    guessed = resolve(COPIER, ContractChoice(scaling="find"))
    assert {problem.id for problem in guessed.warnings} == {"scaling-assumed", "output-kind-unsure"}
    found = guessed.with_pixels("pm1", "gray", "stretch")
    assert found.contract.inputs[0].scaling == "pm1"
    assert [problem.id for problem in found.warnings] == ["output-kind-unsure"]
    assert guessed.contract.inputs[0].scaling == "0-1"  # each stage is a value of its own


def test_columns_and_ranges_are_added_to_tables_only() -> None:
    table = resolve(ROW, ContractChoice(input_kind="table"))
    known = table.with_columns(("width", "height")).with_ranges(((0.0, 1.0), (2.0, 3.0)))
    entry = known.contract.inputs[0]
    assert (entry.columns, entry.low, entry.high) == (("width", "height"), (0.0, 1.0), (2.0, 3.0))
    numbers = resolve(ROW, ContractChoice(input_kind="tensor"))
    assert numbers.with_columns(("width", "height")).with_ranges(((0.0, 1.0), (2.0, 3.0))) == numbers


def test_what_the_user_said_of_columns_stays() -> None:
    said = resolve(ROW, ContractChoice(input_kind="table", columns=("a", "b")))
    assert said.with_columns(("c", "d")).contract.inputs[0].columns == ("a", "b")


def test_the_converted_file_and_real_answers_complete_it() -> None:
    lite = LiteInfo(
        tflite_bytes=1, operators=(), weight_types=(), activation_types=(), io_types=("float16",), has_signature=True,
        inputs=(TensorInfo(name="serving_row:0", tensor="serving_row:0", shape=(1, 2), dtype="float16"),),
        outputs=(TensorInfo(name="StatefulPartitionedCall:0", tensor="StatefulPartitionedCall:0", shape=(1, 3),
                            dtype="float16"),),
    )  # fmt: skip
    names = Names({"row": "serving_row:0"}, {"y": "StatefulPartitionedCall:0"})
    classes = resolve(ROW, ContractChoice(output_kind="classes")).with_file(lite, names)
    assert (classes.contract.inputs[0].tensor, classes.contract.inputs[0].dtype) == ("serving_row:0", "float16")
    logits = classes.with_answers({"y": np.array([[[3.0, -1.0, 0.5]]])})
    assert logits.contract.outputs[0].activation == "softmax"
    shares = classes.with_answers({"y": np.array([[[0.2, 0.7, 0.1]]])})
    assert shares.contract.outputs[0].activation == "none"
