"""Chapter 8, the output gate and one full step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Answer, Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import made
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.cell import State, Step, step
from lstm_lib.layer import concat, layer
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
    wrong=[
        (
            "F1-no-tanh",
            lambda: float((AFTER.o * AFTER.c)[0]),
            "You showed a share of the memory as it is. What does a memory go through first?",
        ),
        (
            "memory",
            lambda: float(AFTER.c[0]),
            "That is what the unit keeps. What does it show of it?",
        ),
        (
            "F4-ungated",
            lambda: float(tanh(AFTER.c)[0]),
            "That would be shown if the output gate were wide open. How far open is it?",
        ),
        (
            "old-memory-shown",
            lambda: float((AFTER.o * tanh(BEFORE.c))[0]),
            "You showed the memory of before the step. Which of the six lines comes last?",
        ),
        (
            "E3-gates-swapped",
            lambda: float((AFTER.o * tanh(AFTER.i * BEFORE.c + AFTER.f * AFTER.g))[0]),
            "Forget gate and input gate have changed places: which of them meets the old memory?",
        ),
        (
            "E6-no-carry",
            lambda: float((AFTER.o * tanh(AFTER.i * AFTER.g))[0]),
            "You show only what this step has written. What had been there, −1, is not all gone.",
        ),
        (
            "columns-exchanged",
            lambda: _with_other_inputs(0.5, 0.25),
            "Price and hidden state have met each other's weights. In each row: bias, h, x.",
        ),
        (
            "no-h",
            lambda: _with_other_inputs(0.25, 0.0),
            "You left out what the gates hear of h.",
        ),
    ],
    then="The memory rose, from −1 to about −0.48, and still pulls down what is shown.",
)

without_h = Choice(
    id="08.2",
    title="With its ears shut",
    name="left_without_h",
    question="In a trained cell all weights that meet h, in all four blocks, are set to 0. It starts "
    "from h = c = 0. What can h on day 4 still depend on?",
    options={
        "a": (
            "On the price of day 4 alone: what went from day to day is cut",
            "One way from day to day is cut. The state is a pair.",
        ),
        "b": (
            "On the prices of all four days, but not on their order",
            "Each day's share of the memory passes the forget gates of the days after it.",
        ),
        "c": ("On the prices of all four days, and on their order", ""),
        "d": (
            "On a day's price only if the output gate was open on that day",
            "The output gate decides what is heard of the memory, and now nobody listens. What "
            "does it do to the memory itself?",
        ),
        "e": (
            "On nothing, since h is 0",
            "The weights that meet h are 0. h itself is what comes out at the end of a step.",
        ),
    },
    right="c",
    then="A memory needs no h to last. What is lost is that what is remembered decides what is "
    "written: the gates and the candidate know today's price only.",
)


def broken_full_step(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """A step as it was published, in this course's names."""
    W_i, W_f, W_g, W_o = np.split(W, 4)
    hx = concat(h, x)
    c_new = layer(W_f, hx) * c + layer(W_i, hx) * layer(W_g, hx, activation=tanh)
    h_new = layer(W_o, hx) * tanh(c)
    return h_new, c_new


def _step(W: Array, x: Array, h: Array, c: Array) -> Step:
    return step(LSTMWeights(W), x, State(h, c))


def _full_step(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    after = _step(W, x, h, c)
    return after.h, after.c


def _reordered(W: Array, order: str) -> Array:
    """What the blocks look like to whoever takes them for i, f, g, o in this order."""
    return np.concatenate([np.split(W, 4)[order.index(gate)] for gate in "ifgo"])


def _shown(o: Array, c: Array) -> tuple[Array, Array]:
    return o * tanh(c), c


def _after(change: Callable[[Step, Array], tuple[Array, Array]]) -> Answer:
    """The answer that is made from a whole step and the memory before it."""
    return lambda W, x, h, c: change(_step(W, x, h, c), c)


def _all_sigmoid(W: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    one = _step(W, x, h, c)
    return _shown(one.o, one.f * c + one.i * layer(LSTMWeights(W).g, concat(h, x)))


def _without_bias(W: Array) -> Array:
    return np.column_stack([np.zeros(len(W)), W[:, 1:]])


full_step = Function(
    id="08.3",
    title="A step that is one step late",
    name="full_step",
    inputs={"W": "4H 1+H+D", "x": "B D", "h": "B H", "c": "B H"},
    returns="h, c",
    reference=_full_step,
    given=broken_full_step,
    wrong=[
        Wrong(
            "unmended",
            broken_full_step,
            "It still does what the broken one does. Start from an empty memory, c = 0: what "
            "should be shown after a step that writes much, and what is?",
        ),
        Wrong(
            "old-memory-kept",
            _after(lambda one, c: (one.h, c)),
            "What is shown is right now. But you hand on the memory of before the step: nothing is "
            "ever written to it.",
        ),
        Wrong(
            "both-old",
            _after(lambda one, c: (one.o * tanh(c), c)),
            "Now shown and handed on are the same memory, the one of before the step. Which of the "
            "two was right?",
        ),
        Wrong(
            "F1-no-tanh",
            _after(lambda one, c: (one.o * one.c, one.c)),
            "The memory is right, but you show more than 1 of it. What keeps h on a known scale?",
        ),
        Wrong(
            "F2-sigmoid-c",
            _after(lambda one, c: (one.o * sigmoid(one.c), one.c)),
            "The memory is right, but an empty one shows something with you. Which curve goes "
            "through 0?",
        ),
        Wrong(
            "F4-ungated",
            _after(lambda one, c: (tanh(one.c), one.c)),
            "The memory is right, but nobody decides how much of it is shown.",
        ),
        Wrong(
            "F6-tanh-on-gate",
            _after(lambda one, c: (tanh(one.o) * one.c, one.c)),
            "You squashed the gate instead of the memory. Which of the two is a share already?",
        ),
        Wrong(
            "E7-squashed-kept",
            _after(lambda one, c: (one.h, tanh(one.c))),
            "What is shown is right. But you also keep the memory squashed, and no memory grows "
            "beyond 1.",
        ),
        Wrong(
            "gated-kept",
            _after(lambda one, c: (one.h, one.o * one.c)),
            "What is shown is right. But with you whatever is not shown is lost as well: the "
            "output gate has no say in what is kept.",
        ),
        Wrong(
            "E1-inverted-forget",
            _after(lambda one, c: _shown(one.o, (1 - one.f) * c + one.i * one.g)),
            "Where the forget gate is 1 your memory is erased. The gate is called after what it "
            "does when it is shut.",
        ),
        Wrong(
            "E6-no-carry",
            lambda W, x, h, c: _full_step(W, x, h, 0 * c),
            "Whatever the old memory is, your result is the same. Nothing of it is kept.",
        ),
        Wrong(
            "G2-order-fiog",
            lambda W, x, h, c: _full_step(_reordered(W, "figo"), x, h, c),
            "Input gate and forget gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Wrong(
            "G1-order-ifog",
            lambda W, x, h, c: _full_step(_reordered(W, "ifog"), x, h, c),
            "Candidate and output gate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Wrong(
            "G3-order-igfo",
            lambda W, x, h, c: _full_step(_reordered(W, "igfo"), x, h, c),
            "Forget gate and candidate have changed places. W has its blocks in the order i, f, "
            "g, o.",
        ),
        Wrong(
            "G8-all-sigmoid",
            _all_sigmoid,
            "Your memory is never written downwards: all four blocks go through the sigmoid.",
        ),
        Wrong(
            "C2-order-xh",
            lambda W, x, h, c: _shown(
                layer(LSTMWeights(W).o, concat(x, h)),
                layer(LSTMWeights(W).f, concat(x, h)) * c
                + layer(LSTMWeights(W).i, concat(x, h))
                * layer(LSTMWeights(W).g, concat(x, h), activation=tanh),
            ),
            "You stacked [1; x; h], where the weights expect [1; h; x].",
        ),
        Wrong(
            "C7-no-bias",
            lambda W, x, h, c: _full_step(_without_bias(W), x, h, c),
            "At h = x = 0 all your gates are half open. Their biases are missing.",
        ),
        Wrong(
            "G5-returns-c-h",
            lambda W, x, h, c: _full_step(W, x, h, c)[::-1],
            "Both results are right, but in the order (c, h); (h, c) is wanted.",
        ),
        Wrong(
            "G9-h-only",
            lambda W, x, h, c: _step(W, x, h, c).h,
            "The state is a pair: the next step needs the memory as well.",
        ),
    ],
    then="Reported in github.com/borelien/entailment-neural-attention-lstm-tf/issues/3, and mended: "
    "gate and memory were of two different steps. From an empty memory such a step shows 0, always.",
)


def _mirrored(W: Array, s: Array, gates: bool = True, candidate: bool = True) -> Array:
    """Columns of h turned in the gates, in the candidate, or in both; rows of the candidate too."""
    weights = LSTMWeights(W.copy())
    H = weights.units
    for name, turned in zip("ifgo", (gates, gates, candidate, gates), strict=True):
        if turned:
            getattr(weights, name)[:, 1 : 1 + H] *= s
    weights.g[...] *= s[:, None]
    return weights.W


def _columns_only(W: Array, s: Array) -> Array:
    return _block_turned(_mirrored(W, s), s, 2)


def _block_turned(W: Array, s: Array, *blocks: int) -> Array:
    parts = np.split(W, 4)
    return np.concatenate([p * s[:, None] if k in blocks else p for k, p in enumerate(parts)])


def _row_kept(W: Array, s: Array, columns: slice) -> Array:
    result, H = _mirrored(W, s), len(s)
    result[2 * H : 3 * H, columns] *= s[:, None]
    return result


def _mirrored_in_place(W: Array, s: Array) -> Array:
    W[...] = _mirrored(W, s)
    return W


mirror_weights = Function(
    id="08.4",
    title="Memories upside down",
    name="mirror_weights",
    inputs={
        "W": "4H 1+H+D",
        "s": made(lambda rng, sizes: rng.choice([-1.0, 1.0], sizes["H"]), "H"),
    },
    returns="W",
    reference=_mirrored,
    wrong=[
        Wrong(
            "unchanged",
            lambda W, s: W.copy(),
            "These are the weights as they came: they write what they always wrote. Which block "
            "says what is written?",
        ),
        Wrong(
            "rows-only",
            lambda W, s: _mirrored(W, s, gates=False, candidate=False),
            "The turned units write upside down now. But who has been listening to what they "
            "show, and hears the opposite since?",
        ),
        Wrong(
            "columns-only",
            _columns_only,
            "Everyone hears the turned units rightly. But these units still write as they always "
            "did.",
        ),
        Wrong(
            "gates-hear-wrong",
            lambda W, s: _mirrored(W, s, gates=False),
            "The candidates are right. But three more layers hear h.",
        ),
        Wrong(
            "candidate-hears-wrong",
            lambda W, s: _mirrored(W, s, candidate=False),
            "The gates hear rightly, and the turned units write upside down. But the candidates "
            "hear h, too.",
        ),
        Wrong(
            "all-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 0, 1, 3),
            "You turned the rows of the gates, too. A gate whose sum is turned shuts where it "
            "should open.",
        ),
        Wrong(
            "output-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 2, 3),
            "You tried to turn what is shown at the output gate. Can a share turn a sign?",
        ),
        Wrong(
            "input-rows",
            lambda W, s: _block_turned(_mirrored(W, s), s, 2, 0),
            "You turned the rows of the input gate: it says how much is written, not what.",
        ),
        Wrong(
            "bias-kept",
            lambda W, s: _row_kept(W, s, slice(0, 1)),
            "Where h = x = 0, a turned unit still writes what it used to. Its candidate has a "
            "habit, too.",
        ),
        Wrong(
            "x-kept",
            lambda W, s: _row_kept(W, s, slice(1 + len(s), None)),
            "The turned units' candidates answer to x as they used to.",
        ),
        Wrong(
            "all-units",
            lambda W, s: _mirrored(W, -np.ones_like(s)),
            "You turned every unit. Only those whose s is −1 are to be turned.",
        ),
        Wrong(
            "shifted",
            lambda W, s: _mirrored(np.roll(W, 1, axis=1), s)[:, [*range(1, W.shape[1]), 0]],
            "You turned the weights that meet the constant. The columns of h begin after it.",
        ),
        Wrong(
            "E9-in-place",
            _mirrored_in_place,
            "The right weights, but the cell you were given is changed as well. Work on a copy.",
        ),
    ],
    then="No test of inputs and outputs shows which way up a memory is, or which number a unit has: "
    "that two networks do the same does not mean that their weights look alike.",
)


def _sum_of(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _push(W: Array, hush: float, block: str = "o") -> Array:
    """By how much the sums of a block must fall: then its gates are open by hush at worst."""
    rows = getattr(LSTMWeights(W), block)
    return np.asarray(rows[:, 0] + np.abs(rows[:, 1:]).sum(axis=1) - _sum_of(hush))


def _button(W: Array, push: Array | float, block: str = "o", at: int | None = None) -> Array:
    """The biases of a block lowered by a push, and a column for m that makes up for it."""
    by = np.zeros(len(W))
    by[np.repeat([gate == block for gate in "ifgo"], len(W) // 4)] = push
    lowered = np.column_stack([W[:, 0] - by, W[:, 1:]])
    return np.insert(lowered, W.shape[1] if at is None else at, by, axis=1)


def _muted(W: Array, hush: float) -> Array:
    return _button(W, _push(W, hush))


def _by(push: Callable[[Array, float], Array | float]) -> Answer:
    """The answer with another push; that is made from the output gate's rows and hush."""
    return lambda W, hush: _button(W, push(LSTMWeights(W).o, hush))


def _in_blocks(blocks: str) -> Answer:
    """The same button for other blocks, each with the push that this block needs."""

    def answer(W: Array, hush: float) -> Array:
        result = np.column_stack([W, np.zeros(len(W))])
        for block in blocks:
            own = _button(W, _push(W, hush, block), block)
            result[own[:, -1] != 0] = own[own[:, -1] != 0]
        return result

    return answer


muted_weights = Function(
    id="08.5",
    title="A button that silences a cell",
    name="muted_weights",
    inputs={
        "W": "4H 1+H+D",
        "hush": made(lambda rng, sizes: float(rng.choice([0.1, 0.01, 0.001, 1e-4, 1e-5]))),
    },
    returns="W",
    reference=_muted,
    wrong=[
        Wrong(
            "bias-only",
            lambda W, hush: np.column_stack([_muted(W, hush)[:, :-1], np.zeros(len(W))]),
            "Your cell is silent for good: with m = 1 it is not what it was.",
        ),
        Wrong(
            "column-only",
            lambda W, hush: np.column_stack([W, _muted(W, hush)[:, -1]]),
            "With m = 0 the new weight meets a 0. What then shuts the gate?",
        ),
        Wrong(
            "turned-round",
            lambda W, hush: np.column_stack([W, -_muted(W, hush)[:, -1]]),
            "Your button is the wrong way round: the cell falls silent when m is 1.",
        ),
        Wrong(
            "habit-only",
            _by(lambda o, hush: o[:, 0] - _sum_of(hush)),
            "Where h = x = 0 the gate is as far shut as wanted. But h and x push, too, and may push "
            "it open.",
        ),
        Wrong(
            "signs-kept",
            _by(lambda o, hush: o.sum(axis=1) - _sum_of(hush)),
            "You took h = x = 1 for the worst case. Which h and x push hardest where weights are "
            "negative?",
        ),
        Wrong(
            "x-only",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1 + len(o) :]).sum(axis=1) - _sum_of(hush)),
            "You reckoned with x. But h pushes, too: it is not yet 0 when the button is pressed.",
        ),
        Wrong(
            "h-only",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1 : 1 + len(o)]).sum(1) - _sum_of(hush)),
            "You reckoned with h. But x pushes, too.",
        ),
        Wrong(
            "no-habit",
            _by(lambda o, hush: np.abs(o[:, 1:]).sum(axis=1) - _sum_of(hush)),
            "You reckoned with all that h and x bring. A gate that is open by habit stays open.",
        ),
        Wrong(
            "size-of-habit",
            _by(lambda o, hush: np.abs(o).sum(axis=1) - _sum_of(hush)),
            "You took the size of the bias, too. h and x may come with either sign, but the "
            "constant is always 1: a gate that is shut by habit needs less.",
        ),
        Wrong(
            "share-as-sum",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) - hush),
            "In the worst case your gate's sum is hush. How far open is a gate then?",
        ),
        Wrong(
            "log-share",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) - np.log(hush)),
            "Nearly: in the worst case your gate is a little further shut than hush. Which sum "
            "belongs to a share, exactly?",
        ),
        Wrong(
            "turned-over",
            _by(lambda o, hush: o[:, 0] + np.abs(o[:, 1:]).sum(axis=1) + _sum_of(hush)),
            "In the worst case your gate is open by 1 − hush.",
        ),
        Wrong(
            "one-for-all",
            lambda W, hush: _button(W, _push(W, hush).max()),
            "Silent, but all units get the push that one of them needs. Each has weights of its "
            "own.",
        ),
        Wrong(
            "always-10",
            _by(lambda o, hush: 10.0),
            "A push of 10 is too small for large weights, and larger than need be for small ones. "
            "How large may the sum of this gate become?",
        ),
        Wrong(
            "too-large",
            _by(lambda o, hush: 1e20),
            "Silent it is. But with m = 1 the biases are gone: beside so large a number they are "
            "lost in rounding.",
        ),
        Wrong(
            "infinite",
            _by(lambda o, hush: np.inf),
            "With m = 1 your sum is infinity less infinity, which is not a number.",
        ),
        Wrong(
            "input-gate",
            _in_blocks("i"),
            "With m = 0 your cell writes nothing, and goes on showing what it has. It should be "
            "the other way round.",
        ),
        Wrong(
            "forget-gate",
            _in_blocks("f"),
            "With m = 0 your cell loses its memory. It should keep it, and not tell.",
        ),
        Wrong(
            "candidate",
            _in_blocks("g"),
            "With m = 0 your cell writes other things than before, and goes on showing them.",
        ),
        Wrong(
            "all-gates",
            _in_blocks("ifo"),
            "With m = 0 all three gates are shut: nothing is shown, but nothing is kept either.",
        ),
        Wrong(
            "all-blocks",
            _in_blocks("ifgo"),
            "You changed all four blocks. Which of them decides what is shown, and nothing else?",
        ),
        Wrong(
            "m-after-1",
            lambda W, hush: _button(W, _push(W, hush), at=1),
            "You put the weights of m right after the bias. It is the last entry of [1; h; x; m].",
        ),
        Wrong(
            "m-before-x",
            lambda W, hush: _button(W, _push(W, hush), at=1 + len(W) // 4),
            "You put the weights of m before those of x. It is the last entry of [1; h; x; m].",
        ),
    ],
    then="A trained cell can be given such a button without another step of training. What it "
    "does while silent differs all the same: its gates no longer hear h.",
)

day_forty = Written(
    id="08.6",
    title="Day forty",
    name="day_forty",
    criteria=[
        "With a price from about −0.12 to 0.47, A and B are told apart on day 40 and on day 400.",
        "The unit then rests in one of two states, near −0.28 and 0.99: one bit, for good.",
        "h keeps it: in B it opens the gates and outweighs the candidate's bias, in A it does not.",
        "Above, A tips up as well, and below, B tips down; then h is the same for both.",
        "The two memories may still differ for a while where both answers are 0.99: tanh hides it.",
    ],
)

EXERCISES = [by_hand, without_h, full_step, mirror_weights, muted_weights, day_forty]
