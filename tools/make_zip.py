"""Build the whole site and pack it into one archive, to be read and run without a network.

python -m tools.make_zip [--pyodide FOLDER]     _build/lstm-gate-by-gate.zip
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools import build_site

FILE = build_site.ROOT / "_build" / "lstm-gate-by-gate.zip"
TOP = "lstm-gate-by-gate"
README = """LSTM, Gate by Gate

To read, open index.html. The interactive figures work as well, and nothing is loaded from elsewhere.

To run the notebooks in your browser too, serve this folder on your machine, for example with

    python3 -m http.server --bind 127.0.0.1

and open http://127.0.0.1:8000
"""


def pack(site: Path, target: Path) -> None:
    """Pack all files of a built site and a README; the same files give the same archive."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    with ZipFile(target, "w") as archive:
        archive.writestr(_entry("README.txt"), README)
        for name, path in sorted(files.items()):
            archive.writestr(_entry(name), path.read_bytes())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(f"{TOP}/{name}")
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


if __name__ == "__main__":
    pack(build_site.build(pyodide=build_site.pyodide_folder(sys.argv[1:], __doc__)), FILE)
    print(f"{FILE}: {FILE.stat().st_size / 1e6:.0f} MB")
