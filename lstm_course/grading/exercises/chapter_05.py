"""Chapter 5, potential memory."""

from __future__ import annotations

import math

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import made, share
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, step
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights

third_minus_10 = Choice(
    id="05.1",
    title="Minus ten, a third time",
    name="third_minus_10",
    question="Now it is the candidate whose sum is −10. The input gate's sum is 4.27, the forget "
    "gate is 1, and the memory stands at 2. Where does it go?",
    options={
        "a": (
            "It stays at 2: at −10 nothing is written",
            "That is what −10 does to a gate. What does tanh make of it?",
        ),
        "b": ("To about 1.01", ""),
        "c": (
            "To about −7.9: nearly 10 is taken away",
            "A sum is not written as it is. What can a candidate be at most, in size?",
        ),
        "d": (
            "To 1 exactly: the candidate is −1, and the gate open",
            "The candidate is −1 to eight digits. How far open is a gate whose sum is 4.27?",
        ),
        "e": (
            "To 0: a sum of −10 erases the memory",
            "The forget gate alone can take away a share of what is there, and it is 1.",
        ),
    },
    right="b",
    then="Input, gate's sum, candidate's sum: the first −10 erased, the second wrote nothing, the "
    "third writes as much as can be, downwards.",
)

rounds_to_one = Number(
    id="05.2",
    title="From which sum on is it 1.00?",
    name="rounds_to_one",
    expected=lambda: math.atanh(0.995),
    wrong=[
        (
            "gate",
            lambda: math.log(0.995 / 0.005),
            "That is the sum from which on a gate is written down as 1.00.",
        ),
        (
            "from-0.99",
            lambda: math.atanh(0.99),
            "There it is 0.99. Which is the smallest number that is rounded up to 1.00?",
        ),
        (
            "three-decimals",
            lambda: math.atanh(0.9995),
            "Then it is 1.000, to three decimals. The person keeps two.",
        ),
        (
            "not-halved",
            lambda: math.log(1.995 / 0.005),
            "tanh(z) is 2 σ(2z) − 1. You have found 2z.",
        ),
        (
            "tanh",
            lambda: math.tanh(0.995),
            "You squashed 0.995. It is what comes out; which sum went in?",
        ),
        (
            "log10",
            lambda: math.log10(1.995 / 0.005) / 2,
            "The right quotient, but tanh is made with e, and your logarithm with 10.",
        ),
    ],
    then="A sum of 3 is enough for a candidate, a gate needs 5.3: at 4.27 it is still 0.99.",
)


def broken_written_part(W: Array, h: Array, x: Array) -> Array:
    """What is written to the memory as it was published, in this course's names."""
    W_i, _, W_g, _ = np.split(W, 4)
    z = concat(h, x)
    return layer(W_i, z) + layer(W_g, z, activation=tanh)


def _written_part(W: Array, h: Array, x: Array) -> Array:
    return step(LSTMWeights(W), x, State(h, np.zeros_like(h))).c  # nothing there to be forgotten


def _two_layers(W: Array, h: Array, x: Array, gate: int = 0, content: int = 2) -> Array:
    blocks, z = np.split(W, 4), concat(h, x)
    result: Array = layer(blocks[gate], z) * layer(blocks[content], z, activation=tanh)
    return result


def _candidate_sum(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).g, concat(h, x), activation=identity)


def _gate(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).i, concat(h, x))


def _without_bias(W: Array, block: int) -> Array:
    W, H = W.copy(), len(W) // 4
    W[block * H : (block + 1) * H, 0] = 0
    return W


written_part = Function(
    id="05.3",
    title="A memory that is written with its gate shut",
    name="written_part",
    inputs={"W": "4H 1+H+D", "h": "B H", "x": "B D"},
    returns="written",
    reference=_written_part,
    given=broken_written_part,
    wrong=[
        Wrong(
            "unmended",
            broken_written_part,
            "It still does what the broken one does. Shut the gate, with a bias of −1000: what "
            "should be written then, and what is?",
        ),
        Wrong(
            "D1-sigmoid",
            lambda W, h, x: _gate(W, h, x) * sigmoid(_candidate_sum(W, h, x)),
            "Your memory can only grow. Gate and candidate are squashed differently, since one "
            "says how much and the other what.",
        ),
        Wrong(
            "D2-linear",
            lambda W, h, x: _gate(W, h, x) * _candidate_sum(W, h, x),
            "You write more than 1 in one step. A gate bounds nothing; what bounds a candidate?",
        ),
        Wrong(
            "D3-relu",
            lambda W, h, x: _gate(W, h, x) * np.maximum(0, _candidate_sum(W, h, x)),
            "Your memory can only grow, and by any amount. What goes down, and what bounds it?",
        ),
        Wrong(
            "D4-no-bias",
            lambda W, h, x: _written_part(_without_bias(W, 2), h, x),
            "At h = x = 0 you write nothing. The candidate has a bias, too.",
        ),
        Wrong(
            "no-bias-in-gate",
            lambda W, h, x: _written_part(_without_bias(W, 0), h, x),
            "At h = x = 0 your gate is half open whatever its bias is.",
        ),
        Wrong(
            "gate-tanh",
            lambda W, h, x: (
                np.tanh(np.log(_gate(W, h, x) / (1 - _gate(W, h, x))))
                * tanh(_candidate_sum(W, h, x))
            ),
            "Where the gate is meant to be shut you write the opposite. A gate is a share, and "
            "shares are not negative.",
        ),
        Wrong(
            "G3-order-igfo",
            lambda W, h, x: _two_layers(W, h, x, content=1),
            "You wrote what the second block says. The blocks are i, f, g, o.",
        ),
        Wrong(
            "G1-order-ifog",
            lambda W, h, x: _two_layers(W, h, x, content=3),
            "You wrote what the last block says. The blocks are i, f, g, o.",
        ),
        Wrong(
            "G2-order-fiog",
            lambda W, h, x: _two_layers(W, h, x, gate=1),
            "The candidate is right, but you let the forget gate decide how much of it is written.",
        ),
        Wrong(
            "exchanged",
            lambda W, h, x: _two_layers(W, h, x, gate=2, content=0),
            "Gate and candidate have each other's weights.",
        ),
        Wrong(
            "C2-order-xh",
            lambda W, h, x: (
                layer(LSTMWeights(W).i, concat(x, h))
                * layer(LSTMWeights(W).g, concat(x, h), activation=tanh)
            ),
            "The two factors are right. But you stacked [1; x; h], where the weights expect "
            "[1; h; x].",
        ),
        Wrong(
            "ungated",
            lambda W, h, x: tanh(_candidate_sum(W, h, x)),
            "This is the candidate, all of it. How much of it does the gate let in?",
        ),
        Wrong(
            "gate-only",
            _gate,
            "This says how much is written, not what.",
        ),
        Wrong(
            "E8-matmul",
            lambda W, h, x: _gate(W, h, x) @ tanh(_candidate_sum(W, h, x)).T,
            "Every unit has a gate of its own: multiply entry by entry, not as matrices.",
        ),
        Wrong(
            "squashed-after",
            lambda W, h, x: tanh(_gate(W, h, x) * _candidate_sum(W, h, x)),
            "You squash what has been gated. An open gate and a half-open one then write nearly "
            "the same, as soon as the sum is large.",
        ),
    ],
    then="Reported and closed in github.com/MartinuzziFrancesco/torchrecurrent/issues/22: a plus "
    "between gate and candidate. Shapes, signs and sizes look right; a shut gate gives it away.",
)


def _sum_for_amount(amount: Array, i: Array) -> Array:
    g = amount / i
    z = np.full_like(g, np.nan)
    possible = np.abs(g) < 1
    z[possible] = np.arctanh(g[possible])
    return z


def _wherever(possible: Array, z: Array, otherwise: float = np.nan) -> Array:
    return np.where(possible, z, otherwise)


sum_for_amount = Function(
    id="05.4",
    title="The sum that writes a wanted amount",
    name="sum_for_amount",
    inputs={
        "amount": share("B H", low=-1),
        "i": made(lambda rng, sizes: rng.uniform(0.2, 1, (sizes["B"], sizes["H"])).round(2), "B H"),
    },
    returns="z",
    reference=_sum_for_amount,
    probes=lambda rng: [
        (np.array([[0.5, -0.5], [0.25, 0.4]]), np.array([[0.5, 0.5], [0.5, 0.4]])),
        (rng.uniform(-0.2, 0.2, (2, 3)), np.ones((2, 3))),
        (rng.uniform(-2e-6, 2e-6, (3, 4)), np.full((3, 4), 1e-6)),
        (np.array([[0.1, -3.0, 1.5]]), np.array([[0.2, 1.0, 0.9]])),
    ],
    wrong=[
        Wrong(
            "infinite-at-the-limit",
            lambda amount, i: np.where(
                np.abs(amount / i) == 1, np.sign(amount) * np.inf, _sum_for_amount(amount, i)
            ),
            "Where the amount is as large as the gate itself, yours is infinity. Is that a sum?",
        ),
        Wrong(
            "gate-forgotten",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount) < 1, amount)),
            "That sum makes the candidate as large as the amount. But the gate lets in a share of "
            "the candidate only.",
        ),
        Wrong(
            "times-gate",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount * i) < 1, amount * i)),
            "The further the gate shuts, the smaller your candidate. It has to make up for the "
            "gate.",
        ),
        Wrong(
            "less-gate",
            lambda amount, i: np.arctanh(_wherever(np.abs(amount - i) < 1, amount - i)),
            "Gate and candidate are multiplied. What undoes that?",
        ),
        Wrong(
            "linear",
            lambda amount, i: _wherever(np.abs(amount / i) < 1, amount / i),
            "You return the candidate. Which sum has it?",
        ),
        Wrong(
            "squashed-again",
            lambda amount, i: _wherever(np.abs(amount / i) < 1, np.tanh(amount / i)),
            "You squashed the candidate once more. The way back to its sum is wanted.",
        ),
        Wrong(
            "logit",
            lambda amount, i: np.log(_wherever((amount > 0) & (amount < i), amount / (i - amount))),
            "You undid the sigmoid: no negative amount has a sum with you. A candidate goes "
            "through the other curve.",
        ),
        Wrong(
            "not-halved",
            lambda amount, i: 2 * _sum_for_amount(amount, i),
            "Your sums are twice what they should be: put one back into tanh.",
        ),
        Wrong(
            "sign-lost",
            lambda amount, i: np.abs(_sum_for_amount(amount, i)),
            "Where something is to be taken away, you add it.",
        ),
        Wrong(
            "positive-only",
            lambda amount, i: _wherever(amount >= 0, _sum_for_amount(amount, i)),
            "You hold it for impossible to take away. What is a candidate for?",
        ),
        Wrong(
            "nothing-instead",
            lambda amount, i: _wherever(np.abs(amount) < i, _sum_for_amount(amount, i), 0),
            "Where it cannot be done you return a sum that writes nothing, as if that were the "
            "answer. nan is wanted there.",
        ),
        Wrong(
            "infinite-instead",
            lambda amount, i: np.arctanh(np.clip(amount / i, -1, 1)),
            "Where it cannot be done you return infinity: you cut the candidate to what is "
            "possible, and less than the amount is written. nan is wanted there.",
        ),
    ],
    then="A gate of one half can never write 0.6, whatever the candidate hears: the smaller factor "
    "sets the limit.",
)


def _sums_gradient(i: Array, g: Array, dp: Array) -> tuple[Array, Array]:
    return dp * g * sigmoid_derivative(i), dp * i * tanh_derivative(g)


def _changing_dp(i: Array, g: Array, dp: Array) -> tuple[Array, Array]:
    result = _sums_gradient(i, g, dp)
    dp *= g
    return result


sums_gradient = Function(
    id="05.5",
    title="Which of the two is to blame",
    name="sums_gradient",
    inputs={"i": share("B H"), "g": share("B H", low=-1), "dp": "B H"},
    returns="dz_i, dz_g",
    reference=_sums_gradient,
    wrong=[
        Wrong(
            "I11-others-left-out",
            lambda i, g, dp: (dp * sigmoid_derivative(i), dp * tanh_derivative(g)),
            "Your two gradients know nothing of each other. In a product, by how much does the "
            "result change when one factor does?",
        ),
        Wrong(
            "no-g",
            lambda i, g, dp: (dp * sigmoid_derivative(i), dp * i * tanh_derivative(g)),
            "The candidate's gradient is right. But where the candidate is 0, the gate decides "
            "about nothing, and yours still learns.",
        ),
        Wrong(
            "no-i",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * tanh_derivative(g)),
            "The gate's gradient is right. But behind a shut gate the candidate decides about "
            "nothing, and yours still learns.",
        ),
        Wrong(
            "own-factor",
            lambda i, g, dp: (dp * i * sigmoid_derivative(i), dp * g * tanh_derivative(g)),
            "Each of your gradients has its own factor in it. Whose is missing?",
        ),
        Wrong(
            "I5-no-slopes",
            lambda i, g, dp: (dp * g, dp * i),
            "These are the gradients of gate and candidate. The sums stand one squashing before "
            "them.",
        ),
        Wrong(
            "slopes-exchanged",
            lambda i, g, dp: (dp * g * tanh_derivative(i), dp * i * sigmoid_derivative(g)),
            "The two slopes have changed places: which of the two is a sigmoid?",
        ),
        Wrong(
            "both-sigmoid",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * i * sigmoid_derivative(g)),
            "The gate's gradient is right. A candidate does not come out of a sigmoid.",
        ),
        Wrong(
            "both-tanh",
            lambda i, g, dp: (dp * g * tanh_derivative(i), dp * i * tanh_derivative(g)),
            "The candidate's gradient is right. A gate does not come out of tanh.",
        ),
        Wrong(
            "squashed-again",
            lambda i, g, dp: (
                dp * g * sigmoid_derivative(sigmoid(i)),
                dp * i * tanh_derivative(tanh(g)),
            ),
            "i and g have been squashed already, and you did it once more.",
        ),
        Wrong(
            "B9-no-square",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * i * (1 - g)),
            "The gate's gradient is right. But at g = −1 the curve is flat, and yours is steepest.",
        ),
        Wrong(
            "no-dp",
            lambda i, g, dp: (g * sigmoid_derivative(i), i * tanh_derivative(g)),
            "These are the slopes of the product. What becomes of the loss's slope, dp?",
        ),
        Wrong(
            "exchanged",
            lambda i, g, dp: _sums_gradient(i, g, dp)[::-1],
            "Both are right, and returned in the other order.",
        ),
        Wrong(
            "in-place",
            _changing_dp,
            "Both gradients are right, but your function overwrites its argument dp.",
        ),
    ],
    then="A candidate of 0 keeps its gate from learning, a shut gate its candidate. Chapter 10 "
    "meets both lines again.",
)

why_two_factors = Written(
    id="05.6",
    title="Nothing, said in two ways",
    name="why_two_factors",
    criteria=[
        "A tanh layer writes nothing where its sum is 0, and there it is steepest: all noise in "
        "the sum is written.",
        "A gate writes nothing on a plateau: noise in either sum hardly shows.",
        "Small errors add up: after 100 steps the tanh layer's memory is typically about 1 away, "
        "the gated one less than a hundredth.",
        "The price: on the plateau slopes are as small, so gate and candidate hardly learn there.",
    ],
)

EXERCISES = [
    third_minus_10,
    rounds_to_one,
    written_part,
    sum_for_amount,
    sums_gradient,
    why_two_factors,
]
