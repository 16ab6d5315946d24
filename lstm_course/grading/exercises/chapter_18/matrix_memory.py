"""Exercise 18.5, `matrix_memory`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction, real
from lstm_lib import attention, variants
from lstm_lib._validation import Array


def _memory(f: Array, q: Array, k: Array, v: Array) -> Array:
    return _run(f, q, k, v, lambda C, f, pair: f * C + pair)


def _run(
    f: Array, q: Array, k: Array, v: Array, write: Callable[[Array, float, Array], Array]
) -> Array:
    """The reads of all queries, with another rule of writing: (C, f, v kᵀ) → C."""
    C, reads = np.zeros((v.shape[1], k.shape[1])), []
    for t in range(len(q)):
        C = write(C, float(f[t]), np.outer(v[t], k[t]))
        reads.append(C @ q[t])
    return np.array(reads)


def _before(f: Array, q: Array, k: Array, v: Array) -> Array:
    C, reads = np.zeros((v.shape[1], k.shape[1])), []
    for t in range(len(q)):
        reads.append(C @ q[t])
        C = f[t] * C + np.outer(v[t], k[t])
    return np.array(reads)


def _final(f: Array, q: Array, k: Array, v: Array) -> Array:
    C = np.zeros((len(v[0]), len(k[0])))
    for t in range(len(q)):
        C = f[t] * C + np.outer(v[t], k[t])
    read: Array = q @ C.T
    return read


matrix = Function(
    id="18.5",
    title="A memory that is a matrix",
    name="matrix_memory",
    inputs={
        "f": fraction("T"),
        "q": real("T D", limit=0),
        "k": real("T D", limit=0),
        "v": real("T D", limit=0),
    },
    sizes={"T": (1, 2, 3, 5), "D": (1, 2, 3, 4)},
    returns="h",
    reference=_memory,
    without=(variants.mlstm_forward, variants.mlstm_step, attention.attend),
    extra_cases=lambda rng: [(rng.random(6), *rng.normal(size=(3, 6, 3)))],
    misconceptions=[
        Misconception(
            "turned",
            lambda f, q, k, v: _run(f, q, k, v, lambda C, f, pair: f * C + pair.T),
            "You write k vᵀ. Read with C q, the *keys* have to meet the query, so they belong "
            "on the right, v kᵀ.",
        ),
        Misconception(
            "read-before-write",
            _before,
            "You read before the pair of this step has been written.",
        ),
        Misconception(
            "read-at-the-end",
            _final,
            "All your queries read the final memory, so early steps see the future.",
        ),
        Misconception(
            "never-forgets",
            lambda f, q, k, v: _run(f, q, k, v, lambda C, f, pair: C + pair),
            "Your memory only grows; what was there before should be multiplied by f.",
        ),
        Misconception(
            "forgets-what-it-writes",
            lambda f, q, k, v: _run(f, q, k, v, lambda C, f, pair: f * (C + pair)),
            "Your f also multiplies what is written at its own step.",
        ),
        Misconception(
            "replaced",
            lambda f, q, k, v: _run(f, q, k, v, lambda C, f, pair: pair),
            "Each step replaces the memory. It should be added to what is kept.",
        ),
        Misconception(
            "scaled",
            lambda f, q, k, v: _memory(f, q, k, v) / np.sqrt(q.shape[1]),
            "You divide by √d as in attention. The task does not, since there is no softmax that "
            "could saturate.",
        ),
        Misconception(
            "coupled",
            lambda f, q, k, v: _run(f, q, k, v, lambda C, f, pair: f * C + (1 - f) * pair),
            "You write with 1 − f. Here what is written has the weight 1.",
        ),
    ],
    on_success="This is linear attention, a fast weight memory, and mLSTM without its input gate.",
)
