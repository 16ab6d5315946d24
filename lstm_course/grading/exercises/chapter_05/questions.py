"""Chapter 5: numbers, choices and written answers."""

from __future__ import annotations

import math

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

third_minus_10 = Choice(
    id="05.1",
    title="Minus ten, a third time",
    name="third_minus_10",
    question="This time the candidate's sum is −10. The input gate's sum is 4.27, the forget gate "
    "is 1, and the memory stands at 2. Where does it go?",
    options={
        "a": (
            "It stays at 2: at −10 nothing is written",
            "That is what −10 does to a gate. What does tanh make of it?",
        ),
        "b": ("To about 1.01", ""),
        "c": (
            "To about −7.9: nearly 10 is taken away",
            "A sum is not written as it is. How large can a candidate be at most?",
        ),
        "d": (
            "To exactly 1: the candidate is −1, and the gate is open",
            "The candidate is −1 to eight digits. But how far open is a gate whose sum is 4.27?",
        ),
        "e": (
            "To 0: a sum of −10 erases the memory",
            "Only the forget gate can take away a fraction of what is there, and it is 1.",
        ),
    },
    correct="b",
    on_success="As an input, −10 erased; as a gate's sum, it wrote nothing; as a candidate's sum, it "
    "writes as much as one step can, downwards.",
)

rounds_to_one = Number(
    id="05.2",
    title="The smallest sum that looks like 1.00",
    name="rounds_to_one",
    expected=lambda: math.atanh(0.995),
    misconceptions=[
        Misconception(
            "gate",
            lambda: math.log(0.995 / 0.005),
            "That is the sum from which on a gate is written down as 1.00.",
        ),
        Misconception(
            "from-0.99",
            lambda: math.atanh(0.99),
            "At that sum the candidate is 0.99. Which is the smallest number that is rounded up to "
            "1.00?",
        ),
        Misconception(
            "three-decimals",
            lambda: math.atanh(0.9995),
            "From there on it is 1.000, to three decimals. Here two are kept.",
        ),
        Misconception(
            "not-halved",
            lambda: math.log(1.995 / 0.005),
            "tanh(z) is 2 σ(2z) − 1. You have found 2z.",
        ),
        Misconception(
            "tanh",
            lambda: math.tanh(0.995),
            "You put 0.995 through tanh. But 0.995 is what comes out. Which sum went in?",
        ),
        Misconception(
            "log10",
            lambda: math.log10(1.995 / 0.005) / 2,
            "The quotient is right, but tanh is made with e, and your logarithm with 10.",
        ),
    ],
    on_success="A sum of 3 is enough for a candidate. A gate needs 5.3: at 4.27 it is still 0.99.",
)

why_two_factors = Written(
    id="05.6",
    title="Nothing, said in two ways",
    name="why_two_factors",
    criteria=[
        (
            1,
            "Measured: after 100 steps the tanh layer's memory is typically about 1 away from where "
            "it should be, the gated one less than a hundredth.",
        ),
        (
            1,
            "A tanh layer writes nothing where its sum is 0, and there it is steepest: all the noise "
            "is written. A gate writes nothing on a plateau, where noise hardly shows.",
        ),
        (
            1,
            "The price: on the plateau the derivatives are just as small, so gate and candidate "
            "hardly learn there.",
        ),
    ],
    words=30,
)
