"""Reports of programs for several platforms: what was started by what, and what was not run."""

import pytest

from builder.report import report_views
from builder.report.lights import headline, lights_of
from builder.report.report import Verified
from builder.report.report_words import oldest_system
from tests.unit.report.test_report_views import failed, in_terminal, product, report

ELSEWHERE = Verified(status="not-run", reason="programs for macOS run on Macs only; there: ./digits --self-test")
MAC = product("native", platform="macos-arm64", min_glibc=None, verified=ELSEWHERE, start_seconds=None, latency_ms=None)
ARM = product("native", platform="linux-arm64", min_glibc="2.34", ran_on="qemu-aarch64", start_seconds=None)
WINDOWS = product("native", platform="windows-x64", min_glibc=None, ran_on="wine", start_seconds=None)
HERE = product("native", ran_on="this machine")


def test_what_was_not_run_spoils_nothing_and_is_said_where_it_belongs() -> None:
    shown = report(HERE, ARM, WINDOWS, MAC)
    same, _, elsewhere = lights_of(shown)
    assert shown.verified
    assert not shown.spoiled
    assert headline(shown).against == ()
    assert same.state == "good"
    assert (
        "Tried on the computer that made it, for other systems in an emulator of ARM processors and Wine."
        in elsewhere.text
    )
    assert "The native program for macOS arm64 was not checked: programs for macOS run on Macs only" in elsewhere.text
    assert "./digits --self-test" in report_views.html(shown)
    assert any("not run" in line for line in in_terminal(shown))


def test_a_report_of_nothing_but_programs_that_were_not_run_is_not_verified_and_not_spoiled() -> None:
    shown = report(MAC)
    assert not shown.verified
    assert not shown.spoiled
    assert lights_of(shown)[0].state == "unknown"


def test_one_that_failed_spoils_it_whatever_the_others_are() -> None:
    shown = report(HERE, failed("native"), MAC)
    assert shown.spoiled
    assert not shown.verified
    assert len(headline(shown).against) == 1


@pytest.mark.parametrize(
    ("made", "words"),
    [(HERE, "glibc 2.27 or newer"), (ARM, "glibc 2.34 or newer"), (WINDOWS, "Windows 10 or newer"),
     (MAC, "macOS 14 or newer, on M1 or newer"), (product("model"), "")],
)  # fmt: skip
def test_the_oldest_system_is_said_in_words(made: object, words: str) -> None:
    assert oldest_system(made) == words  # type: ignore[arg-type]
    assert words in report_views.html(report(made))  # type: ignore[arg-type]
