"""The contract of the variants: one set of calls for every kind of recurrent cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_lib._validation import Array
from lstm_lib.cell import State

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Variant:
    """A recurrent cell behind the calls that all variants share.

    With `*weights` the arrays of `weight_shapes` in their order, and a state that is either h alone
    or a named tuple of arrays:

    - `step(*weights, x, state)`, x (D,) or (B, D), returns a named tuple of all that the step
      computed, with the new state as its property `state`;
    - `forward(*weights, x, state=None)`, x (T, B, D), returns the same tuple for all steps, each
      field (T, B, H), or (T, B, 1) where one number serves all units, or (T, B, H, H) where the
      memory is a matrix; without a state it starts from zeros;
    - `backward(*weights, x, state, output, dh, dstate=None)` returns the gradients with respect to
      each of the weights, x and the initial state; `output` is what forward returned, dh (T, B, H)
      and dstate are the gradients with respect to output.h and the final state.

    Attributes:
        name: its key in `VARIANTS`; the functions are called `<name>_step` and so on.
        weight_shapes: (D, H) → the shape of each array of weights, by name.
        gates: the fields of a step that are gates, between 0 and 1.
        zero_state: (B, H, dtype) → the state before the first step.
        step: as above.
        forward: as above.
        backward: as above.
    """

    name: str
    weight_shapes: Callable[[int, int], Shapes]
    gates: tuple[str, ...]
    zero_state: Callable[[int, int, DTypeLike], Any]
    step: Callable[..., Any]
    forward: Callable[..., Any]
    backward: Callable[..., Any]


def zero_h(B: int, H: int, dtype: DTypeLike) -> Array:
    """h = 0, the first state of a cell without a memory beside h."""
    return np.zeros((B, H), dtype)


def zero_h_and_c(B: int, H: int, dtype: DTypeLike) -> State:
    """h = c = 0, the first state of a memory cell."""
    return State(zero_h(B, H, dtype), zero_h(B, H, dtype))


def stacked_blocks(blocks: int) -> Callable[[int, int], Shapes]:
    """Weights that are one matrix: this number of blocks (H, 1+H+D), stacked."""
    return lambda D, H: {"W": (blocks * H, 1 + H + D)}
