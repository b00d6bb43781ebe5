"""What a model's configuration may name without being trusted: modules, classes and functions that only calculate.

Everything else is asked about. A list of what is dangerous would have gaps: Keras resolves names in several ways (a
module and a class, a dotted name, a registered name), and both Keras and TensorFlow hold functions that read, write and
download.
"""

from collections.abc import Iterator

_ROOTS = frozenset({"keras", "tf_keras"})
# The part of a module's name behind `keras`, with `src` left out.
_BUILDING = frozenset(
    {"layers", "models", "engine", "initializers", "regularizers", "constraints", "activations", "losses", "metrics",
     "optimizers", "ops", "random", "quantizers", "dtype_policies", "mixed_precision", "premade_models"}
)  # fmt: skip
_WITH_FUNCTIONS = frozenset(
    {"activations", "initializers", "regularizers", "constraints", "losses", "metrics", "ops", "quantizers"}
)
PLAIN_BUILTINS = frozenset({"slice", "dict", "list", "tuple", "range"})
CODE_CLASSES = frozenset({"Lambda", "__lambda__"})
# Layers of Keras that load or run what they find elsewhere.
_REACHING_CLASSES = frozenset({"TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"})
# TensorFlow's functions as Keras 2 names them in TFOpLambda layers: families, and single ones.
_CALCULATING = frozenset(
    {"math", "nn", "linalg", "image", "signal", "bitwise", "random", "quantization", "sparse", "ragged", "strings",
     "sets", "__operators__", "dtypes"}
)  # fmt: skip
_ALONE = """
    abs acos acosh add add_n argmax argmin argsort asin asinh atan atan2 atanh batch_to_space bitcast boolean_mask
    broadcast_dynamic_shape broadcast_static_shape broadcast_to cast ceil clip_by_global_norm clip_by_norm
    clip_by_value complex concat constant convert_to_tensor cos cosh cumsum diag divide dynamic_partition
    dynamic_stitch edit_distance einsum ensure_shape equal exp expand_dims eye fill fingerprint floor floordiv
    floormod gather gather_nd greater greater_equal guarantee_const histogram_fixed_width identity identity_n less
    less_equal linspace log log1p logical_and logical_not logical_or logical_xor matmul matrix_square_root maximum
    meshgrid minimum mod multiply negative no_op norm not_equal one_hot ones ones_like pad parallel_stack pow range
    rank realdiv reciprocal reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod
    reduce_sum repeat reshape reverse reverse_sequence roll round rsqrt saturate_cast scalar_mul scatter_nd
    searchsorted sequence_mask shape shape_n sigmoid sign sin sinh size slice sort space_to_batch space_to_batch_nd
    split sqrt square squared_difference squeeze stack stop_gradient strided_slice subtract switch_case tan tanh
    tensor_scatter_nd_add tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub tensor_scatter_nd_update
    tensordot tile to_float to_int32 transpose truediv truncatediv truncatemod unique unique_with_counts
    unravel_index unstack where zeros zeros_like
"""
_CALCULATING_ALONE = frozenset(_ALONE.split())


def reaches_out(class_name: str, module: object, registered: object) -> bool:
    """Whether a class may do more than calculate: Keras's own that load things, and anything in a place of Keras where
    no layer has its home. Classes of other packages are not judged here.
    """
    for name in (class_name, registered):
        alone = name.split(">")[-1] if isinstance(name, str) else ""
        if alone in _REACHING_CLASSES | CODE_CLASSES or "." in alone:
            return True
    parts = _parts(module)
    return bool(parts) and parts[0] in _ROOTS and len(parts) > 1 and parts[1] not in _BUILDING


def function_calculates(module: object, name: str) -> bool:
    """Whether a function that is named by its module is one of Keras's that only calculate."""
    parts = _parts(module)
    if "." in name or not parts:
        return False
    return parts[0] in _ROOTS and len(parts) > 1 and parts[1] in _WITH_FUNCTIONS


def tensorflow_function_calculates(name: str) -> bool:
    """Whether one of TensorFlow's functions, named as in "math.add" or "compat.v1.nn.relu", only calculates."""
    parts = name.removeprefix("compat.v1.").removeprefix("keras.").split(".")
    if len(parts) == 1:
        return parts[0] in _CALCULATING_ALONE
    return parts[0] in _CALCULATING or parts[0] in {"backend", *_WITH_FUNCTIONS}


def _parts(module: object) -> list[str]:
    return [part for part in str(module).split(".") if part != "src"] if isinstance(module, str) else []


def file_arguments(config: object) -> Iterator[str]:
    """Arguments of a layer that name a file to be read when it is built, as "vocabulary"."""
    if isinstance(config, dict):
        yield from (key for key in ("vocabulary", "idf_weights") if isinstance(config.get(key), str) and config[key])
