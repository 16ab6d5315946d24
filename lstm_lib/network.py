"""Many layers at once: forward and backward through layers, time, and both directions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import lstm
from lstm_lib._kernels import padding_mask
from lstm_lib._network import Network, parameter_name
from lstm_lib._validation import Array, as_float, expect_finite, expect_rng, expect_shape
from lstm_lib.cell import State, checked_fields

__all__ = ["Network", "NetworkGradients", "NetworkOutput", "States", "backward", "forward"]

States = list[tuple[State, ...]]
"""For each layer, one state for each direction."""


class NetworkGradients(NamedTuple):
    """NetworkGradients of a loss: of the parameters, by name, of x (T, B, D), and of the first states."""

    parameters: dict[str, Array]
    x: Array
    state: States


class LayerCache(NamedTuple):
    """A layer passed through: its runs, and by what dropout multiplied what went in, if it did."""

    runs: list[lstm.LSTMOutput]
    dropout_mask: Array | None


class NetworkOutput:
    """What `forward` returns; it also keeps, until `backward`, what that needs.

    Attributes:
        y: (T, B, K), answers; 0 past the end of a sequence.
        h: what the top layer put out.
        state: for each layer, a State for each direction: where the sequences ended for it.
    """

    def __init__(
        self, layer_caches: list[LayerCache], h: Array, head: Array | None, lengths: Array | None
    ) -> None:
        self.h = h
        self.y = h if head is None else _head_output(h, head, lengths)
        self.state: States = [tuple(run.state for run in passage.runs) for passage in layer_caches]
        self._layer_caches = layer_caches
        self._head = head
        self._lengths = lengths


def forward(
    network: Network,
    x: ArrayLike,
    state: States | None = None,
    lengths: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> NetworkOutput:
    """NetworkOutput a network over a batch of sequences.

    Args:
        network: D inputs, K outputs.
        x: (T, B, D), time first. What lies past the end of a sequence is not looked at.
        state: where to begin, as `NetworkOutput.state`; zeros if not given. The direction backward in time
            begins at the end of each sequence.
        lengths: (B,), steps in each sequence, 0 … T; all T if not given.
        rng: source of random numbers for dropout; without it, as after training, nothing is
            dropped.

    Returns:
        The answers, and the state of each layer.

    Raises:
        TypeError, ValueError: as `lstm.forward`; also if the states do not fit the layers, or
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
    lengths = lstm.checked_lengths(lengths, T, B)
    starts = _starts(network, state, B)
    if network.head is not None:
        expect_finite("head", network.head)
    layer_caches: list[LayerCache] = []
    for layer, start in zip(network.layers, starts, strict=True):
        dropout_mask = None
        if layer_caches and network.dropout and rng is not None:
            dropout_mask = np.asarray(rng.random(h.shape, h.dtype) >= network.dropout, h.dtype)
            dropout_mask /= 1 - network.dropout
            h *= dropout_mask
        runs = [lstm.forward(layer[0], h, start[0], lengths)]
        if len(layer) == 1:
            h = runs[0].h
        else:
            runs.append(lstm.forward(layer[1], _reversed(h, lengths), start[1], lengths))
            h = np.concatenate([runs[0].h, _reversed(runs[1].h, lengths)], axis=-1)
        layer_caches.append(LayerCache(runs, dropout_mask))
    return NetworkOutput(
        layer_caches, h, None if network.head is None else network.head.copy(), lengths
    )


def backward(run: NetworkOutput, dy: ArrayLike) -> NetworkGradients:
    """Backpropagation through head, layers and time. A run can be differentiated once.

    Args:
        run: what `forward` returned.
        dy: (T, B, K), gradient of the loss with respect to run.y; what lies past the end of a
            sequence is not looked at.

    Returns:
        NetworkGradients with respect to all parameters, x (0 past the end), and the states at the
        beginning.

    Raises:
        RuntimeError: if the run has been differentiated already.
        TypeError, ValueError: if dy does not fit the run.
    """
    if not isinstance(run, NetworkOutput):
        raise TypeError(f"run: expected what network.forward returned, got {type(run).__name__}")
    if not run._layer_caches:
        raise RuntimeError("this run has been differentiated; call forward again")
    T, B, K = run.y.shape
    dh = as_float("dy", dy, run.y.dtype)
    expect_shape("dy", dh, "T B K", {"T": T, "B": B, "K": K})
    if run._lengths is not None:
        dh = np.where(padding_mask(run._lengths, T)[..., None], dh.dtype.type(0), dh)
    expect_finite("dy", dh)
    parameters: dict[str, Array] = {}
    if run._head is not None:
        rows = dh.reshape(T * B, K)
        dV = np.dot(rows.T, run.h.reshape(T * B, -1))
        parameters["head"] = np.column_stack([rows.sum(axis=0), dV])
        dh = np.dot(rows, run._head[:, 1:]).reshape(run.h.shape)
    states: States = []
    while run._layer_caches:
        runs, dropout_mask = run._layer_caches.pop()
        parts = [np.ascontiguousarray(part) for part in np.split(dh, len(runs), axis=-1)]
        found = [lstm.backward(runs[0], parts[0])]
        dh = found[0].x
        if len(runs) == 2:
            found.append(lstm.backward(runs[1], _reversed(parts[1], run._lengths)))
            dh += _reversed(found[1].x, run._lengths)
        if dropout_mask is not None:
            dh *= dropout_mask
        for direction in reversed(range(len(found))):
            parameters[parameter_name(1 + len(run._layer_caches), direction)] = found[direction].W
        states.append(tuple(d.state for d in found))
    return NetworkGradients(dict(reversed(parameters.items())), dh, states[::-1])


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


def _head_output(h: Array, head: Array, lengths: Array | None) -> Array:
    """y_t = V [1; h_t], 0 past the end of a sequence."""
    T, B, width = h.shape
    y: Array = np.dot(h.reshape(T * B, width), head[:, 1:].T)
    y += head[:, 0]
    y = y.reshape(T, B, len(head))
    if lengths is not None:
        y[padding_mask(lengths, T)] = 0
    return y


def _reversed(a: Array, lengths: Array | None) -> Array:
    """Each sequence turned round within its own length; what lies past its end stays past it."""
    T, B, size = a.shape
    if lengths is None:
        turned: Array = a[::-1]
    else:  # rows below 0 count from the last one: from padding to padding
        rows = (lengths - 1 - np.arange(T)[:, None]) * B + np.arange(B)
        turned = a.reshape(T * B, size).take(rows, axis=0)
    return turned
