"""Texts about inputs, outputs and scalings of a contract, for the pages, the list of steps and the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.contract.detectors import class_count
from builder.contract.kind_labels import COLORS, SCALINGS
from builder.contract.output_kinds import is_yes_or_no, names_of_classes, row_count
from builder.core.figures import figures
from builder.core.table_shape import step_size
from builder.core.words import tr, trn

if TYPE_CHECKING:
    from builder.contract.contract import Contract, ContractInput, ContractOutput


def shape_text(shape: tuple[int, ...]) -> str:
    """Text of a shape without its batch axis: "32 × 32 × 3"; "?" where a size is not fixed."""
    sizes = shape[1:] or shape
    return " × ".join("?" if size < 0 else str(size) for size in sizes) or "1"


def purpose_of(name: str, contract: Contract | None) -> str:
    """Text about the input or output of that name in a contract; "" when there is none."""
    if contract is None:
        return ""
    for entry in contract.inputs:
        if entry.name == name:
            return input_text(entry)
    for output in contract.outputs:
        if output.name == name:
            return output_text(output)
    return ""


def input_text(entry: ContractInput) -> str:
    """Text about an input, such as "picture, 32 × 32, RGB"."""
    if entry.kind == "image":
        sides = entry.shape[1:3] if entry.layout == "nhwc" or len(entry.shape) == 3 else entry.shape[2:4]
        size = " × ".join(tr("any") if side < 0 else str(side) for side in sides)
        colour = tr(COLORS[entry.color])
        return tr("picture, {size}, {colour}", size=size, colour=colour)
    if entry.kind == "audio":
        samples = row_count(entry.shape)
        if not samples:
            return tr("sound of any length, {rate} Hz", rate=entry.sample_rate)
        seconds = figures(samples / entry.sample_rate, 3)
        return tr("sound, {seconds} s, {rate} Hz", seconds=seconds, rate=entry.sample_rate)
    if entry.kind == "table" and step_size(entry):
        return tr("table of a series, {shape}", shape=shape_text(entry.shape))
    if entry.kind == "table":
        return tr("table row, {shape}", shape=shape_text(entry.shape))
    if entry.kind == "text":
        return trn("text of {n} known word", "text of {n} known words", len(entry.vocabulary))
    if entry.noise:
        return tr("noise: {n} numbers that a seed makes", n=row_count(entry.shape))
    return tr("numbers, {shape}", shape=shape_text(entry.shape))


def output_text(output: ContractOutput) -> str:
    """Text about an output, such as "10 classes", "1 value" or "numbers, 8 × 8"."""
    count = row_count(output.shape)
    if is_yes_or_no(output):
        first, second = names_of_classes(output)
        return tr("{first} or {second}, by one number", first=first, second=second)
    if output.kind == "classes":
        return trn("{n} class", "{n} classes", count)
    if output.kind == "labels":
        return trn("{n} label, each of them present or not", "{n} labels, each of them present or not", count)
    if output.kind == "values":
        words = trn("{n} value", "{n} values", max(count, 1))
        return tr("{values} in {units}", values=words, units=", ".join(output.units)) if output.units else words
    if output.kind == "picture":
        return tr("a picture, {shape}", shape=shape_text(output.shape))
    if output.kind == "mask":
        return tr("a mask: what is where in the picture, {shape}", shape=shape_text(output.shape))
    if output.kind == "boxes":
        classes = class_count(output) or len(output.labels)
        words = tr("frames around what is found")
        return tr("{frames}, {kinds}", frames=words, kinds=trn("{n} kind", "{n} kinds", classes)) if classes else words
    if output.kind == "points":
        return trn("{n} key point", "{n} key points", output.keypoint_count or len(output.keypoints))
    return tr("numbers, {shape}", shape=shape_text(output.shape))


def scaling_text(entry: ContractInput) -> str:
    """Text about the scaling of an input's pixels, such as "0 to 1" or "(pixel - 127) / 128"."""
    if entry.scaling in SCALINGS:
        return tr(SCALINGS[entry.scaling].words)
    mean, std = (", ".join(f"{value:g}" for value in values) for values in (entry.mean, entry.std))
    return tr("(pixel - {mean}) / {std}", mean=mean, std=std)
