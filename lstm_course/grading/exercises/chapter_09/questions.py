"""Chapter 9: numbers, choices and written answers."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Choice, Misconception, Number, Written
from lstm_lib.network import Network


def _weights_of(layers: int, both: bool) -> int:
    drawn = Network.random(3, 8, None, np.random.default_rng(9), layers, bidirectional=both)
    return sum(W.size for W in drawn.parameters.values())


deep_and_both_ways = Number(
    id="09.1",
    title="Two layers, both directions",
    name="weights_of_both",
    expected=lambda: _weights_of(2, both=True),
    digits=9,
    misconceptions=[
        Misconception(
            "two-biases",
            lambda: 2 * 4 * 8 * (2 + 8 + 3) + 2 * 4 * 8 * (2 + 8 + 16),
            "That is how many numbers PyTorch stores. How many biases does a unit's gate have "
            "here?",
        ),
        Misconception(
            "no-biases",
            lambda: 2 * 4 * 8 * (8 + 3) + 2 * 4 * 8 * (8 + 16),
            "The biases are missing: the first column of W meets the constant 1.",
        ),
        Misconception(
            "biases-of-one-layer",
            lambda: 2 * 4 * 8 * (1 + 8 + 3) + 2 * 4 * 8 * (8 + 16),
            "The biases of one layer are missing: in both layers the first column of W meets the "
            "constant 1.",
        ),
        Misconception(
            "second-reads-H",
            lambda: 2 * 4 * 8 * (1 + 8 + 3) + 2 * 4 * 8 * (1 + 8 + 8),
            "How many numbers does the first layer hand up at each step, when it reads both ways?",
        ),
        Misconception(
            "second-reads-x",
            lambda: 2 * 2 * 4 * 8 * (1 + 8 + 3),
            "Your second layer is as large as the first. What are its inputs?",
        ),
        Misconception(
            "one-direction",
            lambda: _weights_of(2, both=False),
            "That is a network that reads in one direction only.",
        ),
        Misconception(
            "directions-share",
            lambda: 4 * 8 * (1 + 8 + 3) + 4 * 8 * (1 + 8 + 16),
            "You let both directions use the same weights. Do they?",
        ),
        Misconception(
            "hears-both-h",
            lambda: 2 * 4 * 8 * (1 + 16 + 3) + 2 * 4 * 8 * (1 + 16 + 16),
            "In your count each direction sees the other's hidden state, too. It cannot: at that "
            "moment the other one is at the far end of the sequence.",
        ),
        Misconception(
            "one-block",
            lambda: 2 * 8 * (1 + 8 + 3) + 2 * 8 * (1 + 8 + 16),
            "That would be a plain recurrent layer. How many blocks does W have?",
        ),
    ],
    on_success="The second layer costs about twice as much as the first, since it sees both "
    "halves.",
)

axes_exchanged = Choice(
    id="09.2",
    title="Ten by ten",
    name="ten_by_ten",
    question="Ten sequences of ten steps come from Keras, as (B, T, D), and are handed to "
    "`forward` "
    "without a change. What comes back?",
    options={
        "a": (
            "An error: the axes are checked",
            "The last axis is, against W. But which of two tens counts steps? Nothing in the array "
            "says so.",
        ),
        "b": (
            "The right numbers, with the first two axes exchanged, as they came",
            "That would be so if both axes were treated alike. Along one of them a state is handed "
            "on.",
        ),
        "c": (
            "Hidden states of ten other sequences: all first steps in a row, all second steps in "
            "a row, and so on",
            "",
        ),
        "d": (
            "The right numbers for the first sequence, and wrong ones for the other nine",
            "Its ten steps stand side by side now. Which state does each of them start from?",
        ),
        "e": (
            "The sequences read from their end",
            "Nothing was reversed. What does the layer take for a step, and what for a sequence?",
        ),
    },
    correct="c",
    on_success="With other sizes there is no error either, since any B and T will do. One hidden "
    "state "
    "in a hundred is right: that of the first step of the first sequence.",
)

test_to_demand = Written(
    id="09.6",
    title="A test worth having",
    name="test_to_demand",
    criteria=[
        (1, "Counted: 24 orders pass the first test, 18 the second, one the third."),
        (
            1,
            "Where all sums are 0, all gates and candidates are alike; a forget bias of 1 gives "
            "away only the orders that put the forget gate in the candidate's place.",
        ),
        (
            1,
            "So the test needs random weights and biases, random input and state, compared number "
            "by "
            "number with what the other library computed.",
        ),
        (
            1,
            "One step shows nothing of what comes after it: padding, a second layer and the other "
            "direction need tests over sequences of several lengths.",
        ),
    ],
    words=30,
)
