"""Tests of mean and spread of columns: which columns count, what is left out aloud, and what is never opened."""

import gzip
import pickle
from pathlib import Path

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import LitecrateError
from builder.samples.labelled_table import input_columns
from builder.samples.table_facts import with_table_facts
from builder.samples.table_header import head_of
from builder.samples.table_stats import TableStats, table_stats


def entry(width: int = 2, columns: tuple[str, ...] = (), steps: int = 0) -> ContractInput:
    shape = (1, steps, width) if steps else (1, width)
    return ContractInput(name="x", dtype="float32", shape=shape, kind="table", columns=columns)


def stats(tmp_path: Path, text: str | bytes, given: ContractInput | None = None, name: str = "t.csv") -> TableStats:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return table_stats(given or entry(), file)


def test_mean_and_spread_are_those_of_all_rows(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).normal((1e6, 0.01), (3.0, 0.002), (10_000, 2))
    found = stats(tmp_path, "\n".join(",".join(map(repr, map(float, row))) for row in rows))
    assert found.mean == pytest.approx(rows.mean(axis=0), rel=1e-6)
    assert found.std == pytest.approx(rows.std(axis=0), rel=1e-5)
    assert found.notes == found.names == ()


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,10\n3,30\n",
        "a;b\n1,0;10\n3,0;30\n",
        "\ufeffa,b\r\n1,10\r\n3,30\r\n",
        "a\tb\n1\t10\n3\t30\n",
        "1,10\n\n3,30\n,\n",
        "a,b,label\n1,10,red\n3,30,blue\n",
        ",a,b\n0,1,10\n1,3,30\n",
        "day,a,b\n2024-01-01,1,10\n2024-01-02,3,30\n",
    ],
)
def test_columns_are_found_in_every_usual_form(text: str, tmp_path: Path) -> None:
    found = stats(tmp_path, text)
    assert (found.mean, found.std) == ((2.0, 20.0), (1.0, 10.0))
    assert found.names in {(), ("a", "b")}


def test_names_decide_where_the_model_has_them(tmp_path: Path) -> None:
    found = stats(tmp_path, "id,b,churn,a\n7,10,yes,1\n8,30,no,3\n", entry(columns=("a", "b")))
    assert (found.mean, found.names) == ((2.0, 20.0), ("a", "b"))
    assert found.notes == ("These columns do not go into the model: id, churn.",)
    with pytest.raises(LitecrateError, match="not the model's") as caught:
        stats(tmp_path, "a,c\n1,2\n", entry(columns=("a", "b")))
    assert "no column 'b'" in caught.value.why


def test_a_header_may_be_shorter_than_its_rows_and_a_model_of_any_width(tmp_path: Path) -> None:
    short = stats(tmp_path, "values\n1,10\n3,30\n")
    assert (short.mean, short.names) == ((2.0, 20.0), ())
    with pytest.raises(LitecrateError, match=r"The column 2 of t\.csv holds text"):
        stats(tmp_path, "values\n1,2\n3,red\n")
    assert input_columns(*head_of(tmp_path / "t.csv"), entry()) == ()
    for columns in ((), ("a", "b")):
        assert stats(tmp_path, "a,b\n1,10\n3,30\n", entry(width=-1, columns=columns)).mean == (2.0, 20.0)


def test_a_series_has_the_numbers_of_a_step(tmp_path: Path) -> None:
    assert stats(tmp_path, "a,b\n1,10\n3,30\n", entry(steps=5)).mean == (2.0, 20.0)
    whole = stats(tmp_path, "1,10,3,30\n5,50,7,70\n", entry(steps=2))
    assert whole.mean == (4.0, 40.0)
    assert whole.std == pytest.approx((np.std([1, 3, 5, 7]), np.std([10, 30, 50, 70])))


def test_constant_columns_and_empty_cells_are_said(tmp_path: Path) -> None:
    found = stats(tmp_path, "a,b\n1,5\nNA,5\n3,5\n")
    assert (found.mean, found.std) == ((2.0, 5.0), (1.0, 1.0))
    assert found.notes == (
        "1 empty cell was left out.",
        "Always the same value, so only the mean is taken off: b.",
    )


@pytest.mark.parametrize(
    ("text", "what", "why"),
    [
        ("a,b\n1,red\n2,blue\n", "The column 'b' of t.csv holds text", "In row 1 it says 'red'"),
        ("a,b\n1,2\n2,1e999\n", "holds text", "In row 2"),
        ("a,b,c\n1,2,3\n", "not the model's", "It has 3 columns, and the model takes 2"),
        ("a,b\n", "A column of t.csv holds no number", "0 rows"),
        ("a,b\n1,\n2,\n", "holds no number", "2 rows"),
        ('a,b\n1,2\n3,"4\n', "cannot be read", "unexpected end"),
        ("a,b\n1e300,1\n-1e300,2\n1e200,3\n", "column a in t.csv are too large", "float32"),
        ("1,1e39\n2,1.1e39\n", "column 2 in t.csv are too large", "float32"),
        ("mean,scale\n2,1\n20,1e39\n", "are too large", "float32"),
        ("a,b\n1,2\n" + "3" * 10_000_001, "cannot be read", "longer than 10 million"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "no table that can be read", "Excel"),
        (b"PK\x03\x04 an Excel workbook", "no table that can be read", "Excel"),
        (b"1,2\0\n", "no table that can be read", "not text"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(text: str | bytes, what: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(LitecrateError, match=what) as caught:
        stats(tmp_path, text)
    assert why in caught.value.why
    assert caught.value.remedy


class _Harm:
    """What a stranger's pickle may hold."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("name", ["scaler.joblib", "scaler.pkl", "scaler.csv", "scaler.SAV"])
def test_pickles_are_never_opened(name: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with pytest.raises(LitecrateError, match="it is Python code") as caught:
        stats(tmp_path, pickle.dumps(_Harm(trace)), name=name)
    assert "mean_ and scale_ as a CSV" in caught.value.remedy
    assert not trace.exists()


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("mean,scale\n2,1\n20,10\n", ()),
        (",mean,scale\n0,2,1\n1,20,10\n", ()),
        ("column;mean_;scale_\nb;20,0;10,0\na;2,0;1,0\n", ("a", "b")),
        ("feature,mean,std\na,2,1\nb,20,10\n", ()),
    ],
)
def test_a_scaler_may_be_given_as_a_table(text: str, columns: tuple[str, ...], tmp_path: Path) -> None:
    found = stats(tmp_path, text, entry(columns=columns))
    assert (found.mean, found.std) == ((2.0, 20.0), (1.0, 10.0))


def test_data_whose_columns_are_called_like_a_scalers_are_data(tmp_path: Path) -> None:
    found = stats(tmp_path, "mean,std\n1,50\n3,70\n", entry(columns=("mean", "std")))
    assert (found.mean, found.std) == ((2.0, 60.0), (1.0, 10.0))


def test_a_scaler_of_another_model_is_refused(tmp_path: Path) -> None:
    for text, width in (("mean,scale\n2,1\n", 2), ("mean,scale\n2,1\n20,\n", 2), ("mean,scale\n", -1)):
        with pytest.raises(LitecrateError, match="does not hold a mean and a scale for each column"):
            stats(tmp_path, text, entry(width))


def test_the_numbers_become_the_contracts(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a,b\n1,10\n3,30\n", encoding="utf-8")
    info = ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0",
        inputs=(TensorInfo(name="x", shape=(1, 2), dtype="float32"),),
        outputs=(TensorInfo(name="y", shape=(1, 1), dtype="float32"),),
    )  # fmt: skip
    choice = ContractChoice(table_stats=tmp_path / "train.csv")
    made = with_table_facts(resolve(info, choice), None)[0].contract.inputs[0]
    assert (made.kind, made.scaling, made.mean, made.std) == ("table", "custom", (2.0, 20.0), (1.0, 10.0))
    assert made.columns == ("a", "b")
    with pytest.raises(LitecrateError, match="cannot be used"):
        with_table_facts(resolve(info, choice.model_copy(update={"input_kind": "tensor"})), None)
    with pytest.raises(ValueError, match="table_stats must be left out"):
        ContractChoice(table_stats=tmp_path / "train.csv", mean=(0.0,))
