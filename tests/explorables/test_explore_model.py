"""The arithmetic of the explorables is lstm_lib's, to 1e-12, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from js_modules import Run, running
from playwright.sync_api import Browser

from lstm_course.notebook import as_text
from lstm_lib import lstm as lstm_library
from lstm_lib._validation import Array
from lstm_lib.activations import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from lstm_lib.cell import State, Step, step, zero_state
from lstm_lib.layer import layer
from lstm_lib.variants import rnn_backward, rnn_forward
from lstm_lib.weights import LSTMWeights

SEEDS = pytest.mark.parametrize("seed", range(4))


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/lstm", "model/linalg", "ui/format") as run:
        yield run


def same(found: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-12, atol=1e-12)


def blocks(weights: LSTMWeights) -> dict[str, Array]:
    return {name: getattr(weights, name) for name in "ifgo"}


def drawn(seed: int, steps: int = 9) -> tuple[LSTMWeights, Array, State]:
    """A cell of random size, T inputs, and a state to begin with."""
    rng = np.random.default_rng(seed)
    units, inputs = rng.integers(1, 9, size=2)
    weights = LSTMWeights.random(units, inputs, rng)
    return weights, rng.normal(size=(steps, inputs)), State(*rng.normal(size=(2, units)))


# Curves and layers


def test_curves_are_right_relative_to_their_size(run: Run) -> None:
    z = np.concatenate([np.linspace(-700, 700, 401), np.linspace(-12, 12, 401), [-1e-9, 0.0]])
    found = run("[z.map(lstm.sigmoid), z.map(lstm.tanh)]", z=z)
    np.testing.assert_allclose(found[0], sigmoid(z), rtol=1e-12, atol=0)
    np.testing.assert_allclose(found[1], tanh(z), rtol=1e-12, atol=0)


def test_slopes_are_those_of_the_outputs(run: Run) -> None:
    a = np.linspace(-1, 1, 101)
    found = run("[a.map(lstm.sigmoidDerivative), a.map(lstm.tanhDerivative)]", a=a)
    same(found, [sigmoid_derivative(a), tanh_derivative(a)])


@SEEDS
def test_layer(run: Run, seed: int) -> None:
    rng = np.random.default_rng(seed)
    m, n = rng.integers(1, 12, size=2)
    W, x = rng.normal(size=(m, 1 + n)), rng.normal(size=n)
    found = run("[lstm.layer(W, x), lstm.layer(W, x, lstm.tanh)]", W=W, x=x)
    same(found, [layer(W, x), layer(W, x, tanh)])
    terms = run("W.map((row) => lstm.terms(row, x))", W=W, x=x)
    same(terms, W * np.array([1.0, *x]))
    same(run("W.map((row) => linalg.sum(row))", W=terms), W @ np.array([1.0, *x]))


# The cell


@SEEDS
def test_step(run: Run, seed: int) -> None:
    weights, xs, state = drawn(seed)
    found = run("lstm.step(w, x, state)", w=blocks(weights), x=xs[0], state=state._asdict())
    expected = step(weights, xs[0], state)
    assert set(found) == set(Step._fields)
    for name in Step._fields:
        same(found[name], getattr(expected, name))


@SEEDS
def test_steps_from_a_state_and_from_zero(run: Run, seed: int) -> None:
    weights, xs, state = drawn(seed)
    for start, argument in (state, ", state"), (zero_state(weights), ""):
        values = {"w": blocks(weights), "xs": xs, "state": start._asdict()}
        found = run(f"lstm.steps(w, xs{argument})", **values)
        batch = State(start.h[None], start.c[None])
        expected = lstm_library.forward(weights, xs[:, None], batch)
        same([each["h"] for each in found], expected.h[:, 0])
        same([each["c"] for each in found], expected.c[:, 0])


@SEEDS
def test_memory_of_given_gates_and_what_survives_of_it(run: Run, seed: int) -> None:
    weights, xs, state = drawn(seed)
    state = State(state.h[:1], state.c[:1])
    weights = LSTMWeights.random(1, weights.inputs, np.random.default_rng(seed))
    steps = []
    for x in xs:
        steps.append(step(weights, x, steps[-1].state if steps else state))
    f, i, g, c = (np.array([getattr(each, name)[0] for each in steps]) for name in "figc")
    same(run("lstm.memory(f, i, g, start)", f=f, i=i, g=g, start=state.c[0]), c)
    left = np.array(run("lstm.survivingFractions(f)", f=f))
    same(left @ (i * g) + np.prod(f) * state.c[0], c[-1])


# The plain recurrent layer


@SEEDS
def test_plain_layer_and_what_arrives_of_a_gradient(run: Run, seed: int) -> None:
    rng = np.random.default_rng(seed)
    H, D, T = (*rng.integers(1, 7, size=2), 8)
    W, xs = rng.normal(size=(H, 1 + H + D)), rng.normal(size=(T, D))
    start, last = rng.normal(size=(2, H))
    hs = np.array(run("lstm.rnnForward(W, xs, start)", W=W, xs=xs, start=start))
    same(hs, rnn_forward(W, xs[:, None], start[None])[:, 0])
    same(run("lstm.rnnForward(W, xs)", W=W, xs=xs), rnn_forward(W, xs[:, None])[:, 0])
    found = run("lstm.rnnBackward(W, hs, dh)", W=W, hs=hs, dh=last)
    path = np.array([start, *hs])
    for lag in range(1, T + 1):
        dh = np.zeros((lag, 1, H))
        dh[-1] = last
        begin, tail = path[-lag - 1][None], path[-lag:][:, None]
        same(found[lag - 1], rnn_backward(W, xs[-lag:, None], begin, tail, dh)[2][0])


@SEEDS
def test_spectral_radius(run: Run, seed: int) -> None:
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(2 + 5 * seed,) * 2)
    same(run("linalg.spectralRadius(A)", A=A), np.abs(np.linalg.eigvals(A)).max())
    same(run("linalg.largestSingularValue(A)", A=A[1:]), np.linalg.svd(A[1:])[1][0])
    same(run("linalg.norm(A)", A=A[0]), np.linalg.norm(A[0]))


def test_spectral_radius_of_nothing_and_of_a_turn(run: Run) -> None:
    assert run("linalg.spectralRadius([[0, 1], [0, 0]])") == 0
    same(run("linalg.spectralRadius([[0, -0.5], [0.5, 0]])"), 0.5)


# Numbers as they are read and heard


def test_numbers_are_written_as_prose_writes_them(run: Run) -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=300) * 10.0 ** rng.integers(-9, 9, size=300)
    values = np.concatenate([values, [0.0, -0.0, 1.0, -10.0, 0.9999, 0.99999, 1e-4, 12346.0]])
    found = run("values.map((value) => format.formatNumber(value))", values=values)
    assert [text.replace("\u00a0", " ") for text in found] == [as_text(v) for v in values]


def test_an_output_that_would_be_rounded_to_1_says_what_it_misses(run: Run) -> None:
    found = run(
        "z.map((z) => format.formatOutput(lstm.tanh(z)))", z=np.array([0.5, 8.0, -8.0, 40.0])
    )
    assert [text.replace("\u00a0", " ") for text in found] == [
        "0.4621",
        "1 − 2.25 × 10⁻⁷",
        "−1 + 2.25 × 10⁻⁷",
        "1",
    ]


def test_numbers_are_said_in_words(run: Run) -> None:
    text = run(
        "format.toSpeech(`from ${format.formatNumber(-4.54e-5)} to 1 − ${format.formatNumber(-2)}`)"
    )
    assert text == "from minus 4.54 times 10 to the minus 5 to 1 minus minus 2"


def test_labels_are_taken_apart(run: Run) -> None:
    found = run("format.parseLabel('weight $w_1$, $h_{t−1}$, $σ_{max}$')")
    kinds = {(False, True): "variable", (True, False): "sub", (True, True): "sub variable"}
    pieces = [
        (piece["text"], kinds.get((piece.get("sub", False), piece.get("variable", False)), ""))
        for piece in found
    ]
    assert pieces == [
        ("weight ", ""), ("w", "variable"), ("1", "sub"), (", ", ""), ("h", "variable"),
        ("t", "sub variable"), ("−1", "sub"), (", ", ""), ("σ", "variable"), ("max", "sub"),
    ]  # fmt: skip
    assert run("format.plainLabel('weight $w_1$')") == "weight w1"
