"""The weights of a network: layers of LSTMs in one direction or both, and a linear head."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._npz import load_arrays, save_arrays, unexpected
from lstm_lib._validation import Array, as_array, as_size, expect_fraction, expect_separate
from lstm_lib.weights import DEFAULT_FORGET_BIAS, LSTMWeights

Layer = tuple[LSTMWeights, ...]
"""The weights of a layer: one direction, or two, forward and backward in time."""


class Network:
    """Layers of LSTMs and a head: y_t = V [1; h_t], where h_t is the output of the top layer.

    A layer of two directions reads each sequence from both of its ends and outputs both hidden
    states, [h_t forward; h_t backward].

    Args:
        layers: the weights of each layer, from the input upwards: a tuple of one `LSTMWeights`, or
            of two for both directions. Each layer takes the output of the one below as its input.
        head: V, (K, 1 + size of the top layer's output); without a head y_t = h_t.
        dropout: fraction of the numbers between two layers that are set to 0 in training.

    Raises:
        TypeError: if a layer is not made of `LSTMWeights`, or the dtypes differ.
        ValueError: if sizes do not fit, two layers share their weights, the fraction is not from 0
            to below 1, or there is dropout but only one layer.
    """

    def __init__(
        self, layers: Sequence[Layer], head: ArrayLike | None = None, dropout: float = 0.0
    ) -> None:
        if not layers:
            raise ValueError("layers: expected at least one layer, got none")
        self.layers = list(layers)
        below = 0
        for k, layer in enumerate(self.layers, 1):
            below = _checked_layer(f"layer {k}", layer, below, self.layers[0])
        self.head = None if head is None else as_array("head", head, "K 1+H", {"1+H": 1 + below})
        if self.head is not None and self.head.dtype != self.dtype:
            raise TypeError(f"head: expected {self.dtype} like the layers, got {self.head.dtype}")
        expect_separate(self.parameters)
        expect_fraction("dropout", dropout)
        if dropout and len(self.layers) == 1:
            raise ValueError(
                f"dropout: expected 0 for one layer, since dropout acts between layers; got {dropout}"
            )
        self.dropout = dropout

    @classmethod
    def random(
        cls,
        inputs: int,
        units: int,
        outputs: int | None,
        rng: np.random.Generator,
        layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
        forget_bias: float = DEFAULT_FORGET_BIAS,
        dtype: DTypeLike = np.float64,
    ) -> Network:
        """Draw all weights: each layer as `LSTMWeights.random`, V with standard deviation 1/√H.

        Args:
            inputs: D.
            units: H, of each layer and direction.
            outputs: K; None for a network without a head.
            rng: source of the random numbers.
            layers: number of layers.
            bidirectional: true if each layer reads in both directions.
            dropout, forget_bias, dtype: as in `Network` and `LSTMWeights.random`.

        Raises:
            TypeError, ValueError: as `Network` and `LSTMWeights.random`.
        """
        below, directions = as_size("inputs", "D", inputs), 2 if bidirectional else 1
        stack = []
        for _ in range(as_size("layers", "layers", layers)):
            stack.append(
                tuple(
                    LSTMWeights.random(units, below, rng, forget_bias, dtype)
                    for _ in range(directions)
                )
            )
            below = directions * units
        if outputs is None:
            return cls(stack, dropout=dropout)
        head = rng.normal(size=(as_size("outputs", "K", outputs), 1 + below)) / np.sqrt(below)
        head[:, 0] = 0
        return cls(stack, head.astype(stack[0][0].dtype), dropout)

    @property
    def inputs(self) -> int:
        """D, the size of the input."""
        return self.layers[0][0].inputs

    @property
    def outputs(self) -> int:
        """K, the size of the output y_t."""
        return output_size(self.layers[-1]) if self.head is None else len(self.head)

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self.layers[0][0].dtype

    @property
    def parameters(self) -> dict[str, Array]:
        """All weights by name; the arrays themselves, so changing one changes the network."""
        named = {
            parameter_name(k, direction): weights.W
            for k, layer in enumerate(self.layers, 1)
            for direction, weights in enumerate(layer)
        }
        return named if self.head is None else named | {"head": self.head}

    def __repr__(self) -> str:
        sizes = " → ".join(str(output_size(layer)) for layer in self.layers)
        head = "" if self.head is None else f" → head {self.outputs}"
        return f"Network({self.inputs} → {sizes}{head}, {self.dtype})"

    def copy(self) -> Network:
        """Return a copy."""
        layers = [tuple(weights.copy() for weights in layer) for layer in self.layers]
        return Network(layers, None if self.head is None else self.head.copy(), self.dropout)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network to an .npz file; the write is atomic, as in `LSTMWeights.save`."""
        save_arrays(path, self.parameters | {"dropout": np.array(self.dropout)})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Network:
        """Read a file that `save` wrote; nothing in it is ever executed.

        Raises:
            FileNotFoundError: if there is no such file.
            ValueError: if it is not an .npz file of such a network.
        """
        arrays = load_arrays(path, "Network.save")
        layers: list[Layer] = []
        try:
            while parameter_name(len(layers) + 1, 0) in arrays:
                names = [parameter_name(len(layers) + 1, direction) for direction in (0, 1)]
                layers.append(tuple(LSTMWeights(arrays[n]) for n in names if n in arrays))
            network = cls(layers, arrays.get("head"), float(arrays["dropout"]))
            if network.parameters.keys() | {"dropout"} != arrays.keys():
                raise ValueError(f"it has {', '.join(arrays)}")
            return network
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(unexpected(path, "Network.save", error)) from error


def output_size(layer: Layer) -> int:
    """Size of a layer's output: H for each direction."""
    return sum(weights.units for weights in layer)


def parameter_name(layer: int, direction: int) -> str:
    """Name of a layer's weights among the parameters; layers are counted from 1."""
    return f"layer_{layer}.{'backward.' if direction else ''}W"


def _checked_layer(label: str, layer: Layer, inputs: int, lowest: Layer) -> int:
    """Check one layer; return the size of its output."""
    whole = isinstance(layer, tuple) and all(isinstance(part, LSTMWeights) for part in layer)
    if not whole:
        raise TypeError(f"{label}: expected a tuple of LSTMWeights, got {layer!r:.60}")
    if not 1 <= len(layer) <= 2:
        raise ValueError(f"{label}: expected one LSTMWeights, or two, got {len(layer)}")
    D, H, dtype = inputs or layer[0].inputs, layer[0].units, lowest[0].dtype
    for weights in layer:
        if weights.dtype != dtype:
            raise TypeError(f"{label}: expected {dtype} like layer 1, got {weights.dtype}")
        if weights.inputs != D:
            raise ValueError(f"{label}: expected D = {D}, got D = {weights.inputs}")
        if weights.units != H:
            raise ValueError(f"{label}: expected H = {H} in both directions, got {weights.units}")
    return output_size(layer)
