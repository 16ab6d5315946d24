"""Exercise 15.3, `truncated_slope`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid


class _Run(NamedTuple):
    """All steps of one cell: z (T, 3), i and g (T,), h (T,) after each step."""

    z: Array
    i: Array
    g: Array
    h: Array


def _run(w_i: Array, w_g: Array, x: Array, modern: bool = False, seen: bool = True) -> _Run:
    c = h = 0.0
    steps = []
    for x_t in x:
        z = np.array([1.0, h if seen else 0.0, x_t])
        i = float(sigmoid(w_i @ z))
        g = float(np.tanh(w_g @ z)) if modern else 2 * float(np.tanh(w_g @ z / 2))
        c += i * g
        h = float(np.tanh(c / 2))
        steps.append((z, i, g, h))
    return _Run(*(np.array(part) for part in zip(*steps, strict=True)))


def _terms(run: _Run) -> Array:
    """Addends of the steps, (T, 3)."""
    terms: Array = (run.g * run.i * (1 - run.i))[:, None] * run.z
    return terms


def _truncated_slope(w_i: Array, w_g: Array, x: Array) -> Array:
    total: Array = _terms(_run(w_i, w_g, x)).sum(axis=0)
    return total


def _full(w_i: Array, w_g: Array, x: Array) -> Array:
    """The complete derivative, with h's own carried along."""
    run = _run(w_i, w_g, x)
    dc, dh = np.zeros(3), np.zeros(3)
    for z, i, g, h in zip(*run, strict=True):
        dz_i = z + w_i[1] * dh
        dz_g = w_g[1] * dh
        dc = dc + g * i * (1 - i) * dz_i + i * (4 - g * g) / 4 * dz_g
        dh = (1 - h * h) / 2 * dc
    return dc


def _other(change: str, w_i: Array, w_g: Array, x: Array) -> Array:
    run = _run(w_i, w_g, x)
    late = np.column_stack([np.ones(len(x)), run.h, x])
    slope = run.i * (1 - run.i)
    changed = {
        "final": _terms(run)[-1],
        "mean": _terms(run).mean(axis=0),
        "no slope": run.g @ run.z,
        "no candidate": slope @ run.z,
        "of g": (run.i * (4 - run.g**2) / 4) @ run.z,
        "late": (run.g * slope) @ late,
        "h dropped": (run.g * slope)[:, None] * run.z * [1, 0, 1],
        "at the end": run.g.sum() * slope[-1] * run.z[-1],
        "gate": (run.i * slope) @ run.z,
    }[change]
    total: Array = changed.sum(axis=0) if changed.ndim == 2 else changed
    return total


def _by(change: str):  # type: ignore[no-untyped-def]
    return lambda w_i, w_g, x: _other(change, w_i, w_g, x)


def _three(scale: float):  # type: ignore[no-untyped-def]
    return custom(lambda rng, _: (scale * rng.normal(size=3)).round(2))


truncating = Function(
    id="15.3",
    title="A truncated gradient by hand",
    name="truncated_slope",
    inputs={
        "w_i": _three(1.5),
        "w_g": _three(1.5),
        "x": custom(lambda rng, sizes: rng.normal(size=sizes["T"]).round(2), "T"),
    },
    sizes={"T": (1, 2, 3, 5, 8)},
    returns="slope",
    reference=_truncated_slope,
    extra_cases=lambda rng: [
        (np.array([0.5, 1.0, -1.0]), np.array([0.2, 2.0, 1.5]), np.array([1.0])),
        (np.array([0.5, -2.0, 1.0]), np.array([0.1, 1.0, 2.0]), rng.normal(size=6).round(2)),
    ],
    misconceptions=[
        Misconception(
            "complete",
            _full,
            "That is the complete derivative: you also follow the weight's effect through h into "
            "later gates and candidates. The rule of 1997 drops exactly that.",
        ),
        Misconception(
            "final-step",
            _by("final"),
            "You kept the final step alone. The memory adds up what every step wrote, so every "
            "step has a term.",
        ),
        Misconception(
            "mean",
            _by("mean"),
            "You averaged the terms of the steps. The memory is their sum.",
        ),
        Misconception(
            "no-slope",
            _by("no slope"),
            "A factor is missing: how much does the gate change if its sum changes by 1?",
        ),
        Misconception(
            "no-candidate",
            _by("no candidate"),
            "You found how the gates change. What each of them lets through is its candidate g: "
            "multiply by it.",
        ),
        Misconception(
            "of-the-candidate",
            _by("of g"),
            "That is the derivative with respect to the candidate's weights w_g. The gate's were "
            "asked for.",
        ),
        Misconception(
            "h-after-the-step",
            _by("late"),
            "You multiply by h after the step. The gate read the one before it.",
        ),
        Misconception(
            "h-dropped",
            _by("h dropped"),
            "Truncation drops the derivative that passes through h, not h itself: as an input of "
            "the gate, h has a weight of its own, and that weight learns.",
        ),
        Misconception(
            "h-not-seen",
            lambda w_i, w_g, x: _terms(_run(w_i, w_g, x, seen=False)).sum(axis=0),
            "Your forward pass feeds no h back to gate and candidate. Truncation changes the "
            "gradient, not what the cell computes.",
        ),
        Misconception(
            "candidate-of-today",
            lambda w_i, w_g, x: _terms(_run(w_i, w_g, x, modern=True)).sum(axis=0),
            "You squash the candidate by today's tanh(z). In 1997 it was 4σ(z) − 2 = 2 tanh(z/2).",
        ),
        Misconception(
            "gate-for-candidate",
            _by("gate"),
            "You multiply the change of the gate by the gate. What it lets through is the candidate g.",
        ),
        Misconception(
            "other-order",
            lambda w_i, w_g, x: _terms(_run(w_i[::-1], w_g[::-1], x)).sum(axis=0)[::-1],
            "You put x first and the 1 at the end. The weights belong to 1, h and x, in this order.",
        ),
        Misconception(
            "only-the-final-gate",
            _by("at the end"),
            "You multiply the sum of the candidates by the final gate's slope. Each step has a "
            "gate, an input and a slope of its own.",
        ),
    ],
    on_success="A sum that grows by one term per step, and no way back in time: that is why the rule "
    "of 1997 can learn at every step.",
)
