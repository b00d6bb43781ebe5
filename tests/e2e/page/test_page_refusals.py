"""What the page that is the model says when it cannot answer: each cause for real, and one sentence what to do."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.child.reading import lite_file
from tests.conftest import Exported
from tests.e2e.page.test_page_with_model import PICTURES, blank_picture, predicted
from tests.support.browsers.chromium import Chromium, ChromiumPage
from tests.support.browsers.page_file import cut_in, damaged_in, parts_in, remade

PROOF = pytest.mark.proof
SMALL_MEMORY = "--js-flags=--wasm-max-mem-pages=280"  # pages of 64 KB: little more than LiteRT begins with
DAMAGED = "This file is damaged", "Copy or download the file again, as a whole."
OLD = "This browser or computer is too old for the model", "Open the file in a current Chrome, Edge, Firefox or Safari."
OFF = (
    "The browser does not let this page work",
    "Allow it in the browser's settings, or open the file in another browser.",
)
BLOCKED = (
    "The browser does not let this page work",
    "Save the file on this computer and open it from there, in a current Chrome, Edge, Firefox or Safari.",
)
MEMORY = "There is not enough memory", "Close other tabs and programs, then reload the page."
STOPPED = "The model has stopped", "Reload the page, and try another file if it stops again."
REFUSED = (
    "The model does not run in a browser",
    "Ask whoever made this page for a program instead, or for another precision.",
)


def refused(page: ChromiumPage, what: tuple[str, str], why: str) -> None:
    """Checks that the page shows a refusal, and tells programs the same."""
    page.until("document.querySelector('.error')?.hidden === false")
    lines = [line for line in page.text(".error").split("\n") if line]
    assert lines[0] == what[0]
    assert lines[-1] == what[1]
    assert why in lines[1]
    assert page.value("document.querySelector('.starting') === null"), "the progress bar is gone"
    told = page.value("litecrate.ready.then(() => null, (refusal) => refusal)")
    if told is not None:
        assert [told["error"], told["why"], told["do"]] == lines
    assert page.problems() == []


@pytest.mark.parametrize(
    ("first", "what", "why"),
    [
        ("delete globalThis.DecompressionStream", OLD, "It has no DecompressionStream."),
        pytest.param("delete globalThis.WebAssembly", OFF, "WebAssembly is switched off", marks=PROOF),
        pytest.param("delete globalThis.Worker", OFF, "Web Workers is switched off", marks=PROOF),
        pytest.param(
            "globalThis.Worker = class { constructor() { throw new DOMException('Access is denied'); } }",
            BLOCKED, "It says: Access is denied", marks=PROOF,
        ),
        pytest.param(
            "const Own = Worker; globalThis.Worker = class extends Own { constructor() { super('blob:null/none'); } }",
            BLOCKED, "It says: Failed to construct 'Worker'", marks=PROOF,
        ),
    ],
)  # fmt: skip
def test_what_the_browser_has_not_is_named(
    browser: Chromium, digits: Exported, first: str, what: tuple[str, str], why: str
) -> None:
    with browser.page(digits.program("page").as_uri(), first=first) as page:
        refused(page, what, why)


@PROOF
def test_a_processor_without_simd_is_named(digits: Exported, tmp_path: Path) -> None:
    browser = Chromium(tmp_path, "--js-flags=--no-enable-sse4-1")
    try:
        with browser.page(digits.program("page").as_uri()) as page:
            refused(page, OLD, "It has no WebAssembly SIMD.")
    finally:
        browser.close()


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (cut_in, "model"),
        (damaged_in, "model"),
        *(pytest.param(cut_in, part, marks=PROOF) for part in ("worker", "core", "licences", "runtime")),
        *(
            pytest.param(damaged_in, part, marks=PROOF)
            for part in ("worker", "core", "contract", "program", "card", "samples", "runtime")
        ),
    ],
)
def test_a_damaged_file_is_told(
    browser: Chromium, digits: Exported, tmp_path: Path, spoil: Callable[[bytes, str], bytes], part: str
) -> None:
    file = tmp_path / "damaged.html"
    file.write_bytes(spoil(digits.program("page").read_bytes(), part))
    with browser.page(file.as_uri()) as page:
        refused(page, DAMAGED, "A part of it is missing or not as it was made.")


def with_unknown_operator(raw: bytes, path: Path) -> bytes:
    """A model whose last operator is one that nobody knows: LiteRT reads it, and cannot prepare it."""
    model = lite_file.parse(raw, path)
    code = model.operatorCodes[model.subgraphs[0].operators[-1].opcodeIndex]
    code.builtinCode = code.deprecatedBuiltinCode = lite_file.schema().BuiltinOperator.CUSTOM
    code.customCode = b"NobodyKnows"
    return lite_file.pack(model)


def with_open_batch(raw: bytes, path: Path) -> bytes:
    """A model that takes any number of samples at once, which LiteRT for browsers cannot do."""
    model = lite_file.parse(raw, path)
    graph = model.subgraphs[0]
    for number in (*graph.inputs, *graph.outputs):
        graph.tensors[number].shapeSignature = np.array([-1, *graph.tensors[number].shape[1:]], np.int32)
    return lite_file.pack(model)


@PROOF
def test_a_model_that_the_runtime_refuses_is_told_with_its_words(
    browser: Chromium, digits: Exported, tmp_path: Path
) -> None:
    file = tmp_path / "refused.html"
    whole = digits.program("page").read_bytes()
    file.write_bytes(remade(whole, model=with_open_batch(parts_in(whole)["model"], file)))
    with browser.page(file.as_uri()) as page:
        refused(page, REFUSED, "LiteRT for browsers says: ")


def test_a_run_that_fails_is_no_answer(browser: Chromium, digits: Exported, tmp_path: Path) -> None:
    # LiteRT for browsers tells the failure and gives outputs nevertheless, with whatever was in their memory.
    file = tmp_path / "failing.html"
    whole = digits.program("page").read_bytes()
    file.write_bytes(remade(whole, model=with_unknown_operator(parts_in(whole)["model"], file)))
    with browser.page(file.as_uri()) as page:
        page.value("litecrate.ready.then(() => 0)")
        answer = predicted(page, PICTURES[0].read_bytes())
        assert answer["status"] >= 400
        assert "NobodyKnows" in answer["json"]["why"]
        page.drop(PICTURES[0])
        page.until("document.querySelector('.error').innerText.includes('NobodyKnows')")
        assert page.value("document.querySelector('[aria-label=Answer]').hidden")


@PROOF
def test_a_model_of_another_contract_is_refused_by_the_core(
    browser: Chromium, digits: Exported, tmp_path: Path
) -> None:
    file = tmp_path / "other.html"
    file.write_bytes(remade(digits.program("page").read_bytes(), model=b"no model at all"))
    with browser.page(file.as_uri()) as page:
        refused(page, ("The model cannot be read", "Export the page again."), "not a TensorFlow Lite model")


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser whose WebAssembly memories stay small."""
    browser = Chromium(tmp_path_factory.mktemp("tight"), SMALL_MEMORY)
    yield browser
    browser.close()


@PROOF
def test_too_little_memory_for_the_runtime_is_told(digits: Exported, tmp_path: Path) -> None:
    browser = Chromium(tmp_path, "--js-flags=--wasm-max-mem-pages=100")
    try:
        with browser.page(digits.program("page").as_uri()) as page:
            refused(page, MEMORY, "The model needs more than this browser has left.")
    finally:
        browser.close()


@PROOF
def test_too_little_memory_for_the_model_is_told(tight: Chromium, digits: Exported, tmp_path: Path) -> None:
    whole = digits.program("page").read_bytes()
    file = tmp_path / "large.html"
    # What stands behind a model is not looked at, but takes room like all of it.
    file.write_bytes(remade(whole, model=parts_in(whole)["model"] + bytes(12 << 20)))
    with tight.page(file.as_uri()) as page:
        refused(page, MEMORY, "The model needs more than this browser has left.")


@PROOF
def test_too_little_memory_for_unpacking_is_told(browser: Chromium, digits: Exported) -> None:
    # The page's own memory cannot be made small from outside: the one array that it unpacks into is refused.
    first = """
        const Own = Worker;
        const tight = `globalThis.Uint8Array = new Proxy(Uint8Array, { construct(Own, given) {
            if (given[0] > 9e6) throw new RangeError("Array buffer allocation failed");
            return Reflect.construct(Own, given); } });`;
        globalThis.Blob = class extends Blob { constructor(parts, options) { super([tight, ...parts], options); } };
    """
    with browser.page(digits.program("page").as_uri(), first=first) as page:
        refused(page, MEMORY, "The model needs more than this browser has left.")


@PROOF
def test_too_little_memory_for_a_file_is_told_and_others_are_answered(tight: Chromium, digits: Exported) -> None:
    with tight.page(digits.program("page").as_uri()) as page:
        page.value("litecrate.ready.then(() => 0)")
        large = base64.b64encode(blank_picture(4000, 4000)).decode()
        told = page.value(f"litecrate.predict('{large}', 'image/png').then(() => '', (error) => error.message)")
        assert told == "There is not enough memory for this file"
        assert predicted(page, PICTURES[0].read_bytes())["json"]["top"][0]["label"] == "7"


def is_worker_of(page: ChromiumPage, event: dict[str, Any]) -> bool:
    """Whether the browser tells that it steers the page's worker."""
    attached = event["method"] == "Target.attachedToTarget" and event.get("sessionId") == page.session
    return attached and event["params"]["targetInfo"]["type"] == "worker"


@PROOF
def test_a_worker_that_dies_is_told(browser: Chromium, digits: Exported) -> None:
    with browser.page(digits.program("page").as_uri()) as page:
        page.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True})
        page.value("litecrate.ready.then(() => 0)")
        worker = next(event["params"] for event in browser.events if is_worker_of(page, event))["sessionId"]
        browser.send("Runtime.evaluate", {"expression": "setTimeout(() => { throw new Error('gone'); })"}, worker)
        page.drop(PICTURES[0])
        refused(page, STOPPED, "gone")
        page.drop(PICTURES[1])
        refused(page, STOPPED, "gone")
