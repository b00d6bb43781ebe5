"""Texts of a report: state of each product, what was verified, requirements, agreement."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import BaseModel

from builder.core.figures import human_bytes, human_difference, human_share
from builder.core.visible import escape_all
from builder.core.words import mark, tr, trn
from builder.job.job import EVERYWHERE_PRODUCTS, PAGE
from builder.report.labels import platform_label, product_label
from builder.report.report import AgainstSource, ProductReport, Report, Verified

PARTS = {
    "model": mark("Model"),
    "runtime": mark("Runtime"),
    "python": mark("Python"),
    "pictures library": mark("Pictures library"),
    "runner": mark("Runner"),
    "core": mark("Core"),
    "page": mark("Page"),
    "other": mark("Other"),
}
_SAMPLES = {
    "calibration": mark("The samples were taken from your own sample data."),
    "sample": mark("The samples came with this sample model."),
    "random": mark(
        "The samples are random, made from a fixed seed. They show whether the program matches the original, "
        "not how good its answers are."
    ),
}


Value = TypeVar("Value", bound=BaseModel)


def escaped_copy(value: Value) -> Value:
    """Copy of a report or comparison with escaped texts, which cannot control a terminal or a line's direction."""
    return type(value).model_validate(escape_all(value.model_dump(by_alias=True)))


def sentence(text: str) -> str:
    """Capitalises a text and ends it with one full stop."""
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:] + "."


def joined(names: Sequence[str]) -> str:
    """Names as a part of a sentence: "a, b and c"."""
    return tr("{first} and {last}", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]


@dataclass(frozen=True)
class State:
    """State of a product for display.

    Attributes:
        tone: "good" only for a product that passed; "caution" or "bad" for the others.
        badge: One or two translated words beside the product's name.
        sentences: Sentences about one product and about several, in English with the places {who} and {why}.
        why: The reason, or a remark on a product that passed; "" where there is none. No full stop.
    """

    tone: Literal["good", "caution", "bad"]
    badge: str
    sentences: tuple[str, str]
    why: str

    @property
    def passed(self) -> bool:
        return self.tone == "good"


_NOT_MADE = (mark("{who} was not made: {why}"), mark("{who} were not made: {why}"))
_NOT_VERIFIED = (mark("{who} failed its check: {why}"), mark("{who} failed their check: {why}"))
_FAILED = (mark("{who} could not be made: {why}"), mark("{who} could not be made: {why}"))
_NOT_CHECKED = (mark("{who} was not checked: {why}"), mark("{who} were not checked: {why}"))
_VERIFIED = (mark("{who} passed its check: {why}"), mark("{who} passed their check: {why}"))


def state_of(product: ProductReport) -> State:
    """Determines the state of a product from its status and verification."""
    verified = product.verified
    why = (verified.reason or product.reason).strip().rstrip(".") or tr("no reason was recorded")
    if product.status == "skipped":
        return State("caution", tr("Not made"), _NOT_MADE, why)
    if verified.status == "failed":
        return State("bad", tr("Check failed"), _NOT_VERIFIED, why)
    if product.status == "failed":
        return State("bad", tr("Failed"), _FAILED, why)
    if verified.status == "not-run":
        return State("caution", tr("Not checked"), _NOT_CHECKED, why)
    return State("good", tr("Check passed"), _VERIFIED, _remark(verified))


def _remark(verified: Verified) -> str:
    return verified.reason.strip().rstrip(".")


def programs_of(report: Report) -> list[ProductReport]:
    """Products that decide whether a report is verified: all programs, or the model file where there is no program."""
    return [product for product in report.products if product.product != "model"] or list(report.products)


def not_tried(report: Report) -> list[ProductReport]:
    """Programs that were not run here, where others passed: with the same model and contract in them."""
    programs = programs_of(report)
    if not any(state_of(product).passed for product in programs):
        return []
    return [product for product in programs if product.status == "ok" and product.verified.status == "not-run"]


def not_passed(report: Report) -> list[str]:
    """Sentences about programs that were not made or did not pass, one for those with the same state and reason.

    Those that were only not run, where others passed, are not among them, see `not_tried`.
    """
    untried = not_tried(report)
    return sentences_about(report, [product for product in programs_of(report) if product not in untried])


def sentences_about(report: Report, programs: Sequence[ProductReport]) -> list[str]:
    """Sentences about those programs of a report that did not pass, one for those with the same state and reason."""
    groups: dict[State, list[str]] = {}
    several = len({product.platform for product in programs_of(report) if product.product != PAGE}) > 1
    for product in programs:
        state = state_of(product)
        if not state.passed:
            name = product_label(product.product).in_a_sentence
            if several and product.product != PAGE:
                name = tr("{name} for {platform}", name=name, platform=platform_of(product))
            groups.setdefault(state, []).append(name)
    sentences = []
    for state, names in groups.items():
        sentences.append(sentence(tr(state.sentences[len(names) > 1], who=joined(names), why=state.why)))
    return sentences


def product_of(product: ProductReport) -> str:
    return product_label(product.product).title


def platform_of(product: ProductReport) -> str:
    return platform_label(product.platform)


def label_of(report: Report, product: ProductReport) -> str:
    """Label of a product in tables; with its platform where the report has several."""
    label = product_of(product)
    several = len({program.platform for program in programs_of(report) if program.product != PAGE}) > 1
    return f"{label}, {platform_of(product)}" if several and product.product not in EVERYWHERE_PRODUCTS else label


def oldest_system(product: ProductReport) -> str:
    """The oldest system that a program runs on, in words; "" where nothing is known to be too old."""
    if product.product == "model":
        return ""
    if product.product == PAGE:
        return tr("a browser of 2023 or newer on a desktop computer")
    if product.platform == "windows-x64":
        return tr("Windows 10 or newer")
    if product.platform == "macos-arm64":
        return tr("macOS 14 or newer, on M1 or newer")
    return tr("glibc {glibc} or newer", glibc=product.min_glibc) if product.min_glibc else ""


def start_needs(product: ProductReport) -> str:
    """Text about the requirements of starting what cannot report them itself: one-file programs and pages; else ""."""
    if product.product == PAGE and product.bytes:
        return tr(
            "It opens by a double click, offline, in a browser of 2023 or newer on a desktop computer; phones and "
            "tablets were not tried. Mail programs may hold an .html file back: send it in a .zip, or pass on a link "
            "to it."
        )
    if product.product != "onefile" or not product.bytes:
        return ""
    size = human_bytes(product.unpacked_bytes or product.bytes)
    if product.platform.startswith("windows"):
        return tr(
            "It unpacks itself into the temporary folder when it starts. There must be {size} free. If it "
            "ends without an answer, set TEMP to another folder first, or use the folder or native product.",
            size=size,
        )
    return tr(
        "It unpacks itself into the temporary folder when it starts. There must be {size} free, and programs "
        "must be allowed to run there (no noexec). If it ends without an answer (exit code 255 or 127, "
        "failed to map segment), start it as {command}, or use the folder or native product.",
        size=size,
        command=f"TMPDIR=$HOME {shlex.quote('./' + product.path)}",
    )


def agreement(verified: Verified, precision: str) -> str:
    """Text about the agreement with the source model; "" where that is not known."""
    against, count = verified.against_source, verified.samples
    if against is None:
        return ""
    apart = tr("largest difference {x}", x=human_difference(against.max_abs_diff))
    same = count if against.top1_agreement is None else round(against.top1_agreement * count)
    exact = (verified.status == "passed" and precision == "float32") or against.max_abs_diff == 0
    if against.found is not None and against.noise is None:
        words = same_found_words(against)
    elif against.noise is not None:
        words = tr("no further from the original than its own rounding")
    elif same == count and exact:
        words = trn("its answer equal", "all {n} answers equal", count)
    elif against.top1_agreement is None:
        words = tr("similarity of the answers {x} of 1 (cosine)", x=human_share(against.cosine))
    elif same == count:
        words = trn("the same first answer", "the same first answer for all {n}", count)
    else:
        words = tr("the same first answer for {same} of {n}", same=same, n=count)
    return f"{words}, {apart}"


def same_found_words(against: AgainstSource) -> str:
    """Text about what a detector finds beside the original, such as "19 of 20 boxes the same"."""
    same, found = against.found or (0, 0)
    if same == found:
        return (
            trn("its one box the same", "all {n} boxes the same", found)
            if against.boxes
            else trn("its one point the same", "all {n} points the same", found)
        )
    if against.boxes:
        return tr("{same} of {n} boxes the same", same=same, n=found)
    return tr("{same} of {n} points the same", same=same, n=found)


def verification_texts(report: Report) -> tuple[str, list[str]]:
    """Texts about the verification of the programs that passed, and remarks that qualify it."""
    passed = [product for product in programs_of(report) if state_of(product).passed]
    if not passed:
        return "", []
    verified = max(
        (product.verified for product in passed),
        key=lambda one: (
            (1 - one.against_source.agreed, one.against_source.max_abs_diff) if one.against_source else (0.0, 0.0)
        ),
    )
    if all(product.product == "model" for product in passed):
        started = tr("Answered by LiteRT's own interpreter")
    elif len(passed) < len(programs_of(report)):
        started = tr("Products that passed were started without TensorFlow in an empty environment")
    else:
        started = tr("Started without TensorFlow in an empty environment")
    samples = trn("{n} sample", "{n} samples", verified.samples)
    parts = [started, samples, agreement(verified, report.model.precision)]
    text = ", ".join(part for part in parts if part) + ". " + tr(_SAMPLES[verified.source])
    return text, sorted({sentence(product.verified.reason) for product in passed if product.verified.reason})


def files_listed(report: Report) -> str:
    """The sentence that names the bill of materials; "" where there is none."""
    if not report.sbom:
        return ""
    return tr("{name} lists every file in these products, with its SHA-256, licence and origin.", name=report.sbom)
