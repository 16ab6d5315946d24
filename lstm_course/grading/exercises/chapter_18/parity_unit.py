"""Exercise 18.6, `parity_unit`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array


def _bits(rng: np.random.Generator, sizes: Sizes) -> Array:
    return rng.integers(0, 2, size=(sizes["T"], sizes["B"])).astype(float)


def _unit(bits: Array) -> Array:
    h: Array = np.cumprod(1 - 2 * bits, axis=0)
    return h


def _late(bits: Array) -> Array:
    h: Array = np.concatenate([np.ones_like(bits[:1]), _unit(bits)[:-1]])
    return h


def _settles(bits: Array) -> Array:
    """A gate in (0, 1) and something written: it follows the bits, and cannot flip."""
    h, state = np.empty_like(bits), np.ones_like(bits[0])
    for t in range(len(bits)):
        state = h[t] = 0.5 * state + 0.5 * (1 - 2 * bits[t])
    return h


parity = Function(
    id="18.6",
    title="One unit that knows parity",
    name="parity_unit",
    inputs={"bits": custom(_bits, "T", "B")},
    sizes={"T": (1, 2, 4, 7, 20), "B": (1, 2, 3)},
    returns="h",
    reference=_unit,
    extra_cases=lambda rng: [(np.ones((6, 1)),), (np.zeros((5, 2)),)],
    misconceptions=[
        Misconception(
            "closing-gate",
            lambda bits: np.cumprod(1 - bits, axis=0),
            "Your factor is 0 for a 1: that gate closes, and after the first 1 the unit is 0 for "
            "ever. To flip a sign the factor has to be −1.",
        ),
        Misconception(
            "starts-at-0",
            lambda bits: 0 * bits,
            "Your unit starts at 0, and 0 times anything stays 0. Start at 1.",
        ),
        Misconception(
            "flips-at-0",
            lambda bits: np.cumprod(2 * bits - 1, axis=0),
            "Your sign flips at every 0. It should flip at every 1.",
        ),
        Misconception(
            "one-late",
            _late,
            "Your h comes one step late: h_t must have read bit t.",
        ),
        Misconception(
            "parity-itself",
            lambda bits: np.cumsum(bits, axis=0) % 2,
            "That is the parity, 0 or 1. The unit holds a sign: 1 for even, −1 for odd.",
        ),
        Misconception(
            "the-bit-alone",
            lambda bits: 1 - 2 * bits,
            "That is the factor of each step. The unit's state is the product of all factors so "
            "far.",
        ),
        Misconception(
            "across-the-batch",
            lambda bits: np.cumprod(1 - 2 * bits, axis=1),
            "You multiply across the sequences of the batch. Time is the first axis.",
        ),
        Misconception(
            "settles",
            _settles,
            "A gate between 0 and 1 that adds something lets the state follow the bits. It "
            "cannot flip what it does not know, and with only ones it settles.",
        ),
        Misconception(
            "counts",
            lambda bits: np.cumsum(1 - 2 * bits, axis=0),
            "You add where you should multiply: that counts zeros minus ones.",
        ),
    ],
    on_success="One unit, one weight, any length; no gate between 0 and 1 can do it.",
)
