"""Verification of a web page that is a model: a browser of this computer runs it, and hands its answers back."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from builder.checks.agreement import OTHER_PROCESSOR_SHARE, difference, real_answers
from builder.checks.file_answers import check_answer, content_of, files_to_try
from builder.checks.program_run import ANSWER_SECONDS, START_SECONDS, ProgramFailedError
from builder.context import StepContext
from builder.core.arrays import Arrays, load_arrays
from builder.core.words import tr
from builder.report.latency import Latency
from builder.report.report import Verified
from builder.runner.page_client import PageClient
from builder.runner.refusal import RefusedError
from builder.steps.measure import BENCH_RUNS, Measured
from builder.steps.verify import Expectation, not_run, verdict_of
from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.installed import browser_remedy, installed_browsers, missing_browser
from builder.system.browsers.open_page import OpenPage
from builder.system.browsers.opening import open_page

SELF_TEST = "#self-test"  # behind a page's name: it checks itself and shows the result
_BENCH_SECONDS = 10.0  # chosen: for models that take long for one answer
_CONTENT_TYPES = {".wav": "audio/wav", ".npy": "application/x-npy", ".npz": "application/x-npz"}  # others: image/...


@dataclass(frozen=True)
class PageCheck:
    """What was found out about a page.

    Attributes:
        verified: The verdict.
        measured: Its speed and memory; None where it was not run, or failed.
        ran_on: The browser, with its version: "chromium 156"; "" where it was not run.
    """

    verified: Verified
    measured: Measured | None
    ran_on: str


def verify_page(context: StepContext, page: Path, expected: Expectation) -> PageCheck:
    """Opens a page in the first browser that starts, asks it the samples and checks its answers.

    A failure is a verdict, not an exception.

    Raises:
        CancelledError: The work was cancelled.
        OSError: Nothing can be written, which is not the page's fault.
    """
    reasons = []
    for browser in installed_browsers():
        opened = None
        try:
            with open_page(browser, page, context.folder, context.token, context.on_line) as opened:
                return _checked(context, opened, expected)
        except BrowserFailedError as error:
            if opened is not None:
                return PageCheck(_failed(expected, str(error)), None, opened.browser)
            context.log(tr("{browser} does not open the page: {reason}", browser=browser.name, reason=error), "warning")
            reasons.append(f"{browser.name}: {error}")
    why = "; ".join(reasons) or f"{missing_browser()} ({browser_remedy()})"
    words = tr("{why}; in a browser, its own check is: {address}", why=why, address=f"{page.name}{SELF_TEST}")
    return PageCheck(not_run(expected, words), None, "")


def _checked(context: StepContext, opened: OpenPage, expected: Expectation) -> PageCheck:
    client = PageClient(opened, START_SECONDS, ANSWER_SECONDS)
    try:
        client.ready()
        samples = load_arrays(expected.samples.path)
        answers = real_answers(client.arrays(samples), expected.contract, expected.lite)
        apart = difference(expected.lite_real(), answers, expected.steps(), share=OTHER_PROCESSOR_SHARE)
        verdict = verdict_of(expected, answers, apart)
        if verdict.status == "passed":
            _ask_files(client, expected)
            _ask_self_test(client)
        measured = _measured(client, {name: array[:1] for name, array in samples.items()})
        _nothing_asked_for(opened)
    except RefusedError as error:
        return PageCheck(_failed(expected, f"{error.what}: {error.why}".rstrip(".")), None, opened.browser)
    except (ProgramFailedError, ValueError, KeyError) as error:
        return PageCheck(_failed(expected, str(error)), None, opened.browser)
    finally:
        for line in opened.noticed.messages:
            context.debug(tr("The page says: {said}", said=line))
    return PageCheck(verdict, measured, opened.browser)


def _failed(expected: Expectation, reason: str) -> Verified:
    return Verified(status="failed", reason=reason, samples=expected.samples.count, source=expected.samples.source)


def _ask_files(client: PageClient, expected: Expectation) -> None:
    """Gives a page a few of the sample pictures or sounds as files.

    Raises:
        ProgramFailedError: It answers otherwise than LiteRT's interpreter.
        RefusedError: It refused one.
    """
    for at, file in enumerate(files_to_try(expected.samples, expected.contract)):
        content, ending = content_of(file)
        answer = client.predict(content, _CONTENT_TYPES.get(ending, f"image/{ending.removeprefix('.')}"))
        check_answer(answer, file, at, expected.contract, expected.lite_real(), expected.steps())


def _ask_self_test(client: PageClient) -> None:
    """Has a page check itself, as its recipient can.

    Raises:
        ProgramFailedError: It does not pass.
    """
    found = client.self_test()
    if found.get("status") != "passed":
        raise ProgramFailedError(tr("its own check does not pass: {found}", found=str(found)[:200]))


def _nothing_asked_for(opened: OpenPage) -> None:
    """Refuses a page that wanted something from elsewhere.

    Raises:
        ProgramFailedError: It did.
    """
    if opened.noticed.foreign:
        raise ProgramFailedError(tr("it asked for {address}, which is not in it", address=opened.noticed.foreign[0]))


def _measured(client: PageClient, sample: Arrays) -> Measured:
    """A page's time until it is ready, its latency with the first sample, and the memory of its model."""
    until = time.monotonic() + _BENCH_SECONDS
    for _ in range(BENCH_RUNS):
        client.arrays(sample)
        if time.monotonic() > until:  # the runs with the samples count as well
            break
    found = client.timings()
    runs = [float(ms) for ms in found.get("run_ms", [])[-BENCH_RUNS:]]
    ready, memory = found.get("ready_ms"), found.get("memory_bytes")
    return Measured(
        round(ready / 1000, 4) if isinstance(ready, int | float) else None,
        Latency(median=statistics.median(runs), p90=statistics.quantiles(runs, n=10)[-1]) if len(runs) > 1 else None,
        int(memory) if isinstance(memory, int | float) else None,
    )
