"""`python -P -m builder.child`: answers requests about models, see `protocol` and `session`.

File descriptor 1 is given away to stderr before anything else is imported, so that whatever a library prints cannot
land between the answers.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the engine decides what ends

import os  # noqa: E402
import sys  # noqa: E402


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
    _end_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _prepare_environment()
    from builder.child.protocol import Channel

    channel = Channel(os.fdopen(os.dup(0), "rb"), answers)
    from builder.child.session import Session

    channel.serve(Session().handle)


if __name__ == "__main__":
    main()
