"""Chapter 4: choices and written answers."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice, Written

input_or_sum = Choice(
    id="04.1",
    title="An input of −10",
    name="input_of_minus_10",
    question="A gate has the weights 0.62 (bias), 2.00 (of h) and 1.65 (of x). It sees h = 1 and "
    "x = −10. How far is it open?",
    options={
        "a": (
            "About 0.0000454",
            "That is a gate whose sum is −10. Here −10 is the input, and still has to be multiplied "
            "by its weight.",
        ),
        "b": (
            "Not at all: it is exactly 0",
            "No finite sum shuts a sigmoid entirely. How small is small here?",
        ),
        "c": ("About 0.0000009", ""),
        "d": (
            "About −1: it takes away",
            "A gate is a fraction, and never negative. Which of the two curves did you use?",
        ),
        "e": (
            "About 0.00000007, since the sum is 1.65 · (−10)",
            "The bias and what the gate sees of h count as well: they open it a little again.",
        ),
    },
    correct="c",
    on_success="The sum is 0.62 + 2.00 − 16.5 = −13.88. An input and a sum are two different things.",
)

why_two_gates = Written(
    id="04.6",
    title="Why two gates, and why a sigmoid",
    name="why_two_gates",
    criteria=[
        (
            1,
            "To keep a memory, the forget gate has to be near 1 and the input gate near 0. With a "
            "forget gate alone, every step would write something on top of the memory.",
        ),
        (
            1,
            "A gate multiplies as a fraction. A negative gate, as tanh can give, would write the "
            "opposite of what was meant.",
        ),
    ],
)
