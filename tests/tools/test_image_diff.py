"""tools.image_diff: when two stored pictures count as the same."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tools.image_diff import difference

GREY = np.full((100, 150, 4), 128, np.uint8)


def output(pixels: np.ndarray[Any, Any], mime: str = "image/png") -> dict[str, Any]:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="png")
    return {"output_type": "display_data", "data": {mime: b64encode(file.getvalue()).decode()}}


def changed(where: tuple[slice, ...], to: int) -> np.ndarray[Any, Any]:
    pixels = GREY.copy()
    pixels[where] = to
    return pixels


EVERYWHERE = (slice(None),)
CORNER = (slice(96, 100), slice(144, 150))

CASES = [
    ("nothing", GREY, ""),
    ("noise of one level", changed(EVERYWHERE, 129), ""),
    ("two levels everywhere", changed(EVERYWHERE, 130), "root mean square 2 over all pixels"),
    ("a last tile only part of which is there", changed(CORNER, 0), "39.2 over the worst tile"),
    ("a few pixels", changed((slice(2), slice(2)), 68), "7.5 over the worst tile"),
    ("one channel", changed((..., slice(3, 4)), 120), "root mean square 4 over all pixels"),
    ("size", GREY[:, :149], "Figure differs in size: stored (150, 100), fresh (149, 100)"),
]


@pytest.mark.parametrize(
    ("pixels", "says"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_pixels_are_compared(pixels: np.ndarray[Any, Any], says: str) -> None:
    said = difference([output(GREY)], [output(pixels)])
    assert says in said
    assert bool(says) == bool(said)


@pytest.mark.parametrize("fresh", [[], [output(GREY)] * 2, [output(GREY, "image/jpeg")]])
def test_pictures_on_one_side_only_differ(fresh: list[Any]) -> None:
    assert difference([output(GREY)], fresh).startswith("Figures differ: stored image/png, fresh")
    assert difference(fresh, [output(GREY)], pixels=False).startswith("Figures differ: stored")


def test_another_releases_pictures_are_only_counted() -> None:
    assert difference([output(GREY)], [output(GREY + 100)], pixels=False) == ""
