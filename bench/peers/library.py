"""lstm_lib itself."""

from __future__ import annotations

from bench.problem import Array, Peer, Problem
from lstm_lib import lstm


def peer(given: Problem) -> Peer:
    weights, x, dh = given

    def forward() -> Array:
        return lstm.forward(weights, x).h

    def both() -> tuple[Array, lstm.LSTMGradients]:
        run = lstm.forward(weights, x)
        return run.h, lstm.backward(run, dh)

    return Peer(forward, both, lambda gradients: gradients.W)
