"""One script from many ES modules, for hosts that load one file and follow no imports.

Each module keeps a scope of its own: it becomes a function that is called once and returns what
the module exports. The bundler understands

    import { a, b as c } from "./file.js";
    import data from "./file.json" with { type: "json" };
    import text from "./file.css" with { type: "text" };
    export const …, export function …, export async function …, export class …, export default …;

and rejects any other import or export. The text of a script is the text of its bundle.
Comments on lines of their own and indentation are left out.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Final, NamedTuple

from lstm_lib.weights import DEFAULT_FORGET_BIAS

EXPLORABLES: Final = {
    "activations": "figures/activations.js",
    "arena": "arena/arena.js",
    "cells_by_rate": "figures/cells_by_rate.js",
    "endless_stream": "figures/endless_stream.js",
    "forgetting": "figures/vanishing_gradient.js",
    "full_cell": "figures/full_cell.js",
    "input_gate": "figures/input_gate.js",
    "layer": "figures/layer.js",
    "leaks": "figures/leaks.js",
    "long_memory": "figures/long_memory.js",
    "memory_cell": "figures/memory_cell.js",
    "playground": "playground/playground.js",
    "potential_memory": "figures/potential_memory.js",
    "shut_gates": "figures/shut_gates.js",
    "speech_detector": "figures/speech_detector.js",
    "spelling": "figures/spelling.js",
    "through_time": "figures/through_time.js",
    "two_ends": "figures/two_ends.js",
    "which_cell": "figures/which_cell.js",
}
"""The modules of the interactive figures, by name. Saved links and notebooks contain the names."""

_ROOT = files("lstm_course") / "explorables"
_ELEMENT = "ui/custom_element.js"
_DEFAULTS = {"model/defaults.js": {"DEFAULT_FORGET_BIAS": DEFAULT_FORGET_BIAS}}
_IMPORT = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\}|(?P<default>\w+)) from "(?P<path>\.[^"]+)"'
    r'(?: with \{ type: "(?P<kind>json|text)" \})?;\n',
    re.M,
)
_EXPORT = re.compile(r"^export (?P<kind>const|class|(?:async )?function) (?P<name>\w+)", re.M)
_COMMENT = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.M | re.S
)  # on lines of its own
_INDENT = re.compile(r"^[ \t]+", re.M)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.M)


class _Module(NamedTuple):
    """A module as a function's body, and the modules that it imports."""

    body: str
    imports: tuple[str, ...]


def source(path: str) -> str:
    """The text of one file, with the defaults of lstm_lib written into it.

    Args:
        path: its place below lstm_course/explorables.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    text = (_ROOT / path).read_text("utf-8")
    for name, value in _DEFAULTS.get(path, {}).items():
        text = text.replace(f"{name} = NaN;", f"{name} = {json.dumps(value)};")
    return text


def bundle_module(path: str) -> str:
    """One ES module without imports: this file and all that it imports; its export is default.

    Args:
        path: its place below lstm_course/explorables.

    Raises:
        FileNotFoundError: if a file does not exist.
        ValueError: if a file has an import or export that the bundler does not understand.
    """
    return f"{_definitions([path])}export default {_variable(path)}.default;\n"


def bundle_page(names: Iterable[str] = EXPLORABLES) -> str:
    """A script for pages without a kernel: these figures, and the element that shows them."""
    paths = {name: EXPLORABLES[name] for name in names}
    figures = ", ".join(f"{name}: {_variable(path)}.default" for name, path in paths.items())
    definitions = _definitions([*paths.values(), _ELEMENT])
    start = f"{_variable(_ELEMENT)}.defineElement({{ {figures} }});\n"
    return f'"use strict";\n(() => {{\n{definitions}{start}}})();\n'


def _definitions(paths: list[str]) -> str:
    """A constant for each module that these need, in the order in which they need each other."""
    bodies: dict[str, str] = {}

    def visit(path: str, users: tuple[str, ...]) -> None:
        if path in users:
            raise ValueError(f"{path}: imports itself, by way of {', '.join(users)}")
        if path not in bodies:
            body, imports = _module(path)
            for other in imports:
                visit(other, (*users, path))
            bodies[path] = body

    for path in paths:
        visit(path, ())
    return "".join(
        f"const {_variable(path)} = (() => {{\n{body}}})();\n\n" for path, body in bodies.items()
    )


def _variable(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def _module(path: str) -> _Module:
    """A module with its imports and exports rewritten."""
    text = source(path)
    imports = []

    def define(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["path"]))
        if match["kind"]:
            return f"const {match['default']} = {_constant(target, match['kind'])};\n"
        if match["default"]:
            raise ValueError(f"{path}: no default imports of scripts: {match[0].strip()}")
        imports.append(target)
        names = " ".join(match["names"].split()).replace(" as ", ": ")
        return f"const {{ {names} }} = {_variable(target)};\n"

    body = _INDENT.sub("", _COMMENT.sub("", _IMPORT.sub(define, text)))
    exports = [match["name"] for match in _EXPORT.finditer(body)]
    body = _EXPORT.sub(r"\g<kind> \g<name>", body)
    if "\nexport default " in body:
        body = body.replace("\nexport default ", "\nconst $default = ")
        exports.append("default: $default")
    if left_over := _LEFT_OVER.search(body):
        raise ValueError(f"{path}: not understood by the bundler: {left_over[0]}")
    return _Module(f"{body}return {{ {', '.join(exports)} }};\n", tuple(imports))


def _constant(path: str, kind: str) -> str:
    """The value of an imported text or JSON file as an expression."""
    if kind == "json":
        return source(path).strip()
    text = bundle_worker(path) if path.endswith(".js") else source(path)
    return json.dumps(text, ensure_ascii=False)


def bundle_worker(path: str) -> str:
    """A script without exports: this file and all that it imports.

    Args, Raises: as in `bundle_module`.
    """
    return _definitions([path])
