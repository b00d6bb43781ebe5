"""Jinja2 environment for the templates of resources/templates."""

from functools import cache

import jinja2


@cache
def template_environment() -> jinja2.Environment:
    """The environment: undefined names are errors, HTML is escaped, the filter `python` writes Python literals."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("resources", "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2", "html")),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    made.filters["python"] = _python
    return made


def _python(value: object) -> str:
    """A value as a Python literal.

    Not `tojson`: JSON writes characters beyond U+FFFF as two surrogates, which Python does not join.

    Raises:
        jinja2.UndefinedError: It is an undefined name, of which `ascii` alone would make a word.
    """
    if isinstance(value, jinja2.Undefined):
        str(value)
    return ascii(value)
