"""Weights from and to PyTorch: single layers, and whole state dictionaries."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_float
from lstm_lib.interop._arrays import expect_mapping, last_size, plain, require, shapes
from lstm_lib.interop._rows import from_rows, to_rows
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights

_PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_NAME = re.compile(
    r"(?P<prefix>(?:.+\.)?)(?P<part>weight_(?:ih|hh|hr)|bias_(?:ih|hh))(?P<place>(?:_l\d+(?:_reverse)?)?)"
)
Layers = dict[str, dict[str, Any]]
"""Arrays by part (weight_ih …), by place (_l0, _l0_reverse …)."""


def to_pytorch(weights: LSTMWeights) -> dict[str, Array]:
    """Arrays named as in PyTorch's `nn.LSTMCell`; the whole bias is in `bias_ih`."""
    inputs, recurrent, bias = to_rows(weights, "ifgo")
    return {
        "weight_ih": inputs,
        "weight_hh": recurrent,
        "bias_ih": bias,
        "bias_hh": np.zeros_like(bias),
    }


def from_pytorch(arrays: Mapping[str, ArrayLike]) -> LSTMWeights:
    """Read one layer of PyTorch's `nn.LSTM`, in one direction, or an `nn.LSTMCell`.

    The two biases are added; a layer made with `bias=False` gets zeros. Tensors are taken as they
    are, also those that require gradients; half precision becomes float32.

    Args:
        arrays: `state_dict()` or named parameters; names may have a prefix such as `lstm.`.

    Raises:
        TypeError: if `arrays` is not a dictionary, or the arrays differ in precision.
        ValueError: if there is more than one layer or direction (`network_from_pytorch` reads
            them), a name is missing or unknown, a shape does not fit or a number is not finite.
    """
    expect_mapping("arrays", arrays)
    modules, others = _modules(arrays)
    if len(modules) != 1 or others or len(next(iter(modules.values()))) != 1:
        raise ValueError(
            "arrays: expected one layer in one direction (weight_ih, weight_hh, bias_ih, bias_hh), "
            f"got {shapes(arrays)}. network_from_pytorch reads all layers, both directions and a "
            "linear layer on top"
        )
    ((prefix, layers),) = modules.items()
    ((place, parts),) = layers.items()
    return _weights(prefix, place, parts)


def network_from_pytorch(
    state_dict: Mapping[str, Any], *, prefix: str | None = None, head: str | None = None
) -> Network:
    """Read a whole `nn.LSTM`, with all layers and directions, and a linear layer on top of it.

    `batch_first` is not part of a state dictionary: inputs of the network are time-major,
    (T, B, D). Neither is dropout: set `network.dropout` for further training.

    Args:
        state_dict: `model.state_dict()`, a checkpoint that contains one, or arrays by name.
        prefix: name of the `nn.LSTM` in the model, such as `lstm`; all other arrays but the head
            are then ignored. None: there is one LSTM, and no array but its own and the head's.
        head: name of the `nn.Linear` that becomes the head, such as `fc`; None: no head.

    Raises:
        TypeError: if `state_dict` is not a dictionary, or the arrays differ in precision.
        ValueError: if no LSTM, or more than one, is found, other arrays are left over, a layer is
            missing, a shape does not fit or a number is not finite; the message says what to pass.
    """
    arrays = _unwrapped(state_dict)
    modules, others = _modules(arrays)
    names = {} if head is None else {f"{head}.weight", f"{head}.bias"}
    if prefix is None:
        left = {name: a for name, a in others.items() if name not in names}
        if len(modules) > 1:
            raise ValueError(
                f"state_dict: expected one LSTM, got {', '.join(map(repr, modules))}; pass one of "
                "them as prefix"
            )
        if modules and left:
            raise ValueError(
                f"state_dict: expected the arrays of one LSTM, got also {shapes(left)}. Pass "
                "prefix to read the LSTM of that name alone, head to read a linear layer with it"
            )
    else:
        prefix = prefix and prefix.removesuffix(".") + "."
        modules = {name: layers for name, layers in modules.items() if name == prefix}
    if not modules:
        raise ValueError(
            f"state_dict: expected names such as {prefix or ''}weight_ih_l0, got {shapes(arrays)}"
        )
    ((module, places),) = modules.items()
    layers = []
    for k in range(len({place.removesuffix("_reverse") for place in places})):
        ways = [f"_l{k}{way}" for way in ("", "_reverse") if f"_l{k}{way}" in places]
        if not ways and not k and "" in places:  # an LSTMCell
            ways = [""]
        if not ways or ways[0].endswith("_reverse"):
            raise ValueError(f"{module}weight_ih_l{k}: expected an array of this name, got none")
        layers.append(tuple(_weights(module, place, places[place]) for place in ways))
    return Network(layers, None if head is None else _head(arrays, head))


def _unwrapped(state_dict: Any) -> dict[str, Any]:
    """The state dictionary in a model or a checkpoint."""
    if isinstance(state_dict, str | os.PathLike):
        raise TypeError(
            f"state_dict: expected a dictionary of arrays, got the path {os.fspath(state_dict)}. "
            "PyTorch reads its own files: torch.load(path, map_location='cpu', weights_only=True); "
            "network_from_safetensors reads .safetensors"
        )
    if hasattr(state_dict, "state_dict"):
        state_dict = state_dict.state_dict()
    expect_mapping("state_dict", state_dict)
    nested = [value for value in state_dict.values() if isinstance(value, Mapping)]
    models = [value for value in nested if _modules(value)[0]]
    return dict(models[0] if len(models) == 1 else state_dict)


def _modules(arrays: Mapping[str, Any]) -> tuple[dict[str, Layers], dict[str, Any]]:
    """The parts of each LSTM by the module's prefix, and all other arrays."""
    modules: dict[str, Layers] = {}
    others = {}
    for name, value in arrays.items():
        match = _NAME.fullmatch(str(name))
        if match:
            layers = modules.setdefault(match["prefix"], {})
            layers.setdefault(match["place"], {})[match["part"]] = value
        else:
            others[str(name)] = value
    return modules, others


def _weights(prefix: str, place: str, parts: Mapping[str, Any]) -> LSTMWeights:
    """One direction of one layer."""
    named = {f"{prefix}{part}{place}": plain(value) for part, value in parts.items()}
    ih, hh, *biases = (f"{prefix}{part}{place}" for part in _PARTS)
    unknown = named.keys() - {ih, hh, *biases}
    if unknown:
        raise ValueError(
            f"{min(unknown)}: expected only {', '.join(_PARTS)}; projections (proj_size) are not "
            "supported"
        )
    recurrent = as_float(hh, require(named, hh))
    H = last_size(recurrent)
    if recurrent.ndim == 2 and len(recurrent) in (H, 3 * H):
        kind = "an nn.RNN" if len(recurrent) == H else "an nn.GRU"
        raise ValueError(
            f"{hh}: expected shape (4H, H), got {recurrent.shape}, as {kind} has; lstm_lib.variants "
            "has these cells"
        )
    as_array(hh, recurrent, "4H H", {"4H": 4 * H})
    sizes, dtype = {"4H": len(recurrent)}, recurrent.dtype
    inputs = as_array(ih, require(named, ih), "4H D", sizes, dtype)
    bias = np.zeros(len(recurrent), dtype)
    for name in biases:
        if name in named:
            bias = bias + as_array(name, named[name], "4H", sizes, dtype)
    return from_rows(inputs, recurrent, bias, "ifgo")


def _head(arrays: Mapping[str, Any], name: str) -> Array:
    """V of a linear layer."""
    weight = as_array(f"{name}.weight", plain(require(arrays, f"{name}.weight")), "K H", {})
    bias = np.zeros(len(weight), weight.dtype)
    if f"{name}.bias" in arrays:
        given = plain(arrays[f"{name}.bias"])
        bias = as_array(f"{name}.bias", given, "K", {"K": len(weight)}, weight.dtype)
    return np.column_stack([bias, weight])
