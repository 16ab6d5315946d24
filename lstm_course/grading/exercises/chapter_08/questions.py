"""Chapter 8: numbers, choices and written answers."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Choice, Misconception, Number, Written
from lstm_lib.activations import tanh
from lstm_lib.cell import State, step
from lstm_lib.weights import LSTMWeights

COMPANIES = LSTMWeights.from_blocks(
    i=[[0.62, 2.00, 1.65]],
    f=[[1.62, 2.70, 1.63]],
    g=[[-0.32, 1.41, 0.94]],
    o=[[0.59, 4.38, -0.19]],
)
BEFORE = State(np.array([0.5]), np.array([-1.0]))
AFTER = step(COMPANIES, np.array([0.25]), BEFORE)


def _with_other_inputs(x: float, h: float) -> float:
    return float(step(COMPANIES, np.array([x]), State(np.array([h]), BEFORE.c)).h[0])


by_hand = Number(
    id="08.1",
    title="A fall in price",
    name="shown_after_fall",
    expected=lambda: float(AFTER.h[0]),
    digits=4,
    misconceptions=[
        Misconception(
            "F1-no-tanh",
            lambda: float((AFTER.o * AFTER.c)[0]),
            "You let the output gate act on the memory as it is. What does a memory go through "
            "first?",
        ),
        Misconception(
            "memory",
            lambda: float(AFTER.c[0]),
            "That is what the unit keeps. What does it show of it?",
        ),
        Misconception(
            "F4-ungated",
            lambda: float(tanh(AFTER.c)[0]),
            "The unit would show that with its output gate wide open. How far is it open?",
        ),
        Misconception(
            "old-memory-shown",
            lambda: float((AFTER.o * tanh(BEFORE.c))[0]),
            "You showed the memory from before the step. Which of the six lines comes last?",
        ),
        Misconception(
            "E3-gates-swapped",
            lambda: float((AFTER.o * tanh(AFTER.i * BEFORE.c + AFTER.f * AFTER.g))[0]),
            "Forget gate and input gate have changed places. Which of them meets the old memory?",
        ),
        Misconception(
            "E6-no-carry",
            lambda: float((AFTER.o * tanh(AFTER.i * AFTER.g))[0]),
            "You show only what this step has written. The −1 that was there is not all gone.",
        ),
        Misconception(
            "columns-exchanged",
            lambda: _with_other_inputs(0.5, 0.25),
            "Price and hidden state have met each other's weights. In each row: bias, h, x.",
        ),
        Misconception(
            "no-h",
            lambda: _with_other_inputs(0.25, 0.0),
            "You left out what the layers see of h.",
        ),
    ],
    on_success="The memory rose from −1 to about −0.48, and still pulls down what is shown.",
)

without_h = Choice(
    id="08.2",
    title="A cell that does not hear itself",
    name="left_without_h",
    question="In a trained cell all weights that meet h, in all four blocks, are set to 0. It "
    "starts "
    "from h = c = 0. What can h on day 4 still depend on?",
    options={
        "a": (
            "On the price of day 4 alone: the way from day to day is cut",
            "One way from day to day is cut. The state is a pair.",
        ),
        "b": (
            "On the prices of all four days, but not on their order",
            "Each day's part of the memory passes the forget gates of the days after it.",
        ),
        "c": ("On the prices of all four days, and on their order", ""),
        "d": (
            "On a day's price only if the output gate was open on that day",
            "The output gate decides what is shown of the memory, and now nothing looks at it. "
            "What does "
            "it do to the memory itself?",
        ),
        "e": (
            "On nothing, since h is 0",
            "The weights that meet h are 0. h itself is what comes out at the end of a step.",
        ),
    },
    correct="c",
    on_success="A memory does not need h to last. What is lost is that what is remembered decides "
    "what is written: gates and candidate see only today's price.",
)

day_forty = Written(
    id="08.6",
    title="Day forty",
    name="day_forty",
    criteria=[
        (
            1,
            "With a price from about −0.12 to 0.47, A and B are told apart on day 40 and on day "
            "400.",
        ),
        (
            1,
            "The unit then rests in one of two states, near −0.28 and 0.99, and day 1 decides "
            "which: "
            "one bit, kept for good.",
        ),
        (
            1,
            "What keeps it is h: in B it opens the gates and outweighs the candidate's bias, in A "
            "it "
            "does not.",
        ),
        (
            1,
            "Above the interval A tips up to B's state, below it B tips down to A's; then h is the "
            "same for both. For a while the memories may still differ where tanh hides it.",
        ),
    ],
    words=40,
)
