"""Base of the optimizers: steps, learning rates, running means, and checks of gradients."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from lstm_lib._validation import Array, as_float, expect_positive, expect_separate
from lstm_lib.training.clipping import Arrays, expect_gradients

LearningRate = float | Callable[[int], float]
"""A learning rate, or a schedule that gives the rate of step 1, 2, …"""


class OptimizerBase:
    """Base of all optimizers: the number of steps, the learning rate, running means by name.

    Args:
        learning_rate: a number above 0, or a schedule.
        means: names of the running means that each parameter has.
    """

    def __init__(self, learning_rate: LearningRate, *means: str) -> None:
        if not callable(learning_rate):
            expect_positive("learning_rate", learning_rate)
        self.learning_rate = learning_rate
        self.steps = 0
        self._means: dict[str, dict[str, Array]] = {mean: {} for mean in means}

    @property
    def current_lr(self) -> float:
        """The learning rate of the next step.

        Raises:
            ValueError: if the schedule does not return a finite number that is at least 0.
        """
        rate = (
            self.learning_rate(self.steps + 1)
            if callable(self.learning_rate)
            else self.learning_rate
        )
        if not 0 <= rate < math.inf:
            raise ValueError(
                f"learning_rate: expected a number ≥ 0 for step {self.steps + 1}, got {rate}"
            )
        return float(rate)

    def state(self) -> dict[str, Array]:
        """Copy of everything that the next step depends on: number of steps, running means."""
        state = {"steps": np.array(self.steps)}
        for mean, arrays in self._means.items():
            state |= {f"{mean} {name}": array.copy() for name, array in arrays.items()}
        return state

    def restore(self, state: Arrays) -> None:
        """Continue from a result of `state`.

        Raises:
            ValueError: if it is not the state of an optimizer of this class.
        """
        means: dict[str, dict[str, Array]] = {mean: {} for mean in self._means}
        for key in state.keys() - {"steps"}:
            mean, _, name = key.partition(" ")
            means.setdefault(mean, {})[name] = np.array(as_float(f"state[{key!r}]", state[key]))
        names = [arrays.keys() for arrays in means.values()]
        complete = means.keys() == self._means.keys() and all(each == names[0] for each in names)
        if "steps" not in state or not complete:
            expected = ", ".join(["steps", *(f"{mean} of each parameter" for mean in self._means)])
            raise ValueError(
                f"state: expected {expected}, got {', '.join(sorted(state)) or 'nothing'}"
            )
        self.steps, self._means = int(state["steps"]), means

    def _begin(self, parameters: Arrays, gradients: Arrays) -> float:
        """Check the arguments, count the step, start means at 0; return the learning rate."""
        squares_fit = expect_gradients(parameters, gradients)
        if "v" in self._means and not squares_fit:
            _expect_squares(gradients)
        rate = self.current_lr
        if not self.steps:
            expect_separate(parameters)
        for arrays in self._means.values():
            if not self.steps:
                arrays.update((name, np.zeros_like(w)) for name, w in parameters.items())
            elif _sizes(arrays) != _sizes(parameters):
                raise ValueError(
                    "parameters: expected those of the previous steps, "
                    f"{_sizes(arrays)}, got {_sizes(parameters)}"
                )
        self.steps += 1
        return rate


def _expect_squares(gradients: Arrays) -> None:
    """Raise if v would become infinite: Adam would then never move that weight again."""
    for name, d in gradients.items():
        largest = float(np.abs(d).max(initial=0))
        if largest > math.sqrt(np.finfo(d.dtype).max):
            raise FloatingPointError(
                f"gradients[{name!r}]: expected numbers whose squares {d.dtype} can hold, got "
                f"{largest:.3g}; clip the gradient or lower the learning rate"
            )


def _sizes(arrays: Arrays) -> str:
    return ", ".join(f"{name} {a.dtype} {a.shape}" for name, a in sorted(arrays.items()))
