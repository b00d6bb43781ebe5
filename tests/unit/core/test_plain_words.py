"""Tests that problems speak to people who click: no options, libraries or exponents where the window shows them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.contract import kind_labels
from builder.core.figures import human_difference
from builder.job import precision_labels
from builder.system.failures.rules import RULES
from tests.conftest import ROOT
from tests.support.plain_words import technical

PROBLEMS = {"Problem", "LitecrateError", "ErrorText", "add", "_warning", "Failure"}
WORDING = {"tr", "trn", "mark"}
INSTEAD = ("remedy", "do")  # of which `in_window` takes the place


def literals(node: ast.AST) -> Iterator[str]:
    """Texts for the catalogue in an expression."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in WORDING:
            yield from (each.value for each in call.args if isinstance(each, ast.Constant) and type(each.value) is str)


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def problems_in(path: Path) -> Iterator[tuple[str, str]]:
    """Sentences that the window may show of each problem that a file makes: where it is made, and the sentence."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or name_of(call) not in PROBLEMS:
            continue
        named = {each.arg: each.value for each in call.keywords if each.arg is not None}
        parts: list[ast.AST] = [*call.args, *(value for key, value in named.items() if key not in INSTEAD)]
        if "in_window" not in named and not (name_of(call) == "add" and len(call.args) > 3):
            parts += [named[key] for key in INSTEAD if key in named]
        elif name_of(call) == "add":
            parts.remove(call.args[2])  # the remedy, which stands before that for the window
        for part in parts:
            yield from ((f"{path.relative_to(ROOT)}:{call.lineno}", words) for words in literals(part))


# What only the command line can raise: it is about its own options and its terminal.
COMMAND_LINE = {
    "app/cli.py",
    "app/fetching.py",
    "app/gui.py",
    "app/job_options.py",
    "app/options.py",
    "app/result_output.py",
}


def test_every_problem_says_in_the_window_what_someone_who_clicks_can_do() -> None:
    files = [path for folder in ("app", "builder", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]
    shown = [found for path in files if str(path.relative_to(ROOT)) not in COMMAND_LINE for found in problems_in(path)]
    assert len(shown) > 400
    assert [(where, words) for where, words in shown if technical(words)] == []


def test_every_rule_about_failures_says_in_the_window_what_someone_who_clicks_can_do() -> None:
    for rule in RULES:
        for words in (rule.what, rule.why, rule.do if rule.in_window is None else rule.in_window):
            assert not technical(words), (rule.name, words)


def test_labels_that_everyone_sees_have_no_technical_words() -> None:
    tables = [each for label in precision_labels.PRECISIONS.values() for each in (label.title, label.meaning)]
    tables += [each for label in kind_labels.SCALINGS.values() for each in label]
    tables += [each for output in kind_labels.OUTPUTS.values() for each in output]
    assert [words for words in tables if technical(words)] == []


@pytest.mark.parametrize("value", [1.2e-7, 3e-40, 5e9, 1e20, -2e-8, -4e15])
def test_no_number_is_shown_with_an_exponent(value: float) -> None:
    assert not technical(human_difference(value))


@pytest.mark.parametrize(
    "words",
    ["runs with glibc 2.36 or newer", "Caffe (ResNet50)", "largest difference 1.2e-7", "Set it with --scaling pm1.",
     "int8 needs sample data", "int8+float agrees on 98%", "functional_1/conv2d_1/Relu;functional_1/conv2d_1/BiasAdd",
     "Run `litecrate doctor`.", "Set XDG_CACHE_HOME to a folder."],
)  # fmt: skip
def test_what_is_technical_is_known_as_that(words: str) -> None:
    assert technical(words)


@pytest.mark.parametrize(
    "words",
    ["Whole numbers only needs sample data", "float16 post-training quantization", "0.000002", "pm 1e", "and/or",
     "Whole numbers only (int8) agrees on 70%", "/home/me/models/cat.keras", "100-200 pictures - that is enough"],
)  # fmt: skip
def test_what_is_plain_is_left_alone(words: str) -> None:
    assert not technical(words)
