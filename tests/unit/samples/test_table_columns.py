"""Names and ranges of a table's columns, from the data that the user gives."""

import os
from pathlib import Path

import numpy as np
import pytest

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import save_arrays
from builder.samples.samples import Samples
from builder.samples.table_columns import with_columns, with_ranges

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))
ROW = ContractInput(name="row", kind="table", dtype="float32", shape=(1, 3))


def contract(entry: ContractInput = ROW) -> Contract:
    return Contract(inputs=(entry,), outputs=(OUT,))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b b,c\n1,2,3\n", ("a", "b b", "c")),
        ('"a;1";b;c\n1,5;2;3\n', ("a;1", "b", "c")),
        ("\ufeffa\tb\tc\n", ("a", "b", "c")),
        ("1,2,3\n4,5,6\n", ()),  # no names
        ("a,b\n1,2\n", ()),  # too few
        ("a,b,c,Species\n1,2,3,iris\n", ("a", "b", "c")),  # one more, which says what a row is
        ("class,a,b,c\n0,1,2,3\n", ("a", "b", "c")),
        ("a,b,c,d\n1,2,3,red\n", ("a", "b", "c")),
        ("a,b,c,d\n1,2,3,4\n", ()),  # nobody knows which
        (f"{'a' * 600},b,c\n1,2,3\n", ("a" * 600, "b", "c")),
        ("a,a,b\n1,2,3\n", ()),  # one twice
        ("a,2,c\n", ()),
    ],
)
def test_names_come_from_a_header_that_fits(text: str, columns: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert with_columns(contract(), tmp_path / "t.csv").inputs[0].columns == columns


def test_a_header_is_read_to_its_end(tmp_path: Path) -> None:
    names = tuple(f"{n:03}: what was measured there" for n in range(60))
    (tmp_path / "t.csv").write_text(",".join(names) + "\n" + ",".join("1" * 60) + "\n", encoding="utf-8")
    entry = ROW.model_copy(update={"shape": (1, 60)})
    assert with_columns(contract(entry), tmp_path / "t.csv").inputs[0].columns == names


def test_names_that_are_known_stay_and_other_data_tell_none(tmp_path: Path) -> None:
    known = ROW.model_copy(update={"columns": ("x", "y", "z")})
    (tmp_path / "t.csv").write_text("a,b,c\n", encoding="utf-8")
    assert with_columns(contract(known), tmp_path / "t.csv").inputs[0].columns == ("x", "y", "z")
    assert with_columns(contract(), None).inputs[0].columns == ()
    assert with_columns(contract(), tmp_path / "missing.csv").inputs[0].columns == ()
    assert with_columns(contract(ROW.model_copy(update={"kind": "tensor"})), tmp_path / "t.csv").inputs[0].columns == ()


def test_ranges_are_in_the_tables_own_units_and_hold_every_value(tmp_path: Path) -> None:
    entry = ROW.model_copy(update={"mean": (1.0, 10.0, 0.0), "std": (1.0, 2.0, 1.0)})
    save_arrays(tmp_path / "s.npz", {"row": np.array([[0.0, -1.0, 0.123456], [1.0, 1.0, 12345.6]], np.float32)})
    samples = Samples(tmp_path / "s.npz", 2, "calibration", 2)
    found = with_ranges(contract(entry), samples).inputs[0]
    assert found.low == (1.0, 8.0, 0.1234)
    assert found.high == (2.0, 12.0, 12350.0)


def test_random_samples_tell_no_range(tmp_path: Path) -> None:
    save_arrays(tmp_path / "s.npz", {"row": np.zeros((2, 3), np.float32)})
    assert with_ranges(contract(), Samples(tmp_path / "s.npz", 2, "random", 2)).inputs[0].low == ()


def test_a_pipe_has_no_header_and_nothing_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    assert with_columns(contract(), tmp_path / "t.csv").inputs[0].columns == ()
