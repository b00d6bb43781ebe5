"""Entry point of the window's helper process: serves requests in the JSON lines of `builder.child.protocol`."""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole process group; the window handles it

import os  # noqa: E402


def main() -> None:
    """Serves requests from stdin until it is closed."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from builder.child.protocol import Channel

    channel = Channel(os.fdopen(os.dup(0), "rb"), answers)
    from builder.assistant.tasks import Tasks

    channel.serve(Tasks().handle)


if __name__ == "__main__":
    main()
