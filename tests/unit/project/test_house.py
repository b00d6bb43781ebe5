"""Tests of the project's folders: none has too many sources, and the list of them in the documents is true."""

import re
import tomllib

import pytest

from tests.house import MOST, ROOT, sources_in_folders

# A line of the tree in docs/architecture.md: the folder, two spaces or more, what is in it.
# Folders that repeat the names of others are named once, by the one that they lie in.
MIRRORS = ("cpp_runner/include/runner", "cpp_runner/tests", "tests/unit")
IN_TREE = re.compile(r"^    ((?:app|ui|builder|cpp_runner|resources|tests|benchmarks)/[\w/]*)\s{2,}\S")


def test_no_folder_has_more_sources_than_a_person_takes_in() -> None:
    assert {folder: count for folder, count in sources_in_folders().items() if count > MOST} == {}


def test_the_tree_in_the_documents_names_every_folder_and_no_other() -> None:
    lines = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    named = [found[1].rstrip("/") for line in lines if (found := IN_TREE.match(line))]
    assert sorted(set(named)) == sorted(named)
    there = {next((top for top in MIRRORS if folder.startswith(top)), folder) for folder in sources_in_folders()}
    assert set(named) == there


@pytest.mark.parametrize(
    "name", ["docs/architecture.md", "docs/runner.md", "docs/page.md", "CONTRIBUTING.md", "SECURITY.md"]
)
def test_every_file_that_the_documents_name_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:app|ui|builder|cpp_runner|resources|tests|benchmarks|docs)/[\w/.]+\.\w+)`", text)
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_the_wheel_has_every_package() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    roots = ("app", "builder", "resources", "ui")
    there = {path.parent.relative_to(ROOT) for root in roots for path in (ROOT / root).rglob("__init__.py")}
    assert {".".join(folder.parts) for folder in there} == set(listed) - {"cpp_runner"}
