"""Tables of other people's software that is linked into a program's files, or that travels along from the system.

The runtime's wheel names no third party. What is linked into it was read from the symbols of its library for macOS,
which keeps them, and from the texts in the libraries for the other systems; the headers that leave no name in a library
are those that the project's own build files ask for. Versions are not known, since the wheel does not say them.
"""

from collections.abc import Mapping
from typing import TypedDict

from builder.core.platforms import Platform
from builder.packaging.software_part import SoftwarePart

RUNTIME = "ai-edge-litert"
RUNNER = "litecrate"
LITERT_JS_PART = "litert-js"


class _Place(TypedDict):
    purl: str
    page: str


def _github(project: str) -> _Place:
    """Where a project on GitHub is, as package URL (whose names are lower case) and as page."""
    return {"purl": f"pkg:github/{project.lower()}", "page": f"https://github.com/{project}"}


IN_RUNTIME = (
    SoftwarePart(
        "xnnpack",
        "XNNPACK",
        "fast operators",
        "BSD-3-Clause",
        within=RUNTIME,
        owner="Google",
        notice="Copyright (c) Facebook, Inc. and its affiliates. All rights reserved.\nCopyright 2019 Google LLC",
        **_github("google/XNNPACK"),
    ),
    SoftwarePart(
        "pthreadpool",
        "pthreadpool",
        "threads of XNNPACK",
        "BSD-2-Clause",
        within=RUNTIME,
        owner="Marat Dukhan",
        notice="Copyright 2019 Google LLC\nCopyright (c) 2017 Facebook Inc.\n"
        "Copyright (c) 2015-2017 Georgia Institute of Technology\nAll rights reserved.",
        **_github("google/pthreadpool"),
    ),
    SoftwarePart(
        "cpuinfo",
        "cpuinfo",
        "what the processor can do",
        "BSD-2-Clause",
        within=RUNTIME,
        owner="PyTorch",
        notice="Copyright (c) 2019 Google LLC\nCopyright (c) 2017-2018 Facebook Inc.\n"
        "Copyright (C) 2012-2017 Georgia Institute of Technology\nCopyright (C) 2010-2012 Marat Dukhan\n"
        "All rights reserved.",
        **_github("pytorch/cpuinfo"),
    ),
    SoftwarePart(
        "fp16",
        "FP16",
        "half-precision numbers",
        "MIT",
        within=RUNTIME,
        owner="Marat Dukhan",
        notice="Copyright (c) 2017 Facebook Inc.\nCopyright (c) 2017 Georgia Institute of Technology",
        **_github("Maratyszcza/FP16"),
    ),
    SoftwarePart(
        "fxdiv",
        "FXdiv",
        "division in pthreadpool",
        "MIT",
        within=RUNTIME,
        owner="Marat Dukhan",
        notice="Copyright (c) 2016 Marat Dukhan",
        **_github("Maratyszcza/FXdiv"),
    ),
    SoftwarePart(
        "farmhash",
        "FarmHash",
        "hashes in operators",
        "MIT",
        within=RUNTIME,
        owner="Google",
        notice="Copyright (c) 2014 Google, Inc.",
        **_github("google/farmhash"),
    ),
    SoftwarePart(
        "fft2d",
        "General Purpose 2D FFT Package",
        "Fourier transforms",
        "Ooura's own terms",
        within=RUNTIME,
        owner="Takuya Ooura",
        page="https://www.kurims.kyoto-u.ac.jp/~ooura/fft.html",
        notice="Copyright(C) 1997,2001 Takuya OOURA",
        texts=(
            "You may use, copy, modify this code for any purpose and without fee.\n"
            "You may distribute this ORIGINAL package.",
        ),
    ),
    SoftwarePart(
        "eigen",
        "Eigen",
        "matrices",
        "MPL-2.0",
        within=RUNTIME,
        owner="the authors of Eigen",
        purl="pkg:gitlab/libeigen/eigen",
        page="https://gitlab.com/libeigen/eigen",
        texts=(
            "Its source is at https://gitlab.com/libeigen/eigen under the Mozilla Public License 2.0,\n"
            "https://mozilla.org/MPL/2.0/",
        ),
    ),
    SoftwarePart(
        "abseil",
        "Abseil",
        "basic functions",
        "Apache-2.0",
        within=RUNTIME,
        owner="Google",
        **_github("abseil/abseil-cpp"),
    ),
    SoftwarePart(
        "flatbuffers",
        "FlatBuffers",
        "reads model files",
        "Apache-2.0",
        within=RUNTIME,
        owner="Google",
        **_github("google/flatbuffers"),
    ),
    SoftwarePart(
        "gemmlowp",
        "gemmlowp",
        "products of integer matrices",
        "Apache-2.0",
        within=RUNTIME,
        owner="Google",
        **_github("google/gemmlowp"),
    ),
    SoftwarePart(
        "ruy", "ruy", "products of matrices", "Apache-2.0", within=RUNTIME, owner="Google", **_github("google/ruy")
    ),
    SoftwarePart(
        "tensorflow",
        "TensorFlow",
        "some operators and their tables",
        "Apache-2.0",
        within=RUNTIME,
        owner="Google",
        **_github("tensorflow/tensorflow"),
    ),
)
"""What is linked into the runtime for every platform."""

_NEON_ON_X64 = SoftwarePart(
    "neon-2-sse",
    "NEON_2_SSE",
    "ARM's vector functions on other processors",
    "Intel's own terms (BSD style)",
    within=RUNTIME,
    owner="Intel",
    notice="Copyright (C) Intel Corporation. All rights reserved.",
    texts=(
        "The terms stand in the header itself and ask for nothing in compiled form. They are at\n"
        "https://github.com/intel/ARM_NEON_2_x86_SSE",
    ),
    **_github("intel/ARM_NEON_2_x86_SSE"),
)
_KLEIDI_ON_ARM = SoftwarePart(
    "kleidiai",
    "KleidiAI",
    "fast operators for ARM",
    "Apache-2.0",
    within=RUNTIME,
    owner="Arm Limited",
    notice="Copyright Arm Limited and/or its affiliates",
    **_github("ARM-software/kleidiai"),
)
# Only the library for macOS can be looked into; those of the other platform with this processor are built likewise.
IN_RUNTIME_OF: Mapping[Platform, tuple[SoftwarePart, ...]] = {
    "linux-x64": (_NEON_ON_X64,),
    "windows-x64": (_NEON_ON_X64,),
    "linux-arm64": (_KLEIDI_ON_ARM,),
    "macos-arm64": (_KLEIDI_ON_ARM,),
}
NOT_IN_BROWSERS = frozenset({"cpuinfo"})
"""Keys of what is linked into the runtime for every platform, but not into the one for browsers."""
IN_RUNTIME_OF_BROWSERS = (
    SoftwarePart(
        "emscripten",
        "Emscripten",
        "the C and C++ library of the runtime (musl, libc++), and the script that starts it",
        "MIT",
        within=LITERT_JS_PART,
        owner="the Emscripten authors",
        notice="Copyright (c) 2010-2014 Emscripten authors\nCopyright (c) 2005-2020 Rich Felker, et al. (musl)",
        **_github("emscripten-core/emscripten"),
    ),
    SoftwarePart(
        "protobuf",
        "Protocol Buffers",
        "reads settings of operators",
        "BSD-3-Clause",
        within=LITERT_JS_PART,
        owner="Google",
        notice="Copyright 2008 Google Inc. All rights reserved.",
        **_github("protocolbuffers/protobuf"),
    ),
)

SYSTEM_LIBRARIES = (
    SoftwarePart(
        "libstdc++",
        "libstdc++",
        "the C++ library that the runtime needs",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        owner="Free Software Foundation",
        purl="pkg:generic/libstdc%2B%2B",
        page="https://gcc.gnu.org/",
    ),
    SoftwarePart(
        "libgcc",
        "libgcc",
        "functions of the compiler that the runtime needs",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        owner="Free Software Foundation",
        purl="pkg:generic/libgcc",
        page="https://gcc.gnu.org/",
    ),
    SoftwarePart(
        "zlib",
        "zlib",
        "unpacks the program at its start",
        "Zlib",
        owner="Jean-loup Gailly and Mark Adler",
        notice="Copyright (C) 1995-2024 Jean-loup Gailly and Mark Adler",
        purl="pkg:generic/zlib",
        page="https://zlib.net/",
    ),
    SoftwarePart(
        "expat",
        "Expat",
        "a part of Python",
        "MIT",
        owner="the maintainers of Expat",
        notice="Copyright (c) 1998-2000 Thai Open Source Software Center Ltd and Clark Cooper\n"
        "Copyright (c) 2001-2022 Expat maintainers",
        purl="pkg:generic/expat",
        page="https://libexpat.github.io/",
    ),
    SoftwarePart(
        "libffi",
        "libffi",
        "a part of Python",
        "MIT",
        owner="Anthony Green and others",
        notice="Copyright (c) 1996-2024 Anthony Green, Red Hat, Inc and others.",
        **_github("libffi/libffi"),
    ),
    SoftwarePart(
        "libuuid",
        "libuuid",
        "a part of Python",
        "BSD-3-Clause",
        owner="Theodore Ts'o",
        notice="Copyright (C) 1996-2007 Theodore Ts'o.",
        purl="pkg:generic/libuuid",
        page="https://www.kernel.org/pub/linux/utils/util-linux/",
    ),
)
"""Libraries of the system on which PyInstaller packs, by the files of `LIBRARY_FILES`."""

MICROSOFT = "msvc-runtime"
LIBRARY_FILES: tuple[tuple[str, str], ...] = (
    (r"libstdc\+\+[.-][-.\w]*$", "libstdc++"),
    (r"libgcc_s[.-][-.\w]*$", "libgcc"),
    (r"libz[.-][-.\w]*$", "zlib"),
    (r"libexpat[.-][-.\w]*$", "expat"),
    (r"libffi[.-][-.\w]*$", "libffi"),
    (r"libuuid[.-][-.\w]*$", "libuuid"),
    (r"(?i:(msvcp|vcruntime|ucrtbase|api-ms-win)[-\w]*\.dll)$", MICROSOFT),
)
"""Patterns of the names of system libraries that may travel along, each with the key of its part."""
