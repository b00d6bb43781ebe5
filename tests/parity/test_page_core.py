"""The core for web pages answers as the served page does: the same bytes enter the model, the same JSON comes out."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.core.arrays import Array
from resources.demo.assembly import packed_page
from tests.parity.arrays import arrays
from tests.parity.case import Case
from tests.parity.json_files import json_files
from tests.parity.sounds import sounds
from tests.parity.tables import tables
from tests.parity.test_parity import ProgramsOf, runners
from tests.support.page_core import Answer, PageCore, opened
from tests.support.pipe_client import serving
from tests.support.served import Served
from tests.support.sounds import wav

__all__ = ["runners"]  # a fixture

FILES = [case for case in (*tables(), *sounds(), *arrays(), *json_files()) if len(case.files) == 1]
_TYPES = {
    ".csv": "text/csv", ".tsv": "text/csv", ".txt": "text/csv", ".json": "application/json", ".wav": "audio/wav",
    ".npy": "application/x-npy", ".npz": "application/x-npz",
}  # fmt: skip
_TIMES = re.compile(rb'"ms": [0-9.e+-]+')
_RESAMPLED = 1e-6  # sines differ in their last digit between C libraries

# A program's folder to its served page, and the core with the same files.
Pairs = Callable[[Path], tuple[Served, PageCore]]


@pytest.fixture(scope="session")
def pairs(page_core: Path) -> Iterator[Pairs]:
    with ExitStack() as stack:
        made: dict[Path, tuple[Served, PageCore]] = {}

        def pair(folder: Path) -> tuple[Served, PageCore]:
            if folder not in made:
                (folder / "page.html.zst").write_bytes(packed_page())
                contract, model = ((folder / name).read_bytes() for name in ("contract.json", "model.tflite"))
                card = folder / "about.json"
                core = opened(page_core, contract, model, card=card.read_bytes() if card.exists() else b"")
                made[folder] = stack.enter_context(Served(folder)), core
            return made[folder]

        yield pair


def _posted(served: Served, body: bytes, kind: str, query: str = "") -> Answer:
    """The served page's answer, digit by digit."""
    head = (
        f"POST /predict?{query} HTTP/1.1\r\nHost: {served.host}\r\nX-Token: {served.token}\r\nConnection: close\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    status, _, rest = served.raw(head.encode() + body).partition(b"\r\n")
    return Answer(int(status.split()[1]), rest.partition(b"\r\n\r\n")[2])


def _timeless(answer: Answer) -> Answer:
    return answer._replace(content=_TIMES.sub(b'"ms": 0', answer.content))


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_file_of_the_corpus_is_answered_as_by_the_served_page(case: Case, runners: ProgramsOf, pairs: Pairs) -> None:
    served, core = pairs(Path(runners(case.model)["native"][0]).parent)
    ((name, body),) = case.files.items()
    kind = _TYPES.get(Path(name).suffix.lower(), "application/json")
    assert _timeless(core.predict(body, kind)) == _timeless(_posted(served, body, kind))


@pytest.mark.parametrize(
    ("body", "kind", "query"),
    [
        (b"", "text/csv", ""),
        (b"1,2,3", "", ""),
        (b"1,2,3", "text/plain", ""),
        (b"1,2,3", "text/plain; charset=" + "x" * 100, ""),
        (b"1,2,3", " Text/CSV ; charset=utf-8", "pictures=1&min_score=0.5&x"),
        (b"1,2,3", "image/png", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "image/png", ""),
        (b"1,2,3\n" * 10_001, "text/csv", ""),
        (b"1," * 600_000, "text/csv", ""),
        (b"[" * 5_000_000, "application/json", ""),
        (b"PK\x03\x04" + bytes(60), "application/x-npz", ""),
    ],
    ids=range(11),
)
def test_what_is_wrong_with_a_request_is_said_in_the_same_words(
    body: bytes, kind: str, query: str, runners: ProgramsOf, pairs: Pairs
) -> None:
    served, core = pairs(Path(runners("wine")["native"][0]).parent)
    assert _timeless(core.predict(body, kind, query)) == _timeless(_posted(served, body, kind, query))


def test_the_page_knows_of_the_program_what_the_served_one_does(runners: ProgramsOf, pairs: Pairs) -> None:
    for model in ("wine", "sound", "two"):
        folder = Path(runners(model)["native"][0]).parent
        served, core = pairs(folder)
        _, _, told = served.ask("GET", "/about")
        told["runtime"] = "LiteRT of a page"
        program = b'{"runtime": "LiteRT of a page"}'
        answer = core.open((folder / "contract.json").read_bytes(), (folder / "model.tflite").read_bytes(), program)
        assert (answer.status, answer.json) == (200, told)


def _pictures() -> dict[str, bytes]:
    """Pictures of every format and form that is read."""
    levels = np.random.default_rng(7).random((5, 7, 3))
    photo = Image.fromarray((levels * 255).astype(np.uint8)).resize((150, 90), Image.Resampling.BICUBIC)
    turned = Image.Exif()
    turned[0x0112] = 6
    made: dict[str, bytes] = {}

    def save(name: str, picture: Image.Image, form: str, **options: object) -> None:
        target = io.BytesIO()
        picture.save(target, form, **options)
        made[name] = target.getvalue()

    save("photo", photo, "JPEG", quality=90)
    save("narrow photo", photo.resize((21, 90)), "JPEG", quality=80, subsampling=2)
    save("progressive", photo, "JPEG", progressive=True)
    save("turned", photo, "JPEG", exif=turned)
    save("grey photo", photo.convert("L"), "JPEG")
    save("colours", photo, "PNG")
    save("palette", photo.convert("P"), "PNG")
    save("transparent", photo.convert("RGBA").point(lambda level: level // 2), "PNG")
    save("bits", photo.convert("1"), "PNG")
    save("sixteen bits", Image.fromarray((levels[:, :, 0] * 65535).astype(np.uint16)), "PNG")
    save("tall", photo.resize((3, 900)), "PNG")
    save("gif", photo, "GIF")
    save("bmp", photo, "BMP")
    save("webp", photo, "WEBP", lossless=True)
    save("lossy webp", photo, "WEBP", lossless=False)
    save("netpbm", photo, "PPM")
    made["cut off"] = made["photo"][:900]
    return made


PICTURES = _pictures()


@pytest.mark.proof
@pytest.mark.parametrize("model", ["mask", "picture", "labels", "boxes", "points", "larger"])
def test_pictures_enter_the_model_byte_by_byte_as_they_do_in_programs(
    model: str, page_programs: Path, pairs: Pairs
) -> None:
    served, core = pairs(page_programs / model)
    with serving(page_programs / model / "runner") as pipe:
        for name, picture in PICTURES.items():
            answer = core.predict(picture, "image/x", "pictures=1")
            assert _timeless(answer) == _timeless(_posted(served, picture, "image/x", "pictures=1")), name
            if answer.status == 200:
                ((_, blocks),) = pipe.read(picture, prepared=True)
                assert core.inputs == blocks, name


@pytest.mark.proof
def test_resampled_sounds_are_those_of_programs_within_a_millionth(page_programs: Path, pairs: Pairs) -> None:
    served, core = pairs(page_programs / "tone")
    with serving(page_programs / "tone" / "runner") as pipe:
        for rate in (8000, 11025, 16000, 44100, 48000, 6000):
            times = np.arange(rate // 5) / rate
            sound = wav(np.sin(times * 2 * np.pi * 1000.0).astype(np.float32) / 2, rate)
            answer, expected = core.predict(sound, "audio/wav"), _posted(served, sound, "audio/wav")
            ((_, blocks),) = pipe.read(sound, prepared=True)
            apart = np.abs(_floats(core.inputs[0].data) - _floats(blocks[0].data)).max()
            assert apart <= (0 if rate == 8000 else _RESAMPLED), rate
            assert answer.status == expected.status == 200
            assert [entry["label"] for entry in answer.json["top"]] == [
                entry["label"] for entry in expected.json["top"]
            ]


def _floats(data: bytes) -> Array:
    return np.frombuffer(data, np.float32)


@pytest.mark.proof
def test_forms_series_noise_and_several_inputs_are_answered_alike(page_programs: Path, pairs: Pairs) -> None:
    rows = "\n".join(f"{n},{n * 2},{n * 3}" for n in range(1, 12)).encode()
    asked = {
        "table": [rows, b'{"house": [1, 2, 3]}'],
        "series": [rows],
        "choice": [b"1,2\n3,4"],
        "yes": [b"0.25"],
        "maker": [b'{"z": {"seed": 7}}', b'{"seed": 7}', b"{}"],
        "two": [b'{"left": [[1, 2], [3, 4]], "right": [5, 6]}'],
    }
    for model, bodies in asked.items():
        served, core = pairs(page_programs / model)
        for body in bodies:
            kind = "application/json" if body.startswith(b"{") else "text/csv"
            answer = core.predict(body, kind, "pictures=1")
            assert _timeless(answer) == _timeless(_posted(served, body, kind, "pictures=1")), (model, body)


@pytest.mark.proof
def test_memory_stays_what_it_is_after_a_thousand_pictures(page_programs: Path, pairs: Pairs) -> None:
    _, core = pairs(page_programs / "boxes")
    frame = PICTURES["photo"]
    assert core.predict(frame, "image/jpeg", "pictures=1").status == 200
    before = core.memory_bytes
    for _ in range(1000):
        core.predict(frame, "image/jpeg", "min_score=0.05")
    assert core.memory_bytes == before
