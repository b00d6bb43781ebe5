"""Text for whoever receives a program: how to start it on their system, in English and German."""

import shlex

from builder.core.platforms import PLATFORM_NAMES, Platform
from builder.core.templates import template_environment
from builder.job.job import AppChoice

HOW_TO_START = "HOW TO START.txt"
MICROSOFTS_PAGE = "https://aka.ms/vs/17/release/vc_redist.x64.exe"


def command_of(platform: Platform, program: str) -> str:
    """How a program in the working folder is started in a terminal of its platform, by its file's name."""
    return f'".\\{program}"' if platform == "windows-x64" else shlex.quote(f"./{program}")


def self_test_command(platform: Platform, program: str) -> str:
    """The command by which a recipient checks a program on their computer."""
    return f"{command_of(platform, program)} --self-test"


def how_to_start(app: AppChoice, platform: Platform, *, microsoft: bool) -> str:
    """The text of the file `HOW_TO_START`.

    Args:
        app: The program.
        platform: What it is for.
        microsoft: Whether Microsoft's C++ runtime is beside it, where it needs that.
    """
    command = command_of(platform, app.name + (".exe" if platform == "windows-x64" else ""))
    return template_environment().get_template("how_to_start.txt.j2").render(
        name=app.name,
        version=app.version,
        platform=platform,
        platform_name=PLATFORM_NAMES[platform],
        app_command=shlex.quote(f"{app.name}.app"),
        command=command,
        microsoft=microsoft,
        microsofts_page=MICROSOFTS_PAGE,
    )  # fmt: skip
