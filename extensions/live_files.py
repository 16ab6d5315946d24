"""The files that Python in a page is made of: what to load, with a sum for each, and the course.

Pyodide and its packages stand in the folder of JupyterLite, which was built before; a page takes
fewer of them, and neither IPython nor the parts of matplotlib that write PDF.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYODIDE = "static/pyodide"
LOCK = "pyodide-lock.json"
RUNTIME = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
PLAIN = {"numpy": ()}
DRAWING: dict[str, tuple[str, ...]] = {
    "contourpy": ("numpy",),
    "cycler": (),
    "kiwisolver": (),
    "matplotlib": (
        "contourpy", "cycler", "kiwisolver", "numpy", "packaging", "pillow", "pyparsing",
        "python-dateutil",
    ),
    "matplotlib-fontlist": ("matplotlib",),
    "packaging": (),
    "pillow": (),
    "pyparsing": (),
    "python-dateutil": ("six",),
    "six": (),
}  # fmt: skip
"""The packages of a page, and what each needs there."""

IN_THE_COURSE = {".py", ".json", ".mplstyle", ".npz"}
PACKED = {".js", ".json", ".wasm"}
"""Suffixes of files that hosts compress on the way."""


def course() -> bytes:
    """lstm_lib and lstm_course as a zip file; the same files give the same bytes."""
    paths = [path for name in ("lstm_lib", "lstm_course") for path in (ROOT / name).rglob("*")]
    files = sorted(path for path in paths if path.suffix in IN_THE_COURSE and path.is_file())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(ROOT).as_posix())
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def write(lite: Path, target: Path) -> None:
    """Write the course, Pyodide's lock file for pages, and `python.json`, which lists everything.

    Args:
        lite: the folder of the built JupyterLite.
        target: a folder, which exists.
    """
    source = lite / PYODIDE
    lock = json.loads((source / LOCK).read_text("utf-8"))
    needs = PLAIN | DRAWING
    lock["packages"] = {
        name: lock["packages"][name] | {"depends": list(depends)} for name, depends in needs.items()
    }
    ours = {"course.zip": course(), LOCK: json.dumps(lock, sort_keys=True).encode()}
    for name, content in ours.items():
        (target / name).write_bytes(content)

    def files(names: dict[str, Any]) -> dict[str, list[str]]:
        return {name: [lock["packages"][name]["file_name"]] for name in names}

    packages = {"plain": files(PLAIN), "drawing": files(DRAWING)}
    named = [*RUNTIME, *(file for group in packages.values() for [file] in group.values())]
    contents = {name: (source / name).read_bytes() for name in named} | ours
    bundle = {
        "course": "course.zip",
        "runtime": RUNTIME,
        "packages": packages,
        "sums": {name: integrity(content) for name, content in contents.items()},
        "sizes": {name: _sent(name, content) for name, content in contents.items()},
    }
    (target / "python.json").write_text(json.dumps(bundle, sort_keys=True), "utf-8")


def integrity(content: bytes) -> str:
    """The sum of a file, as browsers want it."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"


def _sent(name: str, content: bytes) -> int:
    """Bytes over the line."""
    return len(gzip.compress(content, 6)) if Path(name).suffix in PACKED else len(content)
