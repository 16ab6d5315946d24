"""One text of JavaScript made of several files, for hosts that load one and follow no imports.

Understood are `import { a, b } from "./file.js";`, `import text from "./file" with { type:
"text" };`, which for a script is the text of its module, and `export` before a declaration. All
files of a module share one scope, so that no two of them may declare one name.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files

_FOLDER = files("lstm_course.explorables")
_FIGURES = files("lstm_course") / "figures"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.M)
_DATA = re.compile(
    r'^import (\w+) from "\.\./figures/(\w+\.json)" with \{ type: "json" \};\n', re.M
)
_TEXT = re.compile(r'^import (\w+) from "\./(\w+)\.(js|css)" with \{ type: "text" \};\n', re.M)
_EXPORT = re.compile(r"^export (?!default)", re.M)
_DEFAULT = "export default "


def _source(file: str) -> str:
    return (_FOLDER / file).read_text("utf-8")


NAMES = sorted(
    path.name.removesuffix(".js")
    for path in _FOLDER.iterdir()
    if path.name.endswith(".js") and f"\n{_DEFAULT}" in path.read_text("utf-8")
)
"""What there is to explore."""


def module(name: str) -> str:
    """One ES module: the file of this name, after all that it imports.

    Args:
        name: one of `NAMES`, or of the other files.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    return "\n".join(_plain(part) for part in _parts(name))


def bundle() -> str:
    """A script for pages without a kernel: all explorables, and the element that shows them."""
    shared = list(dict.fromkeys(part for name in NAMES for part in _parts(name)[:-1]))
    scopes = [
        f"explorables.{name} = (() => {{\n{_plain(name).replace(_DEFAULT, 'return ')}}})();\n"
        for name in NAMES
    ]
    parts = [*map(_plain, shared), "const explorables = {};\n", *scopes, _plain("host")]
    return f'"use strict";\n(() => {{\n{"".join(parts)}}})();\n'


def _parts(name: str) -> list[str]:
    """A file's imports, theirs first, each once, and the file itself at the end."""
    found = [part for other in _IMPORT.findall(_source(f"{name}.js")) for part in _parts(other)]
    return list(dict.fromkeys([*found, name]))


def _plain(name: str) -> str:
    """A file without imports and exports, the texts that it imports written into it."""
    source = _IMPORT.sub("", _source(f"{name}.js"))
    return _EXPORT.sub("", _DATA.sub(_data, _TEXT.sub(_text, source)))


def _text(match: re.Match[str]) -> str:
    constant, name, kind = match.groups()
    text = _source(f"{name}.css") if kind == "css" else module(name)
    return f"const {constant} = {json.dumps(text, ensure_ascii=False)};\n"


def _data(match: re.Match[str]) -> str:
    constant, name = match.groups()
    return f"const {constant} = {(_FIGURES / name).read_text('utf-8')};\n"
