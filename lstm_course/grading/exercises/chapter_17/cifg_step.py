"""Exercise 17.1, `coupled_step`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real
from lstm_lib import variants
from lstm_lib._validation import Array
from lstm_lib.activations import Activation, sigmoid, tanh
from lstm_lib.layer import layer

Result = tuple[Array, Array]


def _step(
    memory: Callable[[Array, Array, Array], Array] = lambda i, g, c: (1 - i) * c + i * g,
    hidden: Callable[[Array, Array, Array], Array] = lambda o, new, old: o * tanh(new),
    squash: Activation = tanh,
    order: str = "igo",
    seen: Callable[[Array, Array], list[Array]] = lambda h, x: [h, x],
) -> Callable[[Array, Array, Array, Array], Result]:
    """The step, with one of its parts changed."""

    def answer(W: Array, x: Array, h: Array, c: Array) -> Result:
        z = np.concatenate(seen(h, x))
        blocks = dict(zip(order, np.split(W, 3), strict=True))
        i, g, o = layer(blocks["i"], z), layer(blocks["g"], z, squash), layer(blocks["o"], z)
        new = memory(i, g, c)
        return hidden(o, new, c), new

    return answer


def _bias_last(W: Array, x: Array, h: Array, c: Array) -> Result:
    return _step()(np.roll(W, 1, axis=1), x, h, c)


coupled = Function(
    id="17.1",
    title="One gate for two",
    name="coupled_step",
    inputs={
        "W": real("3H 1+H+D", limit=0, zero=False),
        "x": real("D", limit=0),
        "h": real("H", limit=0),
        "c": real("H", limit=0),
    },
    returns="h, c",
    reference=_step(),
    without=[variants.cifg_step, variants.cifg_forward, variants.janet_step],
    misconceptions=[
        Misconception(
            "same-gate",
            _step(memory=lambda i, g, c: i * c + i * g),
            "Your gate keeps the fraction i of the old memory. What is taken in takes the place of "
            "what is forgotten: 1 − i is kept.",
        ),
        Misconception(
            "turned-round",
            _step(memory=lambda i, g, c: i * c + (1 - i) * g),
            "Your gate keeps i and takes in 1 − i. That is a cell with a coupled gate too, but its "
            "gate is a forget gate. Here i is the input gate.",
        ),
        Misconception(
            "nothing-forgotten",
            _step(memory=lambda i, g, c: c + i * g),
            "Your cell forgets nothing: this is the cell of 1997. The old memory is multiplied by "
            "1 − i.",
        ),
        Misconception(
            "candidate-not-gated",
            _step(memory=lambda i, g, c: (1 - i) * c + g),
            "The candidate is written whole. Only the fraction i of it is taken in.",
        ),
        Misconception(
            "memory-shown-bare",
            _step(hidden=lambda o, new, old: o * new),
            "Your memory is shown without its tanh.",
        ),
        Misconception(
            "old-memory-shown",
            _step(hidden=lambda o, new, old: o * tanh(old)),
            "Your h shows the memory of the previous step. Forget, write, then show.",
        ),
        Misconception(
            "sigmoid-candidate",
            _step(squash=sigmoid),
            "Your candidate lies between 0 and 1. Its activation is tanh, so that it can also lower "
            "the memory.",
        ),
        Misconception(
            "blocks-i-o-g",
            _step(order="iog"),
            "You take the second block for the output gate. The order is i, g, o.",
        ),
        Misconception(
            "input-first",
            _step(seen=lambda h, x: [x, h]),
            "You join x and h in the wrong order: the columns of W belong to 1, h, x.",
        ),
        Misconception(
            "bias-last",
            _bias_last,
            "You take the last column of W for the bias. The bias is the first.",
        ),
        Misconception(
            "results-swapped",
            lambda W, x, h, c: _step()(W, x, h, c)[::-1],
            "Both results are right, in the other order: first h, then c.",
        ),
    ],
    on_success="A quarter of the weights is gone, and the memory stays between what it was and what "
    "came in.",
)
