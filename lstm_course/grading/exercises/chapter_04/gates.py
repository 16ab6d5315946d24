"""Exercise 04.4, `gates`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, step
from lstm_lib.interop import from_t_notation
from lstm_lib.weights import GATES


def _gates(parts: Mapping[str, Array], h: Array, x: Array) -> tuple[Array, ...]:
    return step(from_t_notation(parts), x, State(h, np.zeros_like(h)))[:4]


def _t_gates(
    parts: Mapping[str, Array], h: Array, x: Array, biases: str = "ifgo", order: str = "hx"
) -> tuple[Array, ...]:
    z = np.hstack([h, x] if order == "hx" else [x, h])
    i, f, g, o = (
        z @ parts[f"W_{gate}"].T + (parts[f"b_{bias}"] if bias in GATES else 0)
        for gate, bias in zip(GATES, biases, strict=True)
    )
    return sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)


def broken_gates(parts: Mapping[str, Array], h: Array, x: Array) -> tuple[Array, ...]:
    """Gates and candidate as they were published, in this course's names."""
    z = np.concatenate([h, x], axis=-1)
    o = sigmoid(z @ parts["W_o"].T + parts["b_o"])
    f = sigmoid(z @ parts["W_f"].T + parts["b_o"])
    i = sigmoid(z @ parts["W_i"].T + parts["b_o"])
    g = np.tanh(z @ parts["W_g"].T + parts["b_g"])
    return i, f, g, o


gates = Function(
    id="04.4",
    title="Published gates with a mistake in them",
    name="gates",
    inputs={
        "parts": {
            name: shape
            for gate in GATES
            for name, shape in ((f"W_{gate}", "H H+D"), (f"b_{gate}", "H"))
        },
        "h": "B H",
        "x": "B D",
    },
    returns="i, f, g, o",
    reference=_gates,
    without=[step],
    broken_code=broken_gates,
    misconceptions=[
        Misconception(
            "unmended",
            broken_gates,
            "It still does what the broken one does. Set h and x to 0 and look at each gate by "
            "itself.",
        ),
        Misconception(
            "forget-unmended",
            lambda parts, h, x: _t_gates(parts, h, x, "iogo"),
            "The input gate is fixed. At h = x = 0 there is still a gate with another one's habit.",
        ),
        Misconception(
            "input-unmended",
            lambda parts, h, x: _t_gates(parts, h, x, "ofgo"),
            "The forget gate is fixed. At h = x = 0 there is still a gate with another one's "
            "habit.",
        ),
        Misconception(
            "exchanged",
            lambda parts, h, x: _t_gates(parts, h, x, "figo"),
            "Each gate has a bias of its own now, but two of them have each other's.",
        ),
        Misconception(
            "no-biases",
            lambda parts, h, x: _t_gates(parts, h, x, "----"),
            "Without biases all gates are half open at h = x = 0. Each has a bias of its own.",
        ),
        Misconception(
            "order-xh",
            lambda parts, h, x: _t_gates(parts, h, x, order="xh"),
            "The biases are right. But these weights expect [h; x], and you stacked [x; h].",
        ),
        Misconception(
            "G8-all-sigmoid",
            lambda parts, h, x: (
                *_t_gates(parts, h, x)[:2],
                sigmoid(np.arctanh(np.clip(_t_gates(parts, h, x)[2], -1, 1))),
                _t_gates(parts, h, x)[3],
            ),
            "The third result is a content, not a fraction: it has to be able to be negative.",
        ),
        Misconception(
            "order-of-results",
            lambda parts, h, x: tuple(_t_gates(parts, h, x)[k] for k in (3, 1, 0, 2)),
            "The gates are right, but returned in another order; it should be i, f, g, o.",
        ),
        Misconception(
            "first-example",
            lambda parts, h, x: tuple(part[0] for part in _t_gates(parts, h, x)),
            "These are the gates for the first example alone; every row is one example.",
        ),
    ],
    on_success="Reported in github.com/ddbourgin/numpy-ml/issues/42: two biases, copied and not renamed. No "
    "shape can show it; h = x = 0 does.",
)
