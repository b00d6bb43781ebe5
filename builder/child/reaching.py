"""Operations of TensorFlow that reach out of a graph, and where in a SavedModel they are run.

What using or loading the model runs (below a signature, an initializer or a function that an object of the model calls)
may only be of the listed operations, which calculate or hold the model's own state. Elsewhere every SavedModel has
operations that save and restore its variables, and may have those of its training; of these only the known ones that
reach files, programs or other computers are refused.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from builder.child import allowed

# Read or write files, talk to other computers, or run Python; wherever they stand, no model needs them.
_REACHING = re.compile(
    r"""ReadFile|WriteFile|MatchingFiles|PyFunc|PyFuncStateless|EagerPyFunc|\w*(?:Reader|ReaderV2)|Reader\w+
    |CreateSummary\w+|ImportEvent|DumpTensor|CalibrationStatisticsSaver|FileSystemSetConfiguration
    |Rpc\w+|RemoteCall|RegisterDataset\w*|DataService\w+|Distributed(?:Save|Communication)\w*|DebugIdentity\w*
    |DebugNanCount|DebugNumericSummary\w*|\w*(?:TextLine|TFRecord|FixedLengthRecord|CSV|LMDB|Sql|MatchingFiles)Dataset\w*
    |(?:Cache|Save|Load|Snapshot\w*|Generator)Dataset\w*|\w*DatasetToTFRecord|ListSnapshotChunksDataset|RecordInput
    |GenerateVocabRemapping|LoadAndRemapMatrix|TRTEngineOp|CreateTRTResourceHandle|InitializeTRTResource|Skipgram
    |DTensorRestoreV2""",
    re.VERBOSE,
)
_WRITING = frozenset({"SaveV2", "MergeV2Checkpoints", "Save", "SaveSlices"})
_PROTOS = frozenset({"DecodeProtoV2", "EncodeProto"})
_FILE_TABLE = re.compile("InitializeTableFromTextFile(?:V2)?")
_DT_STRING = 7
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
        assets = {asset.tensor_info.name.split(":")[0] for asset in meta.asset_file_def}
        found.update(node.op for node in graph if _reaches(node, assets))
        for function in functions.values():
            arguments = {argument.name for argument in function.signature.input_arg}
            given = set() if _captures_text(meta) else arguments
            found.update(node.op for node in function.node_def if _reaches(node, given))
        for node in _used(meta, graph, functions, _ends(meta)):
            if not (allowed.operation_calculates(node.op) or node.op in functions or _FILE_TABLE.fullmatch(node.op)):
                found.add(node.op)
        restoring = _used(meta, graph, functions, {meta.saver_def.restore_op_name}, objects=False)
        found.update(node.op for node in restoring if node.op in _WRITING)
    return sorted(found)


def climbing_assets(message: Any) -> list[str]:
    """Names of assets that lie outside of the SavedModel's folder."""
    names = [asset.filename for meta in message.meta_graphs for asset in meta.asset_file_def]
    return [
        name for name in names if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts
    ]


def _captures_text(meta: Any) -> bool:
    """Whether functions are given texts of the file that are not the paths of its assets."""
    constants = {
        node.constant.operation for node in meta.object_graph_def.nodes if node.WhichOneof("kind") == "constant"
    }
    return any(node.name in constants and node.attr["dtype"].type == _DT_STRING for node in meta.graph_def.node)


def _reaches(node: Any, paths: set[str]) -> bool:
    """Whether a node does more than calculate; `paths` are the nodes or arguments with the paths of assets."""
    if node.op == "PrintV2":
        return bool(node.attr["output_stream"].s.startswith(b"file:"))
    if node.op in _PROTOS:
        return node.attr["descriptor_source"].s[:8] not in (b"local://", b"bytes://", b"")
    if node.op == "FixedUnigramCandidateSampler":
        return bool(node.attr["vocab_file"].s)
    if _FILE_TABLE.fullmatch(node.op):  # fine with the path of an asset, straight
        return len(node.input) < 2 or node.input[1].split(":")[0] not in paths
    return _REACHING.fullmatch(node.op) is not None


def _ends(meta: Any) -> set[str]:
    """Names of the main graph's nodes that using or loading the model asks for."""
    ends = {
        tensor.name for signature in meta.signature_def.values() for tensor in signature.outputs.values() if tensor.name
    }
    for key in _INITIALIZERS:
        ends.update(meta.collection_def[key].node_list.value if key in meta.collection_def else ())
    return ends


def _used(
    meta: Any, graph: Iterable[Any], functions: dict[str, Any], ends: set[str], *, objects: bool = True
) -> Iterator[Any]:
    """Every node that is run for the given ends, and by the functions of the model's objects."""
    by_name = {node.name: node for node in graph}
    seen: set[str] = set()
    called = set(meta.object_graph_def.concrete_functions) if objects else set()
    waiting = [_node_of(end) for end in ends if end]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in by_name:
            continue
        seen.add(name)
        node = by_name[name]
        yield node
        called.update(_calls(node))
        waiting.extend(_node_of(source) for source in node.input)
    entered: set[str] = set()
    while called - entered:
        function = (called - entered).pop()
        entered.add(function)
        for node in functions[function].node_def if function in functions else ():
            yield node
            called.update(_calls(node))


def _node_of(reference: str) -> str:
    return reference.removeprefix("^").split(":")[0]


def _calls(node: Any) -> Iterator[str]:
    yield node.op  # a function's name can stand as an operation
    for value in node.attr.values():
        if value.func.name:
            yield value.func.name
        yield from (function.name for function in value.list.func)
