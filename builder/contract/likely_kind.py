"""What numbers that go in probably are, by their count: a row of a table or a sound. It is asked, never assumed."""

from typing import NamedTuple

from builder.contract.contract import Contract, InputKind
from builder.contract.output_kinds import row_count

_MOST_COLUMNS = 100  # chosen: longer rows are mostly features that another model made
# Usual rates of models for speech and sounds, the most usual first.
_RATES = (16_000, 8_000, 44_100, 48_000, 22_050)
_HALVES = 20  # of seconds, chosen: models listen to less than ten seconds at a time
_KNOWN = {15_600: 16_000}  # 0.975 s, of YAMNet and what is trained on it


class LikelyKind(NamedTuple):
    """Attributes:
    kind: "table" or "audio".
    numbers: How many go in.
    sample_rate: Of a sound, in Hz; 0 otherwise.
    """

    kind: InputKind
    numbers: int
    sample_rate: int = 0


def likely_kind(contract: Contract) -> LikelyKind | None:
    """What the only input of a model probably takes, where it is guessed as plain numbers; None for anything else."""
    entry = contract.inputs[0]
    one_row = len(entry.shape) == 2 or (len(entry.shape) == 3 and entry.shape[2] == 1)
    plain = entry.kind == "tensor" and not entry.noise and entry.dtype.startswith("float")
    if len(contract.inputs) != 1 or not plain or not one_row:
        return None
    count = row_count(entry.shape)
    if len(entry.shape) == 2 and 2 <= count <= _MOST_COLUMNS:
        return LikelyKind("table", count)
    rate = _KNOWN.get(count) or next((rate for rate in _RATES if _is_length(count, rate)), 0)
    return LikelyKind("audio", count, rate) if rate else None


def _is_length(count: int, rate: int) -> bool:
    """Whether a count of samples is some half seconds at a rate, at least one."""
    return 2 * count % rate == 0 and 1 <= 2 * count // rate <= _HALVES and count >= _RATES[1]
