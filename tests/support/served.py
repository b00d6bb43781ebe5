"""Starts a program that serves its page, and sends HTTP requests to it."""

import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any, Self

from resources.demo.assembly import packed_page
from tests.support.processes import with_usual_signals

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds for a start or an answer


def copy_of(native: Path, folder: Path) -> Path:
    """Copies a native product's folder, with the page as it is now; its program is then called "runner"."""
    shutil.copytree(native.parent, folder)
    (folder / native.name).rename(folder / "runner")
    (folder / "page.html.zst").write_bytes(packed_page())
    return folder


class Served:
    """A running server, as a context manager.

    Args:
        program: Command line with `--serve`; or the folder of a program, for its runner.
    Attributes:
        address: The printed address.
    """

    def __init__(self, program: list[str | Path] | Path, environment: dict[str, str] | None = None) -> None:
        command = program if isinstance(program, list) else [program / "runner", "--serve", "--no-browser"]
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            text=True, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=with_usual_signals,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        ready, _, _ = select.select([self.process.stdout], [], [], _PATIENCE)
        self.address = self.process.stdout.readline().strip() if ready else ""
        if not self.address:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(self.process.stderr.read())
        self.host, _, query = self.address.removeprefix("http://").partition("/?token=")
        self.token = query
        self.port = int(self.host.partition(":")[2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", *, patience: float = _PATIENCE, **headers: str
    ) -> tuple[int, dict[str, str], Any]:
        """Sends one request with the token; returns status, headers, and the JSON object or text of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        sent = {"X-Token": self.token, **({"Content-Type": kind} if kind else {})}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        try:
            connection.request(method, path, body if body or method == "POST" else None, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        given = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, given, json.loads(text) if given["content-type"].startswith("application/json") else text

    def predict(self, body: bytes, kind: str) -> dict[str, Any]:
        """Posts one file to /predict and returns the answer."""
        status, _, answer = self.ask("POST", "/predict", body, kind)
        assert status == 200, answer
        return dict(answer)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), _PATIENCE)

    def raw(self, sent: bytes) -> bytes:
        """Sends raw bytes and returns all bytes until the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(sent)
            received = b""
            while data := connection.recv(1 << 16):
                received += data
            return received

    def end(self, number: int) -> int:
        """Sends a signal and returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)
