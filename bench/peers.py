"""The implementations: each makes two functions of the same weights, inputs and gradients.

`forward()` returns h (T, B, H); `both()` runs forward and backward and returns h and the gradient
of W as lstm_lib has it (4H, 1+H+D). The textbook and the loop are written as courses write them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import Size
from lstm_lib import sequence
from lstm_lib.activations import sigmoid
from lstm_lib.layouts import from_pytorch, to_pytorch
from lstm_lib.weights import LSTMWeights

Array = NDArray[Any]


class Problem(NamedTuple):
    """What all implementations are given."""

    weights: LSTMWeights
    x: Array
    dh: Array


class Peer(NamedTuple):
    """What is timed."""

    forward: Callable[[], Array]
    both: Callable[[], tuple[Array, Array]]


def problem(size: Size, dtype: str) -> Problem:
    """Random weights, inputs and output gradients, the same in every process."""
    rng = np.random.default_rng(0)
    T, B, D, H = size
    weights = LSTMWeights.random(H, D, rng, dtype=dtype)
    x, dh = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    return Problem(weights, x.astype(dtype), dh.astype(dtype))


def lstm_lib(given: Problem) -> Peer:
    """This library."""

    def both() -> tuple[Array, Array]:
        run = sequence.forward(given.weights, given.x)
        h = run.h
        return h, sequence.backward(run, given.dh).W

    return Peer(lambda: sequence.forward(given.weights, given.x).h, both)


def textbook(given: Problem) -> Peer:
    """NumPy with one product for each gate and step, all values kept in lists."""
    weights, x, dh = given
    T, B, _ = x.shape
    H = weights.units

    def steps() -> tuple[list[Array], list[tuple[Array, ...]]]:
        h, c = np.zeros((B, H), x.dtype), np.zeros((B, H), x.dtype)
        hs, kept = [], []
        for t in range(T):
            z = np.concatenate([np.ones((B, 1), x.dtype), h, x[t]], axis=1)
            i, f, o = (sigmoid(z @ W.T) for W in (weights.i, weights.f, weights.o))
            g = np.tanh(z @ weights.g.T)
            old, c = c, f * c + i * g
            tanh_c = np.tanh(c)
            h = o * tanh_c
            hs.append(h)
            kept.append((z, i, f, g, o, old, tanh_c))
        return hs, kept

    def both() -> tuple[Array, Array]:
        hs, kept = steps()
        dW = {name: np.zeros_like(getattr(weights, name)) for name in "ifgo"}
        dx = np.zeros_like(x)
        dh_t, dc = np.zeros((B, H), x.dtype), np.zeros((B, H), x.dtype)
        for t in reversed(range(T)):
            z, i, f, g, o, old, tanh_c = kept[t]
            dh_t = dh_t + dh[t]
            dc = dc + dh_t * o * (1 - tanh_c**2)
            deltas = {
                "i": dc * g * i * (1 - i),
                "f": dc * old * f * (1 - f),
                "g": dc * i * (1 - g**2),
                "o": dh_t * tanh_c * o * (1 - o),
            }
            dz = np.zeros_like(z)
            for name, delta in deltas.items():
                dW[name] += delta.T @ z
                dz += delta @ getattr(weights, name)
            dh_t, dx[t], dc = dz[:, 1 : 1 + H], dz[:, 1 + H :], dc * f
        return np.array(hs), np.concatenate([dW[name] for name in "ifgo"])

    return Peer(lambda: np.array(steps()[0]), both)


def pytorch(given: Problem) -> Peer:
    """PyTorch's nn.LSTM."""
    import torch

    torch.set_num_threads(1)
    weights, x, dh = given
    model = torch.nn.LSTM(weights.inputs, weights.units, dtype=getattr(torch, str(x.dtype)))
    arrays = to_pytorch(weights)
    model.load_state_dict({f"{k}_l0": torch.from_numpy(v) for k, v in arrays.items()})
    inputs, d_outputs = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dh)

    def forward() -> Array:
        with torch.no_grad():
            h: Array = model(inputs)[0].numpy()
        return h

    def both() -> tuple[Array, Array]:
        model.zero_grad()
        inputs.grad = None
        h = model(inputs)[0]
        h.backward(d_outputs)
        gradients = {
            k: p.grad.numpy() if k != "bias_hh_l0" else np.zeros_like(arrays["bias_hh"])
            for k, p in model.named_parameters()
        }
        return h.detach().numpy(), from_pytorch(gradients).W

    return Peer(forward, both)


def pytorch_loop(given: Problem) -> Peer:
    """PyTorch, with the equations written out gate by gate in a loop, differentiated by autograd."""
    import torch

    torch.set_num_threads(1)
    weights, x, dh = given
    H = weights.units
    inputs, d_outputs = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dh)
    parameters = {
        gate: [
            torch.from_numpy(part.copy()).requires_grad_()
            for part in np.split(getattr(weights, gate), [1, 1 + H], axis=1)
        ]
        for gate in "ifgo"
    }
    T, B, _ = x.shape

    def layer(gate: str, h: torch.Tensor, x_t: torch.Tensor) -> torch.Tensor:
        b, W_h, W_x = parameters[gate]
        return h @ W_h.T + x_t @ W_x.T + b[:, 0]

    def steps() -> torch.Tensor:
        h = torch.zeros(B, H, dtype=inputs.dtype)
        c, hs = h, []
        for t in range(T):
            i = torch.sigmoid(layer("i", h, inputs[t]))
            f = torch.sigmoid(layer("f", h, inputs[t]))
            g = torch.tanh(layer("g", h, inputs[t]))
            o = torch.sigmoid(layer("o", h, inputs[t]))
            c = f * c + i * g
            h = o * torch.tanh(c)
            hs.append(h)
        return torch.stack(hs)

    def forward() -> Array:
        with torch.no_grad():
            h: Array = steps().numpy()
        return h

    def both() -> tuple[Array, Array]:
        inputs.grad = None
        for parts in parameters.values():
            for part in parts:
                part.grad = None
        h = steps()
        h.backward(d_outputs)
        blocks = [torch.cat([part.grad for part in parts], 1) for parts in parameters.values()]
        return h.detach().numpy(), torch.cat(blocks).numpy()

    return Peer(forward, both)


PEERS = {
    "lstm_lib": lstm_lib,
    "PyTorch nn.LSTM": pytorch,
    "PyTorch loop": pytorch_loop,
    "NumPy textbook": textbook,
}
