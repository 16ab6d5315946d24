"""Check a change of words alone: the notebooks without running them, and the pages that changed.

For chapters, pages and captions; a change of code needs `make notebook` and `make test`.
"""

from __future__ import annotations

import sys

from tools import build_book, check

CHECKS = ("generated files", "notebooks", "metadata of notebooks")


def main() -> int:
    failed = check.check(build_book.ROOT, CHECKS)
    site = build_book.build(changed_only=True)
    print(f"Problems in: {', '.join(failed)}" if failed else f"No problems. {site / 'index.html'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
