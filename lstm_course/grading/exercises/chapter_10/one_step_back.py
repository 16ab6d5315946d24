"""Exercise 10.4, `one_step_back`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction, real
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step, step_backward
from lstm_lib.weights import LSTMWeights


def _through_step(
    i: Array, f: Array, g: Array, o: Array, c_before: Array, dh: Array, dc_after: Array
) -> tuple[Array, Array]:
    """δ through the library: what the inputs get if each of the 4H sums has an input of its own."""
    B, H = f.shape
    W = np.hstack([np.zeros((4 * H, 1 + H)), np.eye(4 * H)])
    c = f * c_before + i * g
    made_by = Step(i, f, g, o, c, o * tanh(c))
    before = State(np.zeros((B, H)), c_before)
    _, delta, to_before = step_backward(
        LSTMWeights(W), np.zeros((B, 4 * H)), before, made_by, State(dh, dc_after)
    )
    return delta, to_before.c


def _step_with(
    slope_f: Callable[[Array], Array] = sigmoid_derivative, **changes: Callable[..., Array]
) -> Callable[..., tuple[Array, Array]]:
    """The same by hand, with one or more of its lines changed."""
    lines: dict[str, Callable[..., Array]] = {
        "dc": lambda dh, o, c, dc_after, **_: dc_after + dh * o * _ramp(c),
        "di": lambda dc, g, **_: dc * g,
        "df": lambda dc, c_before, **_: dc * c_before,
        "dg": lambda dc, i, **_: dc * i,
        "do": lambda dh, c, **_: dh * tanh(c),
        "dc_before": lambda dc, f, **_: dc * f,
    }
    names = ["i", "f", "g", "o", "c_before", "dh", "dc_after"]
    slopes = {"i": sigmoid_derivative, "f": slope_f, "g": tanh_derivative, "o": sigmoid_derivative}

    def answer(*args: Array) -> tuple[Array, Array]:
        now = dict(zip(names, args, strict=True))
        now["c"] = now["f"] * now["c_before"] + now["i"] * now["g"]
        for name, line in (lines | changes).items():
            now[name] = line(**now)
        delta = np.hstack([now[f"d{name}"] * slope(now[name]) for name, slope in slopes.items()])
        return delta, now["dc_before"]

    return answer


def _ramp(c: Array) -> Array:
    return tanh_derivative(tanh(c))


def _adds_in_place(*args: Array) -> tuple[Array, Array]:
    result = _through_step(*args)
    i, f, g, o, c_before, dh, dc_after = args
    dc_after += dh * o * _ramp(f * c_before + i * g)
    return result


def broken_one_step_back(
    i: Array, f: Array, g: Array, o: Array, c_before: Array, dh: Array, dc_after: Array
) -> tuple[Array, Array]:
    """The backward pass of one step with the line that was reported, in this course's names."""
    tanh_c = np.tanh(f * c_before + i * g)
    do = dh * tanh_c
    dc = dh * o * (1 - tanh_c**2)
    di, df, dg = dc * g, dc * c_before, dc * i
    delta = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
    return np.concatenate(delta, axis=1), dc * f


one_step_back = Function(
    id="10.4",
    title="A backward pass that lost the future",
    name="one_step_back",
    inputs={
        "i": fraction("B H"),
        "f": fraction("B H"),
        "g": fraction("B H", low=-1),
        "o": fraction("B H"),
        "c_before": "B H",
        "dh": real("B H", limit=0),
        "dc_after": real("B H", limit=0),
    },
    returns="delta, dc_before",
    reference=_through_step,
    without=[step_backward],
    broken_code=broken_one_step_back,
    misconceptions=[
        Misconception(
            "I4-unmended",
            broken_one_step_back,
            "It still does what the broken one does. Set dh to 0 and dc_after to 1, and follow "
            "that 1: where should it arrive, and where does it?",
        ),
        Misconception(
            "in-place",
            _adds_in_place,
            "The results are right, but `+=` changes the caller's array: dc_after is another one "
            "afterwards.",
        ),
        Misconception(
            "slope-on-both",
            _step_with(dc=lambda dh, o, c, dc_after, **_: (dc_after + dh * o) * _ramp(c)),
            "The part from step t + 1 is there, but you multiply it by the derivative of tanh. "
            "It arrives at c itself; only what comes from h goes through tanh.",
        ),
        Misconception(
            "output-gate-on-both",
            _step_with(dc=lambda dh, o, c, dc_after, **_: (dc_after + dh * _ramp(c)) * o),
            "You multiply the part from step t + 1 by the output gate. Does the memory pass the "
            "output gate on its way to the next step?",
        ),
        Misconception(
            "no-ramp",
            _step_with(dc=lambda dh, o, dc_after, **_: dc_after + dh * o),
            "Both parts are added now, but between h and c there is a tanh, and its derivative "
            "is missing.",
        ),
        Misconception(
            "I7-slope-of-c",
            _step_with(dc=lambda dh, o, c, dc_after, **_: dc_after + dh * o * (1 - c * c)),
            "For a large memory your derivative of tanh is far below 0. It is written in terms "
            "of tanh's output, not of c.",
        ),
        Misconception(
            "forgotten-too-early",
            _step_with(dc=lambda dh, o, c, f, dc_after, **_: f * dc_after + dh * o * _ramp(c)),
            "You multiplied dc_after by this step's forget gate. It has come through that of "
            "step t + 1 already; this step's stands between c_before and c.",
        ),
        Misconception(
            "both-into-the-output-gate",
            _step_with(do=lambda dh, dc_after, c, **_: (dh + dc_after) * tanh(c)),
            "Your output gate reacts to dc_after. It has no part in what the memory hands to the "
            "next step.",
        ),
        Misconception(
            "only-handed-on",
            _step_with(
                dc=lambda dh, o, c, **_: dh * o * _ramp(c),
                dc_before=lambda dc, dc_after, f, **_: (dc + dc_after) * f,
            ),
            "What comes from step t + 1 gets to c_before, but not to the gates: f, i and g made "
            "this memory, and the future's gradient concerns them, too.",
        ),
        Misconception(
            "not-handed-on",
            _step_with(dc_before=lambda dh, o, c, f, **_: dh * o * _ramp(c) * f),
            "The gates are right. But c_before gets only what comes from this step's h, and "
            "nothing of what lies further in the future.",
        ),
        Misconception(
            "no-forgetting",
            _step_with(dc_before=lambda dc, **_: dc),
            "delta is right. On the way from c to c_before the gradient is multiplied by "
            "something, as the memory was on its way forward.",
        ),
        Misconception(
            "I5-no-slope-of-f",
            _step_with(slope_f=np.ones_like),
            "The forget gate's block of delta lacks the derivative of its sigmoid.",
        ),
        Misconception(
            "I11-no-candidate",
            _step_with(di=lambda dc, **_: dc),
            "The input gate's block lacks a factor: what is the input gate multiplied with?",
        ),
        Misconception(
            "new-memory-at-f",
            _step_with(df=lambda dc, c, **_: dc * c),
            "The forget gate multiplies the memory that was there before, not the one that it "
            "makes.",
        ),
        Misconception(
            "order-ifog",
            lambda *args: (
                np.hstack([np.split(_through_step(*args)[0], 4, axis=1)[k] for k in (0, 1, 3, 2)]),
                _through_step(*args)[1],
            ),
            "All numbers are right, but the last two blocks of delta have changed places; the "
            "order is i, f, g, o.",
        ),
    ],
    on_success="Reported in github.com/apache/mxnet/issues/4057, where the gradient of c was set and not "
    "added to. A check with one step cannot see it: there is no future to lose.",
)
