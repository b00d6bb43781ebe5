"""Entry point of the child process `builder.child BOUNDS`: confines itself, then serves requests about models.

File descriptor 1 is redirected to stderr before anything else is imported, so that nothing that a library prints can
get between the answers. The first line of output tells how the process is confined. See `protocol`, `session` and
`confinement`.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole process group; the engine ends its children

import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from builder.child.confine.confinement import Bounds, confine, narrow_reading  # noqa: E402


def _end_with_parent() -> None:
    """Has Linux kill this process when its parent ends: a conversion can block the thread that watches the pipe."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    pr_set_pdeathsig = 1
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before prctl took effect
        os._exit(1)


def _prepare_environment() -> None:
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # oneDNN's kernels round differently on different processors
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TQDM_DISABLE", "1")


def main() -> None:
    """Serves requests from stdin until it is closed."""
    bounds = Bounds.from_argument(sys.argv[1])
    confined = confine(bounds)
    _end_with_parent()  # after `confine`: entering a namespace may clear the setting
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
