"""What holds for every variant: a run is its steps, and backward is the gradient of forward."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from variant_problems import VARIANTS, arrays, draw, fields

from lstm_lib import variants
from lstm_lib.gradient_check import check_gradient

SIZES = [(1, 1, 1, 1), (5, 3, 2, 4), (12, 2, 3, 1)]


def test_every_variant_is_here() -> None:
    functions = {name for name in variants.__all__ if name[0].islower() and "onnx" not in name}
    parts = ("step", "forward", "backward")
    assert functions == {f"{name}_{part}" for name in VARIANTS for part in parts}
    assert functions == {getattr(v, part).__name__ for v in VARIANTS.values() for part in parts}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", VARIANTS)
def test_a_run_is_its_steps(name: str, size: tuple[int, int, int, int]) -> None:
    p, variant = draw(name, *size), VARIANTS[name]
    run, state = fields(variant.forward(*p.given(name), p.x, p.start)), p.start
    for t, x in enumerate(p.x):
        step = variant.step(*p.given(name), x, state)
        state = getattr(step, "state", step)
        for field, value in fields(step).items():
            np.testing.assert_allclose(run[field][t], value, rtol=1e-13, atol=1e-15)
    assert [a.shape for a in run.values()] == [p.dh.shape] * len(run)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_step_of_one_sequence_is_a_row_of_a_batch(name: str) -> None:
    p, variant = draw(name, 1, 3, 2, 4), VARIANTS[name]
    batch = fields(variant.step(*p.given(name), p.x[0], p.start))
    for b in range(3):
        state = p.start._make(a[b] for a in p.start) if variant.cell else p.start[b]
        one = fields(variant.step(*p.given(name), p.x[0, b], state))
        for field, value in one.items():
            np.testing.assert_allclose(value, batch[field][b], rtol=1e-13)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", VARIANTS)
def test_backward_agrees_with_finite_differences(
    name: str, size: tuple[int, int, int, int]
) -> None:
    p, variant = draw(name, *size), VARIANTS[name]

    def run() -> Any:
        return variant.forward(*p.given(name), p.x, p.start)

    def loss() -> float:
        out = run()
        total = np.vdot(fields(out)["h"], p.dh)
        if variant.cell:
            total += np.vdot(out.h[-1], p.dend.h) + np.vdot(out.c[-1], p.dend.c)
        return float(total)

    *of_weights, of_x, of_start = variant.backward(
        *p.given(name), p.x, p.start, run(), p.dh, *p.ends(name)
    )
    gradients = [*of_weights, of_x, *arrays(of_start)]
    for array, gradient in zip([*p.weights, p.x, *arrays(p.start)], gradients, strict=True):
        assert check_gradient(loss, array, gradient) < 1e-8


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_not_given_is_zero(name: str) -> None:
    p, variant = draw(name, 5, 3, 2, 4), VARIANTS[name]
    zero = p.start._make(0 * a for a in p.start) if variant.cell else 0 * p.start
    run = variant.forward(*p.given(name), p.x)
    expected = variant.forward(*p.given(name), p.x, zero)
    for field, value in fields(run).items():
        np.testing.assert_array_equal(value, fields(expected)[field])
    without = variant.backward(*p.given(name), p.x, None, run, p.dh)
    ends = [zero] if variant.cell else []
    spelled = variant.backward(*p.given(name), p.x, zero, run, p.dh, *ends)
    for a, b in zip(without[:-1], spelled[:-1], strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(without[-1], spelled[-1])


@pytest.mark.parametrize("name", VARIANTS)
def test_float32_stays_float32(name: str) -> None:
    p, variant = draw(name, 5, 3, 2, 4, np.float32), VARIANTS[name]
    run = variant.forward(*p.given(name), p.x, p.start)
    step = variant.step(*p.given(name), p.x[0], p.start)
    *others, of_start = variant.backward(*p.given(name), p.x, p.start, run, p.dh, *p.ends(name))
    results = [*fields(run).values(), *fields(step).values(), *others, *arrays(of_start)]
    assert {a.dtype for a in results} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("name", "shape", "letters"),
    [
        ("rnn", (3, 3), "H"),
        ("rnn", (3, 4), "H"),
        ("lstm_1997", (6, 3), "3H"),
        ("lstm_1997", (7, 9), "3H"),
        ("lstm_1997", (2, 9), "3H"),
        ("cifg", (6, 3), "3H"),
        ("cifg", (8, 9), "3H"),
    ],
)
def test_weights_that_no_H_and_D_fit_are_refused(
    name: str, shape: tuple[int, int], letters: str
) -> None:
    with pytest.raises(ValueError, match=rf"W: expected shape \({letters}, 1\+H\+D\) with D ≥ 1"):
        VARIANTS[name].forward(np.ones(shape), np.ones((2, 1, 1)))


@pytest.mark.parametrize(
    ("of_x", "of_h", "message"),
    [
        ((6, 2), (6, 4), r"W_h: expected shape \(3H, 1\+H\) with H ≥ 1"),
        ((6, 2), (3, 1), r"W_h: expected shape \(3H, 1\+H\) with H ≥ 1"),
        ((6, 2), (0, 1), r"W_h: expected shape \(3H, 1\+H\) with H ≥ 1"),
        ((3, 2), (6, 3), r"W_x: expected shape \(3H, 1\+D\) with 3H = 6"),
        ((6, 1), (6, 3), r"W_x: expected shape \(3H, 1\+D\) with D ≥ 1"),
    ],
)
def test_weights_of_a_gru_that_do_not_fit_are_refused(
    of_x: tuple[int, int], of_h: tuple[int, int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        variants.gru_forward(np.ones(of_x), np.ones(of_h), np.ones((2, 1, 1)))


def test_two_precisions_in_the_weights_of_a_gru_are_named() -> None:
    p = draw("gru", 5, 3, 2, 4)
    W_x, W_h = p.weights
    with pytest.raises(TypeError, match="W_x: expected float64 like the weights, got float32"):
        variants.gru_forward(W_x.astype(np.float32), W_h, p.x)
