"""Exercise 15.1, `adding_example`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array


def _values(rng: np.random.Generator, sizes: Sizes) -> Array:
    values: Array = rng.uniform(-1, 1, size=sizes["T"]).round(2)
    return values


def _example(
    values: Array,
    first: int,
    second: int,
    ends: float = -1.0,
    marks_win: bool = True,
    zeroed: bool = True,
) -> Array:
    """x, with marks at both ends and at the two marked steps."""
    x = np.column_stack([values, np.zeros(len(values))])
    marked = [first, second]
    if marks_win:
        x[[0, -1], 1] = ends
        x[marked, 1] = 1
    else:
        x[marked, 1] = 1
        x[[0, -1], 1] = ends
    if zeroed and 0 in marked:
        x[0, 0] = 0
    return x


def _sum(x: Array, first: int, second: int) -> float:
    return float(x[first, 0] + x[second, 0])


def _adding_example(values: Array, first: int, second: int) -> tuple[Array, float]:
    x = _example(values, first, second)
    return x, 0.5 + _sum(x, first, second) / 4


def _kept_in_x(values: Array, first: int, second: int) -> tuple[Array, float]:
    x, target = _adding_example(values, first, second)
    return np.column_stack([values, x[:, 1]]), target


def _columns_swapped(values: Array, first: int, second: int) -> tuple[Array, float]:
    x, target = _adding_example(values, first, second)
    return x[:, ::-1].copy(), target


def _with_target(change: str, values: Array, first: int, second: int) -> tuple[Array, float]:
    x = _example(values, first, second)
    total = _sum(x, first, second)
    targets = {
        "raw": total,
        "no half": total / 4,
        "mean": total / 2,
        "half": 0.5 + total / 2,
        "product": 0.5 + float(x[first, 0] * x[second, 0]) / 4,
        "all": 0.5 + float(x[:, 0].sum()) / 4,
    }
    return x, targets[change]


def _target(change: str):  # type: ignore[no-untyped-def]
    return lambda values, first, second: _with_target(change, values, first, second)


def _example_and_sum(values: Array, first: int, second: int, **changed: float | bool):  # type: ignore[no-untyped-def]
    x = _example(values, first, second, **changed)  # type: ignore[arg-type]
    return x, 0.5 + _sum(x, first, second) / 4


drawing = Function(
    id="15.1",
    title="One sequence, exactly as defined",
    name="adding_example",
    inputs={
        "values": custom(_values, "T"),
        "first": custom(lambda rng, _: int(rng.integers(0, 2))),
        "second": custom(lambda rng, _: int(rng.integers(2, 4))),
    },
    sizes={"T": (8, 9, 10, 12)},
    returns="x, target",
    reference=_adding_example,
    extra_cases=lambda rng: [
        (rng.uniform(-1, 1, size=10).round(2), first, second)
        for first, second in ((0, 3), (4, 0), (1, 2), (3, 4), (2, 1))
    ],
    misconceptions=[
        Misconception(
            "ends-unmarked",
            lambda values, first, second: _example_and_sum(values, first, second, ends=0.0),
            "Your marks are 0 at both ends. The first and the final step are marked by −1, unless "
            "they are among the two.",
        ),
        Misconception(
            "ends-overwrite",
            lambda values, first, second: _example_and_sum(values, first, second, marks_win=False),
            "Your −1 at an end replaces the mark of a value that should be added. A marked step "
            "keeps its 1, wherever it is.",
        ),
        Misconception(
            "ends-1",
            lambda values, first, second: _example_and_sum(values, first, second, ends=1.0),
            "Both ends have the mark 1 in your sequence, so that four values seem to be asked for. "
            "Ends are marked by −1.",
        ),
        Misconception(
            "first-value-kept",
            lambda values, first, second: _example_and_sum(values, first, second, zeroed=False),
            "If the first step is marked, its value has to be 0, in x and in the sum.",
        ),
        Misconception(
            "zero-in-the-sum-only",
            _kept_in_x,
            "You count the marked first value as 0, but x still holds it: the network would be "
            "asked for a sum that is not what it reads.",
        ),
        Misconception(
            "raw-sum",
            _target("raw"),
            "That is the sum itself. The target is scaled into the range from 0 to 1.",
        ),
        Misconception(
            "no-half",
            _target("no half"),
            "A quarter of the sum lies between −½ and ½. What shifts it to 0 … 1?",
        ),
        Misconception(
            "mean",
            _target("mean"),
            "That is the mean of the two values, between −1 and 1. The target is ½ plus a quarter "
            "of their sum.",
        ),
        Misconception(
            "divided-by-2",
            _target("half"),
            "You divided the sum by 2; it lies between −2 and 2, so a range of 1 needs a quarter.",
        ),
        Misconception(
            "product",
            _target("product"),
            "You multiplied the two values. That is experiment 5; this one adds.",
        ),
        Misconception(
            "all-values",
            _target("all"),
            "You added all values. Only the two that are marked by 1 count.",
        ),
        Misconception(
            "columns-swapped",
            _columns_swapped,
            "Your columns are the other way round: first the value, then the mark.",
        ),
    ],
    on_success="About one example in eight has its first step marked: a test set that handles it "
    "otherwise is another task.",
)
