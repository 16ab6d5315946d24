"""Chapter 2: numbers, choices and written answers."""

from __future__ import annotations

import math

from lstm_course.grading.exercise import Choice, Misconception, Number, Written
from lstm_lib.activations import sigmoid

needed_sum = Number(
    id="02.1",
    title="Nearly all of it",
    name="needed_sum",
    expected=lambda: math.log(99),
    digits=4,
    misconceptions=[
        Misconception(
            "turned-over",
            lambda: -math.log(99),
            "With this sum the gate keeps out what it should let through. What does a sum below 0 "
            "do to a sigmoid?",
        ),
        Misconception(
            "log10",
            lambda: math.log10(99),
            "The idea is right, but the sigmoid is made with e. Which logarithm undoes it?",
        ),
        Misconception(
            "odds",
            lambda: 99,
            "These are the odds, 99 to 1. Put 99 into the sigmoid: how much does it let through?",
        ),
        Misconception(
            "sigmoid",
            lambda: float(sigmoid(0.99)),
            "You computed the output for the sum 0.99. Here 0.99 is the output, and the sum is "
            "asked for.",
        ),
        Misconception(
            "log-share",
            lambda: math.log(0.99),
            "You took the logarithm of 0.99 itself. That number has to be compared with something "
            "first.",
        ),
        Misconception(
            "odds-100",
            lambda: math.log(100),
            "Close. You compared with the whole. What should 99 parts be compared with?",
        ),
    ],
    on_success="A sum of 7 lets through 0.9991. Each further nine costs about 2.3.",
)

nudge = Choice(
    id="02.4",
    title="A nudge",
    name="nudge",
    question="The output of a tanh unit is 0.8. Its sum grows by 0.01. By about how much does its "
    "output grow?",
    options={
        "a": (
            "0.01",
            "That is how much the sum grows. The output grows by the same amount only where the "
            "slope of the curve is 1.",
        ),
        "b": ("0.0016", "a (1 − a) is the derivative of the other curve, the sigmoid."),
        "c": (
            "0.002",
            "1 − a is the distance that is left to the top. The derivative has a square in it.",
        ),
        "d": ("0.0036", ""),
        "e": (
            "0.0056",
            "You took 0.8 for the sum and put it through tanh again. It is the output.",
        ),
    },
    correct="d",
    on_success="The output was all you needed. That is why a backward pass keeps outputs.",
)

why_flat = Written(
    id="02.6",
    title="Why a shut gate stays shut",
    name="why_flat",
    criteria=[
        (
            0.5,
            "Near 0 the curve is flat: the sigmoid's derivative a (1 − a) is nearly 0 there.",
        ),
        (
            1,
            "Every gradient that reaches the gate's weights is multiplied by this derivative, so a "
            "gate that is shut by mistake hears almost nothing of the mistake.",
        ),
        (
            0.5,
            "The derivative is small but not 0: with a very long time, or an optimizer that "
            "rescales gradients, the gate does open.",
        ),
    ],
)
