"""The gradients of the variants against PyTorch's automatic differentiation of their equations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from variant_problems import arrays, draw

from lstm_lib.variants import VARIANTS

torch = pytest.importorskip("torch")
sigmoid, tanh = torch.sigmoid, torch.tanh


def blocks(W: Any, count: int, h: Any, x: Any) -> Any:
    """The pre-activations, block by block."""
    return (torch.cat([h, x], dim=-1) @ W[:, 1:].T + W[:, 0]).chunk(count, dim=-1)


def ablation(order: str, squash: Any = tanh, show: Any = tanh) -> Callable[..., Any]:
    def step(W: Any, x: Any, h: Any, c: Any) -> Any:
        z = dict(zip(order, blocks(W, len(order), h, x), strict=True))
        i, f, o = (sigmoid(z[gate]) if gate in z else torch.ones_like(c) for gate in "ifo")
        c = f * c + i * squash(z["g"])
        return o * show(c), c

    return step


def cifg(W: Any, x: Any, h: Any, c: Any) -> Any:
    i, g, o = blocks(W, 3, h, x)
    c = (1 - sigmoid(i)) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def peephole(W: Any, P: Any, x: Any, h: Any, c: Any) -> Any:
    i, f, g, o = blocks(W, 4, h, x)
    c = sigmoid(f + P[1] * c) * c + sigmoid(i + P[0] * c) * tanh(g)
    return sigmoid(o + P[2] * c) * tanh(c), c


def full_gate_recurrence(W: Any, R: Any, x: Any, h: Any, c: Any, *before: Any) -> Any:
    i, f, g, o = blocks(W, 4, h, x)
    r_i, r_f, r_o = (torch.cat(before, dim=-1) @ R.T).chunk(3, dim=-1)
    i, f, o = sigmoid(i + r_i), sigmoid(f + r_f), sigmoid(o + r_o)
    c = f * c + i * tanh(g)
    return o * tanh(c), c, i, f, o


def layer_norm(W: Any, A: Any, x: Any, h: Any, c: Any) -> Any:
    sums = (torch.cat([h, x], dim=-1) @ W[:, 1:].T).chunk(4, dim=-1)
    norm = torch.nn.functional.layer_norm
    scaled = zip(sums, A, W[:, 0].chunk(4), strict=True)
    i, f, g, o = (norm(z, z.shape[-1:], a, b, eps=1e-5) for z, a, b in scaled)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def janet(W: Any, x: Any, h: Any) -> Any:
    f, g = blocks(W, 2, h, x)
    return (torch.lerp(tanh(g), h, sigmoid(f)),)


def min_gru(W: Any, x: Any, h: Any) -> Any:
    z, n = (x @ W[:, 1:].T + W[:, 0]).chunk(2, dim=-1)
    return (torch.lerp(h, n, sigmoid(z)),)


STEPS = {
    "no_input_gate": ablation("fgo"),
    "lstm_1997": ablation("igo"),
    "no_output_gate": ablation("ifg"),
    "no_input_activation": ablation("ifgo", squash=torch.clone),
    "no_output_activation": ablation("ifgo", show=torch.clone),
    "cifg": cifg,
    "peephole": peephole,
    "full_gate_recurrence": full_gate_recurrence,
    "layer_norm": layer_norm,
    "janet": janet,
    "min_gru": min_gru,
}


@pytest.mark.parametrize("name", STEPS)
def test_gradients_agree_with_automatic_differentiation(name: str) -> None:
    p, variant = draw(name, 9, 4, 3, 5), VARIANTS[name]
    run = variant.forward(*p.weights, p.x, p.state)
    *others, dstate = variant.backward(*p.weights, p.x, p.state, run, p.dh, p.dstate)

    leaves = [torch.tensor(a, requires_grad=True) for a in [*p.weights, p.x, *arrays(p.state)]]
    weights, x = leaves[: len(p.weights)], leaves[len(p.weights)]
    state, outputs = tuple(leaves[len(p.weights) + 1 :]), []
    for x_t in x:
        state = STEPS[name](*weights, x_t, *state)
        outputs.append(state[0])
    ends = zip(state, arrays(p.dstate), strict=True)
    loss = (torch.stack(outputs) * torch.tensor(p.dh)).sum()
    (loss + sum((end * torch.tensor(d)).sum() for end, d in ends)).backward()

    np.testing.assert_allclose(run.h, torch.stack(outputs).detach().numpy(), rtol=1e-11)
    for ours, leaf in zip([*others, *arrays(dstate)], leaves, strict=True):
        np.testing.assert_allclose(ours, leaf.grad.numpy(), rtol=1e-9, atol=1e-10)
