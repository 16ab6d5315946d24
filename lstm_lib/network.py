"""A whole network: forward and backward through layers, time, and both directions."""

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
    """Gradients of a loss: for the parameters by name, for x (T, B, D), and for the initial states."""

    parameters: dict[str, Array]
    x: Array
    state: States


class LayerCache(NamedTuple):
    """One layer's outputs, one for each direction, and its dropout mask, or None."""

    outputs: list[lstm.LSTMOutput]
    dropout_mask: Array | None


class NetworkOutput:
    """Result of `forward`; until `backward` it also keeps what the gradient needs.

    Attributes:
        y: (T, B, K), outputs, 0 beyond a sequence's length.
        h: (T, B, H) or (T, B, 2H), outputs of the top layer; read-only, as `backward` reads it.
        state: for each layer and direction, the state at the end of each sequence.
    """

    def __init__(
        self, layer_caches: list[LayerCache], h: Array, head: Array | None, lengths: Array | None
    ) -> None:
        h.flags.writeable = False  # `backward` reads it
        self.h = h
        self.y = h if head is None else _head_output(h, head, lengths)
        self.state: States = [tuple(part.state for part in cache.outputs) for cache in layer_caches]
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
    """Run a network over a batch of sequences.

    Args:
        network: D inputs, K outputs.
        x: (T, B, D), time-major, padded as in `lstm.forward`.
        state: initial states, in the form of `NetworkOutput.state`; None means zeros. The backward
            direction starts at the end of each sequence.
        lengths: (B,), steps in each sequence, 0 … T; None means T for all.
        rng: source of random numbers for dropout; None, for use after training, drops nothing.

    Returns:
        The outputs, and the final state of each layer. In both directions the final row of outputs
        sums up only half: its backward part has read a single step. The states have read everything.

    Raises:
        TypeError, ValueError: as `lstm.forward`; also if the states do not fit the layers, or rng
            is not a Generator.

    Source: both directions: Schuster & Paliwal 1997; dropout from layer to layer and never along
    time: Zaremba et al. 2014, who also drop the inputs of the first layer and of the head, while
    here, as in PyTorch, it acts between layers only.
    """
    if not isinstance(network, Network):
        raise TypeError(f"network: expected Network, got {type(network).__name__}")
    if rng is not None:
        expect_rng(rng)
    h = as_float("x", x, network.dtype)
    expect_shape("x", h, "T B D", {"D": network.inputs})
    T, B, _ = h.shape
    lengths = lstm.checked_lengths(lengths, T, B)
    states = _initial_states(network, state, B)
    if network.head is not None:
        expect_finite("head", network.head)
    layer_caches: list[LayerCache] = []
    for layer, initial in zip(network.layers, states, strict=True):
        dropout_mask = None
        if layer_caches and network.dropout and rng is not None:
            dropout_mask = np.asarray(rng.random(h.shape, h.dtype) >= network.dropout, h.dtype)
            dropout_mask /= 1 - network.dropout
            h *= dropout_mask
        outputs = [lstm.forward(layer[0], h, initial[0], lengths)]
        if len(layer) == 1:
            h = outputs[0].h
        else:
            outputs.append(lstm.forward(layer[1], _reversed(h, lengths), initial[1], lengths))
            h = np.concatenate([outputs[0].h, _reversed(outputs[1].h, lengths)], axis=-1)
        layer_caches.append(LayerCache(outputs, dropout_mask))
    return NetworkOutput(
        layer_caches, h, None if network.head is None else network.head.copy(), lengths
    )


def backward(output: NetworkOutput, dy: ArrayLike) -> NetworkGradients:
    """Backpropagation through head, layers and time. Each output can be used once.

    Args:
        output: what `forward` returned.
        dy: (T, B, K), gradient of the loss with respect to output.y; values beyond a sequence's
            length are ignored.

    Returns:
        Gradients with respect to all parameters, x (0 beyond a sequence's length), and the initial
        states.

    Raises:
        RuntimeError: if `backward` has used this output already.
        TypeError, ValueError: if dy does not fit the output, or the gradient overflows.
    """
    if not isinstance(output, NetworkOutput):
        raise TypeError(
            f"output: expected what network.forward returned, got {type(output).__name__}"
        )
    if not output._layer_caches:
        raise RuntimeError(
            "output: expected the result of a new forward call, got one that backward has used "
            "already: call forward again"
        )
    T, B, K = output.y.shape
    dh = as_float("dy", dy, output.y.dtype)
    expect_shape("dy", dh, "T B K", {"T": T, "B": B, "K": K})
    if output._lengths is not None:
        dh = np.where(padding_mask(output._lengths, T)[..., None], dh.dtype.type(0), dh)
    expect_finite("dy", dh)
    parameters: dict[str, Array] = {}
    if output._head is not None:
        rows = dh.reshape(T * B, K)
        dV = np.dot(rows.T, output.h.reshape(T * B, -1))
        parameters["head"] = np.column_stack([rows.sum(axis=0), dV])
        dh = np.dot(rows, output._head[:, 1:]).reshape(output.h.shape)
    states: States = []
    while output._layer_caches:
        outputs, dropout_mask = output._layer_caches.pop()
        parts = [np.ascontiguousarray(part) for part in np.split(dh, len(outputs), axis=-1)]
        gradients = [lstm.backward(outputs[0], parts[0])]
        dh = gradients[0].x
        if len(outputs) == 2:
            gradients.append(lstm.backward(outputs[1], _reversed(parts[1], output._lengths)))
            dh += _reversed(gradients[1].x, output._lengths)
        if dropout_mask is not None:
            dh *= dropout_mask
        layer = 1 + len(output._layer_caches)
        for direction in reversed(range(len(gradients))):
            parameters[parameter_name(layer, direction)] = gradients[direction].W
        states.append(tuple(each.state for each in gradients))
    return NetworkGradients(dict(reversed(parameters.items())), dh, states[::-1])


def _initial_states(
    network: Network, state: States | None, B: int
) -> list[tuple[State | None, ...]]:
    """Check the initial state of each direction of each layer."""
    if state is None:
        return [(None,) * len(layer) for layer in network.layers]
    directions = [len(part) if isinstance(part, tuple) else 0 for part in state]
    if directions != [len(layer) for layer in network.layers]:
        raise ValueError(
            f"state: expected one State for each direction of {len(network.layers)} layers, in a "
            f"tuple for each layer, got {state!r:.60}"
        )
    states: list[tuple[State | None, ...]] = []
    for k, (parts, layer) in enumerate(zip(state, network.layers, strict=True)):
        sizes = {"B": B, "H": layer[0].units}
        checked = [
            checked_fields(f"state[{k}][{direction}]", part, State, "B H", sizes, network.dtype)
            for direction, part in enumerate(parts)
        ]
        states.append(tuple(checked))
    return states


def _head_output(h: Array, head: Array, lengths: Array | None) -> Array:
    """y_t = V [1; h_t], 0 beyond a sequence's length."""
    T, B, size = h.shape
    y: Array = np.dot(h.reshape(T * B, size), head[:, 1:].T)
    y += head[:, 0]
    expect_finite("y", y)
    y = y.reshape(T, B, len(head))
    if lengths is not None:
        y[padding_mask(lengths, T)] = 0
    return y


def _reversed(a: Array, lengths: Array | None) -> Array:
    """Reverse each sequence within its own length; padding stays padding."""
    T, B, size = a.shape
    if lengths is None:
        in_reverse: Array = a[::-1]
    else:  # negative rows count from the end: they map padding to padding
        rows = (lengths - 1 - np.arange(T)[:, None]) * B + np.arange(B)
        in_reverse = a.reshape(T * B, size).take(rows, axis=0)
    return in_reverse
