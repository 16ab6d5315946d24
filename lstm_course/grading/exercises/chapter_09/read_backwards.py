"""Exercise 09.4, `read_backwards`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Answer, Function, Misconception
from lstm_course.grading.generators import custom
from lstm_course.grading.records import Case
from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.lstm import forward
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights


def broken_read_backwards(W: Array, x: Array, lengths: Array) -> Array:
    """The direction from the end, as it was published, in this course's names."""
    h = forward(LSTMWeights(W), x[::-1]).h[::-1].copy()
    for b, length in enumerate(lengths):
        h[length:, b] = 0
    return h


def _read_backwards(W: Array, x: Array, lengths: Array) -> Array:
    both_ways = (LSTMWeights(W), LSTMWeights(W.copy()))
    both = network.forward(Network([both_ways]), x, lengths=lengths)
    return both.h[:, :, len(W) // 4 :].copy()


def _turned(a: Array, lengths: Array) -> Array:
    """Each sequence turned round in its first steps; the rest stays where it is."""
    a = a.copy()
    for b, length in enumerate(np.clip(lengths, 0, len(a))):
        a[:length, b] = a[:length, b][::-1]
    return a


def _cut(a: Array, lengths: Array) -> Array:
    return np.where((np.arange(len(a))[:, None] < lengths)[:, :, None], a, 0)


def _turning(
    turn: Callable[[Array, Array], Array], back: Callable[[Array, Array], Array]
) -> Answer:
    """Turned in one way, run up to each end, turned back in another."""

    def answer(W: Array, x: Array, lengths: Array) -> Array:
        h = forward(LSTMWeights(W), turn(x, lengths), lengths=lengths).h
        return back(h, lengths).copy()

    return answer


def _with_lengths(rng: np.random.Generator) -> list[tuple[Any, ...]]:
    cases: list[tuple[Any, ...]] = [
        (rng.normal(size=(8, 6)), rng.normal(size=(4, 3, 3)), np.array(lengths))
        for lengths in ([4, 0, 1], [2, 3, 2], [3, 1, 4])
    ]
    W, x, lengths = cases[-1]
    x = np.where(np.arange(4)[:, None, None] < lengths[:, None], x, np.nan)
    return [*cases, Case((W, x, lengths), where="the padding is nan")]


read_backwards = Function(
    id="09.4",
    title="A reader that begins with the padding",
    name="read_backwards",
    inputs={
        "W": "4H 1+H+D",
        "x": "T B D",
        "lengths": custom(
            lambda rng, sizes: rng.integers(0, sizes["T"] + 1, sizes["B"]),
            "T B",
        ),
    },
    returns="h",
    reference=_read_backwards,
    sizes={"T": (1, 2, 3, 4), "B": (1, 2, 3)},
    without=[network.forward],
    broken_code=broken_read_backwards,
    extra_cases=_with_lengths,
    misconceptions=[
        Misconception(
            "unmended",
            broken_read_backwards,
            "It still does what the broken one does. Change a number beyond the end of a short "
            "sequence: what moves?",
        ),
        Misconception(
            "padding-zeroed",
            lambda W, x, lengths: broken_read_backwards(W, _cut(x, lengths), lengths),
            "You filled the padding with zeros. To the layer a 0 is an input like any other: "
            "what do the biases do meanwhile?",
        ),
        Misconception(
            "padding-first",
            _turning(lambda x, lengths: x[::-1], lambda h, lengths: h[::-1]),
            "You told the layer the lengths, but it meets the padding first and stops before the "
            "sequence is over.",
        ),
        Misconception(
            "padding-first-turned-within",
            _turning(lambda x, lengths: x[::-1], _turned),
            "You reverse the results within each length, but not the inputs: these still begin "
            "with the padding.",
        ),
        Misconception(
            "not-turned-back",
            _turning(_turned, lambda h, lengths: h),
            "You read in the right order. But your results stand in the order of reading: at step "
            "1 should stand the state that has seen the whole sequence.",
        ),
        Misconception(
            "turned-back-whole",
            _turning(_turned, lambda h, lengths: h[::-1]),
            "You read in the right order, but reverse the results together with their padding: "
            "the short sequences end up late.",
        ),
        Misconception(
            "not-turned",
            _turning(lambda x, lengths: x, lambda h, lengths: h),
            "You read from the beginning. Your first result knows the first input only.",
        ),
        Misconception(
            "only-answers-turned",
            _turning(lambda x, lengths: x, _turned),
            "You read from the beginning and reverse the results.",
        ),
        Misconception(
            "longest",
            lambda W, x, lengths: _cut(
                _turned(
                    forward(LSTMWeights(W), _turned(x, np.full_like(lengths, lengths.max()))).h,
                    np.full_like(lengths, lengths.max()),
                ),
                lengths,
            ),
            "You reverse all sequences within the length of the longest one. Each has an end of "
            "its own.",
        ),
        Misconception(
            "end-left-out",
            _turning(lambda x, lengths: _turned(x, lengths - 1), _turned),
            "The final step of each sequence stays where it is, and so is read last.",
        ),
        Misconception(
            "one-too-far",
            _turning(lambda x, lengths: _turned(x, lengths + 1), _turned),
            "You begin one step beyond the end: the first number of the padding is read first.",
        ),
        Misconception(
            "past-end-left",
            lambda W, x, lengths: _turned(forward(LSTMWeights(W), _turned(x, lengths)).h, lengths),
            "The sequences are right. But beyond their ends are states that the padding has made; "
            "there should be zeros.",
        ),
        Misconception(
            "batch-turned",
            _turning(lambda x, lengths: x[:, ::-1], lambda h, lengths: h[:, ::-1]),
            "You reversed the batch: the last sequence came first. Time is the first axis.",
        ),
        Misconception(
            "inputs-turned",
            _turning(lambda x, lengths: x[:, :, ::-1], lambda h, lengths: h),
            "You reversed the inputs of each step. Time is the first axis.",
        ),
    ],
    on_success="Reported for Deeplearning4j in "
    "github.com/deeplearning4j/deeplearning4j/issues/1030, and "
    "fixed a year later: the pass from the end got activations from beyond the end of a short "
    "series.",
)
