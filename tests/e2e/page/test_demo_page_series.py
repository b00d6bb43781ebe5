"""Tests of series and of one number with two names: the page answers as the terminal does, in all its forms."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browsers.chromium import Chromium
from tests.support.program import start
from tests.support.served import Served

pytestmark = pytest.mark.proof

HEAD = "temperature,humidity,pressure"
# Warmer by 8 degrees, wetter by 20, pressure up by 9: by one spread each.
DAYS = ["4,40,1004", "8,50,1007", "10,60,1010", "12,60,1013"]
FORECAST = 12 + 4 - 2 + 1
COLDER = ["12,60,1013", "10,60,1010", "8,50,1007", "4,40,1004"]
COLDER_FORECAST = 12 - 8 - (4 - 2 + 1)


@pytest.fixture
def made(page_programs: Path) -> Callable[[str], Path]:
    return lambda name: page_programs / name


def answers(folder: Path, at: Path, *arguments: str) -> list[dict[str, object]]:
    done = start([folder / "runner", "--json", *arguments], at, os.environ)
    return [json.loads(line) for line in done.output.splitlines()]


def values(answer: dict[str, object]) -> list[float]:
    return answer["outputs"]["forecast"]["values"]  # type: ignore[index,no-any-return]


FILES = {
    "commas": "\n".join([HEAD, *DAYS]),
    "another order and a time": "\n".join(
        ["time,pressure,temperature,humidity"]
        + [f"0{n}:00,{p},{t},{h}" for n, (t, h, p) in enumerate(day.split(",") for day in DAYS)]
    ),
    "German": "\ufeff" + "\r\n".join([HEAD, *DAYS]).replace(",", ";").replace("1004", "1004,0"),
    "no names": "\n".join(DAYS),
    "a time without names": "\n".join(f"2024-01-0{n},{day}" for n, day in enumerate(DAYS, 1)),
    "a whole sample a row": ",".join(DAYS) + "\n",
    "JSON": json.dumps([list(map(float, day.split(","))) for day in DAYS]),
    "JSON by names": json.dumps([dict(zip(HEAD.split(","), map(float, day.split(",")), strict=True)) for day in DAYS]),
}


@pytest.mark.parametrize("name", FILES)
def test_every_form_of_a_series_has_the_same_answer(made: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    (tmp_path / "days.csv").write_text(FILES[name], encoding="utf-8", newline="")
    (found,) = answers(made("series"), tmp_path, "days.csv")
    assert values(found) == pytest.approx([FORECAST], abs=1e-4)
    assert found.get("rows", [1, 4]) == [1, 4]


def test_a_longer_series_is_answered_in_parts_everywhere(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    longer = tmp_path / "week.csv"
    longer.write_text("\n".join([HEAD, *DAYS, *COLDER, "12,60,1013"]), encoding="utf-8")
    found = answers(made("series"), tmp_path, longer.name)
    assert [each["rows"] for each in found] == [[1, 4], [5, 8], [6, 9]]
    assert values(found[0]) + values(found[1]) == pytest.approx([FORECAST, COLDER_FORECAST], abs=1e-4)
    done = start([made("series") / "runner", "--csv", "out.csv", longer.name], tmp_path, os.environ)
    assert done.ok, done.errors
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["row"], row["last_row"]) for row in rows] == [("1", "4"), ("5", "8"), ("6", "9")]
    assert float(rows[1]["Tomorrow (degrees)"]) == pytest.approx(COLDER_FORECAST, abs=1e-4)
    text = start([made("series") / "runner", longer.name], tmp_path, os.environ).output
    assert "week.csv rows 5-8" in text
    assert "Tomorrow 1 degrees" in text
    with Served(made("series")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('textarea')")
        assert page.value("document.querySelector('textarea').value").splitlines()[0].replace('"', "") == HEAD
        page.choose(longer)
        page.until("document.querySelectorAll('tbody tr').length === 3")
        assert page.texts("tbody td:first-child") == ["1–4", "5–8", "6–9"]
        assert page.texts("tbody td:last-child")[:2] == [f"{FORECAST} degrees", f"{COLDER_FORECAST} degrees"]
        page.screenshot(shots / "series.png")
        assert page.problems() == []


def test_rows_are_pasted_into_the_page(browser: Chromium, made: Callable[[str], Path], shots: Path) -> None:
    with Served(made("series")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('textarea')")
        page.value("document.querySelector('textarea').select(), 0")
        page.write("\n".join([HEAD, *DAYS]).replace(",", "\t"))
        page.click("button.primary")
        page.shows(".values dd", f"{FORECAST} degrees")
        page.screenshot(shots / "series-pasted.png")
        page.value("document.querySelector('textarea').select(), 0")
        page.write("1,2,3")
        page.click("button.primary")
        page.until("!document.querySelector('.error').hidden")
        assert "The series is too short" in page.text(".error")


def test_two_names_for_one_number_are_bars_and_words(
    browser: Chromium, made: Callable[[str], Path], tmp_path: Path, shots: Path
) -> None:
    (tmp_path / "customers.csv").write_text("months,calls\n10,2\n2,4\n", encoding="utf-8")
    found = answers(made("choice"), tmp_path, "customers.csv")
    assert [[entry["label"] for entry in each["top"]] for each in found] == [["leaves", "stays"]] * 2  # type: ignore[attr-defined]
    assert [round(each["top"][0]["score"], 4) for each in found] == [0.5, 0.8581]  # type: ignore[index]
    (tmp_path / "calm.csv").write_text("months,calls\n30,1\n", encoding="utf-8")
    text = start([made("choice") / "runner", "calm.csv"], tmp_path, os.environ).output
    assert "stays 92.4 %, leaves 7.6 %" in text
    with Served(made("choice")) as program, browser.page(program.address) as page:
        page.until("document.querySelector('.bars li')")
        assert page.texts(".bars .name") == ["stays", "leaves"]
        page.choose(tmp_path / "customers.csv")
        page.until("document.querySelectorAll('tbody tr').length === 2")
        assert page.texts("tbody td:nth-child(2)") == ["leaves", "leaves"]
        page.screenshot(shots / "choice.png")
        assert page.problems() == []


def test_without_names_it_is_yes_or_no(made: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("1.9\n-1.9\n", encoding="utf-8")
    text = start([made("yes") / "runner", "n.csv"], tmp_path, os.environ).output
    assert "yes 87.0 %, no 13.0 %" in text
    assert "no 87.0 %, yes 13.0 %" in text
    assert [each["top"][0]["label"] for each in answers(made("yes"), tmp_path, "n.csv")] == ["yes", "no"]  # type: ignore[index]
