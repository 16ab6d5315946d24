"""Exercise 16.2, `start_biases`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array

Result = tuple[Array, Array]


def _lags(rng: np.random.Generator, sizes: Sizes) -> Array:
    """(H,), from a few steps to thousands."""
    return np.exp(rng.uniform(np.log(3), np.log(5000), sizes["H"])).round()


def _gate(lags: Array, left: float) -> Array:
    f: Array = left ** (1 / lags)
    return f


def _sum(f: Array) -> Array:
    """The sum at which a sigmoid is f."""
    b: Array = np.log(f) - np.log1p(-f)
    return b


def _biases(lags: Array, left: float) -> Result:
    b: Array = -np.log(np.expm1(-np.log(left) / lags))
    return b, -b


biases = Function(
    id="16.2",
    title="A bias for a lag",
    name="start_biases",
    inputs={
        "lags": custom(_lags, "H"),
        "left": custom(lambda rng, _: round(float(rng.uniform(0.05, 0.95)), 2)),
    },
    sizes={"H": (1, 2, 3, 5)},
    returns="b_f, b_i",
    reference=_biases,
    extra_cases=lambda rng: [
        (np.array([10.0, 100.0, 1000.0]), 0.5),
        (np.array([1.0, 2000.0]), 0.9),
        (np.array([200.0]), 0.1),
    ],
    misconceptions=[
        Misconception(
            "always-half",
            lambda lags, left: _biases(lags, 0.5),
            "Your biases leave one half after the lag, whatever fraction is asked for.",
        ),
        Misconception(
            "always-chrono",
            lambda lags, left: (np.log(lags), -np.log(lags)),
            "This is chrono initialisation: it leaves about 1/e after the lag. Asked is the "
            "fraction `left`.",
        ),
        Misconception(
            "one-step",
            lambda lags, left: (
                _sum(np.full_like(lags, left)),
                -_sum(np.full_like(lags, left)),
            ),
            "Your gate is `left` at each single step. After the lag, `left` to the power of the "
            "lag remains.",
        ),
        Misconception(
            "loses-evenly",
            lambda lags, left: (
                _sum(1 - (1 - left) / lags),
                -_sum(1 - (1 - left) / lags),
            ),
            "You divided the loss evenly over the steps. But each step takes a fraction of what "
            "is left: f to the power of the lag is `left`.",
        ),
        Misconception(
            "gate-for-bias",
            lambda lags, left: (_gate(lags, left), 1 - _gate(lags, left)),
            "These are the gates. Asked are the biases at which a sigmoid has these values.",
        ),
        Misconception(
            "lost-for-left",
            lambda lags, left: _biases(lags, 1 - left),
            "Your biases lose the fraction `left` and keep the rest. A forget gate says what is "
            "kept.",
        ),
        Misconception(
            "sign",
            lambda lags, left: _biases(lags, left)[::-1],
            "The signs are the wrong way round: the forget gate starts nearly open, the input gate "
            "nearly shut.",
        ),
        Misconception(
            "both-open",
            lambda lags, left: (_biases(lags, left)[0],) * 2,
            "Your input gate starts open as far as the forget gate, so that noise piles up. It "
            "should write as small a part as is lost: i = 1 − f.",
        ),
        Misconception(
            "input-gate-at-zero",
            lambda lags, left: (_biases(lags, left)[0], np.zeros_like(lags)),
            "Your input gate starts half open. It should write as small a part as is lost: "
            "i = 1 − f.",
        ),
        Misconception(
            "one-lag-for-all",
            lambda lags, left: _biases(np.full_like(lags, lags.mean()), left),
            "Your units all have the same bias. Each has a lag of its own.",
        ),
        Misconception(
            "one-step-fewer",
            lambda lags, left: _biases(lags + 1, left),
            "Your gates pass one time too many: after a lag of k steps, k forget gates have "
            "multiplied the memory.",
        ),
        Misconception(
            "exponent-turned",
            lambda lags, left: (
                _sum(np.minimum(left**lags, 0.999)),
                -_sum(np.minimum(left**lags, 0.999)),
            ),
            "You raised the fraction to the power of the lag. It is the gate that is raised: "
            "f^k = left, so f = left^(1/k).",
        ),
    ],
    on_success="With lags drawn at random up to the longest and 1/e for the fraction, this is "
    "nearly chrono initialisation.",
)
