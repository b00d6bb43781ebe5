"""Software that the C++ compiler puts into a runner beside the runner's own sources."""

from pathlib import Path

from builder.core.platforms import Compiler, Platform
from builder.packaging.linked_software import RUNNER
from builder.packaging.software_part import SoftwarePart
from builder.system.toolbox import package_folder, version_of


def compiler_parts(compiler: Compiler, platform: Platform) -> tuple[SoftwarePart, ...]:
    """What is linked into a runner for a platform."""
    if compiler == "system":
        return (_BY_SYSTEM,)
    own = _of_every_target()
    if platform.startswith("linux"):
        return (*own, _of_zig(
            "glibc-start", "GNU C Library, start files", "the first instructions of the runner",
            "LGPL-2.1-or-later, with the permission to link these files into any program",
            owner="Free Software Foundation", page="https://www.gnu.org/software/libc/", texts=(_LINKING_EXCEPTION,),
        ))  # fmt: skip
    if platform == "windows-x64":
        return (*own, _of_zig(
            "mingw-w64", "mingw-w64 runtime", "the C library's start files and imports inside the runner", "ZPL-2.1",
            owner="the mingw-w64 project", page="https://www.mingw-w64.org/", texts=_text_at("lib/libc/mingw/COPYING"),
        ))  # fmt: skip
    return own


def page_compiler_parts() -> tuple[SoftwarePart, ...]:
    """What is linked into the core of pages."""
    return (*_of_every_target(), _of_zig(
        "wasi-libc", "wasi-libc", "functions of the C library inside the core, most of them musl's",
        "Apache-2.0 WITH LLVM-exception AND MIT AND BSD-2-Clause", owner="the WebAssembly WASI project",
        page="https://github.com/WebAssembly/wasi-libc",
        texts=(*_text_at("lib/libc/wasi/LICENSE"), *_text_at("lib/libc/wasi/LICENSE-MIT"),
               *_text_at("lib/libc/wasi/LICENSE-APACHE-LLVM"), *_text_at("lib/libc/musl/COPYRIGHT")),
    ))  # fmt: skip


def _of_every_target() -> tuple[SoftwarePart, ...]:
    return (_of_zig(
        "libc++", "LLVM libc++", "the C++ standard library inside the runner", "Apache-2.0 WITH LLVM-exception",
        owner="LLVM Project", page="https://libcxx.llvm.org/",
    ), _of_zig(
        "compiler-rt", "Zig compiler-rt", "functions of the compiler inside the runner", "MIT",
        owner="Zig contributors", page="https://ziglang.org/", texts=_text_at("LICENSE"),
    ))  # fmt: skip


_BY_SYSTEM = SoftwarePart(
    "compilers-libraries", "The compiler's own libraries", "parts of the C++ library inside the runner",
    "the terms of this system's compiler", within=RUNNER,
    texts=("The runner was compiled by the C++ compiler of the system that this was built on.",),
)  # fmt: skip
_LINKING_EXCEPTION = (
    "The Free Software Foundation gives unlimited permission to link the compiled version of these files\n"
    "with other programs, and to distribute those programs without any restriction coming from the use of\n"
    "these files."
)


def _of_zig(
    key: str, name: str, use: str, licence: str, *, owner: str, page: str, texts: tuple[str, ...] = ()
) -> SoftwarePart:
    version = version_of("ziglang")
    return SoftwarePart(
        key, name, use, licence, within=RUNNER, owner=owner, page=page, texts=texts,
        brought_by=f"ziglang {version}", purl=f"pkg:pypi/ziglang@{version}",
    )  # fmt: skip


def _text_at(place: str) -> tuple[str, ...]:
    """A licence's text in the compiler's package."""
    folder = package_folder("ziglang")
    path = folder / place if folder is not None else Path(place)
    return (path.read_text(encoding="utf-8", errors="replace").strip(),) if path.is_file() else ()
