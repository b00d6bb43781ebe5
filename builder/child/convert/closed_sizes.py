"""A copy of a .tflite file that leaves no size open: runtimes that want every size beforehand refuse others.

A file may say -1 for the batch beside the sizes that it is run with when nobody asks for others. The copy says those
in both places; nothing else in it changes, and no byte moves.
"""

from pathlib import Path

from builder.child.reading import lite_file


def close_sizes(path: Path, out: Path) -> int:
    """Writes the copy; returns in how many tensors a size was open.

    Raises:
        LitecrateError: The file is damaged, see `lite_file.load_model`.
        ValueError: It says two things about a tensor that do not go together.
    """
    content = bytearray(path.read_bytes())
    lite_file.parse(bytes(content), path)  # refuses what does not hold together
    model = lite_file.schema().Model.GetRootAs(content, 0)
    closed = 0
    for graph in (model.Subgraphs(number) for number in range(model.SubgraphsLength())):
        for tensor in (graph.Tensors(number) for number in range(graph.TensorsLength())):
            if tensor.ShapeSignatureLength() == 0:
                continue
            said = tensor.ShapeSignatureAsNumpy()  # a view into `content`
            is_open = said == -1
            if not is_open.any():
                continue
            if said.size != tensor.ShapeLength():
                raise ValueError("a tensor with two numbers of axes")
            said[is_open] = tensor.ShapeAsNumpy()[is_open]
            closed += 1
    out.write_bytes(content)
    return closed
