"""Tests that no code in a model file runs without trust, however it is hidden; such code would write a file."""

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.child.reading import graph_reach
from builder.child.reading.keras_file import read_h5, read_keras
from builder.child.reading.keras_scan import refuse_untrusted, scan
from builder.core.errors import LitecrateError
from builder.core.model_digest import digest_of_model
from tests.conftest import ROOT, SAMPLES
from tests.hostile.hostile_corpus import write_h5, write_keras
from tests.support.helpers_child import Child, ChildFailedError
from tests.support.program import start


@dataclass(frozen=True)
class Hostile:
    """Models whose code writes `marker`."""

    folder: Path
    marker: Path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    folder = tmp_path_factory.mktemp("hostile")
    marker = folder / "marker"
    done = start([sys.executable, ROOT / "tests" / "hostile" / "hostile_models.py", folder, marker], folder, os.environ)
    assert done.ok, done.errors
    marker.unlink()  # building the models ran their code
    return Hostile(folder, marker)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


WITH_CODE = [
    f"{version}-{way}.{ending}"
    for version in ("keras2", "keras3")
    for way in ("plain", "in_a_wrapper", "in_a_model_in_a_model")
    for ending in ("h5", "keras")
]


@pytest.mark.parametrize("name", WITH_CODE)
def test_a_lambda_layer_does_not_run_without_trust(child: Child, hostile: Hostile, name: str) -> None:
    error = child.error("inspect", path=hostile.folder / name)
    assert error["code"] == 2
    assert error["key"] == "trust"
    assert "sneaky" in error["what"]
    assert not hostile.marker.exists()


def test_the_same_layer_runs_with_trust_in_this_very_file(child: Child, hostile: Hostile) -> None:
    path = hostile.folder / "keras2-plain.h5"
    child.request("inspect", path=path, trust=digest_of_model(path))
    assert hostile.marker.exists()
    hostile.marker.unlink()
    # What was trusted before is not trusted now, and the digest alone is no trust.
    assert child.error("inspect", path=path)["key"] == "trust"
    assert child.error("inspect", path=path, sha256=digest_of_model(path))["key"] == "trust"
    assert not hostile.marker.exists()


@pytest.mark.parametrize("name", ["keras2-plain.h5", "keras3-plain.keras", "write_file"])
@pytest.mark.parametrize("trust", ["0" * 64, True, "x"])
def test_trust_in_another_file_runs_nothing(child: Child, hostile: Hostile, name: str, trust: object) -> None:
    error = child.error("inspect", path=hostile.folder / name, trust=trust)
    assert (error["code"], error["key"]) == (2, "changed")
    assert digest_of_model(hostile.folder / name)[:12] in error["why"]
    assert not list(hostile.folder.glob("marker*"))


@pytest.mark.parametrize("part", ["write_file/assets/more", "write_file/variables/variables.index"])
def test_trust_in_a_folder_is_in_every_file_of_it(child: Child, hostile: Hostile, tmp_path: Path, part: str) -> None:
    shutil.copytree(hostile.folder / "write_file", tmp_path / "write_file")
    trusted = digest_of_model(tmp_path / "write_file")
    (tmp_path / part).parent.mkdir(exist_ok=True)
    (tmp_path / part).write_bytes(b"another")
    error = child.error("inspect", path=tmp_path / "write_file", trust=trusted)
    assert (error["code"], error["key"]) == (2, "changed")
    assert not hostile.marker.exists()


def test_a_pipe_in_a_saved_model_is_not_waited_for(child: Child, hostile: Hostile, tmp_path: Path) -> None:
    shutil.copytree(hostile.folder / "write_file", tmp_path / "model")
    index = tmp_path / "model" / "variables" / "variables.index"
    index.unlink(missing_ok=True)
    os.mkfifo(index)
    for trust in ("", "0" * 64):
        error = child.error("inspect", path=tmp_path / "model", trust=trust)
        assert error["code"] == 2
        assert "variables.index" in error["why"]


@pytest.mark.parametrize(("name", "claimed"), [("keras2-plain", "3.9.0"), ("keras3-plain", "2.15.0")])
def test_a_lie_about_the_version_opens_no_way(
    child: Child, hostile: Hostile, tmp_path: Path, name: str, claimed: str
) -> None:
    import h5py

    shutil.copy(hostile.folder / f"{name}.h5", tmp_path / "lie.h5")
    with h5py.File(tmp_path / "lie.h5", "a") as file:
        file.attrs["keras_version"] = claimed
    rewritten(
        hostile.folder / f"{name}.keras", tmp_path / "lie.keras", metadata=lambda data: {"keras_version": claimed}
    )
    for path in (tmp_path / "lie.h5", tmp_path / "lie.keras"):
        assert child.error("inspect", path=path)["key"] == "trust"
    assert not hostile.marker.exists()


Change = Callable[[dict[str, Any]], dict[str, Any]]


def same(data: dict[str, Any]) -> dict[str, Any]:
    return data


def rewritten(source: Path, target: Path, config: Change = same, metadata: Change = same) -> Path:
    """A .keras file with changed descriptions."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            change = {"config.json": config, "metadata.json": metadata}.get(name)
            new.writestr(name, json.dumps(change(json.loads(raw))) if change else raw)
    return target


def inside(entry: dict[str, Any], place: str) -> Change:
    """Puts an entry into the configuration of the digits' first layer that has the place."""

    def change(config: dict[str, Any]) -> dict[str, Any]:
        for layer in config["config"]["layers"]:
            if place in layer["config"] or place not in {"activation", "kernel_initializer"}:
                target = layer if place in {"build_config", "compile_config"} else layer["config"]
                target[place] = entry
                return config
        raise AssertionError(place)

    return change


def named(class_name: str, module: str | None, config: Any = None, registered: str | None = None) -> dict[str, Any]:
    return {"class_name": class_name, "module": module, "config": config or {}, "registered_name": registered}


TRICKS = [
    named("layers.Lambda", "keras", {"function": "x"}),
    named("Dense", "tf_keras.src.layers.core.lambda_layer", registered="Lambda"),
    named("Lambda", "tf_keras.src.layers.core.lambda_layer"),
    named("function", "keras.utils", "get_file", "get_file"),
    named("get_file", "keras.utils"),
    named("function", "keras.config", "enable_unsafe_deserialization"),
    named("enable_unsafe_deserialization", "keras.config"),
    named("function", "tf_keras.src.utils.data_utils", "get_file"),
    named("function", "keras.activations", "x.get_file"),
    named("function", "os", "system"),
    named("function", "keras.src.saving.saving_lib.ops", "load_model"),
    named("system", "os"),
    named("eval", "builtins"),
    named("__lambda__", None, {"value": "4wAAAA=="}),
    named("__typespec__", "subprocess", ["ls"]),
    named("TFSMLayer", "keras.layers", {"filepath": "/tmp/evil"}),
    named("TFSMLayer", "keras.layers", {"filepath": "/tmp/evil"}, "keras>TFSMLayer"),
    named("TorchModuleWrapper", "keras.layers", {"module": "gASV"}),
    named("StringLookup", "keras.layers", {"vocabulary": "/etc/passwd"}),
    named("TextVectorization", None, {"vocabulary": "/dev/zero"}),
    named("CSVLogger", "keras.callbacks", {"filename": "/tmp/x"}),
    named("KerasFileEditor", "keras.saving", {"filepath": "/tmp/x"}),
    named("TFOpLambda", "keras.layers", {"function": "keras.utils.get_file"}),
    named("TFOpLambda", "keras.layers", {"function": "compat.v1.py_func"}),
    named("TFOpLambda", None, {"function": "summary.create_file_writer"}),
    named("TFOpLambda", None, {"function": "profiler.experimental.start"}),
    named("TFOpLambda", None, {"function": "print"}),
    named("TFOpLambda", None, {"function": "keras.activations.deserialize"}),
    named("TFOpLambda", None, {"function": "keras.metrics.get"}),
    named("TFOpLambda", None, {"function": "keras.backend.set_floatx"}),
    named("TFOpLambda", None, {"function": "random.set_global_generator"}),
    named("TFOpLambda", None, {"function": "ragged.map_flat_values"}),
    named("SlicingOpLambda", None, {"function": "io.read_file"}),
    named("TFOpLambda", None, {}),
    named("ClassMethod", None, {"cls_symbol": "io.gfile.copy", "method_name": "__call__"}),
    named("ClassMethod", "keras.layers", {"cls_symbol": "keras.models.model_from_json", "method_name": "__call__"}),
    named("InstanceMethod", None, {"attr_name": "__class__"}),
    named("InstanceProperty", None, {"attr_name": "__globals__"}),
    named("TensorFlowOpLayer", None, {"node_def": {"op": "WriteFile"}, "constants": {}}),
    named("DenseFeatures", None, {"feature_columns": [{"class_name": "VocabularyFileCategoricalColumn"}]}),
    named("ResidualWrapper", None, {"residual_fn": "4wAAAA==", "residual_fn_type": "lambda"}),
    named("AddMetric", None, {"metric_name": "x"}),
    named("Dense", "keras.layers", {"units": 2, "surprise": "x"}),
    named("Dense", "keras.layers", {"units": 2, "activation": "deserialize"}),
    named("Dense", "keras.layers", {"units": 2, "kernel_initializer": "get"}),
    named("Dense", "keras.layers", {"units": 2, "kernel_regularizer": "tf_export"}),
    named("Dense", "keras.layers", {"name": "x", "bias_constraint": '{"class_name": "Lambda", "config": {}}'}),
    named("Dense", "keras.layers", {"name": "x", "units": '{"class_\\u006eame": "Lambda", "config": {}}'}),
    named("Dense", "keras.layers", {"dtype": "__import__('os')"}),
    named("Dense", "keras.layers", {"units": "4wEAAAAAAAAAAAAAAAAAAAACAAAAQwAAAHM="}),
    named("Dense", "keras.layers", {"units": 2}, "keras.utils>get_file"),
    named("Dense", "keras.layers", {"units": 2}, "Custom>Dense"),
    named("Dense", "tensorflow.python.ops.init_ops_v2", {"units": 2}),
    named("gen_io_ops", "tensorflow.python.ops.init_ops", {}),
    named("Dense", "keras.saving", {"units": 2}),
    named("Sequential", "keras", {"layers": ["Lambda"]}),
    named("Sequential", "keras", {"layers": {"class_name": "__tuple__", "items": ["Lambda"]}}),
    named("Sequential", None, ["Lambda"]),
    named("Dense", "keras.layers", {"units": 2, "name": {"class_name": "Lambda", "config": {}}}),
    {**named("Dense", "keras.layers", {"units": 2}), "name": {"class_name": "Lambda", "config": {}}},
    named("TimeDistributed", "keras.layers", {"layer": "ClassMethod"}),
    named("StackedRNNCells", "keras.layers", {"cells": ["LSTMCell"]}),
    named("function", "keras.activations", "relu", "deserialize"),
    named("function", "keras.ops", "map"),
    named("TypeSpec", None, {"type_spec": "tf.RaggedTensorSpec"}),
    named("CompositeTensor", None, {"spec": 1}),
    named("deserialize", "keras.layers", {"config": {}}),
    {"class_name": ["Lambda"], "config": {}},
    {"class_name": "Dense", "config": {"units": 2}, "inbound_nodes": [[["_CONSTANT_VALUE", -1, {
        "class_name": "Lambda", "config": {}}, {}]]]},
    {"class_name": "Dense", "config": {"units": 2}, "inbound_nodes": [[["_CONSTANT_VALUE", -1,
        '{"class_name": "Lambda", "config": {}}', {}]]]},
    {"class_name": "Dense", "config": {"units": 2}, "build_config": {"input_shape": {"class_name": "Dense"}}},
]  # fmt: skip


@pytest.mark.parametrize("place", ["activation", "kernel_initializer", "build_config", "compile_config", "cell"])
@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: f"{trick.get('module')}-{trick['class_name']}")
def test_a_configuration_may_name_only_what_calculates(tmp_path: Path, trick: dict[str, Any], place: str) -> None:
    path = rewritten(SAMPLES / "digits.keras", tmp_path / "m.keras", inside(trick, place))
    with pytest.raises(LitecrateError) as caught:
        refuse_untrusted(scan(read_keras(path).config), trust=False)
    assert caught.value.code in (2, 3)


@pytest.mark.parametrize(
    "entry",
    [
        named("Dense", "keras.layers"),
        named("LSTMCell", "tf_keras.src.layers.rnn.lstm", registered="LSTMCell"),
        named("Functional", "keras.src.models.functional", registered="Functional"),
        named("Add", "keras.src.ops.numpy", registered="Add"),
        named("DTypePolicy", "keras"),
        named("DTypePolicy", "keras.dtype_policies"),
        named("SeedGenerator", "keras.src.random.seed_generator"),
        named("function", "keras.activations", "gelu", "gelu"),
        named("function", "keras.src.activations.activations", "gelu"),
        named("TFOpLambda", "keras.layers", {"function": "math.add"}),
        named("TFOpLambda", None, {"function": "compat.v1.nn.relu"}),
        named("TFOpLambda", None, {"function": "expand_dims"}),
        named("SlicingOpLambda", None, {"function": "__operators__.getitem"}),
        named("StringLookup", "keras.layers", {"vocabulary": ["a", "b"]}),
        named("TFOpLambda", "keras.layers", {"function": "math.special.expint"}),
        named("TFOpLambda", None, {"function": "keras.backend.relu"}),
        named("Dense", "tf_keras.src.layers.core.dense", {"units": 2, "activation": "relu", "trainable": True}),
        named("GlorotUniform", "keras.initializers", {"seed": None}),
        named("glorot_uniform", None, {"seed": None}),
        named("Constant", "tensorflow.python.ops.init_ops_v2", {"value": 0.1}),
        {
            "class_name": "Dense",
            "config": {"units": 2},  # a name of digits that base64 has too
            "inbound_nodes": [[["4" + "9" * 31, 0, 0, {}]]],
        },
        named("CustomScaleLayer", "tf_keras.src.applications.x", {"scale": 0.1}, "Custom>CustomScaleLayer"),
        named("L2", "keras.regularizers", {"l2": 0.1}),
        named("Policy", "keras.mixed_precision", {"name": "mixed_float16"}),
        named("LayerScale", "keras.src.applications.convnext", {"init_values": 0.1, "projection_dim": 2}),
        {
            "class_name": "Dense",
            "config": {"units": 2},
            "inbound_nodes": [
                [
                    [
                        "_CONSTANT_VALUE",
                        -1,
                        [1.0, 2.0],
                        {"axis": {"class_name": "__tuple__", "items": [1, 2]}, "padding": "SAME"},
                    ]
                ]
            ],
        },
    ],
    ids=lambda entry: f"{entry.get('module')}-{entry['class_name']}",
)
def test_what_keras_itself_writes_is_not_asked_about(entry: dict[str, Any]) -> None:
    assert scan({"class_name": "Functional", "config": {"layers": [entry]}}) == []


@pytest.mark.parametrize("name", ["TypeSpec", "CompositeTensor"])
def test_what_the_decoder_builds_is_found_where_nothing_else_is_looked_for(name: str) -> None:
    training: dict[str, Any] = {"optimizer": named("Unknown", "mine"), "loss": [{"class_name": "__tuple__"}]}
    assert scan({"class_name": "Functional", "config": {}, "compile_config": training}) == []
    training["loss"][0]["items"] = [{"class_name": name, "spec": {}}]
    assert [found.class_name for found in scan({"class_name": "Functional", "compile_config": training})] == [name]


def test_the_answer_to_a_trick_comes_from_the_command_itself(child: Child, tmp_path: Path) -> None:
    path = rewritten(SAMPLES / "digits.keras", tmp_path / "m.keras", inside(TRICKS[3], "activation"))
    assert child.error("inspect", path=path)["code"] == 2


@pytest.mark.parametrize("kind", ["external link", "external bytes", "virtual"])
def test_weights_that_lie_in_another_file_are_refused(tmp_path: Path, kind: str) -> None:
    import h5py

    (tmp_path / "secret").write_bytes(bytes(80))
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        if kind == "external link":
            file["model_weights"] = h5py.ExternalLink(str(tmp_path / "secret"), "/")
        elif kind == "external bytes":
            file.create_dataset("model_weights/w", (10,), "f8", external=[(str(tmp_path / "secret"), 0, 80)])
        else:
            layout = h5py.VirtualLayout((10,), "f8")
            layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "w", (10,))
            file.create_virtual_dataset("model_weights/w", layout)
    with pytest.raises(LitecrateError, match="made to do harm") as caught:
        read_h5(tmp_path / "m.h5")
    assert "another file" in caught.value.why
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as archive:
        archive.writestr("config.json", "{}")
        archive.writestr("metadata.json", '{"keras_version": "3.0"}')
        archive.write(tmp_path / "m.h5", "model.weights.h5")
    with pytest.raises(LitecrateError, match="made to do harm"):
        read_keras(tmp_path / "m.keras")


@pytest.mark.parametrize("attribute", ["layer_names", "weight_names", "weight_names0"])
@pytest.mark.parametrize("kind", ["reference", "region", "list of references", "compound"])
def test_weights_are_found_by_names_and_not_by_references(tmp_path: Path, attribute: str, kind: str) -> None:
    import h5py

    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        group = file.create_group("model_weights/d")
        weights = group.create_dataset("kernel", (2,), "f4")
        group.attrs[attribute] = np.array([b"d/kernel"])
        group.attrs["layer_names1"] = np.array([])  # an empty list of Keras is one of numbers
    read_h5(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5", "a") as file:
        weights = file["model_weights/d/kernel"]
        reference = weights.regionref[:] if kind == "region" else weights.ref
        dtype = {"region": h5py.regionref_dtype, "list of references": h5py.vlen_dtype(h5py.ref_dtype)}.get(
            kind, h5py.ref_dtype
        )
        value = np.empty(1, dtype=[("a", h5py.ref_dtype)] if kind == "compound" else object)
        value[0] = (
            (reference,)
            if kind == "compound"
            else np.array([reference], dtype=h5py.ref_dtype)
            if "list" in kind
            else reference
        )
        del file["model_weights/d"].attrs[attribute]
        file["model_weights/d"].attrs.create(attribute, value, dtype=value.dtype if kind == "compound" else dtype)
    with pytest.raises(LitecrateError, match="made to do harm") as caught:
        read_h5(tmp_path / "m.h5")
    assert "model_weights/d" in caught.value.why


@pytest.mark.parametrize("name", ["second", ".\0\0\0\0\0"])
def test_what_lies_behind_another_link_of_the_same_name_is_not_overlooked(tmp_path: Path, name: str) -> None:
    import h5py

    with h5py.File(tmp_path / "m.h5", "w", libver="earliest") as file:
        file.attrs["model_config"] = "{}"
        file.create_group("second")
        hidden = file.create_group("hidden")
        hidden.create_dataset("w", (10,), "f8", external=[(str(tmp_path / "secret"), 0, 80)])
    raw = (tmp_path / "m.h5").read_bytes()
    assert raw.count(b"hidden\0") == 1
    (tmp_path / "m.h5").write_bytes(raw.replace(b"hidden\0", name.encode() + b"\0"))
    with pytest.raises(LitecrateError, match=r"made to do harm|damaged"):
        read_h5(tmp_path / "m.h5")


@pytest.mark.parametrize(
    "config", [b"\xff\xfe{}", b"", b"[]", np.array([1, 2]), np.void(b"\x80\x04."), "[" * 100_000, '{"config": NaN}']
)
def test_a_description_that_is_no_description_is_damaged(tmp_path: Path, config: Any, child: Child) -> None:
    import h5py

    with h5py.File(tmp_path / "m.h5", "w", userblock_size=0) as file:
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"a"]
        file.attrs.create("keras_version", np.void(b"\x80\x04cos\nsystem\n."))
        if isinstance(config, str) and len(config) > 60_000:
            config = config[:60_000]
        file.attrs["model_config"] = config
    assert child.error("inspect", path=tmp_path / "m.h5")["code"] in (2, 3)


@pytest.mark.parametrize("name", ["write_file", "print_into_a_file", "save", "restore", "read_lines", "run_python"])
def test_a_saved_model_that_reaches_out_is_not_loaded(child: Child, hostile: Hostile, name: str) -> None:
    error = child.error("inspect", path=hostile.folder / name)
    assert (error["code"], error["key"]) == (2, "trust")
    assert not list(hostile.folder.glob("marker*"))


def saved_message(*nodes: tuple[str, str, list[str]], ends: str = "out") -> Any:
    from tensorflow.core.protobuf import saved_model_pb2

    message = saved_model_pb2.SavedModel()
    meta = message.meta_graphs.add()
    for name, operation, inputs in nodes:
        meta.graph_def.node.add(name=name, op=operation, input=inputs)
    meta.signature_def["serving_default"].outputs["y"].name = f"{ends}:0"
    return message


def test_saving_operations_are_fine_where_nothing_runs_them() -> None:
    message = saved_message(("out", "Identity", []), ("save/SaveV2", "SaveV2", []), ("save/RestoreV2", "RestoreV2", []))
    assert graph_reach.reaching_operations(message) == []


def test_a_saving_operation_is_found_behind_control_inputs_functions_and_initializers() -> None:
    behind = saved_message(("out", "Identity", ["^s"]), ("s", "SaveV2", []))
    assert graph_reach.reaching_operations(behind) == ["SaveV2"]
    called = saved_message(("out", "PartitionedCall", []))
    called.meta_graphs[0].graph_def.node[0].attr["f"].func.name = "__inference__traced_save_1"
    function = called.meta_graphs[0].graph_def.library.function.add()
    function.signature.name = "__inference__traced_save_1"
    function.node_def.add(name="s", op="MergeV2Checkpoints")
    assert graph_reach.reaching_operations(called) == ["MergeV2Checkpoints"]
    started = saved_message(("out", "Identity", []), ("init", "NoOp", ["^s"]), ("s", "SaveV2", []))
    started.meta_graphs[0].collection_def["legacy_init_op"].node_list.value.append("init")
    assert graph_reach.reaching_operations(started) == ["SaveV2"]
    restored = saved_message(("out", "Identity", []), ("all", "NoOp", ["^s"]), ("s", "SaveV2", []))
    restored.meta_graphs[0].saver_def.restore_op_name = "all"
    assert graph_reach.reaching_operations(restored) == ["SaveV2"]


def test_a_table_is_read_from_an_asset_and_from_nowhere_else() -> None:
    table = ("t", "InitializeTableFromTextFileV2", ["handle", "path"])
    message = saved_message(("out", "Identity", []), ("path", "Const", []), table)
    assert graph_reach.reaching_operations(message) == ["InitializeTableFromTextFileV2"]
    asset = message.meta_graphs[0].asset_file_def.add(filename="words.txt")
    asset.tensor_info.name = "path:0"
    assert graph_reach.reaching_operations(message) == []


def with_function(message: Any, name: str, arguments: list[str], *nodes: tuple[str, str, list[str]]) -> Any:
    function = message.meta_graphs[0].graph_def.library.function.add()
    function.signature.name = name
    for argument in arguments:
        function.signature.input_arg.add(name=argument)
    for node, operation, inputs in nodes:
        function.node_def.add(name=node, op=operation, input=inputs)
    return function


@pytest.mark.parametrize("kind", ["function", "bare_concrete_function", "captured_tensor"])
def test_a_function_that_only_an_object_names_is_looked_at(kind: str) -> None:
    message = saved_message(("out", "Identity", []))
    with_function(message, "hidden", [], ("s", "SaveV2", []))
    assert graph_reach.reaching_operations(message) == []
    node = message.meta_graphs[0].object_graph_def.nodes.add()
    if kind == "function":
        node.function.concrete_functions.append("hidden")
    elif kind == "bare_concrete_function":
        node.bare_concrete_function.concrete_function_name = "hidden"
    else:
        node.captured_tensor.concrete_function = "hidden"
    assert graph_reach.reaching_operations(message) == ["SaveV2"]


TABLE = ("t", "InitializeTableFromTextFileV2", ["handle", "path"])


@pytest.mark.parametrize("operation", ["PartitionedCall", "StatefulPartitionedCall", "If", "inner"])
@pytest.mark.parametrize("depth", [1, 2])
def test_a_table_in_a_function_is_given_the_path_by_those_who_call_it(operation: str, depth: int) -> None:
    def called(path: str) -> list[str]:
        message = saved_message(("out", "Identity", []))
        message.meta_graphs[0].object_graph_def.concrete_functions["outer"].SetInParent()
        with_function(message, "inner", ["handle", "path"], TABLE)
        between = "inner"
        if depth == 2:
            middle = with_function(message, "middle", ["handle", "path"], ("c", "PartitionedCall", ["handle", "path"]))
            middle.node_def[0].attr["f"].func.name = "inner"
            between = "middle"
        nodes = [("text", "Const", []), ("c", between if operation == "inner" else operation, ["handle", path])]
        outer = with_function(message, "outer", ["handle", "path"], *nodes)
        if operation != "inner":
            outer.node_def[1].attr["f"].func.name = between
        return [name for name in graph_reach.reaching_operations(message) if name != "inner"]

    assert called("text:output:0") == ["InitializeTableFromTextFileV2"]
    assert called("path") == (["InitializeTableFromTextFileV2"] if operation == "If" else [])


@pytest.mark.parametrize("lie", [False, True])
def test_a_constant_text_that_a_function_captures_is_no_path(lie: bool) -> None:
    message = saved_message(("out", "Identity", []), ("text", "Const", []))
    meta = message.meta_graphs[0]
    meta.object_graph_def.nodes.add().constant.operation = "text"
    with_function(message, "table", ["handle", "path"], TABLE)
    assert graph_reach.reaching_operations(message) == []
    attributes = meta.graph_def.node[1].attr
    attributes["dtype"].type = 1 if lie else 7
    attributes["value"].tensor.dtype = 7  # what TensorFlow goes by
    assert graph_reach.reaching_operations(message) == ["InitializeTableFromTextFileV2"]


def test_what_a_caller_says_of_an_operation_is_not_known() -> None:
    message = saved_message(("out", "Identity", []))
    function = with_function(message, "printing", [], ("p", "PrintV2", []))
    assert graph_reach.reaching_operations(message) == []
    function.node_def[0].attr["output_stream"].placeholder = "where"
    assert graph_reach.reaching_operations(message) == ["PrintV2"]


def test_functions_in_the_attributes_of_functions_are_looked_at() -> None:
    message = saved_message(("out", "PartitionedCall", []))
    message.meta_graphs[0].graph_def.node[0].attr["f"].func.attr["g"].func.name = "hidden"
    with_function(message, "hidden", [], ("s", "SaveV2", []))
    assert graph_reach.reaching_operations(message) == ["SaveV2"]


def restoring_message(*nodes: tuple[str, str, list[str]]) -> Any:
    """A model of TensorFlow 1, whose variables are restored by its own graph."""
    message = saved_message(("out", "Identity", []), ("file", "PlaceholderWithDefault", []), *nodes)
    saver = message.meta_graphs[0].saver_def
    saver.filename_tensor_name, saver.restore_op_name = "file:0", "all"
    return message


def test_variables_are_restored_from_their_own_files_alone() -> None:
    restored = ("all", "NoOp", ["^a"]), ("a", "AssignVariableOp", ["v", "r"])
    for operation, source, found in (
        ("RestoreV2", "file", []),
        ("RestoreV2", "elsewhere", ["RestoreV2"]),
        ("ImmutableConst", "file", ["ImmutableConst"]),  # has the path of a file in an attribute
        ("XlaCallModule", "file", ["XlaCallModule"]),
    ):
        message = restoring_message(*restored, ("r", operation, [source]), ("elsewhere", "Const", []))
        assert graph_reach.reaching_operations(message) == found
    called = restoring_message(("all", "PartitionedCall", ["file"]), ("elsewhere", "Const", []))
    called.meta_graphs[0].graph_def.node[2].attr["f"].func.name = "restore"
    with_function(called, "restore", ["prefix"], ("r", "RestoreV2", ["prefix"]))
    assert graph_reach.reaching_operations(called) == []
    called.meta_graphs[0].graph_def.node[2].input[0] = "elsewhere"
    assert graph_reach.reaching_operations(called) == ["RestoreV2"]


def test_the_path_of_an_asset_is_put_in_for_an_initializer_alone() -> None:
    message = saved_message(("out", "Identity", []), ("path", "Const", []), TABLE)
    meta = message.meta_graphs[0]
    meta.asset_file_def.add(filename="words.txt").tensor_info.name = "path:0"
    meta.collection_def["legacy_init_op"].node_list.value.append("t")
    assert graph_reach.reaching_operations(message) == []
    meta.graph_def.node[0].input.append("^t")  # run by the model itself, with the text of the file
    assert graph_reach.reaching_operations(message) == ["InitializeTableFromTextFileV2"]


def test_another_output_of_an_assets_node_is_no_path_of_it() -> None:
    table = ("t", "InitializeTableFromTextFileV2", ["handle", "both:1"])
    message = saved_message(("out", "Identity", []), ("both", "IdentityN", ["a", "b"]), table)
    message.meta_graphs[0].asset_file_def.add(filename="words.txt").tensor_info.name = "both:0"
    assert graph_reach.reaching_operations(message) == ["InitializeTableFromTextFileV2"]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", "..\\x"])
def test_assets_outside_of_the_folder_are_refused(child: Child, tmp_path: Path, name: str) -> None:
    message = saved_message(("out", "Identity", []))
    message.meta_graphs[0].asset_file_def.add(filename=name)
    (tmp_path / "saved_model.pb").write_bytes(message.SerializeToString())
    error = child.error("inspect", path=tmp_path)
    assert error["code"] == 2
    assert "outside its folder" in error["why"]


def test_arrays_with_objects_in_them_are_not_unpickled(child: Child, tmp_path: Path) -> None:
    class Writes:
        def __reduce__(self) -> Any:
            return (open, (str(tmp_path / "marker"), "w"))

    np.save(tmp_path / "x.npy", np.array([Writes()], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "x.npz", x=np.array([Writes()], dtype=object))
    shutil.copy(tmp_path / "x.npy", tmp_path / "y.npz")
    from tests.support.helpers_child import dense_tflite

    dense_tflite(tmp_path / "dense.tflite")
    for name in ("x.npz", "y.npz"):
        with pytest.raises(ChildFailedError) as caught:
            child.request(
                "quantize", path=tmp_path / "dense.tflite", out=tmp_path / "out", precision="int8",
                calibration=tmp_path / name,
            )  # fmt: skip
        assert caught.value.error["what"] == f"{name} cannot be read as arrays"
    assert not (tmp_path / "marker").exists()


def wide_model(inputs: int, units: int) -> dict[str, Any]:
    """A description that asks for inputs x units numbers; no file of a few hundred bytes holds them."""
    source = named("InputLayer", "keras.layers", {"batch_shape": [None, inputs], "dtype": "float32", "name": "x"})
    wide = named("Dense", "keras.layers", {"name": "wide", "units": units, "activation": "linear"})
    wide["build_config"] = {"input_shape": [None, inputs]}
    return named("Sequential", "keras", {"name": "m", "layers": [source, wide]})


@pytest.mark.parametrize(("inputs", "code", "words"), [(30_000, 3, "too large"), (3_000, 2, "describes at least")])
@pytest.mark.parametrize("version", ["2.15.0", "3.12.0"])
def test_memory_is_not_taken_for_numbers_that_no_file_holds(
    tmp_path: Path, version: str, inputs: int, code: int, words: str
) -> None:
    config = wide_model(inputs, inputs)
    if version[0] == "2":
        for layer in config["config"]["layers"]:
            if "batch_shape" in layer["config"]:
                layer["config"]["batch_input_shape"] = layer["config"].pop("batch_shape")
    paths = [write_keras(tmp_path / "m.keras", config, version), write_h5(tmp_path / "m.h5", config, version)]
    for path in paths if version[0] == "2" else paths[:1]:
        with Child() as child:
            child.request("warm")
            before = peak_memory(child)
            error = child.error("inspect", path=path)
            assert error["code"] == code, error
            assert words in error["what"] + error["why"]
            assert peak_memory(child) - before < 300 * 2**20


def peak_memory(child: Child) -> int:
    """The most memory that a child ever had, in bytes."""
    lines = Path(f"/proc/{child.process.pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * 1024


def called_often(depth: int, often: int) -> dict[str, Any]:
    """A model that calls the model in it several times, which does the same."""
    inner = (
        called_often(depth - 1, often)
        if depth
        else {"class_name": "Activation", "config": {"name": "l", "activation": "linear"}}
    )
    source = {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
              "config": {"name": "x", "batch_input_shape": [None, 4], "dtype": "float32"}}  # fmt: skip
    first = 1 if depth else 0  # tf_keras counts a model's own call of itself
    calls = [[["l", first + number - 1, 0, {}] if number else ["x", 0, 0, {}]] for number in range(often)]
    layers = [source, {**inner, "name": "l", "inbound_nodes": calls}]
    ends = {"input_layers": [["x", 0, 0]], "output_layers": [["l", first + often - 1, 0]]}
    return {"class_name": "Functional", "config": {"name": "l", "layers": layers, **ends}}


def test_a_small_description_that_asks_for_endless_calls_is_refused(child: Child, tmp_path: Path) -> None:
    child.request("inspect", path=write_h5(tmp_path / "few.h5", called_often(1, 3), "2.15.0"))
    for depth in (8, 20):  # thousands of millions, and a number with 19 digits
        path = write_h5(tmp_path / f"m{depth}.h5", called_often(depth, 8), "2.15.0")
        error = child.error("inspect", path=path)
        assert (error["code"], "more than 200000 times" in error["why"]) == (2, True)


def test_weights_that_are_announced_and_not_there_are_refused(tmp_path: Path) -> None:
    import h5py

    write_h5(tmp_path / "m.h5", wide_model(4, 2))
    with h5py.File(tmp_path / "m.h5", "a") as file:
        file.create_dataset("model_weights/w", (20_000, 20_000), "f4", chunks=(100, 100))  # nothing of it is written
    with pytest.raises(LitecrateError, match="damaged") as caught:
        read_h5(tmp_path / "m.h5")
    assert "more weights than it does" in caught.value.why
