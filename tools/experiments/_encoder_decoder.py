"""Shared by the experiments with an encoder and a decoder: the training loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.tasks.batch import PairBatch
from lstm_lib.training import Adam, clip_by_norm, cosine, cross_entropy

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def fit(
    model: EncoderDecoder,
    batch: Callable[[np.random.Generator], PairBatch],
    seed: int,
    steps: int,
    rate: float,
    stop: int | None = None,
) -> Array:
    """Train in place with Adam, a cosine schedule and clipping at 1; returns the losses.

    The batch of step s is drawn from the generator with seed (seed, s).
    """
    optimizer, losses = Adam(cosine(rate, steps)), []
    for k in range(1, (stop or steps) + 1):
        pairs = batch(np.random.default_rng((seed, k)))
        output = model.forward(pairs.source, pairs.inputs, pairs.lengths)
        loss, dy = cross_entropy(output.y, pairs.target, pairs.mask)
        gradients = model.backward(output, dy)
        clip_by_norm(gradients, 1.0)
        optimizer.step(model.parameters, gradients)
        losses.append(loss)
    return np.array(losses)
