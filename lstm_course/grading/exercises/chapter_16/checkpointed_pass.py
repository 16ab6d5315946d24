"""Exercise 16.3, `checkpointed`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real, size
from lstm_lib._validation import Array
from lstm_lib.cell import State
from lstm_lib.gradient_checkpointing import checkpointed_gradients
from lstm_lib.lstm import LSTMGradients, backward, forward
from lstm_lib.weights import LSTMWeights

Result = tuple[Array, Array, Array]


def _states(W: Array, x: Array, k: int, moved: int = 0) -> Array:
    """h and c at the start of each piece, (P, 2, B, H)."""
    weights, H = LSTMWeights(W), len(W) // 4
    kept = [np.zeros((2, x.shape[1], H))]
    for t in range(k, len(x), k):
        kept.append(np.array(forward(weights, x[: max(1, t + moved)]).state))
    return np.array(kept)


def _pieces(
    W: Array, x: Array, dh: Array, k: int, back: str = "h c", start: str = "h c"
) -> tuple[list[LSTMGradients], Array]:
    """The gradients of each piece, in order of time, and the states kept.

    `back` and `start` say what is handed to the earlier piece, and what a piece starts from.
    """
    weights, kept, found = LSTMWeights(W), _states(W, x, k), []
    zero = np.zeros_like(kept[0, 0])
    later = State(zero, zero)
    for p in reversed(range(len(kept))):
        part = slice(p * k, (p + 1) * k)
        h, c = kept[p]
        begin = State(h if "h" in start else zero, c if "c" in start else zero)
        d = backward(forward(weights, x[part], begin), dh[part], later)
        found.append(d)
        later = State(d.state.h if "h" in back else zero, d.state.c if "c" in back else zero)
    return found[::-1], kept


def _joined(found: list[LSTMGradients], kept: Array) -> Result:
    dW = np.sum([d.W for d in found], axis=0)
    return dW, np.concatenate([d.x for d in found]), kept


def _whole(W: Array, x: Array, dh: Array, k: int) -> Result:
    return _joined(*_pieces(W, x, dh, k))


def _with_dW(W: Array, x: Array, dh: Array, k: int, how: str) -> Result:
    """dW of one piece alone, or the mean over the pieces."""
    found, kept = _pieces(W, x, dh, k)
    each = {
        "first": found[0].W,
        "final": found[-1].W,
        "mean": np.mean([d.W for d in found], axis=0),
    }
    return each[how], np.concatenate([d.x for d in found]), kept


def _reversed_x(W: Array, x: Array, dh: Array, k: int) -> Result:
    found, kept = _pieces(W, x, dh, k)
    return np.sum([d.W for d in found], axis=0), np.concatenate([d.x for d in found[::-1]]), kept


def _with_kept(W: Array, x: Array, dh: Array, k: int, how: str) -> Result:
    """Everything right but the states that are returned."""
    dW, dx, kept = _whole(W, x, dh, k)
    end = np.array(forward(LSTMWeights(W), x).state)[None]
    changed = {
        "end": np.concatenate([kept, end]),
        "ends": np.concatenate([kept[1:], end]),
        "reversed": kept[::-1],
        "every": _states(W, x, 1),
        "early": _states(W, x, k, moved=-1),
    }
    return dW, dx, changed[how]


checkpointed = Function(
    id="16.3",
    title="Backward from one state in k",
    name="checkpointed",
    inputs={
        "W": real("4H 1+H+D", limit=0),
        "x": real("T B D", limit=0),
        "dh": real("T B H", limit=0),
        "k": size("k"),
    },
    sizes={"T": (2, 3, 5, 6), "k": (1, 2, 3, 4), "B": (1, 2, 3), "H": (1, 2, 3), "D": (1, 2, 4)},
    returns="dW, dx, kept",
    reference=_whole,
    without=[checkpointed_gradients],
    misconceptions=[
        Misconception(
            "truncated",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, back="")),
            "Your gradient stops at the edges of the pieces: that is truncation. What `backward` "
            "says of a piece's initial state is the `dstate` of the piece before it.",
        ),
        Misconception(
            "only-h-handed-back",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, back="h")),
            "Between your pieces the gradient of h is handed back, but not that of c.",
        ),
        Misconception(
            "only-c-handed-back",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, back="c")),
            "Between your pieces the gradient of c is handed back, but not that of h.",
        ),
        Misconception(
            "pieces-from-zero",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, start="")),
            "Your pieces run again from an empty memory. Each has to start from the state that "
            "was kept for it.",
        ),
        Misconception(
            "only-c-restored",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, start="c")),
            "Your pieces run again from the kept c, but with h = 0.",
        ),
        Misconception(
            "only-h-restored",
            lambda W, x, dh, k: _joined(*_pieces(W, x, dh, k, start="h")),
            "Your pieces run again from the kept h, but with c = 0.",
        ),
        Misconception(
            "first-piece-alone",
            lambda W, x, dh, k: _with_dW(W, x, dh, k, "first"),
            "Your dW is that of the first piece alone: it overwrites what the later pieces said. "
            "The same weights work in every piece, so their gradients add up.",
        ),
        Misconception(
            "final-piece-alone",
            lambda W, x, dh, k: _with_dW(W, x, dh, k, "final"),
            "Your dW is that of the final piece alone. The same weights work in every piece.",
        ),
        Misconception(
            "averaged",
            lambda W, x, dh, k: _with_dW(W, x, dh, k, "mean"),
            "Your dW is the mean over the pieces; it should be the sum.",
        ),
        Misconception(
            "dx-in-reverse",
            _reversed_x,
            "You collected dx in the order in which you went back. Its pieces belong in the order "
            "of time.",
        ),
        Misconception(
            "one-state-too-many",
            lambda W, x, dh, k: _with_kept(W, x, dh, k, "end"),
            "You also kept the state after the final step. No piece starts there.",
        ),
        Misconception(
            "ends-for-starts",
            lambda W, x, dh, k: _with_kept(W, x, dh, k, "ends"),
            "You kept the state at the end of each piece. Needed is the one at its start.",
        ),
        Misconception(
            "kept-in-reverse",
            lambda W, x, dh, k: _with_kept(W, x, dh, k, "reversed"),
            "Your kept states run backwards in time. Return them in order.",
        ),
        Misconception(
            "every-state-kept",
            lambda W, x, dh, k: _with_kept(W, x, dh, k, "every"),
            "You kept the state before every step. One in k is enough, and is the point.",
        ),
        Misconception(
            "one-step-early",
            lambda W, x, dh, k: _with_kept(W, x, dh, k, "early"),
            "The states you kept stand one step before the start of their pieces.",
        ),
    ],
    on_success="The gradient is exact, and of the T steps only k had to be in memory at a time.",
)
