"""Finds operations of a SavedModel that reach out of its graph: files, network, Python code.

Nodes that using or loading the model runs (below a signature, an initializer or a function of one of its objects) may
only have listed operations, which calculate or hold the model's own state. Elsewhere every SavedModel has operations
that save and restore its variables, and may have those of its training; of these only the known ones that reach files,
programs or other computers are refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from builder.child.reading import allowed_names

# Operations that read or write files, use the network, or run Python; refused anywhere, since no model needs them.
_REACHING = re.compile(
    r"""ReadFile|WriteFile|MatchingFiles|PyFunc|PyFuncStateless|EagerPyFunc|\w*(?:Reader|ReaderV2)|Reader\w+
    |CreateSummary\w+|ImportEvent|DumpTensor|CalibrationStatisticsSaver|FileSystemSetConfiguration
    |Rpc\w+|RemoteCall|RegisterDataset\w*|DataService\w+|Distributed(?:Save|Communication)\w*|DebugIdentity\w*
    |DebugNanCount|DebugNumericSummary\w*|\w*(?:TextLine|TFRecord|FixedLengthRecord|CSV|LMDB|Sql|MatchingFiles)Dataset\w*
    |(?:Cache|Save|Load|Snapshot\w*|Generator)Dataset\w*|\w*DatasetToTFRecord|ListSnapshotChunksDataset|RecordInput
    |GenerateVocabRemapping|LoadAndRemapMatrix|TRTEngineOp|CreateTRTResourceHandle|InitializeTRTResource|Skipgram
    |DTensorRestoreV2|ImmutableConst""",
    re.VERBOSE,
)
_RESTORING = frozenset({"RestoreV2", "Restore", "RestoreSlice"})
_PROTOS = frozenset({"DecodeProtoV2", "EncodeProto"})
_FILE_TABLE = re.compile("InitializeTableFromTextFile(?:V2)?")
_DT_STRING = 7  # DT_STRING of tensorflow/core/framework/types.proto
_TYPES = frozenset({"T", "dtype", "Tin", "Tout", "SrcT", "DstT"})  # attributes that are harmless as placeholders
_INIT_SIGNATURE = "__saved_model_init_op"
_INITIALIZERS = ("legacy_init_op", "main_op", "saved_model_main_op", "saved_model_init_op")


def reaching_operations(message: Any) -> list[str]:
    """Names of the operations in a SavedModel that reach out of it, sorted.

    Args:
        message: The parsed saved_model.pb.
    """
    found: set[str] = set()
    for meta in message.meta_graphs:
        functions = {function.signature.name: function for function in meta.graph_def.library.function}
        graph = meta.graph_def.node
        # TensorFlow runs the main graph itself where there are no objects with functions, or several graphs.
        runs_graph = len(message.meta_graphs) > 1 or not meta.HasField("object_graph_def")
        assets = _plain(graph, [asset.tensor_info.name for asset in meta.asset_file_def])
        file = _plain(graph, [meta.saver_def.filename_tensor_name])
        paths = {"": assets | file, **_path_arguments(meta, functions, assets | file if runs_graph else None)}
        found.update(node.op for node in graph if _reaches(node, assets))
        for name, function in functions.items():
            found.update(node.op for node in function.node_def if _reaches(node, paths[name]))
        for _, node in _used(meta, graph, functions, _fetched_by_signatures(meta) | _run_by_loading(meta)):
            if not (_calculates(node, functions) or _FILE_TABLE.fullmatch(node.op)):
                found.add(node.op)
        restoring = list(_used(meta, graph, functions, {meta.saver_def.restore_op_name}, objects=False))
        for home, node in restoring:
            restores = node.op in _RESTORING and node.input and _node_of(node.input[0]) in paths[home]
            if not (_calculates(node, functions) or restores):
                found.add(node.op)
        if runs_graph:  # TensorFlow feeds the paths of assets to initializers only
            unfed = _used(meta, graph, functions, _fetched_by_signatures(meta), objects=False)
            found.update(node.op for _, node in [*unfed, *restoring] if _FILE_TABLE.fullmatch(node.op))
    return sorted(found)


def _calculates(node: Any, functions: Mapping[str, Any]) -> bool:
    """Whether a node's operation is listed, or is a function, whose own nodes are checked."""
    return allowed_names.operation_calculates(node.op) or node.op in functions


def climbing_assets(message: Any) -> list[str]:
    """Names of assets outside of the SavedModel's folder."""
    names = [asset.filename for meta in message.meta_graphs for asset in meta.asset_file_def]
    return [
        name for name in names if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts
    ]


def _plain(graph: Iterable[Any], tensors: Iterable[str]) -> set[str]:
    """Nodes into which TensorFlow feeds a path; only constants and placeholders, which have no other output."""
    named = {tensor.split(":")[0] for tensor in tensors}
    others = {node.name for node in graph if node.op not in {"Const", "Placeholder", "PlaceholderWithDefault"}}
    return named - others - {""}


def _path_arguments(meta: Any, functions: dict[str, Any], main: set[str] | None) -> dict[str, set[str]]:
    """For each function the arguments that only ever get the paths of assets or of the variables.

    Args:
        meta: A graph with its functions.
        functions: These, by name.
        main: Nodes of the main graph with such paths; None where that graph is not run.
    """
    given = {
        name: set() if _captures_text(meta) else {argument.name for argument in function.signature.input_arg}
        for name, function in functions.items()
    }
    callers = [(name, function.node_def) for name, function in functions.items()]
    if main is not None:
        callers.append(("", meta.graph_def.node))
    changed = True
    while changed:  # to a fixed point: an unsure argument makes the arguments of called functions unsure
        changed = False
        for caller, nodes in callers:
            sure = main or set() if not caller else given[caller]
            for node in nodes:
                for called in set(_calls(node)) & functions.keys():
                    left = given[called] & _sure_arguments(node, functions[called], sure)
                    changed, given[called] = changed or left != given[called], left
    return given


def _sure_arguments(node: Any, function: Any, sure: set[str]) -> set[str]:
    """Arguments of a function to which a calling node passes a sure input."""
    if node.op not in {"PartitionedCall", "StatefulPartitionedCall", function.signature.name}:
        return set()  # loops and branches pass their inputs in another order
    inputs = [source for source in node.input if not source.startswith("^")]
    arguments = [argument.name for argument in function.signature.input_arg]
    if len(inputs) != len(arguments):
        return set()
    return {argument for argument, source in zip(arguments, inputs, strict=True) if _node_of(source) in sure}


def _captures_text(meta: Any) -> bool:
    """Whether functions capture string constants of the file that are not the paths of its assets."""
    constants = {
        node.constant.operation for node in meta.object_graph_def.nodes if node.WhichOneof("kind") == "constant"
    }
    return any(
        node.name in constants and _DT_STRING in {node.attr["dtype"].type, node.attr["value"].tensor.dtype}
        for node in meta.graph_def.node
    )


def _reaches(node: Any, paths: set[str]) -> bool:
    """Whether a node does more than calculate; `paths` are nodes or arguments with the paths of assets."""
    if any(value.placeholder for key, value in node.attr.items() if key not in _TYPES):
        return True  # the caller of the function sets the attribute
    if node.op == "PrintV2":
        return bool(node.attr["output_stream"].s.startswith(b"file:"))
    if node.op in _PROTOS:
        return node.attr["descriptor_source"].s[:8] not in (b"local://", b"bytes://", b"")
    if node.op == "FixedUnigramCandidateSampler":
        return bool(node.attr["vocab_file"].s)
    if _FILE_TABLE.fullmatch(node.op):  # allowed only with the path of an asset as its direct input
        return len(node.input) < 2 or node.input[1].split(":")[0] not in paths
    return _REACHING.fullmatch(node.op) is not None


def _fetched_by_signatures(meta: Any) -> set[str]:
    """Names of the main graph's nodes that the signatures fetch."""
    return {
        tensor.name
        for key, signature in meta.signature_def.items()
        for tensor in signature.outputs.values()
        if tensor.name and key != _INIT_SIGNATURE
    }


def _run_by_loading(meta: Any) -> set[str]:
    """Names of the main graph's nodes that loading the model runs (initializers)."""
    ends = (
        {tensor.name for tensor in meta.signature_def[_INIT_SIGNATURE].outputs.values()}
        if (_INIT_SIGNATURE in meta.signature_def)
        else set()
    )
    for key in _INITIALIZERS:
        ends.update(meta.collection_def[key].node_list.value if key in meta.collection_def else ())
    return ends


def _called_by_objects(meta: Any) -> set[str]:
    """Names of the functions that the model's objects call, including missing ones."""
    found = set(meta.object_graph_def.concrete_functions)
    for node in meta.object_graph_def.nodes:
        found.update(node.function.concrete_functions)
        found.update({node.bare_concrete_function.concrete_function_name, node.captured_tensor.concrete_function})
    return found


def _used(
    meta: Any, graph: Iterable[Any], functions: dict[str, Any], ends: set[str], *, objects: bool = True
) -> Iterator[tuple[str, Any]]:
    """Yields every node that is run, as pairs of function name ("" for the main graph) and node.

    Args:
        meta: A graph with its functions and objects.
        graph: Its main nodes.
        functions: Its functions, by name.
        ends: Names of the fetched nodes.
        objects: Whether functions of the model's objects are run, too.
    """
    by_name = {node.name: node for node in graph}
    seen: set[str] = set()
    called = _called_by_objects(meta) if objects else set()
    waiting = [_node_of(end) for end in ends if end]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        node = by_name[name]
        yield "", node
        called.update(_calls(node))
        waiting.extend(_node_of(source) for source in node.input)
    entered: set[str] = set()
    while called - entered:
        function = (called - entered).pop()
        entered.add(function)
        for node in functions[function].node_def if function in functions else ():
            yield function, node
            called.update(_calls(node))


def _node_of(reference: str) -> str:
    return reference.removeprefix("^").split(":")[0]


def _calls(node: Any) -> Iterator[str]:
    yield node.op  # a function's name can stand as an operation
    for value in node.attr.values():
        yield from _functions_in(value)


def _functions_in(value: Any) -> Iterator[str]:
    """Names of the functions in an attribute, including those in their own attributes."""
    for function in [value.func, *value.list.func]:
        if function.name:
            yield function.name
        for inner in function.attr.values():
            yield from _functions_in(inner)
