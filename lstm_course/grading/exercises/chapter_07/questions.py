"""Chapter 7: numbers, choices and written answers."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

settles = Choice(
    id="07.1",
    title="The same at every step",
    name="memory_in_the_end",
    question="At every step the forget gate is 0.95, the input gate 0.2 and the candidate 0.5. "
    "Where "
    "is the memory after very many steps?",
    options={
        "a": (
            "Nowhere: it grows by 0.1 at every step",
            "That is the cell of 1997. Here a larger memory loses more: how much does a memory "
            "of 10 lose at the next step?",
        ),
        "b": (
            "Near 0, since 0.95 multiplied by itself tends to nothing",
            "It is true that what was there at first is gone. But the writing goes on.",
        ),
        "c": ("Near 2", ""),
        "d": (
            "Near 1, since a memory cannot be larger",
            "What one step writes cannot be larger than 1, and neither can h. The memory itself "
            "has "
            "no such bound.",
        ),
        "e": (
            "Near 0.1, what was written at the final step",
            "What was written one step before is still there, all but a twentieth of it. And what "
            "was written before that?",
        ),
    },
    correct="c",
    on_success="There, each step loses as much as it writes: `c = i·g / (1 − f)`, wherever it "
    "started.",
)

LASTING, SHORT = 0.999, 0.9


def _sum_for(fraction: float) -> float:
    return float(np.log(fraction / (1 - fraction)))


def _half_life(f: float) -> float:
    return float(np.log(0.5) / np.log(f))


steady = Number(
    id="07.2",
    title="Mostly kept",
    name="steady_bias",
    expected=lambda: _sum_for((LASTING**9 * SHORT) ** 0.1),
    misconceptions=[
        Misconception(
            "mean-gate",
            lambda: _sum_for(0.9 * LASTING + 0.1 * SHORT),
            "That gate stands at the mean of the ten. But what is left of a memory is multiplied, "
            "not added, step by step.",
        ),
        Misconception(
            "mean-bias",
            lambda: 0.9 * _sum_for(LASTING) + 0.1 * _sum_for(SHORT),
            "You averaged the sums behind the gates. A memory meets the gates themselves.",
        ),
        Misconception(
            "mean-half-life",
            lambda: _sum_for(2 ** -(1 / (0.9 * _half_life(LASTING) + 0.1 * _half_life(SHORT)))),
            "You averaged the half-lives, so that a single step at 0.9 hardly counts. Of the ten "
            "steps, which one loses most?",
        ),
        Misconception(
            "all-ten",
            lambda: _sum_for(LASTING**9 * SHORT),
            "With this bias a gate loses in one step what those ten lose together.",
        ),
        Misconception(
            "weakest",
            lambda: _sum_for(SHORT),
            "That bias belongs to 0.9 at every step. Nine steps in ten lose much less.",
        ),
        Misconception(
            "strongest",
            lambda: _sum_for(LASTING),
            "That bias belongs to 0.999 at every step. One step in ten loses a hundred times as "
            "much.",
        ),
        Misconception(
            "gate",
            lambda: (LASTING**9 * SHORT) ** 0.1,
            "That is the right gate. Which bias opens it that far?",
        ),
        Misconception(
            "sign",
            lambda: -_sum_for((LASTING**9 * SHORT) ** 0.1),
            "The size is right. But a gate with a negative bias is more than half shut.",
        ),
    ],
    on_success="One leaky step in ten costs more than the nine others together.",
)

leak = Written(
    id="07.6",
    title="A leak in place of a gate",
    name="leak_or_gate",
    criteria=[
        (
            1,
            "Measured: right at all 700 steps with 0.9, at 690 with 0.95, at 640 with 0.99, at 400 "
            "with 1.",
        ),
        (
            1,
            "Derived, for this stream: after many times +1 the memory is near 1/(1 − f¹⁰), and one "
            "−1 turns its sign if f¹⁰ is below one half: if the half-life is shorter than the ten "
            "steps between news.",
        ),
        (
            1,
            "The price: what leaks fades while it waits, so news that comes late finds nearly "
            "nothing left.",
        ),
        (
            1,
            "The difference: a leak has to suit the time between news, a gate does not. It is shut "
            "by the news itself, and holds its memory until then.",
        ),
    ],
    words=40,
)
