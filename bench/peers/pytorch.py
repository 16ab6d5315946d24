"""PyTorch's nn.LSTM."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.problem import Array, Peer, Problem
from lstm_lib.interop import from_pytorch, to_pytorch


def peer(given: Problem) -> Peer:
    import torch

    torch.set_num_threads(1)
    weights, x, dh = given
    model = torch.nn.LSTM(weights.inputs, weights.units, dtype=getattr(torch, str(x.dtype)))
    model.load_state_dict(
        {f"{name}_l0": torch.from_numpy(array) for name, array in to_pytorch(weights).items()}
    )
    inputs, d_outputs = torch.from_numpy(x).requires_grad_(), torch.from_numpy(dh)

    def forward() -> Any:
        with torch.no_grad():
            return model(inputs)[0]

    def both() -> tuple[Any, Any]:
        model.zero_grad()
        inputs.grad = None
        h = model(inputs)[0]
        h.backward(d_outputs)
        return h.detach(), {name: p.grad for name, p in model.named_parameters()}

    def stacked(gradients: Any) -> Array:
        arrays = {name: gradient.numpy() for name, gradient in gradients.items()}
        arrays["bias_hh_l0"] = np.zeros_like(arrays["bias_hh_l0"])  # equal to the other bias's
        return from_pytorch(arrays).W

    return Peer(forward, both, stacked, torch.backends.cpu.get_cpu_capability())
