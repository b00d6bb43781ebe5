"""Tests of translations: every text has its German line with the same placeholders; other texts stay English."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from builder.child.reading.file_kind import recognise
from builder.child.sources.saved_source import choose_signature
from builder.core.errors import LitecrateError
from builder.core.figures import figures, human_bytes, human_difference
from builder.core.words import flat_table, language, nearest_language, tr, trn, use_language
from builder.job.draft import JobDraft
from builder.plan import EXPORT_STEPS, translated_steps

ROOT = Path(__file__).parents[3]
GERMAN = Path(str(files("resources"))) / "translations" / "de"
TEMPLATES = sorted((ROOT / "resources" / "templates").glob("*.html.j2"))
TEXTS = {"tr": 1, "mark": 1, "trn": 2}  # function to how many of its first arguments are texts
# In the template: tr("..."), tr('...'), trn("...", "...", n).
IN_TEMPLATE = re.compile(r"""\btrn?\(\s*(?P<q>["'])(?P<one>.*?)(?P=q)(?:,\s*(?P=q)(?P<many>.*?)(?P=q))?""")

OPTION = re.compile(r"--[a-z]|`litecrate")


def engine_files() -> list[Path]:
    window = set(window_files())
    return [path for room in ("app", "builder") for path in sorted((ROOT / room).rglob("*.py")) if path not in window]


def window_files() -> list[Path]:
    return [*sorted((ROOT / "ui").rglob("*.py")), *sorted((ROOT / "app").glob("gui*.py"))]


def text_arguments(path: Path) -> Iterator[ast.expr]:
    """What is handed to tr, trn and mark as text; of a choice between two, both."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS:
            for argument in node.args[: TEXTS[node.func.id]]:
                yield from (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)


def literals(paths: Iterable[Path]) -> set[str]:
    return {
        argument.value
        for path in paths
        for argument in text_arguments(path)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def template_literals() -> set[str]:
    found = [match for path in TEMPLATES for match in IN_TEMPLATE.finditer(path.read_text(encoding="utf-8"))]
    return {text for match in found for text in (match["one"], match["many"]) if text}


def entries(*, engine: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(GERMAN.glob("*.toml")):
        if (path.name == "engine.toml") == engine:
            found.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def computed(paths: Iterable[Path]) -> list[str]:
    """Where a text is put together before it is looked up, so that it can never be found."""
    return [
        f"{path.relative_to(ROOT)}:{argument.lineno}"
        for path in paths
        for argument in text_arguments(path)
        if not isinstance(argument, (ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Call))
    ]


def test_every_text_of_the_engine_has_its_german_and_no_german_is_left_over() -> None:
    texts = literals(engine_files()) | template_literals()
    known = entries(engine=True)
    assert sorted(texts - known.keys() - entries(engine=False).keys()) == []
    assert sorted(known.keys() - texts) == []


def test_every_text_of_the_window_has_its_german_and_no_german_is_left_over() -> None:
    texts = literals(window_files())
    known = entries(engine=False)
    assert sorted(texts - known.keys() - entries(engine=True).keys()) == []
    assert sorted(known.keys() - texts) == []


def test_both_languages_have_the_same_places() -> None:
    everything = entries(engine=True) | entries(engine=False)
    assert [text for text, german in everything.items() if places(text) != places(german)] == []
    assert [text for text, german in everything.items() if not german.strip()] == []


def test_a_catalogue_is_read_as_the_toml_that_it_is() -> None:
    for path in sorted(GERMAN.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert flat_table(text) == tomllib.loads(text)
    only_toml = '"a" = "\\U0001F600"  # a remark\n"b" = \'c\'\n'
    assert flat_table(only_toml) == {"a": "\U0001f600", "b": "c"}


@pytest.mark.parametrize(
    "text",
    [
        'language = "de"\ntext_size = 125\ndemo = true\nrecent = []\n',
        'recent = [\n    "/a, [b],",\n    "c # d",\n]\noutput = "e"\n',
        'recent = [\n    "/a [",\n    "b]",\n]\noutput = "e"\n',
        '# in German,\nlanguage = "de"\n',
        'text_size = 1_25  # percent\n[table]\nkey = 0x1f\n',
        'recent = ["a",  # first,\n  "b"]\n',
        'a = """\nmany,\nlines"""\n',
    ],
)  # fmt: skip
def test_a_table_is_read_as_the_toml_that_it_is(text: str) -> None:
    assert flat_table(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", ["a", "a = ", 'a = "\\ud800"', "a = nothing", "a = [\n", "= 1", "{"])
def test_what_is_no_toml_is_no_table(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        flat_table(text)


def test_the_catalogue_is_sorted() -> None:
    known = list(entries(engine=True))
    assert known == sorted(known)


def test_texts_of_the_engine_are_literals() -> None:
    assert computed(engine_files()) == []


def test_texts_of_the_window_are_literals() -> None:
    assert computed(window_files()) == []


def test_advice_that_names_options_has_a_form_for_those_who_click() -> None:
    lacking = []
    for path in sorted((ROOT / "builder").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"LitecrateError", "Problem"}:
                given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                if OPTION.search(given.get("remedy", "")) and OPTION.search(given.get("in_window", "--none")):
                    lacking.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert lacking == []


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")


def test_an_error_comes_out_german(german: None) -> None:
    with pytest.raises(LitecrateError) as caught:
        choose_signature(["a", "b"], "c", "digits")
    error = caught.value
    assert error.what == "In digits gibt es keine Signatur c"
    assert error.why == "Vorhanden sind: a, b."
    assert error.remedy == "Mit --signature eine davon wählen."
    assert error.in_window == "Eine dieser Signaturen wählen."
    assert "--name" not in error.in_window


def test_a_file_that_is_no_model_is_named_in_german(german: None, tmp_path: Path) -> None:
    (tmp_path / "cat.keras").write_bytes(b"\x89PNG\r\n\x1a\n....")
    with pytest.raises(LitecrateError) as caught:
        recognise(tmp_path / "cat.keras")
    assert (caught.value.what, caught.value.why) == (
        "cat.keras ist kein lesbares Modell",
        "Der Inhalt sieht aus wie ein PNG-Bild.",
    )


def test_a_wrong_job_is_described_in_german(german: None) -> None:
    draft = JobDraft({"model": {"path": "m.keras"}, "precision": {"min_agreement": 2}, "output": {"compiler": "gcc"}})
    remedies = [problem.remedy for problem in draft.problems()]
    assert remedies == ["Möglich ist: höchstens 1.0.", "Möglich ist: 'zig' oder 'system'."]


def test_data_that_are_missing_are_asked_for_in_both_ways() -> None:
    draft = JobDraft({"model": {"path": "m.keras"}, "precision": {"precision": "int8"}})
    with pytest.raises(LitecrateError) as caught:
        draft.freeze()
    assert caught.value.key == "calibration"
    assert "--calibration" in caught.value.remedy
    assert "--" not in (caught.value.in_window or "--")


def test_steps_and_numbers_follow_the_language(german: None) -> None:
    assert translated_steps(EXPORT_STEPS)[0].title == "Modell lesen"
    assert human_bytes(8_200_000) == "8,2 MB"
    assert human_bytes(17) == "17 Byte"
    assert human_difference(1.2e-9) == "< 0,000001"
    assert figures(1234.5, 5) == "1.234,5"


def test_a_text_without_german_stays_english(german: None) -> None:
    assert tr("Nobody translated {this} yet", this="sentence") == "Nobody translated sentence yet"


def test_a_count_chooses_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")
    assert [trn("{n} sample", "{n} samples", n) for n in (0, 1, 1200)] == ["0 samples", "1 sample", "1,200 samples"]
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    assert [trn("{n} sample", "{n} samples", n) for n in (1, 1200)] == ["1 Beispiel", "1.200 Beispiele"]


@pytest.mark.parametrize(
    ("locale", "code"), [("de_AT", "de"), ("de-CH", "de"), ("de", "de"), ("en_GB", "en"), ("fr_FR", "en"), ("C", "en")]
)
def test_the_nearest_language_of_a_locale(locale: str, code: str) -> None:
    assert nearest_language(locale) == code


def test_an_unknown_language_means_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    use_language("xx")
    assert language() == "en"
