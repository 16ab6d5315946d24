"""The experiments' fast path for errors at the end equals the library's steps."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from tools.experiments._error_at_end import ErrorAtEnd

LAYOUTS = {
    "adding": BlockLayout(2, 2, 2, 1),
    "linear": BlockLayout(2, 2, 2, 1, linear=True),
    "2c": BlockLayout(6, 2, 1, 2, cell_bias=False, gate_bias=False, output_bias=False),
    "6b": BlockLayout(8, 3, 2, 8),
}
T, R = 12, 4


@pytest.mark.parametrize("name", LAYOUTS)
def test_outputs_and_learning_are_those_of_single_steps(name: str) -> None:
    layout, rng = LAYOUTS[name], np.random.default_rng(0)
    nets = MemoryBlocks.random(layout, R, rng, 1.5)
    fast = ErrorAtEnd(MemoryBlocks(layout, nets.W.copy(), nets.V.copy()))
    for _ in range(3):  # buffers are used again
        start = rng.integers(0, 4, R)
        x = rng.normal(size=(T, R, layout.inputs)) * (np.arange(T)[:, None] >= start)[..., None]
        target = rng.uniform(size=(R, layout.outputs))
        nets.restart()
        for t in range(T):
            nets.step(x[t])
            nets.restart(start > t)
        np.testing.assert_allclose(fast.read(x, start), nets.predict(), atol=1e-13)
        rates = np.array([0.5, 0, 1, 0.1])
        nets.learn(target, rates)
        fast.learn(target, rates)
        np.testing.assert_allclose(fast.nets.W, nets.W, atol=1e-13)
        np.testing.assert_allclose(fast.nets.V, nets.V, atol=1e-13)


def test_other_networks_are_refused() -> None:
    nets = MemoryBlocks.random(BlockLayout(2, 1, 1, 1, forget=True), 1, np.random.default_rng(0), 1)
    with pytest.raises(ValueError, match="layout"):
        ErrorAtEnd(nets)
