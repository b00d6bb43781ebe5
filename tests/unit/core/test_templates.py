"""Tests of the templates' environment."""

import ast

import jinja2
import pytest

from builder.core.templates import template_environment


def test_values_become_python_literals() -> None:
    template = template_environment().overlay(autoescape=False).from_string("{{ value | python }}")
    for value in ("a\\b'\"\n\U0001f600", None, True, ["x", 1]):
        assert ast.literal_eval(template.render(value=value)) == value


@pytest.mark.parametrize("text", ["{{ missing }}", "{{ missing | python }}"])
def test_an_undefined_name_is_an_error(text: str) -> None:
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        template_environment().from_string(text).render()
