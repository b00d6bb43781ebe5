"""One piece of software inside a program: whose it is, under which licence, and where it comes from."""

import re
from dataclasses import dataclass

_EXPRESSION = re.compile(r"[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*")


@dataclass(frozen=True)
class SoftwarePart:
    """Software of one project inside a program.

    Attributes:
        key: Its name among the parts of a program.
        name: What people call it.
        use: What it is for in a program.
        licence: SPDX expression, or words where the SPDX list has none.
        version: "" where it is not known.
        brought_by: Package and version that it comes in, where it has no version of its own.
        within: Key of the part into whose files it is linked; "" where it has files of its own.
        owner: Who supplies it; "" where nobody is named.
        notice: Lines of copyright that its licence asks for.
        remark: What else is to be known about it.
        purl: Package URL of where it comes from; "" where it has none.
        page: Its web page.
        texts: Of its licences, or what there is to say where a licence asks for no text.
    """

    key: str
    name: str
    use: str
    licence: str
    version: str = ""
    brought_by: str = ""
    within: str = ""
    owner: str = ""
    notice: str = ""
    remark: str = ""
    purl: str = ""
    page: str = ""
    texts: tuple[str, ...] = ()

    @property
    def is_expression(self) -> bool:
        """Whether the licence is an SPDX expression."""
        return _EXPRESSION.fullmatch(self.licence) is not None
