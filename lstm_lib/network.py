"""Many layers at once: forward and backward through layers, time, and both directions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

import lstm_lib.sequence as sequence
from lstm_lib.cell import State
from lstm_lib.checks import Array, as_float, expect_finite, expect_shape
from lstm_lib.stack import Layer, Network, name

__all__ = ["Gradients", "Network", "Run", "backward", "forward"]

States = list[tuple[State, ...]]
"""For each layer, one state for each direction."""


class Gradients(NamedTuple):
    """Gradients of a loss: of the parameters, by name, and of x (T, B, D)."""

    parameters: dict[str, Array]
    x: Array


class Run:
    """What `forward` returns; it also keeps, until `backward`, what that needs.

    Attributes:
        y: (T, B, K), answers; 0 past the end of a sequence.
        h: what the top layer put out.
        state: for each layer, a State for each direction: where the sequences ended for it.
    """

    def __init__(self, network: Network, lengths: Array | None, x: Array) -> None:
        self.network = network
        self.h = x
        self.state: States = []
        self._lengths = lengths
        self._backwards = _backwards(lengths, *x.shape[:2])
        self._runs: list[list[sequence.Forward]] = []
        self._kept: list[Array] = []
        self.y = x

    def up(self, layer: Layer, state: tuple[State, ...] | None, kept: Array | None) -> None:
        """Send what the layer below put out through a layer."""
        below = self.h
        if kept is not None:
            below = below * kept
            self._kept.append(kept)
        runs = []
        for direction, weights in enumerate(layer):
            x = below[self._backwards] if direction else below
            given = None if state is None else state[direction]
            runs.append(sequence.forward(weights, x, given, self._lengths))
        self._runs.append(runs)
        self.state.append(tuple(run.state for run in runs))
        self.h = runs[0].h
        if len(runs) == 2:
            self.h = np.concatenate([runs[0].h, runs[1].h[self._backwards]], axis=-1)

    def answer(self, head: Array | None) -> None:
        """Read the answers off the top layer."""
        if head is None:
            self.y = self.h
            return
        T, B, width = self.h.shape
        y = np.dot(self.h.reshape(-1, width), head[:, 1:].T)
        y += head[:, 0]
        self.y = y.reshape(T, B, len(head))
        if self._lengths is not None:
            self.y[np.arange(T)[:, None] >= self._lengths] = 0

    def down(self, dh: Array) -> tuple[dict[str, Array], Array]:
        """Send dh, the gradient of what the top layer put out, back to the weights and x."""
        found = {}
        for k in range(len(self._runs), 0, -1):
            runs = self._runs.pop()
            below: Array | None = None
            for direction, (run, part) in enumerate(
                zip(runs, np.split(dh, len(runs), axis=-1), strict=True)
            ):
                if direction:
                    part = part[self._backwards]
                d = sequence.backward(run, np.ascontiguousarray(part))
                found[name(k, direction)] = d.W
                dx = d.x[self._backwards] if direction else d.x
                below = dx if below is None else below + dx
            assert below is not None
            dh = below * self._kept.pop() if k > 1 and self._kept else below
        return found, dh


def forward(
    network: Network,
    x: ArrayLike,
    state: States | None = None,
    lengths: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> Run:
    """Run a network over a batch of sequences.

    Args:
        network: D inputs, K outputs.
        x: (T, B, D), time first. What lies past the end of a sequence is not looked at.
        state: where to begin, as `Run.state`; zeros if not given. The direction backward in time
            begins at the end of each sequence.
        lengths: (B,), steps in each sequence, 0 … T; all T if not given.
        rng: source of random numbers for dropout; without it, as after training, nothing is
            dropped.

    Returns:
        The answers, and the state of each layer.

    Raises:
        TypeError, ValueError: as `sequence.forward`; also if the states do not fit the layers.

    Source: both directions: Schuster & Paliwal 1997; dropout between layers only: Zaremba et al.
    2014.
    """
    x = as_float("x", x, network.dtype)
    expect_shape("x", x, "T B D", {"D": network.inputs})
    T, B, _ = x.shape
    lengths = sequence.checked_lengths(lengths, T, B)
    if state is not None and [len(part) for part in state] != [len(p) for p in network.layers]:
        raise ValueError(
            f"state: expected one State for each direction of {len(network.layers)} layers, "
            f"got {[len(part) for part in state]}"
        )
    run = Run(network, lengths, x)
    for k, layer in enumerate(network.layers):
        kept = None
        if k and network.dropout and rng is not None:
            kept = (rng.random(run.h.shape) >= network.dropout) / (1 - network.dropout)
            kept = kept.astype(network.dtype)
        run.up(layer, None if state is None else state[k], kept)
    run.answer(network.head)
    return run


def backward(run: Run, dy: ArrayLike) -> Gradients:
    """Backpropagation through head, layers and time. A run can be differentiated once.

    Args:
        run: what `forward` returned.
        dy: (T, B, K), gradient of the loss with respect to run.y; what lies past the end of a
            sequence is not looked at.

    Returns:
        Gradients with respect to all parameters, and to x.

    Raises:
        RuntimeError: if the run has been differentiated already.
        TypeError, ValueError: if dy does not fit the run.
    """
    if not isinstance(run, Run):
        raise TypeError(f"run: expected what network.forward returned, got {type(run).__name__}")
    T, B, K = run.y.shape
    dy = as_float("dy", dy, run.y.dtype)
    expect_shape("dy", dy, "T B K", {"T": T, "B": B, "K": K})
    head = run.network.head
    if run._lengths is not None:
        dy = np.where((np.arange(T)[:, None] < run._lengths)[..., None], dy, dy.dtype.type(0))
    expect_finite("dy", dy)
    if not run._runs:
        raise RuntimeError("this run has been differentiated; call forward again")
    if head is None:
        return Gradients(*run.down(dy))
    rows, h = dy.reshape(-1, K), run.h.reshape(T * B, -1)
    dV = np.column_stack([rows.sum(axis=0), np.dot(rows.T, h)])
    found, dx = run.down(np.dot(rows, head[:, 1:]).reshape(T, B, -1))
    return Gradients(found | {"head": dV}, dx)


def _backwards(lengths: Array | None, T: int, B: int) -> tuple[Array, Array]:
    """Indices that turn each sequence round within its own length; padding stays where it is."""
    t, rows = np.arange(T)[:, None], np.arange(B)
    ends = np.full(B, T) if lengths is None else lengths
    return np.where(t < ends, ends - 1 - t, t), rows
