"""Exercise 13.5, `free_outputs`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom, real
from lstm_lib import forecasting, network
from lstm_lib._validation import Array
from lstm_lib.cell import State, step, zero_state
from lstm_lib.weights import LSTMWeights

Answer = Callable[[Array, Array, Array, int], Array]


def _running(
    next_input: Callable[[float, float], float] = lambda y, last: y,
    next_state: Callable[[State], State] = lambda state: state,
    past: Callable[[Array], Array] = lambda x: x,
    dropped: int = 0,
) -> Answer:
    """The free run, with one of its parts changed."""

    def answer(W: Array, head: Array, x: Array, steps: int) -> Array:
        weights, x = LSTMWeights(W), past(x)
        state, outputs = zero_state(weights), []
        for value in x:
            state = step(weights, [value], state).state
        while True:
            outputs.append(float(head[0] + head[1:] @ state.h))
            if len(outputs) == steps + dropped:
                return np.array(outputs[dropped:])
            state = step(weights, [next_input(outputs[-1], x[-1])], next_state(state)).state

    return answer


def _zero(state: State) -> State:
    return State(np.zeros_like(state.h), np.zeros_like(state.c))


def _with_past(W: Array, head: Array, x: Array, steps: int) -> Array:
    """All outputs, those during the past as well."""
    weights = LSTMWeights(W)
    state, before = zero_state(weights), []
    for value in x[:-1]:
        state = step(weights, [value], state).state
        before.append(float(head[0] + head[1:] @ state.h))
    return np.concatenate([before, _running()(W, head, x, steps)])


def _bias_last(W: Array, head: Array, x: Array, steps: int) -> Array:
    return _running()(W, np.roll(head, 1), x, steps)


free_running = Function(
    id="13.5",
    title="On its own",
    name="free_outputs",
    inputs={
        "W": real("4H 1+H+1", limit=0, zero=False),
        "head": real("1+H", limit=0, zero=False),
        "x": real("T", limit=0),
        "steps": custom(lambda rng, _: int(rng.integers(2, 6))),
    },
    sizes={"H": (1, 2, 3, 4), "T": (2, 3, 4, 5)},
    returns="y",
    reference=_running(),
    without=[forecasting.free_run, network.forward],
    extra_cases=lambda rng: [
        (0.5 * rng.normal(size=(8, 4)), rng.normal(size=3), rng.normal(size=4), steps)
        for steps in (1, 2, 12)
    ],
    misconceptions=[
        Misconception(
            "state-reset",
            _running(next_state=_zero),
            "Your network forgets everything after each of its outputs: the state begins at 0 "
            "again. It has to go on from where it is.",
        ),
        Misconception(
            "cell-state-reset",
            _running(next_state=lambda state: State(state.h, np.zeros_like(state.c))),
            "You carry h on, and not c. The memory is in c.",
        ),
        Misconception(
            "hidden-state-reset",
            _running(next_state=lambda state: State(np.zeros_like(state.h), state.c)),
            "You carry c on, and not h. The gates see h at every step.",
        ),
        Misconception(
            "first-dropped",
            _running(dropped=1),
            "Your first forecast is missing: it is the output after the last value of the past, "
            "before any output has been fed back.",
        ),
        Misconception(
            "last-value-fed",
            _running(next_input=lambda y, last: last),
            "You feed the last known value again and again. A free run reads its own outputs.",
        ),
        Misconception(
            "last-value-twice",
            _running(past=lambda x: np.append(x, x[-1])),
            "The last value of the past is read twice.",
        ),
        Misconception(
            "past-backwards",
            _running(past=lambda x: x[::-1]),
            "You read the past from its end to its beginning.",
        ),
        Misconception(
            "past-incomplete",
            _running(past=lambda x: x[:-1]),
            "The last value of the past has not been read: your first forecast is one for a value "
            "that is known.",
        ),
        Misconception(
            "only-the-last-value",
            _running(past=lambda x: x[-1:]),
            "You start from the last value alone. The network should have read the whole past.",
        ),
        Misconception(
            "with-the-past",
            _with_past,
            "Your result also holds the outputs during the past. The forecasts begin with the one "
            "after its last value.",
        ),
        Misconception(
            "bias-of-the-head-last",
            _bias_last,
            "Your head takes its last number for the bias. The bias comes first in this course.",
        ),
    ],
    on_success="From the second output on, the network believes itself. That is what a forecast of "
    "several steps means.",
)
