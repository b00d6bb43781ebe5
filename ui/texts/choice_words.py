"""Words for the choices about a model that a draft holds."""

from typing import Any

from builder.core.words import tr
from builder.job.draft import JobDraft

_GOES_IN = ("input_kind", "scaling", "mean", "std", "color", "fit", "sample_rate", "hop_seconds", "columns", "noise")
_COMES_OUT = (
    "output_kind", "units", "threshold", "top", "palette", "output_mean", "output_std", "detector", "overlap",
    "max_boxes", "keypoints",
)  # fmt: skip
_GUESSED = (None, "auto", "stretch")  # values that are no choice of the user


def chosen_words(draft: JobDraft) -> str:
    """What the user chose for a model, such as "labels, the precision int8"; "" where that is nothing."""

    def chosen(table: str, key: str) -> Any:
        entries = draft.tables.get(table)
        return entries.get(key) if isinstance(entries, dict) else None

    def any_chosen(keys: tuple[str, ...]) -> bool:
        return any(chosen("contract", key) not in _GUESSED for key in keys)

    precision = chosen("precision", "precision")
    name = chosen("app", "name")
    parts = (
        tr("what goes in") if any_chosen(_GOES_IN) else "",
        tr("what comes out") if any_chosen(_COMES_OUT) else "",
        tr("labels") if chosen("contract", "labels") or chosen("contract", "no_labels") else "",
        tr("sample data") if chosen("calibration", "source") else "",
        tr("the precision {name}", name=precision) if precision not in (None, "float32") else "",
        tr("the name {name}", name=name) if name else "",
    )
    return ", ".join(part for part in parts if part)
