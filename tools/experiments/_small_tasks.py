"""The small tasks on which chapter 17 compares cells: batches, a loss for many runs, an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_lib.tasks import Batch, adding, reber, temporal_order

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
NEWS, INTERVALS = 0.1, (6, 18)
"""The fraction of flagged numbers; the shortest and the longest interval."""


class Task(NamedTuple):
    """Sizes D, K and B, the length of training sequences, and generators for training and test."""

    inputs: int
    outputs: int
    batch: int
    steps: int
    draw: Callable[[np.random.Generator, int], Batch]
    fresh: Callable[[np.random.Generator], Batch]
    error: Callable[[Array, Batch], float]


def news(rng: np.random.Generator, count: int, steps: int = 30) -> Batch:
    """Numbers, one in ten of them flagged, the first always; say at each step the latest flagged one."""
    x = np.zeros((steps, count, 2))
    x[..., 0] = rng.uniform(-1, 1, (steps, count))
    x[..., 1] = rng.random((steps, count)) < NEWS
    x[0, :, 1] = 1
    target = x[..., :1].copy()
    for t in range(1, steps):
        target[t] = np.where(x[t, :, 1:] == 1, target[t], target[t - 1])
    return Batch(x, target, np.ones((steps, count), bool), np.full(count, steps))


def late_news(rng: np.random.Generator) -> Batch:
    """Five times as many steps as in training, of which the final fifth counts."""
    batch = news(rng, 100, 150)
    batch.mask[:120] = False
    return batch


def timing(rng: np.random.Generator, count: int, steps: int = 50) -> Batch:
    """Pulses 6 to 18 steps apart; say at each but the first how long ago the one before it was.

    The target is that interval on a scale from −1 to 1. Between pulses the input is 0.
    """
    low, high = INTERVALS
    x = np.zeros((steps, count, 1))
    target, mask = np.zeros_like(x), np.zeros((steps, count), bool)
    for b in range(count):
        intervals = rng.integers(low, high, size=steps // low, endpoint=True)
        pulses = np.cumsum(intervals) - 1
        pulses = pulses[pulses < steps]
        x[pulses, b] = 1
        target[pulses[1:], b, 0] = 2 * (intervals[1 : len(pulses)] - low) / (high - low) - 1
        mask[pulses[1:], b] = True
    return Batch(x, target, mask, np.full(count, steps))


def squared_error(y: Array, batch: Batch) -> float:
    """The mean squared error as a fraction of that of a constant output, ½ or 0."""
    constant = 0.5 if (batch.mask.sum(axis=0) == 1).all() else 0.0
    error, wanted = (y - batch.target)[batch.mask], batch.target[batch.mask]
    return float((error**2).mean() / ((wanted - constant) ** 2).mean())


def wrong_classes(y: Array, batch: Batch) -> float:
    """The fraction of sequences whose class is not the one with the largest output."""
    correct = (y.argmax(-1) == batch.target) & batch.mask
    return float(1 - correct.sum() / batch.mask.sum())


def wrong_strings(y: Array, batch: Batch) -> float:
    """The fraction of strings in which some next symbol is not predicted correctly."""
    return float(1 - reber.is_correct(y, batch).mean())


TASKS = {
    "adding": Task(
        2,
        1,
        16,
        20,
        lambda rng, B: adding.batch(rng, B, steps=20),
        lambda rng: adding.batch(rng, 200, steps=20),
        squared_error,
    ),
    "order": Task(
        8,
        4,
        16,
        20,
        lambda rng, B: temporal_order.batch(rng, B, steps=20),
        lambda rng: temporal_order.batch(rng, 200, steps=20),
        wrong_classes,
    ),
    "news": Task(2, 1, 8, 30, news, late_news, squared_error),
    "reber": Task(7, 7, 16, 12, reber.batch, lambda rng: reber.batch(rng, 200), wrong_strings),
    "timing": Task(1, 1, 16, 50, timing, lambda rng: timing(rng, 200), squared_error),
}


def stacked(batches: Sequence[Batch]) -> Batch:
    """Batches of several runs side by side, (T, R, B, …), with zeros after the shorter ones."""
    T = max(len(batch.x) for batch in batches)

    def longer(values: Array) -> Array:
        return np.concatenate(
            [values, np.zeros((T - len(values), *values.shape[1:]), values.dtype)]
        )

    x, target, mask = (
        np.stack([longer(field) for field in fields], axis=1)
        for fields in zip(*(batch[:3] for batch in batches), strict=True)
    )
    return Batch(x, target, mask, np.stack([batch.lengths for batch in batches]))


def loss_gradient(y: Array, batch: Batch) -> Array:
    """The gradient of each run's mean squared error or, for classes, cross-entropy; (T, R, B, K)."""
    counted = batch.mask.sum((0, 2), keepdims=True)[..., None]
    if batch.target.ndim == y.ndim:
        return 2 * ((y - batch.target) * batch.mask[..., None]) / counted
    e = np.exp(y - y.max(-1, keepdims=True))
    p = e / e.sum(-1, keepdims=True)
    dy: Array = (p - np.eye(y.shape[-1])[batch.target]) * batch.mask[..., None] / counted
    return dy
