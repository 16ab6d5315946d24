"""Chapter 3: numbers, choices and written answers."""

from __future__ import annotations

import math

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

steps_until_gone = Number(
    id="03.1",
    title="A tenth is lost at every step",
    name="steps_until_gone",
    expected=lambda: math.ceil(math.log(0.001) / math.log(0.9)),
    misconceptions=[
        Misconception(
            "rounded-down",
            lambda: math.floor(math.log(0.001) / math.log(0.9)),
            "Put it back: after that many steps a little more than a thousandth is left.",
        ),
        Misconception(
            "not-whole",
            lambda: math.log(0.001) / math.log(0.9),
            "There the curve crosses one thousandth. Steps are whole: after which one is it below?",
        ),
        Misconception(
            "straight-line",
            lambda: 10,
            "You took away a tenth of the first nudge each time. What is lost at each step is a "
            "tenth of what is left.",
        ),
        Misconception(
            "a-tenth-kept",
            lambda: 3,
            "That would be right if a tenth were passed on. Here a tenth is lost.",
        ),
        Misconception(
            "log10",
            lambda: math.ceil(3 / -math.log(0.9)),
            "Your quotient mixes two different logarithms. Use the same one above and below.",
        ),
        Misconception(
            "a-hundredth",
            lambda: math.ceil(math.log(0.01) / math.log(0.9)),
            "By then less than a hundredth is left. The question was about a thousandth.",
        ),
        Misconception(
            "one-more",
            lambda: math.ceil(math.log(0.001) / math.log(0.9)) + 1,
            "One step too many: it is below a thousandth before that.",
        ),
    ],
    on_success="And as many steps again for the next factor of a thousand: forgetting at a "
    "constant rate is exponential.",
)

grows_then_fades = Choice(
    id="03.2",
    title="One number, and what it leaves out",
    name="grows_then_fades",
    question="Two units go on as h₁ ← 0.9 h₁ + 5 h₂ and h₂ ← 0.9 h₂; all states are so small that "
    "tanh changes nothing. Both eigenvalues of the recurrent weights are 0.9. At the end a gradient "
    "of 1 arrives at the first unit, and none at the second. What happens to the length of this "
    "gradient on its way back through time?",
    options={
        "a": (
            "It shrinks at every step, since the spectral radius is below 1",
            "The spectral radius decides about the long run. Take the first step back by hand: "
            "which gradients do the two units get?",
        ),
        "b": (
            "It grows for ever, since one step can stretch a gradient fivefold",
            "One step can. Can the next step do it again? Take a few steps by hand.",
        ),
        "c": ("It grows about twentyfold first, and vanishes in the end", ""),
        "d": (
            "It keeps its length, since the slope of tanh is 1",
            "The slope is one factor of a step. What is the other?",
        ),
    },
    correct="c",
    on_success="The first unit keeps handing gradient to the second until both have faded. Such a "
    "bump is why the spectral radius tells how fast a gradient fades, and not when that begins.",
)

latch_dilemma = Written(
    id="03.6",
    title="A memory that can still be taught",
    name="latch_dilemma",
    criteria=[
        (
            1,
            "Half of a gradient after 50 steps needs a slope of 0.986 at rest; that takes a "
            "recurrent weight of 1.007 and a resting state of about 0.14.",
        ),
        (
            1,
            "Such a latch is tipped by a steady push of about 0.0004 in its sum, where the chapter's "
            "withstands about 0.2: noise erases it.",
        ),
        (
            1,
            "A firm hold and a gradient that survives exclude each other, since both are set by the "
            "same slope.",
        ),
        (
            1,
            "The argument holds for one unit at rest. It does not show that every way of remembering "
            "fails; the LSTM's does not.",
        ),
    ],
    words=40,
)
