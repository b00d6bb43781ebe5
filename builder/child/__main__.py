"""`builder.child BOUNDS`: answers requests about models, see `protocol`, `session` and `confinement`.

File descriptor 1 is given away to stderr before anything else is imported, so that whatever a library prints cannot
land between the answers. The first line that is answered says how the process is confined.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the engine decides what ends

import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from builder.child.confine.confinement import Bounds, confine, narrow_reading  # noqa: E402


def _end_with_parent() -> None:
    """Has Linux kill this process when its parent ends: a conversion can keep the watching thread from running."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    pr_set_pdeathsig = 1
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended just before
        os._exit(1)


def _prepare_environment() -> None:
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the plain kernels round the same way everywhere
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TQDM_DISABLE", "1")


def main() -> None:
    """Serves requests from stdin until it is closed."""
    bounds = Bounds.from_argument(sys.argv[1])
    confined = confine(bounds)
    _end_with_parent()  # entering another namespace may take this away, so it comes afterwards
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _prepare_environment()
    from builder.child.protocol import Channel
    from builder.child.session import Session
    from builder.core.model_digest import model_root
    from builder.core.ordinary_files import bytes_in

    def names_a_model(task: str, arguments: dict[str, Any]) -> bool:
        if task == "warm":
            return False
        model = model_root(Path(arguments.get("path") or bounds.own))
        narrow_reading(bounds, model, bytes_in(model))
        return True

    channel = Channel(os.fdopen(os.dup(0), "rb"), answers)
    channel.greet(confined)
    channel.serve(Session(scans="scan" not in bounds.without).handle, names_a_model if bounds.reading is None else None)


if __name__ == "__main__":
    main()
