"""Compare the pictures in two lists of notebook outputs."""

from __future__ import annotations

import io
from base64 import b64decode
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from tools.notebook_checks.figures import images

Array = npt.NDArray[np.float64]

TOLERANCE = 1.0
"""Root mean square over all pixels and channels (0–255): a curve wrong by 1 % gives about 14."""

TILE = 16
TILE_TOLERANCE = 5.0
"""The same for the worst tile of 16 × 16 pixels: an i that becomes an l gives about 35."""


def difference(stored: list[Any], fresh: list[Any], pixels: bool = True) -> str:
    """A message about the first difference between the pictures; empty if there is none.

    Args:
        stored, fresh: outputs of the same cell.
        pixels: compare the pixels too, not only the number and the types of the pictures.
    """
    before, after = images(stored), images(fresh)
    if [mime for mime, _ in before] != [mime for mime, _ in after]:
        kinds = [", ".join(mime for mime, _ in side) or "none" for side in (before, after)]
        return f"Figures differ: stored {kinds[0]}, fresh {kinds[1]}"
    for (mime, old), (_, new) in zip(before, after, strict=True):
        if pixels and mime != "image/svg+xml":
            wrong = _compare(_decode(old), _decode(new))
            if wrong:
                return wrong
    return ""


def _decode(text: str) -> Image.Image:
    return Image.open(io.BytesIO(b64decode(text))).convert("RGBA")


def _compare(stored: Image.Image, fresh: Image.Image) -> str:
    if stored.size != fresh.size:
        return f"Figure differs in size: stored {stored.size}, fresh {fresh.size}"
    change = np.asarray(stored, float) - np.asarray(fresh, float)
    squares = np.mean(change**2, axis=2)
    rms = np.sqrt(np.mean(squares))
    worst = np.sqrt(np.max(_tiles(squares)))
    if rms > TOLERANCE or worst > TILE_TOLERANCE:
        return (
            f"Figure differs: root mean square {rms:.3g} over all pixels (at most {TOLERANCE:g}), "
            f"{worst:.3g} over the worst tile (at most {TILE_TOLERANCE:g})"
        )
    return ""


def _tiles(squares: Array) -> Array:
    """The mean over each tile; tiles at the lower and right edges are padded with zeros."""
    fill = [(0, -size % TILE) for size in squares.shape]
    padded = np.pad(squares, fill)
    rows, columns = (size // TILE for size in padded.shape)
    return np.asarray(padded.reshape(rows, TILE, columns, TILE).mean(axis=(1, 3)))
