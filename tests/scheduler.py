"""How the tests are dealt out to the workers of pytest-xdist."""

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.parts import ROOT


class BySharedFixtures(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps the tests of a module that makes something for all of them with one worker; every other test goes alone to
    whoever is free. The large modules begin.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _makes_something(module) else nodeid


@cache
def _makes_something(module: str) -> bool:
    return 'scope="module"' in (ROOT / module).read_text(encoding="utf-8")
