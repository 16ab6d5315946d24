"""Arrays as other libraries hand them over, and checks of what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array

_HALF = {"torch.float16", "torch.bfloat16"}


def plain(value: Any) -> Any:
    """Convert a tensor of another library to a NumPy array; return anything else as it is.

    PyTorch's tensors are detached, moved to the CPU, and widened from half precision to float32.
    """
    if hasattr(value, "detach"):  # PyTorch
        value = value.detach().cpu()
        return np.asarray(value.float() if str(value.dtype) in _HALF else value)
    if isinstance(value, np.ndarray) or not hasattr(value, "__array__"):
        return value
    return np.asarray(value)


def shapes(arrays: Mapping[str, Any] | Iterable[Any]) -> str:
    """The shapes of arrays, with their names if they have some, for a message."""
    if isinstance(arrays, Mapping):
        return ", ".join(f"{name} {tuple(np.shape(a))}" for name, a in arrays.items())
    return ", ".join(str(tuple(np.shape(a))) for a in arrays)


def expect_mapping(name: str, arrays: Mapping[str, ArrayLike]) -> None:
    """Check that `arrays` is a mapping."""
    if not isinstance(arrays, Mapping):
        raise TypeError(f"{name}: expected a dictionary of arrays, got {arrays!r:.60}")


def require(arrays: Mapping[str, Any], name: str) -> Any:
    """The array of this name, or an error that lists the others."""
    if name not in arrays:
        raise ValueError(f"{name}: expected an array of this name, got only {', '.join(arrays)}")
    return arrays[name]


def expect_option(name: str, value: object, expected: object) -> None:
    """Stop a conversion that would silently compute something else."""
    if value != expected:
        raise ValueError(f"{name}: expected {expected!r}, the LSTM of this library; got {value!r}")


def last_size(array: Array) -> int:
    """Size of the last axis; 0 for a single number, which no shape then fits."""
    return array.shape[-1] if array.ndim else 0
