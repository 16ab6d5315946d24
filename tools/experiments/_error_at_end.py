"""1997's network on sequences whose error comes at the end: the same numbers with fewer operations.

Without a forget gate nothing rescales the traces, so that at the end they are sums over the steps,
∂c_T/∂W_g = Σ_t i_t g'_t z_t and alike for W_i. Instead of carrying them along, keep what a step
computed and add up once, by one matrix product. And 4σ(z) − 2 = 2 tanh(z/2): with ½W, one tanh serves
cells and gates, σ(z) = ½ + ½ tanh(z/2), and c/2 is what the other squashing function asks for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_lib.memory_blocks import MemoryBlocks

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


class ErrorAtEnd:
    """Buffers for R trials of a network that read one sequence each, and learn at its end."""

    def __init__(self, nets: MemoryBlocks) -> None:
        layout = nets.layout
        if layout.forget or layout.shortcut or not layout.gates_as_sources:
            raise ValueError("layout: expected the network of experiments 2 to 6")
        self.nets, self.length = nets, 0
        self.gate_free = np.ones((1, layout.gates + layout.hidden, 1))
        self.gate_free[:, : layout.gates] *= layout.gate_bias
        self.gate_free[:, layout.gates :] *= layout.cell_bias

    def _prepare(self, T: int) -> None:
        """Allocate for sequences of up to T steps, with views of every step."""
        layout, R = self.nets.layout, len(self.nets.W)
        B, S, G, C = layout.blocks, layout.cells, layout.gates, layout.hidden
        self.length = T
        self.z = np.zeros((T + 1, R, layout.sources))
        self.a = np.zeros((T, R, G + C))
        self.c, self.squashed = np.zeros((R, B, S)), np.zeros((R, B, S))
        self.views = []
        for t in range(T):
            gates, a = self.z[t + 1, :, 1 + C : 1 + C + G], self.a[t]
            self.views.append(
                (
                    self.z[t, :, :, None],
                    a,
                    a[:, :, None],
                    a[:, :G],
                    a[:, G:].reshape(R, B, S),
                    gates,
                    gates[:, :B, None],
                    gates[:, B:, None],
                    self.z[t + 1, :, 1 : 1 + C].reshape(R, B, S),
                )
            )

    def read(self, x: Array, start: Array) -> Array:
        """The outputs (R, K) after x (T, R, D); trial r begins at step start[r], with zeros."""
        nets, layout, T = self.nets, self.nets.layout, len(x)
        C, G = layout.hidden, layout.gates
        if self.length < T:
            self._prepare(T + 10)
        self.T = T
        begun = np.arange(T)[:, None] >= start
        self.z[:T, :, -layout.inputs :] = x
        self.z[:T, :, 0] = begun
        self.z[0, :, 1 : 1 + C + G] = 0
        self.c[...] = 0
        half, latest = nets.W / 2, int(start.max())
        h = np.empty_like(self.c)
        for t, (z, a, column, a_gates, u, gates, i, o, out) in enumerate(self.views[:T]):
            np.matmul(half, z, out=column)
            np.tanh(a, out=a)
            np.multiply(a_gates, 0.5, out=gates)
            np.add(gates, 0.5, out=gates)
            np.multiply(i, u, out=h)
            np.add(self.c, h, out=self.c)
            np.tanh(self.c, out=self.squashed)
            np.multiply(o, self.squashed, out=out)
            if t < latest:  # before its start, a trial has z = 0: nothing is written
                gates *= begun[t, :, None]
        read = np.concatenate(
            [np.full((len(h), 1), float(layout.output_bias)), self.z[T, :, 1 : 1 + C]], axis=1
        )
        self.y = np.matmul(nets.V, read[:, :, None])[:, :, 0]
        if not layout.linear:
            self.y = 0.5 + 0.5 * np.tanh(self.y / 2)
        self.given = read
        return self.y

    def gradients(self, target: Array) -> tuple[Array, Array]:
        """The truncated gradient of ½ Σ (target − y)², for W and for V."""
        nets, layout, T = self.nets, self.nets.layout, self.T
        R, B, S = self.c.shape
        G, C = layout.gates, layout.hidden
        dy = self.y - target
        if not layout.linear:
            dy = dy * self.y * (1 - self.y)
        dh = np.matmul(dy[:, None], nets.V[:, :, 1:]).reshape(R, B, S)
        gates = self.z[T, :, 1 + C : 1 + C + G]
        o = gates[:, B:]
        do = (dh * self.squashed).sum(axis=2) * o * (1 - o)
        dc = dh * o[..., None] * (1 - self.squashed**2) / 2
        i, u = self.z[1 : T + 1, :, 1 + C : 1 + C + B, None], self.a[:T, :, G:].reshape(T, R, B, S)
        delta = np.zeros((T, R, G + C))
        delta[..., :B] = (dc * (2 * u)).sum(axis=3) * (i * (1 - i))[..., 0]
        delta[-1, :, B:G] = do
        delta[..., G:] = (dc * i * (1 - u * u)).reshape(T, R, C)
        dW = np.matmul(delta.transpose(1, 2, 0), self.z[:T].transpose(1, 0, 2))
        dW[:, :, :1] *= self.gate_free
        return dW, dy[:, :, None] * self.given[:, None]

    def learn(self, target: Array, rate: Array) -> None:
        """Go one step against the gradient; rate (R,), 0 leaves a trial alone."""
        dW, dV = self.gradients(target)
        self.nets.W -= rate[:, None, None] * dW
        self.nets.V -= rate[:, None, None] * dV
