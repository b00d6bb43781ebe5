"""The table of known failures, in the order in which they are tried: full disks and limits, tools, memory, the rest.

A rule for a tool knows a failure by the tool's own words; each was seen for real, and its sample is in
`tests/data/tool_output`. The machine's rules come first where a disk is to blame, since a tool then says anything.
"""

import errno
import re

from builder.core.errors import ExitCode
from builder.core.words import mark
from builder.system.failures.rule import Rule

_KILLED = 128 + 9
_FULL = (errno.ENOSPC, errno.EDQUOT)
_EVERY_ERRNO = range(2**31)
_NO_SPACE = mark("There is no space left")
_DISK_IS_FULL = mark("The disk that holds {folder} is full.")
_NO_MEMORY = mark("There was not enough memory")
_MORE_MEMORY = mark("Close other programs, or use a computer with more memory, and run it again.")
_CANNOT_WRITE = mark("Nothing can be written to {folder}")
_SYSTEM_SAYS = mark("The system says: {reason}.")
_UNKNOWN = mark("Litecrate does not know this error. {outcome}: {said}")
_HALF = (
    r"'tf\.(?:MatMul|BatchMatMul\w*|Conv\w+|DepthwiseConv\w+|Add\w*|BiasAdd)' op is neither a custom op nor a flex op"
)
_SYSTEM_COMPILER = mark(
    "Install a newer one (Debian: apt install g++), or leave --compiler out to use the bundled one."
)
_SYSTEM_COMPILER_IN_WINDOW = mark(
    "Install a newer one (Debian: apt install g++), or take `compiler` out of the job file."
)


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


_SAYS_FULL = re.compile(r"no ?space ?left|disk quota exceeded|ENOSPC|errno 28\b|disk full", re.IGNORECASE)
_SAYS_TOO_LARGE = re.compile(r"file too large|EFBIG|FileTooBig|errno 27\b|^= signal 25$", re.IGNORECASE | re.MULTILINE)
_SAYS_NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|cannot allocate memory|out ?of ?memory|OOM when allocating|failed to allocate memory"
    r"|failed to map segment|pthread_create\(\) failed|can't start new thread"
    r"|^= signal 9$|^Killed$",
    re.IGNORECASE | re.MULTILINE,
)
_ANYTHING = _re("")

RULES: tuple[Rule, ...] = (
    Rule(
        "cache-full", (), _SAYS_FULL,
        _NO_SPACE, _DISK_IS_FULL,
        mark("Free some space on that disk, and run it again."),
        key="space", code=ExitCode.BAD_REQUEST, errnos=_FULL, full_disk=True, where="cache",
    ),
    Rule(
        "disk-full", (), _SAYS_FULL,
        _NO_SPACE, _DISK_IS_FULL,
        mark("Free some space, or choose another place with --output."),
        mark('Free some space, or choose another folder on the page "{page}".'), mark("Products"),
        key="space", code=ExitCode.BAD_REQUEST, errnos=_FULL, full_disk=True, where="folder",
    ),
    Rule(
        "file-too-large", (), _SAYS_TOO_LARGE,
        mark("A file became larger than is allowed here"),
        mark("The disk that holds {folder}, or this terminal, limits how large one file may be."),
        mark("Choose another disk with --output, or lift the limit (ulimit -f unlimited)."),
        mark('Choose a folder on another disk on the page "{page}".'), mark("Products"),
        key="space", code=ExitCode.BAD_REQUEST, errnos=(errno.EFBIG,), where="either",
    ),
    Rule(
        "converter-half-precision", ("converter",),
        _re(rf"{_HALF}[\s\S]*?xf16>"),
        mark("This model calculates in half precision (float16): {names}"),
        mark("The converter supports these operations only in float32."),
        mark("Save the model with float32 calculations, and choose float16 here: the file becomes just as small."),
        names=_re(r"'tf\.(\w+)' op is neither"), code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "converter-tensor-list", ("converter",),
        _re(r"'tf\.TensorListReserve' op requires element_shape to be static"),
        mark("A recurrent layer of this model cannot be converted"),
        mark("It makes a list whose length or shape is known only while it runs."),
        mark("Give the layer an input of known size, for example keras.Input(shape=(20, 8)), or set unroll=True."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "converter-flex", ("converter",),
        _re(r"^(?:TF Select|Flex|Custom) ops: \S|op is neither a custom op nor a flex op"),
        mark("This model needs operators that only TensorFlow has: {names}"),
        mark("The finished program does not contain TensorFlow, and its runtime cannot run these operators."),
        mark("Replace these operations, or export the model without that part (often its pre- or postprocessing)."),
        names=_re(r"^(?:TF Select|Flex|Custom) ops: ([\w, ]+)"), code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "quantizer-no-range", ("quantizer",),
        _re(r"Failed to get quantization parameters for tensor: (?P<tensor>[^\n]+?)\. Error"),
        mark("The sample data say nothing about a part of the model ({tensor})"),
        mark("None of the samples reached that part, so the range of its numbers is not known."),
        mark("Give more and different sample data, or choose float16 or int8-weights, which need none."),
    ),
    Rule(
        "interpreter-flex", ("interpreter",),
        _re(r"Select TensorFlow op\(s\)[\s\S]*?Node number \d+ \(Flex(?P<names>\w+)\)"),
        mark("This model needs operators that only TensorFlow has: {names}"),
        mark("The finished program does not contain TensorFlow, and its runtime cannot run these operators."),
        mark("Replace these operations, or export the model without that part (often its pre- or postprocessing)."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "interpreter-custom", ("interpreter",),
        _re(r"unresolved custom op: (?P<names>[^\n]+?)\.?$"),
        mark("This model needs custom operators: {names}"),
        mark("Their code is outside the model file, and the runtime does not have it."),
        mark("Use a model without these operators, or move this part of the work out of the model."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "interpreter-version", ("interpreter",),
        _re(r"Didn't find op for builtin opcode '(?P<operator>\w+)' version '(?P<version>\d+)'"),
        mark("This model needs the operator {operator} in version {version}, which the runtime does not have"),
        mark("The file was made for a newer runtime, or it is damaged."),
        mark("Convert the model with an older TensorFlow, or choose the model that the file was made from."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "interpreter-not-a-model", ("interpreter",),
        _re(
            r"not a valid Flatbuffer buffer|schema version -?\d+ not equal|builtin_code out of range"
            r"|number of elements overflowed|required_bytes <= bytes was not true"
        ),
        mark("The model file is damaged or incomplete"),
        mark("Its parts are not where the file says they are."),
        mark("Copy or download the file again. If that does not help, save it again where it was made."),
        code=ExitCode.BAD_REQUEST,
    ),
    Rule(
        "interpreter-inconsistent", ("interpreter",),
        _re(r"is both input \d+ and output|AllocateTensors\(\) called on inconsistent model"),
        mark("The model file is damaged or was changed by hand"),
        mark("A part of the model needs its own result as an input, which is impossible."),
        mark("Copy or download the file again. If that does not help, save it again where it was made."),
        code=ExitCode.BAD_REQUEST,
    ),
    Rule(
        "interpreter-reshape", ("interpreter",),
        _re(r"XNNPack delegate failed to reshape runtime"),
        mark("The model needs more memory than there is, or its sizes contradict each other"),
        mark("The runtime did not get enough memory for the model's calculations."),
        mark("Check the sizes of the inputs with `litecrate inspect`, and save the model with smaller ones."),
        mark("Check the sizes of the inputs, and save the model with smaller ones."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "interpreter-operator", ("interpreter",),
        _re(r"Node number \d+ \((?P<operator>\w+)\) failed to (?:prepare|invoke)"),
        mark("The runtime refuses an operator of this model: {operator}"),
        mark("It is used with types or sizes that the runtime does not support."),
        mark("Convert the model again with a current TensorFlow, or choose the model that the file was made from."),
        code=ExitCode.UNSUPPORTED_MODEL,
    ),
    Rule(
        "compiler-cache-readonly", ("compiler",),
        _re(r"ReadOnlyFileSystem|unable to (?:create|open)[^\n]*cache[^\n]*AccessDenied"),
        mark("The compiler cannot write to its cache"),
        mark("The cache folder of your account is read-only."),
        mark("Make it writable, or set XDG_CACHE_HOME to a folder that is."),
        mark("Make it writable, or ask someone who looks after this computer."),
        code=ExitCode.BAD_REQUEST,
    ),
    Rule(
        "compiler-cache-damaged",
        ("compiler",),
        _re(r"error: (?P<path>\S+): (?:failed to parse archive: )?truncated or malformed"),
        mark("The compiler's cache is damaged"),
        mark("A file in it is incomplete: {path}."),
        mark("Delete the folder ~/.cache/litecrate/zig and try again. Filling it again takes about a minute."),
    ),
    Rule(
        "compiler-missing", ("compiler",),
        _re(r"The CMAKE_CXX_COMPILER:\s+(?P<path>\S+)\s+is not a full path to an existing compiler tool"),
        mark("The C++ compiler {path} is not there any more"),
        mark("It was removed or replaced since it was last used."),
        mark("Install it again, or leave --compiler out to use the bundled one."),
        mark("Install it again, or take `compiler` out of the job file."),
    ),
    Rule(
        "compiler-not-executable", ("compiler",),
        _re(r"is not able to compile a simple test program[\s\S]*?: Permission denied"),
        mark("The C++ compiler may not be started"),
        mark("It is on a disk that does not allow programs to start."),
        mark("Install Litecrate in a folder on another disk, for example in your home folder."),
    ),
    Rule(
        "compiler-too-old", ("compiler",),
        _re(r"only available from C\+\+17 onwards|unrecognized command[- ]line option '?-std=c\+\+17"),
        mark("The C++ compiler of this system is too old"),
        mark("The runner is written in C++17."),
        _SYSTEM_COMPILER,
        _SYSTEM_COMPILER_IN_WINDOW,
    ),
    Rule(
        "cmake-too-old", ("compiler",),
        _re(r"CMake (?P<needed>[\d.]+) or higher is required\.\s+You are running version (?P<version>[\d.]+)"),
        mark("CMake {version} is too old"),
        mark("The runner needs {needed} or newer."),
        mark("Install Litecrate again with pip, which brings the CMake that it needs."),
    ),
    Rule(
        "packer-no-objdump", ("packer",),
        _re(r"objdump is required"),
        mark("A tool of the system is missing: objdump"),
        mark("PyInstaller finds out with it which libraries a program needs."),
        mark("Install the package binutils (Debian, Ubuntu: apt install binutils) and try again."),
    ),
    Rule(
        "program-noexec", ("program",),
        _re(r"failed to map segment from shared object"),
        mark("it cannot unpack itself to where programs may be started"),
        mark("Nothing may be started from the folder for temporary files."),
        mark("Set TMPDIR to another folder, or use the folder product, which unpacks nothing."),
        in_window=mark("Use the folder product, which unpacks nothing."),
    ),
    Rule(
        "program-disk-full", ("program",),
        _re(r"\[PYI-\d+:ERROR\] Failed to extract"),
        mark("there is no space for it to unpack itself"),
        mark("The disk that holds the folder for temporary files is full."),
        mark("Free some space, set TMPDIR to another folder, or use the folder product, which unpacks nothing."),
        in_window=mark("Free some space, or use the folder product, which unpacks nothing."),
    ),
    Rule(
        "program-memory-limit", ("program",),
        _re(r"^error: The model takes more memory than it says"),
        mark("it needs more memory than its model says"),
        mark("It got several times the memory that its weights and tensors need, and that was not enough."),
        mark("Export the model again; its file is most likely damaged."),
    ),
    Rule(
        "program-time-limit", ("program",),
        _re(r"^error: The model did not answer within (?P<seconds>\d+) s"),
        mark("it did not answer within {seconds} s"),
        mark("That is the limit for the first answer of a model of this size."),
        mark("Export the model again; its file is most likely damaged."),
    ),
    Rule(
        "child-no-memory", ("child", "converter", "quantizer"),
        _re(r"^\w*MemoryError|std::bad_alloc|^ImportError: \S+: failed to map segment from shared object"),
        _NO_MEMORY,
        mark("The system did not give more memory to the program that works on the model."),
        _MORE_MEMORY,
    ),
    Rule(
        "no-memory", ("compiler", "packer", "ended child", "engine"), _SAYS_NO_MEMORY,
        "",  # what stopped is known to whom it happened
        mark("There was not enough memory, or the system ended it to save memory (signal 9)."),
        mark("Close other programs, or use a smaller model or a computer with more memory, and run it again."),
        key="memory", errnos=(errno.ENOMEM,), exit_codes=(_KILLED,),
        why_of_model=mark(
            "There was not enough memory: a model of {size} needs about {needed} while it is worked on."
        ),
    ),
    Rule(
        "cannot-write-cache", (), None,
        _CANNOT_WRITE, _SYSTEM_SAYS,
        mark("Make it writable, or set XDG_CACHE_HOME to a folder that is."),
        mark("Make it writable, or ask someone who looks after this computer."),
        code=ExitCode.BAD_REQUEST, errnos=_EVERY_ERRNO, where="cache",
    ),
    Rule(
        "cannot-write", (), None,
        _CANNOT_WRITE, _SYSTEM_SAYS,
        mark("Choose a folder that you may write to with --output."),
        mark('Choose a folder that you may write to on the page "{page}".'), mark("Products"),
        code=ExitCode.BAD_REQUEST, errnos=_EVERY_ERRNO, where="folder",
    ),
    Rule(
        "compiler-unknown", ("compiler",), _ANYTHING,
        "", _UNKNOWN,
        mark("Check the log for the details, and run `litecrate doctor` to check this computer."),
        mark('Check the log for the details, and the requirements on the page "{page}".'),
        mark("Summary"),
    ),
    Rule(
        "packer-unknown", ("packer",), _ANYTHING,
        "", _UNKNOWN,
        mark("Check the log, or make the native product, which does not need PyInstaller (--product native)."),
        mark('Check the log, or choose the native product on the page "{page}": it does not need PyInstaller.'),
        mark("Products"),
    ),
)  # fmt: skip
