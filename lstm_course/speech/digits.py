"""Spoken digits as sequences of 13 coefficients, one digit or a string of digits at a time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm_lib._npz import load_arrays
from lstm_lib._validation import Array
from lstm_lib.audio import COEFFICIENTS
from lstm_lib.tasks.batch import Batch, last_steps

HELD_OUT = 300
"""Recordings kept for the test."""


class Digits(NamedTuple):
    """Recordings and the digits spoken in them.

    Attributes:
        features: for each recording, (T, 13), standardised.
        labels: (N,), the digits 0 … 9.
    """

    features: list[Array]
    labels: Array


class Split(NamedTuple):
    """The recordings to train on, and those held out; `mean` and `deviation` are of the former."""

    train: Digits
    test: Digits
    mean: Array
    deviation: Array


def load(path: str | os.PathLike[str]) -> Split:
    """Read the features and split them by a fixed random permutation.

    Both parts are standardised, each coefficient by its mean and standard deviation over the
    frames of the training part.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, or holds something else.
    """
    stored = load_arrays(path, "chapters/data/spoken_digits/make.py")
    try:
        values = stored["features"] * stored["scale"]
        lengths, labels = stored["lengths"].astype(int), stored["digits"].astype(int)
        fits = values.shape == (lengths.sum(), COEFFICIENTS) and labels.shape == lengths.shape
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{os.fspath(path)}: expected spoken digits, got {error!r}") from error
    if not fits or lengths.min() < 1 or len(lengths) <= HELD_OUT:
        raise ValueError(
            f"{os.fspath(path)}: expected (frames, {COEFFICIENTS}) features of more than "
            f"{HELD_OUT} recordings, got {values.shape} for {len(lengths)}"
        )
    recordings = np.split(values, lengths.cumsum()[:-1])
    order = np.random.default_rng(0).permutation(len(recordings))
    test, train = order[:HELD_OUT], order[HELD_OUT:]
    frames = np.concatenate([recordings[k] for k in train])
    mean, deviation = frames.mean(axis=0), frames.std(axis=0)
    standardised = [(recording - mean) / deviation for recording in recordings]
    shown, held_out = (
        Digits([standardised[k] for k in part], labels[part]) for part in (train, test)
    )
    return Split(shown, held_out, mean, deviation)


def pad(sequences: Sequence[Array]) -> tuple[Array, Array]:
    """x (T, B, D), the sequences side by side with zeros behind them, and their lengths (B,)."""
    lengths = np.array([len(sequence) for sequence in sequences])
    x = np.zeros((lengths.max(), len(sequences), sequences[0].shape[1]))
    for b, sequence in enumerate(sequences):
        x[: len(sequence), b] = sequence
    return x, lengths


def with_noise(x: Array, lengths: Array, noise: float, rng: np.random.Generator) -> Array:
    """Add normal noise of this standard deviation to every frame that is not padding."""
    inside = np.arange(len(x))[:, None] < lengths
    return x + noise * rng.normal(size=x.shape) * inside[..., None]


def words(
    digits: Digits, picks: Array, noise: float = 0.0, rng: np.random.Generator | None = None
) -> Batch:
    """A batch of single digits: the target is the digit, asked for at the final frame alone."""
    x, lengths = pad([digits.features[k] for k in picks])
    if rng is not None:
        x = with_noise(x, lengths, noise, rng)
    mask = last_steps(lengths)
    return Batch(x, np.where(mask, digits.labels[picks], 0), mask, lengths)


def stack(features: Array, frames: int = 2) -> Array:
    """Join each 2 frames into one of twice the size; the final frame is repeated if T is odd."""
    missing = -len(features) % frames
    whole = np.concatenate([features, np.repeat(features[-1:], missing, axis=0)])
    return whole.reshape(-1, frames * features.shape[1])


def strings(
    digits: Digits,
    rng: np.random.Generator,
    count: int,
    shortest: int,
    longest: int,
    noise: float = 0.0,
    frames: int = 2,
) -> Batch:
    """A batch of strings of digits: recordings drawn at random, one behind the other.

    The target (S, B) holds digit + 1, since class 0 is the blank of `lstm_lib.ctc`, and −1 behind
    the end of a shorter string; the mask is true for every frame that is not padding.
    """
    sizes = rng.integers(shortest, longest, size=count, endpoint=True)
    picks = [rng.choice(len(digits.labels), size) for size in sizes]
    joined = [stack(np.concatenate([digits.features[k] for k in pick]), frames) for pick in picks]
    x, lengths = pad(joined)
    target = np.full((longest, count), -1)
    for b, pick in enumerate(picks):
        target[: len(pick), b] = digits.labels[pick] + 1
    if noise:
        x = with_noise(x, lengths, noise, rng)
    return Batch(x, target, np.arange(len(x))[:, None] < lengths, lengths)


def references(batch: Batch) -> list[list[int]]:
    """The labels of each string of a batch, digit + 1."""
    return [labels[labels > 0].tolist() for labels in batch.target.T]
