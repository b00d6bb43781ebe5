"""Sentences about the job for the summary page."""

from pathlib import Path

from builder.contract.contract import Contract
from builder.contract.kind_labels import MODEL_FILES
from builder.contract.modelinfo import ModelInfo
from builder.core.figures import human_bytes, human_share
from builder.core.platforms import PLATFORM_NAMES
from builder.core.words import tr, trn
from builder.job.job import EVERYWHERE_PRODUCTS, PRECISIONS, AppChoice, CalibrationChoice
from builder.job.precision_labels import precision_name
from builder.report.comparison import Comparison, gain_words, percent
from builder.report.labels import platform_label, product_label
from builder.report.report_words import sentence
from ui.state.product_choice import platform_of, product_of
from ui.state.state import WizardState
from ui.texts.contract_words import input_text, output_text, scaling_text
from ui.texts.estimates import Size, model_bytes, round_estimate
from ui.texts.recipients import size_of
from ui.texts.visible_names import breakable

_SHOWN_LABELS = 5
_VERSION = AppChoice.model_fields["version"].default


def sentences(state: WizardState, comparison: Comparison | None) -> list[tuple[str, str]]:
    """Pairs of heading and sentence about the job, in the order of the pages; what is not known yet is left out.

    Args:
        comparison: Of the present choices, where they were compared.
    """
    found, path = state.found, state.model_path
    lines: list[tuple[str, str]] = []
    if path is not None and found.info is not None:
        lines.append((tr("Model"), _model(path, found.info)))
    if found.contract is not None:
        lines.append((tr("Goes in"), _goes_in(found.contract)))
        lines.append((tr("Comes out"), _comes_out(found.contract)))
    lines.append((tr("Precision"), precision_sentence(state)))
    measured = measured_sentence(state, comparison)
    if measured:
        lines.append((tr("Measured"), measured))
    lines.append((tr("You get"), _products(state)))
    lines.append(
        (tr("Name"), tr("{name}, version {version}", name=state.name, version=state.get("app", "version", _VERSION)))
    )
    lines.append((tr("Saved in"), breakable(str(state.output / state.name))))
    return lines


def _model(path: Path, info: ModelInfo) -> str:
    facts = [MODEL_FILES[info.kind], human_bytes(info.source_bytes)]
    if info.parameters is not None:
        facts.insert(1, trn("{n} parameter", "{n} parameters", info.parameters))
    return f"{path.name} ({', '.join(facts)})"


def _goes_in(contract: Contract) -> str:
    words = []
    for entry in contract.inputs:
        line = input_text(entry)
        if entry.kind == "image" and not entry.raw_pixels:
            line += tr("; pixels become {scaling}", scaling=scaling_text(entry))
        words.append(line)
    return ". ".join(words)


def _comes_out(contract: Contract) -> str:
    words = []
    for output in contract.outputs:
        line = output_text(output)
        if output.labels:
            shown = ", ".join(output.labels[:_SHOWN_LABELS])
            line += f": {shown}" + (" ..." if len(output.labels) > _SHOWN_LABELS else "")
        words.append(line)
    return ". ".join(words)


def precision_sentence(state: WizardState) -> str:
    """Sentence about the precision and its calibration data, and what the program gains by it."""
    info, gain = state.found.info, _gain_sentence(state)
    if state.precision == "float32":
        if info is not None and info.kind == "tflite":
            return tr("As the file has it")
        return precision_name("float32")
    precision = precision_name(state.variant)
    if not state.needs_calibration:
        return f"{precision}. {gain}" if gain else precision
    source = state.get("calibration", "source")
    count = state.get("calibration", "samples", CalibrationChoice().samples)
    if source == "random":
        words = tr("{precision}, measured with random numbers: answers may be far off", precision=precision)
    else:
        name = Path(str(source)).name if source else "?"
        words = tr(
            "{precision}, measured with up to {count} samples from {name}", precision=precision, count=count, name=name
        )
    return f"{words}. {gain}" if gain else words


def _gain_sentence(state: WizardState) -> str:
    """What the main product gains by the precision, as a sentence; "" where that is not known."""
    info = state.found.info
    if info is None or state.precision not in PRECISIONS:
        return ""
    model, exact = model_bytes(info, state.precision), model_bytes(info, "float32")
    if model is None or exact is None:
        return ""
    size = Size(state.main_product, model, exact, platform=state.main_platform)
    return sentence(gain_words(size.made, size.exact))


def measured_sentence(state: WizardState, comparison: Comparison | None) -> str:
    """What was measured of the chosen precision before it is built; "" for the one that rounds nothing."""
    variants = comparison.variants if comparison else ()
    found = next((each for each in variants if each.precision == state.variant and each.status == "ok"), None)
    agreed = found.agreement if found else None
    if state.precision == "float32":
        return ""
    if found is None or agreed is None:
        return tr("Not yet. Build compares its answers with those of the original.")
    if agreed.top1 is None and agreed.boxes is not None:
        words = tr("Of what is found, {share} is the same.", share=percent(agreed.boxes))
    elif agreed.top1 is None:
        words = tr("The answers are like the original's by {x} of 1.", x=human_share(agreed.cosine))
    else:
        same = round(agreed.top1 * agreed.samples)
        words = tr("The first answer is the same for {same} of {n} samples.", same=same, n=agreed.samples)
    if found.accuracy is not None and comparison is not None and comparison.source_accuracy is not None:
        right, source = (round(share * agreed.samples) for share in (found.accuracy, comparison.source_accuracy))
        words += " " + tr("{right} of them are right; of the original's {source}.", right=right, source=source)
    return words


def _products(state: WizardState) -> str:
    """Each product with its platform and its size, a line for each."""
    words = []
    for entry in state.products:
        product, platform = product_of(entry), platform_of(entry)
        what = product_label(product).is_given
        alone = product in EVERYWHERE_PRODUCTS or platform not in PLATFORM_NAMES
        words.append(
            (what if alone else f"{what} ({platform_label(platform)})") + _size_words(state, product, platform)
        )
    return "\n".join(each[:1].upper() + each[1:] for each in words)


def _size_words(state: WizardState, product: str, platform: str) -> str:
    size = size_of(state, product, platform) if state.precision in PRECISIONS else None
    if size is None:
        return ""
    return f", {tr('about {size}', size=human_bytes(round_estimate(size)))}"
