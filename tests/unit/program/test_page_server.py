"""Tests of the demo page's server (docs/page.md): answers, refusals, clients that misbehave, the end."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from resources.demo.assembly import assembled_page
from tests.conftest import SAMPLES, Exported
from tests.support.served import Served, copy_of

PICTURES = sorted((SAMPLES / "digits").rglob("*.png"))
MOST_BODY = 64 << 20  # bytes; docs/page.md


@pytest.fixture(scope="module")
def folder(digits: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(digits.program("native"), tmp_path_factory.mktemp("served") / "program")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with Served(folder) as program:
        yield program


def serving(folder: Path, *arguments: str) -> list[str | Path]:
    return [folder / "runner", "--serve", "--no-browser", *arguments]


def facts(process: int) -> tuple[int, int, int]:
    """Open files, threads, and bytes in memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    threads, kilobytes = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) for name in ("Threads", "VmRSS"))
    return len(list(Path(f"/proc/{process}/fd").iterdir())), threads, kilobytes * 1024


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ms"}


def test_the_first_line_is_an_address_with_a_token_that_opens_the_page(served: Served) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{32}", served.address)
    pages = []
    for _ in range(2):
        status, headers, page = served.ask("GET", f"/?token={served.token}", X_Token=served.token)
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        nonce = re.findall(r"script-src 'nonce-([0-9a-f]{32})'", headers["content-security-policy"])[0]
        assert page.count(nonce) == 2
        assert "__NONCE__" not in page
        pages.append(nonce)
    assert pages[0] != pages[1], "a nonce is used once"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in headers["permissions-policy"]


def test_the_page_is_one_small_file_that_asks_for_nothing_elsewhere() -> None:
    page = assembled_page().decode()
    assert len(page.encode()) < 105_000
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"'`]*", page) == []
    assert re.findall(r"<(?:link|script|img|iframe)[^>]+(?:src|href)=\"(?!data:)", page) == []
    assert " style=" not in page.split("<body>")[1].split("<script")[0], "the page's own rules forbid it"


def test_about_says_what_the_model_takes(served: Served, folder: Path) -> None:
    status, _, about = served.ask("GET", "/about")
    told = subprocess.run([folder / "runner", "--info", "--json"], capture_output=True, check=True)
    assert status == 200
    assert about.pop("limits") == {"bytes": MOST_BODY}
    assert ".png" in about.pop("reads")
    assert not about.pop("watched", False)
    assert about == json.loads(told.stdout)


def test_a_picture_is_answered_as_on_the_command_line(served: Served, folder: Path) -> None:
    lines = subprocess.run([folder / "runner", "--json", *PICTURES], capture_output=True, check=True, text=True).stdout
    for picture, line in zip(PICTURES, lines.splitlines(), strict=True):
        expected = json.loads(line)
        answer = served.predict(picture.read_bytes(), "image/png")
        assert without_time(answer) == {name: expected[name] for name in expected if name not in ("file", "ms")}
        assert answer["ms"] > 0


TOKEN, PICTURE = b"<TOKEN>", b"<PICTURE>"
HOST = b"Host: <HOST>\r\n"
ALLOWED = HOST + b"X-Token: <TOKEN>\r\n"
POST = b"POST /predict HTTP/1.1\r\n" + ALLOWED
REFUSED = {
    "no token": (401, b"GET /about HTTP/1.1\r\n" + HOST),
    "a wrong token": (401, b"GET /about HTTP/1.1\r\nX-Token: 0123\r\n" + HOST),
    "a token that only begins right": (401, b"GET /about?token=<TOKEN>0 HTTP/1.1\r\n" + HOST),
    "a part of the token": (401, b"GET /about?token=<SHORT> HTTP/1.1\r\n" + HOST),
    "no token for what is not there": (401, b"GET /favicon.ico HTTP/1.1\r\n" + HOST),
    "no token for a stop": (401, b"POST /stop HTTP/1.1\r\nContent-Length: 0\r\n" + HOST),
    "no host": (403, b"GET /about HTTP/1.1\r\nX-Token: <TOKEN>\r\n"),
    "a name that was pointed here": (403, b"GET /about HTTP/1.1\r\nHost: evil.example:<PORT>\r\nX-Token: <TOKEN>\r\n"),
    "another port": (403, b"GET /about HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Token: <TOKEN>\r\n"),
    "another page": (403, b"GET /about HTTP/1.1\r\nOrigin: http://evil.example\r\n" + ALLOWED),
    "a page of a file": (403, b"GET /about HTTP/1.1\r\nOrigin: null\r\n" + ALLOWED),
    "another page's stop": (403, b"POST /stop HTTP/1.1\r\nOrigin: https://<HOST>\r\nContent-Length: 0\r\n" + ALLOWED),
    "an unknown path": (404, b"GET /../contract.json HTTP/1.1\r\n" + ALLOWED),
    "GET where POST belongs": (405, b"GET /predict HTTP/1.1\r\n" + ALLOWED),
    "a stop by a link": (405, b"GET /stop HTTP/1.1\r\n" + ALLOWED),
    "PUT": (405, b"PUT /predict HTTP/1.1\r\nContent-Length: 3\r\n" + ALLOWED + b"\r\nabc"),
    "OPTIONS": (405, b"OPTIONS /predict HTTP/1.1\r\n" + ALLOWED),
    "an unknown method": (405, b"BREW / HTTP/1.1\r\n" + ALLOWED),
    "no length": (411, POST + b"Content-Type: image/png\r\n"),
    "chunks": (411, POST + b"Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
    "both lengths": (411, POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"),
    "too much": (413, POST + b"Content-Type: image/png\r\nContent-Length: 67108865\r\n\r\n" + b"x" * 300_000),
    "no type": (415, POST + b"Content-Length: 3\r\n\r\nabc"),
    "an unknown type": (
        415,
        POST + b"Content-Type: application/x-shockwave-flash\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
    ),
    "no picture": (400, POST + b"Content-Type: image/png\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"),
    "nothing": (400, POST + b"Content-Type: image/png\r\nContent-Length: 0\r\nConnection: close\r\n"),
    "less than no length": (400, POST + b"Content-Length: -1\r\n"),
    "two lengths": (400, POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
    "two hosts": (400, b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + ALLOWED),
    "a folded line": (400, b"GET / HTTP/1.1\r\nX: 1\r\n  folded\r\n" + ALLOWED),
    "a name with a space": (400, b"GET / HTTP/1.1\r\nContent-Length : 3\r\n" + ALLOWED),
    "another server's address": (400, b"GET http://evil.example/ HTTP/1.1\r\n" + ALLOWED),
    "no request": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    "HTTP of another kind": (400, b"GET / HTTP/2.0\r\n" + ALLOWED),
    "a head without end": (431, b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_allowed_is_refused_with_its_reason(served: Served, case: str) -> None:
    status, sent = REFUSED[case]
    if b"\r\n\r\n" not in sent and status != 431:
        sent += b"\r\n" if sent.endswith(b"\r\n") else b"\r\n\r\n"
    for name, value in (
        ("<TOKEN>", served.token),
        ("<SHORT>", served.token[:31]),
        ("<HOST>", served.host),
        ("<PORT>", str(served.port)),
    ):
        sent = sent.replace(name.encode(), value.encode())
    head, _, content = served.raw(sent).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode(), head
    told = json.loads(content)
    assert set(told) == {"error", "why", "do"}
    assert all(told.values())
    assert served.token not in content.decode()
    assert b"Access-Control" not in head
    assert (b"Allow:" in head) == (status == 405)


def test_our_own_page_and_localhost_are_let_in(served: Served) -> None:
    for host in (served.host, f"localhost:{served.port}"):
        assert served.ask("GET", "/about", Origin=f"http://{host}", Host=host)[0] == 200


def test_head_is_refused_without_content(served: Served) -> None:
    answer = served.raw(f"HEAD / HTTP/1.1\r\nHost: {served.host}\r\nX-Token: {served.token}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 405 ")
    assert answer.endswith(b"\r\n\r\n")


def test_one_connection_serves_several_requests_and_a_client_may_ask_first(served: Served) -> None:
    body = PICTURES[0].read_bytes()
    head = (
        f"POST /predict HTTP/1.1\r\nHost: {served.host}\r\nX-Token: {served.token}\r\nContent-Type: image/png\r\n"
        f"Content-Length: {len(body)}\r\n"
    )
    with served.connect() as connection, connection.makefile("rb") as answers:
        connection.sendall((head + "Expect: 100-continue\r\n\r\n").encode())
        assert answers.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert answers.readline() == b"\r\n"
        # The rest, and two more requests behind it.
        connection.sendall(body + ((head + "\r\n").encode() + body) * 2)
        seen = []
        for _ in range(3):
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            headers = dict(line.split(b": ", 1) for line in iter(answers.readline, b"\r\n"))
            seen.append(without_time(json.loads(answers.read(int(headers[b"Content-Length"])))))
    assert seen[0] == seen[1] == seen[2]


def test_clients_that_stall_or_leave_keep_nobody_waiting(served: Served) -> None:
    start = f"POST /predict HTTP/1.1\r\nHost: {served.host}\r\nX-Token: {served.token}\r\n".encode()
    sent = [b"", b"GET", start, start + b"Content-Type: image/png\r\nContent-Length: 1000\r\n\r\nhalf"]
    stalled = []
    # Three times as many as there is room for: the oldest make way.
    for number in range(200):
        connection = served.connect()
        connection.sendall(sent[number % 4])
        stalled.append(connection)
        if number % 16 == 0:
            assert served.predict(PICTURES[0].read_bytes(), "image/png")["top"]
    assert all(ends(connection) for connection in stalled[:130])
    # A young one is still waited for.
    stalled[198].sendall(b"\r\n")
    assert b" 411 " in stalled[198].recv(1 << 16)
    for connection in stalled:
        connection.close()


def ends(connection: socket.socket) -> bool:
    """Reads until the program has closed the connection; fails by time where it does not."""
    try:
        while connection.recv(1 << 16):
            pass
    except ConnectionResetError:
        pass
    return True


def test_a_thousand_requests_and_eight_at_once_leak_nothing_and_answer_right(served: Served) -> None:
    bodies = [picture.read_bytes() for picture in PICTURES]
    expected = [without_time(served.predict(body, "image/png")) for body in bodies]

    def right(number: int) -> bool:
        place = number % len(bodies)
        return without_time(served.predict(bodies[place], "image/png")) == expected[place]

    # What the first requests load stays: it is no leak.
    assert all(map(right, range(100)))
    files, threads, memory = facts(served.process.pid)
    assert all(map(right, range(1000)))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(right, range(200)))
    assert without_time(served.predict(bodies[0], "image/png")) == expected[0]
    # The threads of clients that have left end soon, not at once.
    settled = (right(number) and facts(served.process.pid)[1] <= threads for number in range(2000))
    assert any(settled)
    after_files, _, after_memory = facts(served.process.pid)
    assert after_files <= files + 2
    assert after_memory <= memory + 8_000_000


def test_it_has_no_thread_for_its_clients(folder: Path) -> None:
    with Served(folder) as served:
        served.predict(PICTURES[0].read_bytes(), "image/png")
        threads = facts(served.process.pid)[1]
        clients = [served.connect() for _ in range(60)]
        for client in clients:
            client.sendall(b"GET /about HTTP/1.1\r\n")
        with ThreadPoolExecutor(8) as pool:
            bodies = [PICTURES[0].read_bytes()] * 40
            assert all(answer["top"] for answer in pool.map(served.predict, bodies, ["image/png"] * 40))
        assert facts(served.process.pid)[1] == threads
        for client in clients:
            client.close()


def test_a_model_that_ends_the_program_is_its_last_answer(folder: Path) -> None:
    large = io.BytesIO()
    Image.effect_noise((6900, 6900), 40).save(large, "PNG", compress_level=1)  # decoding takes long enough to be met
    body = large.getvalue()
    with Served(folder) as served, served.connect() as client:
        head = (
            f"POST /predict HTTP/1.1\r\nHost: {served.host}\r\nX-Token: {served.token}\r\nContent-Type: image/png\r\n"
        )
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        before = ticks(served.process.pid)
        while ticks(served.process.pid) < before + 6:  # it has all of the body by then
            pass
        os.kill(served.process.pid, signal.SIGSEGV)
        answer, _, content = client.recv(1 << 16).partition(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert json.loads(content)["error"] == "The program stopped inside the runtime"
        assert served.process.wait(30) == 3


def ticks(process: int) -> int:
    """Hundredths of a second of processor time that a process has taken."""
    return sum(map(int, Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_it(folder: Path, number: int, code: int) -> None:
    with Served(folder) as program, program.connect():
        assert program.end(number) == code


def test_a_signal_that_its_starter_ignores_does_not_end_it(folder: Path) -> None:
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    with Served([sys.executable, "-c", ignoring, folder / "runner", "--serve", "--no-browser"]) as program:
        program.process.send_signal(signal.SIGINT)
        assert program.predict(PICTURES[0].read_bytes(), "image/png")["top"]
        assert program.end(signal.SIGTERM) == 143


def test_the_stop_button_ends_it_with_success(folder: Path) -> None:
    with Served(folder) as program:
        assert program.ask("POST", "/stop")[2] == {"stopped": True}
        assert program.process.wait(30) == 0


def test_a_port_in_use_is_said_in_three_lines(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = program(folder, "--serve", "--port", str(port))
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == f"error: The port {port} cannot be used"
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["error", "why", "do"]


def test_a_fixed_port_can_be_used_again_at_once(folder: Path) -> None:
    with Served(folder) as first:
        first.predict(PICTURES[0].read_bytes(), "image/png")
        assert first.end(signal.SIGINT) == 130
    with Served(serving(folder, "--port", str(first.port))) as second:
        assert second.port == first.port
        assert second.token != first.token


def test_a_model_that_cannot_run_ends_it_with_its_own_reason(folder: Path, tmp_path: Path) -> None:
    broken = copy_of(folder / "runner", tmp_path / "broken")
    (broken / "model.tflite").write_bytes(b"no model")
    done = program(broken, "--serve", "--no-browser")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.splitlines()[0].startswith("error: ")


def program(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([folder / "runner", *arguments], capture_output=True, text=True, timeout=60, check=False)


def browser(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_without_arguments_the_page_opens_in_the_users_browser(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "opened")
    chosen = browser(tmp_path, "mine", f'echo "$1" > {tmp_path}/opened')
    broken = browser(tmp_path, "broken", "exit 3")
    environment = {**os.environ, "DISPLAY": ":77", "BROWSER": f"{broken}:{chosen}"}
    with Served([folder / "runner"], environment) as program:
        opened = (tmp_path / "opened").read_text(encoding="utf-8").strip()
        code = opened.removeprefix(f"http://{program.host}/?code=")
        assert re.fullmatch("[0-9a-f]{32}", code), "the browser's command line, which everybody can read, has no token"
        assert code != program.token
        # The page is given to everybody, its code is good for one of them.
        assert program.raw(f"GET /?code={code} HTTP/1.0\r\nHost: {program.host}\r\n\r\n".encode()).endswith(
            b"</html>\n"
        )
        for wrong in ("", code[:-1], program.token):
            assert program.ask("POST", f"/token?code={wrong}", X_Token="")[0] == 401
        assert program.ask("POST", f"/token?code={code}", Origin="http://evil.example")[0] == 403
        assert program.ask("POST", f"/token?code={code}", X_Token="")[::2] == (200, {"token": program.token})
        status, _, told = program.ask("POST", f"/token?code={code}", X_Token="")
        assert (status, told["error"]) == (401, "The page's address is used up")
        assert program.ask("GET", "/about")[0] == 200


def test_a_program_that_opens_no_browser_has_no_code(served: Served) -> None:
    for code in ("", "0" * 32, served.token):
        assert served.ask("POST", f"/token?code={code}")[0] == 401


def test_without_a_screen_or_a_browser_the_address_is_enough(folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with Served([folder / "runner"], environment) as program:
        assert program.predict(PICTURES[0].read_bytes(), "image/png")["top"]
        assert program.end(signal.SIGINT) == 130
        assert "No browser could be opened here. Open the address above in one." in program.process.communicate()[1]


def test_a_browser_gets_the_systems_own_libraries(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "seen")
    chosen = browser(tmp_path, "mine", f'echo "$LD_LIBRARY_PATH $_PYI_ARCHIVE_FILE" > {tmp_path}/seen')
    environment = {
        **os.environ, "DISPLAY": ":77", "BROWSER": str(chosen), "LD_LIBRARY_PATH": "/tmp/ours",
        "LD_LIBRARY_PATH_ORIG": "/their/own", "_PYI_ARCHIVE_FILE": "/us",
    }  # fmt: skip
    with Served([folder / "runner"], environment):
        assert (tmp_path / "seen").read_text(encoding="utf-8").split() == ["/their/own"]
