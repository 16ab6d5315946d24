"""Random arguments for every variant of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_lib import variants
from lstm_lib.variants import VARIANTS


class Problem(NamedTuple):
    """Arguments of forward and of backward; all numbers of order 1."""

    weights: list[np.ndarray]
    x: np.ndarray
    state: Any
    dh: np.ndarray
    dstate: Any


def draw(name: str, T: int, B: int, D: int, H: int, dtype: Any = np.float64) -> Problem:
    rng, variant = np.random.default_rng([T, B, D, H]), VARIANTS[name]

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(dtype)

    def state() -> Any:
        zeros = variant.zero_state(B, H, dtype)
        return like(zeros, [normal(*part.shape) for part in arrays(zeros)])

    weights = [normal(*shape) for shape in variant.weight_shapes(D, H).values()]
    x, start = normal(T, B, D), state()
    if name == "slstm":
        start = start._replace(n=1 + np.abs(start.n))  # a sum of gates, of which h is a fraction
    return Problem(weights, x, start, normal(T, B, H), state())


def function(name: str, part: str) -> Callable[..., Any]:
    """The public function of a variant; an ablation has methods instead."""
    found: Callable[..., Any] = getattr(variants, f"{name}_{part}", getattr(VARIANTS[name], part))
    return found


def arrays(state: Any) -> list[np.ndarray]:
    """The arrays of a state: those of a named tuple, or h alone."""
    return [state] if isinstance(state, np.ndarray) else list(state)


def like(state: Any, parts: list[np.ndarray]) -> Any:
    """A state of the same kind, made of other arrays."""
    return parts[0] if isinstance(state, np.ndarray) else type(state)(*parts)
