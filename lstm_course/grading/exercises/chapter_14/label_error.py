"""Exercise 14.5, `label_error`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib import ctc
from lstm_lib._validation import Array


def _distance(
    decoded: Array, spoken: Array, insert: float = 1, delete: float = 1, replace: float = 1
) -> float:
    row = delete * np.arange(len(spoken) + 1.0)
    for count, x in enumerate(decoded, 1):
        new = [insert * count]
        for k, z in enumerate(spoken, 1):
            new.append(min(row[k] + insert, new[k - 1] + delete, row[k - 1] + replace * (x != z)))
        row = np.array(new)
    return float(row[-1])


def _label_error(decoded: Array, spoken: Array) -> float:
    return _distance(decoded, spoken) / len(spoken)


def _by_place(decoded: Array, spoken: Array) -> float:
    shorter = min(len(decoded), len(spoken))
    longer = max(len(decoded), len(spoken))
    return float((decoded[:shorter] != spoken[:shorter]).sum() + longer - shorter) / len(spoken)


def _by_count(decoded: Array, spoken: Array) -> float:
    """Labels that are missing or surplus, whatever their order."""
    size = 1 + max(decoded.max(initial=0), spoken.max(initial=0))
    surplus = np.bincount(decoded, minlength=size) - np.bincount(spoken, minlength=size)
    return float(np.maximum(surplus, 0).sum() + np.maximum(-surplus, 0).sum()) / len(spoken)


label_error = Function(
    id="14.5",
    title="How many labels are wrong",
    name="label_error",
    inputs={
        "decoded": custom(lambda rng, sizes: rng.integers(1, 5, size=sizes["N"]), "N"),
        "spoken": custom(lambda rng, sizes: rng.integers(1, 5, size=sizes["S"]), "S"),
    },
    sizes={"N": (1, 2, 4, 6, 7), "S": (1, 2, 3, 5, 8)},
    returns="error",
    reference=_label_error,
    without=(ctc.edit_distance, ctc.label_error_rate),
    extra_cases=lambda rng: [
        (np.array([1, 2, 3, 4]), np.array([1, 2, 3, 4])),
        (np.array([2, 3, 4]), np.array([1, 2, 3, 4])),
        (np.array([1, 2, 2, 3]), np.array([1, 2, 3])),
        (np.array([1, 4, 3]), np.array([1, 2, 3])),
        (np.array([2, 1]), np.array([1, 2])),
        (np.zeros(0, int), np.array([3, 1])),
        (np.array([1, 2, 3, 4, 1, 2]), np.array([3])),
    ],
    misconceptions=[
        Misconception(
            "divided-by-the-output",
            lambda decoded, spoken: _distance(decoded, spoken) / max(1, len(decoded)),
            "You divided by the length of the output. Then a recogniser looks better the more it "
            "babbles. Divide by what was spoken.",
        ),
        Misconception(
            "divided-by-the-longer",
            lambda decoded, spoken: _distance(decoded, spoken) / max(len(decoded), len(spoken)),
            "You divided by the longer of the two. The error rate is relative to what was spoken, "
            "and may be above 1.",
        ),
        Misconception(
            "not-divided",
            lambda decoded, spoken: _distance(decoded, spoken),
            "That is the number of errors. The rate is relative to the number of labels spoken.",
        ),
        Misconception(
            "place-by-place",
            _by_place,
            "You compared place by place. If the first label is missed, everything behind it moves "
            "up by one, and you call it all wrong. Which is the least number of repairs?",
        ),
        Misconception(
            "order-ignored",
            _by_count,
            "You compared how often each label occurs. The order counts, and replacing one label "
            "is one error, not two.",
        ),
        Misconception(
            "replacing-costs-2",
            lambda decoded, spoken: _distance(decoded, spoken, replace=2) / len(spoken),
            "You replace a label by deleting it and inserting another: two repairs. A substitution "
            "counts as one.",
        ),
        Misconception(
            "insertions-free",
            lambda decoded, spoken: _distance(decoded, spoken, insert=0) / len(spoken),
            "Surplus labels cost nothing in your count. A recogniser that says everything would be "
            "perfect.",
        ),
        Misconception(
            "deletions-free",
            lambda decoded, spoken: _distance(decoded, spoken, delete=0) / len(spoken),
            "Missed labels cost nothing in your count. A recogniser that says nothing would be "
            "perfect.",
        ),
        Misconception(
            "at-most-1",
            lambda decoded, spoken: min(1.0, _label_error(decoded, spoken)),
            "You cut the rate off at 1. A recogniser that says six labels where one was spoken has made more "
            "than one error.",
        ),
        Misconception(
            "accuracy",
            lambda decoded, spoken: 1 - _label_error(decoded, spoken),
            "That is the part that is correct; the part that is wrong was asked for.",
        ),
        Misconception(
            "whole-strings",
            lambda decoded, spoken: float(not np.array_equal(decoded, spoken)),
            "You count strings with an error. Here each label counts.",
        ),
    ],
    on_success="With words in place of labels this is the word error rate, by which recognisers are "
    "compared.",
)
