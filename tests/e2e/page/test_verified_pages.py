"""Verification of pages by a real Chromium: a page that answers rightly, and others that do not."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from builder.core.arrays import save_arrays
from builder.core.errors import LitecrateError
from builder.runner.page_client import PageClient
from builder.runner.refusal import RefusedError
from builder.samples.samples import Samples
from builder.steps import verify_page as verification
from builder.steps.verify import Expectation
from builder.steps.verify_page import PageCheck, verify_page
from builder.system.browsers import opening
from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.installed import Browser, installed_browsers
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken
from tests.support.browsers.scripted import scripted_browser
from tests.support.browsers.small_page import CONTRACT, LITE, right_answers, small_page
from tests.support.context import step_context

ROWS = np.random.default_rng(7).normal(size=(20, 3)).astype(np.float32)
PROOF = pytest.mark.proof


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def expected(tmp_path: Path) -> Expectation:
    samples = tmp_path / "samples.npz"
    save_arrays(samples, {"x": ROWS})
    answers = {"y": right_answers(ROWS)}
    return Expectation(
        contract=CONTRACT, lite=LITE, samples=Samples(samples, len(ROWS), "random", len(ROWS)), precision="float32",
        lite_answers=answers, source_answers={"y": answers["y"].astype(np.float64)}, min_agreement=None,
    )  # fmt: skip


def chromium() -> Browser:
    return next(browser for browser in installed_browsers() if browser.family == "chromium")


def checked(folder: Path, expected: Expectation, more: str = "") -> PageCheck:
    page = folder / "small model.html"
    page.write_bytes(small_page(more))
    (work := folder / "work").mkdir()
    return verify_page(step_context(work), page, expected)


def test_a_page_that_answers_like_litert_is_verified_and_measured(
    tmp_path: Path, expected: Expectation, home: Path
) -> None:
    found = checked(tmp_path, expected)
    assert (found.verified.status, found.verified.reason) == ("passed", "")
    assert (found.verified.samples, found.verified.source) == (20, "random")
    assert found.verified.against_tflite is not None
    assert found.verified.against_tflite.max_abs_diff < 1e-5
    assert found.ran_on.split()[0] == "chromium"
    assert int(found.ran_on.split()[1]) > 100
    assert found.measured is not None
    assert (found.measured.start_seconds, found.measured.peak_memory_bytes) == (1.2345, 4096)
    assert found.measured.latency_ms is not None
    assert found.measured.latency_ms.median == 0.5
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("weights[2][1] += 0.01", "differ from LiteRT's own"),
        pytest.param("weights.forEach((row) => row.pop())", "has the shape", marks=PROOF),
        pytest.param("litecrate.arrays = async () => btoa('no archive')", "answered in an unknown form", marks=PROOF),
        pytest.param("litecrate.arrays = async () => 5", "answered in an unknown form", marks=PROOF),
        pytest.param("litecrate.arrays = () => { throw new Error('out of memory') }", "out of memory", marks=PROOF),
        (
            "litecrate.ready = Promise.reject({error: 'The model cannot run here', why: 'No such operator: LSTM.'})",
            "The model cannot run here: No such operator: LSTM",
        ),
        pytest.param("delete globalThis.litecrate", "TypeError", marks=PROOF),
        pytest.param("litecrate.selfTest = async () => ({})", "its own check does not pass", marks=PROOF),
        ("fetch('http://elsewhere.example/').catch(() => 0)", "it asked for http://elsewhere.example/"),
        pytest.param("new Image().src = 'file:///etc/hostname'", "it asked for file:///etc/hostname", marks=PROOF),
    ],
)
def test_a_page_that_does_otherwise_fails_with_the_reason(
    tmp_path: Path, expected: Expectation, more: str, said: str
) -> None:
    found = checked(tmp_path, expected, more)
    assert found.verified.status == "failed"
    assert said in found.verified.reason
    assert found.ran_on.startswith("chromium ")


def test_without_a_browser_the_recipient_is_told_how_to_check(
    tmp_path: Path, expected: Expectation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "installed_browsers", list)
    found = checked(tmp_path, expected)
    assert (found.verified.status, found.ran_on, found.measured) == ("not-run", "", None)
    assert found.verified.reason.endswith("its own check is: small model.html#self-test")
    wrong = replace(expected, source_answers={"y": expected.source_answers["y"] + 1})
    (other := tmp_path / "other").mkdir()
    assert checked(other, wrong).verified.status == "failed"  # the model itself


def test_a_browser_that_does_not_start_is_followed_by_the_next(
    tmp_path: Path, expected: Expectation, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(scripted_browser(tmp_path, "sys.exit('no display')"), name="chrome")
    monkeypatch.setattr(verification, "installed_browsers", lambda: [broken, chromium()])
    found = checked(tmp_path, expected)
    assert (found.verified.status, found.ran_on.split()[0]) == ("passed", "chromium")


@pytest.mark.proof
def test_where_no_browser_starts_each_reason_is_said(
    tmp_path: Path, expected: Expectation, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = scripted_browser(tmp_path, "sys.exit('no display')")
    others = [broken, Browser("firefox", "firefox", tmp_path / "gone")]
    monkeypatch.setattr(verification, "installed_browsers", lambda: others)
    found = checked(tmp_path, expected)
    assert found.verified.status == "not-run"
    assert "chromium: the browser ended: no display; firefox: the browser ended: " in found.verified.reason


@pytest.mark.proof
def test_what_is_large_goes_and_comes_in_pieces(tmp_path: Path) -> None:
    page = tmp_path / "small.html"
    page.write_bytes(small_page("litecrate.predict = async (text) => ({status: 200, json: {back: text}})"))
    content = np.random.default_rng(1).bytes(5_000_000)
    rows = np.random.default_rng(2).normal(size=(900_000, 3)).astype(np.float32)
    with open_page(chromium(), page, tmp_path, CancelToken(), print) as opened:
        client = PageClient(opened, 30, 30)
        assert len(client.predict(content, "image/png")["back"]) == 6_666_668
        np.testing.assert_allclose(client.arrays({"x": rows[:200_000]})["y"], right_answers(rows[:200_000]), atol=1e-5)


def test_what_the_page_refuses_keeps_its_words(tmp_path: Path) -> None:
    refusal = "{status: 415, json: {error: 'No picture', why: 'It is a text.', do: 'Take another.'}}"
    page = tmp_path / "small.html"
    page.write_bytes(small_page(f"litecrate.predict = async () => ({refusal})"))
    with open_page(chromium(), page, tmp_path, CancelToken(), print) as opened:
        with pytest.raises(RefusedError) as refused:
            PageClient(opened, 30, 30).predict(b"text", "image/png")
        error: LitecrateError = refused.value
        assert (error.what, error.why, error.remedy) == ("No picture", "It is a text.", "Take another.")


@pytest.mark.proof
def test_a_browser_is_asked_by_a_port_where_there_are_no_such_pipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    monkeypatch.setattr(opening, "chromium", partial(opening.chromium, pipe=False))
    page = tmp_path / "small.html"
    page.write_bytes(small_page())
    with open_page(chromium(), page, tmp_path, CancelToken(), print) as opened:
        found = PageClient(opened, 30, 30).arrays({"x": ROWS})["y"]
        np.testing.assert_allclose(found, right_answers(ROWS), atol=1e-5)


@pytest.mark.proof
@pytest.mark.parametrize("family", ["chromium", "firefox"])
def test_each_browser_notices_what_a_page_and_its_worker_ask_for(tmp_path: Path, family: str) -> None:
    found = next(browser for browser in installed_browsers() if browser.family == family)
    page = tmp_path / "small.html"
    worker = "fetch('http://worker.example/').catch(() => 0).then(() => postMessage(1))"
    more = f"const worker = new Worker(URL.createObjectURL(new Blob([{worker!r}])));"
    asked = "fetch('http://page.example/').catch(() => 0); new WebSocket('ws://socket.example/');"
    done = "globalThis.done = new Promise((end) => { worker.onmessage = () => end(1) })"
    page.write_bytes(small_page(more + asked + done))
    with open_page(found, page, tmp_path, CancelToken(), print) as opened:
        assert opened.evaluate("globalThis.done", 30) == 1
        sockets = {"ws://socket.example/"} if family == "chromium" else set()
        assert {"http://worker.example/", "http://page.example/", *sockets} <= set(opened.noticed.foreign)


@pytest.mark.proof
def test_a_page_that_never_answers_ends_its_browser(tmp_path: Path) -> None:
    page = tmp_path / "small.html"
    page.write_bytes(small_page("litecrate.ready = new Promise(() => 0)"))
    with (
        pytest.raises(BrowserFailedError, match="did not answer within"),
        open_page(chromium(), page, tmp_path, CancelToken(), print) as opened,
    ):
        PageClient(opened, 0.3, 30).ready()
