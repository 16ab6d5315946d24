"""Checks of the arguments that variants share: weights in blocks, input, state, output."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float, expect_finite, expect_shape
from lstm_lib.cell import Fields, State, checked_fields

Sizes = dict[str, int]


def checked_blocks(W: ArrayLike, blocks: int) -> Array:
    """Check W: this number of matrices (H, 1+H+D), stacked."""
    rows = "H" if blocks == 1 else f"{blocks}H"
    W = as_array("W", W, f"{rows} 1+H+D", {})
    H, rest = divmod(len(W), blocks)
    if rest or W.shape[1] < 2 + H:
        raise ValueError(f"W: expected shape ({rows}, 1+H+D) with D ≥ 1, got {W.shape}")
    return W


def checked_input(
    x: ArrayLike, D: int, H: int, dtype: np.dtype[Any], time: bool
) -> tuple[Array, Sizes]:
    """Check x, (T, B, D) or, for one step, (B, D) or (D,); also return all sizes."""
    x = as_float("x", x, dtype)
    axes = "T B D" if time else "B D" if x.ndim == 2 else "D"
    expect_shape("x", x, axes, {"D": D})
    expect_finite("x", x)
    return x, dict(zip(axes.split(), x.shape, strict=True)) | {"H": H}


def checked_h(name: str, h: ArrayLike | None, sizes: Sizes, dtype: np.dtype[Any]) -> Array:
    """Check a hidden state, or the gradient with respect to one; None means zeros."""
    axes = _axes(sizes)
    h = np.zeros([sizes[axis] for axis in axes.split()], dtype) if h is None else h
    return as_array(name, h, axes, sizes, dtype)


def checked_state(name: str, state: State | None, sizes: Sizes, dtype: np.dtype[Any]) -> State:
    """Check a hidden state and a memory cell; None means zeros."""
    if state is None:
        state = State(checked_h("h", None, sizes, dtype), checked_h("c", None, sizes, dtype))
    return checked_fields(name, state, State, _axes(sizes), sizes, dtype)


def _axes(sizes: Sizes) -> str:
    return "B H" if "B" in sizes else "H"


def checked_cell(
    W: ArrayLike, blocks: int, x: ArrayLike, state: State | None, time: bool
) -> tuple[Array, Array, State, Sizes]:
    """Check weights, input and state of a memory cell whose weights are one matrix of blocks."""
    W = checked_blocks(W, blocks)
    H = len(W) // blocks
    x, sizes = checked_input(x, W.shape[1] - 1 - H, H, W.dtype, time)
    return W, x, checked_state("state", state, sizes, W.dtype), sizes


def checked_output(
    output: Fields, kind: type[Fields], dh: ArrayLike, sizes: Sizes, dtype: np.dtype[Any]
) -> tuple[Fields, Array]:
    """Check what a forward pass returned, and the gradient with respect to its h."""
    output = checked_fields("output", output, kind, "T B H", sizes, dtype)
    return output, as_array("dh", dh, "T B H", sizes, dtype)
