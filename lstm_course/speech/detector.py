"""A speech detector that ships in many products: spectrum, four convolutions, one LSTM, one output.

Every 32 ms it says how probable it is that somebody is speaking. The weights, from the package
silero-vad 6.2.3, are in `chapters/data/speech_detector`, rounded to 11 bits.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import lstm
from lstm_lib._npz import load_arrays
from lstm_lib._validation import Array, as_float, expect_finite
from lstm_lib.activations import sigmoid
from lstm_lib.audio import frames, hann
from lstm_lib.interop import from_pytorch
from lstm_lib.weights import LSTMWeights

RATE = 16_000
"""Samples per second that the detector expects."""
CHUNK, CONTEXT, MIRRORED = 512, 64, 64
"""New samples in each step, samples of the chunk before it, and samples mirrored at its end."""
WINDOW, HOP = 256, 128
STRIDES = (1, 2, 2, 1)
LOW_BITS = 3
_SHAPES = {
    **{f"conv{k}.weight": size for k, size in enumerate(
        ((128, 129, 3), (64, 128, 3), (64, 64, 3), (128, 64, 3)), start=1)},
    **{f"conv{k}.bias": (size,) for k, size in enumerate((128, 64, 64, 128), start=1)},
    "weight_ih_l0": (512, 128), "weight_hh_l0": (512, 128),
    "bias_ih_l0": (512,), "bias_hh_l0": (512,),
    "output.weight": (1, 128), "output.bias": (1,),
}  # fmt: skip

Parameters = Mapping[str, Array]


def load(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read the weights: each row of a matrix is whole numbers, −1023 … 1023, times one scale.

    Their upper 8 bits are stored as they are, the 3 lower ones of all numbers packed behind each
    other.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, or holds something else.
    """
    stored = load_arrays(path, "chapters/data/speech_detector/make.py")
    parameters = {}
    for name, shape in _SHAPES.items():
        _expect(stored, name, shape, path)
        values = stored[name].astype(float)
        if len(shape) > 1:
            size = math.prod(shape)
            _expect(stored, f"{name}.scale", shape[:1], path)
            _expect(stored, f"{name}.low", (-(-size * LOW_BITS // 8),), path)
            bits = np.unpackbits(stored[f"{name}.low"], count=size * LOW_BITS)
            low = bits.reshape(*shape, LOW_BITS) @ 2.0 ** np.arange(LOW_BITS)[::-1]
            scale = stored[f"{name}.scale"].reshape(-1, *[1] * (len(shape) - 1))
            values = (2**LOW_BITS * values + low) * scale
        parameters[name] = values
    return parameters


def _expect(
    stored: Parameters, name: str, shape: tuple[int, ...], path: str | os.PathLike[str]
) -> None:
    """Check that an array of this name and shape has been read."""
    got = stored[name].shape if name in stored else "nothing"
    if got != shape:
        raise ValueError(f"{os.fspath(path)}: expected {name} {shape}, got {got}")


def weights(parameters: Parameters) -> LSTMWeights:
    """The LSTM of the detector: 128 inputs, 128 units."""
    return from_pytorch({name: a for name, a in parameters.items() if name.endswith("_l0")})


def double_rate(x: ArrayLike) -> Array:
    """The same sound with twice as many samples per second, and no new frequencies."""
    x = as_float("x", x)
    if x.ndim != 1 or not x.size:
        raise ValueError(f"x: expected shape (N,), not empty, got {x.shape}")
    doubled: Array = 2 * np.fft.irfft(np.fft.rfft(x), 2 * len(x))
    return doubled


def convolve(x: Array, kernels: Array, bias: Array, stride: int) -> Array:
    """Convolution of N signals (N, C, T) with kernels (K, C, 3), padded with a zero at both ends."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernels.shape[2], axis=2)
    y: Array = np.tensordot(windows[:, :, ::stride], kernels, ([1, 3], [1, 2]))
    return y.transpose(0, 2, 1) + bias[:, None]


def features(parameters: Parameters, x: ArrayLike) -> Array:
    """Inputs of the LSTM (T, 128) for a recording (N,) with 16,000 samples per second.

    Each chunk of 512 samples, with the 64 before it, becomes four spectra of 129 magnitudes; the
    convolutions turn them into one list of 128 numbers, none below 0.

    Raises:
        TypeError, ValueError: if x is not one list of finite numbers, or empty.
    """
    x = as_float("x", x)
    if x.ndim != 1 or not x.size:
        raise ValueError(f"x: expected shape (N,), not empty, got {x.shape}")
    expect_finite("x", x)
    x = np.pad(x, (CONTEXT, -len(x) % CHUNK))
    chunks = np.pad(frames(x, CONTEXT + CHUNK, CHUNK), ((0, 0), (0, MIRRORED)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(chunks, WINDOW, axis=1)[:, ::HOP]
    y = np.abs(np.fft.rfft(windows * hann(WINDOW))).transpose(0, 2, 1)
    for k, stride in enumerate(STRIDES, start=1):
        kernels, bias = parameters[f"conv{k}.weight"], parameters[f"conv{k}.bias"]
        y = np.maximum(convolve(y, kernels, bias, stride), 0)
    return y[:, :, 0]


def output(parameters: Parameters, h: Array) -> Array:
    """Probability of speech, σ(w · max(h, 0) + b), for hidden states (…, 128)."""
    return sigmoid(np.maximum(h, 0) @ parameters["output.weight"][0] + parameters["output.bias"])


def detect(parameters: Parameters, x: ArrayLike) -> Array:
    """Probability of speech (T,) in each chunk of 32 ms; the arguments are those of `features`."""
    seen = features(parameters, x)
    return output(parameters, lstm.forward(weights(parameters), seen[:, None]).h[:, 0])
