"""Forward and backward passes of the memory cells whose weights are one matrix of stacked blocks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.cell import Fields, State
from lstm_lib.variants._bptt import cell_backward, run_forward
from lstm_lib.variants._validation import checked_cell, checked_output, checked_state


def blocks_forward(
    step: Callable[..., Fields], blocks: int, W: ArrayLike, x: ArrayLike, state: State | None
) -> Fields:
    """Check the arguments, then call `step(W, x_t, state)` for t = 1 … T."""
    W, x, state, _ = checked_cell(W, blocks, x, state, time=True)
    return run_forward(partial(step, W), x, state)


def blocks_backward(
    step_backward: Callable[[Any, Array, Array, Array], tuple[Array, Array]],
    blocks: int,
    kind: type[Fields],
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: Fields,
    dh: ArrayLike,
    dstate: State | None,
) -> tuple[Array, Array, State]:
    """dW, dx and the gradient with respect to (h_0, c_0); `step_backward` as in `cell_backward`."""
    W, x, state, sizes = checked_cell(W, blocks, x, state, time=True)
    output, dh = checked_output(output, kind, dh, sizes, W.dtype)
    dstate = checked_state("dstate", dstate, sizes, W.dtype)
    dW, dx, dstate, _ = cell_backward(step_backward, W, x, state, output, dh, dstate)
    return dW, dx, dstate
