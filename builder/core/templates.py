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
    # Not `tojson`: JSON writes characters beyond U+FFFF as two surrogates, which Python does not join.
    made.filters["python"] = ascii
    return made
