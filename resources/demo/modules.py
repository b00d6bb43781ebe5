"""Joins the page's JavaScript modules into one: each behind those that it imports, without imports and exports.

All names of all modules share one scope then, as if they had been written into one file. So that this changes nothing,
a module is held to a few forms: named imports in one line each, exports that are declarations of constants, functions
and classes (which are never assigned again), no module that imports itself in a circle, no name declared twice (where
several are declared in one statement, the browser says so, for the result is a module too).
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass

from resources.demo.source_lines import JAVASCRIPT, SourceError, lines_of

_IMPORT = re.compile(r'import \{ (\w+(?:, \w+)*) \} from "(\.\.?/[\w/.]+\.js)";')
_EXPORT = re.compile(r"export (?=(?:async function|function|class|const) )")
_DECLARATION = re.compile(r"^(?:export )?(?:(?:async )?function|class|const|let) (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """One source.

    Attributes:
        path: Its path below the page's folder.
        imports: For each module that it imports, in order: its path, and the names.
        declared: What it declares at its top level, which is not indented.
        exports: Those of these that others may import.
        code: Its lines without comments, imports and the word export.
    """

    path: str
    imports: tuple[tuple[str, tuple[str, ...]], ...]
    declared: tuple[str, ...]
    exports: frozenset[str]
    code: tuple[str, ...]


def joined_modules(read: Callable[[str], str], entry: str) -> list[str]:
    """The lines of all modules that the first one needs.

    Args:
        read: Gives a source's text for its path.
        entry: The path of the first module.
    Raises:
        SourceError: A module cannot be joined with the others.
    """
    modules = modules_of(read, entry)
    known = {module.path: module for module in modules}
    owners: dict[str, str] = {}
    for module in modules:
        for name in module.declared:
            if owners.setdefault(name, module.path) != module.path:
                raise SourceError(module.path, f"{name} is declared in {owners[name]} too")
        for path, names in module.imports:
            if missing := sorted(set(names) - known[path].exports):
                raise SourceError(module.path, f"{path} does not export {', '.join(missing)}")
    return [line for module in modules for line in module.code]


def modules_of(read: Callable[[str], str], entry: str) -> list[Module]:
    """The first module and all that it needs, in the order in which a browser evaluates them.

    Raises:
        SourceError: One is written in a form that is not known here, or imports itself in a circle.
    """
    done: dict[str, Module] = {}
    open_paths: list[str] = []

    def visit(path: str) -> None:
        if path in done:
            return
        if path in open_paths:
            raise SourceError(path, f"it imports itself, by way of {open_paths[-1]}")
        open_paths.append(path)
        module = read_module(path, read(path))
        for imported, _ in module.imports:
            visit(imported)
        open_paths.pop()
        done[path] = module

    visit(entry)
    return list(done.values())


def read_module(path: str, text: str) -> Module:
    """A module from its text.

    Raises:
        SourceError: It has an import or an export of another form.
    """
    imports = []
    code = []
    exports = set()
    for line in lines_of(text, JAVASCRIPT, path):
        if found := _IMPORT.fullmatch(line):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[2]))
            imports.append((target, tuple(found[1].split(", "))))
        elif _EXPORT.match(line) and (found := _DECLARATION.match(line)):
            exports.add(found[1])
            code.append(_EXPORT.sub("", line, count=1))
        elif re.match(r"(?:import|export)\b", line):
            raise SourceError(path, f"this import or export cannot be joined: {line}")
        else:
            code.append(line)
    return Module(path, tuple(imports), tuple(_DECLARATION.findall(text)), frozenset(exports), tuple(code))
