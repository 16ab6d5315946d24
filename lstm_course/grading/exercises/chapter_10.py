"""Chapter 10, backpropagation through time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Number, Written, Wrong
from lstm_course.grading.generators import Sizes, made, real, share, size
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step, step, step_backward, zero_state
from lstm_lib.gradient_check import numerical_gradient
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights

three_voices = Number(
    id="10.1",
    title="Three voices on one road",
    name="slope_at_c_0",
    expected=lambda: 0.5 * (3 + 0.8 * (2 + 0.25 * 4)),
    wrong=[
        (
            "I4-overwritten",
            lambda: 0.5 * 3,
            "Only the loss's own look at c_1 has got through. What comes back from later steps "
            "has to be added to it.",
        ),
        (
            "last-voice-only",
            lambda: 0.5 * 0.8 * 0.25 * 4,
            "This is what the last term of the loss sends back. The loss looks at c_1 and c_2 too.",
        ),
        (
            "one-step-short",
            lambda: 3 + 0.8 * (2 + 0.25 * 4),
            "That is the slope at c_1. One more forget gate stands between c_1 and c_0.",
        ),
        (
            "gate-of-the-same-step",
            lambda: 3 + 0.5 * (2 + 0.8 * 4),
            "Each gate is taken one step too early. Between c_2 and c_3 stands the gate of step 3.",
        ),
        (
            "not-forgotten",
            lambda: 3 + 2 + 4,
            "All three voices are there, at full strength. What multiplies a gradient on its way "
            "from c_3 to c_2?",
        ),
        (
            "one-product-for-all",
            lambda: 0.5 * 0.8 * 0.25 * (3 + 2 + 4),
            "You sent all three voices through all three gates. The one that enters at c_1 passes "
            "a single gate.",
        ),
    ],
    then="Going back, each step multiplies once and adds once: that is all the road does.",
)

frozen = Choice(
    id="10.2",
    title="What a frozen LSTM may forget",
    name="not_needed_for_dx",
    question="The weights of an LSTM are frozen: of its backward pass only dx is wanted, at every "
    "step. Which of the values that the forward pass keeps is not needed then?",
    options={
        "a": (
            "The gates and the candidate, since W no longer changes",
            "W does not change, but the gates do, from input to input. Which numbers is dc "
            "multiplied by?",
        ),
        "b": (
            "The memory cells, since a gradient passes them unchanged",
            "Look at what the forget gate gets, and at the ramp from h to c: which numbers stand "
            "there?",
        ),
        "c": ("The hidden states and the inputs", ""),
        "d": (
            "None, since dx comes out of the whole backward pass",
            "Go through the backward pass line by line. Each kept value is a factor in some line; "
            "is dx, or what leads to it, always that line's result?",
        ),
        "e": (
            "All of them, since dx is a product with W",
            "A product of W with what? And where do the factors of that come from?",
        ),
    },
    right="c",
    then="h and x stand in one line only, that of dW. Differentiating by the input alone is cheaper.",
)


def _cubes(x: Array) -> float:
    return float(np.sum(np.arange(1, x.size + 1) * x.ravel() ** 3))


def _waves(x: Array) -> float:
    return float(np.sum(np.sin(np.arange(1, x.size + 1) * x.ravel())))


def _running(x: Array) -> float:
    return float(np.sum(np.exp(np.cumsum(x) / x.size)))


_cubes.__name__ = "F(x) = 1·x₁³ + 2·x₂³ + 3·x₃³ + …, row by row"
_waves.__name__ = "F(x) = sin(1·x₁) + sin(2·x₂) + sin(3·x₃) + …, row by row"
_running.__name__ = "F(x) = exp(x₁/n) + exp((x₁+x₂)/n) + …, row by row"

Loss = Callable[[Array], float]


def _a_function(rng: np.random.Generator, _: Sizes) -> Loss:
    return (_cubes, _waves, _running)[int(rng.integers(3))]


def _quotients(function: Loss, x: Array, epsilon: float) -> Array:
    x = x.copy()
    return numerical_gradient(lambda: function(x), x, epsilon)


def _one_sided(function: Loss, x: Array, epsilon: float) -> Array:
    middle, result = function(x), np.zeros_like(x)
    for k in np.ndindex(x.shape):
        shifted = x.copy()
        shifted[k] += epsilon
        result[k] = (function(shifted) - middle) / epsilon
    return result


def _in_place(put_back: float) -> Callable[[Loss, Array, float], Array]:
    """Shifting x itself: up by ε, down by 2 ε, and up again by so many."""

    def answer(function: Loss, x: Array, epsilon: float) -> Array:
        result = np.zeros_like(x)
        for k in np.ndindex(x.shape):
            x[k] += epsilon
            above = function(x)
            x[k] -= 2 * epsilon
            result[k] = (above - function(x)) / (2 * epsilon)
            x[k] += put_back * epsilon
        return result

    return answer


def _all_at_once(function: Loss, x: Array, epsilon: float) -> Array:
    return np.full_like(x, (function(x + epsilon) - function(x - epsilon)) / (2 * epsilon))


def _row_by_row(function: Loss, x: Array, epsilon: float) -> Array:
    result = np.zeros_like(x)
    for k in range(len(x)):
        shift = np.zeros_like(x)
        shift[k] = epsilon
        result[k] = (function(x + shift) - function(x - shift)) / (2 * epsilon)
    return result


def _two_names(function: Loss, x: Array, epsilon: float) -> Array:
    result = np.zeros_like(x)
    for k in np.ndindex(x.shape):
        old = x[k]
        above, below = x, x
        above[k] = old + epsilon
        below[k] = old - epsilon
        result[k] = (function(above) - function(below)) / (2 * epsilon)
        x[k] = old
    return result


quotients = Function(
    id="10.3",
    title="A referee of your own",
    name="difference_quotients",
    inputs={
        "function": made(_a_function),
        "x": real("B D", limit=0),
        "epsilon": made(lambda rng, _: float(rng.choice([0.5, 0.1, 0.02]))),
    },
    returns="quotients",
    reference=_quotients,
    wrong=[
        Wrong(
            "J1-no-factor-2",
            lambda function, x, epsilon: 2 * _quotients(function, x, epsilon),
            "Twice too large: how far apart are the two points that you compare?",
        ),
        Wrong(
            "J5-forward-difference",
            _one_sided,
            "You compare x with a point on one side of it. That error shrinks only as fast as ε; "
            "two points, one on each side, do better.",
        ),
        Wrong(
            "J5-backward-difference",
            lambda function, x, epsilon: _one_sided(function, x, -epsilon),
            "You compare x with a point below it only. A second point, above, makes the error "
            "shrink with ε².",
        ),
        Wrong(
            "J6-all-at-once",
            _all_at_once,
            "All your entries are equal: you shifted all of x together, and got the sum of all "
            "slopes.",
        ),
        Wrong(
            "row-by-row",
            _row_by_row,
            "Each of your rows has one number in it: you shifted whole rows of x. One entry at a "
            "time; x has two axes.",
        ),
        Wrong(
            "J2-not-restored",
            _in_place(0),
            "Your function leaves x changed, and every later entry is computed at another point. "
            "Put the old value back, or shift a copy.",
        ),
        Wrong(
            "restored-with-rounding",
            _in_place(1),
            "Nearly: x comes back changed in its last digits, because adding and subtracting ε "
            "rounds. Remember the old value itself, or shift a copy.",
        ),
        Wrong(
            "two-names",
            _two_names,
            "All your slopes are 0. Are the point above and the point below two names for one "
            "array? Then both are the point below.",
        ),
        Wrong(
            "J3-own-epsilon",
            lambda function, x, epsilon: _quotients(function, x, 1e-6),
            "A good approximation of the gradient, but with an ε of your own. Whoever calls your "
            "function chooses it.",
        ),
        Wrong(
            "turned-over",
            lambda function, x, epsilon: -_quotients(function, x, epsilon),
            "All signs are turned over: which of the two values belongs to the larger entry?",
        ),
        Wrong(
            "not-divided",
            lambda function, x, epsilon: 2 * epsilon * _quotients(function, x, epsilon),
            "These are differences. A slope is a difference divided by a distance.",
        ),
        Wrong(
            "flat",
            lambda function, x, epsilon: _quotients(function, x, epsilon).ravel(),
            "All numbers are right, in one long row: the result has the shape of x.",
        ),
    ],
    then="With a small ε this is `lstm_lib.gradient_check.numerical_gradient`; task 6 asks how small.",
)


def _through_step(
    i: Array, f: Array, g: Array, o: Array, c_before: Array, dh: Array, dc_after: Array
) -> tuple[Array, Array]:
    """δ through the library: what the inputs get if each of the 4H sums has an input of its own."""
    B, H = f.shape
    W = np.hstack([np.zeros((4 * H, 1 + H)), np.eye(4 * H)])
    c = f * c_before + i * g
    made_by = Step(i, f, g, o, c, o * tanh(c))
    before = State(np.zeros((B, H)), c_before)
    _, delta, to_before = step_backward(
        LSTMWeights(W), np.zeros((B, 4 * H)), before, made_by, State(dh, dc_after)
    )
    return delta, to_before.c


def _step_with(
    slope_f: Callable[[Array], Array] = sigmoid_derivative, **changes: Callable[..., Array]
) -> Callable[..., tuple[Array, Array]]:
    """The same by hand, with one or more of its lines changed."""
    lines: dict[str, Callable[..., Array]] = {
        "dc": lambda dh, o, c, dc_after, **_: dc_after + dh * o * _ramp(c),
        "di": lambda dc, g, **_: dc * g,
        "df": lambda dc, c_before, **_: dc * c_before,
        "dg": lambda dc, i, **_: dc * i,
        "do": lambda dh, c, **_: dh * tanh(c),
        "dc_before": lambda dc, f, **_: dc * f,
    }
    names = ["i", "f", "g", "o", "c_before", "dh", "dc_after"]
    slopes = {"i": sigmoid_derivative, "f": slope_f, "g": tanh_derivative, "o": sigmoid_derivative}

    def answer(*args: Array) -> tuple[Array, Array]:
        now = dict(zip(names, args, strict=True))
        now["c"] = now["f"] * now["c_before"] + now["i"] * now["g"]
        for name, line in (lines | changes).items():
            now[name] = line(**now)
        delta = np.hstack([now[f"d{name}"] * slope(now[name]) for name, slope in slopes.items()])
        return delta, now["dc_before"]

    return answer


def _ramp(c: Array) -> Array:
    return tanh_derivative(tanh(c))


def _adds_in_place(*args: Array) -> tuple[Array, Array]:
    result = _through_step(*args)
    i, f, g, o, c_before, dh, dc_after = args
    dc_after += dh * o * _ramp(f * c_before + i * g)
    return result


def broken_one_step_back(
    i: Array, f: Array, g: Array, o: Array, c_before: Array, dh: Array, dc_after: Array
) -> tuple[Array, Array]:
    """The backward pass of one step with the line that was reported, in this course's names."""
    tanh_c = np.tanh(f * c_before + i * g)
    do = dh * tanh_c
    dc = dh * o * (1 - tanh_c**2)
    di, df, dg = dc * g, dc * c_before, dc * i
    delta = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
    return np.concatenate(delta, axis=1), dc * f


one_step_back = Function(
    id="10.4",
    title="A backward pass that lost the future",
    name="one_step_back",
    inputs={
        "i": share("B H"),
        "f": share("B H"),
        "g": share("B H", low=-1),
        "o": share("B H"),
        "c_before": "B H",
        "dh": real("B H", limit=0),
        "dc_after": real("B H", limit=0),
    },
    returns="delta, dc_before",
    reference=_through_step,
    given=broken_one_step_back,
    wrong=[
        Wrong(
            "I4-unmended",
            broken_one_step_back,
            "It still does what the broken one does. Set dh to 0 and dc_after to 1, and follow "
            "that 1: where should it arrive, and where does it?",
        ),
        Wrong(
            "in-place",
            _adds_in_place,
            "The results are right, but `+=` changes the array of whoever called: dc_after is "
            "another one afterwards.",
        ),
        Wrong(
            "slope-on-both",
            _step_with(dc=lambda dh, o, c, dc_after, **_: (dc_after + dh * o) * _ramp(c)),
            "The part from step t + 1 is there, but it is multiplied by the slope of tanh. It "
            "arrives at c itself; only what comes from h goes through tanh.",
        ),
        Wrong(
            "output-gate-on-both",
            _step_with(dc=lambda dh, o, c, dc_after, **_: (dc_after + dh * _ramp(c)) * o),
            "You multiply the part from step t + 1 by the output gate. Does the memory pass the "
            "output gate on its way to the next step?",
        ),
        Wrong(
            "no-ramp",
            _step_with(dc=lambda dh, o, dc_after, **_: dc_after + dh * o),
            "The sum of both voices is there, but between h and c there is a tanh, and its slope "
            "is missing now.",
        ),
        Wrong(
            "I7-slope-of-c",
            _step_with(dc=lambda dh, o, c, dc_after, **_: dc_after + dh * o * (1 - c * c)),
            "For a large memory your slope of tanh is far below 0. It is written in terms of "
            "tanh's output, not of c.",
        ),
        Wrong(
            "forgotten-too-early",
            _step_with(dc=lambda dh, o, c, f, dc_after, **_: f * dc_after + dh * o * _ramp(c)),
            "You multiplied dc_after by this step's forget gate. It has come through that of step "
            "t + 1 already; this step's stands between c_before and c.",
        ),
        Wrong(
            "both-into-the-output-gate",
            _step_with(do=lambda dh, dc_after, c, **_: (dh + dc_after) * tanh(c)),
            "Your output gate reacts to dc_after. It has no part in what the memory hands to the "
            "next step.",
        ),
        Wrong(
            "only-handed-on",
            _step_with(
                dc=lambda dh, o, c, **_: dh * o * _ramp(c),
                dc_before=lambda dc, dc_after, f, **_: (dc + dc_after) * f,
            ),
            "What comes from step t + 1 gets to c_before, but not to the gates: f, i and g made "
            "this memory, and what the future says of it concerns them too.",
        ),
        Wrong(
            "not-handed-on",
            _step_with(dc_before=lambda dh, o, c, f, **_: dh * o * _ramp(c) * f),
            "The gates are right. But c_before hears of this step's h alone, and nothing of what "
            "lies further in the future.",
        ),
        Wrong(
            "no-forgetting",
            _step_with(dc_before=lambda dc, **_: dc),
            "delta is right. On the way from c to c_before the gradient is multiplied by "
            "something, as the memory was on its way forward.",
        ),
        Wrong(
            "I5-no-slope-of-f",
            _step_with(slope_f=np.ones_like),
            "The forget gate's block of delta lacks the slope of its sigmoid.",
        ),
        Wrong(
            "I11-no-candidate",
            _step_with(di=lambda dc, **_: dc),
            "The input gate's block lacks a factor: what is the input gate multiplied with?",
        ),
        Wrong(
            "new-memory-at-f",
            _step_with(df=lambda dc, c, **_: dc * c),
            "The forget gate multiplies the memory that was there before, not the one it makes.",
        ),
        Wrong(
            "order-ifog",
            lambda *args: (
                np.hstack([np.split(_through_step(*args)[0], 4, axis=1)[k] for k in (0, 1, 3, 2)]),
                _through_step(*args)[1],
            ),
            "All numbers are right, but the last two blocks of delta have changed places; the "
            "order is i, f, g, o.",
        ),
    ],
    then="Reported in github.com/apache/mxnet/issues/4057, where the gradient of c was set and not "
    "added to. A check with one step cannot see it: there is no future to lose.",
)


def _windows(
    W: Array, x: Array, dh: Array, k: int, begin: str = "handed on", windows: str = "all"
) -> list[Array]:
    """dW of each window, in order."""
    weights, state, each = LSTMWeights(W), None, []
    end = len(x) - k + 1 if windows == "whole" else len(x)
    for t in range(0, end, k):
        run = forward(weights, x[t : t + k], state)
        empty = np.zeros_like(run.state.h)
        if begin != "zero":
            h, c = run.state
            state = State(empty if begin == "c only" else h, empty if begin == "h only" else c)
        each.append(backward(run, dh[t : t + k]).W)
    return each


def _total(each: list[Array], W: Array) -> Array:
    total: Array = np.sum([np.zeros_like(W), *each], axis=0)
    return total


def _by_steps(hand_back: str) -> Callable[[Array, Array, Array, int], Array]:
    """Windows by steps, in which only one of the two gradients is handed back."""

    def answer(W: Array, x: Array, dh: Array, k: int) -> Array:
        weights, dW = LSTMWeights(W), np.zeros_like(W)
        state, run = zero_state(weights, x.shape[1]), []
        for x_t in x:
            run.append((x_t, state, step(weights, x_t, state)))
            state = run[-1][-1].state
        later = zero = zero_state(weights, x.shape[1])
        for t in reversed(range(len(x))):
            later = zero if (t + 1) % k == 0 else later
            given = State(dh[t] + later.h, later.c)
            dW_t, _, later = step_backward(weights, *run[t], given)
            later = State(later.h if hand_back == "h" else zero.h, later.c * (hand_back == "c"))
            dW += dW_t
        return dW

    return answer


def _sliding(W: Array, x: Array, dh: Array, k: int) -> Array:
    """Every step's loss looks back k steps, in a window that ends at it."""
    weights, dW = LSTMWeights(W), np.zeros_like(W)
    for t in range(len(x)):
        begin = max(0, t - k + 1)
        state = forward(weights, x[:begin]).state if begin else None
        run = forward(weights, x[begin : t + 1], state)
        last = State(dh[t], np.zeros_like(dh[t]))
        dW += backward(run, dstate=last).W
    return dW


def _last_steps(W: Array, x: Array, dh: Array, k: int) -> Array:
    """The last k steps of the sequence, and no others."""
    state = forward(LSTMWeights(W), x[:-k]).state if k < len(x) else None
    return backward(forward(LSTMWeights(W), x[-k:], state), dh[-k:]).W


def _ends_only(W: Array, x: Array, dh: Array, k: int) -> Array:
    judged = np.zeros_like(dh)
    ends = [*range(k - 1, len(x) - 1, k), len(x) - 1]
    judged[ends] = dh[ends]
    return _total(_windows(W, x, judged, k), W)


windowed = Function(
    id="10.5",
    title="Side by side",
    name="windowed_gradient",
    inputs={
        "W": real("4H 1+H+D", limit=0),
        "x": real("T B D", limit=0),
        "dh": real("T B H", limit=0),
        "k": size("k"),
    },
    sizes={"T": (1, 2, 3, 4), "k": (1, 2, 3), "B": (1, 2, 3), "H": (1, 2, 3), "D": (1, 2, 4)},
    returns="dW",
    reference=lambda W, x, dh, k: _total(_windows(W, x, dh, k), W),
    wrong=[
        Wrong(
            "not-cut",
            lambda W, x, dh, k: _windows(W, x, dh, len(x))[0],
            "This is the whole gradient: nothing is cut, and your result does not depend on k.",
        ),
        Wrong(
            "P6-state-reset",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="zero"), W),
            "Every one of your windows begins with an empty memory. The gradient stops at a "
            "window's edge, the values do not.",
        ),
        Wrong(
            "h-not-handed-on",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="c only"), W),
            "Your windows hand on the memory, but not the hidden state.",
        ),
        Wrong(
            "c-not-handed-on",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, begin="h only"), W),
            "Your windows hand on the hidden state, but not the memory.",
        ),
        Wrong(
            "I1-not-accumulated",
            lambda W, x, dh, k: _windows(W, x, dh, k)[-1],
            "This is the gradient of the last window alone. The same weights are used in all.",
        ),
        Wrong(
            "first-window",
            lambda W, x, dh, k: _windows(W, x, dh, k)[0],
            "This is the gradient of the first window alone. The same weights are used in all.",
        ),
        Wrong(
            "last-k-steps",
            _last_steps,
            "You look at the last k steps of the sequence only. Here the loss looks at every step, "
            "and every step is in one of the windows.",
        ),
        Wrong(
            "rest-dropped",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k, windows="whole"), W),
            "Where k does not divide T, the steps after the last whole window are missing.",
        ),
        Wrong(
            "I9-averaged",
            lambda W, x, dh, k: np.mean(_windows(W, x, dh, k), axis=0),
            "Your gradient is the mean over the windows; the loss is a sum over all steps.",
        ),
        Wrong(
            "per-step",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k), W) / len(x),
            "Your gradient is divided by T; the loss is a sum over all steps.",
        ),
        Wrong(
            "sliding",
            _sliding,
            "You look back k steps from every step. That is a better gradient, but it costs k "
            "times as much; here every step belongs to one window, and looks back to its beginning.",
        ),
        Wrong(
            "ends-only",
            _ends_only,
            "The loss looks at every step of a window, not only at its last one.",
        ),
        Wrong(
            "I2-no-dh-within",
            _by_steps("c"),
            "Within a window nothing comes back along h from one step to the one before.",
        ),
        Wrong(
            "I3-no-dc-within",
            _by_steps("h"),
            "Within a window nothing comes back along the memory, c.",
        ),
        Wrong(
            "steps-apart",
            lambda W, x, dh, k: _total(_windows(W, x, dh, 1), W),
            "Your gradient is cut after every step, whatever k is.",
        ),
        Wrong(
            "transposed",
            lambda W, x, dh, k: _total(_windows(W, x, dh, k), W).T,
            "All numbers are right, in the wrong places: dW has the shape of W.",
        ),
    ],
    then="This is how long sequences are trained on: the state runs on, the gradient does not.",
)

which_epsilon = Written(
    id="10.6",
    title="How small is small enough?",
    name="which_epsilon",
    criteria=[
        "From large ε down, the error falls with ε²: a hundredfold for each tenth.",
        "Below some ε it rises again: two nearly equal losses are subtracted, their leading digits "
        "cancel, and the rounding that remains is divided by an ever smaller ε.",
        "So the best ε lies in between, here near 1e-5, and a smaller one is worse.",
        "A mistake in the backward pass does not depend on ε: an error that stays the same over "
        "several powers of ten is a mistake, one that moves with ε is the referee's.",
    ],
)

EXERCISES = [three_voices, frozen, quotients, one_step_back, windowed, which_epsilon]
