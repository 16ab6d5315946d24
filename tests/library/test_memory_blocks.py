"""Memory blocks: the truncated gradient against PyTorch, many trials against one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks

PAPER = {
    "1, 3 blocks of 2": (BlockLayout(7, 3, 2, 7, cell_bias=False, output_bias=False), 276),
    "1, 4 blocks of 1": (BlockLayout(7, 4, 1, 7, cell_bias=False, output_bias=False), 264),
    "2c": (BlockLayout(54, 2, 1, 2, cell_bias=False, gate_bias=False, output_bias=False), 364),
    "3": (BlockLayout(1, 3, 1, 1, output_bias=False), 102),
    "4 and 5": (BlockLayout(2, 2, 2, 1), 93),
    "6a": (BlockLayout(8, 2, 2, 4), 156),
    "6b": (BlockLayout(8, 3, 2, 8), 308),
    "2000": (
        BlockLayout(7, 4, 2, 7, True, gates_as_sources=False, shortcut=True, cell_bias=False),
        424,
    ),
}
"""Layouts of the papers, and the numbers of weights that they state."""
SMALL = {
    "1997": BlockLayout(3, 2, 2, 2),
    "linear": BlockLayout(3, 2, 2, 1, linear=True),
    "no biases": BlockLayout(
        3, 2, 1, 2, cell_bias=False, gate_bias=False, output_bias=False, shortcut=True
    ),
    "2000": BlockLayout(3, 2, 3, 2, forget=True, gates_as_sources=False, shortcut=True),
    "all": BlockLayout(2, 3, 2, 2, forget=True, shortcut=True),
}
T, R = 9, 3


def drawn(layout: BlockLayout, trials: int = R) -> tuple[MemoryBlocks, np.ndarray, np.ndarray]:
    """Networks with large weights, inputs (T, R, D) and targets (T, R, K)."""
    rng = np.random.default_rng(0)
    nets = MemoryBlocks.random(layout, trials, rng, scale=1.5)
    return (
        nets,
        rng.normal(size=(T, trials, layout.inputs)),
        rng.uniform(size=(T, trials, layout.outputs)),
    )


@pytest.mark.parametrize("name", PAPER)
def test_the_weights_are_as_many_as_the_papers_say(name: str) -> None:
    layout, weights = PAPER[name]
    assert layout.weights == weights
    nets = MemoryBlocks.random(layout, 1, np.random.default_rng(0), 0.1)
    assert np.count_nonzero(nets.W) + np.count_nonzero(nets.V) == weights


def with_detach(layout: BlockLayout, W: Any, V: Any, x: Any) -> Any:
    """Outputs of all steps in PyTorch; what a step reads of the step before is cut off the graph."""
    import torch

    B, S, G, C = layout.blocks, layout.cells, layout.gates, layout.hidden
    exists = torch.ones_like(W)
    exists[:, 0] = torch.tensor([layout.gate_bias] * G + [layout.cell_bias] * C)
    weights, one = W * exists, torch.ones(1, dtype=W.dtype)
    gates, h = torch.zeros(G, dtype=W.dtype), torch.zeros(C, dtype=W.dtype)
    c, outputs = torch.zeros(B, S, dtype=W.dtype), []
    for x_t in x:
        before = [gates.detach()] if layout.gates_as_sources else []
        net = weights @ torch.cat([one, h.detach(), *before, x_t])
        gates = torch.sigmoid(net[:G])
        g = 4 * torch.sigmoid(net[G:]) - 2
        i, o = gates[:B, None], gates[B : 2 * B, None]
        f = gates[2 * B :, None] if layout.forget else 1
        c = f * c + i * g.reshape(B, S)
        h = (o * (2 * torch.sigmoid(c) - 1)).reshape(-1)
        read = torch.cat([one * layout.output_bias, h, *([x_t] if layout.shortcut else [])])
        outputs.append(V @ read if layout.linear else torch.sigmoid(V @ read))
    return torch.stack(outputs)


@pytest.mark.parametrize("name", SMALL)
def test_the_gradient_is_autograds_with_the_recurrence_detached(name: str) -> None:
    torch = pytest.importorskip("torch")
    layout = SMALL[name]
    nets, x, target = drawn(layout)
    for t in range(T):
        nets.step(x[t])
        y = nets.predict()
        dW, dV = nets.gradients(target[t])
        for r in range(R):
            W, V = (torch.tensor(a[r], requires_grad=True) for a in (nets.W, nets.V))
            out = with_detach(layout, W, V, torch.tensor(x[: t + 1, r]))[-1]
            np.testing.assert_allclose(y[r], out.detach(), atol=1e-14)
            loss = ((torch.tensor(target[t, r]) - out) ** 2).sum() / 2
            loss.backward()
            np.testing.assert_allclose(dW[r], W.grad, rtol=1e-9, atol=1e-13)
            np.testing.assert_allclose(dV[r], V.grad, rtol=1e-9, atol=1e-13)
    assert np.abs(dW).max() > 1e-3


def test_the_gradient_without_recurrence_agrees_with_finite_differences() -> None:
    """Truncation drops nothing if no unit reads h or the gates."""
    layout = SMALL["2000"]
    nets, x, target = drawn(layout, 1)
    nets.W[:, :, 1 : 1 + layout.hidden] = 0

    def loss() -> float:
        y = nets.run(x)[-1, 0, 0]
        return float(((target[-1, 0] - y) ** 2).sum() / 2)

    for x_t in x:
        nets.step(x_t)
    nets.predict()
    for weights, gradient in zip((nets.W, nets.V), nets.gradients(target[-1]), strict=True):
        for at in np.ndindex(weights.shape):
            if weights is nets.W and 1 <= at[2] <= layout.hidden:
                continue
            kept, both = weights[at], []
            for weights[at] in (kept + 1e-6, kept - 1e-6):
                both.append(loss())
            weights[at] = kept
            assert gradient[at] == pytest.approx((both[0] - both[1]) / 2e-6, abs=1e-8)


@pytest.mark.parametrize("name", SMALL)
def test_many_trials_at_once_equal_one_at_a_time(name: str) -> None:
    nets, x, target = drawn(SMALL[name])
    alone = [MemoryBlocks(nets.layout, nets.W[[r]].copy(), nets.V[[r]].copy()) for r in range(R)]
    rates = np.array([0.5, 0.0, 1.0])
    before = nets.W[1].copy()
    for t in range(T):
        nets.step(x[t])
        nets.predict()
        nets.learn(target[t], rates)
        for r, net in enumerate(alone):
            net.step(x[t, [r]])
            net.predict()
            net.learn(target[t, [r]], rates[r])
    for r, net in enumerate(alone):
        np.testing.assert_allclose(nets.W[r], net.W[0], rtol=1e-12)
        np.testing.assert_allclose(nets.V[r], net.V[0], rtol=1e-12)
    np.testing.assert_array_equal(nets.W[1], before)
    assert not np.array_equal(nets.W[0], drawn(SMALL[name])[0].W[0])


def test_weights_that_do_not_exist_stay_zero() -> None:
    nets, x, target = drawn(SMALL["no biases"])
    for t in range(T):
        nets.step(x[t])
        nets.predict()
        nets.learn(target[t], 1.0)
    assert not nets.W[:, :, 0].any() and not nets.V[:, :, 0].any()


def test_a_restart_begins_a_new_sequence_in_some_trials_only() -> None:
    nets, x, target = drawn(SMALL["all"])
    for x_t in x:
        nets.step(x_t)
    nets.restart(np.array([True, False, True]))
    fresh = MemoryBlocks(nets.layout, nets.W, nets.V)
    for net in (nets, fresh):
        net.step(x[0])
        net.predict()
    for ours, new in zip(nets.gradients(target[0]), fresh.gradients(target[0]), strict=True):
        np.testing.assert_array_equal(ours[[0, 2]], new[[0, 2]])
        assert not np.array_equal(ours[1], new[1])
    nets.restart()
    assert not nets.c.any() and not nets.h.any()


def test_whole_sequences_give_what_single_steps_give() -> None:
    nets, x, _ = drawn(SMALL["all"])
    whole, shared = nets.run(x[:, :, None]), nets.run(x)
    for t in range(T):
        nets.step(x[t], learning=False)
        y = nets.predict()
        np.testing.assert_allclose(whole[t, :, 0], y, atol=1e-14)
        np.testing.assert_allclose(shared[t, range(R), range(R)], y, atol=1e-14)


def test_biases_are_set_where_they_are_given() -> None:
    layout = SMALL["all"]
    rng = np.random.default_rng(1)
    nets = MemoryBlocks.random(layout, 2, rng, 0.1, (-1, -2, -3), None, (4, 5, 6))
    np.testing.assert_array_equal(nets.W[:, :3, 0], [[-1, -2, -3]] * 2)
    assert (np.abs(nets.W[:, 3:6, 0]) <= 0.1).all()
    np.testing.assert_array_equal(nets.W[:, 6:9, 0], [[4, 5, 6]] * 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: BlockLayout(2, 0, 1, 1), ValueError, "blocks"),
        (lambda: BlockLayout(2, 1, 1.5, 1), TypeError, "cells"),  # type: ignore[arg-type]
        (lambda: random(trials=0), ValueError, "trials"),
        (lambda: random(rng=7), TypeError, "rng"),
        (lambda: random(input_bias=(1, 2)), ValueError, "input_bias"),
        (lambda: random(forget_bias=(1,)), ValueError, "forget_bias"),
        (
            lambda: MemoryBlocks(SMALL["1997"], np.zeros((1, 2, 3)), np.zeros((1, 2, 3))),
            ValueError,
            "W",
        ),
        (lambda: drawn(SMALL["1997"])[0].run(np.zeros((4, 2, 5))), ValueError, "x"),
        (lambda: drawn(SMALL["1997"])[0].run(np.full((4, 2, 3), np.nan)), ValueError, "x"),
    ],
)
def test_wrong_arguments_are_named(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=rf"^{message}"):
        call()


def random(**changed: Any) -> MemoryBlocks:
    given = {"trials": 1, "rng": np.random.default_rng(0), "scale": 0.1} | changed
    return MemoryBlocks.random(BlockLayout(2, 1, 1, 1), **given)
