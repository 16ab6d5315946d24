"""Each variant by its equations, worked by hand, and as the network that it becomes in a limit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from variant_problems import arrays, draw

from lstm_lib import lstm, variants
from lstm_lib.cell import State
from lstm_lib.variants import VARIANTS, Ablation
from lstm_lib.weights import LSTMWeights

SIZE = 6, 3, 2, 4
OPEN = 40.0  # σ(40) is 1 in float64, and its slope 0


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def row(w: np.ndarray, *seen: Any) -> float:
    """One row of W [1; …], term by term."""
    return sum(w_k * s for w_k, s in zip(w, [1.0, *np.concatenate(seen)], strict=True))


def rnn(W: Any, k: int, x: Any, h: Any) -> dict[str, float]:
    return {"h": math.tanh(row(W[k], h, x))}


def gates(W: Any, order: str, k: int, x: Any, h: Any) -> dict[str, float]:
    """The sums of unit k, by gate."""
    H = len(h)
    return {gate: row(W[at * H + k], h, x) for at, gate in enumerate(order)}


def lstm_1997(W: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
    z = gates(W, "igo", k, x, h)
    i, g, o = sigmoid(z["i"]), math.tanh(z["g"]), sigmoid(z["o"])
    new = c[k] + i * g
    return {"i": i, "g": g, "o": o, "c": new, "h": o * math.tanh(new)}


def cifg(W: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
    z = gates(W, "igo", k, x, h)
    i, g, o = sigmoid(z["i"]), math.tanh(z["g"]), sigmoid(z["o"])
    new = (1 - i) * c[k] + i * g
    return {"i": i, "f": 1 - i, "g": g, "o": o, "c": new, "h": o * math.tanh(new)}


def peephole(W: Any, P: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
    z = gates(W, "ifgo", k, x, h)
    i, f = sigmoid(z["i"] + P[0, k] * c[k]), sigmoid(z["f"] + P[1, k] * c[k])
    g = math.tanh(z["g"])
    new = f * c[k] + i * g
    o = sigmoid(z["o"] + P[2, k] * new)
    return {"i": i, "f": f, "g": g, "o": o, "c": new, "h": o * math.tanh(new)}


def gru(W_x: Any, W_h: Any, k: int, x: Any, h: Any) -> dict[str, float]:
    of_x, of_h = ([row(W[at * len(h) + k], s) for at in range(3)] for W, s in ((W_x, x), (W_h, h)))
    r, z = sigmoid(of_x[0] + of_h[0]), sigmoid(of_x[1] + of_h[1])
    n = math.tanh(of_x[2] + r * of_h[2])
    return {"r": r, "z": z, "n": n, "h": (1 - z) * n + z * h[k]}


def ablation(order: str, squash: Any = math.tanh, show: Any = math.tanh) -> Any:
    """An LSTM with these blocks, a missing gate being 1."""

    def by_hand(W: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
        z = gates(W, order, k, x, h)
        i, f, o = (sigmoid(z[gate]) if gate in z else 1.0 for gate in "ifo")
        g = squash(z["g"])
        new = f * c[k] + i * g
        return {"i": i, "f": f, "g": g, "o": o, "c": new, "h": o * show(new)}

    return by_hand


def full_gate_recurrence(
    W: Any, R: Any, k: int, x: Any, h: Any, c: Any, *before: Any
) -> dict[str, float]:
    z, H = gates(W, "ifgo", k, x, h), len(h)
    r = [sum(R[at * H + k] * np.concatenate(before)) for at in range(3)]
    i, f, o = (sigmoid(z[gate] + more) for gate, more in zip("ifo", r, strict=True))
    g = math.tanh(z["g"])
    new = f * c[k] + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": new, "h": o * math.tanh(new)}


def janet(W: Any, k: int, x: Any, h: Any) -> dict[str, float]:
    z = gates(W, "fg", k, x, h)
    f, g = sigmoid(z["f"]), math.tanh(z["g"])
    return {"f": f, "g": g, "h": f * h[k] + (1 - f) * g}


def min_gru(W: Any, k: int, x: Any, h: Any) -> dict[str, float]:
    z, n = sigmoid(row(W[k], x)), row(W[len(h) + k], x)
    return {"z": z, "n": n, "h": (1 - z) * h[k] + z * n}


def layer_norm(W: Any, A: Any, k: int, x: Any, h: Any, c: Any) -> dict[str, float]:
    H, z = len(h), {}
    for at, gate in enumerate("ifgo"):
        block = W[at * H : (at + 1) * H]
        sums = [row(w, h, x) - w[0] for w in block]
        mean = sum(sums) / H
        deviation = math.sqrt(sum((one - mean) ** 2 for one in sums) / H + 1e-5)
        z[gate] = block[k, 0] + A[at, k] * (sums[k] - mean) / deviation
    i, f, g, o = sigmoid(z["i"]), sigmoid(z["f"]), math.tanh(z["g"]), sigmoid(z["o"])
    new = f * c[k] + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": new, "h": o * math.tanh(new)}


def min_lstm(W: Any, k: int, x: Any, h: Any) -> dict[str, float]:
    H = len(h)
    s_i, s_f, g = sigmoid(row(W[k], x)), sigmoid(row(W[H + k], x)), row(W[2 * H + k], x)
    i, f = s_i / (s_i + s_f), s_f / (s_i + s_f)
    return {"i": i, "f": f, "g": g, "h": f * h[k] + i * g}


def slstm(W: Any, k: int, x: Any, h: Any, c: Any, n: Any, m: Any) -> dict[str, float]:
    """Without dividing by anything: gates e^z_i and σ(z_f) e^m_0, and the result over e^m."""
    z = gates(W, "ifgo", k, x, h)
    i, f = math.exp(z["i"]), sigmoid(z["f"]) * math.exp(m[k])
    g, o = math.tanh(z["g"]), sigmoid(z["o"])
    largest = max(i, f)
    new, total = (f * c[k] + i * g) / largest, (f * n[k] + i) / largest
    of_this_step = {"i": i / largest, "f": f / largest, "g": g, "o": o}
    return of_this_step | {"c": new, "n": total, "m": math.log(largest), "h": o * new / total}


def mlstm(W: Any, w: Any, k: int, x: Any, C: Any, n: Any, m: Any) -> dict[str, Any]:
    """Row k of everything; i, f and m are the same for all rows."""
    H = len(n)
    q, key, v = ([row(W[at * H + j], x) for j in range(H)] for at in range(3))
    key = [each / math.sqrt(H) for each in key]
    i, f = math.exp(row(w[0], x)), sigmoid(row(w[1], x)) * math.exp(m[0])
    largest, o = max(i, f), sigmoid(row(W[3 * H + k], x))
    memory = [(f * C[k, j] + i * v[k] * key[j]) / largest for j in range(H)]
    total = [(f * n[j] + i * key[j]) / largest for j in range(H)]
    along = abs(sum(t * each for t, each in zip(total, q, strict=True)))
    read = sum(c * each for c, each in zip(memory, q, strict=True)) / max(along, 1 / largest)
    of_this_step = {"i": i / largest, "f": f / largest, "q": q[k], "k": key[k], "v": v[k], "o": o}
    return of_this_step | {"C": memory, "n": total[k], "m": math.log(largest), "h": o * read}


BY_HAND: dict[str, Callable[..., dict[str, float]]] = {
    "rnn": rnn,
    "lstm_1997": lstm_1997,
    "cifg": cifg,
    "peephole": peephole,
    "gru": gru,
    "no_input_gate": ablation("fgo"),
    "no_output_gate": ablation("ifg"),
    "no_input_activation": ablation("ifgo", squash=float),
    "no_output_activation": ablation("ifgo", show=float),
    "full_gate_recurrence": full_gate_recurrence,
    "janet": janet,
    "min_gru": min_gru,
    "layer_norm": layer_norm,
    "min_lstm": min_lstm,
    "mlstm": mlstm,
    "slstm": slstm,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_step_is_its_equations(name: str) -> None:
    p, (_, B, _, H) = draw(name, *SIZE), SIZE
    ours = VARIANTS[name].step(*p.weights, p.x[0], p.state)._asdict()
    for b in range(B):
        for k in range(H):
            truth = BY_HAND[name](*p.weights, k, p.x[0, b], *(part[b] for part in arrays(p.state)))
            assert truth.keys() == ours.keys()
            for field, value in truth.items():
                of_unit = ours[field][b, k % ours[field].shape[1]]  # one number may serve all units
                assert of_unit == pytest.approx(value, rel=1e-13), field


def test_an_ablation_of_nothing_is_the_lstm() -> None:
    p, whole = draw("no_input_activation", *SIZE), Ablation()  # the same shapes
    run = whole.forward(p.weights[0], p.x, p.state)
    dW, dx, dstart = whole.backward(p.weights[0], p.x, p.state, run, p.dh, p.dstate)
    values, expected = run_lstm(LSTMWeights(p.weights[0]), p)
    pairs = [(run.h, values["h"]), (run.c, values["c"]), (dW, expected.W), (dx, expected.x)]
    for ours, theirs in [*pairs, *zip(dstart, expected.state, strict=True)]:
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-12)


def test_an_ablation_without_forget_gate_is_the_cell_of_1997() -> None:
    p, without = draw("lstm_1997", *SIZE), Ablation(gates="io")
    run = without.forward(p.weights[0], p.x, p.state)
    expected = variants.lstm_1997_forward(p.weights[0], p.x, p.state)
    np.testing.assert_allclose(run.h, expected.h, rtol=1e-13)
    np.testing.assert_array_equal(run.f, 1)


def test_gates_that_do_not_see_each_other_leave_the_lstm() -> None:
    p = draw("full_gate_recurrence", *SIZE)
    W, R = p.weights
    run = variants.full_gate_recurrence_forward(W, 0 * R, p.x)
    expected = Ablation().forward(W, p.x)
    np.testing.assert_allclose(run.h, expected.h, rtol=1e-13)


def test_normalised_pre_activations_do_not_feel_the_scale_of_the_weights() -> None:
    p = draw("layer_norm", *SIZE)
    W, A = p.weights
    larger = 1000 * W
    larger[:, 0] = W[:, 0]
    run, same = (variants.layer_norm_forward(w, A, p.x, p.state) for w in (W, larger))
    np.testing.assert_allclose(run.h, same.h, rtol=1e-3)  # but for ε
    dW = variants.layer_norm_backward(larger, A, p.x, p.state, same, p.dh)[0]
    assert np.abs(np.vdot(dW[:, 1:], larger[:, 1:])) < 1e-4  # growing changes nothing


def test_janet_is_the_cifg_that_shows_its_memory() -> None:
    """With h = c at every step; the gate is 1 − i."""
    p = draw("janet", 1, *SIZE[1:])
    W_f, W_g = np.split(p.weights[0], 2)
    ours = variants.janet_step(p.weights[0], p.x[0], p.state)
    W = np.concatenate([-W_f, W_g, W_g])
    theirs = variants.cifg_step(W, p.x[0], State(p.state, p.state))
    np.testing.assert_allclose(ours.h, theirs.c, rtol=1e-13)


def test_a_min_gru_with_an_open_gate_shows_its_candidate() -> None:
    p, H = draw("min_gru", *SIZE), SIZE[3]
    W = p.weights[0].copy()
    W[:H, 0] = OPEN + np.abs(W[:H, 1:]).sum() * np.abs(p.x).max()
    run = variants.min_gru_forward(W, p.x, p.state)
    np.testing.assert_allclose(run.h, run.n, rtol=1e-12)


def run_lstm(weights: LSTMWeights, p: Any) -> tuple[dict[str, np.ndarray], lstm.LSTMGradients]:
    """h, c and the gradients of the LSTM on the same problem."""
    run = lstm.forward(weights, p.x, p.state)
    values = {"h": run.h, "c": run.c}
    return values, lstm.backward(run, p.dh, p.dstate)


def compare(name: str, p: Any, weights: LSTMWeights, dW: Callable[..., Any]) -> None:
    """The variant is the LSTM of these weights: values, and gradients once dW is translated."""
    variant = VARIANTS[name]
    run = variant.forward(*p.weights, p.x, p.state)
    d_weights, *_, dx, dstart = variant.backward(*p.weights, p.x, p.state, run, p.dh, p.dstate)
    values, expected = run_lstm(weights, p)
    pairs = [(run.h, values["h"]), (run.c, values["c"])]
    pairs += [(d_weights, dW(*np.split(expected.W, 4))), (dx, expected.x)]
    pairs += [*zip(dstart, expected.state, strict=True)]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-12)


def test_without_forget_gate_it_is_the_lstm_whose_forget_gate_is_open() -> None:
    p = draw("lstm_1997", *SIZE)
    i, g, o = np.split(p.weights[0], 3)
    f = np.zeros_like(i)
    f[:, 0] = OPEN
    weights = LSTMWeights.from_blocks(i, f, g, o)
    compare("lstm_1997", p, weights, lambda i, f, g, o: np.concatenate([i, g, o]))


def test_a_closed_input_gate_keeps_memory_and_gradient_exactly() -> None:
    p, (T, B, _, H) = draw("lstm_1997", *SIZE), SIZE
    W = p.weights[0].copy()
    W[:H, 0] = -1e4
    run = variants.lstm_1997_forward(W, p.x, p.state)
    np.testing.assert_array_equal(run.c, np.broadcast_to(p.state.c, (T, B, H)))
    dend = State(np.zeros((B, H)), p.dstate.c)
    _, dx, dstart = variants.lstm_1997_backward(W, p.x, p.state, run, 0 * p.dh, dend)
    np.testing.assert_array_equal(dstart.c, p.dstate.c)
    assert not dx.any() and not dstart.h.any()


def test_coupled_gates_are_the_lstm_with_W_f_the_negative_of_W_i() -> None:
    """σ(−z) = 1 − σ(z)."""
    p = draw("cifg", *SIZE)
    i, g, o = np.split(p.weights[0], 3)
    weights = LSTMWeights.from_blocks(i, -i, g, o)
    compare("cifg", p, weights, lambda i, f, g, o: np.concatenate([i - f, g, o]))


@pytest.mark.parametrize("scale", [1, 100])
def test_coupled_memory_lies_between_what_it_was_and_what_came(scale: float) -> None:
    p = draw("cifg", *SIZE)
    run = variants.cifg_forward(scale * p.weights[0], p.x, p.state)
    before = np.concatenate([p.state.c[None], run.c[:-1]])
    assert (run.c <= np.maximum(before, run.g) + 1e-15).all()
    assert (run.c >= np.minimum(before, run.g) - 1e-15).all()


def test_closed_peepholes_leave_the_lstm() -> None:
    p = draw("peephole", *SIZE)
    p = p._replace(weights=[p.weights[0], 0 * p.weights[1]])
    compare("peephole", p, LSTMWeights(p.weights[0]), lambda *blocks: np.concatenate(blocks))


def test_a_gru_that_never_updates_keeps_its_state_and_gradient_exactly() -> None:
    p, (T, B, _, H) = draw("gru", *SIZE), SIZE
    W_x, W_h = p.weights[0].copy(), p.weights[1]
    W_x[H : 2 * H, 0] = 1e4
    run = variants.gru_forward(W_x, W_h, p.x, p.state)
    np.testing.assert_array_equal(run.h, np.broadcast_to(p.state, (T, B, H)))
    dW_x, dW_h, dx, dh_0 = variants.gru_backward(W_x, W_h, p.x, p.state, run, p.dh)
    np.testing.assert_allclose(dh_0, p.dh.sum(axis=0), rtol=1e-13)
    assert not dW_x.any() and not dW_h.any() and not dx.any()


def test_a_gru_that_always_updates_and_never_resets_is_a_plain_layer() -> None:
    p, H = draw("gru", *SIZE), SIZE[3]
    W_x, W_h = p.weights[0].copy(), p.weights[1].copy()
    for gate, bias in ((0, OPEN), (1, -1e4)):
        rows = slice(gate * H, (gate + 1) * H)
        W_x[rows], W_h[rows] = 0, 0
        W_x[rows, 0] = bias
    W = np.column_stack([W_x[2 * H :, 0] + W_h[2 * H :, 0], W_h[2 * H :, 1:], W_x[2 * H :, 1:]])
    run = variants.gru_forward(W_x, W_h, p.x, p.state)
    h = variants.rnn_forward(W, p.x, p.state)
    np.testing.assert_allclose(run.h, h, rtol=1e-12)
    dW_x, dW_h, *others = variants.gru_backward(W_x, W_h, p.x, p.state, run, p.dh)
    dW, *expected = variants.rnn_backward(W, p.x, p.state, h, p.dh)
    for ours, theirs in zip(others, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-12)
    of_n = np.column_stack([dW_h[2 * H :], dW_x[2 * H :, 1:]])
    np.testing.assert_allclose(of_n, dW, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(dW_x[2 * H :, 0], dW_h[2 * H :, 0], rtol=1e-11, atol=1e-12)
