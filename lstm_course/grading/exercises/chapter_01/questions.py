"""Chapter 1: numbers, choices and written answers."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

BIAS, CLOUDS, FALL, SKY = 1.6, 0.8, 4.0, 0.5

undecided = Number(
    id="01.1",
    title="Where a unit is undecided",
    name="undecided",
    expected=lambda: -(BIAS + CLOUDS * SKY) / FALL,
    misconceptions=[
        Misconception(
            "sign",
            lambda: (BIAS + CLOUDS * SKY) / FALL,
            "Put it back into the sum: the terms add up instead of cancelling.",
        ),
        Misconception(
            "no-bias",
            lambda: -CLOUDS * SKY / FALL,
            "The sum has three terms. The one without an input is missing.",
        ),
        Misconception(
            "no-clouds",
            lambda: -BIAS / FALL,
            "That would hold for a sky without a cloud. Here there are some.",
        ),
        Misconception(
            "half",
            lambda: (0.5 - BIAS - CLOUDS * SKY) / FALL,
            "One half is the unit's output, after the sigmoid. Which sum has that output?",
        ),
        Misconception(
            "other-weight",
            lambda: -(BIAS + CLOUDS * SKY) / CLOUDS,
            "You divided by the weight of the other input.",
        ),
    ],
    on_success="The unit is undecided where the sum is 0: in the plane of all inputs, along a "
    "straight line.",
)

constant = Choice(
    id="01.3",
    title="A unit with one weight",
    name="constant_unit",
    question="A unit has the row of weights [0.5, 0, 0]. What is its output for an input x?",
    options={
        "a": (
            "0.5, whatever x is",
            "0.5 is its sum. What happens to a sum before it becomes an output?",
        ),
        "b": (
            "One half at x = 0, and anything between 0 and 1 elsewhere",
            "Which of the three weights meets the constant 1, and which meet x?",
        ),
        "c": ("σ(0.5), whatever x is", ""),
        "d": (
            "σ(0.5 x₁): the first weight belongs to the first input",
            "The first column meets the first entry of [1; x]. Which entry is that?",
        ),
    },
    correct="c",
    on_success="Only the bias has a say: such a unit has an opinion, and no eyes.",
)

why_squash = Written(
    id="01.5",
    title="What the sigmoid between two layers is for",
    name="why_squash",
    criteria=[
        (
            1,
            "Two layers without a sigmoid between them are one layer, since their matrices multiply "
            "into one; so ten layers are one layer as well.",
        ),
        (
            1,
            "One layer divides the plane along a single straight line. “Exactly one of the two” "
            "needs two lines, so the ten layers cannot answer it.",
        ),
    ],
)
