"""What has to be fetched and compiled once, before programs for some platforms can be made; what of it is here."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from pydantic import BaseModel, ConfigDict

from builder.core.errors import LitecrateError
from builder.core.platforms import Compiler, Platform
from builder.plan import downloads_for
from builder.steps.compile import is_compiled
from builder.steps.page_core import is_core_compiled
from builder.system.downloads.fetching import title_of
from builder.system.toolbox import Toolbox


class Need(BaseModel):
    """Something that is made or fetched once, and kept.

    Attributes:
        kind: Whether it is fetched, or a runner or the core of pages that is compiled.
        title: Name of what is fetched; "" for what is compiled.
        platform: That a runner is compiled for; "" for others.
        bytes: To be fetched; 0 for what is compiled.
        here: Whether it is on this computer already.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["download", "runner", "core"]
    title: str = ""
    platform: str = ""
    bytes: int = 0
    here: bool


def needs_of(platforms: Sequence[Platform], compiler: Compiler, *, microsoft: bool, page: bool = False) -> list[Need]:
    """What programs for these platforms need, and a page; quick, since nothing is fetched or compiled for it.

    What the cache does not say counts as not here: the engine says why it cannot be relied on.
    """
    tools = Toolbox()
    found = [
        Need(kind="download", title=title_of(one), bytes=one.archive_bytes, here=_says_yes(partial(tools.has, one)))
        for one in downloads_for(platforms, microsoft=microsoft, page=page)
    ]
    runners = [
        Need(kind="runner", platform=platform, here=_says_yes(partial(is_compiled, tools, platform, compiler)))
        for platform in platforms
    ]
    cores = [Need(kind="core", here=_says_yes(partial(is_core_compiled, tools)))] if page else []
    return found + runners + cores


def _says_yes(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (LitecrateError, OSError):
        return False
