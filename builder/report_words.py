"""The words of a report: what became of each product, what was checked, and the line that stands above it all."""

from dataclasses import dataclass
from typing import Any, Literal

from builder.figures import human_bytes, human_difference, human_share
from builder.report import ProductReport, Report, Verified

_PRODUCTS = {"onefile": "One file", "folder": "Folder", "native": "Native", "model": "Model file"}
_IN_A_SENTENCE = {"onefile": "the one-file program", "folder": "the folder", "native": "the native program",
                  "model": "the model file"}  # fmt: skip
_PLATFORMS = {"linux-x64": "Linux x64", "linux-arm64": "Linux arm64", "windows-x64": "Windows x64",
              "macos-arm64": "macOS arm64"}  # fmt: skip
KINDS = {"keras3": "Keras 3", "keras2": "Keras 2", "savedmodel": "SavedModel", "tflite": "LiteRT (.tflite)"}
PARTS = {"model": "Model", "runtime": "Runtime", "python": "Python", "pictures library": "Pictures library",
          "runner": "Runner", "other": "Other"}  # fmt: skip
_SAMPLES = {
    "calibration": "The samples were taken from your own sample data.",
    "sample": "The samples came with this sample model.",
    "random": "The samples were made at random from a fixed seed: they compare the program with the "
    "original, and say nothing of how good its answers are.",
}


def say(text: str, **values: object) -> str:
    """The one place through which the words of a report pass; `values` fill their places in it."""
    return text.format(**values) if values else text


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(letter if letter.isprintable() else " " for letter in value)
    if isinstance(value, dict):
        return {_printable(key): _printable(entry) for key, entry in value.items()}
    return [_printable(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def cleaned(report: Report) -> Report:
    return Report.model_validate(_printable(report.model_dump(by_alias=True)))


def sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:] + "."


@dataclass(frozen=True)
class State:
    """What became of a product.

    Attributes:
        tone: "good" only for a product that passed; "caution" or "bad" for the others.
        badge: One or two words beside the product's name.
        did: What it did, of one product and of several ("was not made", "were not made").
        why: The reason, or a remark on a product that passed; "" where there is none. No full stop.
    """

    tone: Literal["good", "caution", "bad"]
    badge: str
    did: tuple[str, str]
    why: str

    @property
    def passed(self) -> bool:
        return self.tone == "good"


def state_of(product: ProductReport) -> State:
    verified = product.verified
    why = (verified.reason or product.reason).strip().rstrip(".") or say("no reason was recorded")
    if product.status == "skipped":
        return State("caution", say("Not made"), (say("was not made"), say("were not made")), why)
    if verified.status == "failed":
        return State("bad", say("Not verified"), (say("failed its check"), say("failed their check")), why)
    if product.status == "failed":
        return State("bad", say("Failed"), (say("could not be made"), say("could not be made")), why)
    if verified.status == "not-run":
        return State("caution", say("Not checked"), (say("was not checked"), say("were not checked")), why)
    return State("good", say("Verified"), (say("passed its check"), say("passed their check")), _remark(verified))


def _remark(verified: Verified) -> str:
    return verified.reason.strip().rstrip(".")


def programs_of(report: Report) -> list[ProductReport]:
    """The products that decide whether the report is verified: a bare model counts only where it is all there is."""
    return [product for product in report.products if product.product != "model"] or list(report.products)


def headline(report: Report) -> tuple[str, list[str]]:
    """The first line, and a sentence for each reason why a program is not verified (none: all are)."""
    programs = programs_of(report)
    if not programs:
        return say("Not ready: {name}", name=report.name), [say("No product was made.")]
    against = _against(programs)
    good = sum(state_of(product).passed for product in programs)
    if not against:
        first = programs[0]
        size = human_bytes(first.bytes)
        return say("Ready: {name}, {size}, {runs}", name=report.name, size=size, runs=_runs(first)), []
    if good:
        text = "Not fully verified: {name}, {good} of {all} products passed"
        return say(text, name=report.name, good=good, all=len(programs)), against
    made = any(product.bytes for product in programs)
    return say("Not verified: {name}" if made else "Not ready: {name}", name=report.name), against


def _against(programs: list[ProductReport]) -> list[str]:
    """One sentence for the products that share what happened and why."""
    groups: dict[State, list[str]] = {}
    several = len({product.platform for product in programs}) > 1
    for product in programs:
        state = state_of(product)
        if not state.passed:
            name = say(_IN_A_SENTENCE.get(product.product, product.product))
            if several:
                name = say("{name} for {platform}", name=name, platform=platform_of(product))
            groups.setdefault(state, []).append(name)
    sentences = []
    for state, names in groups.items():
        who = say("{first} and {last}", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]
        sentences.append(sentence(f"{who} {state.did[len(names) > 1]}: {state.why}"))
    return sentences


def product_of(product: ProductReport) -> str:
    return say(_PRODUCTS.get(product.product, product.product))


def platform_of(product: ProductReport) -> str:
    return _PLATFORMS.get(product.platform, product.platform)


def label_of(report: Report, product: ProductReport) -> str:
    """A product's name in a table; with its platform where the report has programs for several."""
    label = product_of(product)
    several = len({program.platform for program in programs_of(report)}) > 1
    return f"{label}, {platform_of(product)}" if several and product.product != "model" else label


def _runs(product: ProductReport) -> str:
    platform = platform_of(product)
    if product.product == "model":
        return say("runs wherever LiteRT does")
    if product.min_glibc:
        return say("runs on {platform} with glibc {glibc} or newer", platform=platform, glibc=product.min_glibc)
    return say("runs on {platform}", platform=platform)


def agreement(verified: Verified, precision: str) -> str:
    """How the answers compare with the original model's, in words; "" where that is not known."""
    against, count = verified.against_source, verified.samples
    if against is None:
        return ""
    apart = say("largest difference {x}", x=human_difference(against.max_abs_diff))
    same = count if against.top1_agreement is None else round(against.top1_agreement * count)
    exact = (verified.status == "passed" and precision == "float32") or against.max_abs_diff == 0
    if same == count and exact:
        words = say("all {n} answers equal", n=count) if count > 1 else say("its answer equal")
    elif against.top1_agreement is None:
        words = say("similarity of the answers {x} of 1 (cosine)", x=human_share(against.cosine))
    elif same == count:
        words = say("the same first answer for all {n}", n=count) if count > 1 else say("the same first answer")
    else:
        words = say("the same first answer for {same} of {n}", same=same, n=count)
    return f"{words}, {apart}"


def checked(report: Report) -> tuple[str, list[str]]:
    """What was checked, of the programs that passed, and remarks that take something away from it."""
    passed = [product for product in programs_of(report) if state_of(product).passed]
    if not passed:
        return "", []
    verified = max(
        (product.verified for product in passed),
        key=lambda one: (
            (1 - (one.against_source.top1_agreement or 0.0), one.against_source.max_abs_diff)
            if one.against_source
            else (0.0, 0.0)
        ),
    )
    if all(product.product == "model" for product in passed):
        started = say("Answered by LiteRT's own interpreter")
    elif len(passed) < len(programs_of(report)):
        started = say("What passed was started without TensorFlow in an empty environment")
    else:
        started = say("Started without TensorFlow in an empty environment")
    samples = say("1 sample") if verified.samples == 1 else say("{n} samples", n=verified.samples)
    parts = [started, samples, agreement(verified, report.model.precision)]
    text = ", ".join(part for part in parts if part) + ". " + _SAMPLES[verified.source]
    return text, sorted({sentence(product.verified.reason) for product in passed if product.verified.reason})
