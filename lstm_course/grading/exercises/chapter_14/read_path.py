"""Exercise 14.3, `read_path`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom
from lstm_lib import ctc
from lstm_lib._validation import Array


def _changes(path: Array) -> Array:
    """True where a class differs from the one before it."""
    return np.append(True, path[1:] != path[:-1])


def _read_path(path: Array, blank: int) -> Array:
    labels: Array = path[_changes(path) & (path != blank)]
    return labels


def _blanks_first(path: Array, blank: int) -> Array:
    labels = path[path != blank]
    merged: Array = labels[_changes(labels)] if labels.size else labels
    return merged


def _first_lost(path: Array, blank: int) -> Array:
    changes = _changes(path)
    changes[0] = False
    labels: Array = path[changes & (path != blank)]
    return labels


def _once_each(path: Array, blank: int) -> Array:
    return np.array(list(dict.fromkeys(path[path != blank].tolist())), path.dtype)


read_path = Function(
    id="14.3",
    title="Reading a path",
    name="read_path",
    inputs={
        "path": custom(lambda rng, sizes: rng.integers(sizes["K"], size=sizes["T"]), "T"),
        "blank": custom(lambda rng, sizes: int(rng.integers(sizes["K"])), "K"),
    },
    sizes={"T": (1, 4, 7, 12, 20), "K": (2, 3, 4)},
    returns="labels",
    reference=_read_path,
    without=(ctc.collapse, ctc.greedy_decode),
    extra_cases=lambda rng: [
        (np.array([3, 3, 0, 3, 5, 5]), 0),
        (np.array([3, 3, 0, 3, 5, 5]), 9),
        (np.array([4, 4, 4]), 4),
        (np.array([0, 0, 7, 7, 0]), 7),
        (np.array([2, 1, 2, 1, 1, 0]), 0),
        (np.array([6, 6, 6, 6]), 0),
    ],
    misconceptions=[
        Misconception(
            "blanks-first",
            _blanks_first,
            "You dropped the blanks before you merged repeats. Then two equal labels with a blank "
            "between them become one: that blank was there to keep them apart.",
        ),
        Misconception(
            "not-merged",
            lambda path, blank: path[path != blank],
            "A label that lasts for several frames is one label. Merge repeats.",
        ),
        Misconception(
            "blanks-kept",
            lambda path, blank: path[_changes(path)],
            "The repeats are merged; the blanks are still there.",
        ),
        Misconception(
            "first-frame-lost",
            _first_lost,
            "A label that begins in the very first frame is missing. What is the first frame "
            "compared with?",
        ),
        Misconception(
            "blank-is-0",
            lambda path, blank: _read_path(path, 0),
            "You dropped class 0. Here the blank is the class that is given as `blank`.",
        ),
        Misconception(
            "once-each",
            _once_each,
            "Each label appears once in your result. A word may be said twice.",
        ),
        Misconception(
            "sorted",
            lambda path, blank: np.unique(path[path != blank]),
            "You return which labels occur, in order of size. Their order in time is the message.",
        ),
        Misconception(
            "places",
            lambda path, blank: np.flatnonzero(_changes(path) & (path != blank)),
            "These are the frames at which labels begin. Which labels are they?",
        ),
        Misconception(
            "same-length",
            lambda path, blank: np.where(_changes(path), path, blank),
            "You replaced repeats by blanks, but left the path as long as it was.",
        ),
        Misconception(
            "backwards",
            lambda path, blank: _read_path(path, blank)[::-1],
            "The labels are correct, in reverse order.",
        ),
    ],
    on_success="The same rule reads the output of every recogniser trained with CTC.",
)
