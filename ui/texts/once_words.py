"""Words about what is fetched and compiled once before the first programs for a platform."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.core.figures import human_bytes
from builder.core.platforms import PLATFORM_NAMES
from builder.core.words import tr, trn
from ui.state.ports import Durations
from ui.texts.time_words import about_time

if TYPE_CHECKING:
    from builder.needs import Need

# Seconds that the runner for a platform takes where none was compiled here before; chosen: the first took half a minute
# on two idle processors, three minutes on busy ones.
_COMPILING = 60.0


def compiling_kind(platform: str) -> str:
    """The kind of work, as `Durations` has it, that compiling the runner for a platform is."""
    return f"runner {platform}"


def compile_seconds(platforms: Sequence[str], durations: Durations) -> float:
    """Expected seconds for compiling the runners for some platforms, by earlier works on this computer if any."""
    return sum(durations.expected(compiling_kind(platform)) or _COMPILING for platform in platforms)


def need_words(need: "Need", durations: Durations) -> str:
    """What a need is, and whether it is here or what it takes."""
    if need.kind == "download":
        if need.here:
            return tr("{title}: on this computer", title=need.title)
        return tr("{title}: {size} to fetch", title=need.title, size=human_bytes(need.bytes))
    title = (
        tr("Core of web pages")
        if need.kind == "core"
        else tr("Runner for {platform}", platform=PLATFORM_NAMES[need.platform])
    )
    if need.here:
        return tr("{title}: on this computer", title=title)
    return tr(
        "{title}: to compile, {time}", title=title, time=about_time(compile_seconds([_compiled_for(need)], durations))
    )


def _compiled_for(need: "Need") -> str:
    """What something is compiled for, in `Durations`: a platform, or pages."""
    return "page" if need.kind == "core" else need.platform


def once_words(needs: Sequence["Need"], durations: Durations) -> str:
    """What all needs that are not here take together, as sentences."""
    missing = [need for need in needs if not need.here]
    fetched = [need.bytes for need in missing if need.kind == "download"]
    compiled = [_compiled_for(need) for need in missing if need.kind != "download"]
    if not missing:
        return tr("Nothing has to be fetched or compiled for these programs")
    parts = []
    if fetched:
        parts.append(tr("{size} are fetched from the internet", size=human_bytes(sum(fetched))))
    if compiled:
        time = about_time(compile_seconds(compiled, durations))
        parts.append(
            trn("{n} runner is compiled, {time}", "{n} runners are compiled, {time}", len(compiled), time=time)
        )
    return tr("Once, in the first build: {what}", what="; ".join(parts))
