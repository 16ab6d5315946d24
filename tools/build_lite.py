"""Build what "Run in your browser" opens: JupyterLite with Python, the library and the notebooks.

    python -m tools.build_lite NOTEBOOKS FOLDER [--pyodide FOLDER]

NOTEBOOKS is a folder written by tools.myst_to_markdown. Runs in .venv-lite, which also keeps the
downloaded wheels.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from tools.pyodide_bundle import gather
from tools.venv import SetupError

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "lite"
DOWNLOADS = Path(sys.prefix) / "wheels"
CONFIGURATION = ("jupyter-lite.json", "jupyter_lite_config.json", "overrides.json")
ICON = '<link rel="icon" type="image/x-icon" href="../static/favicons/favicon.ico" />'
SERVED = """<script>
if (location.protocol === "file:")
  location.replace("../../exercises/in_your_browser.html#from-a-folder");
</script>"""
"""Notebooks opened from a folder cannot run; the book's page says what to do."""

WRAPPED = ("config-utils.js", "service-worker.js")
"""JupyterLite's files that are replaced by ours of the same name, which import them."""

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
FIRST = (
    "build/notebooks/bundle.js",
    "config-utils.js",
    "jupyter-lite.json",
    "manifest.webmanifest",
    "notebooks/index.html",
)
"""Requested by a notebook's page before the service worker is in control."""


def build(notebooks: Path, target: Path, pyodide: Path | None = None) -> None:
    """Build into `target`, whose previous content is removed.

    Raises:
        SetupError: if a file is missing or not the expected one, or the build failed.
    """
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)  # a new folder: JupyterLite trusts its record of an earlier build
        for name in CONFIGURATION:
            shutil.copy(SOURCE / name, place)
        gather(place / "static" / "pyodide", DOWNLOADS, pyodide)
        run_jupyterlite(place, notebooks, target)
    check(target)
    wrap(target)


def run_jupyterlite(place: Path, notebooks: Path, target: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(place)]
    options = ["--contents", str(notebooks), "--output-dir", str(target)]
    result = subprocess.run(
        [*command, *options],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        raise SetupError(f"JupyterLite could not be built:\n{result.stdout}")


def check(target: Path) -> None:
    """Check that the build kept the settings that prevent requests to other servers.

    Raises:
        SetupError: if one of them is missing.
    """
    built = json.loads((target / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    wanted = json.loads((SOURCE / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    settings = built.get("litePluginSettings", {}).get(KERNEL, {})
    lacking = [
        name
        for name, value in wanted["litePluginSettings"][KERNEL].items()
        if settings.get(name) != value
    ]
    if lacking:
        raise SetupError(f"JupyterLite was built without its settings {', '.join(lacking)}.")


def wrap(target: Path) -> None:
    """Install our service worker, with the names of the files that an offline visit needs."""
    for name in WRAPPED:
        (target / name).rename(target / f"jupyterlite-{name}")
        shutil.copy(SOURCE / name, target)
    shutil.copy(SOURCE / "kept-work.js", target)
    for page in target.glob("*/index.html"):
        page.write_text(
            page.read_text("utf-8").replace("<head>", f"<head>{ICON}{SERVED}", 1), "utf-8"
        )
    files = sorted(path for path in target.rglob("*") if path.is_file())
    names = [path.relative_to(target).as_posix() for path in files]
    version = sha256()
    for name, path in zip(names, files, strict=True):
        version.update(f"{name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    course = {
        "version": version.hexdigest()[:16],
        "first": FIRST,
        "notebooks": [name for name in names if name.startswith("files/")],
    }
    worker = target / "service-worker.js"
    text = f"const COURSE = {json.dumps(course)};\n\n{worker.read_text('utf-8')}"
    worker.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pyodide", type=Path, help="Pyodide and its wheels, if not downloaded")
    given = parser.parse_args(arguments)
    pyodide = given.pyodide.resolve() if given.pyodide else None
    try:
        build(given.notebooks.resolve(), given.folder.resolve(), pyodide)
    except SetupError as error:
        print(f"\n{error}\nTo build the book without this part: make book", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
