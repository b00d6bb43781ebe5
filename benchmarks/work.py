"""Benchmark of the duration of an export, and of the part of it that is TensorFlow's import and conversion.

The alternative measured beside it is the minimum in TensorFlow: import, load, convert, in one script. "First" has no
compiled runner and no launcher parts in the cache, only the compiler's own cache, as after an update of Litecrate. The
benchmark has caches of its own; the user's are not touched.
"""

import json
import shutil
import subprocess
import sys
import time

from benchmarks.common import ROOT, WORK, export, write

MODEL = ROOT / "resources" / "samples" / "digits.keras"
BARS = {"first": 15.0, "repeated": 8.0}  # seconds around TensorFlow; chosen with the first version
_BARE = """
import sys, tempfile, os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras, tensorflow as tf
model = keras.models.load_model(sys.argv[1], compile=False)
with tempfile.TemporaryDirectory() as folder:
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("serve", fn=lambda x: model(x, training=False),
                         input_signature=[tf.TensorSpec([1, 8, 8, 1], tf.float32, name="picture")])
    archive.write_out(folder, verbose=False)
    tf.lite.TFLiteConverter.from_saved_model(folder).convert()
"""


def bare_seconds() -> float:
    """Seconds of a script that only imports TensorFlow, loads and converts."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", _BARE, str(MODEL)], check=True, capture_output=True)
    return time.monotonic() - started


def main() -> None:
    """Runs the benchmark and writes benchmarks/results/work.{json,md}."""
    shutil.rmtree(WORK / "work", ignore_errors=True)
    own = {"XDG_CACHE_HOME": str(WORK / "cache")}
    bare_seconds()
    export(["sample", "digits"], WORK / "work", own)  # fills the compiler's cache where it is empty
    for made in ("runners", "launchers", "pyinstaller"):
        shutil.rmtree(WORK / "cache" / "litecrate" / made, ignore_errors=True)
    found = {}
    rows = [["export of the sample", "seconds", "TensorFlow alone", "everything around it", "bar"]]
    for name in ("first", "repeated"):
        bare = bare_seconds()
        folder, seconds = export(["sample", "digits"], WORK / "work", own)
        steps = json.loads((folder / "report.json").read_text(encoding="utf-8"))["steps"]
        around = seconds - bare
        found[name] = {"seconds": seconds, "tensorflow": bare, "around": around, "bar": BARS[name], "steps": steps,
                       "holds": around <= BARS[name]}  # fmt: skip
        rows.append([name, f"{seconds:.1f}", f"{bare:.1f}", f"{around:.1f}", f"{BARS[name]:.0f}"])
    write("work", "Time of an export", found, rows)


if __name__ == "__main__":
    main()
