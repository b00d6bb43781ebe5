"""Precisions by name, and what holds for them; without pydantic, for the window's start."""

from typing import Literal, get_args

Precision = Literal["float32", "float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
NEEDS_CALIBRATION: frozenset[str] = frozenset({"int8", "int8x16"})
EXPERT_PRECISIONS: tuple[Precision, ...] = ("int8x16", "int4-weights")  # shown with their figures, never recommended
USUAL_LIMIT = 0.99  # lowest agreement or relative accuracy by default; chosen: "at most 1% worse"
