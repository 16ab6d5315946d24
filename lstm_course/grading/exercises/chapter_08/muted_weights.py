"""Exercise 08.5, `muted_weights`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib._validation import Array
from lstm_lib.weights import LSTMWeights


def _sum_of(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _push(W: Array, hush: float, block: str = "o") -> Array:
    """By how much the sums of a block must fall: then its gates are open by hush at worst."""
    rows = getattr(LSTMWeights(W), block)
    return np.asarray(rows[:, 0] + np.abs(rows[:, 1:]).sum(axis=1) - _sum_of(hush))


def _switch(W: Array, push: Array | float, block: str = "o", at: int | None = None) -> Array:
    """The biases of a block lowered by a push, and a column for m that makes up for it."""
    by = np.zeros(len(W))
    by[np.repeat([gate == block for gate in "ifgo"], len(W) // 4)] = push
    lowered = np.column_stack([W[:, 0] - by, W[:, 1:]])
    return np.insert(lowered, W.shape[1] if at is None else at, by, axis=1)


def _muted(W: Array, hush: float) -> Array:
    return _switch(W, _push(W, hush))


def _by(push: Callable[[Array, float], Array | float]) -> Answer:
    """The answer with another push; that is made from the output gate's rows and hush."""
    return lambda W, hush: _switch(W, push(LSTMWeights(W).o, hush))


def _in_blocks(blocks: str) -> Answer:
    """The same switch for other blocks, each with the push that this block needs."""

    def answer(W: Array, hush: float) -> Array:
        result = np.column_stack([W, np.zeros(len(W))])
        for block in blocks:
            own = _switch(W, _push(W, hush, block), block)
            result[own[:, -1] != 0] = own[own[:, -1] != 0]
        return result

    return answer


muted_weights = Function(
    id="08.5",
    title="A switch that silences a cell",
    name="muted_weights",
    inputs={
        "W": "4H 1+H+D",
        "hush": custom(lambda rng, sizes: float(rng.choice([0.3, 0.1, 0.01, 0.001, 1e-4, 1e-5]))),
    },
    returns="W",
    reference=_muted,
    extra_cases=lambda rng: [(rng.normal(size=(8, 6)), hush) for hush in (0.45, 1e-9)],
    misconceptions=[
        Misconception(
            "bias-only",
            lambda W, hush: np.column_stack([_muted(W, hush)[:, :-1], np.zeros(len(W))]),
            "Your cell is silent for good: with m = 1 it is not what it was.",
        ),
        Misconception(
            "column-only",
            lambda W, hush: np.column_stack([W, _muted(W, hush)[:, -1]]),
            "With m = 0 the new weight meets a 0. What shuts the gate then?",
        ),
        Misconception(
            "turned-round",
            lambda W, hush: np.column_stack([W, -_muted(W, hush)[:, -1]]),
            "Your switch is the wrong way round: the cell falls silent when m is 1.",
        ),
        Misconception(
            "habit-only",
            _by(lambda o, hush: o[:, 0] - _sum_of(hush)),
            "Where h = x = 0 the gate is shut as far as it should be. But h and x push, too, and "
            "may push it open.",
        ),
        Misconception(
            "signs-kept",
            _by(lambda o, hush: o.sum(axis=1) - _sum_of(hush)),
            "You took h = x = 1 for the worst case. Which h and x push hardest where weights are "
            "negative?",
        ),
        Misconception(
            "x-only",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1 + len(o) :]).sum(axis=1) - _sum_of(hush)),
            "You allowed for x. But h pushes, too: it is not yet 0 when the cell is switched off.",
        ),
        Misconception(
            "h-only",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1 : 1 + len(o)]).sum(1) - _sum_of(hush)),
            "You allowed for h. But x pushes, too.",
        ),
        Misconception(
            "no-habit",
            _by(lambda o, hush: np.abs(o[:, 1:]).sum(axis=1) - _sum_of(hush)),
            "You allowed for all that h and x bring. But the bias counts, too: a gate that it "
            "holds open stays open.",
        ),
        Misconception(
            "size-of-habit",
            _by(lambda o, hush: np.abs(o).sum(axis=1) - _sum_of(hush)),
            "You took the size of the bias, too. h and x may come with either sign, but the "
            "constant is always 1: a gate that its bias shuts needs less.",
        ),
        Misconception(
            "share-as-sum",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) - hush),
            "In the worst case your gate's sum is hush. How far open is a gate then?",
        ),
        Misconception(
            "log-share",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) - np.log(hush)),
            "Nearly: in the worst case your gate is a little further shut than hush. Which sum "
            "belongs to a fraction, exactly?",
        ),
        Misconception(
            "turned-over",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) + _sum_of(hush)),
            "In the worst case your gate stands at 1 − hush.",
        ),
        Misconception(
            "one-for-all",
            lambda W, hush: _switch(W, _push(W, hush).max()),
            "Your cell is silent, but all units get the push that one of them needs. Each has "
            "weights of its own.",
        ),
        Misconception(
            "always-10",
            _by(lambda o, hush: 10.0),
            "A push of 10 is too small for large weights, and larger than necessary for small "
            "ones. How large can the sum of this gate become?",
        ),
        Misconception(
            "too-large",
            _by(lambda o, hush: 1e20),
            "Your cell is silent. But with m = 1 the biases are gone: beside so large a number "
            "they are lost in rounding.",
        ),
        Misconception(
            "infinite",
            _by(lambda o, hush: np.inf),
            "With m = 1 your sum is infinity minus infinity, which is not a number.",
        ),
        Misconception(
            "input-gate",
            _in_blocks("i"),
            "With m = 0 your cell writes nothing, and goes on showing what it has. It should be "
            "the other way round.",
        ),
        Misconception(
            "forget-gate",
            _in_blocks("f"),
            "With m = 0 your cell loses its memory. It should keep it, and not show it.",
        ),
        Misconception(
            "candidate",
            _in_blocks("g"),
            "With m = 0 your cell writes other things than before, and goes on showing them.",
        ),
        Misconception(
            "all-gates",
            _in_blocks("ifo"),
            "With m = 0 all three gates are shut: nothing is shown, but nothing is kept either.",
        ),
        Misconception(
            "all-blocks",
            _in_blocks("ifgo"),
            "You changed all four blocks. Which of them decides what is shown, and nothing else?",
        ),
        Misconception(
            "m-after-1",
            lambda W, hush: _switch(W, _push(W, hush), at=1),
            "You put the weights of m right after the bias. m is the last entry of [1; h; x; m].",
        ),
        Misconception(
            "m-before-x",
            lambda W, hush: _switch(W, _push(W, hush), at=1 + len(W) // 4),
            "You put the weights of m before those of x. m is the last entry of [1; h; x; m].",
        ),
    ],
    on_success="A trained cell can be given such a switch without another step of training. While "
    "it is silent its memory takes another path all the same: its gates no longer see "
    "h.",
)
