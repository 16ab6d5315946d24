"""Building only the changed pages is as strict as building all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_book import small_book

from tools.build_book import build


def test_a_build_of_changed_pages_repeats_warnings_and_finishes_each_page_once(
    tmp_path: Path,
) -> None:
    source = small_book(tmp_path, "# A page")
    page = source / "index.md"
    text = page.read_text()
    site = build(tmp_path, source)
    page.write_text(f"{text}\n{{eq}}`eq-nowhere`\n")
    for _ in range(2):
        with pytest.raises(SystemExit, match="the book was not built"):
            build(tmp_path, source, changed_only=True)
    page.write_text(text)
    build(tmp_path, source, changed_only=True)
    page.write_text(f"{text}\nChanged.\n")
    build(tmp_path, source, changed_only=True)
    assert "Changed." in (site / "index.html").read_text("utf-8")
    for name in ("index", "chapters/page"):
        assert (site / f"{name}.html").read_text("utf-8").count("Content-Security-Policy") == 1
