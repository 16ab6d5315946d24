"""Exercise 07.4, `left_in_memory`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction
from lstm_course.grading.records import Case
from lstm_lib._validation import Array


def _left(f: Array, i: Array, g: Array, c: Array) -> Array:
    """Each row written into an empty memory alone, and followed to the end."""
    rows = []
    for k in range(len(f) + 1):
        memory = c if k == 0 else i[k - 1] * g[k - 1]
        for t in range(k, len(f)):
            memory = f[t] * memory
        rows.append(memory)
    return np.array(rows)


def _sources(i: Array, g: Array, c: Array) -> Array:
    return np.concatenate([c[None], i * g])


def _backwards(f: Array) -> Array:
    """Products of the forget gates from a row to the end; after the last row 1."""
    return np.cumprod(np.concatenate([f, np.ones_like(f[:1])])[::-1], axis=0)[::-1]


def _one_too_many(f: Array, i: Array, g: Array, c: Array) -> Array:
    return _sources(i, g, c) * _backwards(np.concatenate([f[:1] * 0 + 1, f]))[:-1]


def _divided(f: Array, i: Array, g: Array, c: Array) -> Array:
    products = np.cumprod(np.concatenate([np.ones_like(f[:1]), f]), axis=0)
    return np.asarray(_sources(i, g, c) * (products[-1] / products))


def _memories(f: Array, i: Array, g: Array, c: Array) -> Array:
    rows = [c]
    for t in range(len(f)):
        rows.append(f[t] * rows[-1] + i[t] * g[t])
    return np.array(rows)


def _often_shut(rng: np.random.Generator) -> list[Case]:
    """A long run in which most gates are exactly 0."""
    f, i = rng.uniform(0, 1, (2, 60, 1, 2))
    f[rng.random(f.shape) < 0.7] = 0
    args = f, i, rng.uniform(-1, 1, f.shape), rng.normal(size=(1, 2))
    return [Case(args, where="many gates in a long run are exactly 0")]


what_is_left = Function(
    id="07.4",
    title="Who is still in memory?",
    name="left_in_memory",
    inputs={
        "f": fraction("T B H"),
        "i": fraction("T B H"),
        "g": fraction("T B H", low=-1),
        "c": "B H",
    },
    returns="left",
    reference=_left,
    extra_cases=_often_shut,
    misconceptions=[
        Misconception(
            "own-gate-too",
            _one_too_many,
            "One gate too many: what a step writes does not pass that step's own forget gate. "
            "Try T = 1.",
        ),
        Misconception(
            "one-gate-short",
            lambda f, i, g, c: (
                _sources(i, g, c) * np.concatenate([_backwards(f)[1:], np.ones_like(f[:1])])
            ),
            "One gate too few: what was there before a step passes that step's forget gate. Try "
            "T = 1: what is left of c?",
        ),
        Misconception(
            "from-the-front",
            lambda f, i, g, c: (
                _sources(i, g, c) * np.cumprod(np.concatenate([f[:1] * 0 + 1, f]), axis=0)
            ),
            "You multiplied the gates from the first step on. What a step writes does not meet "
            "those before it. Which ones does it pass?",
        ),
        Misconception(
            "all-gates",
            lambda f, i, g, c: _sources(i, g, c) * np.prod(f, axis=0),
            "You sent what each step wrote through all gates. It passes only those of later steps.",
        ),
        Misconception(
            "next-gate-only",
            lambda f, i, g, c: _sources(i, g, c) * np.concatenate([f, np.ones_like(f[:1])]),
            "In your result what a step wrote passes one gate, as if the run ended one step later.",
        ),
        Misconception(
            "last-gate-only",
            lambda f, i, g, c: (
                _sources(i, g, c) * f[-1] ** np.arange(len(f), -1, -1)[:, None, None]
            ),
            "You took one gate, that of the final step, for all steps. Each step has its own.",
        ),
        Misconception(
            "never-forgotten",
            lambda f, i, g, c: _sources(i, g, c),
            "That is what was written. How much of it is left at the end?",
        ),
        Misconception(
            "ungated",
            lambda f, i, g, c: _left(f, np.ones_like(i), g, c),
            "That is what would be left if all of each candidate had been written. What decides "
            "how much was?",
        ),
        Misconception(
            "shares-only",
            lambda f, i, g, c: _backwards(f),
            "These are the fractions that are left. Fractions of what?",
        ),
        Misconception(
            "memories",
            _memories,
            "These are the memories after each step. The task asks what each step has left in "
            "the final one.",
        ),
        Misconception(
            "running-sums",
            lambda f, i, g, c: np.cumsum(_left(f, i, g, c), axis=0),
            "You added up: your last row is the whole memory. Each row should be the part of one "
            "step.",
        ),
        Misconception(
            "without-c",
            lambda f, i, g, c: _left(f, i, g, c)[1:],
            "One row is missing, the first: what is left of c.",
        ),
        Misconception(
            "c-last",
            lambda f, i, g, c: np.roll(_left(f, i, g, c), -1, axis=0),
            "All rows are right, but the row of c should come first: it is the oldest.",
        ),
        Misconception(
            "newest-first",
            lambda f, i, g, c: _left(f, i, g, c)[::-1],
            "All rows are right, but with the newest first. They should be in the order of time.",
        ),
        Misconception(
            "divided",
            _divided,
            "Right as long as every gate is open. Where one is exactly 0 you divide by 0; a gate "
            "that shuts makes a memory empty, not undefined.",
        ),
        Misconception(
            "as-shares",
            lambda f, i, g, c: _left(f, i, g, c) / _left(f, i, g, c).sum(axis=0),
            "You divided by the whole memory. That may be 0, or smaller than its parts: some are "
            "positive and some negative.",
        ),
    ],
    on_success="The rows add up to the memory. This is how chapter 8 finds day 1 in the memory of "
    "day 4.",
)
