"""What a report says of a web page: where it runs, what it was opened in, how to pass it on."""

import pytest

from builder.report import report_views
from builder.report.labels import platform_label
from builder.report.lights import ShownLight, lights_of
from builder.report.report import ProductReport, Report, Verified
from builder.report.report_words import label_of, oldest_system, sentences_about, start_needs
from tests.unit.report.test_report_views import cards, in_terminal, product, report, verified


def web_page(status: Verified | None = None, ran_on: str = "chromium 156") -> ProductReport:
    sizes = {"runtime": 3_763_180, "core": 282_444, "page": 197_675, "model": 79_796, "other": 15_336}
    return product("native").model_copy(
        update={
            "product": "page",
            "platform": "any",
            "path": "digits.html",
            "bytes": sum(sizes.values()),
            "parts": tuple(product("model").parts[0].model_copy(update={"name": name, "bytes": size})
                           for name, size in sizes.items()),
            "min_glibc": None,
            "ran_on": ran_on,
            "verified": status or verified(),
        }
    )  # fmt: skip


def elsewhere(made: Report) -> ShownLight:
    return lights_of(made)[2]


def test_a_page_that_was_opened_runs_in_every_current_browser() -> None:
    light = elsewhere(report(web_page()))
    assert light.state == "good"
    assert light.text == (
        "Every current browser on Windows, macOS and Linux. Tried only on the computer that made it. "
        "The web page was opened in Chromium 156."
    )


def test_beside_a_native_program_each_is_said_for_itself() -> None:
    light = elsewhere(report(product("native", min_glibc="2.27"), web_page()))
    assert light.state == "good"
    assert "The web page: every current browser" in light.text
    assert "The native program: Linux x64 from 2018 on" in light.text


def test_a_page_that_was_not_run_is_no_promise() -> None:
    light = elsewhere(report(web_page(Verified(status="not-run", reason="no browser is here"), "")))
    assert light.state == "unknown"


def test_what_failed_is_named_without_a_platform() -> None:
    bad = web_page(Verified(status="not-run", reason="no browser is here"), "")
    made = report(product("native"), product("native", platform="windows-x64"), bad)
    (words,) = sentences_about(made, [bad])
    assert words.startswith("The web page was not checked")
    assert label_of(made, bad) == "Web page"
    assert platform_label("any") == "every computer"


def test_it_says_which_browser_it_needs_and_how_it_is_passed_on() -> None:
    made = web_page()
    assert oldest_system(made) == "a browser of 2023 or newer on a desktop computer"
    (card,) = cards(report_views.html(report(made)))
    assert "For the people who receive it" in card
    assert start_needs(made) in card
    assert "GLIBC" not in card


@pytest.mark.parametrize("words", ["Web page", "Runtime 3.8 MB", "Core 282 KB", "Page 198 KB", "Model 79.8 KB"])
def test_the_terminal_names_its_parts(words: str) -> None:
    assert words in "\n".join(in_terminal(report(web_page())))
