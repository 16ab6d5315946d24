"""Plots on their way from a notebook to a page: the same pixels, smaller, at the stated size."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from small_book import small_book

from extensions import plots
from tools.build_book import build
from tools.notebook_checks.form import METADATA


def png(pixels: np.ndarray[Any, Any]) -> bytes:
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "png")
    return made.getvalue()


@pytest.mark.parametrize("channels", [3, 4])
def test_webp_has_the_same_pixels(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, channels), np.uint8)
    made = Image.open(io.BytesIO(plots.webp(png(pixels))))
    np.testing.assert_array_equal(np.asarray(made), pixels)


def test_only_a_picture_with_both_sizes_in_pixels_gets_them_as_attributes() -> None:
    one = '<img src="a.webp" style="width: 6px; height: 4px;" />'
    assert plots.sized(one) == '<img src="a.webp" width="6" height="4" />'
    for other in (
        '<img src="a.webp" style="width: 50%;" />',
        '<div style="width: 6px; height: 4px;"></div>',
    ):
        assert plots.sized(other) == other


def test_a_page_shows_a_plot_as_webp_at_its_size_and_without_a_link(tmp_path: Path) -> None:
    source = small_book(tmp_path, "# A page")
    path = source / "chapters/page.ipynb"
    book: Any = nbformat.read(path, 4)
    pixels = np.full((80, 120, 4), 255, np.uint8)
    pixels[20:60, 30:90, :3] = 99
    output = nbformat.v4.new_output(
        "display_data",
        {"image/png": b64encode(png(pixels)).decode()},
        metadata={"image/png": {"width": 60, "height": 40}},
    )
    settings = {"mystnb": {"image": {"alt": "A grey rectangle on white."}}}
    book.cells.append(nbformat.v4.new_code_cell("f()", outputs=[output], metadata=settings))
    book.metadata = METADATA
    nbformat.write(book, path)
    page = build(tmp_path, source) / "chapters/page.html"
    (image,) = BeautifulSoup(page.read_text("utf-8"), "html.parser").select(".cell_output img")
    assert (image["width"], image["height"]) == ("60", "40")
    assert image["alt"] == "A grey rectangle on white."
    assert image.find_parent("a") is None
    with Image.open(page.parent / str(image["src"])) as shown:
        assert shown.format == "WEBP"
        np.testing.assert_array_equal(np.asarray(shown.convert("RGBA")), pixels)
