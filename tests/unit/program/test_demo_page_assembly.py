"""The demo page's sources become one page: all of them, alike everywhere, and only by forms that change nothing."""

import re
import shutil
from pathlib import Path

import pytest

from resources.demo.assembly import NONCE, assembled_page, standalone_page, style_sheets
from resources.demo.modules import Module, joined_modules, modules_of
from resources.demo.source_lines import CSS, HTML, JAVASCRIPT, SourceError, lines_of
from tests.conftest import ROOT
from tests.support.browsers.page_file import PARTS, all_texts

DEMO = ROOT / "resources" / "demo"
ENTRY = "scripts/main.js"
# The first modules of the page of a program, of the page that is the model, and of the worker in it.
ENTRIES = (ENTRY, "scripts/standalone.js", "scripts/worker/worker.js")


def modules(entry: str = ENTRY) -> list[Module]:
    return modules_of(lambda path: (DEMO / path).read_text(encoding="utf-8"), entry)


def all_modules() -> list[Module]:
    return list({module.path: module for entry in ENTRIES for module in modules(entry)}.values())


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(DEMO, folder / "demo", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def names_below(folder: str) -> set[str]:
    return {path.relative_to(DEMO).as_posix() for path in (DEMO / folder).rglob("*") if path.is_file()}


def test_no_source_is_left_out() -> None:
    assert {module.path for module in all_modules()} == names_below("scripts")
    assert set(style_sheets(DEMO)) == names_below("styles")


def test_sources_are_small_and_say_first_what_they_are() -> None:
    for name in names_below("scripts") | names_below("styles"):
        text = (DEMO / name).read_text(encoding="utf-8")
        assert text.startswith("/*"), name
        assert text.count("\n") < 300, name


def test_the_page_depends_on_its_sources_alone(tmp_path: Path) -> None:
    page = assembled_page()
    assert page.count(NONCE.encode()) == 2
    copy = copied(tmp_path)
    assert assembled_page(copy) == page
    for source in [path for path in copy.rglob("*") if path.is_file()]:
        source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert assembled_page(copy) == page, "a checkout on Windows may have other line ends"
    assert standalone_page(PARTS, copy) == standalone_page(PARTS)


@pytest.mark.parametrize("name", sorted({"index.html", *names_below("scripts"), *names_below("styles")}))
def test_a_changed_source_changes_the_page_and_a_comment_does_not(tmp_path: Path, name: str) -> None:
    copy = copied(tmp_path)
    source = copy / name
    before = source.read_text(encoding="utf-8")
    remark, code = {
        ".html": ("<!-- Said\n twice. -->", "<p>More</p>"),
        ".css": ("/* Said\n twice. */", "main { color: red; }"),
        ".js": ("/* Said\n twice. */\n// Once.", "const addedByTheTest = 1;"),
    }[source.suffix]
    source.write_text(f"{before}\n{remark}\n", encoding="utf-8")
    assert all_texts(copy) == all_texts()
    source.write_text(f"{before}{code}\n", encoding="utf-8")
    assert code.encode() in all_texts(copy)


def test_only_whole_lines_of_comments_blank_lines_and_indentation_are_left_out() -> None:
    script = """/* What it is. */

/**
 * More about it.
 */
const a = "/* no comment */", b = `// ${a} /* nor this */`;
\t// Why.
\tconst c = /[/*]"*/.test(a); // in its line
\t/* in one line */
    return "image/*";
"""
    assert lines_of(script, JAVASCRIPT, "a.js") == [
        'const a = "/* no comment */", b = `// ${a} /* nor this */`;',
        'const c = /[/*]"*/.test(a); // in its line',
        'return "image/*";',
    ]
    assert lines_of("/* a\n   b */\nmain {\n\n\tcolor: red;\n}\n", CSS, "a.css") == ["main {", "color: red;", "}"]
    assert lines_of("<!-- a\nb -->\n<p>\n\ttext <!-- c --></p>\n", HTML, "a.html") == ["<p>", "text <!-- c --></p>"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("const text = `one\n\t// not a comment\n`;", "a.js:1: a template literal"),
        ("const text = one(`a`, `b\n`);", "a.js:1: a template literal"),
        ('const text = "a\\\n// b";', "a.js:1: a string"),
        ("call(); /* why\n// still */", "a.js:1: a comment"),
        ("\n/* why */ call();", "a.js:2: there is code"),
        ("/* why\n*/ call();", "a.js:2: there is code"),
        ("call();\n/* no end", "a.js: a comment has no end"),
        ("call();\n/*/\ncall();", "a.js: a comment has no end"),
    ],
)
def test_what_spans_lines_and_is_no_comment_is_refused(text: str, where: str) -> None:
    with pytest.raises(SourceError, match=f"^{re.escape(where)}"):
        lines_of(text, JAVASCRIPT, "a.js")


def joined(**sources: str) -> list[str]:
    """The modules s/a.js, s/b.js ... as one, from s/a.js; the folder t is written as a name that begins with t_."""
    named = {
        f"{'t' if name.startswith('t_') else 's'}/{name.removeprefix('t_')}.js": text for name, text in sources.items()
    }
    return joined_modules(lambda path: named[path], "s/a.js")


def test_modules_stand_behind_those_that_they_import() -> None:
    lines = joined(
        a='import { b, bb } from "./b.js";\nimport { c } from "../t/c.js";\n\nb(c);\n',
        b='import { c } from "../t/c.js";\n\nexport function b() {}\nexport const bb = c;\n',
        t_c="let own = 0;\nexport class c {}\nexport async function d() {}\n",
    )
    assert lines == [
        "let own = 0;", "class c {}", "async function d() {}", "function b() {}", "const bb = c;", "b(c);",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        ({"a": 'import { b } from "./b.js";', "b": 'import { a } from "./a.js";'}, "s/a.js: it imports itself"),
        ({"a": 'import { b } from "./b.js";', "b": "const b = 1;"}, "s/a.js: s/b.js does not export b"),
        (
            {"a": 'import { b } from "./b.js";\nconst c = 1;', "b": "export const b = 1;\nfunction c() {}"},
            "s/a.js: c is declared in s/b.js too",
        ),
        ({"a": 'import b from "./b.js";'}, "s/a.js: this import or export"),
        ({"a": 'import * as b from "./b.js";'}, "s/a.js: this import or export"),
        ({"a": 'import { b as c } from "./b.js";'}, "s/a.js: this import or export"),
        ({"a": 'import "./b.js";'}, "s/a.js: this import or export"),
        ({"a": "const b = 1;\nexport { b };"}, "s/a.js: this import or export"),
        ({"a": "export default 1;"}, "s/a.js: this import or export"),
        ({"a": "export let a = 1;"}, "s/a.js: this import or export"),
        ({"a": "export const { a } = b;"}, "s/a.js: this import or export"),
    ],
)
def test_modules_of_other_forms_are_refused(sources: dict[str, str], why: str) -> None:
    with pytest.raises(SourceError, match=f"^{re.escape(why)}"):
        joined(**sources)


@pytest.mark.parametrize("code", ['"</script>"', '"<!--"', '"</STYLE>"', f'"{NONCE}"'])
def test_a_source_cannot_end_the_element_that_it_stands_in(tmp_path: Path, code: str) -> None:
    copy = copied(tmp_path)
    with (copy / ENTRY).open("a", encoding="utf-8") as source:
        source.write(f"const addedByTheTest = {code};\n")
    with pytest.raises(SourceError):
        assembled_page(copy)


@pytest.mark.parametrize("entry", ENTRIES)
def test_modules_import_what_they_use_and_use_what_they_import(entry: str) -> None:
    # In the one scope of the page a forgotten import does no harm, so nothing else would notice it.
    known = modules(entry)
    exports = {name for module in known for name in module.exports}
    for module in known:
        # Words in strings are no names, but for those that a template literal fills in.
        code = re.sub(r'"(?:[^"\\$]|\\.)*"', '""', "\n".join(module.code))
        imported = {name for _, names in module.imports for name in names}
        # Called, looked into or handed on; behind a point it is something else's, but for the three of "...name".
        begin, end = r"(?<![\w$])(?:(?<!\.)|(?<=\.\.\.))", r"(?:\(|\.\w|\b(?=[,;)}]))"
        used = {name for name in exports if re.search(begin + name + end, code)}
        assert used - imported <= set(module.declared) | local_names(code), module.path
        assert {name for name in imported if not re.search(rf"\b{name}\b", code)} == set(), module.path


def local_names(code: str) -> set[str]:
    """What a module declares inside of its functions."""
    return set(re.findall(r"\b(?:const|let|function) (\w+)", code))
