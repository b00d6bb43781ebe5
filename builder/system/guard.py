"""Runs one program in a session of its own, and ends the whole session when the engine ends or cancels.

Started by `builder/system/process.py` as a plain script: `python -I -S guard.py WATCH_FD NICE GRACE_SECONDS ARGV...`.
The engine holds the other end of the pipe WATCH_FD. When it closes (on purpose, or because the engine was killed), the
session is asked to end, then killed. Its groups are more than one: Ninja puts every compiler into a group of its own.
Only the bare interpreter is imported: this start stands in front of every tool.
"""

import _thread
import os
import signal
import sys
import time

_KILL_SECONDS = 0.5  # chosen: longest wait for the kernel to take down killed processes


def _end_session(leader: int, grace_seconds: float) -> None:
    """Asks the session to end, and kills what is left after the grace time."""
    for number in (signal.SIGTERM, signal.SIGCONT):
        _signal_session(leader, number)
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline:
        if not _signal_session(leader, 0):
            return
        time.sleep(0.02)
    _kill_session(leader)


def _kill_session(leader: int) -> None:
    """Kills the session, and waits for the moment that the kernel needs to take it down."""
    deadline = time.monotonic() + _KILL_SECONDS
    while _signal_session(leader, signal.SIGKILL) and time.monotonic() < deadline:
        time.sleep(0.005)


def _signal_session(leader: int, number: int) -> bool:
    """Sends a signal to every group of the session; whether there was still a process to receive it."""
    reached = [_signal_group(group, number) for group in _groups(leader)]
    return any(reached)


def _signal_group(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _groups(leader: int) -> set[int]:
    """The process groups of a session: the leader's own, and on Linux all others, from /proc."""
    groups = {leader}
    try:
        numbers = [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - see above: nothing imported
    except OSError:
        return groups
    for number in numbers:
        try:
            with open(f"/proc/{number}/stat", "rb") as file:  # noqa: PTH123
                facts = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        state, _, group, session = facts[:4]
        if int(session) == leader and state not in (b"Z", b"X"):
            groups.add(int(group))
    return groups


def _watch(descriptor: int, leader: int, grace_seconds: float) -> None:
    while os.read(descriptor, 1):
        pass
    _end_session(leader, grace_seconds)
    os._exit(128 + signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Runs ARGV and returns its exit code, or 128 + the number of the signal that ended it."""
    descriptor, nice, grace_seconds = int(arguments[0]), int(arguments[1]), float(arguments[2])
    argv = arguments[3:]
    os.set_inheritable(descriptor, False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice:
        os.nice(nice)
    started, report = os.pipe()
    leader = os.fork()
    if leader == 0:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(started)
        os.set_inheritable(report, False)
        try:
            os.execvp(argv[0], argv)  # noqa: S606 - an argv list, from builder/system/process.py
        except OSError as error:
            os.write(2, f"{argv[0]}: {error.strerror}\n".encode(errors="backslashreplace"))
            os._exit(127)
    os.close(report)
    os.read(started, 1)  # until the group exists and the program has been entered
    for descriptor_number in (0, 1):  # the pipes belong to the program alone, so that their ends are seen
        os.close(descriptor_number)
    _thread.start_new_thread(_watch, (descriptor, leader, grace_seconds))
    _, status = os.waitpid(leader, 0)
    _kill_session(leader)  # whatever the program left behind
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))  # Python's own shutdown can crash on the thread if that is only just starting
