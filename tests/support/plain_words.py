"""Which words only those understand who program, so that they stand in details and documentation alone."""

import re

PRECISION = r"(?:float32|float16|int8x16|int8\+float|int8-weights|int4-weights|int8|dynamic)"
TECHNICAL = re.compile(
    "|".join(
        (
            r"glibc", r"\bcaffe\b", r"noexec", r"\bTMPDIR\b", r"map segment",
            r"\d[.,]?\d*e[+-]?\d+\b",  # 1.2e-7
            r"(?<![\w-])--[a-z]",  # --scaling
            r"`litecrate \w|\blitecrate (?:export|gui|inspect|compare|doctor|sample)\b",
            r"\b[A-Z]{2,}_[A-Z_]{2,}\b",  # XDG_CACHE_HOME
            rf"^{PRECISION} (?!post|weights|dynamic|full|activations)\w+",  # as the subject of a sentence
            r"\b\w+/\w+/\w+;\w+/|\bStatefulPartitionedCall\b|\w+/(?:Relu|BiasAdd|MatMul|Conv2D)\b",  # tensors' names
        )
    ),
    re.IGNORECASE,
)  # fmt: skip
_ENV = re.compile(r"\b[A-Z]{2,}_[A-Z_]{2,}\b")


def technical(words: str) -> str:
    """The first technical word or pattern in a text; "" where there is none."""
    for found in TECHNICAL.finditer(words):
        if "_" not in found.group() or "/" in found.group() or _ENV.fullmatch(found.group()):
            return found.group()
    return ""
