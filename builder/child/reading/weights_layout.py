"""Brings the weights of a .keras file into the layout that today's Keras 2 reads, by renaming groups of its HDF5 file.

Keras 2.12 to 2.15 on Windows wrote `layers\\dense` as one name. Keras 2.12 and 2.13 wrote the layers of a model below
`_layer_checkpoint_dependencies`, and counted those with weights twice (dense, dense_2, ... for the first, the second).
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builder.child.reading.file_kind import damaged
from builder.core.words import tr

WEIGHTS = "model.weights.h5"
_OLD_LAYERS, _LAYERS = "_layer_checkpoint_dependencies", "layers"
_NUMBERED = re.compile(r"(.+?)(?:_(\d{1,9}))?")


def is_unusual(file: Any) -> bool:
    """Whether an open HDF5 file of weights has one of these layouts."""
    return any("\\" in name or name == _OLD_LAYERS for name in file)


@contextmanager
def in_usual_layout(path: Path) -> Iterator[Path]:
    """A copy of a .keras file with its weights in the usual layout, as long as the context lasts.

    Args:
        path: The file, after `read_keras`.

    Raises:
        LitecrateError: Exit code 2: names of its weights contradict each other.
    """
    import h5py

    with tempfile.TemporaryDirectory(prefix="layout-") as folder:
        weights, made = Path(folder) / WEIGHTS, Path(folder) / "model.keras"
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w") as target:
            with archive.open(WEIGHTS) as source, weights.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            try:
                with h5py.File(weights, "r+") as open_file:
                    _split_names(open_file)
                    _move_layers(open_file)
            except (ValueError, KeyError, OSError, RuntimeError):
                raise damaged(path, tr("a Keras file whose weights have names that contradict each other")) from None
            for member in archive.infolist():
                if member.filename != WEIGHTS and not member.is_dir():
                    target.writestr(member.filename.replace("\\", "/"), archive.read(member))
            target.write(weights, WEIGHTS)
        weights.unlink()
        yield made


def _split_names(file: Any) -> None:
    """Makes groups of names with backslashes; a group comes before those that lie in it."""
    for name in sorted(name for name in file if "\\" in name):
        file.move(name, name.replace("\\", "/"))


def _move_layers(file: Any) -> None:
    holders: list[str] = []
    file.visit(lambda name: holders.append(name) if name.split("/")[-1] == _OLD_LAYERS else None)
    for path in sorted(holders, key=lambda name: -name.count("/")):  # the inner ones first
        parent = file[path].parent
        layers = parent.require_group(_LAYERS)
        for old, new in _renumbered(list(file[path])).items():
            file.move(f"{path}/{old}", f"{layers.name}/{new}")
        del file[path]


def _renumbered(names: list[str]) -> dict[str, str]:
    """Old names to new ones: the layers of a class in the same order, numbered one by one."""
    classes: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        found = _NUMBERED.fullmatch(name)
        if found is not None:
            classes.setdefault(found[1], []).append((int(found[2] or 0), name))
    return {
        name: stem if at == 0 else f"{stem}_{at}"
        for stem, entries in classes.items()
        for at, (_, name) in enumerate(sorted(entries))
    }
