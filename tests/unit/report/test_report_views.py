"""Tests of the views of a report: the page, the table and the sentence, and what they never show."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from builder.core.figures import apportion
from builder.report import report_views
from builder.report.latency import Latency
from builder.report.lights import headline
from builder.report.report import (
    Accuracy,
    AgainstSource,
    AgainstTflite,
    CalibrationReport,
    LabelCount,
    ModelReport,
    ProductReport,
    Report,
    StepReport,
    Verified,
)
from builder.report.report_views import human_bytes, human_difference, human_seconds
from builder.report.report_words import escaped_copy
from builder.report.said_facts import SaidFact
from builder.report.size_part import Part

TICK, CAUTION, CROSS = '<use href="#tick"/>', '<use href="#caution"/>', '<use href="#cross"/>'
WRONG_CLASS = "it names another class for test-012.png"


def verified(**changes: Any) -> Verified:
    values: dict[str, Any] = {
        "status": "passed",
        "samples": 20,
        "source": "sample",
        "against_tflite": AgainstTflite(max_abs_diff=0.0, range=21.7),
        "against_source": AgainstSource(max_abs_diff=2e-6, top1_agreement=1.0, cosine=1.0),
    }
    return Verified(**{**values, **changes})


def product(kind: str = "onefile", **changes: Any) -> ProductReport:
    sizes = {
        "onefile": {"runtime": 3_920_000, "python": 3_001_000, "model": 289_400, "runner": 71_000, "other": 901_184},
        "folder": {"runtime": 10_305_000, "python": 9_800_000, "pictures library": 5_600_001, "model": 318_000},
        "native": {"runtime": 8_039_424, "model": 318_000, "runner": 190_000, "other": 44_100},
        "model": {"model": 318_000},
    }[kind]
    values: dict[str, Any] = {
        "product": kind,
        "platform": "linux-x64",
        "path": {"onefile": "digits", "model": "digits.tflite"}.get(kind, f"digits-{kind}/digits"),
        "status": "ok",
        "bytes": sum(sizes.values()),
        "parts": tuple(Part(name=name, bytes=size) for name, size in sizes.items()),
        "verified": verified(),
    }
    if kind != "model":
        values |= {
            "min_glibc": "2.27" if kind == "native" else "2.36",
            "decoders": ("npy", "npz"),
            "start_seconds": 0.1153,
            "latency_ms": Latency(median=0.132, p90=0.151),
            "peak_memory_bytes": 13_300_000,
        }
    return ProductReport(**{**values, **changes})


def failed(kind: str = "folder", reason: str = WRONG_CLASS) -> ProductReport:
    """A product that was made and does not answer as it must."""
    verdict = verified(status="failed", reason=reason, against_tflite=None, against_source=None)
    return product(kind, status="failed", reason=reason, verified=verdict)


def skipped(reason: str = "it needs a Mac") -> ProductReport:
    return ProductReport(product="native", platform="macos-arm64", path="", status="skipped", reason=reason)


@pytest.mark.parametrize("path", ["/usr/bin/env", "../env", "a/../../env", "\\\\host\\env", "C:env", "a\\..\\..\\env"])
def test_a_report_names_no_program_outside_of_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="inside the report's folder"):
        ProductReport(product="native", platform="linux-x64", path=path, status="ok")


def report(*products: ProductReport, **changes: Any) -> Report:
    precision = changes.pop("precision", "float32")
    values: dict[str, Any] = {
        "name": "digits",
        "created": "2026-11-23T22:37:12+00:00",
        "versions": {"litecrate": "0.1.0", "tensorflow": "2.21.0"},
        "model": ModelReport(
            source="digits.keras",
            source_bytes=1_100_000,
            source_sha256="3f" * 32,
            kind="keras3",
            tflite_bytes=318_000,
            precision=precision,
            weight_types=("float32",),
            activation_types=("float32",),
            io_types=("float32",),
            operators=("CONV_2D", "SOFTMAX"),
        ),
        "calibration": CalibrationReport(source=None, count=0, seed=0, random=False),
        "naive_bytes": 1_874_003_212,
        "products": products,
        "steps": (StepReport(id="convert", seconds=3.71), StepReport(id="package", seconds=6.3)),
    }
    return Report(**{**values, **changes})


class Page(HTMLParser):
    """What a page says: its text, its tags with their attributes, and the text of each product's card."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._silent = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        self._silent = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.said))


def page(shown: Report) -> Page:
    return Page(report_views.html(shown))


def cards(text: str) -> list[str]:
    """The HTML of each product's card."""
    return re.findall(r"<article.*?</article>", text, re.DOTALL)


def heading(text: str) -> str:
    found = re.search(r"<header>.*?</header>", text, re.DOTALL)
    assert found
    return found[0]


def in_terminal(shown: Report, width: int = 80, *, soft_wrap: bool = False, encoding: str = "utf-8") -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width, highlight=False, soft_wrap=soft_wrap)
    console.print(report_views.table(shown))
    stream.seek(0)
    return [line.rstrip() for line in stream.read().splitlines()]


# --- numbers


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 KB"), (318_000, "318 KB"), (8_182_584, "8.2 MB"),
        (10_681_352, "10.7 MB"), (584_660_280, "585 MB"), (999_499, "999 KB"), (999_960, "1 MB"),
        (9_960_000, "10 MB"), (1_614_145_067, "1.6 GB"), (3_000_000, "3 MB"),
    ],
)  # fmt: skip
def test_bytes_are_written_in_decimal_units_with_at_most_three_digits(n: int, text: str) -> None:
    assert human_bytes(n) == text


@pytest.mark.parametrize(
    ("s", "text"),
    [
        (0.0, "0 ms"), (0.000132, "0.13 ms"), (0.0049, "4.9 ms"), (0.045, "45 ms"), (0.0996, "0.1 s"),
        (0.1153, "0.12 s"), (3.64, "3.6 s"), (59.4, "59 s"), (59.7, "1 min"),
        (125.2, "2 min 5 s"), (3599.7, "1 h"), (3720.0, "1 h 2 min"),
    ],
)  # fmt: skip
def test_times_are_written_in_the_unit_that_suits_them(s: float, text: str) -> None:
    assert human_seconds(s) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"), (2e-6, "0.000002"), (1.2e-9, "< 0.000001"), (-5e-10, "> -0.000001"),
        (0.0123, "0.0123"), (0.48213, "0.482"),
        (21.74, "21.7"), (1234.5, "1,230"), (2.5e7, "25,000,000"), (-3e30, "< -1,000,000,000,000"),
        (3e30, "> 1,000,000,000,000"), (1.7976931348623157e308, "infinite"),
        (float("inf"), "infinite"),
    ],
)  # fmt: skip
def test_differences_are_plain_decimals(x: float, text: str) -> None:
    assert human_difference(x) == text


def test_shares_sum_to_the_whole_and_keep_their_proportion() -> None:
    assert apportion([1, 1, 1], 100) == [34, 33, 33]
    assert apportion([0, 5], 7) == [0, 7]
    assert apportion([0, 0], 7) == [0, 0]


# --- the headline


def title_of(shown: Report) -> str:
    return headline(shown).title


def test_a_failed_product_makes_it_not_the_same_and_its_reason_stands_among_the_lights() -> None:
    shown = report(product(), failed(), product("native"))
    assert title_of(shown) == "Made, and not the same as the original: digits, 8.2 MB"
    assert f"The folder failed its check: {WRONG_CLASS}." in page(shown).text
    assert headline(shown).against == (f"The folder failed its check: {WRONG_CLASS}.",)


def test_products_that_fail_for_one_reason_are_named_together() -> None:
    shown = report(failed("onefile"), failed("native"))
    assert headline(shown).against == (
        f"The one-file program and the native program failed their check: {WRONG_CLASS}.",
    )


def test_a_product_that_was_not_checked_makes_nothing_ready() -> None:
    unchecked = product("native", platform="macos-arm64", verified=Verified(status="not-run", reason="it needs a Mac"))
    shown = report(unchecked)
    assert title_of(shown) == "Made, and not compared with the original: digits, 8.6 MB"
    assert headline(shown).against == ("The native program was not checked: it needs a Mac.",)
    assert TICK not in report_views.html(shown)


def test_a_report_without_products_is_not_ready() -> None:
    shown = report()
    assert title_of(shown) == "Not ready: digits"
    assert headline(shown).against == ("No product was made.",)
    assert TICK not in report_views.html(shown)
    assert in_terminal(shown)[-1] == "Not ready: digits"


@pytest.mark.parametrize(
    "products",
    [
        (product(), product("native")), (product(), failed()), (product("model"),), (failed("model"), product()),
        (product(), skipped()), (product(verified=Verified(status="not-run", reason="no time")),),
    ],
)  # fmt: skip
def test_the_headline_is_ready_exactly_when_the_report_is_verified(products: tuple[ProductReport, ...]) -> None:
    shown = report(*products)
    assert title_of(shown).startswith("Ready") == shown.verified
    assert (headline(shown).against == ()) == shown.verified


# --- the page


def test_the_page_needs_nothing_from_outside() -> None:
    text = report_views.html(report(product(), product("folder"), product("native"), product("model")))
    assert "http://" not in text
    assert "https://" not in text
    assert "url(" not in text
    assert "@import" not in text
    for tag, attributes in Page(text).tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "base"}
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert len(text.encode()) < 40_000


def test_what_was_checked_is_said_in_words() -> None:
    said = page(report(product())).text
    assert (
        "Started without TensorFlow in an empty environment, 20 samples, all 20 answers equal, "
        "largest difference 0.000002." in said
    )
    assert "The samples came with this sample model." in said


def test_the_check_of_several_programs_tells_the_worst_of_them() -> None:
    worse = verified(against_source=AgainstSource(max_abs_diff=0.02, top1_agreement=0.95, cosine=0.999))
    head = Page(heading(report_views.html(report(product(), product("native", verified=worse), precision="int8")))).text
    assert "the same first answer for 19 of 20, largest difference 0.02." in head


def test_equal_first_answers_of_a_smaller_model_are_not_called_equal_answers() -> None:
    near = verified(against_source=AgainstSource(max_abs_diff=0.08, top1_agreement=1.0, cosine=0.999))
    said = page(report(product(verified=near), precision="int8")).text
    assert "the same first answer for all 20, largest difference 0.08" in said
    assert "answers equal" not in said


def test_a_cosine_is_rounded_down_so_that_only_equal_is_one() -> None:
    near = verified(against_source=AgainstSource(max_abs_diff=0.08, top1_agreement=None, cosine=0.99996))
    assert "similarity of the answers 0.999 of 1" in page(report(product(verified=near), precision="int8")).text


def test_a_bare_model_is_not_said_to_have_been_started() -> None:
    said = page(report(product("model"))).text
    assert "Answered by LiteRT's own interpreter, 20 samples" in said
    assert "Started without TensorFlow" not in said
    assert "At the same scale" not in said


def test_random_samples_are_said_to_prove_nothing_about_the_model() -> None:
    said = page(report(product(verified=verified(source="random")))).text
    assert "The samples are random" in said


def test_a_remark_on_a_passed_product_stands_at_the_top_as_a_caution() -> None:
    remark = "the answers hardly vary over the samples, so this proves little"
    text = report_views.html(report(product(verified=verified(reason=remark))))
    before, _, _ = text.partition("<section>")
    assert "The answers hardly vary over the samples, so this proves little." in before
    assert CAUTION in before


def test_a_failed_product_has_its_reason_and_a_cross_and_never_a_tick() -> None:
    text = report_views.html(report(product(), failed(), product("native")))
    one_file, folder, native = cards(text)
    assert TICK in one_file
    assert TICK in native
    assert TICK not in folder
    assert CROSS in folder
    assert "It names another class for test-012.png." in folder
    assert CROSS in heading(text).partition("<dl")[0]
    assert "Products that passed were started without TensorFlow" in heading(text)


def test_nothing_is_said_to_have_been_checked_when_nothing_passed() -> None:
    text = report_views.html(report(failed("onefile"), failed("native")))
    assert TICK not in text
    assert "Started without TensorFlow" not in text


def test_a_program_that_could_not_be_made_shows_no_size() -> None:
    broken = ProductReport(product="onefile", platform="linux-x64", path="digits", status="failed", reason="No space")
    text = report_views.html(report(broken, product("native")))
    assert "No space." in cards(text)[0]
    assert "0 bytes" not in text
    assert "noexec" not in text


def test_a_skipped_product_is_shown_with_its_reason() -> None:
    text = report_views.html(report(product("native"), skipped()))
    card = cards(text)[1]
    assert "It needs a Mac." in card
    assert "Not made" in card
    assert TICK not in card


def test_the_bill_of_materials_is_named_where_there_is_one() -> None:
    made = report(product())
    words = "lists every file in these products, with its SHA-256, licence and origin."
    assert f"sbom.cdx.json {words}" in report_views.html(made.model_copy(update={"sbom": "sbom.cdx.json"}))
    assert words not in report_views.html(made)


def test_warnings_are_shown_as_cautions() -> None:
    before, _, _ = report_views.html(report(product(), warnings=("Scaling is a guess.",))).partition("<section>")
    assert "Scaling is a guess." in before
    assert CAUTION in before


def test_the_widths_of_the_parts_sum_to_the_whole_bar() -> None:
    for card in cards(report_views.html(report(product(), product("folder"), product("native")))):
        bar = re.search(r'<div class="bar".*?</div>', card, re.DOTALL)
        assert bar
        widths = [round(float(width) * 1000) for width in re.findall(r"width:([\d.]+)%", bar[0])]
        assert len(widths) >= 4
        assert sum(widths) == 100_000


def test_each_part_has_a_label_and_its_number() -> None:
    items = re.findall(r"<li>.*?</li>", cards(report_views.html(report(product())))[0])
    legend = [re.sub(r"<[^>]*>", "", item) for item in items]
    assert legend == ["Runtime 3.9 MB", "Python 3 MB", "Model 289 KB", "Runner 71 KB", "Other 901 KB"]


def test_an_unknown_part_keeps_its_name() -> None:
    parts = (Part(name="model", bytes=10_000), Part(name="decoders", bytes=5_000))
    card = cards(report_views.html(report(product(bytes=15_000, parts=parts))))[0]
    assert re.search(r'class="other"></i>decoders <b>5 KB', card)


def test_the_original_beside_a_product_is_drawn_to_scale() -> None:
    text = report_views.html(report(product(bytes=10_000_000), naive_bytes=1_000_000_000))
    assert '<div class="own" style="width:1.000%"></div><div style="width:100.000%"></div>' in text
    assert "TensorFlow with everything it needs, as installed here: 1 GB, 100 times as much." in text


def test_a_product_heavier_than_tensorflow_claims_nothing() -> None:
    text = report_views.html(report(product(bytes=1_900_000_000), naive_bytes=950_000_000))
    assert '<div class="own" style="width:100.000%"></div><div style="width:50.000%"></div>' in text
    assert "times as much" not in text


def test_without_an_original_there_is_no_comparison() -> None:
    assert "At the same scale" not in report_views.html(report(product(), naive_bytes=0))


def test_what_was_measured_is_shown_with_its_units() -> None:
    said = page(report(product())).text
    for text in ("Start to first answer 0.12 s", "One answer, typically 0.13 ms 90% within 0.15 ms",
                 "Peak memory 13.3 MB", "Needs glibc 2.36 or newer", "Built-in decoders npy, npz"):  # fmt: skip
        assert text in said


def test_the_recipients_of_one_file_learn_what_it_cannot_say_itself() -> None:
    one_file, folder, native = cards(report_views.html(report(product(), product("folder"), product("native"))))
    assert "failed to map segment" in one_file
    assert "TMPDIR=$HOME ./digits" in one_file
    assert "older than 2.36" in one_file
    assert "it needs glibc 2.27 or newer" in one_file
    assert "noexec" not in folder + native


def test_a_name_that_a_shell_would_split_is_quoted_for_it() -> None:
    assert "TMPDIR=$HOME &#39;./my digits&#39;" in report_views.html(report(product(path="my digits")))


def test_the_model_the_versions_and_the_steps_are_told() -> None:
    said = page(report(product())).text
    for text in ("digits.keras", "3f" * 32, "Keras 3", "CONV_2D, SOFTMAX", "tensorflow 2.21.0", "3.7 s"):
        assert text in said


def test_random_calibration_is_stamped_and_warned_of() -> None:
    random = CalibrationReport(source="random", count=200, seed=0, random=True)
    text = report_views.html(report(product(), precision="int8", calibration=random))
    before, _, after = text.partition("<section>")
    assert "Calibrated with random numbers" in before
    assert re.search(r'Calibration\s*<span class="stamp caution">random numbers', after)


def test_random_data_that_were_not_used_are_not_stamped() -> None:
    unused = CalibrationReport(source=None, count=0, seed=0, random=True)
    assert "random numbers" not in report_views.html(report(product(), calibration=unused))


@pytest.mark.parametrize("source", ["/home/anna/photos", "/home/anna/photos/", "C:\\Users\\anna\\photos"])
def test_calibration_data_are_named_without_their_place_on_this_machine(source: str) -> None:
    data = CalibrationReport(source=source, count=200, seed=7, random=False)
    text = report_views.html(report(product(), precision="int8", calibration=data))
    assert ">photos<" in text
    assert "anna" not in text


def test_hostile_text_stays_text() -> None:
    hostile = '"><script>alert(1)</script><b onload=x>'
    shown = report(
        failed(reason=hostile), product(path=hostile), name=hostile, warnings=(hostile,), versions={hostile: hostile}
    )
    text = report_views.html(shown)
    assert "<script" not in text
    assert "<b onload" not in text
    assert text.count("&lt;script&gt;") >= 6
    assert not any("onload" in attributes for _, attributes in Page(text).tags)


@pytest.mark.parametrize("bad", ["\x1b[31m", "\u202e", "\x00", "\r"])
def test_control_characters_reach_neither_page_nor_terminal(bad: str) -> None:
    shown = report(product(path=f"a{bad}b"), failed(reason=f"broken{bad}here"), name=f"dig{bad}its", warnings=(bad,))
    assert bad not in report_views.html(shown)
    assert bad not in headline(escaped_copy(shown)).title
    assert bad not in "\n".join(in_terminal(shown))


# --- colours


def tokens(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The page's colours, light and dark (which changes some of the light ones)."""
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", block)) for block in blocks)
    return light, {**light, **dark}


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def test_the_page_has_both_colour_schemes() -> None:
    text = report_views.html(report(product()))
    assert "prefers-color-scheme: dark" in text
    light, dark = tokens(text)
    assert (light["window"], light["surface"], light["text"]) == ("#F7F8FA", "#FFFFFF", "#1B1F27")
    assert (dark["window"], dark["surface"], dark["text"]) == ("#16181D", "#1F232B", "#E8EBF0")


def test_every_text_has_enough_contrast_in_both_schemes() -> None:
    text = report_views.html(report(product()))
    used = set(re.findall(r"(?<![-\w])color: var\(--([\w-]+)\)", text))
    assert {"text", "quiet", "good", "caution", "bad"} <= used
    for scheme in tokens(text):
        for name in used | {"accent"}:
            for ground in ("window", "surface"):
                assert contrast(scheme[name], scheme[ground]) >= 4.5, (name, ground, scheme[name])


def test_the_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


# --- the terminal


@pytest.mark.parametrize("soft_wrap", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_table_fits_eighty_columns(soft_wrap: bool, encoding: str) -> None:
    long = "the converted model differs from the original by up to 0.482 (output 'logits', range 21.7) " * 2
    shown = report(product(), failed("folder", long), product("native"), skipped(long), product("model"))
    lines = in_terminal(shown, soft_wrap=soft_wrap, encoding=encoding)
    assert max(len(line) for line in lines) <= 80
    assert "".join(lines).isascii() == (encoding == "ascii")


def test_the_table_reads_without_colour() -> None:
    lines = in_terminal(report(product(), failed(), product("native")))
    assert "\x1b" not in "".join(lines)
    one_file = next(line for line in lines if line.startswith("One file"))
    assert one_file.split() == ["One", "file", "8.2", "MB", "0.12", "s", "0.13", "ms", "yes", "(0.000002)"]
    folder = next(line for line in lines if line.startswith("Folder"))
    assert "no: it names another class" in folder
    assert lines[-1] == "Made, and not the same as the original: digits, 8.2 MB"
    assert "x Same as the original" in " ".join(in_terminal(report(failed()), encoding="ascii"))


def test_the_bars_share_one_scale() -> None:
    half, whole = (Part(name="runtime", bytes=size) for size in (5_000_000, 10_000_000))
    tiny = Part(name="model", bytes=1)
    lines = in_terminal(
        report(
            product("native", bytes=5_000_001, parts=(half, tiny)),
            product("folder", bytes=10_000_001, parts=(whole, tiny)),
        )
    )
    bars = {line.split()[0]: line.count("▓") for line in lines if "▓▓" in line}
    assert bars["Folder"] == 2 * bars["Native"] > 0


def test_markup_in_a_reason_is_shown_as_it_is() -> None:
    lines = in_terminal(report(failed("native", "[bold]loud[/bold] [link=x]y")))
    assert "[bold]loud[/bold]" in " ".join(lines)


def test_products_for_several_platforms_are_told_apart() -> None:
    lines = in_terminal(report(product("native"), skipped()))
    assert any(line.startswith("Native, Linux x64") for line in lines)
    assert any(line.startswith("Native, macOS arm64") for line in lines)


def test_a_report_is_shown_in_the_language_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "de")
    made = report(product(), failed("native"))
    page = report_views.html(made)
    assert '<html lang="de">' in page
    for words in ("Was entstanden ist", "8,2 MB", "Das native Programm hat die Prüfung nicht bestanden: "):
        assert words in page
    assert "Erstellt, aber nicht wie das Original: digits, 8,2 MB" in page


def test_labelled_samples_are_counted_on_the_page_and_in_the_terminal() -> None:
    model = report(product()).model.model_copy(update={"accuracy": Accuracy(source=0.95, converted=0.9, samples=20)})
    labels = (LabelCount(label="cat", n=12), LabelCount(label="<b>dog</b>", n=8))
    data = CalibrationReport(
        source="/home/me/pets", count=20, seed=0, random=False, labels=labels, warnings=("There are few. Add more.",)
    )
    shown = report(product(), model=model, calibration=data)
    said = "18 of 20 labelled samples are answered right; the original gets 19 right."
    assert said in page(shown).text
    assert "cat: 12, <b>dog</b>: 8" in page(shown).text
    assert "There are few. Add more." in page(shown).text
    assert said in " ".join(" ".join(in_terminal(shown)).split())
    assert "labelled" not in page(report(product())).text
    assert Report.model_validate_json(shown.to_json()) == shown


def test_what_the_source_said_is_in_the_report() -> None:
    said = (
        SaidFact(about="labels", text="red; <b>green</b>", count=2, source="inside", file="labels.txt"),
        SaidFact(about="license", text="Apache-2.0"),
    )
    made = report(product())
    page = report_views.html(made.model_copy(update={"model": made.model.model_copy(update={"said": said})}))
    assert "2: red; &lt;b&gt;green&lt;/b&gt; (labels.txt, inside the file)" in page
    assert "Apache-2.0" in page
