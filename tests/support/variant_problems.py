"""The five variants behind one interface, with random arguments that fit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_lib import variants
from lstm_lib.cell import State
from lstm_lib.weights import LSTMWeights

Shapes = list[tuple[int, ...]]


class Variant(NamedTuple):
    """Its three functions, the shapes of its weights, and whether it has a memory cell."""

    step: Callable[..., Any]
    forward: Callable[..., Any]
    backward: Callable[..., Any]
    shapes: Callable[[int, int], Shapes]
    cell: bool


VARIANTS = {
    "rnn": Variant(
        variants.rnn_step,
        variants.rnn_forward,
        variants.rnn_backward,
        lambda D, H: [(H, 1 + H + D)],
        False,
    ),
    "lstm_1997": Variant(
        variants.lstm_1997_step,
        variants.lstm_1997_forward,
        variants.lstm_1997_backward,
        lambda D, H: [(3 * H, 1 + H + D)],
        True,
    ),
    "cifg": Variant(
        variants.cifg_step,
        variants.cifg_forward,
        variants.cifg_backward,
        lambda D, H: [(3 * H, 1 + H + D)],
        True,
    ),
    "peephole": Variant(
        variants.peephole_step,
        variants.peephole_forward,
        variants.peephole_backward,
        lambda D, H: [(4 * H, 1 + H + D), (3, H)],
        True,
    ),
    "gru": Variant(
        variants.gru_step,
        variants.gru_forward,
        variants.gru_backward,
        lambda D, H: [(3 * H, 1 + D), (3 * H, 1 + H)],
        False,
    ),
}


class Problem(NamedTuple):
    """Arguments of a run and of its gradient; all numbers of order 1."""

    weights: list[np.ndarray]
    x: np.ndarray
    start: Any
    dh: np.ndarray
    dend: Any

    def given(self, name: str) -> list[Any]:
        """The weights as the variant takes them."""
        if name == "peephole":
            return [LSTMWeights(self.weights[0]), self.weights[1]]
        return self.weights

    def ends(self, name: str) -> list[Any]:
        """The gradient with respect to the last state, where a variant takes it."""
        return [self.dend] if VARIANTS[name].cell else []


def draw(name: str, T: int, B: int, D: int, H: int, dtype: Any = np.float64) -> Problem:
    rng = np.random.default_rng([T, B, D, H])

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(dtype)

    def state() -> Any:
        h, c = normal(2, B, H)
        return State(h, c) if VARIANTS[name].cell else h

    weights = [normal(*shape) for shape in VARIANTS[name].shapes(D, H)]
    return Problem(weights, normal(T, B, D), state(), normal(T, B, H), state())


def arrays(state: Any) -> list[np.ndarray]:
    """A state as a list, whether it is a pair or h alone."""
    return [state] if isinstance(state, np.ndarray) else list(state)


def fields(run: Any) -> dict[str, np.ndarray]:
    """What a step or a run returned, by name; the plain layer's is its h."""
    return {"h": run} if isinstance(run, np.ndarray) else run._asdict()
