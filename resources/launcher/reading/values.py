"""JSON files: numbers for one input, an object with each input's numbers, or rows of a table."""

import math
from array import array
from collections.abc import Iterator
from typing import IO, Any

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import MAX_RANK, NUMBERS, SOUND, Block, code_of
from resources.launcher.reading.kinds import encoding_of
from resources.launcher.reading.rows import Table
from resources.launcher.reading.sample import Sample


def json_samples(file: IO[bytes], inputs: list[dict[str, Any]], most: int) -> Iterator[Sample]:
    """The questions in a JSON file: one, or one for each object of a list and for each row of a table.

    Args:
        file: At its beginning.
        inputs: The contract's.
        most: Bytes that are read at most.
    Raises:
        DecodeError: It is no JSON, or its one question does not fit the inputs.
    """
    value = _parsed(file, most)
    several = isinstance(value, list) and bool(value) and _are_rows(value, inputs)
    if not several:
        yield Sample(None, _blocks(value, inputs))
        return
    for row, entry in enumerate(value, 1):
        try:
            yield Sample(row, _blocks(entry, inputs))
        except DecodeError as failure:
            failure.what = f"Row {row}: {failure.what}"
            yield Sample(row, [], failure)


def _parsed(file: IO[bytes], most: int) -> Any:
    import json

    data = file.read(most + 1)
    if len(data) > most:
        raise DecodeError(
            "The JSON file is too large",
            why=f"At most {most >> 20} MB are read.",
            do="Save the numbers as .npy, or use several files.",
        )
    try:
        return json.loads(data.decode(encoding_of([data]), "replace"))
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise DecodeError(
            "The JSON cannot be read",
            why=f"It is not valid at line {error.lineno}, column {error.colno}.",
            do="Save it again as JSON.",
        ) from None


def _are_rows(value: list[Any], inputs: list[dict[str, Any]]) -> bool:
    if isinstance(value[0], dict):
        return True
    return len(inputs) == 1 and inputs[0].get("kind") == "table" and len(value) > 1 and isinstance(value[0], list)


def _blocks(value: Any, inputs: list[dict[str, Any]]) -> list[Block]:
    """One block for each input."""
    if len(inputs) == 1 and not (isinstance(value, dict) and _key_of(value, inputs[0]) is not None):
        return [_block(value, inputs[0], 0)]
    names = ", ".join(f'"{entry.get("name")}"' for entry in inputs)
    if not isinstance(value, dict):
        raise DecodeError(
            "One list of numbers is not enough for this model",
            why=f"It has {len(inputs)} inputs: {names}.",
            do="Write an object with the numbers of each, under its name.",
        )
    blocks = []
    for slot, entry in enumerate(inputs):
        key = _key_of(value, entry)
        if key is None:
            raise DecodeError(
                f'The input "{entry.get("name")}" is missing',
                why=f"The model has these inputs: {names}.",
                do="Give the numbers of each, under its name.",
            )
        blocks.append(_block(value[key], entry, slot))
    return blocks


def _key_of(value: dict[str, Any], entry: dict[str, Any]) -> str | None:
    """Under which of its names an input is given; a column of the same name is a column."""
    if set(value) >= set(entry.get("columns") or [None]):
        return None
    return next((str(name) for name in (entry.get("name"), entry.get("tensor")) if name and name in value), None)


def _block(value: Any, entry: dict[str, Any], slot: int) -> Block:
    if isinstance(value, dict):
        return _row(value, Table(entry))._replace(slot=slot)
    dims, numbers = _flat(value)
    if not dims and entry.get("shape"):
        dims = (1,)  # a number alone is a list of one
    if entry.get("kind") == "audio" and len(dims) == 1:
        samples = array("f", numbers)
        return Block(slot, code_of("float32"), SOUND, dims, samples.tobytes(), int(entry.get("sample_rate", 16000)))
    return Block(slot, code_of("float64"), NUMBERS, dims, numbers.tobytes())


def _row(value: dict[str, Any], table: Table) -> Block:
    if not table.columns:
        raise DecodeError(
            "The object does not fit this model", why="Its input has no named columns.", do="Give a list of numbers."
        )
    numbers = array("d")
    for name in table.columns:
        cell = value.get(name)
        if cell is None:
            raise DecodeError(
                f'The column "{name}" is missing', why="The model needs a number in every column.", do="Add it."
            )
        if not _is_number(cell):
            raise _no_number(f'The column "{name}"', cell)
        numbers.append(cell)
    return table.block(numbers)


def _flat(value: Any) -> "tuple[tuple[int, ...], array[float]]":
    """Shape and numbers of nested lists, row by row."""
    dims: list[int] = []
    level = [value]
    while level and isinstance(level[0], list):
        if len(dims) == MAX_RANK:
            raise _too_deep()
        size = len(level[0])
        if not all(isinstance(entry, list) and len(entry) == size for entry in level):
            raise DecodeError(
                "The lists are not all of one length",
                why="Numbers in rows and columns need as many in every row.",
                do="Give every list as many entries as the others.",
            )
        dims.append(size)
        level = [number for entry in level for number in entry]
    if not level:
        raise DecodeError("There are no numbers", why="A list is empty.", do="Give the model's numbers.")
    wrong = [entry for entry in level if not _is_number(entry)]
    if wrong:
        raise _no_number("An entry of the list", wrong[0])
    return tuple(dims), array("d", level)


def _is_number(value: Any) -> bool:
    if type(value) not in (int, float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _too_deep() -> DecodeError:
    return DecodeError(
        "The lists are nested too deeply", why=f"At most {MAX_RANK} dimensions are taken.", do="Use fewer."
    )


def _no_number(where: str, value: Any) -> DecodeError:
    return DecodeError(f"{where} is no number", why=f"It is {_in_words(value)}.", do="Write numbers only.")


def _in_words(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value if len(value) <= 40 else value[:37] + "..."}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return "nothing" if value is None else "too large"
