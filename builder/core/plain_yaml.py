"""Reads the plain part of YAML that exporters write: nested maps and lists of texts and numbers; no tags, no anchors.

Deliberately small: a file that uses more is refused with `ValueError`, and nothing in it can name code or another file.
"""

import re
from typing import Any

_DEEPEST = 16  # levels; chosen: exporters write three
_MOST_LINES = 200_000  # and of commas, which part values on one line; chosen: two names for each of `MOST_LABELS`
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|-?\d+|[^\s"'#&*!|>%@`\[\]{},?:-][^:#]*):(?:\s|$)""")
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_FOLD = re.compile(r"(?<!\\)\n")
_COMMENT = re.compile(r"\s#")
_FLOW_END = re.compile(r"[,\]}]|:(?=\s)")
_SPACE = re.compile(r"\s*")
_WHOLE = re.compile(r"[-+]?\d{1,18}")
_REAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d{1,3})?")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "b": "\b", "a": "\a", "f": "\f", "v": "\v"}
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\n\s*|.)", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Line:
    def __init__(self, text: str) -> None:
        self.words = text.strip()
        self.indent = len(text) - len(text.lstrip(" "))


def parse_yaml(text: str) -> Any:
    """The value that a text describes: dict, list, str, int, float, bool or None.

    Raises:
        ValueError: It is no YAML, or uses more of it than exporters write.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > _MOST_LINES or text.count(",") > _MOST_LINES:
        raise ValueError("too many lines or values")
    kept = [_Line(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    kept = [line for line in kept if line.words not in {"---", "..."}]
    if any("\t" in line.words[:1] for line in kept):
        raise ValueError("a tab where spaces belong")
    reader = _Reader(kept)
    value = reader.block(0, 0) if kept else None
    if reader.at < len(kept):
        raise ValueError("a line that belongs to nothing")
    return value


class _Reader:
    def __init__(self, lines: list[_Line]) -> None:
        self.lines, self.at = lines, 0

    def _next(self) -> _Line | None:
        return self.lines[self.at] if self.at < len(self.lines) else None

    def block(self, indent: int, depth: int) -> Any:
        """A map, list or text whose lines are indented by at least `indent`."""
        line = self._next()
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if line is None or line.indent < indent:
            return None
        if line.words == "-" or line.words.startswith("- "):
            return self._list(line.indent, depth)
        if _KEY.match(line.words):
            return self._map(line.indent, depth)
        self.at += 1
        return self._scalar(line.words, line.indent - 1)

    def _list(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        while (line := self._next()) is not None and line.indent == indent:
            if line.words != "-" and not line.words.startswith("- "):
                break
            rest = line.words[1:].lstrip()
            inner = indent + len(line.words) - len(rest)
            if not rest:
                self.at += 1
                found.append(self.block(indent + 1, depth + 1))
            elif _KEY.match(rest) or rest.startswith("- "):
                self.lines[self.at] = _Line(" " * inner + rest)
                found.append(self.block(inner, depth + 1))
            else:
                self.at += 1
                found.append(self._scalar(rest, indent))
        return found

    def _map(self, indent: int, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while (line := self._next()) is not None and line.indent == indent:
            match = _KEY.match(line.words)
            if match is None:
                raise ValueError("a line without a key")
            self.at += 1
            rest = line.words[match.end() :].strip()
            found[_key(match[1])] = self._scalar(rest, indent) if rest else self._below(indent, depth)
        return found

    def _below(self, indent: int, depth: int) -> Any:
        """What stands below a key: a list may have its indent, anything else has more."""
        line = self._next()
        if line is not None and line.indent == indent and (line.words == "-" or line.words.startswith("- ")):
            return self._list(indent, depth + 1)
        return self.block(indent + 1, depth + 1)

    def _scalar(self, words: str, indent: int) -> Any:
        """A text or number, with the lines that go on with it, which are indented by more."""
        parts = [words]
        while (line := self._next()) is not None and line.indent > indent:
            parts.append(line.words)
            self.at += 1
        return _value("\n".join(parts))


def _value(words: str) -> Any:
    if words[0] in "[{\"'":
        value, end = _flow_entry(words, 0, 0)
        rest = words[end:].lstrip()
        if rest and not rest.startswith("#"):
            raise ValueError("text behind a list or a quoted text")
        return value
    if words[0] in "&*!|>%@`":
        raise ValueError("more of YAML than is read here")
    return _plain(words)


def _plain(words: str) -> Any:
    """A text without quotes, or the number or word that it stands for."""
    words = _COMMENT.split(words, maxsplit=1)[0].strip()
    if words.lower() in _WORDS:
        return _WORDS[words.lower()]
    if _WHOLE.fullmatch(words):
        return int(words)
    if _REAL.fullmatch(words):
        return float(words)
    return " ".join(words.split("\n"))


def _key(words: str) -> Any:
    return _quoted(words, 0)[0] if words[0] in "\"'" else _plain(words)


def _quoted(words: str, at: int) -> tuple[str, int]:
    """The quoted text that begins at a place, and where it ends."""
    found = (_DOUBLE if words[at] == '"' else _SINGLE).match(words, at)
    if found is None:
        raise ValueError("a quoted text without an end")
    if words[at] == "'":
        return found[1].replace("\n", " ").replace("''", "'"), found.end()
    return _ESCAPE.sub(_unescaped, _FOLD.sub(" ", found[1])), found.end()


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            raise ValueError("a character that there is not")
        return chr(number)
    return "" if code.startswith("\n") else _ESCAPES.get(code, code)


def _flow_entry(words: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a place inside of brackets, and where it ends."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if words[at : at + 1] in {"[", "{"}:
        return _flow(words, at, depth)
    if words[at : at + 1] in {'"', "'"}:
        return _quoted(words, at)
    end = _FLOW_END.search(words, at)
    if end is None or end.start() == at:
        raise ValueError("a list without an end")
    return _plain(words[at : end.start()].strip() or "~"), end.start()


def _flow(words: str, at: int, depth: int) -> tuple[Any, int]:
    """The list or map in brackets that begins at a place, and where it ends."""
    closing = "]" if words[at] == "[" else "}"
    values: list[Any] = []
    keys: list[Any] = []
    at = _after_space(words, at + 1)
    while words[at : at + 1] != closing:
        value, at = _flow_entry(words, at, depth + 1)
        at = _after_space(words, at)
        if closing == "}":
            if words[at : at + 1] != ":" or isinstance(value, (list, dict)):
                raise ValueError("a map without values")
            keys.append(value)
            value, at = _flow_entry(words, _after_space(words, at + 1), depth + 1)
            at = _after_space(words, at)
        values.append(value)
        if words[at : at + 1] == ",":
            at = _after_space(words, at + 1)
        elif words[at : at + 1] != closing:
            raise ValueError("a list without an end")
    return (values if closing == "]" else dict(zip(keys, values, strict=True))), at + 1


def _after_space(words: str, at: int) -> int:
    found = _SPACE.match(words, at)
    return found.end() if found else at
