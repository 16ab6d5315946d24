"""Exercise 08.4, `mirror_weights`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.weights import LSTMWeights


def _mirrored(W: Array, s: Array, gates: bool = True, candidate: bool = True) -> Array:
    """Columns of h turned in the gates, in the candidate, or in both; rows of the candidate too."""
    weights = LSTMWeights(W.copy())
    H = weights.units
    for name, turned in zip("ifgo", (gates, gates, candidate, gates), strict=True):
        if turned:
            getattr(weights, name)[:, 1 : 1 + H] *= s
    weights.g[...] *= s[:, None]
    return weights.W


def _columns_only(W: Array, s: Array) -> Array:
    return _block_turned(_mirrored(W, s), s, 2)


def _block_turned(W: Array, s: Array, *blocks: int) -> Array:
    parts = np.split(W, 4)
    return np.concatenate([p * s[:, None] if k in blocks else p for k, p in enumerate(parts)])


def _row_kept(W: Array, s: Array, columns: slice) -> Array:
    result, H = _mirrored(W, s), len(s)
    result[2 * H : 3 * H, columns] *= s[:, None]
    return result


def _mirrored_in_place(W: Array, s: Array) -> Array:
    W[...] = _mirrored(W, s)
    return W


mirror_weights = Function(
    id="08.4",
    title="Memories upside down",
    name="mirror_weights",
    inputs={
        "W": "4H 1+H+D",
        "s": custom(lambda rng, sizes: rng.choice([-1.0, 1.0], sizes["H"]), "H"),
    },
    returns="W",
    reference=_mirrored,
    misconceptions=[
        Misconception(
            "unchanged",
            lambda W, s: W.copy(),
            "These are the weights as they came: they write what they always wrote. Which block "
            "says what is written?",
        ),
        Misconception(
            "rows-only",
            lambda W, s: _mirrored(W, s, gates=False, candidate=False),
            "The turned units write upside down now. But which layers see what they show, and "
            "now see the opposite?",
        ),
        Misconception(
            "columns-only",
            _columns_only,
            "Everything that sees the turned units sees them correctly. But these units still "
            "write as they always did.",
        ),
        Misconception(
            "gates-hear-wrong",
            lambda W, s: _mirrored(W, s, gates=False),
            "The candidates are right. But three more layers see h.",
        ),
        Misconception(
            "candidate-hears-wrong",
            lambda W, s: _mirrored(W, s, candidate=False),
            "The gates see h correctly, and the turned units write upside down. But the candidates "
            "see h, too.",
        ),
        Misconception(
            "all-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 0, 1, 3),
            "You turned the rows of the gates, too. A gate whose sum is turned shuts where it "
            "should open.",
        ),
        Misconception(
            "output-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 2, 3),
            "You tried to turn what is shown at the output gate. Can a fraction turn a sign?",
        ),
        Misconception(
            "input-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 2, 0),
            "You turned the rows of the input gate: it says how much is written, not what.",
        ),
        Misconception(
            "bias-kept",
            lambda W, s: _row_kept(W, s, slice(0, 1)),
            "Where h = x = 0, a turned unit still writes what it used to. Its candidate has a "
            "bias, too.",
        ),
        Misconception(
            "x-kept",
            lambda W, s: _row_kept(W, s, slice(1 + len(s), None)),
            "The turned units' candidates respond to x as they used to.",
        ),
        Misconception(
            "all-units",
            lambda W, s: _mirrored(W, -np.ones_like(s)),
            "You turned every unit. Only those whose s is −1 should be turned.",
        ),
        Misconception(
            "shifted",
            lambda W, s: _mirrored(np.roll(W, 1, axis=1), s)[:, [*range(1, W.shape[1]), 0]],
            "You turned the weights that meet the constant. The columns of h begin after it.",
        ),
        Misconception(
            "E9-in-place",
            _mirrored_in_place,
            "The weights are right, but the cell you were given is changed as well. Work on a "
            "copy.",
        ),
    ],
    on_success="No test of inputs and outputs shows which way up a memory is, or which number a "
    "unit has: "
    "two networks that do the same need not have weights that look alike.",
)
