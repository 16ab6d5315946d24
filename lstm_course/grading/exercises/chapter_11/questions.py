"""Chapter 11: choices and written answers."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice, Written

nothing_moves = Choice(
    id="11.1",
    title="A loop that changes nothing",
    name="why_nothing_moves",
    question="Each step of a training loop ends with `for w, d in zip(weights, gradients): "
    "w = w - rate * d`. Both are lists of arrays; the gradients are right, and far from 0. After "
    "1,000 steps the loss is what it was, to the last digit. Why?",
    options={
        "a": (
            "The rate is too small",
            "A small step is still a step: the last digits would move. Print a weight before and "
            "after.",
        ),
        "b": ("The line makes a new array, and the list keeps the old one", ""),
        "c": (
            "The gradients were not set to 0 before each step",
            "Then gradients would pile up and the weights would move too far. Here they do not move.",
        ),
        "d": (
            "The sign is wrong: the weights go uphill",
            "Uphill the loss would grow, and downhill it would fall. It does neither.",
        ),
        "e": (
            "The loss has reached a minimum",
            "At a minimum the gradients are 0. These are not.",
        ),
    },
    correct="b",
    on_success="`w -= rate * d` changes the array itself; so does `w[...] = w - rate * d`. A test that "
    "compares the weights before and after one step finds this at once.",
)

report = Written(
    id="11.6",
    title="The best of two hundred",
    name="what_to_report",
    criteria=[
        (
            1,
            "Measured: the best of 200 guessing networks has about 69 % right on 50 validation "
            "sequences, and one half on fresh ones.",
        ),
        (
            1,
            "All candidates are equally good; the best of many measurements is the luckiest. The gap "
            "grows with the number of candidates, and shrinks as the set that chooses grows.",
        ),
        (
            1,
            "Early stopping, or a learning rate or seed that was tried, is such a choice as well. A "
            "report needs a number measured once, after all choices, on data that had no part in "
            "any.",
        ),
    ],
    words=30,
)
