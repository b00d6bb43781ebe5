"""The page that is the model, as it is put together: nothing but its own text may run in it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from resources.demo.assembly import standalone_page
from resources.demo.page_parts import GIVEN, worker_script
from resources.demo.source_lines import SourceError
from tests.support.browsers.page_file import PARTS, parts_in, without_parts
from tests.unit.program.test_demo_page_assembly import copied

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def test_every_part_is_in_the_page_as_it_was_given() -> None:
    page = standalone_page(PARTS)
    parts = parts_in(page)
    worker = parts.pop("worker")
    assert parts == {name: data for name, data in PARTS.items() if name != "glue"}
    assert list(parts)[-1] == "model", "a file that is cut off lacks its largest part"
    assert worker.startswith(PARTS["glue"]), "LiteRT's own script is not changed"
    assert page == standalone_page(dict(reversed(PARTS.items())))


def test_the_policy_names_the_one_style_and_the_one_script_by_what_is_in_them() -> None:
    page = without_parts(standalone_page(PARTS)).decode()
    policy = dict(rule.split(" ", 1) for rule in POLICY.findall(page)[0].split("; "))
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in policy[directive]
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy, "nothing is asked for, not even from this computer"
    assert "unsafe-inline" not in page
    assert page.index("http-equiv") < page.index("<style"), "it holds from the first element on"


def test_no_part_can_end_its_element() -> None:
    hostile = b"</script><script>alert(1)</script><!-- \xff"
    page = standalone_page({**PARTS, **dict.fromkeys(set(PARTS) - {"glue", "runtime", "core"}, hostile)})
    assert page.count(b"</script>") == page.count(b"<script"), "a part would have ended an element"
    assert page.count(b"<!--") == 0
    assert b"alert(1)" not in page
    assert parts_in(page)["contract"] == hostile
    assert without_parts(page) == without_parts(standalone_page(PARTS))


@pytest.mark.parametrize("name", GIVEN)
def test_a_part_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(SourceError, match=rf"have no place in it: {name}$"):
        standalone_page({key: data for key, data in PARTS.items() if key != name})


def test_parts_that_nobody_knows_are_refused() -> None:
    with pytest.raises(SourceError, match="have no place in it: other"):
        standalone_page({**PARTS, "other": b""})


@pytest.mark.parametrize("name", ["runtime", "core"])
def test_what_is_no_webassembly_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match=f"^{name}: it is no WebAssembly"):
        standalone_page({**PARTS, name: b"<!doctype html>"})


@pytest.mark.parametrize(
    "glue", [b"", b"export default 1;", PARTS["glue"] * 2, PARTS["glue"] + b"\nexport { ModuleFactory };"]
)
def test_another_script_of_the_runtime_is_refused(glue: bytes) -> None:
    with pytest.raises(SourceError, match=r"^glue: this is not the script"):
        worker_script(glue, [])


@pytest.mark.parametrize("code", ['"</script>"', '"<!--"'])
def test_a_source_cannot_end_the_script(tmp_path: Path, code: str) -> None:
    copy = copied(tmp_path)
    with (copy / "scripts" / "standalone.js").open("a", encoding="utf-8") as source:
        source.write(f"const addedByTheTest = {code};\n")
    with pytest.raises(SourceError):
        standalone_page(PARTS, copy)
