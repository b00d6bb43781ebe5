"""Hints on the page that they name: there, the page need not be looked for."""

import re

from builder.core.words import tr


def without_page(words: str, page: str) -> str:
    """A hint without the page that it sends to.

    Args:
        words: A translated hint, such as 'Choose sample data on the page "Precision".'
        page: Translated name of the page that it stands on.
    """
    there = re.escape(tr('on the page "{page}"', page=page))
    short = re.sub(rf"\s*{there}", "", words, flags=re.IGNORECASE).strip()
    short = re.sub(re.escape(tr('the page "{page}"', page=page)), tr("this page"), short)
    return short[:1].upper() + short[1:]
