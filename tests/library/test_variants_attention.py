"""minLSTM, sLSTM and mLSTM as relatives: of an LSTM without recurrence, of attention, of each other."""

from __future__ import annotations

import numpy as np
import pytest
from variant_problems import draw

from lstm_lib import lstm, variants
from lstm_lib.attention import attend, causal_mask
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights

SIZE = 12, 3, 2, 4
OPEN = 40.0  # σ(40) is 1 in float64


@pytest.mark.parametrize("T", [1, 2, 3, 8, 13])
def test_a_scan_is_the_loop(T: int) -> None:
    rng = np.random.default_rng(T)
    f, u = rng.uniform(-1, 1, (T, 3)), rng.normal(size=(T, 3))
    h = np.zeros(3)
    for t, after in enumerate(variants.scan(f, u)):
        h = f[t] * h + u[t]
        np.testing.assert_allclose(after, h, rtol=1e-12, atol=1e-14)


def test_an_lstm_whose_gates_do_not_see_h_is_a_scan() -> None:
    weights = LSTMWeights.random(4, 2, np.random.default_rng(0))
    weights.W[:, 1:5] = 0
    x = np.random.default_rng(1).normal(size=(50, 3, 2))
    seen = concat(np.zeros((50, 3, 4)), x)
    i, f = layer(weights.i, seen), layer(weights.f, seen)
    g = layer(weights.g, seen, activation=np.tanh)
    np.testing.assert_allclose(
        lstm.forward(weights, x).c, variants.scan(f, i * g), rtol=0, atol=1e-13
    )


def test_min_lstm_stays_between_its_candidates() -> None:
    p = draw("min_lstm", *SIZE)
    run = variants.min_lstm_forward(*p.weights, p.x)
    lowest = np.minimum(0, np.minimum.accumulate(run.g))
    highest = np.maximum(0, np.maximum.accumulate(run.g))
    assert (run.h >= lowest - 1e-12).all() and (run.h <= highest + 1e-12).all()


def test_slstm_that_never_forgets_is_softmax_attention_with_one_query() -> None:
    p, (_, B, _, H) = draw("slstm", *SIZE), SIZE
    W = p.weights[0].copy()
    W[:, 1 : 1 + H] = 0
    W[H : 2 * H] = 0
    W[H : 2 * H, 0] = OPEN
    W[:H] *= 300  # scores of hundreds: their exponentials overflow
    run = variants.slstm_forward(W, p.x)
    z = W[:H, 0] + p.x @ W[:H, 1 + H :].T
    assert z.max() > 710
    for b in range(B):
        for k in range(H):
            keys, values = z[:, b, k, None], run.g[:, b, k, None]
            read = attend(np.ones((1, 1)), keys, values, scale=1).context[0, 0]
            assert run.c[-1, b, k] / run.n[-1, b, k] == pytest.approx(read, rel=1e-9, abs=1e-12)


def test_the_common_exponent_of_slstm_changes_no_output_and_gets_no_gradient() -> None:
    p = draw("slstm", *SIZE)
    run = variants.slstm_forward(*p.weights, p.x, p.state)
    moved = p.state._replace(
        c=p.state.c * np.exp(-3), n=p.state.n * np.exp(-3), m=p.state.m + 3
    )  # the same memory, written with another exponent
    other = variants.slstm_forward(*p.weights, p.x, moved)
    np.testing.assert_allclose(other.h, run.h, rtol=1e-10)
    _, _, dstate = variants.slstm_backward(*p.weights, p.x, p.state, run, p.dh)
    along = dstate.c * p.state.c + dstate.n * p.state.n  # the gradient along the common factor
    np.testing.assert_allclose(dstate.m, along, rtol=1e-8, atol=1e-10)


def test_before_anything_is_written_slstm_outputs_0() -> None:
    p, H = draw("slstm", *SIZE), SIZE[3]
    W = p.weights[0].copy()
    W[:H, 0] = -1e4
    run = variants.slstm_forward(W, p.x)
    assert not run.n.any() and not run.h.any()
    _, dx, _ = variants.slstm_backward(W, p.x, None, run, p.dh)
    assert np.isfinite(dx).all()


def test_mlstm_is_attention_without_softmax_and_with_gates() -> None:
    p, (T, B, _, _) = draw("mlstm", *SIZE), SIZE
    W, w = p.weights
    run = variants.mlstm_forward(W, w, p.x)
    z_i, z_f = np.split(w[:, 0] + p.x @ w[:, 1:].T, 2, axis=-1)
    i, f = np.exp(z_i[..., 0]), 1 / (1 + np.exp(-z_f[..., 0]))
    for b in range(B):
        kept = np.cumprod(f[:, b])[:, None] / np.cumprod(f[:, b]) * i[:, b]
        A = causal_mask(T) * kept * (run.q[:, b] @ run.k[:, b].T)
        read = A @ run.v[:, b] / np.maximum(np.abs(A.sum(axis=1)), 1)[:, None]
        np.testing.assert_allclose(run.h[:, b], run.o[:, b] * read, rtol=1e-9, atol=1e-12)
