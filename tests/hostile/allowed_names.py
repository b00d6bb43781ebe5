"""Generates builder/child/reading/allowed_names.json from the installed Keras, tf_keras and TensorFlow.

`python -m tests.hostile.allowed_names` writes the file; with `-` it prints it. Each name in it was reviewed by hand
when the lists below were made: what takes code, functions, paths or symbols is named here and left out. A new version
of a library with new names changes the file, which a test notices; review them before committing.
"""

import ast
import inspect
import json
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import tensorflow as tf
import tf_keras

TARGET = Path(__file__).resolve().parents[2] / "builder" / "child" / "reading" / "allowed_names.json"

# Layers and operations that run what a file contains or names: code, a symbol, an operation's definition, another
# file, or a function as argument. Those of `RUNNING` are loaded only with the user's trust.
RUNNING = {
    "Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "ClassMethod", "InstanceMethod",
    "InstanceProperty", "TensorFlowOpLayer", "DenseFeatures", "SequenceFeatures", "AddMetric", "AWQConfig",
    "GPTQConfig",
}  # fmt: skip
TAKING_FUNCTIONS = {
    "AssociativeScan", "Cond", "CustomGradient", "ForiLoop", "Map", "Scan", "Switch", "VectorizedMap", "WhileLoop",
    "Rematerialize", "associative_scan", "cond", "custom_gradient", "fori_loop", "map", "scan", "switch",
    "vectorized_map", "while_loop", "grad", "jit", "JVP", "jvp", "vectorize", "Operation", "convert_to_numpy",
}  # fmt: skip
# Arguments that every layer takes, including those of older versions that from_config still accepts.
OF_EVERY_LAYER = {
    "name", "trainable", "dtype", "dynamic", "batch_input_shape", "batch_shape", "input_shape", "input_dim",
    "input_length", "batch_size", "autocast", "implementation", "activity_regularizer", "build_input_shape",
    "time_major", "optional", "quantization_config",
}  # fmt: skip
# Arguments that hold functions, files, devices, tensors or live objects; no file needs them.
NOT_IN_FILES = {
    "self", "args", "kwargs", "dropout_fn", "dropout_fn_module", "dropout_fn_type", "dropout_state_filter_visitor",
    "residual_fn", "residual_fn_module", "residual_fn_type", "conv_op", "pool_function", "weights", "input_tensor",
    "type_spec", "tokenizer", "dataset", "class_name", "config", "device", "inputs", "outputs", "inbound_nodes",
}  # fmt: skip
OF_EVERY_MODEL = {"name", "trainable", "dtype", "layers", "input_layers", "output_layers", "build_input_shape"}
INSIDE_KERAS = (
    ("keras.src.models.functional", "Functional"),
    ("keras.src.applications.convnext", "LayerScale"),
    ("keras.src.applications.inception_resnet_v2", "CustomScaleLayer"),
    ("tf_keras.src.engine.functional", "Functional"),
    ("tf_keras.src.applications.convnext", "LayerScale"),
    ("tf_keras.src.applications.convnext", "StochasticDepth"),
    ("tf_keras.src.applications.inception_resnet_v2", "CustomScaleLayer"),
)
FAMILIES = ("math", "nn", "linalg", "image", "signal", "bitwise", "random", "quantization", "sparse", "ragged",
            "sets", "dtypes", "math.special")  # fmt: skip
# Functions in these families that change global state, or take functions or paths.
NOT_CALCULATING = {
    "map_flat_values", "map_values", "set_global_generator", "get_global_generator", "create_rng_state", "set_seed",
    "with_space_to_batch", "isotonic_regression", "fixed_unigram_candidate_sampler",
    "learned_unigram_candidate_sampler", "all_candidate_sampler", "inverse_stft_window_fn", "as_dtype",
}  # fmt: skip
ALONE = """
    abs acos acosh add add_n argmax argmin argsort as_string asin asinh atan atan2 atanh batch_to_space bitcast
    boolean_mask broadcast_dynamic_shape broadcast_static_shape broadcast_to cast ceil clip_by_global_norm clip_by_norm
    clip_by_value complex concat constant convert_to_tensor cos cosh cumsum diag divide dynamic_partition
    dynamic_stitch edit_distance einsum ensure_shape equal exp expand_dims eye fill fingerprint floor floordiv
    floormod gather gather_nd greater greater_equal guarantee_const histogram_fixed_width identity identity_n less
    less_equal linspace log log1p logical_and logical_not logical_or logical_xor matmul matrix_square_root maximum
    meshgrid minimum mod multiply negative no_op norm not_equal one_hot ones ones_like pad parallel_stack pow range
    rank realdiv reciprocal reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod
    reduce_sum repeat reshape reverse reverse_sequence roll round rsqrt saturate_cast scalar_mul scatter_nd
    searchsorted sequence_mask shape shape_n sigmoid sign sin sinh size slice sort space_to_batch space_to_batch_nd
    split sqrt square squared_difference squeeze stack stop_gradient strided_slice subtract tan tanh
    tensor_scatter_nd_add tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub tensor_scatter_nd_update
    tensordot tile to_float to_int32 transpose truediv truncatediv truncatemod unique unique_with_counts
    unravel_index unstack where zeros zeros_like strings.as_string strings.length strings.to_number
    __operators__.add __operators__.eq __operators__.ne __operators__.getitem __operators__.ragged_getitem
"""
BACKEND = """
    abs all any arange argmax argmin batch_dot batch_flatten batch_normalization bias_add binary_crossentropy cast
    cast_to_floatx categorical_crossentropy clip concatenate constant conv1d conv2d conv2d_transpose conv3d cos
    cumprod cumsum depthwise_conv2d dot dropout elu equal exp expand_dims eye flatten gather greater greater_equal
    hard_sigmoid l2_normalize less less_equal local_conv1d local_conv2d log max maximum mean min minimum not_equal
    one_hot ones_like permute_dimensions pool2d pool3d pow prod relu repeat repeat_elements reshape resize_images
    resize_volumes reverse round separable_conv2d shape sigmoid sign sin softmax softplus softsign
    sparse_categorical_crossentropy spatial_2d_padding spatial_3d_padding sqrt square squeeze stack std stop_gradient
    sum tanh temporal_padding tile transpose var zeros_like
"""
# Graph operations that are left out of all registered ones: families that move data between files, programs, devices
# and computers, those that only tests and compilers use, and single ones.
OTHER_OPERATIONS = re.compile(
    r"""_.*|.*(?:Dataset|Iterator|TPU|Tpu|Xla|XLA|Mkl|Nccl|Collective|Barrier|Queue|Reader|Summary|Debug|Rpc|Send|Recv
    |Infeed|Outfeed|StatsAggregator|DTensor|Mesh|SparseCore|Checkpoint|Save|Restore|PyFunc|Func(?:Attr|ListAttr)
    |Stage|Unstage|ThreadPool|Mutex|Delete|Protobuf|Proto|BoostedTrees|DecodeC|Sdca|Skipgram|Sleep|TRT|Fdo
    |Dedup|WorkerHeartbeat|Deadline|RemoteCall|Accumulator|Risc|Event|Distributed|Compile|Quantized?Embedding).*
    |(?:A|B|Attr.*|Abort|Binary|ComplexStruct|ConstructionFails|CopyOp|DefaultAttrs|Fact|FiveFloat.*|Float(?:In|Out)put.*
    |Foo\d|.*InPolymorphic.*|Int64Output|Int(?:Attr|Input|Output).*|KernelLabel.*|ListInput|ListOutput|MixedStruct
    |N(?:In|Ints|Polymorphic).*|None|Old|Op(?:With).*|Out(?:T|TypeList.*)|Polymorphic.*|Ref(?:In|Out|Input|Output).*
    |Reserved.*|Restrict|Simple.*|StringListAttr|TestAttr|Test.*|Two(?:Float|Int|Refs).*|TypeList.*|Unary|Resource(?:Create|
    Initialized|Using)Op|Requires.*|Stub.*|Namespace>.*|GraphDefVersion|ReadFile|WriteFile|MatchingFiles|ImmutableConst
    |InitializeTableFromTextFile.*|GenerateVocabRemapping|LoadAndRemapMatrix|FixedUnigramCandidateSampler|RecordInput
    |FileSystem.*|DecodeCompressed|ShardedFile.*|RegisterD.*|Snapshot.*|EncodeProto|DecodeProtoV2|HostConst|Print
    |CustomAggregator|CalibrationStatisticsSaver|AudioMicrofrontend|SymbolicGradient|MlirPassthroughOp|BatchFunction
    |MapDefun|OneShot.*|Anonymous(?:Multi|Random|Seed|Memory).*|.*Seed(?:Generator|Reader).*|Copy(?:Host|To.*)?
    |GetSession.*|SyncDevice|AllToAll|ConvertToCooTensor|GetMinibatch.*|Prelinearize.*|Unbatch.*|Batch|.*SharedName.*|Fake(?:Queue|Param)|ComputeBatchSize|ToBool|NegTrain|Timestamp|Mutable.*OfTensors)""",
    re.VERBOSE,
)


def classes_in(module: Any, base: type | tuple[type, ...]) -> Iterator[tuple[str, type]]:
    for name in dir(module):
        found = getattr(module, name)
        if not name.startswith("_") and inspect.isclass(found) and issubclass(found, base):
            yield name, found


def keys_of(cls: type) -> set[str]:
    """Arguments of a class and its bases, and the keys that their get_config writes."""
    found: set[str] = set()
    for each in cls.__mro__[:-1]:
        for method in (each.__dict__.get("__init__"), each.__dict__.get("get_config")):
            if method is None or not inspect.isfunction(inspect.unwrap(method)):
                continue
            method = inspect.unwrap(method)
            if method.__name__ == "__init__":
                kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
                own = inspect.signature(method).parameters.values()
                found.update(parameter.name for parameter in own if parameter.kind not in kinds)
            else:
                found.update(_written(method))
    return found - NOT_IN_FILES


def _written(method: Any) -> Iterator[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(method)))
    for node in ast.walk(tree):
        keys = node.keys if isinstance(node, ast.Dict) else [node.slice] if isinstance(node, ast.Subscript) else []
        yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def add(target: dict[str, set[str]], name: str, cls: type, more: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    if name not in RUNNING | TAKING_FUNCTIONS:
        for each in {name, cls.__name__}:  # files have the class's own name, which is not always the exported one
            target.setdefault(each, set()).update(keys_of(cls) | more)


def layers() -> dict[str, set[str]]:
    from tf_keras.src.layers import serialization

    found: dict[str, set[str]] = {}
    serialization.populate_deserializable_objects()
    theirs = [*serialization.LOCAL.ALL_OBJECTS.items(), *classes_in(keras.layers, keras.layers.Layer)]
    theirs += [(name, getattr(__import__(home, fromlist=[name]), name)) for home, name in INSIDE_KERAS]
    for module in (keras, tf_keras):
        theirs += [("Sequential", module.Sequential), ("Model", module.Model)]
    for name, cls in theirs:
        if inspect.isclass(cls) and issubclass(cls, keras.layers.Layer | tf_keras.layers.Layer):
            more = OF_EVERY_MODEL if issubclass(cls, keras.Model | tf_keras.Model) else OF_EVERY_LAYER
            add(found, name, cls, more)
    for name in ("TFOpLambda", "SlicingOpLambda"):
        found[name] = {"name", "trainable", "dtype", "function"}
    return found


def helpers() -> dict[str, set[str]]:
    """Classes of initializers, regularizers, constraints, policies, seeds, quantizers, losses, metrics, optimizers."""
    from tf_keras.src.initializers import LOCAL
    from tf_keras.src.initializers import populate_deserializable_objects as populate

    found: dict[str, set[str]] = {}
    populate()
    for name, cls in LOCAL.ALL_OBJECTS.items():
        if inspect.isclass(cls):
            add(found, name, cls, {"dtype"})
    for home, kind in (("initializers", "Initializer"), ("regularizers", "Regularizer"), ("constraints", "Constraint"),
                       ("losses", "Loss"), ("metrics", "Metric"), ("optimizers", "Optimizer")):  # fmt: skip
        for library in (keras, tf_keras):
            module = getattr(library, home)
            for name, cls in classes_in(module, getattr(module, kind)):
                add(found, name, cls, {"name", "dtype", "is_legacy_optimizer", "jit_compile"})
    for library in (keras, tf_keras):
        schedules = library.optimizers.schedules
        for name, cls in classes_in(schedules, schedules.LearningRateSchedule):
            add(found, name, cls)
    for name, cls in classes_in(keras.dtype_policies, object):
        add(found, name, cls, {"name"})
    for name in ("Policy", "PolicyV1"):
        found[name] = {"name"}
    add(found, "SeedGenerator", keras.random.SeedGenerator)
    for name, cls in classes_in(keras.quantizers, object):
        add(found, name, cls)
    for name in ("glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform", "zeros",
                 "ones", "uniform", "normal", "orthogonal", "identity", "l1", "l2", "l1_l2"):  # fmt: skip
        found.setdefault(name, {"seed", "l1", "l2", "dtype"})
    return found


def operations() -> dict[str, set[str]]:
    from keras.src.ops.operation import Operation

    found: dict[str, set[str]] = {}
    for home in ("numpy", "nn", "math", "image", "core", "linalg", "einops"):
        module = __import__(f"keras.src.ops.{home}", fromlist=["x"])
        for name, cls in classes_in(module, Operation):
            add(found, name, cls, {"name"})
    return found


def functions() -> set[str]:
    found: set[str] = set()
    for library in (keras, tf_keras):
        for home in ("activations", "losses", "metrics"):
            module = getattr(library, home)
            found.update(name for name in dir(module) if inspect.isfunction(getattr(module, name)))
    found.update(name for name in dir(keras.ops) if inspect.isfunction(getattr(keras.ops, name)))
    return {name for name in found if name not in {"deserialize", "get", "serialize"} | TAKING_FUNCTIONS} | {
        "tanh", "sigmoid", "linear", "softmax", "relu", "relu6", "swish", "silu", "gelu", "hard_sigmoid", "leaky_relu"
    }  # fmt: skip


def tensorflow_functions() -> set[str]:
    found = set(ALONE.split()) | {f"keras.backend.{name}" for name in BACKEND.split()}
    for family in FAMILIES:
        module: Any = tf
        for part in family.split("."):
            module = getattr(module, part)
        for name in dir(module):
            value = getattr(module, name)
            if name[0] != "_" and callable(value) and not inspect.isclass(value) and name not in NOT_CALCULATING:
                found.add(f"{family}.{name}")
    for name in dir(tf_keras.activations):
        if inspect.isfunction(getattr(tf_keras.activations, name)) and name not in {"deserialize", "get", "serialize"}:
            found.add(f"keras.activations.{name}")
    return found


def graph_operations() -> set[str]:
    names = [name for name in dir(tf.raw_ops) if name[0].isupper()]
    return {name for name in names if not OTHER_OPERATIONS.fullmatch(name)}


def allowed_names_json() -> str:
    tables = {
        "layers": layers(),
        "helpers": helpers(),
        "operations": operations(),
        "running": RUNNING,
        "functions": functions(),
        "tensorflow_functions": tensorflow_functions(),
        "graph_operations": graph_operations(),
    }
    lines = []
    for table, names in tables.items():
        if isinstance(names, dict):
            rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(sorted(names[name]))}" for name in sorted(names))
            lines.append(f" {json.dumps(table)}: {{\n{rows}\n }}")
        else:
            filled = textwrap.fill(", ".join(json.dumps(name) for name in sorted(names)), 118, initial_indent="  ",
                                   subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)  # fmt: skip
            lines.append(f" {json.dumps(table)}: [\n{filled}\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(allowed_names_json())
    else:
        TARGET.write_text(allowed_names_json(), encoding="utf-8")
