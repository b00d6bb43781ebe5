"""Tests of the names and ranges of a table's columns, read from the user's data."""

import os
from pathlib import Path

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo
from builder.contract.resolve import Resolution
from builder.core.arrays import save_arrays
from builder.samples.samples import Samples
from builder.samples.table_columns import columns_in, ranges_in

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))
ROW = ContractInput(name="row", kind="table", dtype="float32", shape=(1, 3))


def resolved(entry: ContractInput = ROW) -> Resolution:
    info = ModelInfo(kind="keras3", format="keras", source_bytes=1, source_sha256="", inputs=(), outputs=())
    return Resolution(info, ContractChoice(), Contract(inputs=(entry,), outputs=(OUT,)))


def columns(source: Path | None, entry: ContractInput = ROW) -> tuple[str, ...]:
    """The names in the contract once the sample data are known."""
    now = resolved(entry)
    return now.with_columns(columns_in(now.table(), source)).contract.inputs[0].columns


@pytest.mark.parametrize(
    ("text", "names"),
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
def test_names_come_from_a_header_that_fits(text: str, names: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert columns(tmp_path / "t.csv") == names


def test_a_header_is_read_to_its_end(tmp_path: Path) -> None:
    names = tuple(f"{n:03}: what was measured there" for n in range(60))
    (tmp_path / "t.csv").write_text(",".join(names) + "\n" + ",".join("1" * 60) + "\n", encoding="utf-8")
    entry = ROW.model_copy(update={"shape": (1, 60)})
    assert columns(tmp_path / "t.csv", entry) == names


def test_names_that_are_known_stay_and_other_data_tell_none(tmp_path: Path) -> None:
    known = ROW.model_copy(update={"columns": ("x", "y", "z")})
    (tmp_path / "t.csv").write_text("a,b,c\n", encoding="utf-8")
    assert columns(tmp_path / "t.csv", known) == ("x", "y", "z")
    assert columns(None) == ()
    assert columns(tmp_path / "missing.csv") == ()
    assert columns(tmp_path / "t.csv", ROW.model_copy(update={"kind": "tensor"})) == ()


def test_ranges_are_in_the_tables_own_units_and_hold_every_value(tmp_path: Path) -> None:
    entry = ROW.model_copy(update={"mean": (1.0, 10.0, 0.0), "std": (1.0, 2.0, 1.0)})
    save_arrays(tmp_path / "s.npz", {"row": np.array([[0.0, -1.0, 0.123456], [1.0, 1.0, 12345.6]], np.float32)})
    samples = Samples(tmp_path / "s.npz", 2, "calibration", 2)
    found = resolved(entry).with_ranges(ranges_in(entry, samples)).contract.inputs[0]
    assert found.low == (1.0, 8.0, 0.1234)
    assert found.high == (2.0, 12.0, 12350.0)


def test_random_samples_tell_no_range(tmp_path: Path) -> None:
    save_arrays(tmp_path / "s.npz", {"row": np.zeros((2, 3), np.float32)})
    assert ranges_in(ROW, Samples(tmp_path / "s.npz", 2, "random", 2)) is None


def test_a_pipe_has_no_header_and_nothing_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    assert columns(tmp_path / "t.csv") == ()
