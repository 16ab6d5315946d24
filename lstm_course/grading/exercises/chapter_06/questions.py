"""Chapter 6: numbers, choices and written answers."""

from __future__ import annotations

import math
from statistics import NormalDist

from lstm_course.grading.exercise import Choice, Misconception, Number, Written
from lstm_lib.activations import sigmoid, sigmoid_derivative

all_zero = Choice(
    id="06.1",
    title="Eight units that start at nothing",
    name="start_at_nothing",
    question="A layer of 8 units learns the chapter's task, in which the sum of its 8 outputs is "
    "compared with the target. All its weights start at 0, and so do all its biases, except those of "
    "the forget gates, which are 1. What does training turn it into?",
    options={
        "a": (
            "Nothing: with all weights at 0 no weight has a gradient",
            "Nearly. Go through the derivatives of the four blocks with g = c = 0. Is there a factor "
            "of 0 in each of them?",
        ),
        "b": (
            "A layer like any other: the 64 sequences differ, so the units soon do as well",
            "All units see all 64 sequences. Take two units: what would move one and not the other?",
        ),
        "c": ("Eight units that are all the same", ""),
        "d": (
            "A layer with its gates stuck",
            "A gate whose sum is 0 is half open: that is where its slope is largest.",
        ),
        "e": (
            "A layer that learns as fast as `LSTMWeights.random`, whose biases start equal as well",
            "Biases may be equal, as long as the weights beside them tell the units apart. What does "
            "that here?",
        ),
    },
    correct="c",
    on_success="Equal units get equal gradients at every step. So weights are drawn at random; "
    "biases need not be.",
)


def _deviation(saturated: float) -> float:
    """The standard deviation of weights that meet 100 numbers, by the fraction of stuck gates."""
    return math.log(19) / NormalDist().inv_cdf(1 - saturated / 2) / 10


one_in_a_hundred = Number(
    id="06.2",
    title="One gate in a hundred",
    name="spread_of_weights",
    expected=lambda: _deviation(0.01),
    misconceptions=[
        Misconception(
            "one-sided",
            lambda: _deviation(0.02),
            "With these weights one gate in a hundred is stuck shut, and another one stuck open.",
        ),
        Misconception(
            "standard-deviation-of-z",
            lambda: 10 * _deviation(0.01),
            "That is the standard deviation of the sum z, which is made of a hundred weights.",
        ),
        Misconception(
            "no-root",
            lambda: _deviation(0.01) / 10,
            "You divided by 100. It is variances that add up, and a standard deviation was asked "
            "for.",
        ),
        Misconception(
            "five-percent",
            lambda: _deviation(0.05),
            "With these weights one gate in twenty is saturated. Two fractions are given: how many "
            "gates, and how near to 0 or 1 they are.",
        ),
        Misconception(
            "log-20",
            lambda: math.log(20) / math.log(19) * _deviation(0.01),
            "Nearly. Which sum opens a gate to 95 %? Count the odds, not the fraction.",
        ),
        Misconception(
            "library",
            lambda: 0.1,
            "That is what `LSTMWeights.random` uses. It leaves about one gate in 300 saturated, not "
            "one in a hundred.",
        ),
        Misconception(
            "share-as-sum",
            lambda: 0.95 / math.log(19) * _deviation(0.01),
            "You took 0.95 for the sum. It is what comes out of the sigmoid. What went in?",
        ),
    ],
    on_success="That is only a little more than `1/√(H+D)`, which is 0.1 here. With weights five "
    "times as large, most gates are saturated.",
)


def _rate(half_distance: float) -> float:
    i = float(sigmoid(-10.0))
    return half_distance / ((1 - i) * float(sigmoid_derivative(i)))


rate_that_moves = Number(
    id="06.4",
    title="The smallest rate that moves it",
    name="rate_that_moves",
    bonus=True,
    expected=lambda: _rate(2.0**-21),
    misconceptions=[
        Misconception(
            "whole-distance",
            lambda: _rate(2.0**-20),
            "You let the step reach the next number. From which point on does rounding go there by "
            "itself?",
        ),
        Misconception(
            "relative",
            lambda: _rate(10 * 2.0**-24),
            "You took the largest relative error of rounding, times ten. But from 8 to 16 all "
            "float32 numbers are equally far apart.",
        ),
        Misconception(
            "relative-whole",
            lambda: _rate(10 * 2.0**-23),
            "You took ten times the distance between numbers at 1. From 8 to 16 all float32 numbers "
            "are equally far apart; and is the whole distance needed?",
        ),
        Misconception(
            "near-1",
            lambda: _rate(2.0**-24),
            "That would move a bias near 1. Near 10, float32 numbers are further apart.",
        ),
        Misconception(
            "eps",
            lambda: _rate(2.0**-23),
            "`np.finfo(np.float32).eps` is the distance from 1 to the next number. Near 10 numbers "
            "are further apart.",
        ),
        Misconception(
            "float64",
            lambda: _rate(2.0**-50),
            "That would be right in float64. If you tried it out: which dtype did the sum have?",
        ),
        Misconception(
            "no-slope",
            lambda: 2.0**-21,
            "That is how far the bias has to move. The step is the rate times a gradient.",
        ),
        Misconception(
            "at-half",
            lambda: 2.0**-21 / 0.125,
            "You took the gradient of a gate that is half open. This one stands at −10.",
        ),
    ],
    on_success="With any smaller rate this gate never moves in float32, however long it trains. For "
    "each 1 that the bias lies lower, the rate has to be e times as large.",
)

shut_in_turn = Written(
    id="06.6",
    title="Three gates, shut in turn",
    name="shut_in_turn",
    criteria=[
        (
            1,
            "Shut input gates or output gates starve all four blocks alike, by a factor of 10,000 "
            "and more: every derivative has something in it that they hold back.",
        ),
        (
            1,
            "Behind shut forget gates only their own block starves: c is still what the final step "
            "wrote, and is shown.",
        ),
        (
            1,
            "Those gradients come from the final step or two, which hold only noise; what came at the "
            "first step reaches neither the output nor the gradient.",
        ),
        (
            1,
            "So none of the three learns the task in 300 steps, and the norms of the blocks do not "
            "show it: healthy norms are necessary, not sufficient.",
        ),
    ],
    words=40,
)
