"""Attention by hand, by finite differences, and as PyTorch computes it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lstm_lib.attention import (
    Attention,
    additive_attend,
    additive_attend_backward,
    attend,
    attend_backward,
    causal_mask,
    positions,
)
from lstm_lib.gradient_check import check_gradient

RNG = np.random.default_rng(0)
B, U, T, D, M = 2, 3, 5, 4, 6
Q, K, V = RNG.normal(size=(B, U, D)), RNG.normal(size=(B, T, D)), RNG.normal(size=(B, T, M))
D_CONTEXT = RNG.normal(size=(B, U, M))
MASK = RNG.random((B, U, T)) < 0.6
MASK[..., 1] = True
A_SIZE = 7
W_Q, W_K, W = (RNG.normal(size=s) for s in ((A_SIZE, D), (A_SIZE, D), (A_SIZE,)))


def test_two_entries_by_hand() -> None:
    """Scores 2/√1 · (ln 3 / 2, 0): weights 3/4 and 1/4, context 3/4 · 8 + 1/4 · 4 = 7."""
    q, k, v = np.array([[2.0]]), np.array([[math.log(3) / 2], [0.0]]), np.array([[8.0], [4.0]])
    read = attend(q, k, v)
    np.testing.assert_allclose(read.weights, [[0.75, 0.25]], rtol=1e-15)
    np.testing.assert_allclose(read.context, [[7.0]], rtol=1e-15)


def test_additive_attention_of_two_entries_by_hand() -> None:
    one = np.ones((1, 1))
    k, v = np.array([[0.5], [-1.5]]), np.array([[8.0], [4.0]])
    read = additive_attend(one, one, np.array([2.0]), one, k, v)
    scores = [2 * math.tanh(1.5), 2 * math.tanh(-0.5)]
    first = 1 / (1 + math.exp(scores[1] - scores[0]))
    np.testing.assert_allclose(read.weights, [[first, 1 - first]], rtol=1e-14)
    np.testing.assert_allclose(read.context, [[8 * first + 4 * (1 - first)]], rtol=1e-14)


def test_positions_by_hand() -> None:
    """d = 4: waves 1 and 1/100, sine and cosine of each side by side."""
    expected = [math.sin(3), math.cos(3), math.sin(0.03), math.cos(0.03)]
    np.testing.assert_allclose(positions(4, 4)[3], expected, rtol=1e-14)
    np.testing.assert_array_equal(positions(4, 4)[0], [0, 1, 0, 1])
    assert positions(2, 4, dtype=np.float32).dtype == np.float32


def test_a_causal_mask_is_a_lower_triangle() -> None:
    expected = [[True, False, False], [True, True, False], [True, True, True]]
    np.testing.assert_array_equal(causal_mask(3), expected)


@pytest.mark.parametrize("mask", [None, MASK])
@pytest.mark.parametrize("scale", [None, 1.7])
def test_backward_agrees_with_finite_differences(mask: Any, scale: float | None) -> None:
    arrays = [Q.copy(), K.copy(), V.copy()]

    def loss() -> float:
        return float(np.vdot(attend(*arrays, mask, scale).context, D_CONTEXT))

    read = attend(*arrays, mask, scale)
    gradients = attend_backward(*arrays, read, D_CONTEXT, scale)
    for array, gradient in zip(arrays, gradients, strict=True):
        check_gradient(loss, array, gradient, 1e-8)


@pytest.mark.parametrize("mask", [None, MASK])
def test_additive_backward_agrees_with_finite_differences(mask: Any) -> None:
    arrays = [a.copy() for a in (W_Q, W_K, W, Q, K, V)]

    def loss() -> float:
        return float(np.vdot(additive_attend(*arrays, mask).context, D_CONTEXT))

    gradients = additive_attend_backward(*arrays, additive_attend(*arrays, mask), D_CONTEXT)
    for array, gradient in zip(arrays, gradients, strict=True):
        check_gradient(loss, array, gradient, 1e-8)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("scale", [None, 0.3])
def test_pytorch_reads_the_same_and_has_the_same_gradients(
    masked: bool, scale: float | None
) -> None:
    torch = pytest.importorskip("torch")
    tensors = [torch.tensor(a, requires_grad=True) for a in (Q, K, V)]
    mask = torch.tensor(MASK) if masked else None
    theirs = torch.nn.functional.scaled_dot_product_attention(*tensors, attn_mask=mask, scale=scale)
    theirs.backward(torch.tensor(D_CONTEXT))
    read = attend(Q, K, V, MASK if masked else None, scale)
    np.testing.assert_allclose(read.context, theirs.detach().numpy(), atol=1e-14)
    gradients = attend_backward(Q, K, V, read, D_CONTEXT, scale)
    for ours, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=1e-13)


def test_causal_self_attention_with_two_heads_is_pytorch_s_multihead_attention() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    module = torch.nn.MultiheadAttention(6, 2, batch_first=True, dtype=torch.float64)
    x = RNG.normal(size=(B, T, 6))
    # their mask is true where a query must not look
    theirs, weights = module(*[torch.tensor(x)] * 3, attn_mask=torch.tensor(~causal_mask(T)))
    W_in, W_out, b_out = (
        p.detach().numpy()
        for p in (module.in_proj_weight, module.out_proj.weight, module.out_proj.bias)
    )
    projected = x @ W_in.T + module.in_proj_bias.detach().numpy()
    heads = projected.reshape(B, T, 3, 2, 3).transpose(2, 0, 3, 1, 4)  # part, batch, head, step
    read = attend(*heads, causal_mask(T))
    joined = read.context.transpose(0, 2, 1, 3).reshape(B, T, 6)
    np.testing.assert_allclose(joined @ W_out.T + b_out, theirs.detach().numpy(), atol=1e-14)
    np.testing.assert_allclose(read.weights.mean(axis=1), weights.detach().numpy(), atol=1e-14)


def test_every_row_of_weights_sums_to_1_and_is_0_where_the_mask_is_false() -> None:
    for read in (attend(Q, K, V, MASK), additive_attend(W_Q, W_K, W, Q, K, V, MASK)):
        np.testing.assert_allclose(read.weights.sum(axis=-1), 1, rtol=1e-14)
        assert not read.weights[~MASK].any()


def test_a_later_entry_changes_no_earlier_output() -> None:
    x = RNG.normal(size=(T, D))
    other = x.copy()
    other[3] += 1
    ours, theirs = (attend(a, a, a, causal_mask(T)).context for a in (x, other))
    np.testing.assert_array_equal(ours[:3], theirs[:3])
    assert np.abs(ours[3:] - theirs[3:]).min(axis=1).max() > 0


def test_without_mask_and_positions_attention_knows_no_order() -> None:
    x, order = RNG.normal(size=(T, D)), RNG.permutation(T)
    np.testing.assert_allclose(
        attend(x[order], x[order], x[order]).context, attend(x, x, x).context[order], atol=1e-15
    )


def test_large_scores_do_not_overflow() -> None:
    read = attend(np.full((1, 1), 1e4), np.array([[1.0], [2.0]]), np.array([[3.0], [5.0]]))
    np.testing.assert_array_equal(read.context, [[5.0]])


@pytest.mark.parametrize("function", [attend, additive_attend])
def test_float32_stays_float32(function: Any) -> None:
    single = [a.astype(np.float32) for a in (W_Q, W_K, W, Q, K, V)]
    arguments = single[3:] if function is attend else single
    read = function(*arguments, MASK)
    assert read.context.dtype == read.weights.dtype == np.float32
    backward = attend_backward if function is attend else additive_attend_backward
    gradients = backward(*arguments, read, D_CONTEXT.astype(np.float32))
    assert {a.dtype for a in gradients} == {np.dtype(np.float32)}


READ = attend(Q, K, V)
REFUSED: list[tuple[str, type[Exception], Any]] = [
    ("q: expected shape", ValueError, lambda: attend(Q[0, 0], K, V)),
    ("k: expected shape", ValueError, lambda: attend(Q, K[0], V)),
    ("k: expected d = 4", ValueError, lambda: attend(Q, K[..., :3], V)),
    ("v: expected shape", ValueError, lambda: attend(Q, K, V[:, :4])),
    ("v: expected float64", TypeError, lambda: attend(Q, K, V.astype(np.float32))),
    ("q: expected finite", ValueError, lambda: attend(Q * np.nan, K, V)),
    ("mask: expected booleans", TypeError, lambda: attend(Q, K, V, MASK.astype(float))),
    ("mask: expected a shape", ValueError, lambda: attend(Q, K, V, MASK[:, :2])),
    ("mask: expected true at least once", ValueError, lambda: attend(Q, K, V, MASK & False)),
    ("scale: expected a number > 0", ValueError, lambda: attend(Q, K, V, scale=0.0)),
    ("scores: expected finite", ValueError, lambda: attend(Q * 1e200, K * 1e200, V)),
    ("attention: expected what attend", TypeError, lambda: attend_backward(Q, K, V, V, D_CONTEXT)),
    ("d_context: expected shape", ValueError, lambda: attend_backward(Q, K, V, READ, D_CONTEXT[0])),
    (
        "attention.weights: expected shape",
        ValueError,
        lambda: attend_backward(Q, K, V, Attention(READ.context, READ.weights[0]), D_CONTEXT),
    ),
    ("w: expected shape", ValueError, lambda: additive_attend(W_Q, W_K, W_Q, Q, K, V)),
    ("W_q: expected shape", ValueError, lambda: additive_attend(W_Q[:3], W_K, W, Q, K, V)),
    ("W_k: expected shape", ValueError, lambda: additive_attend(W_Q, W_K[:, :3], W, Q, K, V)),
    ("T: expected", ValueError, lambda: causal_mask(0)),
    ("d: expected an even number", ValueError, lambda: positions(3, 5)),
    ("base: expected a number > 0", ValueError, lambda: positions(3, 4, -1.0)),
]


@pytest.mark.parametrize(("message", "error", "call"), REFUSED, ids=[row[0] for row in REFUSED])
def test_arguments_that_do_not_fit_are_named(
    message: str, error: type[Exception], call: Any
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)
