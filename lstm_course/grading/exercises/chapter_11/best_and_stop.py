"""Exercise 11.2, `best_and_stop`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import real, size
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.training.checkpoint import TrainingState

_ANY = Network.random(1, 1, 1, np.random.default_rng(0))


def _best_and_stop(validation: Array, patience: int) -> tuple[int, int]:
    done = TrainingState()
    for value in validation:
        done.validated(_ANY, value)
        if done.since_best >= patience:
            break
    stop = len(done.validations) - 1
    return stop - done.since_best, stop


def _count_kept(validation: Array, patience: int) -> tuple[int, int]:
    best, failed, n = 0, 0, 0
    for n in range(1, len(validation)):
        if validation[n] < validation[best]:
            best = n
        else:
            failed += 1
        if failed == patience:
            break
    return best, n


def _since_previous(validation: Array, patience: int) -> tuple[int, int]:
    failed, n = 0, 0
    for n in range(1, len(validation)):
        failed = 0 if validation[n] < validation[n - 1] else failed + 1
        if failed == patience:
            break
    return int(np.argmin(validation[: n + 1])), n


def _ties_are_new(validation: Array, patience: int) -> tuple[int, int]:
    best, n = 0, 0
    for n in range(len(validation)):
        if validation[n] <= validation[best]:
            best = n
        if n - best >= patience:
            break
    return best, n


def _first_is_old(validation: Array, patience: int) -> tuple[int, int]:
    """As if something had been validated before, with 0."""
    best, lowest, failed, n = 0, 0.0, 0, 0
    for n, value in enumerate(validation):
        failed += 1
        if value < lowest:
            best, lowest, failed = n, value, 0
        if failed >= patience:
            break
    return best, n


stopping = Function(
    id="11.2",
    title="When to stop, and which weights to keep",
    name="best_and_stop",
    inputs={"validation": real("V"), "patience": size("p")},
    sizes={"V": (1, 2, 4, 6, 9, 12), "p": (1, 2, 3)},
    returns="best, stop",
    reference=_best_and_stop,
    extra_cases=lambda rng: [
        (np.array([0.5, 0.9, 0.4, 0.8, 0.3, 0.7, 0.2]), 2),
        (np.array([0.5, 0.4, 0.6, 0.7, 0.1]), 2),
        (np.array([0.5, 0.9, 0.8, 0.7, 0.6]), 2),
        (np.array([0.5, 0.5, 0.5, 0.5]), 2),
        (np.array([0.9, 0.8, 0.7, 0.6, 0.65]), 3),
        (np.array([0.6, 0.7, 0.5, 0.4]), 1),
        (np.array([5.0, 4.0, 3.0, 6.0, 7.0]), 2),
        (np.sort(rng.uniform(1e3, 1e6, 6))[::-1].copy(), 2),
        (0.5 - 1e-9 * np.arange(6.0), 2),
        (-3.0 - np.arange(5.0), 1),
        (np.concatenate([[1.0], np.full(8, 2.0)]), 5),
    ],
    misconceptions=[
        Misconception(
            "count-not-reset",
            _count_kept,
            "You count all validations without a new best, from the beginning. Patience is about "
            "those in a row: what should a new best do to the count?",
        ),
        Misconception(
            "since-previous",
            _since_previous,
            "You compare each validation with the one before. A curve that has risen high and "
            "comes down a little is not better than its best.",
        ),
        Misconception(
            "one-too-patient",
            lambda validation, patience: _best_and_stop(validation, patience + 1),
            "You wait for one validation more than patience allows.",
        ),
        Misconception(
            "one-too-impatient",
            lambda validation, patience: (
                _best_and_stop(validation, patience - 1) if patience > 1 else (0, 0)
            ),
            "You give up one validation early: the best itself does not count as one without a "
            "new best.",
        ),
        Misconception(
            "looks-ahead",
            lambda validation, patience: (
                int(np.argmin(validation)),
                _best_and_stop(validation, patience)[1],
            ),
            "Your best validation may come after the stop, where the run has ended: it will "
            "never be made.",
        ),
        Misconception(
            "never-stops",
            lambda validation, patience: (int(np.argmin(validation)), len(validation) - 1),
            "You look at the whole curve and take its lowest point. The run does not know the "
            "whole curve: it ends when patience is used up.",
        ),
        Misconception(
            "last-weights",
            lambda validation, patience: (_best_and_stop(validation, patience)[1],) * 2,
            "You keep the weights with which the run ended. Those of the best validation are "
            "older, by as long as patience took.",
        ),
        Misconception(
            "ties-are-new",
            _ties_are_new,
            "A validation that only equals the best is not a new best; with yours a flat curve "
            "never ends.",
        ),
        Misconception(
            "past-the-end",
            lambda validation, patience: (
                _best_and_stop(validation, patience)[0],
                _best_and_stop(validation, patience)[0] + patience,
            ),
            "Your run may stop after its final validation. If the curve ends first, so does the "
            "run.",
        ),
        Misconception(
            "largest",
            lambda validation, patience: _best_and_stop(-validation, patience),
            "You take the largest. A validation is a loss: smaller is better.",
        ),
        Misconception(
            "begins-at-0",
            _first_is_old,
            "You compare the first validation with 0. It is the first, so it is the best so far, "
            "whatever it is.",
        ),
        Misconception(
            "from-1",
            lambda validation, patience: tuple(n + 1 for n in _best_and_stop(validation, patience)),
            "You count from 1; validation[0] is the first.",
        ),
        Misconception(
            "exchanged",
            lambda validation, patience: _best_and_stop(validation, patience)[::-1],
            "The two numbers have changed places: the best first, then the stop.",
        ),
    ],
    on_success="`train(..., patience=...)` does this. In github.com/modelscope/ms-swift/pull/5326 a count "
    "that a new best did not reset ended runs too early.",
)
