"""lstm_lib itself."""

from __future__ import annotations

from bench.problem import Array, Peer, Problem
from lstm_lib import sequence


def peer(given: Problem) -> Peer:
    weights, x, dh = given

    def forward() -> Array:
        return sequence.forward(weights, x).h

    def both() -> tuple[Array, sequence.Gradients]:
        run = sequence.forward(weights, x)
        return run.h, sequence.backward(run, dh)

    return Peer(forward, both, lambda gradients: gradients.W)
