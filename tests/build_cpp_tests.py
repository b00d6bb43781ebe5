"""Builds the runner with its unit tests for ctest, by the same tools as an export.

Without a folder it prints where Wuffs is, for other builds.
"""

import os
import sys
from pathlib import Path

from builder.core.platforms import this_platform
from builder.steps.compile import compiler_arguments, configure_arguments
from builder.system.cancellation import CancelToken
from builder.system.process import Command, run
from builder.system.toolbox import Toolbox


def main(build: Path) -> int:
    """Configures and builds; answers the exit code of the first command that failed."""
    tools = Toolbox()
    arguments = configure_arguments(
        tools.cmake.path,
        tools.runner_sources,
        build,
        compiler_arguments("zig", tools.zig, this_platform(), tools.runner_sources),
        tools.ninja.path,
        tools.wuffs(CancelToken(), print).path,
    )
    environment = {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(tools.kept("zig"))}
    build.mkdir(parents=True, exist_ok=True)
    for argv in ((*arguments, "-DBUILD_TESTING=ON"), (str(tools.cmake.path), "--build", str(build))):
        outcome = run(Command(argv, environment=environment), CancelToken(), on_line=print)
        if not outcome.ok:
            return outcome.code
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).absolute()))
    print(Toolbox().wuffs(CancelToken(), lambda line: None).path.parent)
