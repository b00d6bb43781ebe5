"""An export that is cancelled or killed while a browser has its page open: no browser and no profile is left."""

import signal
from pathlib import Path

import pytest

from tests.support.interrupted import Event, World
from tests.support.processes import kill, wait_until_gone

pytestmark = pytest.mark.proof

SECONDS_TO_STOP = 2.0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_browser_ends_with_its_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    world = World(tmp_path / "world")
    user = world.home / "user"
    user.mkdir()
    monkeypatch.setenv("HOME", str(user))
    profiles: list[Path] = []

    def act(event: Event, engine: int) -> bool:
        if "--remote-debugging" not in event.get("text", ""):
            return False
        profiles.extend(user.glob("litecrate-own-browser-*"))
        kill(engine, number)
        return True

    ended = world.run(["sample", "digits", "--product", "page"], act)
    assert len(profiles) == 1, ended.errors
    if number == signal.SIGINT:
        assert ended.code == 130
        assert ended.seconds is not None
        assert ended.seconds < SECONDS_TO_STOP
    assert wait_until_gone(world.home) == []
    assert list(user.glob("litecrate-own-*")) == []
    assert list(world.out.iterdir()) == []
    assert world.leftovers() == []
