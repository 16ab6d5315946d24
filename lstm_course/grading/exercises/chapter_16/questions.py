"""Chapter 16: a number and a choice."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Choice, Misconception, Number


def _sum_short_of_one(gap: float) -> float:
    """The sum at which a sigmoid is `gap` short of 1."""
    return float(np.log1p(-gap) - np.log(gap))


float32_bias = Number(
    id="16.4",
    title="Where float32 forgets how to forget",
    name="float32_bias",
    expected=lambda: _sum_short_of_one(2.0**-25),
    misconceptions=[
        Misconception(
            "largest-below-one",
            lambda: _sum_short_of_one(2.0**-24),
            "There f is the largest float32 below 1, and still forgets. When does it round to 1 "
            "rather than to this number?",
        ),
        Misconception(
            "spacing-above-one",
            lambda: _sum_short_of_one(2.0**-23),
            "You took the spacing above 1. Numbers below 1 lie twice as close.",
        ),
        Misconception(
            "float64",
            lambda: _sum_short_of_one(2.0**-54),
            "This is the bias for float64, whose numbers below 1 are 2 to the power of −53 apart.",
        ),
        Misconception(
            "seven-digits",
            lambda: _sum_short_of_one(1e-7),
            "Seven decimal digits are a rule of thumb. Use the spacing, 2 to the power of −24.",
        ),
        Misconception(
            "binary-digits",
            lambda: 25.0,
            "That is the number of binary digits, not the sum at which 1 − σ is so small. How are "
            "powers of 2 and of e related?",
        ),
        Misconception(
            "natural-digits",
            lambda: 24 * float(np.log(10)),
            "You took powers of 10. The spacing is a power of 2.",
        ),
    ],
    on_success="Its half-life would be more than 20 million steps. Until then, float32 is not what "
    "makes an LSTM forget.",
)

false_claim = Choice(
    id="16.5",
    title="Which claim is false?",
    name="false_claim",
    question="Four of these claims about the cost of an LSTM are true. Which is false?",
    options={
        "a": (
            "Twice as many steps take twice as many operations.",
            "This is true: every step costs the same, whatever came before it.",
        ),
        "b": (
            "Twice as many units take about four times as many operations, if H is much larger than D.",
            "This is true: 8H(H + D + 1) is then about 8H².",
        ),
        "c": (
            "A second processor for every step would make a long sequence finish in the time of one "
            "step.",
            "",
        ),
        "d": (
            "With one state kept in every 100, a sequence of 10,000 steps can be run backwards at "
            "the price of about one more run forward.",
            "This is true: each piece of 100 steps is computed once more, and no step more often.",
        ),
        "e": (
            "Without a backward pass, the memory for the states need not grow with T.",
            "This is true: a step needs only the state before it. `infer` keeps nothing else.",
        ),
    },
    correct="c",
    on_success="Each step waits for the hidden state of the step before it: T steps stay T steps in a "
    "row, however many processors wait beside them.",
)
