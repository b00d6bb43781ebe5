"""Table of what comes from elsewhere: Wuffs' C file, LiteRT for other platforms, Microsoft's C++ runtime.

pip fetches each archive from PyPI, once, into the user's cache (`fetching.py`), and refuses every other than the one
whose hash is here. Source distributions and wheels of this project bring Wuffs along: the build backend
(`build_backend.py`) puts it beside the sources, so this module needs nothing but the standard library.
"""

import hashlib
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

BESIDE = ("resources", "third_party")  # the folder in a source tree, a source distribution and an installation
_PYTHON = (
    "3.11"  # whose wheels of other platforms are taken, whatever runs here: nothing in them that is used is Python
)


@dataclass(frozen=True)
class Member:
    """A file inside an archive.

    Attributes:
        path: Its place in there.
        bytes, sha256: Its content.
    """

    path: str
    bytes: int
    sha256: str

    @property
    def file(self) -> str:
        """The name that it gets."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Download:
    """An archive that somebody else publishes on PyPI, with the files in it that are used.

    Attributes:
        name: What it is called.
        project, version: The package on PyPI.
        archive, archive_bytes, archive_sha256: The archive.
        members: The files that are taken out of it.
        licence: SPDX expression, or where the licence is none of those that have one, "LicenseRef-" and a name.
        owner: Who holds its copyright.
        use: What it is for inside a program.
        tag: The platform's tag of a wheel; "" for a source distribution.
        licence_member: The place of its licence's text among `members`; "" where that is not fetched with it.
    """

    name: str
    project: str
    version: str
    archive: str
    archive_bytes: int
    archive_sha256: str
    members: tuple[Member, ...]
    licence: str
    owner: str
    use: str
    tag: str = ""
    licence_member: str = ""

    @property
    def requirement(self) -> str:
        """The line of a requirements file for pip, which refuses every other archive."""
        return f"{self.project}=={self.version} --hash=sha256:{self.archive_sha256}"

    @property
    def only(self) -> Member:
        """Its one file."""
        (member,) = self.members
        return member

    @property
    def licence_file(self) -> str:
        """The name of the file with its licence's text."""
        return self.licence_member.rsplit("/", 1)[-1]

    @property
    def libraries(self) -> tuple[str, ...]:
        """The names of its files that go beside a program."""
        return tuple(member.file for member in self.members if member.path != self.licence_member)


WUFFS = Download(
    name="Wuffs",
    project="pywuffs",
    version="2.0.1",
    archive="pywuffs-2.0.1.tar.gz",
    archive_bytes=423_059,
    archive_sha256="5a9fd8a5026badf9e133940cee87ad58bd5cb4cd5264b9c46b607cb34e2bb9ab",
    members=(
        Member(
            "pywuffs-2.0.1/libs/wuffs/release/c/wuffs-unsupported-snapshot.c",
            3_289_867,
            "2bf34180305c775cb46654d1279132f1cde5ed29e86c8b46f4f0b4f67622fee2",
        ),
    ),
    licence="Apache-2.0 OR MIT",
    owner="The Wuffs Authors",
    use="decoding pictures and inflating in the runner",
)
DOWNLOADS = (WUFFS,)
"""What source distributions and wheels of this project bring along."""


def _litert(tag: str, archive_bytes: int, archive_sha256: str, library: Member) -> Download:
    return Download(
        name="LiteRT",
        project="ai-edge-litert",
        version="2.3.0",
        archive=f"ai_edge_litert-2.3.0-cp311-cp311-{tag}.whl",
        archive_bytes=archive_bytes,
        archive_sha256=archive_sha256,
        members=(library,),
        licence="Apache-2.0",
        owner="The TensorFlow Authors",
        use="the LiteRT runtime",
        tag=tag,
    )


# By the names of platforms (`builder/core/platforms.py`).
RUNTIMES: dict[str, Download] = {
    "linux-x64": _litert(
        "manylinux_2_27_x86_64",
        21_778_233,
        "1f15078a6725d2357d9de9221664c29afa0545d807559c5f7199ce5e40b96b23",
        Member(
            "ai_edge_litert/libLiteRt.so",
            8_039_424,
            "eec47eb35e2924b3166015887e652a58edc9af823ae38e02bf83bef2548300bb",
        ),
    ),
    "linux-arm64": _litert(
        "manylinux_2_27_aarch64",
        14_379_387,
        "853fc608f96da87bd5f3458465dfb9abbf18d5ae6b94eceacead407146f175ae",
        Member(
            "ai_edge_litert/libLiteRt.so",
            5_991_672,
            "b57687dc234d2b8b0598aef5a9c961ed24263df8f8b3f56adbee1cff618e544b",
        ),
    ),
    "windows-x64": _litert(
        "win_amd64",
        20_669_548,
        "ffee5993b859580650e844fce322e93b7abf50dfa36fd0fcbde41e079d1eebe3",
        Member(
            "ai_edge_litert/libLiteRt.dll",
            6_259_200,
            "445f51fed26967fc1112e0de9ddfef7d8497b24322bbfe18b556426a60000891",
        ),
    ),
    "macos-arm64": _litert(
        "macosx_12_0_arm64",
        12_821_669,
        "da19cb1ad08d5113600d1038fbe7390e74e38fcb3e92af86d56a60120343e6d2",
        Member(
            "ai_edge_litert/libLiteRt.dylib",
            6_362_912,
            "f3d8b2c3dea5125111de6b005820088629efd13db04b5f157ffd4f2c5dbb318b",
        ),
    ),
}

_SCRIPTS = "msvc_runtime-14.44.35112.data/data/Scripts/"
_MICROSOFTS_LICENCE = "msvc_runtime-14.44.35112.dist-info/licenses/LICENSE"
MICROSOFT = Download(
    name="Microsoft Visual C++ runtime",
    project="msvc-runtime",
    version="14.44.35112",
    archive="msvc_runtime-14.44.35112-cp311-cp311-win_amd64.whl",
    archive_bytes=1_921_911,
    archive_sha256="aba7fbe71897d25ed53fbb7f391e9f50289378a8a9ae218ba18530c663448391",
    members=(
        Member(f"{_SCRIPTS}msvcp140.dll", 557_728, "0f885b509a685d2bbfa652fed26b5fb31d88fbdab0a978c641d1c7b8aa460aa9"),
        Member(
            f"{_SCRIPTS}vcruntime140.dll", 124_544, "d5e4d9a3e835fa679450145d6a7d94e36573a509317111904d9b3712c30d9066"
        ),
        Member(
            f"{_SCRIPTS}vcruntime140_1.dll", 49_792, "1f2d41c4aa5db0bc33ebf7b66d72943a817d7ce6cbe880502a9403823633093f"
        ),
        Member(
            f"{_SCRIPTS}vcruntime140_threads.dll",
            38_528,
            "219915cf20822f34d5e7c1fdd4e21ae7f3396881096c51036225fb8f84b47afa",
        ),
        Member(_MICROSOFTS_LICENCE, 1_395, "1df9136ed423271633e0a49436f10672f81d0d98758efdd80463cb312ebb5bc7"),
    ),
    licence="LicenseRef-Microsoft-Visual-Studio-Distributable-Code",
    owner="Microsoft Corporation",
    use="the C++ library that the LiteRT runtime needs on Windows, unmodified",
    tag="win_amd64",
    licence_member=_MICROSOFTS_LICENCE,
)


def is_whole(path: Path, member: Member) -> bool:
    """Whether a file is there and is the one of the table, byte for byte."""
    try:
        return path.stat().st_size == member.bytes and _digest(path.read_bytes()) == member.sha256
    except OSError:
        return False


def pip_argv(requirements: Path, folder: Path, tag: str = "") -> tuple[str, ...]:
    """The command that puts the archives which a requirements file names into a folder.

    pip checks each archive's hash before it opens it.

    Args:
        requirements, folder: The file and the folder.
        tag: Of the platform whose wheels are fetched; "" for source distributions only, since what is compiled for one
            system is of no use to another.
    """
    kind = (
        ("--only-binary", ":all:", "--platform", tag, "--python-version", _PYTHON, "--implementation", "cp")
        if tag
        else ("--no-binary", ":all:")
    )
    return (
        sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
        "--no-deps", *kind, "--require-hashes", "--requirement", str(requirements), "--dest", str(folder),
    )  # fmt: skip


def unpacked(folder: Path, download: Download) -> dict[str, bytes]:
    """The files themselves by their names, out of their archive in a folder.

    Raises:
        ValueError: Archive or files are not those of the table.
        LookupError: A file is missing.
        OSError: The archive is not there or cannot be read.
    """
    archive = folder / download.archive
    if archive.stat().st_size != download.archive_bytes or _digest(archive.read_bytes()) != download.archive_sha256:
        raise ValueError(f"{download.archive} is not the one that is known here")
    found = {}
    for member in download.members:
        raw = _from_wheel(archive, member) if download.tag else _from_sources(archive, member)
        if _digest(raw) != member.sha256:
            raise ValueError(f"{member.file} in {download.archive} is not the one that is known here")
        found[member.file] = raw
    return found


def _from_wheel(archive: Path, member: Member) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member.path) if opened.getinfo(member.path).file_size == member.bytes else b""


def _from_sources(archive: Path, member: Member) -> bytes:
    with tarfile.open(archive) as opened:
        entry = opened.getmember(member.path)
        held = opened.extractfile(entry) if entry.size == member.bytes else None
        return held.read() if held is not None else b""


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
