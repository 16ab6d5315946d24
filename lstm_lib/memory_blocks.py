"""The network of 1997: memory blocks, trained online with a truncated gradient; many trials at once.

A block holds S cells that share an input gate, an output gate and, since 2000, a forget gate. Cells
and gates read the inputs, all cells and, in 1997, also all gates:

    z_t = [1; h_{t−1}; gates_{t−1}; x_t],
    i_t = σ(W_i z_t),  f_t = σ(W_f z_t) or 1,  o_t = σ(W_o z_t),  one of each for a block,
    g_t = 4σ(W_g z_t) − 2,  c_t = f_t c_{t−1} + i_t g_t,  h_t = o_t (2σ(c_t) − 1),  one for a cell,
    y_t = σ(V [1; h_t]),  or V [1; h_t; x_t] with a shortcut, or without the σ if linear.

The gradient is truncated: whatever reaches the gates or g_t through h_{t−1} or the gates of the step
before is dropped. What remains of ∂c_t/∂W can be carried forward, one trace for each cell and weight
of it or of its gates:

    ∂c_t/∂W_g = f_t ∂c_{t−1}/∂W_g + i_t g'_t z_t,  and alike for W_i and W_f.

So the weights can change at any step, without going back in time.

Every array begins with an axis R, the trials: networks that share nothing but the loop over time.

Source: Hochreiter & Schmidhuber 1997, sec. 4 and app. A.1; forget gate: Gers, Schmidhuber & Cummins
2000, sec. 3. As in the paper the loss is ½ Σ (target − y)²; here a bias is the weight of a source 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_size, expect_rng

__all__ = ["BlockLayout", "MemoryBlocks"]


@dataclass(frozen=True)
class BlockLayout:
    """The units of a network, and which weights it has.

    Attributes:
        inputs: D.
        blocks: number of blocks.
        cells: S, cells in each block.
        outputs: K.
        forget: true if blocks have forget gates.
        gates_as_sources: true if cells and gates also read the gates of the step before.
        shortcut: true if the outputs also read the inputs.
        linear: true if the outputs are not squashed.
        cell_bias: true if cells have a bias.
        gate_bias: true if gates have a bias.
        output_bias: true if outputs have a bias.

    Raises:
        TypeError: if a size is not a whole number.
        ValueError: if a size is less than 1.
    """

    inputs: int
    blocks: int
    cells: int
    outputs: int
    forget: bool = False
    gates_as_sources: bool = True
    shortcut: bool = False
    linear: bool = False
    cell_bias: bool = True
    gate_bias: bool = True
    output_bias: bool = True

    def __post_init__(self) -> None:
        for name, letter in (
            ("inputs", "D"),
            ("blocks", "blocks"),
            ("cells", "S"),
            ("outputs", "K"),
        ):
            as_size(name, letter, getattr(self, name))

    @property
    def gates(self) -> int:
        """Number of gates, two or three for each block."""
        return (3 if self.forget else 2) * self.blocks

    @property
    def hidden(self) -> int:
        """Number of cells, blocks × S."""
        return self.blocks * self.cells

    @property
    def sources(self) -> int:
        """Number of entries of z, the bias included."""
        return 1 + self.hidden + self.gates * self.gates_as_sources + self.inputs

    @property
    def output_sources(self) -> int:
        """Number of entries that an output reads, the bias included."""
        return 1 + self.hidden + self.inputs * self.shortcut

    @property
    def weights(self) -> int:
        """Number of weights that can change."""
        without = self.gates * (not self.gate_bias) + self.hidden * (not self.cell_bias)
        hidden = (self.gates + self.hidden) * self.sources - without
        return hidden + self.outputs * (self.output_sources - (not self.output_bias))


class MemoryBlocks:
    """R networks of one layout, in the middle of their sequences.

    Attributes:
        layout: their units.
        W: (R, gates + cells, sources), rows i, o, f, g: all input gates, all output gates, all
            forget gates if there are any, all cells block by block.
        V: (R, K, output sources).
        c: (R, blocks, S), the memories.
        h: (R, blocks, S), what the cells show.
        y: (R, K), the outputs that `predict` computed.
    """

    def __init__(self, layout: BlockLayout, W: ArrayLike, V: ArrayLike) -> None:
        """Networks with these weights, at the beginning of a sequence.

        Args:
            layout: their units.
            W: (R, gates + cells, sources), kept, not copied; V: (R, K, output sources), likewise.

        Raises:
            TypeError, ValueError: naming the array whose dtype or shape does not fit.
        """
        rows = layout.gates + layout.hidden
        self.layout = layout
        self.W = as_array("W", W, "R H M", {"H": rows, "M": layout.sources})
        sizes = {"R": len(self.W), "K": layout.outputs, "N": layout.output_sources}
        self.V = as_array("V", V, "R K N", sizes)
        self._prepare()

    @classmethod
    def random(
        cls,
        layout: BlockLayout,
        trials: int,
        rng: np.random.Generator,
        scale: float,
        input_bias: Sequence[float] | None = None,
        output_bias: Sequence[float] | None = None,
        forget_bias: Sequence[float] | None = None,
    ) -> MemoryBlocks:
        """Draw all weights uniformly from [−scale, scale], those that do not exist as zeros.

        Args:
            layout: the units.
            trials: R.
            rng: source of the random numbers.
            scale: the largest weight.
            input_bias, output_bias, forget_bias: the biases of these gates, one for each block;
                None means that they are drawn like the other weights.

        Raises:
            TypeError: if rng is not a Generator, or trials is not a whole number.
            ValueError: if trials is less than 1, or there are not as many biases as blocks.
        """
        expect_rng(rng)
        R, B, G = as_size("trials", "R", trials), layout.blocks, layout.gates
        W = rng.uniform(-scale, scale, (R, G + layout.hidden, layout.sources))
        V = rng.uniform(-scale, scale, (R, layout.outputs, layout.output_sources))
        biases = {"input_bias": input_bias, "output_bias": output_bias, "forget_bias": forget_bias}
        for k, (name, bias) in enumerate(biases.items()):
            if bias is not None:
                if len(bias) != B or (k + 1) * B > G:
                    raise ValueError(
                        f"{name}: expected one number for each of {B if (k + 1) * B <= G else 0} "
                        f"gates, got {len(bias)}"
                    )
                W[:, k * B : (k + 1) * B, 0] = bias
        W[:, :G, 0] *= layout.gate_bias
        W[:, G:, 0] *= layout.cell_bias
        V[:, :, 0] *= layout.output_bias
        return cls(layout, W, V)

    def _prepare(self) -> None:
        """Allocate what a step writes, and name its parts: views, so that a step copies little."""
        layout, R = self.layout, len(self.W)
        B, S, G, C, M = layout.blocks, layout.cells, layout.gates, layout.hidden, layout.sources
        self.c, self.h, self._squashed = (np.zeros((R, B, S)) for _ in range(3))
        self.y = np.zeros((R, layout.outputs))
        self._z, self._read = np.zeros((R, M)), np.zeros((R, layout.output_sources))
        self._z[:, 0], self._read[:, 0] = 1, layout.output_bias
        self._a, self._slope = np.zeros((R, G + C)), np.zeros((R, G + C))
        self._cells = self._a[:, G:].reshape(R, B, S)
        self._gates = [self._a[:, k : k + B, None] for k in range(0, G, B)]
        self._gate_slopes = [self._slope[:, k : k + B, None] for k in range(0, G, B)]
        self._cell_slope = self._slope[:, G:].reshape(R, B, S)
        kinds = 3 if layout.forget else 2  # traces for the weights of g, i and f
        self._local = np.zeros((kinds, R, B, S))
        self._traces, self._new = np.zeros((2, kinds, R, B, S, M))
        self._bias_exists = np.ones((G + C, 1))
        self._bias_exists[:G] *= layout.gate_bias
        self._bias_exists[G:] *= layout.cell_bias

    def restart(self, trials: ArrayLike | None = None) -> None:
        """Set all activations, memories and traces to 0: a new sequence begins.

        Args:
            trials: (R,) true where it begins; None means in all of them.
        """
        rows = slice(None) if trials is None else np.asarray(trials)
        self._a[rows], self.c[rows], self.h[rows] = 0, 0, 0
        self._traces[:, rows] = 0

    def step(self, x: ArrayLike, learning: bool = True) -> None:
        """Read one input, and carry the traces along.

        Args:
            x: (R, D), finite; not checked, because a trial takes millions of steps.
            learning: false leaves the traces out, for networks whose weights stay as they are.
        """
        layout, z, a = self.layout, self._z, self._a
        G, C, R = layout.gates, layout.hidden, len(z)
        z[:, 1 : 1 + C] = self.h.reshape(R, C)
        if layout.gates_as_sources:
            z[:, 1 + C : 1 + C + G] = a[:, :G]
        z[:, -layout.inputs :] = x
        np.matmul(self.W, z[:, :, None], out=a[:, :, None])
        _sigmoid(a)
        np.multiply(a, a, out=self._slope)
        np.subtract(a, self._slope, out=self._slope)  # σ' = σ − σ²
        g = self._cells
        g *= 4
        g -= 2
        if learning:
            self._carry_traces(g)
        if layout.forget:
            self.c *= self._gates[2]
        self.c += np.multiply(self._gates[0], g, out=self.h)
        np.multiply(self.c, 0.5, out=self.h)
        np.tanh(self.h, out=self._squashed)  # 2σ(c) − 1
        np.multiply(self._gates[1], self._squashed, out=self.h)

    def _carry_traces(self, g: Array) -> None:
        """∂c/∂W of the step before times f, plus what this step adds to it."""
        local, traces = self._local, self._traces
        np.multiply(self._gates[0], self._cell_slope, out=local[0])
        local[0] *= 4
        np.multiply(g, self._gate_slopes[0], out=local[1])
        if self.layout.forget:
            np.multiply(self.c, self._gate_slopes[2], out=local[2])
            traces *= self._gates[2][..., None]
        np.multiply(local[..., None], self._z[:, None, None, :], out=self._new)
        traces += self._new

    def predict(self) -> Array:
        """Return the outputs after this step, y (R, K): valid until the next call."""
        layout, C = self.layout, self.layout.hidden
        self._read[:, 1 : 1 + C] = self.h.reshape(-1, C)
        if layout.shortcut:
            self._read[:, 1 + C :] = self._z[:, -layout.inputs :]
        np.matmul(self.V, self._read[:, :, None], out=self.y[:, :, None])
        return self.y if layout.linear else _sigmoid(self.y)

    def gradients(self, target: ArrayLike) -> tuple[Array, Array]:
        """Return the truncated gradient of ½ Σ (target − y)² at this step, for W and for V.

        Args:
            target: (R, K), for the outputs that `predict` returned.
        """
        layout, R = self.layout, len(self.W)
        B, C = layout.blocks, layout.hidden
        dy: Array = np.subtract(self.y, target)
        if not layout.linear:
            dy *= self.y * (1 - self.y)
        dV = dy[:, :, None] * self._read[:, None]
        dh = np.matmul(dy[:, None], self.V[:, :, 1 : 1 + C]).reshape(R, B, layout.cells)
        do = (dh * self._squashed).sum(axis=-1) * self._gate_slopes[1][..., 0]
        dc = dh * self._gates[1] * ((1 - self._squashed**2) / 2)
        through_cells = dc[None, ..., None] * self._traces
        gates = through_cells[1:].sum(axis=3)  # the cells of a block share its gates
        parts = [gates[0], do[:, :, None] * self._z[:, None], *gates[1:]]
        dW = np.concatenate([*parts, through_cells[0].reshape(R, C, -1)], axis=1)
        dW[:, :, :1] *= self._bias_exists
        return dW, dV

    def learn(self, target: ArrayLike, rate: ArrayLike) -> None:
        """Go one step against the truncated gradient.

        Args:
            target: (R, K), for the outputs that `predict` returned.
            rate: learning rate, a number, or one for each trial, (R,); 0 leaves a trial alone.
        """
        dW, dV = self.gradients(target)
        rate = np.asarray(rate, float).reshape(-1, 1, 1)
        self.W -= rate * dW
        self.V -= rate * dV

    def run(self, x: ArrayLike) -> Array:
        """Outputs of all steps for whole sequences, without touching the trials' own states.

        Args:
            x: (T, N, D), N sequences that every trial reads; or (T, R, N, D), for each its own.

        Returns:
            y, (T, R, N, K).

        Raises:
            TypeError, ValueError: if x is not made of finite floats, or not of this shape.
        """
        layout, R = self.layout, len(self.W)
        letters = "T R N D" if np.ndim(x) == 4 else "T N D"
        x = as_array("x", x, letters, {"R": R, "D": layout.inputs})
        x = np.broadcast_to(x if x.ndim == 4 else x[:, None], (len(x), R, *x.shape[-2:]))
        N, B, G = x.shape[2], layout.blocks, layout.gates
        W, V = np.swapaxes(self.W, 1, 2), np.swapaxes(self.V, 1, 2)
        gates, c = np.zeros((R, N, G)), np.zeros((R, N, B, layout.cells))
        h, y = np.zeros((R, N, layout.hidden)), []
        one = np.ones((R, N, 1))
        for x_t in x:
            seen = [gates] if layout.gates_as_sources else []
            a = _sigmoid(np.concatenate([one, h, *seen, x_t], axis=2) @ W)
            gates, g = a[..., :G], 4 * a[..., G:].reshape(c.shape) - 2
            i, o, *f = (gates[..., k : k + B, None] for k in range(0, G, B))
            c = (f[0] * c if f else c) + i * g
            h = (o * np.tanh(c / 2)).reshape(h.shape)
            shortcut = [x_t] if layout.shortcut else []
            net = np.concatenate([one * layout.output_bias, h, *shortcut], axis=2) @ V
            y.append(net if layout.linear else _sigmoid(net))
        return np.array(y)


def _sigmoid(z: Array) -> Array:
    """σ(z) = ½ + ½ tanh(z/2), in place: it cannot overflow."""
    z *= 0.5
    np.tanh(z, out=z)
    z *= 0.5
    z += 0.5
    return z
