"""Exercise 05.5, `sums_gradient`."""

from __future__ import annotations

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import fraction
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative


def _sums_gradient(i: Array, g: Array, dp: Array) -> tuple[Array, Array]:
    return dp * g * sigmoid_derivative(i), dp * i * tanh_derivative(g)


def _changing_dp(i: Array, g: Array, dp: Array) -> tuple[Array, Array]:
    result = _sums_gradient(i, g, dp)
    dp *= g
    return result


sums_gradient = Function(
    id="05.5",
    title="Which of the two is to blame?",
    name="sums_gradient",
    inputs={"i": fraction("B H"), "g": fraction("B H", low=-1), "dp": "B H"},
    returns="dz_i, dz_g",
    reference=_sums_gradient,
    misconceptions=[
        Misconception(
            "I11-others-left-out",
            lambda i, g, dp: (dp * sigmoid_derivative(i), dp * tanh_derivative(g)),
            "Your two gradients do not depend on each other. In a product, by how much does the "
            "result change when one factor does?",
        ),
        Misconception(
            "no-g",
            lambda i, g, dp: (dp * sigmoid_derivative(i), dp * i * tanh_derivative(g)),
            "The candidate's gradient is right. But where the candidate is 0, the gate makes no "
            "difference, and yours still learns.",
        ),
        Misconception(
            "no-i",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * tanh_derivative(g)),
            "The gate's gradient is right. But behind a shut gate the candidate makes no "
            "difference, and yours still learns.",
        ),
        Misconception(
            "own-factor",
            lambda i, g, dp: (dp * i * sigmoid_derivative(i), dp * g * tanh_derivative(g)),
            "Each of your gradients contains its own factor. Which factor is missing?",
        ),
        Misconception(
            "I5-no-slopes",
            lambda i, g, dp: (dp * g, dp * i),
            "These are the gradients of gate and candidate. The sums are one step further back, "
            "before the curves.",
        ),
        Misconception(
            "slopes-exchanged",
            lambda i, g, dp: (dp * g * tanh_derivative(i), dp * i * sigmoid_derivative(g)),
            "The two derivatives have changed places: which of the two curves is the sigmoid?",
        ),
        Misconception(
            "both-sigmoid",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * i * sigmoid_derivative(g)),
            "The gate's gradient is right. A candidate does not come out of a sigmoid.",
        ),
        Misconception(
            "both-tanh",
            lambda i, g, dp: (dp * g * tanh_derivative(i), dp * i * tanh_derivative(g)),
            "The candidate's gradient is right. A gate does not come out of tanh.",
        ),
        Misconception(
            "squashed-again",
            lambda i, g, dp: (
                dp * g * sigmoid_derivative(sigmoid(i)),
                dp * i * tanh_derivative(tanh(g)),
            ),
            "i and g have been through their curves already, and you applied them once more.",
        ),
        Misconception(
            "B9-no-square",
            lambda i, g, dp: (dp * g * sigmoid_derivative(i), dp * i * (1 - g)),
            "The gate's gradient is right. But at g = −1 the curve is flat, and yours is steepest.",
        ),
        Misconception(
            "no-dp",
            lambda i, g, dp: (g * sigmoid_derivative(i), i * tanh_derivative(g)),
            "These are the derivatives of the product. Where is the gradient of the loss, dp?",
        ),
        Misconception(
            "exchanged",
            lambda i, g, dp: _sums_gradient(i, g, dp)[::-1],
            "Both are right, but returned in the other order.",
        ),
        Misconception(
            "in-place",
            _changing_dp,
            "Both gradients are right, but your function overwrites its argument dp.",
        ),
    ],
    on_success="A candidate of 0 keeps its gate from learning, a shut gate its candidate. Both lines come "
    "back in chapter 10.",
)
