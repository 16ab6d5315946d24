"""Ablations: the LSTM with one part taken out, and everything else as it was.

No forget gate is not among them: that is the cell of 1997, `lstm_1997`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array
from lstm_lib.activations import (
    DERIVATIVES,
    Activation,
    identity,
    sigmoid,
    sigmoid_derivative,
    tanh,
)
from lstm_lib.cell import State, Step
from lstm_lib.layer import concat, layer
from lstm_lib.variants._blocks import blocks_backward, blocks_forward
from lstm_lib.variants._contract import Variant, stacked_blocks, zero_h_and_c
from lstm_lib.variants._validation import checked_cell

__all__ = [
    "NO_INPUT_ACTIVATION",
    "NO_INPUT_GATE",
    "NO_OUTPUT_ACTIVATION",
    "NO_OUTPUT_GATE",
    "Ablation",
]


@dataclass(frozen=True)
class Ablation:
    """The LSTM, but for the parts that are taken out; with nothing taken out it is the LSTM.

    i_t = σ(W_i s_t),  f_t = σ(W_f s_t),  g_t = φ(W_g s_t),  o_t = σ(W_o s_t),  where
    s_t = [1; h_{t−1}; x_t] and a gate that is missing is 1;
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t,  h_t = o_t ⊙ ψ(c_t).

    Attributes:
        gates: the gates that are left, some of i, f and o.
        input_activation: φ, tanh in the LSTM.
        output_activation: ψ, tanh in the LSTM.

    Source: Greff et al. 2017, sec. 3 (there the whole LSTM has peepholes).
    """

    gates: str = "ifo"
    input_activation: Activation = tanh
    output_activation: Activation = tanh

    @property
    def blocks(self) -> str:
        """The blocks of W, in the order i, f, g, o."""
        return "".join(block for block in "ifgo" if block == "g" or block in self.gates)

    def step(self, W: ArrayLike, x: ArrayLike, state: State) -> Step:
        """One step.

        Args:
            W: the blocks that are left, each (H, 1+H+D), in the order i, f, g, o.
            x: x_t, (D,) or (B, D).
            state: (h_{t−1}, c_{t−1}), each (H,) or (B, H).

        Returns:
            The gates, the candidate and the new state, each of the state's shape.

        Raises:
            TypeError, ValueError: as `forward`.
        """
        W, x, state, _ = checked_cell(W, len(self.blocks), x, state, time=False)
        h, c = state
        sums = np.split(layer(W, concat(h, x), activation=identity), len(self.blocks), axis=-1)
        z = dict(zip(self.blocks, sums, strict=True))
        i, f, o = (sigmoid(z[gate]) if gate in z else np.ones_like(c) for gate in "ifo")
        g = self.input_activation(z["g"])
        c = f * c + i * g
        h = o * self.output_activation(c)
        return Step(i, f, g, o, c, h)

    def forward(self, W: ArrayLike, x: ArrayLike, state: State | None = None) -> Step:
        """Run the cell over a batch of sequences: `step` for t = 1 … T.

        Args:
            W: as in `step`.
            x: (T, B, D), time-major.
            state: (h_0, c_0), each (B, H); None means zeros.

        Returns:
            The fields of all steps, each (T, B, H).

        Raises:
            TypeError, ValueError: naming the argument whose dtype or shape does not fit, or that
                holds a number that is not finite.
        """
        return blocks_forward(self.step, len(self.blocks), W, x, state)

    def backward(
        self,
        W: ArrayLike,
        x: ArrayLike,
        state: State | None,
        output: Step,
        dh: ArrayLike,
        dstate: State | None = None,
    ) -> tuple[Array, Array, State]:
        """Backpropagation through time: the LSTM's, in which a missing gate learns nothing.

        Args:
            W, x, state: the arguments of `forward`.
            output: what it returned.
            dh: (T, B, H), gradient of the loss with respect to output.h.
            dstate: gradient with respect to (h_T, c_T), beside dh; None means zeros.

        Returns:
            dW, of W's shape, dx (T, B, D), and the gradient with respect to (h_0, c_0).

        Raises:
            TypeError, ValueError: as `forward`.
        """
        back, blocks = self.step_backward, len(self.blocks)
        return blocks_backward(back, blocks, Step, W, x, state, output, dh, dstate)

    def step_backward(self, step: Step, c: Array, dh: Array, dc: Array) -> tuple[Array, Array]:
        """Gradients through the part of a step that is elementwise.

        Args:
            step: what `step` returned.
            c: c_{t−1}.
            dh, dc: gradients with respect to h_t and, beside it, c_t.

        Returns:
            δ, the gradient with respect to the pre-activations, block beside block, and dc_{t−1}.
        """
        shown = self.output_activation(step.c)
        dc = dc + dh * step.o * DERIVATIVES[self.output_activation](shown)
        delta = {
            "i": dc * step.g * sigmoid_derivative(step.i),
            "f": dc * c * sigmoid_derivative(step.f),
            "g": dc * step.i * DERIVATIVES[self.input_activation](step.g),
            "o": dh * shown * sigmoid_derivative(step.o),
        }
        return np.concatenate([delta[block] for block in self.blocks], axis=-1), dc * step.f

    def variant(self, name: str) -> Variant:
        """The same behind the contract of the variants, under this name."""
        shapes = stacked_blocks(len(self.blocks))
        calls = self.step, self.forward, self.backward
        return Variant(name, shapes, tuple(self.gates), zero_h_and_c, *calls)


NO_INPUT_GATE = Ablation(gates="fo").variant("no_input_gate")
"""Everything is written: c_t = f_t ⊙ c_{t−1} + g_t."""
NO_OUTPUT_GATE = Ablation(gates="if").variant("no_output_gate")
"""Everything is shown: h_t = tanh(c_t)."""
NO_INPUT_ACTIVATION = Ablation(input_activation=identity).variant("no_input_activation")
"""The candidate is not squashed: g_t = W_g [1; h_{t−1}; x_t]."""
NO_OUTPUT_ACTIVATION = Ablation(output_activation=identity).variant("no_output_activation")
"""The memory is shown as it is: h_t = o_t ⊙ c_t."""
