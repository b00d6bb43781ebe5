"""The engine's templates, rendered with undefined names as errors."""

from functools import cache

import jinja2


@cache
def templates() -> jinja2.Environment:
    """The templates; `python` writes texts, and lists of them, as Python does."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("resources", "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2", "html")),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    # JSON writes what lies beyond 16 bits as two halves, which in Python are two characters that no file name can have.
    made.filters["python"] = ascii
    return made
