"""Exercise 12.5, `swap_unit`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import ArgSpec, Sizes, Style, real
from lstm_lib._validation import Array

Pair = tuple[Array, Array]


def _draw_unit(rng: np.random.Generator, sizes: Sizes, style: Style) -> int:
    return int(rng.integers(sizes["H"]))


def _swapped(a: Array, unit: int) -> Array:
    a = a.copy()
    a[:, unit] = a[np.arange(len(a)) ^ 1, unit]
    return a


def _swap(h: Array, c: Array, unit: int) -> Pair:
    return _swapped(h, unit), _swapped(c, unit)


def _views(h: Array, c: Array, unit: int) -> Pair:
    """An exchange by way of views, in which the second line reads what the first wrote."""
    h, c = h.copy(), c.copy()
    for a in (h, c):
        a[0::2, unit] = a[1::2, unit]
        a[1::2, unit] = a[0::2, unit]
    return h, c


def _in_place(h: Array, c: Array, unit: int) -> Pair:
    h[:, unit] = h[np.arange(len(h)) ^ 1, unit]
    c[:, unit] = c[np.arange(len(c)) ^ 1, unit]
    return h, c


def _whole_rows(h: Array, c: Array, unit: int) -> Pair:
    mate = np.arange(len(h)) ^ 1
    return h[mate].copy(), c[mate].copy()


def _row(h: Array, c: Array, unit: int) -> Pair:
    """The axes exchanged: the sentence with this number, not the unit."""
    h, c = h.copy(), c.copy()
    k = unit % len(h)
    for a in (h, c):
        a[k] = a[k ^ 1].copy()
    return h, c


def _rolled(h: Array, c: Array, unit: int) -> Pair:
    h, c = h.copy(), c.copy()
    for a in (h, c):
        a[:, unit] = np.roll(a[:, unit], 1)
    return h, c


def _halves(h: Array, c: Array, unit: int) -> Pair:
    h, c = h.copy(), c.copy()
    for a in (h, c):
        a[:, unit] = np.roll(a[:, unit], len(a) // 2)
    return h, c


def _silenced(h: Array, c: Array, unit: int) -> Pair:
    h, c = h.copy(), c.copy()
    h[:, unit] = c[:, unit] = 0
    return h, c


def _means(h: Array, c: Array, unit: int) -> Pair:
    h, c = h.copy(), c.copy()
    for a in (h, c):
        a[:, unit] = np.repeat(a[:, unit].reshape(-1, 2).mean(axis=1), 2)
    return h, c


swap = Function(
    id="12.5",
    title="Change what one cell says",
    name="swap_unit",
    inputs={
        "h": real("2P H"),
        "c": real("2P H"),
        "unit": ArgSpec(_draw_unit, ("H",)),
    },
    sizes={"P": (1, 2, 3, 4), "H": (1, 2, 4, 6)},
    returns="h_new, c_new",
    reference=_swap,
    misconceptions=[
        Misconception(
            "c-without-h",
            lambda h, c, unit: (h.copy(), _swapped(c, unit)),
            "You exchange c and leave h. At the next step the gates read the old h, so the unit "
            "says one thing and remembers another.",
        ),
        Misconception(
            "h-without-c",
            lambda h, c, unit: (_swapped(h, unit), c.copy()),
            "You exchange h and leave c. One step later h is computed from the old c again.",
        ),
        Misconception(
            "argument-changed",
            _in_place,
            "The result is correct, but the arrays that you were given have changed: the next unit "
            "would be tested in a network that has been tampered with.",
        ),
        Misconception(
            "overwritten",
            _views,
            "Both sentences of a pair now have the same value: the first assignment overwrote what "
            "the second one was to read.",
        ),
        Misconception(
            "all-units",
            _whole_rows,
            "You exchange all units. Then the network has simply read the other sentence.",
        ),
        Misconception(
            "wrong-axis",
            _row,
            "You change a sentence, not a unit. Sentences are rows, units are columns.",
        ),
        Misconception(
            "next-row",
            _rolled,
            "Each sentence gets its neighbour's value. Rows 0 and 1 are a pair, 2 and 3 are the "
            "next, but 1 and 2 are not.",
        ),
        Misconception(
            "halves",
            _halves,
            "You pair the first half of the rows with the second. Partners stand side by side.",
        ),
        Misconception(
            "silenced",
            _silenced,
            "You set the unit to 0. That silences it; the task is to make it say the opposite.",
        ),
        Misconception(
            "mean-of-the-pair",
            _means,
            "You give both the mean of the two. That erases the difference, it does not exchange "
            "it.",
        ),
        Misconception(
            "nothing",
            lambda h, c, unit: (h.copy(), c.copy()),
            "Nothing has changed. If you exchanged the two twice, they are back where they were.",
        ),
        Misconception(
            "exchanged-results",
            lambda h, c, unit: _swap(h, c, unit)[::-1],
            "The two results have changed places: h first, then c.",
        ),
    ],
    on_success="With this you can ask of any unit of any network whether it matters.",
)
