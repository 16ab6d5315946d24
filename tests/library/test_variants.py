"""Laws that hold for every variant: forward repeats the step, backward is its gradient."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from variant_problems import arrays, draw, function, like

from lstm_lib import variants
from lstm_lib.gradient_check import check_gradient
from lstm_lib.variants import VARIANTS, ablations

SIZES = [(1, 1, 1, 1), (5, 3, 2, 4), (12, 2, 3, 1)]
PARTS = ("step", "forward", "backward")
ABLATIONS = [name for name, variant in VARIANTS.items() if name.upper() in ablations.__all__]
MODULES = [name for name in VARIANTS if name not in ABLATIONS]


def test_every_variant_module_is_in_the_registry() -> None:
    folder = Path(variants.__file__).parent
    names = {path.stem for path in folder.glob("[!_]*.py")} - {"ablations"}
    assert set(VARIANTS) == names | set(ABLATIONS)


@pytest.mark.parametrize("name", MODULES)
def test_the_functions_of_a_variant_can_be_imported_from_the_package(name: str) -> None:
    module = import_module(f"lstm_lib.variants.{name}")
    assert {f"{name}_{part}" for part in PARTS} < set(module.__all__)
    for exported in module.__all__:
        assert getattr(variants, exported) is getattr(module, exported)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_weight_shapes_name_the_first_arguments(name: str) -> None:
    for part in PARTS:
        names = list(inspect.signature(function(name, part)).parameters)
        shapes = VARIANTS[name].weight_shapes(2, 3)
        assert names[: len(shapes) + 1] == [*shapes, "x"]


@pytest.mark.parametrize("name", VARIANTS)
def test_gates_lie_between_0_and_1_and_other_fields_do_not(name: str) -> None:
    p, variant = draw(name, 50, 3, 2, 4), VARIANTS[name]
    fields = variant.forward(*p.weights, p.x, p.state)._asdict()
    inside = {field for field, value in fields.items() if (value > 0).all() and (value < 1).all()}
    assert inside == set(variant.gates)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", VARIANTS)
def test_forward_repeats_the_step(name: str, size: tuple[int, int, int, int]) -> None:
    p, variant = draw(name, *size), VARIANTS[name]
    output, state = variant.forward(*p.weights, p.x, p.state), p.state
    for t, x in enumerate(p.x):
        step = variant.step(*p.weights, x, state)
        state = step.state
        for field, value in step._asdict().items():
            np.testing.assert_allclose(getattr(output, field)[t], value, rtol=1e-13, atol=1e-15)
    assert output.h.shape == p.dh.shape


@pytest.mark.parametrize("name", VARIANTS)
def test_a_step_of_one_sequence_is_a_row_of_a_batch(name: str) -> None:
    p, variant = draw(name, 1, 3, 2, 4), VARIANTS[name]
    batch = variant.step(*p.weights, p.x[0], p.state)
    for b in range(3):
        state = like(p.state, [part[b] for part in arrays(p.state)])
        one = variant.step(*p.weights, p.x[0, b], state)
        for field, value in one._asdict().items():
            expected = getattr(batch, field)[b]
            np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", VARIANTS)
def test_backward_agrees_with_finite_differences(
    name: str, size: tuple[int, int, int, int]
) -> None:
    p, variant = draw(name, *size), VARIANTS[name]

    def loss() -> float:
        output = variant.forward(*p.weights, p.x, p.state)
        final = variant.step(*p.weights, p.x[-1], before_last()).state
        ends = zip(arrays(final), arrays(p.dstate), strict=True)
        return float(np.vdot(output.h, p.dh) + sum(np.vdot(a, d) for a, d in ends))

    def before_last() -> Any:
        state = p.state
        for x in p.x[:-1]:
            state = variant.step(*p.weights, x, state).state
        return state

    output = variant.forward(*p.weights, p.x, p.state)
    *of_weights, of_x, of_state = variant.backward(*p.weights, p.x, p.state, output, p.dh, p.dstate)
    gradients = [*of_weights, of_x, *arrays(of_state)]
    for array, gradient in zip([*p.weights, p.x, *arrays(p.state)], gradients, strict=True):
        check_gradient(loss, array, gradient, 1e-8)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_state_that_is_not_given_is_zero(name: str) -> None:
    p, variant = draw(name, 5, 3, 2, 4), VARIANTS[name]
    zero = variant.zero_state(3, 4, np.float64)
    assert not any(part.any() for part in arrays(zero))
    output = variant.forward(*p.weights, p.x)
    expected = variant.forward(*p.weights, p.x, zero)
    for ours, theirs in zip(output, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    without = variant.backward(*p.weights, p.x, None, output, p.dh)
    spelled = variant.backward(*p.weights, p.x, zero, output, p.dh, zero)
    for ours, theirs in zip(without, spelled, strict=True):
        for part, expected_part in zip(arrays(ours), arrays(theirs), strict=True):
            np.testing.assert_array_equal(part, expected_part)


@pytest.mark.parametrize("name", VARIANTS)
def test_float32_stays_float32(name: str) -> None:
    p, variant = draw(name, 5, 3, 2, 4, np.float32), VARIANTS[name]
    output = variant.forward(*p.weights, p.x, p.state)
    step = variant.step(*p.weights, p.x[0], p.state)
    *others, of_state = variant.backward(*p.weights, p.x, p.state, output, p.dh, p.dstate)
    results = [*output, *step, *others, *arrays(of_state)]
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
        ("peephole", (8, 3), "4H"),
        ("peephole", (9, 9), "4H"),
        ("no_input_gate", (7, 9), "3H"),
        ("no_output_activation", (9, 9), "4H"),
        ("full_gate_recurrence", (9, 9), "4H"),
        ("layer_norm", (9, 9), "4H"),
        ("janet", (3, 9), "2H"),
    ],
)
def test_weights_that_no_H_and_D_fit_are_refused(
    name: str, shape: tuple[int, int], letters: str
) -> None:
    others = [np.ones((3, 2))] * (len(VARIANTS[name].weight_shapes(1, 1)) - 1)
    with pytest.raises(ValueError, match=rf"W: expected shape \({letters}, 1\+H\+D\) with D ≥ 1"):
        VARIANTS[name].forward(np.ones(shape), *others, np.ones((2, 1, 1)))


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


@pytest.mark.parametrize("shape", [(3, 2), (4, 1)])
def test_weights_of_a_min_gru_that_do_not_fit_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"W: expected shape \(2H, 1\+D\) with D ≥ 1"):
        variants.min_gru_forward(np.ones(shape), np.ones((2, 1, 1)))
