"""One LSTM of 128 units that has read names of Unicode for 6,000 batches, as 8-bit numbers.

Training is in float32. Each row of a matrix is stored as whole numbers from −127 to 127 and one scale.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_lib.network import Network
from lstm_lib.tasks import unicode_names
from tools.experiments._next_symbol import EARLY, Array, fit, stored
from tools.experiments.character_models import HELD_OUT, SYMBOLS, TRAINING, bits

UNITS, BATCH, RATE, STEPS, SEED = 128, 16, 0.01, 6000, 0


def run(stop: int | None = None) -> tuple[Network, Array]:
    """The network after its training, and the loss of each step."""
    rng = np.random.default_rng(SEED)
    net = Network.random(SYMBOLS, UNITS, SYMBOLS, rng, dtype=np.float32)
    draw = partial(unicode_names.batch, count=BATCH, texts=TRAINING, dtype=np.float32)
    return net, fit(net, draw, SEED, STEPS, RATE, stop)


def record() -> dict[str, Array]:
    """W and V rounded, their scales, the first 20 losses, and bits before and after rounding."""
    net, losses = run()
    assert net.head is not None
    exact = [bits(net), bits(net, TRAINING[: len(HELD_OUT)])]
    kept = stored(net)
    net.layers[0][0].W[...] = kept["W"] * kept["W_scale"]
    net.head[...] = kept["V"] * kept["V_scale"]
    return kept | {
        "losses": losses[:EARLY].astype(np.float32),
        "bits": np.array([*exact, bits(net)]),
    }


def sample() -> dict[str, Array]:
    """The losses of the first steps."""
    return {"losses": run(EARLY)[1].astype(np.float32)[:10]}
