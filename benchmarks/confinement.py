"""Benchmark of the sandbox: time from a child's start to its first answer, with and without confinement.

"A small file" is read without TensorFlow, as by most children; "TensorFlow" is imported and a Keras model loaded and
converted, as by the one child that holds the source model. The result is the median of the differences of pairs, since
other load on the machine affects both of a pair.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.common import ROOT, write
from builder.child.confine.confinement import CONFINEMENT_LAYERS
from builder.sessions.child_session import ChildSession
from builder.sessions.confinement_report import confined_words, try_confinement
from builder.system.cancellation import CancelToken
from tests.support.helpers_child import dense_tflite

MODEL = ROOT / "resources" / "samples" / "digits.keras"
_ROUNDS = {"a small file": 30, "TensorFlow": 5}


def _small(session: ChildSession, folder: Path) -> None:
    session.request("read", path=str(folder / "small.tflite"))


def _large(session: ChildSession, folder: Path) -> None:
    session.request("inspect", path=str(MODEL))
    session.request("convert", take={"out": folder / "converted.tflite"})


def milliseconds(work: Callable[[ChildSession, Path], None], folder: Path, without: tuple[str, ...]) -> float:
    """Milliseconds from the start of a child to the end of its work, without some layers of the confinement."""
    started = time.monotonic()
    reading = [MODEL, folder / "small.tflite"]
    with ChildSession(CancelToken(), _drop_line, folder, reading=reading, without=without) as session:
        work(session, folder)
        return (time.monotonic() - started) * 1e3


def _drop_line(line: str) -> None:
    del line


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/confinement.{json,md}; an argument is the number of rounds."""
    found = {}
    rows = [["what a child does", "confined, ms", "not confined, ms", "difference of pairs, ms", "pairs"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dense_tflite(folder / "small.tflite")
        for what, work in (("a small file", _small), ("TensorFlow", _large)):
            rounds = int(sys.argv[1]) if len(sys.argv) > 1 else _ROUNDS[what]
            pairs = []
            for number in range(-1, rounds):  # the first one warms the disk
                ways = [(), CONFINEMENT_LAYERS] if number % 2 else [CONFINEMENT_LAYERS, ()]
                values = {way: milliseconds(work, folder, way) for way in ways}
                if number >= 0:
                    pairs.append((values[()], values[CONFINEMENT_LAYERS]))
            confined, bare = (statistics.median(values) for values in zip(*pairs, strict=True))
            apart = statistics.median(one - other for one, other in pairs)
            found[what] = {"confined_ms": confined, "bare_ms": bare, "difference_ms": apart, "pairs": pairs}
            rows.append([what, f"{confined:.0f}", f"{bare:.0f}", f"{apart:+.1f}", str(rounds)])
    layers = confined_words(try_confinement())
    write("confinement", f"What confinement costs a child ({layers})", {"layers": layers, **found}, rows)


if __name__ == "__main__":
    main()
