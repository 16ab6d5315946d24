"""Chapter 9, from a step to a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np

from lstm_course.grading.exercise import Answer, Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import Sizes, made
from lstm_lib import network
from lstm_lib._validation import Array
from lstm_lib.activations import Activation, sigmoid, tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import forward
from lstm_lib.network import Network
from lstm_lib.weights import LSTMWeights


def _weights_of(layers: int, both: bool) -> int:
    drawn = Network.random(3, 8, None, np.random.default_rng(9), layers, bidirectional=both)
    return sum(W.size for W in drawn.parameters.values())


deep_and_both_ways = Number(
    id="09.1",
    title="Two layers, both directions",
    name="weights_of_both",
    expected=lambda: _weights_of(2, both=True),
    tolerance=1e-6,
    wrong=[
        (
            "two-biases",
            lambda: 2 * 4 * 8 * (2 + 8 + 3) + 2 * 4 * 8 * (2 + 8 + 16),
            "That is how many numbers PyTorch stores. How many biases has a unit's gate here?",
        ),
        (
            "no-biases",
            lambda: 2 * 4 * 8 * (8 + 3) + 2 * 4 * 8 * (8 + 16),
            "Each row of W has one column more than it meets numbers of h and x.",
        ),
        (
            "second-reads-H",
            lambda: 2 * 4 * 8 * (1 + 8 + 3) + 2 * 4 * 8 * (1 + 8 + 8),
            "How many numbers does the first layer put out at each step, when it reads both ways?",
        ),
        (
            "second-reads-x",
            lambda: 2 * 2 * 4 * 8 * (1 + 8 + 3),
            "Your second layer is as large as the first. What does it hear?",
        ),
        (
            "one-direction",
            lambda: _weights_of(2, both=False),
            "That is a network that reads in one direction only.",
        ),
        (
            "directions-share",
            lambda: 4 * 8 * (1 + 8 + 3) + 4 * 8 * (1 + 8 + 16),
            "Half of it: the layer that reads from the end has weights of its own.",
        ),
        (
            "hears-both-h",
            lambda: 2 * 4 * 8 * (1 + 16 + 3) + 2 * 4 * 8 * (1 + 16 + 16),
            "With you each direction hears the other's hidden state, too. It cannot: the other one "
            "is at the far end of the sequence then.",
        ),
        (
            "one-block",
            lambda: 2 * 8 * (1 + 8 + 3) + 2 * 8 * (1 + 8 + 16),
            "That would be a plain recurrent layer. How many blocks has W?",
        ),
    ],
    then="The second layer is about twice as dear as the first, since it hears both halves.",
)

axes_exchanged = Choice(
    id="09.2",
    title="Ten by ten",
    name="ten_by_ten",
    question="Ten sequences of ten steps come from Keras, as (B, T, D), and are handed to `forward` "
    "as they are. What comes back?",
    options={
        "a": (
            "An error: the axes are checked",
            "The last axis is, against W. How could it be told which of two tens counts steps?",
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
            "Its ten steps go side by side now. From what does each of them start?",
        ),
        "e": (
            "The sequences read from their end",
            "Nothing was turned round. What does the layer take for a step, and what for a "
            "sequence?",
        ),
    },
    right="c",
    then="With other sizes nothing is said either: any B and T will do. One number of a hundred is "
    "right, the first step of the first sequence.",
)

Pair = tuple[Array, Array]


def _end_state(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    end = forward(LSTMWeights(W), x, State(h, c), lengths).state
    return end.h, end.c


def _at(
    pick: Callable[[Array, int], Array], start: Callable[[Array], Array] = np.asarray
) -> Answer:
    """The states after 0, 1, …, T steps, from another start, read off at other steps."""

    def answer(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
        run = forward(LSTMWeights(W), x, State(start(h), start(c)))
        rows = pick(lengths, len(x)), np.arange(len(lengths))
        return np.concatenate([h[None], run.h])[rows], np.concatenate([c[None], run.c])[rows]

    return answer


def _stepped(after: Callable[[Step, State, State], State]) -> Answer:
    """Step by step with another state handed on, each sequence stopped at its end."""

    def answer(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
        first = state = end = State(h, c)
        for t, x_t in enumerate(x):
            now = step(LSTMWeights(W), x_t, state)
            on = (t < lengths)[:, None]
            end = State(np.where(on, now.h, end.h), np.where(on, now.c, end.c))
            state = after(now, state, first)
        return end.h, end.c

    return answer


def _chained(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    state, ends = State(h[:1], c[:1]), []
    for b in range(len(lengths)):
        state = forward(LSTMWeights(W), x[:, b : b + 1], state, lengths[b : b + 1]).state
        ends.append(state)
    return np.concatenate([end.h for end in ends]), np.concatenate([end.c for end in ends])


def _blank_zero(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    some = (lengths > 0)[:, None]
    end = _end_state(W, x, h, c, lengths)
    return np.where(some, end[0], 0), np.where(some, end[1], 0)


def _padding_read(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    run = forward(LSTMWeights(W), x, State(h, c), lengths)
    return run.h[-1], run.c[-1]


def _sorted(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    end = _end_state(W, x, h, c, lengths)
    by_length = np.argsort(-lengths, kind="stable")
    return end[0][by_length], end[1][by_length]


def _reshaped(W: Array, x: Array, h: Array, c: Array, lengths: Array) -> Pair:
    B, H = h.shape
    for t, x_t in enumerate(x):
        z = layer(W, concat(h, x_t), np.asarray).reshape(4, B, H)
        c_new = sigmoid(z[1]) * c + sigmoid(z[0]) * tanh(z[2])
        on = (t < lengths)[:, None]
        h, c = np.where(on, sigmoid(z[3]) * tanh(c_new), h), np.where(on, c_new, c)
    return h, c


end_state = Function(
    id="09.3",
    title="Where each sequence stands at its end",
    name="end_state",
    inputs={
        "W": "4H 1+H+D",
        "x": "T B D",
        "h": "B H",
        "c": "B H",
        "lengths": made(
            lambda rng, sizes: rng.integers(0, sizes["T"] + 1, sizes["B"]),
            "T B",
        ),
    },
    returns="h, c",
    reference=_end_state,
    sizes={"T": (1, 2, 3, 4), "B": (1, 2, 3)},
    probes=lambda rng: [
        (
            rng.normal(size=(8, 6)),
            rng.normal(size=(4, 3, 3)),
            rng.uniform(-1, 1, (3, 2)),
            rng.normal(size=(3, 2)),
            np.array(lengths),
        )
        for lengths in ([4, 0, 1], [2, 3, 0], [0, 0, 0], [1, 2, 4])
    ],
    wrong=[
        Wrong(
            "last-sheet",
            _at(lambda lengths, T: np.full_like(lengths, T)),
            "You take the last step for all. The padding of the shorter ones is an input like any "
            "other, and has gone through the layer.",
        ),
        Wrong(
            "padding-read",
            _padding_read,
            "The shorter sequences end in 0 with you. That is no state, it is what stands where "
            "there is none.",
        ),
        Wrong(
            "longest",
            _at(lambda lengths, T: np.full_like(lengths, lengths.max())),
            "You stop all sequences where the longest ends. Each has an end of its own.",
        ),
        Wrong(
            "shortest",
            _at(lambda lengths, T: np.full_like(lengths, lengths.min())),
            "You stop all sequences where the shortest ends. Each has an end of its own.",
        ),
        Wrong(
            "H5-one-early",
            _at(lambda lengths, T: np.maximum(lengths - 1, 0)),
            "You stop one step too early: the last input of each sequence has no say.",
        ),
        Wrong(
            "one-late",
            _at(lambda lengths, T: np.minimum(lengths + 1, T)),
            "You read one step too late: the first number of the padding is in it.",
        ),
        Wrong(
            "index-below-0",
            _at(lambda lengths, T: np.where(lengths == 0, T, lengths)),
            "Only sequences of length 0 go wrong. What does an index of −1 stand for?",
        ),
        Wrong(
            "empty-is-zero",
            _blank_zero,
            "Only sequences of length 0 go wrong. In which state is one that has not made a step?",
        ),
        Wrong(
            "P6-start-ignored",
            _at(lambda lengths, T: lengths, np.zeros_like),
            "You begin at 0. These sequences are the second part of something: h and c are what "
            "the first part has left.",
        ),
        Wrong(
            "H1-state-reset",
            _stepped(lambda now, state, first: first),
            "Every step starts from the beginning again: of the earlier inputs nothing is left.",
        ),
        Wrong(
            "H2-c-not-carried",
            _stepped(lambda now, state, first: State(now.h, first.c)),
            "You hand on h, but every step finds the memory of the beginning.",
        ),
        Wrong(
            "H3-h-not-carried",
            _stepped(lambda now, state, first: State(first.h, now.c)),
            "You hand on the memory, but every step hears the h of the beginning.",
        ),
        Wrong(
            "H8-reversed",
            lambda W, x, h, c, lengths: _end_state(W, x[::-1], h, c, lengths),
            "You walk through time from the end, and meet the padding first.",
        ),
        Wrong(
            "carried-over",
            _chained,
            "Your second sequence starts where the first has ended. They know nothing of each "
            "other, and each has a row of its own in h and c.",
        ),
        Wrong(
            "sorted",
            _sorted,
            "The right states, but sorted by length. The rows are to stay as they came.",
        ),
        Wrong(
            "G7-reshape-mixes",
            _reshaped,
            "Right for one sequence, wrong for more. Does the product have its blocks one after "
            "the other, or each sequence its four?",
        ),
        Wrong(
            "c-of-last-sheet",
            lambda W, x, h, c, lengths: (
                _end_state(W, x, h, c, lengths)[0],
                _end_state(W, x, h, c, np.full_like(lengths, len(x)))[1],
            ),
            "h is right. But the memory has gone on through the padding.",
        ),
        Wrong(
            "G5-returns-c-h",
            lambda W, x, h, c, lengths: _end_state(W, x, h, c, lengths)[::-1],
            "Both results are right, but in the order (c, h); (h, c) is wanted.",
        ),
        Wrong(
            "h-only",
            lambda W, x, h, c, lengths: _end_state(W, x, h, c, lengths)[0],
            "The state is a pair: whoever goes on from here needs the memory as well.",
        ),
    ],
    then="It is `run.state`. With it a long sequence can be run in pieces, each going on from the "
    "last one's end.",
)


def broken_read_backwards(W: Array, x: Array, lengths: Array) -> Array:
    """The direction from the end, as it was published, in this course's names."""
    h = forward(LSTMWeights(W), x[::-1]).h[::-1].copy()
    for b, length in enumerate(lengths):
        h[length:, b] = 0
    return h


def _read_backwards(W: Array, x: Array, lengths: Array) -> Array:
    weights = LSTMWeights(W)
    both = network.forward(Network([(weights, weights)]), x, lengths=lengths)
    return both.h[:, :, weights.units :].copy()


def _turned(a: Array, lengths: Array) -> Array:
    """Each sequence turned round in its first steps; the rest stays where it is."""
    a = a.copy()
    for b, length in enumerate(np.clip(lengths, 0, len(a))):
        a[:length, b] = a[:length, b][::-1]
    return a


def _cut(a: Array, lengths: Array) -> Array:
    return np.where((np.arange(len(a))[:, None] < lengths)[:, :, None], a, 0)


def _turning(
    turn: Callable[[Array, Array], Array], back: Callable[[Array, Array], Array]
) -> Answer:
    """Turned in one way, run up to each end, turned back in another."""

    def answer(W: Array, x: Array, lengths: Array) -> Array:
        h = forward(LSTMWeights(W), turn(x, lengths), lengths=lengths).h
        return back(h, lengths).copy()

    return answer


read_backwards = Function(
    id="09.4",
    title="A reader that begins with the padding",
    name="read_backwards",
    inputs={
        "W": "4H 1+H+D",
        "x": "T B D",
        "lengths": made(
            lambda rng, sizes: rng.integers(0, sizes["T"] + 1, sizes["B"]),
            "T B",
        ),
    },
    returns="h",
    reference=_read_backwards,
    sizes={"T": (1, 2, 3, 4), "B": (1, 2, 3)},
    given=broken_read_backwards,
    probes=lambda rng: [
        (rng.normal(size=(8, 6)), rng.normal(size=(4, 3, 3)), np.array(lengths))
        for lengths in ([4, 0, 1], [2, 3, 2], [3, 1, 4])
    ],
    wrong=[
        Wrong(
            "unmended",
            broken_read_backwards,
            "It still does what the broken one does. Change a number past the end of a short "
            "sequence: what moves?",
        ),
        Wrong(
            "padding-zeroed",
            lambda W, x, lengths: broken_read_backwards(W, _cut(x, lengths), lengths),
            "You filled the padding with zeros. To the layer a 0 is an input like any other: what "
            "do the biases do meanwhile?",
        ),
        Wrong(
            "padding-first",
            _turning(lambda x, lengths: x[::-1], lambda h, lengths: h[::-1]),
            "You told the layer the lengths, but it meets the padding first and stops before the "
            "sequence is over.",
        ),
        Wrong(
            "padding-first-turned-within",
            _turning(lambda x, lengths: x[::-1], _turned),
            "You turn the answers round within each length, but not the inputs: these still begin "
            "with the padding.",
        ),
        Wrong(
            "not-turned-back",
            _turning(_turned, lambda h, lengths: h),
            "You read rightly. But your answers stand in the order of reading: at step 1 there "
            "should be what has seen the whole sequence.",
        ),
        Wrong(
            "turned-back-whole",
            _turning(_turned, lambda h, lengths: h[::-1]),
            "You read rightly, but turn the answers back with their padding: the short sequences "
            "end up late.",
        ),
        Wrong(
            "not-turned",
            _turning(lambda x, lengths: x, lambda h, lengths: h),
            "You read from the beginning. Your first answer knows the first input only.",
        ),
        Wrong(
            "only-answers-turned",
            _turning(lambda x, lengths: x, _turned),
            "You read from the beginning and turn the answers round.",
        ),
        Wrong(
            "longest",
            lambda W, x, lengths: _cut(
                _turned(
                    forward(LSTMWeights(W), _turned(x, np.full_like(lengths, lengths.max()))).h,
                    np.full_like(lengths, lengths.max()),
                ),
                lengths,
            ),
            "You turn all sequences within the longest one's length. Each has an end of its own.",
        ),
        Wrong(
            "end-left-out",
            _turning(lambda x, lengths: _turned(x, lengths - 1), _turned),
            "The last step of each sequence stays where it is with you, and is read last.",
        ),
        Wrong(
            "one-too-far",
            _turning(lambda x, lengths: _turned(x, lengths + 1), _turned),
            "You begin one step past the end: the first number of the padding is read first.",
        ),
        Wrong(
            "past-end-left",
            lambda W, x, lengths: _turned(forward(LSTMWeights(W), _turned(x, lengths)).h, lengths),
            "The sequences are right. But past their ends stands what the padding has made; 0 is "
            "wanted there.",
        ),
        Wrong(
            "batch-turned",
            _turning(lambda x, lengths: x[:, ::-1], lambda h, lengths: h[:, ::-1]),
            "You turned the batch round: the last sequence came first. Time is the first axis.",
        ),
        Wrong(
            "inputs-turned",
            _turning(lambda x, lengths: x[:, :, ::-1], lambda h, lengths: h),
            "You turned the inputs of each step round. Time is the first axis.",
        ),
    ],
    then="Reported for Deeplearning4j in github.com/deeplearning4j/deeplearning4j/issues/1030, and "
    "mended a year later: the pass from the end got activations from beyond the end of a short "
    "series.",
)

ORDERS = tuple(permutations(range(4)))
Case = Mapping[str, Array]
Finder = Callable[[Case], Array]
Stack = Callable[[Array, Array], Array]


def _steps(case: Case, content: Activation = tanh, stack: Stack = concat) -> Step:
    """The step in all orders at once, each (24, B, H)."""
    hx = stack(case["h"], case["x"])
    shares, contents = (
        np.array([layer(block, hx, activation) for block in np.split(case["W"], 4)])
        for activation in (sigmoid, content)
    )
    i, f, g, o = np.array(ORDERS).T
    c = shares[f] * case["c"] + shares[i] * contents[g]
    return Step(shares[i], shares[f], contents[g], shares[o], c, shares[o] * tanh(c))


def _off(case: Case) -> Array:
    return np.asarray(_steps(case).h - case["h_after"])


def _near(case: Case, h: Array) -> Array:
    return np.asarray(np.abs(h - case["h_after"]).max(axis=(1, 2)) <= 1e-6)


def _where(fits: Callable[[Case], Array]) -> Finder:
    """Those orders of which something is true."""
    return lambda case: np.array([p for p, fit in zip(ORDERS, fits(case), strict=True) if fit])


_fitting = _where(lambda case: _near(case, _steps(case).h))


def _case(
    rng: np.random.Generator, W: Array, x: Array, h: Array, c: Array
) -> dict[str, Array] | None:
    """A stranger's step in float32; none if an order fits neither clearly nor clearly not."""
    case = {"W": W, "x": x, "h": h, "c": c}
    true = _steps(case).h[rng.integers(24)]
    case["h_after"] = true.astype(np.float32).astype(np.float64)
    off = np.abs(_off(case)).max(axis=(1, 2))
    return None if ((off > 1e-7) & (off < 1e-5)).any() else case


def _drawn(rng: np.random.Generator, sizes: Sizes) -> dict[str, Array]:
    B, H, D = (sizes[letter] for letter in "BHD")
    case = None
    while case is None:
        W = rng.normal(size=(4 * H, 1 + H + D)) * rng.choice([0.05, 0.5, 1.0])
        h, c = rng.uniform(-1, 1, (B, H)), rng.normal(size=(B, H))
        case = _case(rng, W, rng.normal(size=(B, D)), h, c)
    return case


def _special(rng: np.random.Generator) -> list[tuple[dict[str, Array]]]:
    """Steps that several orders fit, and steps that hide a part of the computation."""
    W, x, h, c = (rng.normal(size=shape) for shape in ((8, 6), (2, 3), (2, 2), (2, 2)))
    h = np.tanh(h)
    no_W, no_x, no_h, no_c = (np.zeros_like(array) for array in (W, x, h, c))
    alike = W.copy()
    alike[2:4] = alike[6:]
    habits = W.copy()
    habits[:, 0] = np.tile(habits[:2, 0], 4)
    one, other = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    cases = [
        _case(rng, no_W, x, h, no_c),
        _case(rng, no_W, x, h, 0.01 * c),
        _case(rng, W, x, h, no_c),
        _case(rng, W, x, no_h, no_c),
        _case(rng, W, no_x, no_h, c),
        _case(rng, alike, x, h, c),
        _case(rng, np.tile(W[:2], (4, 1)), x, h, c),
        _case(rng, habits, one * x, one * h, one * c),
        _case(rng, habits, other * x, other * h, other * c),
        _case(rng, np.column_stack([[0.0, 0, 1, 1, 0, 0, 0, 0], W[:, 1:]]), no_x, no_h, no_c),
    ]
    return [(case,) for case in cases if case]


fitting_orders = Function(
    id="09.5",
    title="Which of the twenty-four?",
    name="fitting_orders",
    inputs={"case": made(_drawn, "B D", "B H")},
    returns="orders",
    reference=_fitting,
    probes=_special,
    wrong=[
        Wrong(
            "first-only",
            lambda case: _fitting(case)[:1],
            "Where several orders fit you return one of them. That a test cannot tell them apart "
            "is what its reader has to know.",
        ),
        Wrong(
            "inverse",
            lambda case: np.argsort(_fitting(case), axis=1),
            "You say which gate stands at each place. Asked is at which place each gate stands: "
            "for most orders that is something else.",
        ),
        Wrong(
            "all",
            lambda case: np.array(ORDERS),
            "These are all orders there are. Which of them compute what the stranger's library "
            "has computed?",
        ),
        Wrong(
            "first-example",
            _where(lambda case: np.abs(_off(case)[:, 0]).max(axis=1) <= 1e-6),
            "You compare the first sequence only. Where it is blind, the others see.",
        ),
        Wrong(
            "some-entry",
            _where(lambda case: np.abs(_off(case)).min(axis=(1, 2)) <= 1e-6),
            "With you an order fits if any of its numbers does. All of them have to.",
        ),
        Wrong(
            "no-abs",
            _where(lambda case: _off(case).max(axis=(1, 2)) <= 1e-6),
            "With you an order fits if it is not too large. Numbers that are too small are off as "
            "well.",
        ),
        Wrong(
            "loose",
            _where(lambda case: np.abs(_off(case)).max(axis=(1, 2)) <= 1e-2),
            "Some of your orders are off by nearly a hundredth. With small weights a wrong order "
            "comes as near as that.",
        ),
        Wrong(
            "exact",
            _where(lambda case: (_off(case) == 0).all(axis=(1, 2))),
            "You hardly ever find one: the stranger's library computes with seven digits, and "
            "you demand all sixteen.",
        ),
        Wrong(
            "G8-all-sigmoid",
            _where(lambda case: _near(case, _steps(case, content=sigmoid).h)),
            "You hardly ever find one, though there always is one. The candidate is not a share.",
        ),
        Wrong(
            "F1-no-tanh",
            _where(lambda case: _near(case, _steps(case).o * _steps(case).c)),
            "You find one only where the memory is small. What does it go through before it is "
            "shown?",
        ),
        Wrong(
            "memory-ignored",
            _where(lambda case: _near(case, _steps({**case, "c": 0 * case["c"]}).h)),
            "You find one only where the memory was empty: the step starts from h and c.",
        ),
        Wrong(
            "state-ignored",
            _where(
                lambda case: _near(case, _steps({**case, "h": 0 * case["h"], "c": 0 * case["c"]}).h)
            ),
            "You start from an empty state. The stranger's step started from the h and c in the "
            "case.",
        ),
        Wrong(
            "C2-order-xh",
            _where(lambda case: _near(case, _steps(case, stack=lambda h, x: concat(x, h)).h)),
            "You find one only where h and x are 0. The columns meet [1; h; x].",
        ),
        Wrong(
            "how-many",
            lambda case: len(_fitting(case)),
            "That is how many orders fit. Which?",
        ),
    ],
    then="Nobody has to believe a manual: one step with random numbers says which order it is.",
)

test_to_demand = Written(
    id="09.6",
    title="A test worth having",
    name="test_to_demand",
    criteria=[
        "The first test is passed by all 24 orders, the second by 18, the third by one.",
        "Where all sums are 0, all gates and candidates are alike; a forget bias of 1 gives away "
        "only the orders that take it for the candidate.",
        "So: random weights with biases, random input and state, compared number by number with "
        "what the other library has computed.",
        "One step says nothing about what comes after it: padding, a second layer, the other "
        "direction need tests of their own, over sequences of several lengths.",
    ],
)

EXERCISES = [
    deep_and_both_ways,
    axes_exchanged,
    end_state,
    read_backwards,
    fitting_orders,
    test_to_demand,
]
