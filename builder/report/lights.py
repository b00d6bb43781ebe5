"""The three lights of a report: same as the original, right on the user's data, runs elsewhere; and its headline.

Pure functions of the report, in the language in use. Lights say what is known about a result; they change neither its
exit code nor whether it counts as verified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from builder.contract.contract import InputKind
from builder.core.figures import human_bytes
from builder.core.words import mark, tr
from builder.job.job import EVERYWHERE_PRODUCTS, PAGE, RUNNER_PRODUCTS
from builder.report.labels import product_label
from builder.report.linux_years import linux_since
from builder.report.report import THIS_MACHINE, Accuracy, Answers, Light, Lights, LightState, ProductReport, Report
from builder.report.report_words import (
    joined,
    not_passed,
    not_tried,
    platform_of,
    programs_of,
    sentence,
    sentences_about,
    state_of,
)
from builder.report.sameness import FEW_SAMPLES, SAME, sameness, weakest, with_sentences

LightKey = Literal["same", "right", "elsewhere"]
# What would turn a light green: another precision, real samples, looking at an answer, a search for the scaling with
# pictures, another product; "" where nothing of that helps.
Remedy = Literal["", "precision", "samples", "look", "find", "products"]

# All chosen. Shares of labelled samples that are right beyond what guessing gets; years for which most computers keep
# their system.
_MOSTLY_RIGHT, _OFTEN_RIGHT = 0.75, 0.4
_YEARS_OF_USE = 5

_NOTHING_KNOWN: tuple[LightState, ...] = ("unknown", "unknown", "unknown")
_TITLES: dict[LightKey, str] = {"same": SAME, "elsewhere": mark("Runs elsewhere")}
_NOTHING_PASSED = mark("Nothing passed its check here, so it is not known.")
_RIGHT = {
    "image": mark("Right on your pictures"),
    "audio": mark("Right on your sounds"),
    "table": mark("Right on your rows"),
}
_LABELLED = {
    "image": mark("{right} of {n} labelled pictures are answered right; the original gets {source} right."),
    "audio": mark("{right} of {n} labelled sounds are answered right; the original gets {source} right."),
    "table": mark("{right} of {n} labelled rows are answered right; the original gets {source} right."),
}
_EMULATORS = {"qemu-aarch64": mark("an emulator of ARM processors"), "wine": mark("Wine")}
_NOT_LOOKED = {
    "image": mark("No answer to a picture has been looked at yet."),
    "audio": mark("No answer to a sound has been looked at yet."),
    "table": mark("No answer to a row has been looked at yet."),
}


@dataclass(frozen=True)
class ShownLight:
    """A light as it is shown.

    Attributes:
        title: Translated, what it is about.
        text: Translated sentences.
    """

    key: LightKey
    title: str
    state: LightState
    text: str
    remedy: Remedy = ""


@dataclass(frozen=True)
class Headline:
    """Headline of a report.

    Attributes:
        title: A sentence, as strong as the weakest light.
        phrase: Its beginning, without the name.
        state: That of the weakest light.
        against: A sentence for each reason why the report is not verified; none where it is.
    """

    title: str
    phrase: str
    state: LightState
    against: tuple[str, ...]


def lights_of(report: Report) -> tuple[ShownLight, ShownLight, ShownLight]:
    """The three lights in their order."""
    return _same(report), _right(report), _elsewhere(report)


def recorded_lights(states: Sequence[LightState] | None, kind: InputKind | Literal[""]) -> tuple[ShownLight, ...]:
    """Lights without their report, and so without sentences.

    Args:
        states: In the order of the lights; None where a version of before recorded none.
        kind: As `Answers.input`; "" where it is not known.
    """
    text = "" if states else tr("It was made by an earlier version, which did not look at that.")
    keys: tuple[LightKey, ...] = ("same", "right", "elsewhere")
    return tuple(
        ShownLight(key, _right_title(kind) if key == "right" else tr(_TITLES[key]), state, text)
        for key, state in zip(keys, states or _NOTHING_KNOWN, strict=True)
    )


def states_of(report: Report) -> tuple[LightState, LightState, LightState]:
    """The states of the lights in their order."""
    same, right, elsewhere = lights_of(report)
    return same.state, right.state, elsewhere.state


def stored_lights(report: Report) -> Lights:
    """The lights as report.json has them."""
    same, right, elsewhere = (Light(state=light.state, text=light.text) for light in lights_of(report))
    return Lights(same=same, right=right, elsewhere=elsewhere)


def headline(report: Report) -> Headline:
    """The headline of a report."""
    against = tuple(not_passed(report))
    programs = programs_of(report)
    if not any(product.bytes for product in programs):
        words = tr("Not ready: {name}", name=report.name)
        return Headline(words, tr("Not ready"), "bad", against or (tr("No product was made."),))
    states = states_of(report)
    phrase = phrase_of(*states)
    size = next(product.bytes for product in programs if product.bytes)
    title = tr("{phrase}: {name}, {size}", phrase=phrase, name=report.name, size=human_bytes(size))
    return Headline(title, phrase, weakest(states), against)


def phrase_of(same: LightState, right: LightState, elsewhere: LightState) -> str:
    """The title of a result with such lights, as strong as the weakest."""
    if same == "bad":
        return tr("Made, and not the same as the original")
    if right == "bad":
        return tr("Made, and the answers are wrong")
    if same == "unknown":
        return tr("Made, and not compared with the original")
    if right != "good":
        return tr("Ready, and the answers are not proven yet")
    if same == "caution":
        return tr("Ready, and some answers may not be the original's")
    if elsewhere == "unknown":
        return tr("Ready, and it is not known where it runs")
    return tr("Ready") if elsewhere == "good" else tr("Ready, for newer systems only")


# Same as the original


def _same(report: Report) -> ShownLight:
    programs = programs_of(report)
    if not programs:
        return ShownLight("same", tr(SAME), "unknown", tr("No product was made."))
    untried = not_tried(report)
    judged = [(product, *sameness(product, report.model.precision)) for product in programs if product not in untried]
    state = weakest([found for _, found, _ in judged])
    passed = [words for product, found, words in judged if found == state and state_of(product).passed]
    words = with_sentences(*not_passed(report), *dict.fromkeys(passed))
    if report.calibration.random and report.calibration.count:
        state = weakest((state, "caution"))
        words = with_sentences(
            words, tr("It was made smaller with random numbers, so real data may be answered differently.")
        )
    return ShownLight("same", tr(SAME), state, words, _remedy_of_same(report, state))


def _remedy_of_same(report: Report, state: LightState) -> Remedy:
    if state in {"good", "unknown"}:
        return ""
    judged = [(product, *sameness(product, report.model.precision)) for product in programs_of(report)]
    few = all(found == "caution" and product.verified.samples < FEW_SAMPLES for product, found, _ in judged)
    if few or (report.calibration.random and report.calibration.count):
        return "samples"
    if report.model.precision not in {"float32", report.model.source_precision}:
        return "precision"
    passed = [product.verified for product in programs_of(report) if state_of(product).passed]
    return "samples" if any(verified.reason and verified.source == "random" for verified in passed) else ""


# Right on the user's data


def _right(report: Report) -> ShownLight:
    answers = report.answers
    state, words, remedy = _rightness(answers, report.model.accuracy)
    if state == "good" and not any(state_of(product).passed for product in programs_of(report)):
        state, words = "unknown", tr(_NOTHING_PASSED)  # what is right about the model is not known of its programs
    return ShownLight("right", _right_title(answers.input if answers else ""), state, words, remedy)


def _right_title(kind: InputKind | Literal[""]) -> str:
    return tr(_RIGHT.get(kind, mark("Right on your samples")))


def _rightness(answers: Answers | None, accuracy: Accuracy | None) -> tuple[LightState, str, Remedy]:
    doubt = tr("Your pictures speak for another scaling or order of colours.") if answers and answers.doubted else ""
    search: Remedy = "find" if answers is not None and answers.scaling in {"chosen", "guessed"} else ""
    if accuracy is not None:
        state = "bad" if doubt else _by_labels(accuracy, answers.classes if answers else 0)
        return state, with_sentences(_labelled(accuracy, answers), doubt), "" if state == "good" else search
    if answers is None:
        return "unknown", tr("It was made by an earlier version, which did not look at that."), ""
    if doubt:
        return "caution", doubt, search
    if answers.checked == "eye":
        return "good", tr("An answer was looked at and confirmed."), ""
    if answers.checked == "pictures":
        return "good", tr("Which pixel values the model expects was found with your pictures."), ""
    if answers.scaling == "told":
        return "good", tr("The model itself says which pixel values it expects."), ""
    looked = tr(_NOT_LOOKED.get(answers.input, mark("No answer has been looked at yet.")))
    if answers.scaling == "guessed":
        return "caution", with_sentences(tr("Which pixel values the model expects is a guess."), looked), "look"
    if answers.scaling == "chosen":
        return "unknown", with_sentences(tr("You chose which pixel values the model gets."), looked), "look"
    return "unknown", looked, "look"


def _by_labels(accuracy: Accuracy, classes: int) -> LightState:
    """State by the share of right answers, beyond what guessing among so many classes gets."""
    chance = 1 / classes if classes > 1 else 0.0
    beyond = (accuracy.converted - chance) / (1 - chance)
    return "good" if beyond >= _MOSTLY_RIGHT else "caution" if beyond >= _OFTEN_RIGHT else "bad"


def _labelled(accuracy: Accuracy, answers: Answers | None) -> str:
    words = _LABELLED.get(
        answers.input if answers else "",
        mark("{right} of {n} labelled samples are answered right; the original gets {source} right."),
    )
    right, source = (round(share * accuracy.samples) for share in (accuracy.converted, accuracy.source))
    return tr(words, right=right, n=accuracy.samples, source=source)


# Runs elsewhere


def _elsewhere(report: Report) -> ShownLight:
    title = tr(_TITLES["elsewhere"])
    programs = programs_of(report)
    passed = [product for product in programs if state_of(product).passed]
    if not passed:
        return ShownLight("elsewhere", title, "unknown", tr(_NOTHING_PASSED))
    if all(product.product == "model" for product in passed):
        words = tr("The model file runs wherever LiteRT does, in a program that uses it. None was tried.")
        return ShownLight("elsewhere", title, "unknown", words, "products")
    judged = [(product, *_systems(product, report.created)) for product in passed]
    state = weakest([found for _, found, _ in judged])
    lines: dict[str, list[str]] = {}
    for product, _, systems in judged:
        lines.setdefault(systems, []).append(product_label(product.product).in_a_sentence)
    words = " ".join(_runs(names, systems, alone=len(lines) == 1) for systems, names in lines.items())
    narrow = any(
        product.product not in RUNNER_PRODUCTS | EVERYWHERE_PRODUCTS
        for product, found, _ in judged
        if found == "caution"
    )
    said = with_sentences(words, _tried(passed), *sentences_about(report, not_tried(report)))
    return ShownLight("elsewhere", title, state, said, "products" if narrow else "")


def _tried(passed: Sequence[ProductReport]) -> str:
    opened = {product.ran_on for product in passed if product.product == PAGE} - {""}
    browsers = sorted(name[:1].upper() + name[1:] for name in opened)  # "Chromium 156"
    emulators = sorted({product.ran_on for product in passed if product.product != PAGE} - {"", THIS_MACHINE})
    if emulators:
        names = joined([tr(_EMULATORS.get(name, name)) for name in emulators])
        tried = tr("Tried on the computer that made it, for other systems in {names}.", names=names)
    else:
        tried = tr("Tried only on the computer that made it.")
    return (
        with_sentences(tried, tr("The web page was opened in {names}.", names=joined(browsers))) if browsers else tried
    )


def _runs(names: list[str], systems: str, *, alone: bool) -> str:
    if alone:
        return sentence(systems)
    return sentence(tr("{who}: {systems}", who=joined(names), systems=systems))


def _systems(product: ProductReport, created: str) -> tuple[LightState, str]:
    """State of a program and the systems that it runs on; `created` is the time of the export, ISO 8601."""
    if product.product == PAGE:
        return "good", tr("every current browser on Windows, macOS and Linux")
    platform = platform_of(product)
    if not product.min_glibc:
        oldest = {
            "windows-x64": mark("Windows 10 and newer"),
            "macos-arm64": mark("macOS 14 and newer, on M1 and newer"),
        }
        return "good", tr(oldest[product.platform]) if product.platform in oldest else tr(
            "any {platform}", platform=platform
        )
    since = linux_since(product.min_glibc)
    if since is None:
        return "caution", tr("only the newest {platform}", platform=platform)
    examples = joined(since.examples)
    words = tr("{platform} from {year} on, such as {examples}", platform=platform, year=since.year, examples=examples)
    made = int(created[:4]) if created[:4].isdecimal() else since.year
    return ("good" if since.year <= made - _YEARS_OF_USE else "caution"), words
