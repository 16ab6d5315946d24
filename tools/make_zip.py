"""The whole site as one archive: unpacked it can be read, and with any server of files also run.

python -m tools.make_zip [--pyodide FOLDER]     _build/lstm-gate-by-gate.zip
"""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

BUILT = Path(__file__).resolve().parent.parent / "_build"
SITE = BUILT / "html"
FILE = BUILT / "lstm-gate-by-gate.zip"
TOP = "lstm-gate-by-gate"
README = """LSTM, Gate by Gate

To read, open index.html. Figures can be dragged, nothing is fetched from elsewhere.

To run the notebooks in your browser, too, serve this folder on your machine, for example with

    python3 -m http.server --bind 127.0.0.1

and open http://127.0.0.1:8000
"""


def pack(site: Path, target: Path) -> None:
    """Put all files of a built site, and how to begin, into an archive; like files, like archive.

    Raises:
        SystemExit: if there is no site, or it lacks the part that runs in the browser.
    """
    if not (site / "lite").is_dir():
        raise SystemExit(f"There is no whole site in {site}: make site builds it.")
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
    pack(SITE, FILE)
    print(f"{FILE}: {FILE.stat().st_size / 1e6:.0f} MB")
