"""Words for what a model's file, or one beside it, said about the model; shared by terminal, window, report and log."""

from builder.contract.contract import Contract
from builder.contract.kind_labels import COLORS, FITS, SCALINGS
from builder.contract.modelinfo import ModelInfo
from builder.core.words import mark, tr, trn
from builder.report.said_facts import About, SaidFact, used_labels

_TITLES: dict[About, str] = {
    "labels": mark("Labels"),
    "scaling": mark("Pixels become"),
    "color": mark("Order of colours"),
    "fit": mark("Other shapes"),
    "rate": mark("Sample rate"),
    "threshold": mark("Counts from"),
    "task": mark("Made for"),
    "title": mark("Called"),
    "description": mark("Description"),
    "version": mark("Version"),
    "author": mark("Author"),
    "license": mark("Licence"),
}
_SOURCES: dict[str, str] = {
    "tflite-metadata": mark("said by the file itself"),
    "ultralytics": mark("written by Ultralytics"),
    "teachable-machine": mark("as Teachable Machine makes its models"),
    "keras": mark("said by the file itself"),
    "inside": mark("inside the file"),
    "beside": mark("beside the model"),
}
_TASKS = {
    "detect": mark("finding things, with boxes"),
    "segment": mark("finding things, with their outlines"),
    "classify": mark("naming what a picture shows"),
    "pose": mark("finding bodies, with key points"),
    "obb": mark("finding things, with turned boxes"),
}


def said_row(fact: SaidFact) -> tuple[str, str]:
    """Title and text of a fact, such as "Labels" and "3: red, green, blue (labels.txt, inside the file)"."""
    origin, text = _origin(fact.source, fact.file), _value(fact)
    return tr(_TITLES[fact.about]), f"{text} ({origin})" if origin else text


def said_line(fact: SaidFact) -> str:
    """A fact on one line."""
    title, words = said_row(fact)
    return f"{title}: {words}"


def labels_origin(info: ModelInfo, contract: Contract) -> str:
    """Where the labels of a contract were found, such as "labels.txt, beside the model"; "" where they were not."""
    used = used_labels(info, contract)
    return _origin(used[0].source, used[0].file) if used is not None else ""


def _origin(source: str, file: str) -> str:
    return ", ".join(part for part in (file, tr(_SOURCES[source]) if source else "") if part)


def _value(fact: SaidFact) -> str:
    text = fact.text
    if fact.about == "labels":
        return trn("{n}: {names}", "{n}: {names}", fact.count, names=text)
    if fact.about == "scaling":
        return tr(SCALINGS[text].words) if text in SCALINGS else tr("(pixel - mean) / spread, {numbers}", numbers=text)
    if fact.about == "color":
        return tr(COLORS[text]) if text in COLORS else text
    if fact.about == "fit":
        return tr(FITS[text].entry) if text in FITS else text
    if fact.about == "rate":
        return tr("{n} Hz", n=text)
    return tr(_TASKS[text]) if fact.about == "task" and text in _TASKS else text
