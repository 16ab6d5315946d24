"""Advice on padding: this library takes lengths, with all padding at the end of a sequence."""

from __future__ import annotations

import numpy as np

from lstm_lib._validation import Array

_FRONT = (
    ", a mask of padding in front. Padding has to come last: with n = mask.sum(axis=0), move each "
    "sequence to the start, x = np.stack([np.roll(x[:, b], n[b], axis=0) for b in "
    "range(x.shape[1])], axis=1), and pass lengths=n"
)
_END = ", a mask of padding at the end; pass lengths=mask.sum(axis=0)"
_GAPS = (
    ", a mask with gaps. Only padding at the end is supported: remove the masked steps from each "
    "sequence, or split it there and carry the state"
)
_BATCH_FIRST = ", a mask with the batch first; transpose it, and x, to (T, B)"


def mask_advice(mask: Array, T: int, B: int) -> str:
    """Describe what was passed for lengths, if it is a mask, and how to convert it."""
    if mask.shape == (B, T) and B != T:
        return _BATCH_FIRST
    if mask.shape != (T, B):
        return ""
    inside = mask.astype(bool)
    steps = np.arange(T)[:, None]
    lengths = inside.sum(axis=0)
    if np.array_equal(inside, steps < lengths):
        return _END
    return _FRONT if np.array_equal(inside, steps >= T - lengths) else _GAPS
