"""Chapter 6, gates that stay shut."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import Sizes, made
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative
from lstm_lib.weights import LSTMWeights

all_zero = Choice(
    id="06.1",
    title="Eight units that start at nothing",
    name="start_at_nothing",
    question="A layer of 8 units learns the chapter's task, where the sum of its 8 outputs is "
    "judged. All its weights start at 0, and all its biases but the forget gates', which are 1. "
    "What does training make of it?",
    options={
        "a": (
            "Nothing: with all weights at 0 no weight has a gradient",
            "Nearly. Go through the slopes of the four blocks, with g = c = 0. Is there a 0 in each "
            "of them?",
        ),
        "b": (
            "A layer like any other: the 64 sequences differ, so the units soon do as well",
            "All units see all 64 sequences. Take two of them: what would move one and not the "
            "other?",
        ),
        "c": ("Eight units that are all the same", ""),
        "d": (
            "A layer with its gates stuck",
            "A gate whose sum is 0 stands half open: nowhere is its slope larger.",
        ),
        "e": (
            "A layer that learns as fast as `LSTMWeights.random`, which has biases of 0 as well",
            "Biases may be equal: the weights beside them tell the units apart. What does so here?",
        ),
    },
    right="c",
    then="Equal units get equal gradients, at every step: so weights are drawn, and biases need "
    "not be.",
)


def _spread(saturated: float) -> float:
    """Of weights that meet 100 numbers, if so many gates are saturated."""
    return math.log(19) / NormalDist().inv_cdf(1 - saturated / 2) / 10


one_in_a_hundred = Number(
    id="06.2",
    title="One gate in a hundred",
    name="spread_of_weights",
    expected=lambda: _spread(0.01),
    wrong=[
        (
            "one-sided",
            lambda: _spread(0.02),
            "With this spread one gate in a hundred is stuck shut, and another one stuck open.",
        ),
        (
            "spread-of-z",
            lambda: 10 * _spread(0.01),
            "That is the spread of the sum z. It is made of a hundred weights.",
        ),
        (
            "no-root",
            lambda: _spread(0.01) / 10,
            "You divided by 100. What adds up are the variances; what is asked for is a spread.",
        ),
        (
            "five-percent",
            lambda: _spread(0.05),
            "With this spread one gate in twenty is saturated. Two shares are given: that of the "
            "gates, and how near 0 or 1 they are.",
        ),
        (
            "log-20",
            lambda: math.log(20) / math.log(19) * _spread(0.01),
            "Nearly. Which sum opens a gate by 95 %? The odds count, not the share.",
        ),
        (
            "library",
            lambda: 0.1,
            "That is the spread of `LSTMWeights.random`. It leaves about one gate in 300 "
            "saturated, not one in a hundred.",
        ),
        (
            "share-as-sum",
            lambda: 0.95 / math.log(19) * _spread(0.01),
            "You took 0.95 for the sum. It is what comes out of the sigmoid; what went in?",
        ),
    ],
    then="Hardly more than `1/√(H+D)`, which is 0.1 here. At five times that spread, most are.",
)


def _scaled(
    draws: Array,
    spread: Callable[[int, int], float] = lambda H, D: math.sqrt(2 / (2 * H + D)),
    bias: str = "f",
) -> Array:
    """Weights of another spread, with the biases of these blocks at 1."""
    W: Array = draws.copy()
    weights = LSTMWeights(W)
    W *= spread(weights.units, weights.inputs)
    W[:, 0] = 0
    for block in bias:
        getattr(weights, block)[:, 0] = 1
    return W


def _spread_by(spread: Callable[[int, int], float]) -> Callable[[Array], Array]:
    return lambda draws: _scaled(draws, spread)


def _apart(draws: Array) -> Array:
    W = _scaled(draws)
    H, D = len(W) // 4, W.shape[1] - 1 - len(W) // 4
    W[:, 1 : 1 + H] = draws[:, 1 : 1 + H] / math.sqrt(H)
    W[:, 1 + H :] = draws[:, 1 + H :] * math.sqrt(2 / (H + D))
    return W


def _biases_drawn(draws: Array) -> Array:
    W, H = _scaled(draws), len(draws) // 4
    W[:, 0] = draws[:, 0] * math.sqrt(2 / (draws.shape[1] - 1 + H))
    W[H : 2 * H, 0] = 1
    return W


def _one_added(draws: Array) -> Array:
    W, H = _biases_drawn(draws), len(draws) // 4
    W[H : 2 * H, 0] += draws[H : 2 * H, 0] * math.sqrt(2 / (draws.shape[1] - 1 + H))
    return W


def _in_place(draws: Array) -> Array:
    draws[...] = _scaled(draws)
    return draws


def broken_drawn_weights(draws: Array) -> Array:
    """All four blocks at once, as they were reported, in this course's names."""
    n_out, n_in = len(draws), draws.shape[1] - 1
    W: Array = draws * np.sqrt(2 / (n_in + n_out))
    W[:, 0] = 0
    H = n_out // 4
    W[H : 2 * H, 0] = 1
    return W


drawn_weights = Function(
    id="06.3",
    title="Four layers taken for one",
    name="drawn_weights",
    inputs={"draws": "4H 1+H+D"},
    returns="W",
    reference=_scaled,
    given=broken_drawn_weights,
    wrong=[
        Wrong(
            "unmended",
            broken_drawn_weights,
            "It still does what the broken one does. How many numbers come out of one gate's "
            "layer, and how many does it reckon with?",
        ),
        Wrong(
            "inputs-only",
            _spread_by(lambda H, D: 1 / math.sqrt(H + D)),
            "That is the spread of `LSTMWeights.random`, which looks at the inputs alone. Here the "
            "average of inputs and outputs is wanted.",
        ),
        Wrong(
            "outputs-only",
            _spread_by(lambda H, D: 1 / math.sqrt(H)),
            "You look at the outputs alone. The average of inputs and outputs is wanted.",
        ),
        Wrong(
            "all-four-by-four",
            _spread_by(lambda H, D: math.sqrt(8 / (5 * H + D))),
            "You divided both by 4. There are four times as many outputs in the whole matrix as in "
            "a block; and how many inputs?",
        ),
        Wrong(
            "sum-for-average",
            _spread_by(lambda H, D: 1 / math.sqrt(2 * H + D)),
            "You took the sum of inputs and outputs for their average.",
        ),
        Wrong(
            "L3-no-root",
            _spread_by(lambda H, D: 2 / (2 * H + D)),
            "This is the variance. What the draws are multiplied by is a spread.",
        ),
        Wrong(
            "L2-no-scale",
            _spread_by(lambda H, D: 1),
            "Your weights have a spread of 1. A hundred of them add up to a stuck gate.",
        ),
        Wrong(
            "six",
            _spread_by(lambda H, D: math.sqrt(6 / (2 * H + D))),
            "The 6 belongs to uniform draws: it gives their limits, not their spread. These draws "
            "have a spread of 1 already.",
        ),
        Wrong(
            "bias-counted",
            _spread_by(lambda H, D: math.sqrt(2 / (1 + 2 * H + D))),
            "You count the constant 1 among the inputs. It meets the bias, and that is not drawn.",
        ),
        Wrong(
            "x-only",
            _spread_by(lambda H, D: math.sqrt(2 / (H + D))),
            "D inputs and H outputs: a gate sees h as well.",
        ),
        Wrong(
            "two-matrices",
            _apart,
            "You scaled the weights of h and of x each by themselves. But the numbers of both add "
            "up in one sum.",
        ),
        Wrong(
            "L4-forget-bias-0",
            lambda draws: _scaled(draws, bias=""),
            "The spread is right. But your forget gates start half open, and half of the memory "
            "is gone after one step.",
        ),
        Wrong(
            "L5-bias-of-i",
            lambda draws: _scaled(draws, bias="i"),
            "The spread is right. But these are the biases of the input gates. W stacks its blocks "
            "in the order i, f, g, o.",
        ),
        Wrong(
            "L5-bias-of-g",
            lambda draws: _scaled(draws, bias="g"),
            "The spread is right. But these are the biases of the candidates. W stacks its blocks "
            "in the order i, f, g, o.",
        ),
        Wrong(
            "bias-everywhere",
            lambda draws: _scaled(draws, bias="ifgo"),
            "The spread is right. But all biases are 1 with you, and only one kind of gate should "
            "start further open.",
        ),
        Wrong(
            "biases-drawn",
            _biases_drawn,
            "The spread is right, and so are the forget gates. The other biases are drawn with "
            "you: they should be 0.",
        ),
        Wrong(
            "one-added",
            _one_added,
            "Your biases are drawn, and 1 is added to the forget gates'. They should be 0 and 1, "
            "not about 0 and 1.",
        ),
        Wrong(
            "in-place",
            _in_place,
            "W is right, but the draws of whoever called are no longer what they were.",
        ),
    ],
    then="Reported in github.com/clab/dynet/issues/348: four gates' weights in one matrix, and a "
    "scale for one layer with four times the outputs.",
)


def _rate(half_distance: float) -> float:
    i = float(sigmoid(-10.0))
    return half_distance / ((1 - i) * float(sigmoid_derivative(i)))


rate_that_moves = Number(
    id="06.4",
    title="The smallest rate that moves it",
    name="rate_that_moves",
    expected=lambda: _rate(2.0**-21),
    wrong=[
        (
            "whole-distance",
            lambda: _rate(2.0**-20),
            "You let the step reach the next number. From where on does rounding go there by "
            "itself?",
        ),
        (
            "relative",
            lambda: _rate(10 * 2.0**-24),
            "You took the largest relative error of rounding, ten times. But from 8 to 16 all "
            "float32 numbers lie equally far apart.",
        ),
        (
            "relative-whole",
            lambda: _rate(10 * 2.0**-23),
            "You took ten times the distance that there is at 1. From 8 to 16 all float32 numbers "
            "lie equally far apart; and is the whole distance needed?",
        ),
        (
            "near-1",
            lambda: _rate(2.0**-24),
            "That would move a bias near 1. Near 10 the float32 numbers lie further apart.",
        ),
        (
            "eps",
            lambda: _rate(2.0**-23),
            "`np.finfo(np.float32).eps` is the distance that follows 1. Near 10 the numbers lie "
            "further apart.",
        ),
        (
            "float64",
            lambda: _rate(2.0**-50),
            "That is for float64. If you tried it out: of which dtype was the sum?",
        ),
        (
            "no-slope",
            lambda: 2.0**-21,
            "So far the bias has to go. The rate is multiplied by a gradient before.",
        ),
        (
            "at-half",
            lambda: 2.0**-21 / 0.125,
            "You took the gradient of a gate that is half open. This one stands at −10.",
        ),
    ],
    then="Just above the chapter's 0.01. Each further unit of bias multiplies it by e.",
)


def _waiting_bias(steps: Array, rate: float, newton: int = 8) -> Array:
    """By Newton's method in y = exp(−b), where the law is increasing and concave."""
    y = np.ones_like(steps)
    for _ in range(newton):
        law = y + 3 * np.log(y) + 2.5 - 3 / y - 0.5 / y**2
        y = y + (rate * steps - law) / (1 + 1 / y) ** 3
    result: Array = -np.log(y)
    return result


def _solved(law: Callable[[Array], Array]) -> Callable[[Array, float], Array]:
    """Another law, solved by halving."""

    def answer(steps: Array, rate: float) -> Array:
        low, high = np.full_like(steps, -60.0), np.full_like(steps, 20.0)
        for _ in range(60):
            middle = (low + high) / 2
            late = law(middle) > rate * steps
            low, high = np.where(late, middle, low), np.where(late, high, middle)
        return low

    return answer


def _counts(rng: np.random.Generator, sizes: Sizes) -> Array:
    counts: Array = np.round(10 ** rng.uniform(0, 5, sizes["N"]))
    return counts


waiting_bias = Function(
    id="06.5",
    title="Shut until step n",
    name="waiting_bias",
    inputs={
        "steps": made(_counts, "N"),
        "rate": made(lambda rng, _: float(rng.choice([0.01, 0.1, 0.3, 0.5, 2.0]))),
    },
    returns="b",
    reference=_waiting_bias,
    probes=lambda rng: [
        (np.array([0.0, 1.0, 10.0, 100.0]), 1.0),
        (np.array([1e9, 1e12]), 0.5),
        (np.array([1.0, 2.0, 3.0]), 0.001),
    ],
    wrong=[
        Wrong(
            "first-term",
            lambda steps, rate: -np.log(np.maximum(rate * steps, 1e-300)),
            "You kept the first term of the law. That is near enough for many steps, but for few "
            "of them it is far off.",
        ),
        Wrong(
            "first-three-terms",
            _solved(lambda b: np.exp(-b) - 3 * b + 2.5),
            "You dropped the last two terms. They are small far below 0, but not near it: after 0 "
            "steps a gate is half open with a bias of 0.",
        ),
        Wrong(
            "error-stays-1",
            _solved(lambda b: np.exp(-b) - 2 * b - np.exp(b)),
            "Yours are the times of a gate whose error stays 1. As it opens, the error shrinks, "
            "and with it the steps.",
        ),
        Wrong(
            "constant-lost",
            _solved(lambda b: np.exp(-b) - 3 * b - 3 * np.exp(b) - np.exp(2 * b) / 2),
            "The constant of the law is missing: without it, a gate that starts half open is not "
            "there at step 0.",
        ),
        Wrong(
            "rate-left-out",
            lambda steps, rate: _waiting_bias(steps, 1.0),
            "Your bias does not depend on the rate. The law's time is steps times rate.",
        ),
        Wrong(
            "divided-by-rate",
            lambda steps, rate: _waiting_bias(steps, 1 / rate),
            "You divided by the rate. With a smaller rate, is a given number of steps more time, "
            "or less?",
        ),
        Wrong(
            "sign",
            lambda steps, rate: -_waiting_bias(steps, rate),
            "Your gates start open. Did you solve for −b?",
        ),
        Wrong(
            "exp",
            lambda steps, rate: np.exp(-_waiting_bias(steps, rate)),
            "If this is exp(−b): it is the bias b itself that is wanted.",
        ),
        Wrong(
            "share",
            lambda steps, rate: sigmoid(_waiting_bias(steps, rate)),
            "This is how far open the gate is at the start. What is its bias then?",
        ),
        Wrong(
            "time-itself",
            lambda steps, rate: (
                np.exp(-steps) - 3 * steps + 2.5 - 3 * np.exp(steps) - np.exp(2 * steps) / 2
            ),
            "You put the steps where the law has the bias. The steps are given, and the bias is "
            "what you look for.",
        ),
        Wrong(
            "not-below-10",
            lambda steps, rate: np.maximum(_waiting_bias(steps, rate), -10),
            "You look for the bias between −10 and 0 only. For many steps it lies lower.",
        ),
        Wrong(
            "one-newton-step",
            lambda steps, rate: _waiting_bias(steps, rate, newton=1),
            "Is this the first step of Newton's method? It takes a few more until nothing changes.",
        ),
        Wrong(
            "two-digits",
            lambda steps, rate: np.round(_waiting_bias(steps, rate), 2),
            "Right to two decimals. A table of biases is too coarse: go on until nothing changes.",
        ),
    ],
    then="So could Hochreiter and Schmidhuber's −3 and −6 be chosen, from the step at which a "
    "memory is to join in.",
)

shut_in_turn = Written(
    id="06.6",
    title="Three gates, shut in turn",
    name="shut_in_turn",
    criteria=[
        "Shut input or output gates starve all four blocks alike, by a factor of 10,000 and more.",
        "Behind shut forget gates only their own block starves: c is still what the last step "
        "wrote, and is shown.",
        "Those gradients come from the last step or two, where noise arrives; what came at the "
        "first step reaches neither the answer nor the gradient.",
        "So none of the three learns the task in 300 steps, and the norms of the blocks alone do "
        "not tell: healthy norms are needed, and not enough.",
    ],
)

EXERCISES = [
    all_zero,
    one_in_a_hundred,
    drawn_weights,
    rate_that_moves,
    waiting_bias,
    shut_in_turn,
]
