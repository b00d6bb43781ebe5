"""Makes the data of `--self-test`: a few samples with LiteRT's answers, small enough to be part of every program.

Large inputs are made of few values, each repeated for a stretch of elements, and of large outputs only some elements
are kept. The runner does the same arithmetic (docs/runner.md): element i of n is value (i * m) / n of m.
"""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from builder.child.input_arrays import arrays_for
from builder.child.sources.lite_interpreter import Interpreter, to_model_type
from builder.core.arrays import Arrays, load_arrays, save_arrays
from builder.core.words import tr

SAMPLES = 3  # chosen
_MOST_GIVEN = 512  # values of one input of one sample; chosen, a few kilobytes
_MOST_KEPT = 128  # elements of one output of one sample; chosen


def make_self_test(path: Path, samples: Path, out: Path, inputs: dict[str, str], outputs: dict[str, str]) -> int:
    """Writes the self-test of a .tflite file.

    Args:
        path: The model.
        samples: .npz of samples, [N, ...] by the source's input names.
        out: The .npz to write: `in/NAME` [n, m] in the input's type, `shape/NAME` int64 [rank], `out/NAME` [n, m] in
            the output's type.
        inputs, outputs: The source's names to the file's names.

    Returns:
        Number n of samples.

    Raises:
        LitecrateError: The samples do not fit, or the interpreter failed.
    """
    lite = Interpreter(path)
    sources = {tensor: name for name, tensor in inputs.items()}
    infos = [info.model_copy(update={"name": sources.get(info.tensor, info.tensor)}) for info in lite.inputs]
    named, count = arrays_for(infos, load_arrays(samples), tr("samples"))
    count = min(count, SAMPLES)
    given: dict[str, list[NDArray[np.generic]]] = {info.name: [] for info in infos}
    kept: dict[str, list[NDArray[np.generic]]] = {name: [] for name in outputs}
    for number in range(count):
        tensors: Arrays = {}
        for info in infos:
            exact = to_model_type(named[info.name][number], info)
            given[info.name].append(pick_values(exact, _MOST_GIVEN))
            tensors[info.tensor] = repeat_values(given[info.name][-1], exact.shape)
        lite.begin()
        answers = lite.run(tensors)
        for name, tensor in outputs.items():
            kept[name].append(pick_elements(answers[tensor], _MOST_KEPT))
    arrays: dict[str, NDArray[np.generic]] = {}
    for info in infos:
        arrays[f"in/{info.name}"] = np.stack(given[info.name])
        arrays[f"shape/{info.name}"] = np.array(named[info.name].shape[1:], np.int64)
    arrays |= {f"out/{name}": np.stack(values) for name, values in kept.items()}
    save_arrays(out, arrays, compressed=True)
    return count


def pick_values(tensor: NDArray[np.generic], most: int) -> NDArray[np.generic]:
    """The first element of each of at most `most` stretches of a tensor."""
    flat = tensor.reshape(-1)
    m = min(flat.size, most)
    return flat[[math.ceil(k * flat.size / m) for k in range(m)]]


def repeat_values(values: NDArray[np.generic], shape: tuple[int, ...]) -> NDArray[np.generic]:
    """A tensor of `shape` whose element i of n is value (i * m) / n of m."""
    n = math.prod(shape)
    return values[(np.arange(n, dtype=np.int64) * values.size) // max(n, 1)].reshape(shape)


def pick_elements(tensor: NDArray[np.generic], most: int) -> NDArray[np.generic]:
    """Elements (j * n) / m of a tensor of n, for j below m = min(n, most)."""
    flat = tensor.reshape(-1)
    m = min(flat.size, most)
    return flat[(np.arange(m, dtype=np.int64) * flat.size) // max(m, 1)]
