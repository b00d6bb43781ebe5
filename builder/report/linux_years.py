"""From which year on Linux systems have a version of glibc, by the releases of Debian and Ubuntu."""

from dataclasses import dataclass

# glibc, year and name of each release with long support, oldest first: distrowatch.com, "Package Versions".
_RELEASES = (
    ((2, 19), 2014, "Ubuntu 14.04"), ((2, 19), 2015, "Debian 8"), ((2, 23), 2016, "Ubuntu 16.04"),
    ((2, 24), 2017, "Debian 9"), ((2, 27), 2018, "Ubuntu 18.04"), ((2, 28), 2019, "Debian 10"),
    ((2, 31), 2020, "Ubuntu 20.04"), ((2, 31), 2021, "Debian 11"), ((2, 35), 2022, "Ubuntu 22.04"),
    ((2, 36), 2023, "Debian 12"), ((2, 39), 2024, "Ubuntu 24.04"), ((2, 41), 2025, "Debian 13"),
)  # fmt: skip


@dataclass(frozen=True)
class LinuxSince:
    """Systems that have a version of glibc.

    Attributes:
        year: Of the first release that has it.
        examples: Names of the first two such releases.
    """

    year: int
    examples: tuple[str, ...]


def linux_since(glibc: str) -> LinuxSince | None:
    """The systems that have a version of glibc such as "2.36"; None where it is newer than all that are known."""
    numbers = glibc.split(".")
    if not all(number.isdecimal() for number in numbers):
        return None
    needed = tuple(map(int, numbers))
    able = [(year, name) for version, year, name in _RELEASES if version >= needed[:2]]
    return LinuxSince(able[0][0], tuple(name for _, name in able[:2])) if able else None
