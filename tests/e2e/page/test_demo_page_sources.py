"""The demo page's sources in a real Chromium: loaded one by one, they do what the page does that they become."""

import base64
import json
import threading
import wave
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from resources.demo.assembly import NONCE, assembled_page
from resources.demo.modules import modules_of
from tests.conftest import ROOT, SAMPLES
from tests.support.browser import Chromium, Page
from tests.support.page_programs import PHOTO, contract_of

DEMO = ROOT / "resources" / "demo"
PICTURE = next((SAMPLES / "digits" / "7").glob("*.png"))
DIGITS = {
    "inputs": [{**PHOTO, "shape": [1, 8, 8, 1], "color": "gray", "fit": "stretch", "mean": [0], "std": [16]}],
    "outputs": [{"name": "digit", "kind": "classes", "shape": [1, 3], "labels": ["a", "b", "c"]}],
}
# A file for each kind of model, and what is true in the page when everything about its answer is shown.
GIVEN = {
    "digits": ("7.png", "document.querySelector('.shot.tiny') && said('128 × 128')"),
    "mask": ("7.png", "document.querySelector('.layer')?.complete && said('128 × 128')"),
    "picture": ("7.png", "document.querySelectorAll('.shot.tiny').length === 2 && said('128 × 128')"),
    "labels": ("7.png", "document.querySelector('.yes') && said('128 × 128')"),
    "tone": ("a.wav", "document.querySelector('.strip') && said('a.wav')"),
    "table": ("a.csv", "said('a.csv')"),
    "two": ("a.npz", "said('a.npz')"),
}
PNG = base64.b64encode(PICTURE.read_bytes()).decode()
# Answers of every form; each model takes of them what its outputs are called.
ANSWER = {
    "ms": 1.25,
    "top": [{"index": 1, "label": "b", "score": 0.75, "present": True}, {"index": 0, "label": None, "score": 0.25}],
    "windows": [{"start": 0, "end": 0.2, "top": [{"index": 1, "label": "b", "score": 0.75}]}],
    "outputs": {
        "digit": {"values": [0.25, 0.75, 0], "shape": [1, 3], "dtype": "float32"},
        "regions": {"png": PNG, "legend": [{"index": 1, "label": "red", "color": "#E5484D", "share": 0.5}]},
        "negative": {"png": PNG},
        "price": {"values": [1234.5]},
        "both": {"values": [1, 2e-7], "shape": [1, 2], "dtype": "float32"},
    },
}
CARD = {
    "created": "2026-01-02T03:04:05+00:00",
    "model": {"source": "a.keras", "kind": "keras", "tflite_bytes": 1234567, "precision": "int8", "operators": ["ADD"]},
    "verified": {"status": "passed", "samples": 20, "against_source": {"top1_agreement": 1, "max_abs_diff": 0.001}},
}


class Program(ThreadingHTTPServer):
    """Serves the page at /, its sources below /sources, and answers for whichever model is set."""

    about: dict[str, Any]
    asked: list[tuple[str, str | None]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(DEMO)))


class Handler(SimpleHTTPRequestHandler):
    server: Program

    def do_GET(self) -> None:
        if self.path.startswith("/sources/"):
            self.path = self.path.removeprefix("/sources")
            if self.path.split("?")[0] == "/about":
                self.answer(json.dumps(self.server.about).encode(), "application/json")
            else:
                super().do_GET()
        elif self.path.split("?")[0] == "/":
            self.answer(assembled_page().replace(NONCE.encode(), b"0"), "text/html")
        else:
            self.answer(json.dumps(self.server.about).encode(), "application/json")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path.removeprefix("/sources"), self.headers["Content-Type"]))
        self.answer(json.dumps(ANSWER).encode(), "application/json")

    def answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with Program() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def about(kind: str) -> dict[str, Any]:
    contract = DIGITS if kind == "digits" else contract_of(kind).model_dump(mode="json")
    return {
        "name": f"{kind}\u202e", "version": "1.0.0", "contract": contract, "reads": [".png", ".npy"],
        "limits": {"bytes": 10**6}, "runtime": "LiteRT", "about": CARD,
    }  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "7.png").write_bytes(PICTURE.read_bytes())
    for name in ("a.csv", "a.npz"):
        (folder / name).write_text("nobody reads it", encoding="utf-8")
    with wave.open(str(folder / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(3200))
    return folder


def walk(page: Page, sample: Path, end: str) -> list[str]:
    """All that the page holds in each of its ways in, and after a file was dropped on it."""
    whole = "[...document.querySelectorAll('title, header, main')].map((each) => each.outerHTML).join()"
    # Addresses of files in the browser's memory are never the same, and indentation is only in the sources.
    seen = whole + r".replace(/blob:[^\"]+/g, 'blob:').replace(/\n\t*/g, '')"
    page.until("document.querySelector('#facts')")
    # A table's row is answered at once.
    page.until("!document.querySelector('.form') || document.querySelector('.values')")
    shown = []
    ways = page.texts(".ways button")
    for way in ways:
        if len(ways) > 1:
            page.click_text(way)
        shown.append(page.value(seen))
    page.value("window.said = (text) => document.querySelector('[aria-label=Answer]').innerText.includes(text), 0")
    page.drop(sample)
    page.until(end)
    return [*shown, page.value(seen)]


@pytest.mark.parametrize("kind", GIVEN)
def test_the_sources_one_by_one_do_what_the_page_does(
    browser: Chromium, program: Program, files: Path, kind: str
) -> None:
    program.about = about(kind)
    name, end = GIVEN[kind]
    shown = []
    asked = []
    for path in ("/?token=t", "/sources/index.html?token=t"):
        program.asked = []
        with browser.page(f"http://127.0.0.1:{program.server_port}{path}") as page:
            shown.append(walk(page, files / name, end))
            asked.append(program.asked)
            assert page.problems() == [], "a source that cannot be parsed is named here, with its line"
    assert shown[0] == shown[1]
    assert asked[0] == asked[1] != []


def test_the_page_has_the_rules_of_its_style_sheets(browser: Chromium, program: Program) -> None:
    program.about = about("digits")
    rules = []
    for path in ("/", "/sources/index.html"):
        with browser.page(f"http://127.0.0.1:{program.server_port}{path}") as page:
            found = "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"
            rules.append(page.value(found))
    assert len(rules[0]) > 100
    assert rules[0] == rules[1]


def test_no_module_takes_a_name_of_the_browsers_from_the_others(browser: Chromium, program: Program) -> None:
    """In the page all modules share one scope: a function `stop` of one would be what another means by window.stop."""
    program.about = about("digits")
    modules = modules_of(lambda path: (DEMO / path).read_text(encoding="utf-8"), "scripts/main.js")
    names = [name for module in modules for name in module.declared]
    with browser.page(f"http://127.0.0.1:{program.server_port}/") as page:
        own = f"{json.dumps(names)}.filter((name) => name in window && !document.getElementById(name))"
        assert page.value(own) == [], "elements with an id are in the window too, but no module means these"
