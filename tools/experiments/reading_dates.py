"""Dates in words to dates in numbers, with and without attention; tested on years held out.

The weights of one model with attention are stored in half precision, and its errors are counted
again with the numbers as they are stored.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.tasks import dates
from lstm_lib.weights import LSTMWeights
from tools.experiments._encoder_decoder import Array, fit

UNITS, BATCH, STEPS, RATE, SEEDS = 32, 32, 1500, 0.01, 8
SHOWN = 0
"""The seed whose weights are stored."""
START, LENGTH, CHUNK, EARLY = len(dates.WRITTEN), 10, 2000, 10


def trained(attention: bool, seed: int, stop: int | None = None) -> tuple[EncoderDecoder, Array]:
    """A model after its training, and the losses."""
    K = len(dates.WRITTEN)
    rng = np.random.default_rng(seed)
    model = EncoderDecoder.random(len(dates.READ), K + 1, UNITS, K, rng, attention)
    return model, fit(model, partial(dates.batch, count=BATCH), seed, STEPS, RATE, stop)


def wrong(model: EncoderDecoder) -> int:
    """Count how many of the 9,744 held-out dates are written with a mistake."""
    every, count = dates.held_out(), 0
    for begin in range(0, len(every), CHUNK):
        batch = dates.encode(every[begin : begin + CHUNK])
        written, _ = model.greedy(batch.source, START, LENGTH, batch.lengths)
        count += int((written != batch.target).any(axis=0).sum())
    return count


def as_stored(model: EncoderDecoder) -> EncoderDecoder:
    """The model with its weights rounded to half precision."""
    p = {key: a.astype(np.float16).astype(np.float64) for key, a in model.parameters.items()}
    encoder, decoder = LSTMWeights(p["encoder.W"]), LSTMWeights(p["decoder.W"])
    return EncoderDecoder(encoder, decoder, p["head"], p["W_a"])


def record() -> dict[str, Array]:
    """Wrong dates (2, seeds) without and with attention, early losses, and one model's weights."""
    found, early, shown = [], [], {}
    for attention in (False, True):
        models = [trained(attention, seed) for seed in range(SEEDS)]
        found.append([wrong(model) for model, _ in models])
        early.append([losses[:EARLY] for _, losses in models])
        if attention:
            stored = as_stored(models[SHOWN][0])
            shown = {key: a.astype(np.float16) for key, a in stored.parameters.items()}
            shown["stored_wrong"] = np.array(wrong(stored))
    return {"wrong": np.array(found), "early": np.array(early), **shown}


def sample() -> dict[str, Array]:
    """The first 10 losses of both models' first seed."""
    early = [[trained(attention, 0, EARLY)[1]] for attention in (False, True)]
    return {"early": np.array(early)}
