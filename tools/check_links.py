"""Ask every site that the book links to whether the link still works."""

from __future__ import annotations

import sys

from tools.build_book import ROOT, jupyter_book

if __name__ == "__main__":
    options = ["--path-output", str(ROOT / "_build" / "links"), "--builder", "linkcheck"]
    sys.exit(jupyter_book(ROOT, *options))
