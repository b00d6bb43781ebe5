"""The page's words: every text has its German, and nothing that is shown is written past the function that finds it."""

import re
import tomllib
from pathlib import Path

import pytest

from resources.demo.source_lines import JAVASCRIPT, lines_of
from resources.demo.words import texts_of, with_german
from tests.conftest import ROOT

DEMO = ROOT / "resources" / "demo"
SCRIPTS = sorted((DEMO / "scripts").rglob("*.js"))
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
CALL = re.compile(r'(?<![\w.])(?:tn?|pair)\(\s*(?:"(?:[^"\\]|\\.)*"(?:,\s*|(?=\))))+')
# Words as people read them: two with a space between, or one that begins a sentence.
WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}|(?<![\w.$-])[A-Z][a-z]+(?:$|[ .])")
# Names of the browser's and of the field's, which nobody is shown or everybody knows.
NO_WORDS = {
    "Content-Type", "X-Token", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape", "Enter", "NotAllowedError",
    "application/json", "Web Workers", "WebAssembly SIMD", "JSON", " KB", " MB", "translateX(%)", "True", "False",
}  # fmt: skip
# Drawings, styles and command lines.
NO_SENTENCE = re.compile(r"^(?:M[\d .a-zA-Z-]+|600 px system-ui, sans-serif|.*-H \"X-Token.*|curl .*)$")
STYLES = "".join(path.read_text(encoding="utf-8") for path in sorted((DEMO / "styles").glob("*.css")))
CLASSES = {*re.findall(r"\.([a-z]+)", STYLES), "made"}


def catalogue() -> dict[str, str]:
    return tomllib.loads((DEMO / "german.toml").read_text(encoding="utf-8"))


def code_of(path: Path) -> str:
    return "\n".join(lines_of(path.read_text(encoding="utf-8"), JAVASCRIPT, path.name))


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_text_of_the_page_has_its_german_and_no_german_is_left_over() -> None:
    texts = {text for path in SCRIPTS for text in texts_of(code_of(path))}
    assert len(texts) > 100
    assert sorted(texts - catalogue().keys()) == []
    assert sorted(catalogue().keys() - texts) == []


def test_both_languages_have_the_same_places_and_the_catalogue_is_sorted() -> None:
    known = catalogue()
    assert [text for text, german in known.items() if places(text) != places(german) or not german.strip()] == []
    assert list(known) == sorted(known)


def unfound(code: str) -> list[str]:
    """Literals that look like words and are in no call that finds their German."""
    found = [re.sub(r"\$\{[^}]*\}", "", text[0][1:-1]) for text in STRING.finditer(CALL.sub("", code))]
    return [text for text in found if WORDS.search(text) and not is_known(text)]


def is_known(text: str) -> bool:
    """Whether these are words, but none for people: names of classes, of events, of styles."""
    return text in NO_WORDS or bool(NO_SENTENCE.match(text)) or set(text.split()) <= CLASSES


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_words_are_shown_that_have_no_german(path: Path) -> None:
    assert unfound(code_of(path)) == []


def test_words_that_are_not_in_a_call_are_seen() -> None:
    assert unfound('el("b", {}, "Seed"); say(`${n} of many things`); t("This is found", { a: "b" })') == [
        "Seed", " of many things",
    ]  # fmt: skip


def test_the_german_stands_behind_its_english() -> None:
    german = {"No": "Nein", "Run#verb": "Lauf", '"{n}" file': "„{n}“ Datei", "{n} files": "{n} Dateien"}
    code = (
        'at("No"); t("No", { a: "No" }); x.t("No"); t("Run#verb"); tn("\\"{n}\\" file", "{n} files", 2); t("Unknown")'
    )
    assert with_german(code, german) == (
        'at("No"); t(["No","Nein"], { a: "No" }); x.t("No"); t(["Run","Lauf"]); '
        'tn(["\\"{n}\\" file","„{n}“ Datei"], ["{n} files","{n} Dateien"], 2); t("Unknown")'
    )
    assert texts_of(code) == ["No", "Run#verb", '"{n}" file', "{n} files", "Unknown"]


def test_the_core_still_says_what_the_page_knows_its_german_of() -> None:
    code = code_of(DEMO / "scripts" / "standalone" / "core_words.js")
    sources = sorted((ROOT / "cpp_runner" / "src").rglob("*.cc"))
    said = "".join(path.read_text(encoding="utf-8") for path in sources)
    # A sentence may go on in the next literal, behind what is put into it or in the next line.
    said = re.sub(r'"\s*(?:\+ )?"', "", said).replace('\\"', '"')
    for text in texts_of(code):
        for part in re.split(r"\{\w+\}", text):
            assert part.strip('". ') in said, text
