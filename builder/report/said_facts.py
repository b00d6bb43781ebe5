"""What a model's file, or one beside it, said: what a contract has of it, and texts for people; with its source."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

from builder.contract.contract import Contract, ContractInput
from builder.contract.file_facts import FactSource, FoundLabels
from builder.contract.found_labels import variants
from builder.contract.modelinfo import ModelInfo
from builder.contract.told import told_pixels

About = Literal["labels", "scaling", "color", "fit", "rate", "threshold", "task", "title", "description", "version",
                "author", "license"]  # fmt: skip
_SHOWN_NAMES = 4  # of labels; chosen
_LONGEST_NAME = 24  # characters of a label that are shown; chosen
_SHOWN_TEXT = 300  # characters of a description or licence; chosen
_FOR_PEOPLE: tuple[About, ...] = ("title", "description", "version", "author", "license")


class SaidFact(BaseModel):
    """One thing that was said.

    Attributes:
        about: What it concerns.
        text: The value: a name of a scaling or colour order, numbers, or a text of the file.
        count: Of the labels, of which `text` has the first ones; else 0.
        source: Who says it; "" of texts for people, which the metadata hold.
        file: The file that holds it; "" where it is no file of its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: About
    text: str
    count: int = 0
    source: FactSource | Literal[""] = ""
    file: str = ""


def said_facts(info: ModelInfo, contract: Contract) -> tuple[SaidFact, ...]:
    """What was said and is in the contract, then what is said for people."""
    return tuple(_all(info, contract))


def _all(info: ModelInfo, contract: Contract) -> Iterator[SaidFact]:
    facts = info.facts
    used = used_labels(info, contract)
    if used is not None:
        found, names = used
        shown = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..." for name in names[:_SHOWN_NAMES]]
        text = "; ".join(shown) + ("; ..." if len(names) > _SHOWN_NAMES else "")
        yield SaidFact(about="labels", text=text, count=len(names), source=found.source, file=found.file)
    for entry in contract.inputs:
        yield from _of_input(info, entry)
    for output in contract.outputs:
        said = facts.of_output(output.name)
        if said is not None and said.threshold is not None and said.threshold == output.threshold:
            yield SaidFact(about="threshold", text=f"{said.threshold:g}", source=said.source)
    if facts.task:
        yield SaidFact(about="task", text=facts.task)
    for about in _FOR_PEOPLE:
        text = getattr(facts, about)
        if text:
            yield SaidFact(about=about, text=text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}...")


def _of_input(info: ModelInfo, entry: ContractInput) -> Iterator[SaidFact]:
    said = info.facts.of_input(entry.name)
    tensor = next((tensor for tensor in info.inputs if tensor.name == entry.name), None)
    if said is None or tensor is None:
        return
    if entry.kind == "image":
        told = told_pixels(tensor, info) if said.mean else None
        if told is not None and (entry.mean, entry.std) == (told.mean, told.std):
            own = f"({_numbers(told.mean)}) / ({_numbers(told.std)})"
            yield SaidFact(about="scaling", text=own if told.scaling == "custom" else told.scaling, source=said.source)
        if said.color == entry.color:
            yield SaidFact(about="color", text=entry.color, source=said.source)
        if said.fit == entry.fit:
            yield SaidFact(about="fit", text=entry.fit, source=said.source)
    if entry.kind == "audio" and said.sample_rate == entry.sample_rate:
        yield SaidFact(about="rate", text=str(entry.sample_rate), source=said.source)


def _numbers(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def used_labels(info: ModelInfo, contract: Contract) -> tuple[FoundLabels, tuple[str, ...]] | None:
    """The found names that a contract has, with those among them that it has; None where it has others or none."""
    in_use = {output.labels for output in contract.outputs if output.labels}
    for found in info.facts.labels:
        for names in variants(found.labels):
            if names in in_use:
                return found, names
    return None
