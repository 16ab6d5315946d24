"""Exercise 10.7: the backward pass of an LSTM, part by part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception, Project
from lstm_course.grading.generators import custom, fraction, real
from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.cell import State, step, step_backward
from lstm_lib.layer import layer_backward
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights

LIBRARY = (step_backward, layer_backward, backward, forward, network.forward)
"""Switched off: these parts are written with NumPy; the forward step may be the library's."""

Back = tuple[Array, Array, Array, Array]


def _by_library(W: Array, x: Array, h: Array, c: Array, dh: Array, dc: Array) -> Back:
    weights, before = LSTMWeights(W), State(h, c)
    after = step(weights, x, before)
    dW, dx, (dh, dc) = step_backward(weights, x, before, after, State(dh, dc))
    return dW, dx, dh, dc


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


Lines = dict[str, Callable[..., Array]]


def _with(total: Callable[[Array], Array] = np.asarray, **changes: Callable[..., Array]) -> Answer:
    """The step by hand, with one or more of its lines changed."""
    lines: Lines = {
        "dc": lambda dh, o, tanh_c, dc_after, **_: dc_after + dh * o * (1 - tanh_c**2),
        "di": lambda dc, g, **_: dc * g,
        "df": lambda dc, c_before, **_: dc * c_before,
        "dg": lambda dc, i, **_: dc * i,
        "do": lambda dh, tanh_c, **_: dh * tanh_c,
        "ai": lambda di, i, **_: di * i * (1 - i),
        "af": lambda df, f, **_: df * f * (1 - f),
        "ag": lambda dg, g, **_: dg * (1 - g**2),
        "ao": lambda do, o, **_: do * o * (1 - o),
        "before": lambda dc, f, **_: dc * f,
    }

    def answer(W: Array, x: Array, h: Array, c: Array, dh: Array, dc: Array) -> Back:
        H = h.shape[1]
        z = np.hstack([np.ones((len(h), 1)), h, x])
        i, f, g, o = np.split(z @ W.T, 4, axis=1)
        now = {"i": _sigmoid(i), "f": _sigmoid(f), "g": np.tanh(g), "o": _sigmoid(o)}
        now |= {"c_before": c, "dh": dh, "dc_after": dc}
        now["tanh_c"] = np.tanh(now["f"] * c + now["i"] * now["g"])
        for name, line in (lines | changes).items():
            now[name] = line(**now)
        delta = np.hstack([now["ai"], now["af"], now["ag"], now["ao"]])
        back = delta @ W
        return total(delta.T @ z), back[:, 1 + H :], back[:, 1 : 1 + H], now["before"]

    return answer


def _each_example(W: Array, x: Array, h: Array, c: Array, dh: Array, dc: Array) -> Back:
    one = [_by_library(W, *(part[[b]] for part in (x, h, c, dh, dc))) for b in range(len(x))]
    return np.array([dW for dW, *_ in one]), *_by_library(W, x, h, c, dh, dc)[1:]


step_back = Function(
    id="10.7a",
    title="back through one step",
    name="step_back",
    inputs={
        "W": real("4H 1+H+D", limit=0),
        "x": real("B D", limit=0),
        "h": fraction("B H", low=-1),
        "c": "B H",
        "dh": real("B H", limit=0),
        "dc": real("B H", limit=0),
    },
    returns="dW, dx, dh, dc",
    reference=_by_library,
    points=4,
    without=LIBRARY,
    misconceptions=[
        Misconception(
            "I4-overwritten",
            _with(dc=lambda dh, o, tanh_c, **_: dh * o * (1 - tanh_c**2)),
            "dc, which comes from the next step, has no effect. It has to be added to what comes through h.",
        ),
        Misconception(
            "I7-derivative-of-c",
            _with(
                dc=lambda dh, o, tanh_c, dc_after, **_: (
                    dc_after + dh * o * (1 - np.arctanh(tanh_c) ** 2)
                )
            ),
            "The derivative of tanh is written in terms of its output, tanh(c), not of c.",
        ),
        Misconception(
            "no-tanh",
            _with(dc=lambda dh, o, dc_after, **_: dc_after + dh * o),
            "Between h and c there is a tanh. Its derivative is missing.",
        ),
        Misconception(
            "I5-no-derivatives",
            _with(
                ai=lambda di, **_: di,
                af=lambda df, **_: df,
                ag=lambda dg, **_: dg,
                ao=lambda do, **_: do,
            ),
            "You have the gradients of gates and candidate. Between them and their sums are four "
            "curves.",
        ),
        Misconception(
            "tanh-everywhere",
            _with(
                ai=lambda di, i, **_: di * (1 - i**2),
                af=lambda df, f, **_: df * (1 - f**2),
                ao=lambda do, o, **_: do * (1 - o**2),
            ),
            "The candidate's block is right. The three gates come out of a sigmoid.",
        ),
        Misconception(
            "sigmoid-everywhere",
            _with(ag=lambda dg, g, **_: dg * g * (1 - g)),
            "The gates' blocks are right. The candidate comes out of tanh.",
        ),
        Misconception(
            "I11-no-partners",
            _with(di=lambda dc, **_: dc, dg=lambda dc, **_: dc),
            "In the product i ⊙ g each factor's gradient contains the other factor.",
        ),
        Misconception(
            "new-memory-at-f",
            _with(df=lambda dc, tanh_c, **_: dc * np.arctanh(tanh_c)),
            "The forget gate multiplies the memory that was there before the step.",
        ),
        Misconception(
            "no-forgetting",
            _with(before=lambda dc, **_: dc),
            "The first three results are right. On its way from the new memory to the old one a "
            "gradient is multiplied by something.",
        ),
        Misconception(
            "I9-averaged",
            lambda W, x, h, c, dh, dc: (
                _by_library(W, x, h, c, dh, dc)[0] / len(x),
                *_by_library(W, x, h, c, dh, dc)[1:],
            ),
            "dW is divided by the number of examples. The loss is their sum.",
        ),
        Misconception(
            "not-summed",
            _each_example,
            "dW has a matrix for each example. All of them use the same weights: add up.",
        ),
        Misconception(
            "exchanged",
            lambda W, x, h, c, dh, dc: tuple(
                _by_library(W, x, h, c, dh, dc)[k] for k in (0, 2, 1, 3)
            ),
            "dx and dh have changed places. Which columns of W meet h, and which x?",
        ),
    ],
    on_success="One line for each arrow of the forward step.",
)


def _plain_back(W: Array, x: Array, h: Array, c: Array, dh: Array, dc: Array) -> Back:
    """Back through one step in NumPy, for the loop that is checked."""
    B, H = np.shape(h)
    shapes = [np.shape(part) for part in (c, dh, dc)]
    if np.shape(x) != (B, np.shape(W)[1] - 1 - H) or shapes != [(B, H)] * 3:
        raise ValueError(
            f"step_back takes x (B, D) and h, c, dh, dc (B, H), and got {np.shape(x)}, "
            f"{np.shape(h)}, {', '.join(map(str, shapes))}"
        )
    result: Back = _with()(W, x, h, c, dh, dc)  # type: ignore[assignment]
    return result


_plain_back.__name__ = "step_back"

StepBack = Callable[[Array, Array, Array, Array, Array, Array], Back]


def _sequence(
    step_back: StepBack,
    W: Array,
    x: Array,
    h: Array,
    c: Array,
    dh: Array,
    *,
    along_h: float = 1,
    along_c: float = 1,
    own: float = 1,
    forward: bool = False,
    kept: bool = True,
) -> Back:
    """The loop, with each of the things that it hands on multiplied by 1, or by 0."""
    dW, dx = np.zeros_like(W), np.zeros_like(x)
    back_h, back_c = np.zeros_like(h[0]), np.zeros_like(h[0])
    steps = range(len(x))
    for t in steps if forward else reversed(steps):
        one, dx[t], back_h, back_c = step_back(
            W, x[t], h[t], c[t], own * dh[t] + along_h * back_h, along_c * back_c
        )
        dW = dW + one if kept else one
    return dW, dx, back_h, back_c


def _changed(**changes: float) -> Answer:
    return lambda step_back, W, x, h, c, dh: _sequence(step_back, W, x, h, c, dh, **changes)  # type: ignore[arg-type]


def _per_step(step_back: StepBack, W: Array, x: Array, h: Array, c: Array, dh: Array) -> Back:
    dW, *rest = _sequence(step_back, W, x, h, c, dh)
    return dW / len(x), *rest  # type: ignore[return-value]


def _reversed_dx(step_back: StepBack, W: Array, x: Array, h: Array, c: Array, dh: Array) -> Back:
    dW, dx, *rest = _sequence(step_back, W, x, h, c, dh)
    return dW, dx[::-1].copy(), *rest  # type: ignore[return-value]


def _loss_first_only(
    step_back: StepBack, W: Array, x: Array, h: Array, c: Array, dh: Array
) -> Back:
    final = np.zeros_like(dh)
    final[-1] = dh[-1]
    return _sequence(step_back, W, x, h, c, final)


sequence_back = Function(
    id="10.7b",
    title="back through time",
    name="sequence_back",
    inputs={
        "step_back": custom(lambda rng, sizes: _plain_back),
        "W": real("4H 1+H+D", limit=0),
        "x": real("T B D", limit=0),
        "h": fraction("T B H", low=-1),
        "c": "T B H",
        "dh": real("T B H", limit=0),
    },
    sizes={"T": (1, 2, 3, 4), "B": (1, 2, 3), "H": (1, 2, 3), "D": (1, 2, 4)},
    returns="dW, dx, dh_0, dc_0",
    reference=_sequence,
    points=3,
    without=LIBRARY,
    misconceptions=[
        Misconception(
            "I1-not-accumulated",
            _changed(kept=False),
            "Your dW is that of the first step alone: each step overwrites it. All steps use the "
            "same weights.",
        ),
        Misconception(
            "I2-no-dh-back",
            _changed(along_h=0),
            "Nothing comes back along h: what step t + 1 says about h_t is missing.",
        ),
        Misconception(
            "I3-no-dc-back",
            _changed(along_c=0),
            "Nothing comes back along the memory: what step t + 1 says about c_t is missing.",
        ),
        Misconception(
            "neither",
            _changed(along_h=0, along_c=0),
            "Every step goes back by itself. What step t + 1 says about h_t and c_t is missing.",
        ),
        Misconception(
            "I8-own-part-missing",
            _changed(own=0),
            "The loss itself is missing: dh[t] is added to what comes back along h.",
        ),
        Misconception(
            "forward",
            _changed(forward=True),
            "You go through the steps from the first to the last. A gradient comes from the future.",
        ),
        Misconception(
            "final-loss-only",
            _loss_first_only,
            "Only dh of the final step gets in. The loss looks at every step.",
        ),
        Misconception(
            "I9-averaged",
            _per_step,
            "dW is divided by T, but the loss is a sum over time.",
        ),
        Misconception(
            "dx-reversed",
            _reversed_dx,
            "Your dx stands in the order in which you went back: dx[0] belongs to the first step.",
        ),
        Misconception(
            "without-the-start",
            lambda *args: (
                *_sequence(*args)[:2],
                np.zeros_like(args[3][0]),
                np.zeros_like(args[3][0]),
            ),
            "dW and dx are right. What reaches the state before the first step is not 0: it is what "
            "comes out of the loop at its end.",
        ),
    ],
    on_success="Two gradients travel back, along h and along c, and dW adds up.",
)

back_from_nothing = Project(
    id="10.7",
    title="A backward pass from nothing",
    name="sequence_back",
    parts=[step_back, sequence_back],
    on_success="You have written backpropagation through time.",
)
