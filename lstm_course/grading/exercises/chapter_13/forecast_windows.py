"""Exercise 13.1, `forecast_windows`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom, real
from lstm_lib._validation import Array
from lstm_lib.forecasting import windows

Result = tuple[Array, Array]


def _cut(x: Array, w: int, after: int, count: int) -> Result:
    """`count` windows of w values, and for each the value `after` steps from its start."""
    return np.array([x[t : t + count] for t in range(w)]), x[after : after + count]


def _windows(x: Array, w: int, ahead: int) -> Result:
    return _cut(x, w, w + ahead - 1, len(x) - w - ahead + 1)


def _apart(x: Array, w: int, ahead: int) -> Result:
    inputs, target = _windows(x, w, ahead)
    return inputs[:, ::w], target[::w]


cutting = Function(
    id="13.1",
    title="Windows that end before their target",
    name="forecast_windows",
    inputs={
        "x": real("N", limit=0),
        "w": custom(lambda rng, _: int(rng.integers(1, 5))),
        "ahead": custom(lambda rng, _: int(rng.integers(1, 4))),
    },
    sizes={"N": (8, 9, 11, 14, 20)},
    returns="inputs, target",
    reference=_windows,
    without=[windows],
    extra_cases=lambda rng: [
        (rng.normal(size=7).round(1), w, ahead) for w, ahead in ((3, 2), (2, 3), (1, 1), (4, 2))
    ],
    misconceptions=[
        Misconception(
            "target-inside",
            lambda x, w, ahead: _cut(x, w, w - 1, len(x) - w + 1),
            "Your target is the last value of its own window: the model only has to copy it. The "
            "target comes `ahead` steps after that value.",
        ),
        Misconception(
            "one-too-far",
            lambda x, w, ahead: _windows(x, w, ahead + 1),
            "Your target lies one step too far away. With ahead = 1 it is the value right after the "
            "window.",
        ),
        Misconception(
            "one-too-near",
            lambda x, w, ahead: _cut(x, w, w + ahead - 2, len(x) - w - ahead + 2),
            "Your target lies one step too near. With ahead = 1 it is inside the window.",
        ),
        Misconception(
            "always-the-next",
            lambda x, w, ahead: _windows(x, w, 1),
            "Right for ahead = 1 only: your target is always the next value.",
        ),
        Misconception(
            "counted-from-the-start",
            lambda x, w, ahead: _cut(x, w, ahead, len(x) - w - ahead + 1),
            "You count `ahead` from the first value of the window, not from its last.",
        ),
        Misconception(
            "last-window-missing",
            lambda x, w, ahead: _cut(x, w, w + ahead - 1, len(x) - w - ahead),
            "The last window is missing: its target is the last value of the series. How many "
            "windows fit?",
        ),
        Misconception(
            "newest-first",
            lambda x, w, ahead: (_windows(x, w, ahead)[0][::-1], _windows(x, w, ahead)[1]),
            "Your windows run backwards. The oldest value is in the first row.",
        ),
        Misconception(
            "a-window-in-each-row",
            lambda x, w, ahead: (_windows(x, w, ahead)[0].T, _windows(x, w, ahead)[1]),
            "The windows are right, and stand in the rows. Time runs downwards in this course: a "
            "window is a column.",
        ),
        Misconception(
            "side-by-side",
            _apart,
            "Your windows do not overlap. Take one at every step, so that every value after the "
            "first window is a target once.",
        ),
        Misconception(
            "all-the-way",
            lambda x, w, ahead: (
                _windows(x, w, ahead)[0],
                np.array([x[k + w : k + w + ahead] for k in range(len(x) - w - ahead + 1)]),
            ),
            "Your target holds every value up to the one that is asked for. One number for each "
            "window is enough.",
        ),
    ],
    on_success="No window contains its target: that is the first thing to check in anybody's code "
    "for a forecast.",
)
