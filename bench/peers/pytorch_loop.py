"""PyTorch as courses write it: the equations gate by gate in a loop, autograd for the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.problem import Array, Peer, Problem

GATES = "ifgo"


def peer(given: Problem) -> Peer:
    import torch

    torch.set_num_threads(1)
    weights, x, dh = given
    H, B = weights.units, x.shape[1]
    inputs, d_outputs = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dh)
    parameters = {
        gate: [
            torch.from_numpy(part.copy()).requires_grad_()
            for part in np.split(getattr(weights, gate), [1, 1 + H], axis=1)
        ]
        for gate in GATES
    }

    def layer(gate: str, h: Any, x_t: Any) -> Any:
        b, W_h, W_x = parameters[gate]
        return h @ W_h.T + x_t @ W_x.T + b[:, 0]

    def steps() -> Any:
        h = c = torch.zeros(B, H, dtype=inputs.dtype)
        hs = []
        for x_t in inputs:
            i = torch.sigmoid(layer("i", h, x_t))
            f = torch.sigmoid(layer("f", h, x_t))
            g = torch.tanh(layer("g", h, x_t))
            o = torch.sigmoid(layer("o", h, x_t))
            c = f * c + i * g
            h = o * torch.tanh(c)
            hs.append(h)
        return torch.stack(hs)

    def forward() -> Any:
        with torch.no_grad():
            return steps()

    def both() -> tuple[Any, Any]:
        inputs.grad = None
        for parts in parameters.values():
            for part in parts:
                part.grad = None
        h = steps()
        h.backward(d_outputs)
        return h.detach(), [[part.grad for part in parameters[gate]] for gate in GATES]

    def stacked(gradients: Any) -> Array:
        return np.concatenate([np.concatenate(parts, axis=1) for parts in gradients])

    return Peer(forward, both, stacked, torch.backends.cpu.get_cpu_capability())
