"""Tests of the detection of outliers in sample data; long tails, sparse and one-hot data are none."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine

from builder.checks.outliers import far_outside, outliers
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.samples.samples import Samples, SampleUnit

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))
TABLES = {"iris": load_iris, "wine": load_wine, "diabetes": load_diabetes, "cancer": load_breast_cancer}


def said(entry: ContractInput, array: np.ndarray, samples: Samples) -> str:
    contract = Contract(inputs=(entry,), outputs=(OUT,))
    return " ".join(problem.words() for problem in outliers(contract, {entry.name: array}, samples))


def of_array(array: np.ndarray, kind: str = "tensor") -> str:
    entry = ContractInput(name="x", kind=kind, dtype="float32", shape=(1, *array.shape[1:]))  # type: ignore[arg-type]
    places = tuple(range(len(array)))
    samples = Samples(Path("s.npz"), len(array), "calibration", len(array), origin=Path("data.npz"), places=places)
    return said(entry, array.astype(np.float32), samples)


def of_table(rows: np.ndarray, columns: tuple[str, ...] = (), **scaling: tuple[float, ...]) -> str:
    entry = ContractInput(
        name="x", kind="table", dtype="float32", shape=(1, rows.shape[1]), columns=columns, **scaling  # type: ignore[arg-type]
    )  # fmt: skip
    mean, std = np.asarray(entry.mean), np.asarray(entry.std)
    places = tuple(range(1, len(rows) + 1))
    samples = Samples(Path("s.npz"), len(rows), "calibration", len(rows), unit="row", origin=Path("wine.csv"),
                      places=places)  # fmt: skip
    return said(entry, ((rows - mean) / std).astype(np.float32), samples)


def of_pictures(array: np.ndarray, unit: SampleUnit = "picture") -> str:
    entry = ContractInput(name="x", kind="image", dtype="float32", shape=(1, *array.shape[1:]), std=(255.0,))
    home = Path("pictures")
    files = tuple(home / f"cat/{number}.png" for number in range(len(array)))
    samples = Samples(Path("s.npz"), len(array), "calibration", len(array), files=files, unit=unit, origin=home)
    return said(entry, (array / 255).astype(np.float32), samples)


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(3).normal(0, 1, (100, 5, 4))


@pytest.mark.parametrize(("value", "words"), [(900.0, "900"), (-4000.0, "-4,000")])
def test_a_sample_far_outside_is_named_with_what_it_reaches(noise: np.ndarray, value: float, words: str) -> None:
    noise[17, 2, 2] = value
    text = of_array(noise)
    assert "1 sample is far outside the rest" in text
    assert f"sample 17 of data.npz (the first is 0) reaches {words}" in text


def test_several_are_counted_and_three_of_them_named_the_farthest_first(noise: np.ndarray) -> None:
    for place, value in ((3, 100.0), (50, 300.0), (60, 200.0), (61, 250.0)):
        noise[place, 0, 0] = value
    text = of_array(noise)
    assert "4 samples are far outside" in text
    assert text.index("sample 50") < text.index("sample 61") < text.index("sample 60")
    assert "and 1 more" in text


@pytest.mark.parametrize("seed", range(5))
def test_long_tails_loud_sounds_and_sparse_numbers_are_not_outside(seed: int) -> None:
    generator = np.random.default_rng(seed)
    assert of_array(generator.normal(0, 1, (200, 300))) == ""
    assert of_array(generator.standard_t(4, (200, 30))) == ""
    assert of_array(generator.lognormal(0, 1, (200, 30))) == ""
    assert of_array(generator.uniform(0.2, 0.9, (200, 1)) * generator.normal(0, 0.3, (200, 400))) == ""
    sparse = (generator.random((200, 500)) < 0.01) * generator.integers(1, 9, (200, 500))
    assert of_array(sparse) == ""
    assert of_array(np.eye(10)[generator.integers(0, 10, 200)]) == ""
    mostly_nothing = np.zeros((200, 50))
    mostly_nothing[:3] = 1.0
    assert of_array(mostly_nothing) == ""


@pytest.mark.parametrize("name", TABLES)
def test_ordinary_tables_have_nothing_outside(name: str) -> None:
    rows = TABLES[name]().data
    assert of_table(rows) == ""
    assert of_table(rows, mean=tuple(rows.mean(axis=0)), std=tuple(rows.std(axis=0))) == ""
    assert of_array(rows) == ""


def test_columns_of_zeros_and_ones_and_counts_are_not_outside() -> None:
    generator = np.random.default_rng(1)
    rare = np.zeros((300, 4))
    rare[7, 0] = rare[8, 1] = rare[9, 1] = 1.0
    rare[:, 2] = 5.0
    rare[20:24, 3] = 1, 2, 3, 30
    rows = np.hstack([rare, np.eye(6)[generator.integers(0, 6, 300)], generator.poisson(0.1, (300, 3))])
    assert of_table(rows) == ""


def test_a_slip_in_a_table_is_named_by_row_and_column_in_the_tables_own_units() -> None:
    wine = load_wine()
    rows, columns = wine.data.copy(), tuple(wine.feature_names)
    scaling = {"mean": tuple(rows.mean(axis=0)), "std": tuple(rows.std(axis=0))}
    rows[11, columns.index("alcohol")] *= 100
    text = of_table(rows, columns, **scaling)
    assert "1 value of the table is far outside the rest" in text
    assert 'row 12 of wine.csv, column "alcohol": 1,410' in text
    assert "lie between 11 and 14.8" in text
    rows[40, 2] = 5000
    assert "2 values of the table are far outside" in of_table(rows, columns, **scaling)
    assert "column 3: 5,000" in of_table(rows, (), **scaling)


def test_blank_pictures_among_others_are_named_with_their_colour() -> None:
    photos = np.random.default_rng(0).integers(0, 256, (30, 8, 8, 3)).astype(np.float64)
    assert of_pictures(photos) == ""
    photos[4], photos[9], photos[20] = 0, 255, 120
    text = of_pictures(photos)
    assert "3 pictures have only one colour" in text
    for name in ("cat/4.png (black)", "cat/9.png (white)", "cat/20.png (one colour)"):
        assert name in text


def test_dark_pictures_and_drawings_with_much_white_are_not_blank() -> None:
    generator = np.random.default_rng(0)
    photos = generator.integers(0, 256, (30, 8, 8, 3)).astype(np.float64)
    photos[3] /= 8
    assert of_pictures(photos) == ""
    strokes = np.full((30, 16, 16, 1), 255.0)
    strokes[:, 3, 4] = 0
    assert of_pictures(strokes) == ""
    half = photos.copy()
    half[::2] = 0  # too many are blank for outliers
    assert of_pictures(half) == ""


def test_pieces_of_photos_are_neither_blank_nor_outside(shared_models: Path) -> None:
    pieces = []
    for name in ("cat", "bird", "sunflower"):
        with Image.open(shared_models / "coral" / f"{name}.bmp") as photo:
            pixels = np.asarray(photo.convert("RGB").resize((256, 256)), np.float64)
        pieces += [pixels[y : y + 64, x : x + 64] for y in range(0, 256, 64) for x in range(0, 256, 64)]
    photos = np.stack(pieces)
    assert of_pictures(photos) == ""
    assert of_array(photos / 255, "image") == ""
    photos[5] = 0
    assert "cat/5.png (black)" in of_pictures(photos)
    assert "sample 5 of data.npz" in of_array(photos / 255, "image")


def test_the_digits_have_nothing_outside() -> None:
    pictures = load_digits().images[:200, ..., None] / 16
    assert of_pictures(pictures * 255) == ""
    assert of_array(pictures, "image") == ""


def test_the_shared_models_own_data_have_nothing_outside(shared_models: Path) -> None:
    looked_at = 0
    for path in sorted(shared_models.rglob("*.npz")):
        with np.load(path) as stored:
            for name in stored.files:
                array = stored[name]
                if array.dtype.kind == "f" and array.ndim > 1:
                    assert of_array(array.reshape(len(array), -1)) == "", (path, name)
                    looked_at += 1
    assert looked_at >= 6


def test_of_a_handful_nobody_can_say_what_the_rest_is() -> None:
    few = np.ones((7, 3))
    few[0] = 1e6
    assert of_array(few) == ""


def test_more_than_a_twentieth_belongs_to_the_data() -> None:
    values = np.random.default_rng(0).normal(0, 1, 100)
    values[:5] = 1000
    assert sorted(far_outside(values, values)) == [0, 1, 2, 3, 4]
    values[:6] = 1000
    assert far_outside(values, values) == []
