"""Exercise 11.3, `judged_loss`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom, integers
from lstm_lib._validation import Array
from lstm_lib.training import cross_entropy


def _some(rng: np.random.Generator, sizes: Sizes) -> Array:
    """A mask of the steps that count: one at least."""
    mask: Array = rng.random((sizes["T"], sizes["B"])) < 0.6
    mask.flat[int(rng.integers(mask.size))] = True
    return mask


def _softmax(y: Array, axis: int = -1) -> Array:
    shares: Array = np.exp(y - y.max(axis=axis, keepdims=True))
    shares /= shares.sum(axis=axis, keepdims=True)
    return shares


def _each_loss(y: Array, target: Array) -> Array:
    centred = y - y.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(centred, target[..., None], -1)[..., 0]
    each: Array = np.log(np.exp(centred).sum(axis=-1)) - chosen
    return each


def _count(mask: Array) -> int:
    return int(np.count_nonzero(mask))


def _with_counts(
    count: Callable[[Array, Array], float], slope_count: Callable[[Array, Array], float]
) -> Callable[[Array, Array, Array], tuple[float, Array]]:
    """The right sums, divided by other numbers."""

    def answer(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
        loss, dy = cross_entropy(y, target, mask)
        N = _count(mask)
        return N * loss / count(y, mask), N * dy / slope_count(y, mask)

    return answer


def _by_sequence(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    """The mean over sequences of the mean over steps."""
    counts = np.maximum(mask.sum(axis=0), 1) * y.shape[1]
    share = mask / counts
    slopes = _softmax(y) - np.eye(y.shape[-1])[target]
    return float(np.sum(_each_loss(y, target) * share)), slopes * share[..., None]


def _overflowing(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    shares = np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)
    one_hot = np.eye(y.shape[-1])[target]
    N = _count(mask)
    each = -np.log((shares * one_hot).sum(axis=-1))
    return float(each[mask].sum() / N), (shares - one_hot) * mask[..., None] / N


def _over_the_batch(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    shares, one_hot = _softmax(y, axis=1), np.eye(y.shape[-1])[target]
    N = _count(mask)
    each = -np.log((shares * one_hot).sum(axis=-1))
    return float(each[mask].sum() / N), (shares - one_hot) * mask[..., None] / N


def _slopes_in_place(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    result = cross_entropy(y, target, mask)
    y -= y.max(axis=-1, keepdims=True)
    return result


def broken_judged_loss(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    """The loss with the mean that was reported, in this course's names."""
    K = y.shape[-1]
    centred = y - y.max(axis=-1, keepdims=True)
    total = np.exp(centred).sum(axis=-1, keepdims=True)
    right = np.eye(K)[target]
    each = -np.sum(right * (centred - np.log(total)), axis=-1)
    loss = np.mean(each * mask)
    dy = (np.exp(centred) / total - right) * mask[..., None] / mask.size
    return loss, dy


judged = Function(
    id="11.3",
    title="A mean over outputs that do not count",
    name="judged_loss",
    inputs={"y": "T B K", "target": integers("T B", below="K"), "mask": custom(_some, "T B")},
    returns="L, dy",
    reference=cross_entropy,
    without=[cross_entropy],
    broken_code=broken_judged_loss,
    misconceptions=[
        Misconception(
            "unmended",
            broken_judged_loss,
            "It still does what the broken one does. Add a masked step to every sequence: what "
            "should become of L, and what becomes of it?",
        ),
        Misconception(
            "slopes-unmended",
            _with_counts(lambda y, mask: _count(mask), lambda y, mask: mask.size),
            "The loss is fixed. Its gradient is still that of the broken one, too small by the "
            "fraction of steps that count.",
        ),
        Misconception(
            "loss-unmended",
            _with_counts(lambda y, mask: mask.size, lambda y, mask: _count(mask)),
            "The gradient is fixed. The loss itself is still divided by all steps.",
        ),
        Misconception(
            "all-judged",
            lambda y, target, mask: cross_entropy(y, target),
            "Now the padding counts as well: its targets mean nothing.",
        ),
        Misconception(
            "padding-has-slopes",
            lambda y, target, mask: (
                cross_entropy(y, target, mask)[0],
                (_softmax(y) - np.eye(y.shape[-1])[target]) / _count(mask),
            ),
            "The loss is right. But your gradient pushes at outputs that do not count.",
        ),
        Misconception(
            "N5-sum",
            _with_counts(lambda y, mask: 1, lambda y, mask: 1),
            "This is the sum over the outputs that count. The loss is a mean, or long sequences "
            "would get larger steps than short ones.",
        ),
        Misconception(
            "N8-slopes-not-averaged",
            _with_counts(lambda y, mask: _count(mask), lambda y, mask: 1),
            "The loss is right. It is a mean, so each entry of its gradient is divided by the "
            "same number.",
        ),
        Misconception(
            "N4-mean-over-classes",
            _with_counts(
                lambda y, mask: _count(mask) * y.shape[-1],
                lambda y, mask: _count(mask) * y.shape[-1],
            ),
            "You divided by the number of classes, too. There is one output at each step, not K.",
        ),
        Misconception(
            "by-sequence",
            _by_sequence,
            "You took the mean of each sequence, and then the mean of those. So a step of a "
            "short sequence counts more than one of a long sequence.",
        ),
        Misconception(
            "by-batch",
            _with_counts(lambda y, mask: y.shape[1], lambda y, mask: y.shape[1]),
            "You divided by the number of sequences. The mean is over steps that count.",
        ),
        Misconception(
            "N3-overflow",
            _overflowing,
            "Right for ordinary numbers, but where an entry of y is 1000 you get nan. What did "
            "the line with max do in the broken one?",
        ),
        Misconception(
            "N1-over-the-batch",
            _over_the_batch,
            "Your probabilities add up to 1 over the batch. They should add up to 1 over the "
            "classes.",
        ),
        Misconception(
            "N6-sign",
            lambda y, target, mask: tuple(-part for part in cross_entropy(y, target, mask)),
            "Your loss is below 0: the logarithm of a probability is negative.",
        ),
        Misconception(
            "N7-bits",
            lambda y, target, mask: (
                cross_entropy(y, target, mask)[0] / np.log(2),
                cross_entropy(y, target, mask)[1],
            ),
            "This loss is in bits, and its gradient is in nats. The natural logarithm goes with "
            "both.",
        ),
        Misconception(
            "N10-in-place",
            _slopes_in_place,
            "The results are right, but y is another array afterwards: `-=` changes the caller's "
            "array.",
        ),
    ],
    on_success="Reported in github.com/tracel-ai/burn/issues/5568: padding was left out of the sum, and "
    "counted in the mean. `losses.cross_entropy` counts only what the mask lets through.",
)
