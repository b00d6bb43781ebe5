"""What the program does with its command line."""

import os

from resources.launcher.answers.output import print_failure, print_line
from resources.launcher.bundle import program_name, runner_path
from resources.launcher.errors import CANNOT_RUN, DONE, LauncherError, RunnerError
from resources.launcher.options import HELP, parse


def run(arguments: list[str], folder: str) -> int:
    """Does what the arguments ask; gives the exit code.

    Args:
        arguments: Without the program's name.
        folder: Where the runner, the model and the contract are.
    """
    try:
        options = parse(arguments)
        if options.help:
            print_line(HELP.format(name=program_name()).rstrip("\n"))
            return DONE
        if options.runners:
            return hand_over(runner_path(folder), list(options.runners))
        if options.serve:
            from resources.launcher.page.server import serve

            return serve(options, folder)
        # Only now: help and the runner's own work need none of it.
        from resources.launcher.predict import answer_all

        return answer_all(options, runner_path(folder))
    except RunnerError as error:
        print_failure(error)
        return CANNOT_RUN
    except LauncherError as error:
        print_failure(error)
        return error.code


def hand_over(runner: str, arguments: list[str]) -> int:
    """Lets the runner do it, with this program's own streams and working folder."""
    try:
        if os.name == "nt":
            import subprocess

            return subprocess.call([runner, *arguments])
        import signal

        # Python ignores it; the runner is to end quietly when its reader does.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execv(runner, [runner, *arguments])  # noqa: S606 (a list of arguments, no shell)
    except OSError as error:
        raise RunnerError(
            "The runner cannot be started",
            why=f"The system says: {error.strerror or error}.",
            do="Unpack or copy the program again, to a place that allows programs to run.",
            ended=True,
        ) from None
