"""What the cells with the three blocks i, g, o share: a run, and backpropagation through it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.cell import Fields, State
from lstm_lib.variants._bptt import cell_backward, run_forward
from lstm_lib.variants._validation import checked_run, checked_state, checked_three_blocks


def three_blocks_forward(
    step: Callable[..., Fields], W: ArrayLike, x: ArrayLike, state: State | None
) -> Fields:
    """`step(W, x_t, state)` for t = 1 … T, after checking what was given."""
    W, x, state, _ = checked_three_blocks(W, x, state, time=True)
    return run_forward(partial(step, W), x, state)


def three_blocks_backward(
    step_backward: Callable[[Any, Array, Array, Array], tuple[Array, Array]],
    kind: type[Fields],
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    run: Fields,
    dh: ArrayLike,
    dstate: State | None,
) -> tuple[Array, Array, State]:
    """dW, dx and the gradient with respect to (h_0, c_0); `step_backward` as in `cell_backward`."""
    W, x, state, sizes = checked_three_blocks(W, x, state, time=True)
    run, dh = checked_run(run, kind, dh, sizes, W.dtype)
    dstate = checked_state("dstate", dstate, sizes, W.dtype)
    dW, dx, dstate, _ = cell_backward(step_backward, W, x, state, run, dh, dstate)
    return dW, dx, dstate
