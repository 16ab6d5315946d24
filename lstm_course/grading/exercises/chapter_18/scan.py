"""Exercise 18.4, `all_steps`."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction, real
from lstm_lib import variants
from lstm_lib._validation import Array


def _scan(f: Array, u: Array) -> Array:
    h, state = np.empty_like(u), np.zeros_like(u[0])
    for t in range(len(u)):
        state = h[t] = f[t] * state + u[t]
    return h


def _in_rounds(
    f: Array, u: Array, rounds: int, fixed: bool = False, f_first: bool = False
) -> Array:
    """Rounds at distances 1, 2, 4, … or always 1; the factors updated after the addends or before."""
    f, u = f.copy(), u.copy()
    for r in range(rounds):
        d = 1 if fixed else 2**r
        if d >= len(u):
            break
        joined = f[d:] * f[:-d]
        if f_first:
            f[d:] = joined
        u[d:] = u[d:] + f[d:] * u[:-d]
        f[d:] = joined
    return u


def _in_place(f: Array, u: Array) -> Array:
    """Each round reads what it has just written: step by step, at every distance."""
    f, u, d = f.copy(), u.copy(), 1
    while d < len(u):
        for t in range(d, len(u)):
            u[t] += f[t] * u[t - d]
            f[t] *= f[t - d]
        d *= 2
    return u


def _needed(u: Array) -> int:
    return math.ceil(math.log2(len(u))) if len(u) > 1 else 0


def _gated_sum(f: Array, u: Array) -> Array:
    """The gate acts on the sum, addend included."""
    h, state = np.empty_like(u), np.zeros_like(u[0])
    for t in range(len(u)):
        state = h[t] = f[t] * (state + u[t])
    return h


def _late_gate(f: Array, u: Array) -> Array:
    """Each step is weighted with the factor of the step before."""
    return _scan(np.concatenate([f[:1], f[:-1]]), u)


rounds = Function(
    id="18.4",
    title="All steps at once",
    name="all_steps",
    inputs={"f": fraction("T H"), "u": real("T H", limit=0)},
    sizes={"T": (1, 2, 3, 5, 7, 8, 11), "H": (1, 2, 3)},
    returns="h",
    reference=_scan,
    without=(variants.scan,),
    extra_cases=lambda rng: [(rng.random((13, 2)), rng.normal(size=(13, 2)))],
    misconceptions=[
        Misconception(
            "factors-first",
            lambda f, u: _in_rounds(f, u, _needed(u), f_first=True),
            "You update f before u has been computed from it. The addends need the *old* factors.",
        ),
        Misconception(
            "distance-fixed",
            lambda f, u: _in_rounds(f, u, _needed(u), fixed=True),
            "The distance stays 1 in every round. After the first round each step already covers "
            "two, so the next partner is two steps away, then four.",
        ),
        Misconception(
            "one-round",
            lambda f, u: _in_rounds(f, u, 1),
            "You join each step with its neighbour once. Rounds at distances 2, 4, 8, … have to "
            "follow until they reach the first step.",
        ),
        Misconception(
            "power-of-two",
            lambda f, u: _in_rounds(f, u, int(math.log2(len(u)))),
            "Correct where T is a power of 2; otherwise one round is missing. ⌈log₂ T⌉ rounds "
            "are needed.",
        ),
        Misconception(
            "in-place",
            _in_place,
            "Within a round your steps read what that same round has already changed. All of "
            "them must read the values from before it.",
        ),
        Misconception(
            "no-factors",
            lambda f, u: np.cumsum(u, axis=0),
            "That is the sum of all addends so far. Each step also multiplies what it keeps by f.",
        ),
        Misconception(
            "gated-sum",
            _gated_sum,
            "Your factor also multiplies the addend of its own step: h = f (h + u).",
        ),
        Misconception(
            "factor-late",
            _late_gate,
            "Your factors come one step late: f_t belongs to step t, and multiplies h_{t−1}.",
        ),
    ],
    on_success="minLSTM's forward pass is this function, and its backward pass is, too.",
)
