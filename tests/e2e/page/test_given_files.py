"""Files that a page begins with: named behind `--serve`, as those that are dropped on a program's icon."""

import contextlib
import http.client
import json
from pathlib import Path

import pytest

from tests.conftest import SAMPLES, Exported
from tests.support.browsers.chromium import Chromium
from tests.support.served import Served, copy_of

PICTURES = sorted((SAMPLES / "digits").rglob("*.png"))


@pytest.fixture(scope="module")
def runner(digits: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(digits.program("native"), tmp_path_factory.mktemp("given") / "program") / "runner"


def serving(runner: Path, *files: Path) -> Served:
    return Served([runner, "--serve", "--no-browser", *files])


def ask(program: Served, path: str, *, token: bool = True) -> tuple[int, bytes]:
    with contextlib.closing(http.client.HTTPConnection(program.host, timeout=60)) as connection:
        connection.request("GET", path, headers={"X-Token": program.token} if token else {})
        response = connection.getresponse()
        return response.status, response.read()


def test_one_file_is_answered_and_several_are_a_table(runner: Path, browser: Chromium) -> None:
    seven = next(picture for picture in PICTURES if picture.parent.name == "7")
    with serving(runner, seven) as program, browser.page(program.address) as page:
        page.answered()
        assert page.texts(".bars .name")[0] == "7"
    with serving(runner, SAMPLES / "digits") as program, browser.page(program.address) as page:
        page.until(f"document.body.innerText.includes('{len(PICTURES)} files answered')")
        assert page.problems() == []


def test_a_file_that_is_gone_is_told(runner: Path, browser: Chromium, tmp_path: Path) -> None:
    with serving(runner, tmp_path / "gone.png") as program, browser.page(program.address) as page:
        page.until("document.body.innerText.includes('gone.png')")
        assert page.value("document.querySelector('.drop') !== null"), "the page itself is there"


def test_only_the_named_files_are_given_and_only_with_the_token(runner: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.png").write_bytes(PICTURES[0].read_bytes())
    (folder / "notes.md").write_text("not for the model", encoding="utf-8")
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with serving(runner, folder, large) as program:
        status, about = ask(program, "/about")
        assert (status, json.loads(about)["given"]) == (200, ["a.png", "large.png"])
        assert ask(program, "/given?file=0") == (200, PICTURES[0].read_bytes())
        assert ask(program, "/given?file=0", token=False)[0] == 401
        assert ask(program, "/given?file=1")[0] == 400
        for other in (
            "",
            "?file=",
            "?file=2",
            "?file=-1",
            "?file=00",
            "?file=0.0",
            f"?file={secret}",
            "?file=../secret.txt",
        ):
            assert ask(program, f"/given{other}")[0] == 404, other
    with serving(runner) as program:
        assert "given" not in json.loads(ask(program, "/about")[1])


def test_one_large_file_is_sent_at_a_time(runner: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(60 << 20)  # more than the system's buffers take
    with (
        serving(runner, large) as program,
        contextlib.closing(http.client.HTTPConnection(program.host, timeout=60)) as slow,
    ):
        slow.request("GET", "/given?file=0", headers={"X-Token": program.token})
        response = slow.getresponse()
        assert response.status == 200
        assert ask(program, "/given?file=0")[0] == 503
        assert ask(program, "/about")[0] == 200
        assert len(response.read()) == 60 << 20
        assert ask(program, "/given?file=0")[0] == 200
