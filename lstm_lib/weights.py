"""The weights of an LSTM: one stacked matrix and four named views of it."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._npz import load_arrays, save_arrays, unexpected
from lstm_lib._validation import Array, as_array, as_float, as_size, expect_finite, expect_rng

GATES = "ifgo"
"""Order of the blocks of rows in W (input gate, forget gate, candidate, output gate)."""
DEFAULT_FORGET_BIAS = 1.0
"""The bias b_f before training; a forget gate then starts at 0.73 and memory survives early steps."""


class LSTMWeights:
    """All weights of one LSTM layer, W = [W_i; W_f; W_g; W_o], shape (4H, 1+H+D).

    Each block has its bias in the first column, then H columns for h_{t−1}, then D for x_t.
    The views `i`, `f`, `g`, `o`, each (H, 1+H+D), share the memory of `W`: to change a view
    in place is to change W.

    Args:
        W: (4H, 1+H+D), float32 or float64; a float array is kept, not copied.

    Raises:
        TypeError: if W is not made of real numbers.
        ValueError: if no H and D ≥ 1 fit the shape, or a number is not finite.
    """

    def __init__(self, W: ArrayLike) -> None:
        W = as_float("W", W)
        fits = W.ndim == 2 and W.shape[0] >= 4 and W.shape[0] % 4 == 0
        if not fits or W.shape[1] < 2 + W.shape[0] // 4:
            raise ValueError(f"W: expected shape (4H, 1+H+D) with H ≥ 1 and D ≥ 1, got {W.shape}")
        expect_finite("W", W)
        self.W = W

    @property
    def units(self) -> int:
        """H, the number of memory cells."""
        return len(self.W) // 4

    @property
    def inputs(self) -> int:
        """D, the number of inputs."""
        return int(self.W.shape[1]) - 1 - self.units

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self.W.dtype

    @property
    def i(self) -> Array:
        """[b_i | W_i], the input gate."""
        return self.W[: self.units]

    @property
    def f(self) -> Array:
        """[b_f | W_f], the forget gate."""
        return self.W[self.units : 2 * self.units]

    @property
    def g(self) -> Array:
        """[b_g | W_g], the candidate."""
        return self.W[2 * self.units : 3 * self.units]

    @property
    def o(self) -> Array:
        """[b_o | W_o], the output gate."""
        return self.W[3 * self.units :]

    def __repr__(self) -> str:
        return f"LSTMWeights(units={self.units}, inputs={self.inputs}, dtype={self.dtype})"

    def copy(self) -> LSTMWeights:
        """Return a copy."""
        return LSTMWeights(self.W.copy())

    def astype(self, dtype: DTypeLike) -> LSTMWeights:
        """Return a copy, rounded to float32 or widened to float64.

        Raises:
            TypeError: for any other dtype.
            ValueError: if a number is too large for float32.
        """
        with np.errstate(over="ignore"):
            return LSTMWeights(self.W.astype(_float_dtype(dtype)))

    @classmethod
    def random(
        cls,
        units: int,
        inputs: int,
        rng: np.random.Generator,
        forget_bias: float = DEFAULT_FORGET_BIAS,
        dtype: DTypeLike = np.float64,
    ) -> LSTMWeights:
        """Draw W from a normal distribution with standard deviation 1/√(H+D); biases are 0 except b_f.

        With this scale a pre-activation has about the standard deviation of the inputs, so that
        gates start half open; the forget bias lets memory survive the first steps of training.

        Args:
            units: H, at least 1.
            inputs: D, at least 1.
            rng: source of the random numbers.
            forget_bias: b_f before training.
            dtype: float32 or float64.

        Raises:
            TypeError: if a size is not a whole number, rng is not a Generator, or the dtype is neither
                float32 nor float64.
            ValueError: if units or inputs is less than 1, or the forget bias is not finite.

        Source: LeCun et al. 1998, Efficient BackProp, sec. 4.6 (scale); Gers et al. 2000 and
        Jozefowicz et al. 2015 (forget bias).
        """
        units, inputs = as_size("units", "H", units), as_size("inputs", "D", inputs)
        expect_rng(rng)
        bias = as_float("forget_bias", forget_bias)
        if bias.ndim:
            raise ValueError(f"forget_bias: expected one number b_f, got shape {bias.shape}")
        expect_finite("forget_bias", bias)
        W = rng.normal(size=(4 * units, 1 + units + inputs)) / np.sqrt(units + inputs)
        W[:, 0] = 0
        W[units : 2 * units, 0] = bias
        return cls(W.astype(_float_dtype(dtype)))

    @classmethod
    def from_blocks(cls, i: ArrayLike, f: ArrayLike, g: ArrayLike, o: ArrayLike) -> LSTMWeights:
        """Stack four blocks, each (H, 1+H+D), columns in the order 1, h, x.

        Raises:
            TypeError: if a block is not made of real numbers.
            ValueError: if the blocks' shapes differ or do not fit.
        """
        blocks = [
            as_array(name, block, "H 1+H+D", {})
            for name, block in zip(GATES, (i, f, g, o), strict=True)
        ]
        for name, block in zip(GATES, blocks, strict=True):
            if block.shape != blocks[0].shape or block.dtype != blocks[0].dtype:
                raise ValueError(
                    f"{name}: expected {blocks[0].dtype} {blocks[0].shape} like i, "
                    f"got {block.dtype} {block.shape}"
                )
        return cls(np.concatenate(blocks))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write W to an .npz file; the write is atomic, so an interrupted one leaves no partial file."""
        save_arrays(path, {"W": self.W})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> LSTMWeights:
        """Read a file that `save` wrote; nothing in it is ever executed.

        Raises:
            FileNotFoundError: if there is no such file.
            ValueError: if it is not an .npz file with an array W of a shape that fits.
        """
        arrays = load_arrays(path, "LSTMWeights.save")
        if "W" not in arrays:
            raise ValueError(unexpected(path, "LSTMWeights.save", "it has no array W"))
        return cls(arrays["W"])


def expect_weights(weights: object) -> None:
    """Check that `weights` is an `LSTMWeights`.

    Raises:
        TypeError: otherwise, for example for a bare matrix.
    """
    if not isinstance(weights, LSTMWeights):
        raise TypeError(f"weights: expected LSTMWeights, got {type(weights).__name__}")


def _float_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    for known in (np.float32, np.float64):
        if dtype is not None and dtype == np.dtype(known):
            return np.dtype(known)
    raise TypeError(f"dtype: expected float32 or float64, got {dtype!r}")
