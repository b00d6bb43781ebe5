"""A server that shows the demo page, or its sources one by one, and answers everything with the same made-up answer."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from resources.demo.assembly import NONCE, assembled_page
from tests.conftest import ROOT, SAMPLES
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
    held: threading.Event | None = None  # what an answer waits for

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
        if self.server.held is not None:
            self.server.held.wait(60)
        self.answer(json.dumps(ANSWER).encode(), "application/json")

    def answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


def about(kind: str) -> dict[str, Any]:
    contract = DIGITS if kind == "digits" else contract_of(kind).model_dump(mode="json")
    return {
        "name": f"{kind}\u202e", "version": "1.0.0", "contract": contract, "reads": [".png", ".npy"],
        "limits": {"bytes": 10**6}, "runtime": "LiteRT", "about": CARD,
    }  # fmt: skip


@contextmanager
def page_served() -> Iterator[Program]:
    """The server, in a thread of its own until the context ends."""
    with Program() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
