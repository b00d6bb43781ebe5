"""Tests of reading CSV and JSON files to rows of numbers."""

import io
import json
from typing import Any

import numpy as np
import pytest

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import SOUND
from resources.launcher.reading.inputs import Reader
from resources.launcher.reading.sample import Sample

WINE = {"name": "wine", "kind": "table", "dtype": "float32", "shape": [1, 3], "columns": ["alcohol", "acid", "Größe"]}


def asked(data: bytes | str, **changes: Any) -> list[Sample]:
    content = data.encode() if isinstance(data, str) else data
    return list(Reader({"inputs": [{**WINE, **changes}]}).held(content))


def numbers(sample: Sample) -> list[float]:
    assert sample.failure is None
    return np.frombuffer(sample.blocks[0].data, np.float64).tolist()


def rows(data: bytes | str, **changes: Any) -> list[list[float]]:
    samples = asked(data, **changes)
    assert [sample.row for sample in samples] == list(range(1, len(samples) + 1))
    return [numbers(sample) for sample in samples]


@pytest.mark.parametrize(
    "text",
    [
        "1,2,3\n4,5,6\n",
        "1;2;3\r\n4;5;6",
        "1\t2\t3\n4\t5\t6\n",
        "alcohol,acid,Größe\n1,2,3\n4,5,6\n",
        "\ufeffGröße;name;acid;alcohol\n3;x;2;1\n6;;5;4\n",
        "alcohol\tacid\tGröße\n1\t2\t3\n4\t5\t6\n",
        '"alcohol", "acid", "Größe", "a ""quoted"" one, with a comma"\n1, 2, 3, x\n"4","5","6","two\nlines"\n',
        "\n\nalcohol,acid,Größe\n\n1,2,3\n , ,\n4,5,6\n\n",
        "1,2,3,\n4,5,6,\n",
    ],
)
def test_tables_of_every_form_give_the_same_rows(text: str) -> None:
    assert rows(text) == [[1, 2, 3], [4, 5, 6]]


def test_numbers_of_every_form_are_read() -> None:
    assert rows("1.5,-2e3,+.5\n") == [[1.5, -2000.0, 0.5]]
    assert rows("1,5;-2,25;3\n1.5;7.;0\n") == [[1.5, -2.25, 3], [1.5, 7, 0]]
    # The first line decides, and a comma in a quoted name parts nothing.
    assert rows('"alcohol, in %";1,5;2\n'.replace('"alcohol, in %"', "4") + "1;2;3\n") == [[4, 1.5, 2], [1, 2, 3]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_of_columns_are_read_in_the_usual_encodings(encoding: str) -> None:
    assert rows("Größe;acid;alcohol\n3;2;1\n".encode(encoding)) == [[1, 2, 3]]


@pytest.mark.parametrize(
    ("row", "what", "why"),
    [
        ("1,,3", 'Row 2, column "acid" is empty', "number in every column"),
        ("1,n/a,3", 'Row 2, column "acid" is not a number', '"n/a"'),
        ("1,nan,3", 'Row 2, column "acid" is not a number', '"nan"'),
        ("1,1e999,3", 'Row 2, column "acid" is not a number', '"1e999"'),
        ("1,1_000,3", 'Row 2, column "acid" is not a number', '"1_000"'),
        ("1,2", 'Row 2, column "Größe" is empty', ""),
    ],
)
def test_a_bad_cell_is_named_and_the_other_rows_are_asked(row: str, what: str, why: str) -> None:
    for head in ("alcohol,acid,Größe\n", ""):
        first, second, third = asked(f"{head}1,2,3\n{row}\n7,8,9\n")
        assert (numbers(first), numbers(third), third.row) == ([1, 2, 3], [7, 8, 9], 3)
        assert second.failure is not None
        assert (second.row, second.blocks) == (2, [])
        if head or row != "1,2":
            assert second.failure.what == what
            assert why in second.failure.why
        else:
            assert second.failure.what == "Row 2 has 2 values"


def test_a_first_row_with_a_bad_cell_is_no_header() -> None:
    first, second = asked("1,x,3\n4,5,6\n")
    assert first.failure is not None
    assert first.failure.what == 'Row 1, column "acid" is not a number'
    assert numbers(second) == [4, 5, 6]


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(DecodeError, match='The table has no column "acid"') as caught:
        asked("alcohol,Acid,Größe\n1,2,3\n")
    assert '"Acid"' in caught.value.why


def test_empty_and_damaged_tables_are_refused() -> None:
    for text, what in [("alcohol,acid,Größe\n", "empty"), ('1,2,"3\n4,5,6\n', "cannot be read"), ("\n \n", "holds no")]:
        with pytest.raises(DecodeError, match=what):
            asked(text)


def test_a_table_without_named_columns_goes_by_their_order() -> None:
    assert rows("1,2,3\n", columns=[]) == [[1, 2, 3]]
    assert rows("a,b,c\n1,2,3\n", columns=[], kind="tensor") == [[1, 2, 3]]
    (sample,) = asked("1,x,3\n", columns=[])
    assert sample.failure is not None
    assert sample.failure.what == "Row 1, column 2 is not a number"
    (sample,) = asked("1,2,3,4\n", columns=[])
    assert sample.failure is not None
    assert sample.failure.what == "Row 1 has 4 values"
    # An input of unknown length takes what comes.
    assert rows("1,2\n3\n", columns=[], kind="tensor", shape=[1, -1]) == [[1, 2], [3]]


def test_a_row_has_the_shape_of_its_input() -> None:
    assert asked("1,2,3\n", shape=[1, 3, 1])[0].blocks[0].dims == (1, 3, 1)
    assert asked("1,2,3\n", shape=[1, -1])[0].blocks[0].dims == (3,)


def test_rows_of_a_long_table_are_read_one_by_one() -> None:
    class Endless(io.BytesIO):
        """A table that never ends."""

        def read1(self, *_: object) -> bytes:
            return b"1,2,3\n" * 1000

    from resources.launcher.reading.rows import Table, csv_samples

    samples = csv_samples(Endless(b"1,2,3"), Table(WINE))
    assert [next(samples).row for _ in range(5000)][-1] == 5000


def test_json_gives_a_row_rows_or_numbers() -> None:
    row = {"alcohol": 1, "acid": 2.5, "Größe": 3, "note": "free"}
    (sample,) = asked(json.dumps(row))
    assert (sample.row, numbers(sample)) == (None, [1, 2.5, 3])
    assert rows(json.dumps([row, {**row, "acid": 7}])) == [[1, 2.5, 3], [1, 7, 3]]
    assert rows("[[1, 2, 3], [4, 5, 6]]") == [[1, 2, 3], [4, 5, 6]]
    for text in ("[1, 2, 3]", "[[1, 2, 3]]", '{"wine": [1, 2, 3]}', " \n[1,2,3]"):
        (sample,) = asked(text)
        assert (sample.row, numbers(sample)) == (None, [1, 2, 3])


def test_json_nested_lists_keep_their_shape() -> None:
    image = {"name": "p", "kind": "image", "dtype": "float32", "shape": [1, 2, 2, 1]}
    ((block,),) = [sample.blocks for sample in Reader({"inputs": [image]}).held(b"[[[1], [2]], [[3], [4]]]")]
    assert (block.dims, np.frombuffer(block.data).tolist()) == ((2, 2, 1), [1, 2, 3, 4])


def test_json_numbers_for_a_sound_are_its_samples() -> None:
    sound = {"name": "s", "kind": "audio", "dtype": "float32", "shape": [1, 4], "sample_rate": 44100}
    ((block,),) = [sample.blocks for sample in Reader({"inputs": [sound]}).held(b"[0.5, -0.5]")]
    assert (block.form, block.rate, np.frombuffer(block.data, np.float32).tolist()) == (SOUND, 44100, [0.5, -0.5])


def test_bad_json_rows_are_told_and_the_others_are_asked() -> None:
    row = {"alcohol": 1, "acid": 2, "Größe": 3}
    bad = [{"alcohol": 1, "acid": 2}, {**row, "acid": "2"}, {**row, "acid": None}, {**row, "acid": True}, 7]
    samples = asked(json.dumps([row, *bad, row]))
    assert [sample.row for sample in samples] == list(range(1, 8))
    assert [sample.failure is None for sample in samples] == [True, *[False] * 4, True, True]
    told = [sample.failure.what for sample in samples if sample.failure]
    assert told == [
        'Row 2: The column "Größe" is missing',
        'Row 3: The column "acid" is not a number',
        'Row 4: The column "acid" is missing',
        'Row 5: The column "acid" is not a number',
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[1, 2", "JSON cannot be read"),
        ("[" * 100_000, "nested too deeply"),
        ("[[1, 2], [3]]", "not all of one length"),
        ("[[[1, 2], 3]]", "not all of one length"),
        ("[1, [2]]", "not a number"),
        ("[]", "no numbers"),
        ('["1", 2]', "not a number"),
        ("[NaN, 1]", "not a number"),
        ("[1e999, 1]", "not a number"),
        (f"[1{'0' * 400}, 1]", "not a number"),
        ("[null]", "not a number"),
        ("[" * 9 + "1" + "]" * 9, "nested too deeply"),
        ("{}", "is missing"),
    ],
)
def test_json_that_is_no_numbers_is_refused_in_words(text: str, what: str) -> None:
    with pytest.raises(DecodeError, match=what):
        asked(text, kind="tensor" if text.startswith("[[") else "table")


def test_a_line_without_end_is_refused_before_it_takes_all_memory() -> None:
    with pytest.raises(DecodeError) as caught:
        asked("1," * (5 << 20))
    assert "It has over 8,388,608 characters" in caught.value.why
