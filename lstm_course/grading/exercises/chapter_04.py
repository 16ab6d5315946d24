"""Chapter 4, the input gate."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Written, Wrong
from lstm_course.grading.generators import made
from lstm_lib._validation import Array
from lstm_lib.activations import identity, sigmoid, tanh
from lstm_lib.cell import State, step
from lstm_lib.interop import from_t_notation
from lstm_lib.layer import concat, layer
from lstm_lib.weights import GATES, LSTMWeights

input_or_sum = Choice(
    id="04.1",
    title="An input of −10",
    name="input_of_minus_10",
    question="The gate of section 2 has the weights 0.62 (bias), 2.00 (of h) and 1.65 (of x). "
    "It sees h = 1 and x = −10. How far is it open?",
    options={
        "a": (
            "About 0.0000454",
            "That is the gate whose sum is −10. Here −10 is the input: it has yet to be weighed.",
        ),
        "b": (
            "Not at all, it is exactly 0",
            "No finite sum shuts a sigmoid entirely; how small is small here?",
        ),
        "c": ("About 0.0000009", ""),
        "d": (
            "About −1, it takes away",
            "A gate is a share, never negative: which of the two curves did you use?",
        ),
        "e": (
            "About 0.00000007, since the sum is 1.65 · (−10)",
            "What the gate has seen of h, and its bias, count too: they open it a little again.",
        ),
    },
    right="c",
    then="The sum is 0.62 + 2.00 − 16.5 = −13.88. An input and a sum are two things.",
)


def _gate(W: Array, h: Array, x: Array) -> Array:
    return layer(LSTMWeights(W).i, concat(h, x))


def _block(k: int) -> Wrong:
    named = {"f": "forget gate", "g": "candidate", "o": "output gate"}[GATES[k]]

    def answer(W: Array, h: Array, x: Array) -> Array:
        return layer(np.split(W, 4)[k], concat(h, x))

    return Wrong(
        f"block-{GATES[k]}",
        answer,
        f"These are the rows of the {named}. W stacks its four blocks in the order i, f, g, o.",
    )


input_gate = Function(
    id="04.2",
    title="The input gate from the whole matrix",
    name="input_gate",
    inputs={"W": "4H 1+H+D", "h": "B H", "x": "B D"},
    returns="i",
    reference=_gate,
    wrong=[
        Wrong(
            "C1-tanh",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x), activation=tanh),
            "Some of your values are negative. A gate says how much, a share; tanh is for what is "
            "written, the content.",
        ),
        Wrong(
            "C2-order-xh",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(x, h)),
            "You stacked [1; x; h], where the weights expect [1; h; x]. The lengths fit, so "
            "nothing else complains.",
        ),
        Wrong(
            "C3-no-h",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(0 * h, x)),
            "Your gate does not react when h changes: what the network said last is not looked at.",
        ),
        Wrong(
            "C4-no-x",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, 0 * x)),
            "Your gate does not react when x changes: what arrives now is not looked at.",
        ),
        Wrong(
            "C5-linear",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x), activation=identity),
            "Your values are not shares yet: they leave the range from 0 to 1. What does a sum go "
            "through on its way out of a layer?",
        ),
        Wrong(
            "C7-no-bias",
            lambda W, h, x: sigmoid(concat(h, x) @ LSTMWeights(W).i[:, 1:].T),
            "Where the gate sees nothing, h = x = 0, yours is always half open. Its habit, the "
            "first column of W, is missing.",
        ),
        Wrong(
            "C8-bias-last",
            lambda W, h, x: sigmoid(np.hstack([h, x, np.ones((len(x), 1))]) @ LSTMWeights(W).i.T),
            "You stacked [h; x; 1]; in this course the 1 comes first.",
        ),
        _block(1),
        _block(2),
        _block(3),
        Wrong(
            "interleaved",
            lambda W, h, x: layer(np.ascontiguousarray(W[::4]), concat(h, x)),
            "You took every fourth row. W has the rows of the input gate together, as one block.",
        ),
        Wrong(
            "all-blocks",
            lambda W, h, x: layer(W, concat(h, x)),
            "Your result has 4H columns: all four blocks at once. The gate is one of them.",
        ),
        Wrong(
            "columns",
            lambda W, h, x: _gate(W, h, x).T,
            "All numbers are right, but your examples have become columns: (B, H) is wanted.",
        ),
        Wrong(
            "squashed-twice",
            lambda W, h, x: sigmoid(_gate(W, h, x)),
            "All your values lie between 0.5 and 0.74: they went through the sigmoid twice.",
        ),
        Wrong(
            "complement",
            lambda W, h, x: 1 - _gate(W, h, x),
            "Your gate opens where it should shut: it is 1 minus what it should be.",
        ),
        Wrong(
            "first-example",
            lambda W, h, x: _gate(W, h[:1], x[:1])[0],
            "This is the gate of the first example alone; every row is one example.",
        ),
    ],
    then="In `lstm_lib` it is `layer(weights.i, concat(h, x))`: a gate is a layer.",
)


def _one_matrix(U: Array, b: Array) -> Array:
    D = U.shape[1] - len(U)
    parts = {f"W_{gate}": np.hstack([U[:, D:], U[:, :D]]) for gate in GATES}
    return from_t_notation(parts | {f"b_{gate}": b for gate in GATES}).i


one_matrix = Function(
    id="04.3",
    title="Weights out of a paper",
    name="one_matrix",
    inputs={"U": "H D+H", "b": "H"},
    returns="W",
    reference=_one_matrix,
    wrong=[
        Wrong(
            "C2-order-kept",
            lambda U, b: np.column_stack([b, U]),
            "The paper stacks [x; h], this course [h; x]. Your columns still stand in the paper's "
            "order: the numbers are all there, each meeting the wrong input.",
        ),
        Wrong(
            "split-at-H",
            lambda U, b: np.column_stack([b, U[:, len(U) :], U[:, : len(U)]]),
            "You cut U after its first H columns. How many of its columns belong to x, when "
            "x comes first?",
        ),
        Wrong(
            "mirrored",
            lambda U, b: np.column_stack([b, U[:, ::-1]]),
            "You turned all columns round. The two blocks change places, but within each the "
            "order stays.",
        ),
        Wrong(
            "bias-last",
            lambda U, b: np.roll(_one_matrix(U, b), -1, axis=1),
            "Your biases stand in the last column; the 1 comes first, so they do too.",
        ),
        Wrong(
            "no-bias",
            lambda U, b: _one_matrix(U, b)[:, 1:],
            "One column is missing, that of the constant 1.",
        ),
        Wrong(
            "zero-bias",
            lambda U, b: _one_matrix(U, 0 * b),
            "Your first column is 0. What does the constant 1 have to be multiplied by?",
        ),
        Wrong(
            "ones",
            lambda U, b: _one_matrix(U, np.ones_like(b)),
            "Your first column holds ones. The 1 is in [1; h; x]; the weights hold what multiplies "
            "it.",
        ),
        Wrong(
            "bias-in-all",
            lambda U, b: _one_matrix(U + b[:, None], b),
            "You added the bias to every weight: then it would grow with every input.",
        ),
        Wrong(
            "transposed",
            lambda U, b: _one_matrix(U, b).T,
            "Units have become columns: W has one row for each unit, (H, 1+H+D).",
        ),
        Wrong(
            "bias-row",
            lambda U, b: np.vstack([b, U]),
            "You put the biases on top, as a row. Each unit has a row of W and one bias in it.",
        ),
    ],
    then="Nothing but the order changed, and `lstm_lib.interop` does this for whole networks.",
)


def _gates(parts: Mapping[str, Array], h: Array, x: Array) -> tuple[Array, ...]:
    return step(from_t_notation(parts), x, State(h, np.zeros_like(h)))[:4]


def _t_gates(
    parts: Mapping[str, Array], h: Array, x: Array, biases: str = "ifgo", order: str = "hx"
) -> tuple[Array, ...]:
    z = np.hstack([h, x] if order == "hx" else [x, h])
    i, f, g, o = (
        z @ parts[f"W_{gate}"].T + (parts[f"b_{bias}"] if bias in GATES else 0)
        for gate, bias in zip(GATES, biases, strict=True)
    )
    return sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)


def broken_gates(parts: Mapping[str, Array], h: Array, x: Array) -> tuple[Array, ...]:
    """Gates and candidate as they were published, in this course's names."""
    z = np.concatenate([h, x], axis=-1)
    o = sigmoid(z @ parts["W_o"].T + parts["b_o"])
    f = sigmoid(z @ parts["W_f"].T + parts["b_o"])
    i = sigmoid(z @ parts["W_i"].T + parts["b_o"])
    g = np.tanh(z @ parts["W_g"].T + parts["b_g"])
    return i, f, g, o


gates = Function(
    id="04.4",
    title="Gates that were published wrong",
    name="gates",
    inputs={
        "parts": {
            name: shape
            for gate in GATES
            for name, shape in ((f"W_{gate}", "H H+D"), (f"b_{gate}", "H"))
        },
        "h": "B H",
        "x": "B D",
    },
    returns="i, f, g, o",
    reference=_gates,
    given=broken_gates,
    wrong=[
        Wrong(
            "unmended",
            broken_gates,
            "It still does what the broken one does. Set h and x to 0 and look at each gate alone.",
        ),
        Wrong(
            "forget-unmended",
            lambda parts, h, x: _t_gates(parts, h, x, "iogo"),
            "The input gate is mended. At h = x = 0 there is still a gate with another one's habit.",
        ),
        Wrong(
            "input-unmended",
            lambda parts, h, x: _t_gates(parts, h, x, "ofgo"),
            "The forget gate is mended. At h = x = 0 there is still a gate with another one's habit.",
        ),
        Wrong(
            "exchanged",
            lambda parts, h, x: _t_gates(parts, h, x, "figo"),
            "Each gate has a bias of its own now, but two of them have each other's.",
        ),
        Wrong(
            "no-biases",
            lambda parts, h, x: _t_gates(parts, h, x, "----"),
            "Without biases all gates are half open at h = x = 0. Each has a bias of its own.",
        ),
        Wrong(
            "order-xh",
            lambda parts, h, x: _t_gates(parts, h, x, order="xh"),
            "The biases are right. But these weights expect [h; x], and you stacked [x; h].",
        ),
        Wrong(
            "G8-all-sigmoid",
            lambda parts, h, x: (
                *_t_gates(parts, h, x)[:2],
                sigmoid(np.arctanh(np.clip(_t_gates(parts, h, x)[2], -1, 1))),
                _t_gates(parts, h, x)[3],
            ),
            "The third result is a content, not a share: it has to be able to be negative.",
        ),
        Wrong(
            "order-of-results",
            lambda parts, h, x: tuple(_t_gates(parts, h, x)[k] for k in (3, 1, 0, 2)),
            "The gates are right, but returned in another order; i, f, g, o is wanted.",
        ),
        Wrong(
            "first-example",
            lambda parts, h, x: tuple(part[0] for part in _t_gates(parts, h, x)),
            "These are the gates of the first example alone; every row is one example.",
        ),
    ],
    then="Reported in github.com/ddbourgin/numpy-ml/issues/42, two biases copied and not renamed. "
    "No shape can show it; h = x = 0 does.",
)


def _bias_for(i: Array, W: Array, h: Array, x: Array) -> Array:
    bias: Array = np.log(i / (1 - i)) - _sum(W, h, x)
    return bias


def _sum(W: Array, h: Array, x: Array) -> Array:
    return layer(np.column_stack([np.zeros(len(W)), W]), concat(h, x), activation=identity)


bias_for = Function(
    id="04.5",
    title="The bias for a wanted share",
    name="bias_for",
    inputs={
        "i": made(lambda rng, sizes: rng.uniform(0.02, 0.98, sizes["H"]), "H"),
        "W": "H H+D",
        "h": "H",
        "x": "D",
    },
    returns="b",
    reference=_bias_for,
    probes=lambda rng: [
        (np.full(2, 0.5), rng.normal(size=(2, 5)), rng.normal(size=2), rng.normal(size=3)),
        (np.array([1e-6, 1 - 1e-6]), rng.normal(size=(2, 3)), rng.normal(size=2), np.zeros(1)),
    ],
    wrong=[
        Wrong(
            "plus",
            lambda i, W, h, x: np.log(i / (1 - i)) + _sum(W, h, x),
            "The bias has to make up for what the inputs bring already. Yours doubles it: put it "
            "into the gate and compare.",
        ),
        Wrong(
            "no-inputs",
            lambda i, W, h, x: np.log(i / (1 - i)),
            "That is the bias for a gate that sees nothing. This one sees h and x, and they count.",
        ),
        Wrong(
            "odds",
            lambda i, W, h, x: i / (1 - i) - _sum(W, h, x),
            "You subtracted from the odds. Which function of the odds is a sum?",
        ),
        Wrong(
            "share",
            lambda i, W, h, x: i - _sum(W, h, x),
            "The share is what comes out of the sigmoid. Which sum goes in?",
        ),
        Wrong(
            "sigmoid",
            lambda i, W, h, x: sigmoid(i) - _sum(W, h, x),
            "You squashed the share once more. The way back from a share to its sum is wanted.",
        ),
        Wrong(
            "log-share",
            lambda i, W, h, x: np.log(i) - _sum(W, h, x),
            "The logarithm of the share alone: a gate that is half open would need a bias below 0 "
            "even with nothing to see. What is the share compared with?",
        ),
        Wrong(
            "turned-over",
            lambda i, W, h, x: np.log((1 - i) / i) - _sum(W, h, x),
            "The odds are turned over: your gate lets through what it should keep out.",
        ),
        Wrong(
            "log10",
            lambda i, W, h, x: np.log10(i / (1 - i)) - _sum(W, h, x),
            "The odds are right; the sigmoid is made with e, and your logarithm with 10.",
        ),
        Wrong(
            "arctanh",
            lambda i, W, h, x: np.arctanh(i) - _sum(W, h, x),
            "You undid the other curve, tanh.",
        ),
        Wrong(
            "order-xh",
            lambda i, W, h, x: np.log(i / (1 - i)) - W @ np.concatenate([x, h]),
            "You stacked [x; h]; the columns of W are for [h; x].",
        ),
        Wrong(
            "no-h",
            lambda i, W, h, x: np.log(i / (1 - i)) - W[:, len(h) :] @ x,
            "Your bias does not react when h changes, but the gate does.",
        ),
        Wrong(
            "no-x",
            lambda i, W, h, x: np.log(i / (1 - i)) - W[:, : len(h)] @ h,
            "Your bias does not react when x changes, but the gate does.",
        ),
    ],
    then="This is how an initial bias is chosen: by the share that a gate should start with.",
)

why_sigmoid = Written(
    id="04.6",
    title="Why two gates, and why a sigmoid",
    name="why_two_gates",
    criteria=[
        "To keep a memory, the forget gate has to stay near 1 and the input gate near 0.",
        "With the forget gate alone, every step would still write something over the memory.",
        "A gate multiplies as a share: below 0 it would write the opposite, above 1 more than all.",
        "It needs a slope everywhere, or a gate that was shut by mistake could never learn.",
    ],
)

EXERCISES = [input_or_sum, input_gate, one_matrix, gates, bias_for, why_sigmoid]
