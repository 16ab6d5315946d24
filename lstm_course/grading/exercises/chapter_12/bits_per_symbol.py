"""Exercise 12.1, `bits_per_symbol`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom, integers, real
from lstm_lib._validation import Array
from lstm_lib.training import cross_entropy, softmax

LOG_2 = float(np.log(2))


def _mask(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Sequences of different lengths, each of at least one step."""
    lengths = rng.integers(1, sizes["T"] + 1, size=sizes["B"])
    mask: Array = np.arange(sizes["T"])[:, None] < lengths
    return mask


def _bits(y: Array, target: Array, mask: Array) -> float:
    return cross_entropy(y, target, mask)[0] / LOG_2


def _each(y: Array, target: Array) -> Array:
    """−ln p of what came, (T, B)."""
    logits = y - y.max(axis=-1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    came: Array = -np.take_along_axis(log_p, target[..., None], axis=-1)[..., 0]
    return came


def _means_of(y: Array, target: Array, mask: Array, axis: int) -> float:
    each, counts = _each(y, target) * mask / LOG_2, mask.sum(axis=axis)
    return float(np.mean((each.sum(axis=axis) / np.maximum(counts, 1))[counts > 0]))


def _of_mean_probability(y: Array, target: Array, mask: Array) -> float:
    return float(-np.log2(np.exp(-_each(y, target))[mask].mean() + 1e-300))


def _overflows(y: Array, target: Array, mask: Array) -> float:
    p = np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)
    return float(-np.log2(np.take_along_axis(p, target[..., None], axis=-1)[..., 0])[mask].mean())


def _entropy(y: Array, target: Array, mask: Array) -> float:
    p = softmax(y)
    return float(-np.sum(p * np.log2(p + 1e-300), axis=-1)[mask].mean())


bits = Function(
    id="12.1",
    title="Bits per symbol",
    name="bits_per_symbol",
    inputs={
        "y": real("T B K"),
        "target": integers("T B", below="K"),
        "mask": custom(_mask, "T B"),
    },
    sizes={"T": (1, 2, 4, 7), "B": (1, 2, 3, 5), "K": (2, 3, 5)},
    returns="bits",
    reference=_bits,
    without=(cross_entropy,),
    extra_cases=lambda rng: [
        (np.zeros((3, 2, 4)), np.zeros((3, 2), int), np.ones((3, 2), bool)),
        (
            rng.normal(size=(6, 2, 3)),
            rng.integers(3, size=(6, 2)),
            np.arange(6)[:, None] < np.array([6, 1]),
        ),
    ],
    misconceptions=[
        Misconception(
            "nats",
            lambda y, target, mask: _bits(y, target, mask) * LOG_2,
            "Your result is in nats: the natural logarithm makes every model look a third better. "
            "Bits take the logarithm to base 2.",
        ),
        Misconception(
            "converted-the-wrong-way",
            lambda y, target, mask: _bits(y, target, mask) * LOG_2 * LOG_2,
            "You multiply by ln 2. A nat is more than a bit, so there are more bits than nats.",
        ),
        Misconception(
            "padding-counts",
            lambda y, target, mask: float(_each(y, target).mean() / LOG_2),
            "Your mean is over all steps, padding included. The mask says which steps are text.",
        ),
        Misconception(
            "divided-by-all",
            lambda y, target, mask: float((_each(y, target) * mask).mean() / LOG_2),
            "You leave the padding out of the sum, but not out of the number that you divide by.",
        ),
        Misconception(
            "mean-of-means",
            lambda y, target, mask: _means_of(y, target, mask, 0),
            "You take a mean for each sequence, and then the mean of those. A symbol of a short "
            "sequence then weighs more than one of a long sequence.",
        ),
        Misconception(
            "mean-of-steps",
            lambda y, target, mask: _means_of(y, target, mask, 1),
            "You take a mean for each step, and then the mean of those. The final steps, which few "
            "sequences reach, then weigh too much.",
        ),
        Misconception(
            "log-of-the-mean",
            _of_mean_probability,
            "You take the logarithm of the mean probability. The surprises are added, so the "
            "logarithm comes first: one symbol that was thought impossible must cost a lot.",
        ),
        Misconception(
            "sum",
            lambda y, target, mask: _bits(y, target, mask) * np.count_nonzero(mask),
            "That is the length of the code for everything. Per symbol, it is divided by their "
            "number.",
        ),
        Misconception(
            "perplexity",
            lambda y, target, mask: float(np.exp2(min(_bits(y, target, mask), 1000))),
            "That is the perplexity, 2 to the power of the bits.",
        ),
        Misconception(
            "negative",
            lambda y, target, mask: -_bits(y, target, mask),
            "The logarithm of a probability is negative, and a surprise is not.",
        ),
        Misconception(
            "entropy",
            _entropy,
            "That is how uncertain the model says it is. You never look at what came.",
        ),
        Misconception(
            "overflow",
            _overflows,
            "Correct for small outputs; for large ones the exponential overflows. Subtract the "
            "largest output before it.",
        ),
    ],
    on_success="Any two models of the same text can now be compared, whatever they are made of.",
)
