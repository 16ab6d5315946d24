"""Shared by the experiments on language: training a network to predict the next symbol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch
from lstm_lib.training import Adam, cosine, cross_entropy, train
from tools.experiments._variant_model import VariantModel

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Model = Network | VariantModel
EARLY = 20
"""The step whose loss is recorded, so that a test can repeat the beginning of a run."""


def build(kind: str, symbols: int, units: int, seed: int) -> Model:
    """An LSTM, or a variant by name, before its training."""
    rng = np.random.default_rng(seed)
    if kind == "lstm":
        return Network.random(symbols, units, symbols, rng)
    return VariantModel(kind, symbols, units, symbols, rng)


def fit(
    model: Model, batch: Callable[[np.random.Generator], Batch], seed: int, steps: int,
    rate: float, stop: int | None = None,
) -> Array:  # fmt: skip
    """Train in place with Adam, a cosine schedule and clipping at 1; returns the losses.

    The batch of step s is drawn from the generator with seed (seed, s).
    """
    history = train(
        model, lambda step: batch(np.random.default_rng((seed, step))), cross_entropy,
        Adam(cosine(rate, steps)), stop or steps, max_norm=1.0, progress=False,
    )  # fmt: skip
    return history.loss


def logits(model: Model, batch: Batch) -> Array:
    """Outputs of a model, 0 beyond a sequence's length for a network."""
    if isinstance(model, Network):
        return network.forward(model, batch.x.astype(model.dtype), lengths=batch.lengths).y
    return model.forward(batch.x).y


def weights(model: Model) -> int:
    """The number of weights."""
    return sum(array.size for array in model.parameters.values())


def rounded(matrix: Array) -> tuple[Array, Array]:
    """Whole numbers −127 … 127 (rows, columns), and the scale of each row, (rows, 1)."""
    scale = (np.abs(matrix).max(axis=1, keepdims=True) / 127).astype(np.float32)
    return np.round(matrix / scale).astype(np.int8), scale


def stored(net: Network) -> dict[str, Array]:
    """The weights of one layer and its head as 8-bit numbers: W and V, and the scales of their rows."""
    assert net.head is not None
    (W, W_scale), (V, V_scale) = rounded(net.layers[0][0].W), rounded(net.head)
    return {"W": W, "W_scale": W_scale, "V": V, "V_scale": V_scale}
