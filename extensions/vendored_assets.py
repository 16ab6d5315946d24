"""Scripts and fonts the pages load, put into the site at build: nothing comes from elsewhere.

MathJax is copied out of the PyPI distribution `sphinx-mathjax-offline`, file by file as
`mathjax.sha256` lists them; a file that differs from the list stops the build. The colours of the
symbols become a style sheet.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from extensions import symbols

DISTRIBUTION = "sphinx-mathjax-offline"
FOLDER = f"{DISTRIBUTION}/static/mathjax"
CHECKSUMS = Path(__file__).with_name("mathjax.sha256")


def mathjax_files() -> dict[str, bytes]:
    """The files of MathJax that the site ships, checked, by their names below `mathjax/`.

    Raises:
        ExtensionError: if the distribution is not installed, or lacks a file or has another.
    """
    try:
        folder = Path(str(distribution(DISTRIBUTION).locate_file(FOLDER)))
    except PackageNotFoundError as error:
        raise ExtensionError(f"{DISTRIBUTION} is not installed: see requirements.txt") from error
    files = {}
    for line in CHECKSUMS.read_text("utf-8").splitlines():
        checksum, name = line.split("  ")
        path = folder / name
        content = path.read_bytes() if path.is_file() else b""
        if sha256(content).hexdigest() != checksum:
            raise ExtensionError(f"{DISTRIBUTION}: {name} is not the file of {CHECKSUMS.name}")
        files[name] = content
    return files


def _write_static_files(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    for name, content in mathjax_files().items():
        target = static / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (static / "symbols.css").write_text(symbols.stylesheet(symbols.load()), "utf-8")


def setup(app: Sphinx) -> None:
    """Write the files before the first page names them."""
    app.connect("builder-inited", _write_static_files)
    app.add_css_file("symbols.css")
