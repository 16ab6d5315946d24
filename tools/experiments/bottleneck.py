"""Copying strings of 8 symbols, up to 10 long in training: a fixed state against attention."""

from __future__ import annotations

import numpy as np

from lstm_lib.encoder_decoder import EncoderDecoder
from lstm_lib.tasks import copying
from lstm_lib.tasks.batch import PairBatch
from tools.experiments._encoder_decoder import Array, fit

UNITS, BATCH, STEPS, RATE, SEEDS, LONGEST = 32, 32, 1000, 0.01, 8, 10
ASKED, TEST, TEST_SEED = (2, 4, 6, 8, 10, 11, 12), 300, 7
EARLY = 10


def draw(rng: np.random.Generator) -> PairBatch:
    """32 strings, each of a length from 1 to 10."""
    return copying.batch(rng, rng.integers(1, LONGEST + 1, BATCH))


def trained(attention: bool, seed: int, stop: int | None = None) -> tuple[EncoderDecoder, Array]:
    """A model after its training, and the losses."""
    K = copying.SYMBOLS + 1
    rng = np.random.default_rng(seed)
    model = EncoderDecoder.random(copying.SYMBOLS, K + 1, UNITS, K, rng, attention)
    return model, fit(model, draw, seed, STEPS, RATE, stop)


def asked(length: int) -> PairBatch:
    """300 strings of this length."""
    return copying.batch(np.random.default_rng((TEST_SEED, length)), np.full(TEST, length))


def correct(model: EncoderDecoder, length: int) -> float:
    """Fraction of 300 strings of this length that are copied without a mistake, end included."""
    batch = asked(length)
    written, _ = model.greedy(batch.source, copying.SYMBOLS + 1, length + 1, batch.lengths)
    return float(copying.is_correct(written, batch).mean())


def looks_right(model: EncoderDecoder) -> float:
    """Fraction of the steps that write a symbol at which the largest weight lies on that symbol."""
    batch = asked(LONGEST)
    _, weights = model.greedy(batch.source, copying.SYMBOLS + 1, LONGEST + 1, batch.lengths)
    assert weights is not None
    return float((weights[:, :LONGEST].argmax(axis=-1) == np.arange(LONGEST)).mean())


def record() -> dict[str, Array]:
    """Fractions (2, seeds, lengths), without and with attention; early losses; where it looks."""
    found, early, looks = [], [], []
    for attention in (False, True):
        models = [trained(attention, seed) for seed in range(SEEDS)]
        found.append([[correct(model, length) for length in ASKED] for model, _ in models])
        early.append([losses[:EARLY] for _, losses in models])
        if attention:
            looks = [looks_right(model) for model, _ in models]
    return {
        "asked": np.array(ASKED), "correct": np.array(found), "early": np.array(early),
        "looks_right": np.array(looks),
    }  # fmt: skip


def sample() -> dict[str, Array]:
    """The first 10 losses of both models' first seed."""
    early = [[trained(attention, 0, EARLY)[1]] for attention in (False, True)]
    return {"early": np.array(early)}
