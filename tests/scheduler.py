"""Scheduler for pytest-xdist: which worker runs which test."""

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.parts import ROOT


class BySharedFixtures(LoadScopeScheduling):  # type: ignore[misc]
    """Runs the tests of a module with a module-scoped fixture in one worker, and every other test in any free one.

    Modules with many tests come first.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _has_module_fixture(module) else nodeid


@cache
def _has_module_fixture(module: str) -> bool:
    return 'scope="module"' in (ROOT / module).read_text(encoding="utf-8")
