"""Tests of layer names: from the names that converters give tensors to those that the model's maker gave its layers."""

import pytest

from builder.report.layer_names import layer_names

DIGITS = ("picture", "strokes", "corners", "half", "shapes", "flat", "digit")
RESNET = ("input_1", "conv2d", "batch_normalization", "activation", "conv2d_1", "batch_normalization_1", "activation_1",
          "add", "depthwise_conv2d", "dense")  # fmt: skip


@pytest.mark.parametrize(
    ("tensor", "name"),
    [
        ("digits_1/strokes_1/Relu;digits_1/strokes_1/BiasAdd;digits_1/strokes_1/Squeeze1", "strokes"),
        ("digits_1/half_1/MaxPool2d", "half"),
        ("StatefulPartitionedCall:0", "digit"),
    ],
)
def test_a_model_that_was_called_twice_has_its_own_names(tensor: str, name: str) -> None:
    all_of_them = [f"digits_1/{layer}_1/Op" for layer in DIGITS]
    assert layer_names([tensor, *all_of_them], DIGITS)[0] == name


@pytest.mark.parametrize(
    ("tensor", "name"),
    [
        ("model/activation_1/Relu;model/batch_normalization_1/FusedBatchNormV3;model/conv2d_1/Conv2D1", "conv2d_1"),
        # A constant that was found twice has the name of a later layer.
        ("model/activation/Relu;model/conv2d/BiasAdd;model/depthwise_conv2d/depthwise", "conv2d"),
        ("model/add/add", "add"),
        ("outer/inner/dense/MatMul;outer/inner/dense/BiasAdd", "dense"),
    ],
)
def test_of_operators_that_became_one_the_first_layer_is_named(tensor: str, name: str) -> None:
    assert layer_names([tensor], RESNET) == (name,)


def test_a_layer_is_named_once() -> None:
    assert layer_names(["model/dense/MatMul", "model/dense/BiasAdd", "model/conv2d/Conv2D"], RESNET) == (
        "dense", "conv2d",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tensor", "name"),
    [
        ("second", "second"),
        ("functional_1/conv2d_1/Relu;functional_1/conv2d_1/BiasAdd", "conv2d_1"),
        ("StatefulPartitionedCall/MobileNetV2/block/project/Conv2D", "block/project"),
        ("StatefulPartitionedCall:0", "StatefulPartitionedCall:0"),
        ("Identity", "Identity"),
    ],
)
def test_where_no_layers_are_known_what_is_readable_is_kept(tensor: str, name: str) -> None:
    assert layer_names([tensor], ()) == (name,)
