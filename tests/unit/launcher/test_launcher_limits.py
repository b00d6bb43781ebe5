"""Tests of the page server's limits: memory for all requests together, and the order in which they wait."""

import gc
import io
import threading
import weakref
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resources.launcher.asker import Asker
from resources.launcher.errors import DecodeError
from resources.launcher.page import answering
from resources.launcher.page.answering import Answering
from resources.launcher.page.memory_room import Room
from resources.launcher.page.turns import Turns
from resources.launcher.page.web import HttpError
from resources.launcher.reading.inputs import Reader
from resources.launcher.reading.limits import ONE_OF_MANY, WHOLE_COMPUTER, Limits
from tests.conftest import SAMPLES, Exported
from tests.support.served import SERVERS, Served, bundle_of, command

PICTURE = {"name": "x", "kind": "image", "dtype": "float32", "shape": [1, 4, 4, 3]}
AUDIO = {"name": "x", "kind": "audio", "dtype": "float32", "shape": [1, 16], "sample_rate": 8000}
ROW = {"name": "x", "kind": "table", "dtype": "float32", "shape": [1, 2], "columns": ["a", "b"]}
VECTOR = {"name": "x", "kind": "tensor", "dtype": "float32", "shape": [1, 2]}


def picture(mode: str, size: tuple[int, int], kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def npz(*sizes: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, size in enumerate(sizes):
            with archive.open(f"{at or 'x'}.npy", "w") as entry:
                np.save(entry, np.zeros(size, np.uint8))
    return buffer.getvalue()


def npy_that_says(size: int) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "|u1", "fortran_order": False, "shape": (size,)})
    return buffer.getvalue()


def wav_that_says(size: int) -> bytes:
    form = b"fmt " + (16).to_bytes(4, "little") + b"\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0"
    return b"RIFF\xff\xff\xff\x7fWAVE" + form + b"data" + size.to_bytes(4, "little")


def many_entries() -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\x00" + bytes(16) + b"x"
    return b"PK\x03\x04" + entry * 20_000


TOO_MUCH: dict[str, tuple[dict[str, Any], str, Callable[[], bytes], str]] = {
    "pixels": (PICTURE, "image/png", lambda: picture("RGB", (8000, 8000)), "together with others"),
    "pixels with alpha": (PICTURE, "image/png", lambda: picture("RGBA", (8000, 5500)), "at most 39 million"),
    "a progressive picture": (
        PICTURE, "image/jpeg", lambda: picture("RGB", (7000, 7000), "JPEG", progressive=True), "at most 43 million",
    ),
    "a picture whose decoder needs much": (PICTURE, "image/webp", lambda: picture("RGB", (9000, 3000), "WEBP"), "25"),
    "an array": (VECTOR, "application/x-npy", lambda: npy_that_says(200_000_000), "The array is too large"),
    "arrays that unfold": (VECTOR, "application/x-npz", lambda: npz(100_000_000, 100_000_000), "too large"),
    "a long list of arrays": (VECTOR, "application/x-npz", many_entries, "too many arrays"),
    "a sound": (AUDIO, "audio/wav", lambda: wav_that_says(64_000_000), "The sound is too long"),
    "JSON": (ROW, "application/json", lambda: b"[" + b"1," * 2_200_000 + b"1]", "The JSON file is too large"),
    "a row": (ROW, "text/csv", lambda: b"a,b\n" + b"1," * 600_000 + b"1\n", "A row of the table is too long"),
    "a row in many lines": (ROW, "text/csv", lambda: b"a,b\n" + b'"\n",' * 300_000 + b"1\n", "row of the table"),
}  # fmt: skip


@pytest.mark.parametrize("case", TOO_MUCH)
def test_what_would_become_too_much_is_refused_before_it_is_there(case: str) -> None:
    entry, kind, make, words = TOO_MUCH[case]
    with pytest.raises(DecodeError) as caught:
        list(Reader({"inputs": [entry]}, ONE_OF_MANY).given(kind, io.BytesIO(make())))
    assert words in caught.value.sentence()


def test_photographs_of_today_are_taken_and_the_command_line_takes_more() -> None:
    for limits, size in ((ONE_OF_MANY, (8160, 6120)), (WHOLE_COMPUTER, (12_000, 5000))):
        (sample,) = Reader({"inputs": [PICTURE]}, limits).given("image/png", io.BytesIO(picture("L", size)))
        assert sample.blocks[0].dims == (size[1], size[0], 1)


def test_rows_are_counted_anew_for_each_row() -> None:
    limits = Limits(row=12)
    samples = list(Reader({"inputs": [ROW]}, limits).given("text/csv", io.BytesIO(b"a,b\n" + b"1234,5678\n\n" * 50)))
    assert [sample.failure for sample in samples] == [None] * 50


def test_room_is_given_in_the_order_of_asking_and_small_wants_do_not_wait() -> None:
    room = Room(100, free=10)
    first = room.share(60, 0.0)
    got: list[str] = []

    def want(name: str, size: int) -> None:
        with room.share(size, 30.0):
            got.append(name)

    large = threading.Thread(target=want, args=("large", 500))
    large.start()
    while not room.waiting:
        pass
    # It would fit, and has to stand behind the one that asked before.
    with pytest.raises(TimeoutError):
        room.share(20, 0.0)
    room.share(10, 0.0).end()
    assert got == []
    first.end()
    first.end()
    large.join()
    assert got == ["large"]
    room.share(100, 0.0)
    with pytest.raises(TimeoutError):
        room.share(11, 0.0)


def test_work_that_failed_keeps_nothing_of_what_it_worked_on() -> None:
    class Body:
        """Something large."""

    def work(body: Body) -> None:
        raise DecodeError(repr(body), why="It is.", do="Stop.")

    gc.disable()
    try:
        body = Body()
        gone = weakref.ref(body)
        turns = Turns()
        with suppress(DecodeError):
            turns.take(partial(work, body))
        del body
        assert turns.take(lambda: 1) == 1
        assert gone() is None
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def folder(digits: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_of(digits.program("native"), tmp_path_factory.mktemp("served") / "bundle")


@pytest.fixture
def answers(folder: Path) -> Iterator[Answering]:
    with Asker([str(folder / "runner")]) as asker:
        yield Answering(asker)


def test_without_room_a_request_is_told_to_come_again(answers: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_WAIT_SECONDS", 0.0)
    body = next((SAMPLES / "digits").rglob("*.png")).read_bytes()
    refused: list[HttpError] = []

    def receive() -> io.BytesIO:
        # While the first is received, a second of its size finds no room, and a small one does.
        with pytest.raises(HttpError) as caught:
            answers.answer("image/png", 64 << 20, lambda: io.BytesIO(body), pictures=False)
        refused.append(caught.value)
        assert answers.answer("image/png", len(body), lambda: io.BytesIO(body), pictures=False)[0] == 200
        return io.BytesIO(body)

    assert answers.answer("image/png", 64 << 20, receive, pictures=False)[0] == 200
    assert refused[0].status == 503
    assert refused[0].headers == ("Retry-After: 5",)
    assert answers.answer("image/png", 64 << 20, lambda: io.BytesIO(body), pictures=False)[0] == 200


def test_a_table_of_more_rows_than_are_answered_at_once_is_refused_at_once(folder: Path) -> None:
    with Served(folder) as served:
        status, _, told = served.ask("POST", "/predict", b"[" + b"{}," * 10_000 + b"{}]", "application/json")
    assert status == 413
    assert told["error"] == "The table has too many rows"


@pytest.mark.parametrize("server", SERVERS)
def test_what_would_become_too_much_is_refused_beside_others(server: str, folder: Path) -> None:
    with Served(command(server, folder, "--serve", "--no-browser")) as served:
        for case in (
            "pixels",
            "pixels with alpha",
            "a progressive picture",
            "arrays that unfold",
            "a long list of arrays",
        ):
            _, kind, make, _ = TOO_MUCH[case]
            status, _, told = served.ask("POST", "/predict", make(), kind)
            assert (status, bool(told["do"])) == (400, True), case
        assert served.predict(next((SAMPLES / "digits").rglob("*.png")).read_bytes(), "image/png")["top"]
