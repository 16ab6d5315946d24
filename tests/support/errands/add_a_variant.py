"""An LSTM without an output gate."""

from __future__ import annotations

from pathlib import Path

from errands.edit import replace

MODULE = '''"""NOG, no output gate: the cell always shows all of its memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat, layer
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h_and_c
from lstm_lib.variants._blocks import blocks_backward, blocks_forward
from lstm_lib.variants._validation import checked_cell

__all__ = ["NOG", "nog_backward", "nog_forward", "nog_step"]


def nog_step(W: ArrayLike, x: ArrayLike, state: State) -> Step:
    """One step of an LSTM whose output gate is always open, o_t = 1.

    Raises:
        TypeError, ValueError: as `nog_forward`.

    Source: Greff et al. 2017, variant NOG (there with peepholes).
    """
    W, x, state, _ = checked_cell(W, 3, x, state, time=False)
    h, c = state
    W_i, W_f, W_g = np.split(W, 3)
    z = concat(h, x)
    i = layer(W_i, z)
    f = layer(W_f, z)
    g = layer(W_g, z, activation=tanh)
    c = f * c + i * g
    return Step(i, f, g, np.ones_like(i), c, tanh(c))


def nog_forward(W: ArrayLike, x: ArrayLike, state: State | None = None) -> Step:
    """Run the cell over a batch of sequences: `nog_step` for t = 1 … T.

    Raises:
        TypeError, ValueError: naming the argument that does not fit.
    """
    return blocks_forward(nog_step, 3, W, x, state)


def nog_backward(
    W: ArrayLike,
    x: ArrayLike,
    state: State | None,
    output: Step,
    dh: ArrayLike,
    dstate: State | None = None,
) -> tuple[Array, Array, State]:
    """Backpropagation through time.

    Raises:
        TypeError, ValueError: as `nog_forward`.
    """
    return blocks_backward(_step_backward, 3, Step, W, x, state, output, dh, dstate)


def _step_backward(step: Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
    """δ of the three pre-activations, and dc_{t−1}."""
    dc = dc + dh * tanh_derivative(step.h)
    delta_i = dc * step.g * sigmoid_derivative(step.i)
    delta_f = dc * c * sigmoid_derivative(step.f)
    delta_g = dc * step.i * tanh_derivative(step.g)
    return np.concatenate([delta_i, delta_f, delta_g], axis=-1), dc * step.f


NOG = Variant(
    "nog",
    stacked_blocks(3),
    ("i", "f"),
    zero_h_and_c,
    nog_step,
    nog_forward,
    nog_backward,
)
'''
BY_HAND = """def nog(W: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
    z = gates(W, "ifg", k, x, h)
    i, f, g = sigmoid(z["i"]), sigmoid(z["f"]), math.tanh(z["g"])
    new = f * c[k] + i * g
    return {"i": i, "f": f, "g": g, "o": 1.0, "c": new, "h": math.tanh(new)}


BY_HAND: dict[str, Callable[..., dict[str, float]]] = {
    "nog": nog,
"""
TESTS = [
    "tests/library/test_variants.py",
    "tests/library/test_variants_properties.py",
    "tests/library/test_reference_page.py",
]
SELECTED = "nog or page"


def perform(copy: Path) -> None:
    (copy / "lstm_lib/variants/nog.py").write_text(MODULE, "utf-8")
    line = "from lstm_lib.variants.lstm_1997 import *\n"
    path = copy / "lstm_lib/variants/__init__.py"
    replace(path, line, f"{line}from lstm_lib.variants.nog import *\n")
    properties = copy / "tests/library/test_variants_properties.py"
    replace(properties, "BY_HAND: dict[str, Callable[..., dict[str, float]]] = {\n", BY_HAND)
