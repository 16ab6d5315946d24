"""Many layers at once: forward and backward through layers, time, and both directions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import sequence
from lstm_lib.cell import State, checked_fields
from lstm_lib.checks import Array, as_float, expect_finite, expect_rng, expect_shape
from lstm_lib.loops import past_end
from lstm_lib.stack import Network, name

__all__ = ["Gradients", "Network", "Run", "States", "backward", "forward"]

States = list[tuple[State, ...]]
"""For each layer, one state for each direction."""


class Gradients(NamedTuple):
    """Gradients of a loss: of the parameters, by name, of x (T, B, D), and of the first states."""

    parameters: dict[str, Array]
    x: Array
    state: States


class Passage(NamedTuple):
    """A layer passed through: its runs, and by what dropout multiplied what went in, if it did."""

    runs: list[sequence.Forward]
    kept: Array | None


class Run:
    """What `forward` returns; it also keeps, until `backward`, what that needs.

    Attributes:
        y: (T, B, K), answers; 0 past the end of a sequence.
        h: what the top layer put out.
        state: for each layer, a State for each direction: where the sequences ended for it.
    """

    def __init__(
        self, passages: list[Passage], h: Array, head: Array | None, lengths: Array | None
    ) -> None:
        self.h = h
        self.y = h if head is None else _answers(h, head, lengths)
        self.state: States = [tuple(run.state for run in passage.runs) for passage in passages]
        self._passages = passages
        self._head = head
        self._lengths = lengths


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
        TypeError, ValueError: as `sequence.forward`; also if the states do not fit the layers, or
            rng is no Generator.

    Source: both directions: Schuster & Paliwal 1997; dropout between layers only: Zaremba et al.
    2014.
    """
    if not isinstance(network, Network):
        raise TypeError(f"network: expected Network, got {type(network).__name__}")
    if rng is not None:
        expect_rng(rng)
    h = as_float("x", x, network.dtype)
    expect_shape("x", h, "T B D", {"D": network.inputs})
    T, B, _ = h.shape
    lengths = sequence.checked_lengths(lengths, T, B)
    starts = _starts(network, state, B)
    if network.head is not None:
        expect_finite("head", network.head)
    passages: list[Passage] = []
    for layer, start in zip(network.layers, starts, strict=True):
        kept = None
        if passages and network.dropout and rng is not None:
            kept = np.asarray(rng.random(h.shape, h.dtype) >= network.dropout, h.dtype)
            kept /= 1 - network.dropout
            h *= kept
        runs = [sequence.forward(layer[0], h, start[0], lengths)]
        if len(layer) == 1:
            h = runs[0].h
        else:
            runs.append(sequence.forward(layer[1], _turned(h, lengths), start[1], lengths))
            h = np.concatenate([runs[0].h, _turned(runs[1].h, lengths)], axis=-1)
        passages.append(Passage(runs, kept))
    return Run(passages, h, None if network.head is None else network.head.copy(), lengths)


def backward(run: Run, dy: ArrayLike) -> Gradients:
    """Backpropagation through head, layers and time. A run can be differentiated once.

    Args:
        run: what `forward` returned.
        dy: (T, B, K), gradient of the loss with respect to run.y; what lies past the end of a
            sequence is not looked at.

    Returns:
        Gradients with respect to all parameters, x (0 past the end), and the states at the
        beginning.

    Raises:
        RuntimeError: if the run has been differentiated already.
        TypeError, ValueError: if dy does not fit the run.
    """
    if not isinstance(run, Run):
        raise TypeError(f"run: expected what network.forward returned, got {type(run).__name__}")
    if not run._passages:
        raise RuntimeError("this run has been differentiated; call forward again")
    T, B, K = run.y.shape
    dh = as_float("dy", dy, run.y.dtype)
    expect_shape("dy", dh, "T B K", {"T": T, "B": B, "K": K})
    if run._lengths is not None:
        dh = np.where(past_end(run._lengths, T)[..., None], dh.dtype.type(0), dh)
    expect_finite("dy", dh)
    parameters: dict[str, Array] = {}
    if run._head is not None:
        rows = dh.reshape(T * B, K)
        dV = np.dot(rows.T, run.h.reshape(T * B, -1))
        parameters["head"] = np.column_stack([rows.sum(axis=0), dV])
        dh = np.dot(rows, run._head[:, 1:]).reshape(run.h.shape)
    states: States = []
    while run._passages:
        runs, kept = run._passages.pop()
        parts = [np.ascontiguousarray(part) for part in np.split(dh, len(runs), axis=-1)]
        found = [sequence.backward(runs[0], parts[0])]
        dh = found[0].x
        if len(runs) == 2:
            found.append(sequence.backward(runs[1], _turned(parts[1], run._lengths)))
            dh += _turned(found[1].x, run._lengths)
        if kept is not None:
            dh *= kept
        for direction in reversed(range(len(found))):
            parameters[name(1 + len(run._passages), direction)] = found[direction].W
        states.append(tuple(d.state for d in found))
    return Gradients(dict(reversed(parameters.items())), dh, states[::-1])


def _starts(network: Network, state: States | None, B: int) -> list[tuple[State | None, ...]]:
    """Check where each direction of each layer begins."""
    if state is None:
        return [(None,) * len(layer) for layer in network.layers]
    found = [len(part) if isinstance(part, tuple) else 0 for part in state]
    if found != [len(layer) for layer in network.layers]:
        raise ValueError(
            f"state: expected one State for each direction of {len(network.layers)} layers, in a "
            f"tuple for each layer, got {state!r:.60}"
        )
    starts: list[tuple[State | None, ...]] = []
    for k, (parts, layer) in enumerate(zip(state, network.layers, strict=True)):
        sizes = {"B": B, "H": layer[0].units}
        checked = [
            checked_fields(f"state[{k}][{direction}]", part, State, "B H", sizes, network.dtype)
            for direction, part in enumerate(parts)
        ]
        starts.append(tuple(checked))
    return starts


def _answers(h: Array, head: Array, lengths: Array | None) -> Array:
    """y_t = V [1; h_t], 0 past the end of a sequence."""
    T, B, width = h.shape
    y: Array = np.dot(h.reshape(T * B, width), head[:, 1:].T)
    y += head[:, 0]
    y = y.reshape(T, B, len(head))
    if lengths is not None:
        y[past_end(lengths, T)] = 0
    return y


def _turned(a: Array, lengths: Array | None) -> Array:
    """Each sequence turned round within its own length; what lies past its end stays past it."""
    T, B, size = a.shape
    if lengths is None:
        turned: Array = a[::-1]
    else:  # rows below 0 count from the last one: from padding to padding
        rows = (lengths - 1 - np.arange(T)[:, None]) * B + np.arange(B)
        turned = a.reshape(T * B, size).take(rows, axis=0)
    return turned
