"""Every public function: wrong arguments are refused by name, right ones are left as they are."""

from __future__ import annotations

import copy
import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_calls import Call, calls, leaves, public
from labelled import case
from problems import problem

from lstm_lib import cell, gradient_check, interop, layer, lstm, network
from lstm_lib._validation import Array, NotFiniteError
from lstm_lib.network import Network
from lstm_lib.variants import VARIANTS
from lstm_lib.weights import LSTMWeights

CHECKED_BELOW = {"LSTMWeights.random", "LSTMWeights.load", "LSTMOutput", "expect_weights"}
CHECKED_BELOW |= {"checked_fields", "checked_lengths"}
CHECKED_ELSEWHERE = {
    "Network.random",
    "Network.load",
    "network.NetworkOutput",
    "output_size",
    "parameter_name",
}
CHECKED_ELSEWHERE |= {"SGD", "Adam", "AdamW", "Optimizer", "cosine", "decay"}
CHECKED_ELSEWHERE |= {"clip_by_norm", "global_norm", "expect_gradients"}
CHECKED_ELSEWHERE |= {"train", "train_step", "BatchLike", "Model", "bar", "first_interrupt"}
CHECKED_ELSEWHERE |= {"TrainingState", "save_checkpoint", "load_checkpoint", "load_parameters"}
CHECKED_ELSEWHERE |= {"HasParameters", "load_safetensors", "Ablation"}
CHECKED_ELSEWHERE |= {
    f"network_from_{form}" for form in ("pytorch", "keras", "onnx", "safetensors")
}
"""In test_network, test_optimizers, test_training, test_steps, test_checkpoints, test_watching:
what takes other things than arrays, or arrays by name."""
NAMES = list(calls())
Replace = Callable[[Any], dict[str, Any]]
WRONG_KINDS = {
    "complex": lambda a: a.astype(complex),
    "objects": lambda a: a.astype(object),
    "text": lambda a: a.astype(str),
    "float16": lambda a: a.astype(np.float16),
    "longdouble": lambda a: a.astype(np.longdouble),
    "dates": lambda a: a.astype("datetime64[s]"),
    "masked": np.ma.masked_array,
    "ragged": lambda a: [[1.0], [2.0, 3.0]],
    "none": lambda a: [None],
}
if np.finfo(np.longdouble).nmant == np.finfo(np.float64).nmant:
    del WRONG_KINDS["longdouble"]  # on this machine it is float64 by another name
OTHER_SHAPES = {
    "extra axis": lambda a: a[None],
    "fewer axes": lambda a: a.ravel()[0],
    "another size": lambda a: np.concatenate([a, a], axis=-1)[..., : a.shape[-1] + 1],
    "another length": lambda a: np.concatenate([a, a])[: len(a) + 1],
    "empty": lambda a: a[..., :0],
}


def test_no_public_function_is_left_out() -> None:
    functions = {name for name in calls() if not name.startswith("Ablation.")}  # methods
    assert public() == functions | CHECKED_BELOW | CHECKED_ELSEWHERE


def message(call: Call, arguments: dict[str, Any], *errors: type[Exception]) -> str:
    with pytest.raises(errors) as caught:
        call.function(**arguments)
    assert type(caught.value) in (TypeError, ValueError, NotFiniteError)
    text = str(caught.value)
    assert "expected" in text and "got" in text
    return text


def each_array(name: str) -> Iterator[tuple[Call, str, Array, Replace]]:
    """The valid call of a function with each of its arrays in turn, and the way to replace it."""
    call = calls()[name]
    for leaf, array, replace in leaves(call.arguments):
        yield call, leaf, array, replace


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_made_of_real_numbers_is_refused(name: str) -> None:
    for call, leaf, array, replace in each_array(name):
        for kind, change in WRONG_KINDS.items():
            with case(leaf, kind):
                text = message(call, replace(change(array)), TypeError)
                assert text.startswith(f"{leaf}: ")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", NAMES)
def test_nan_and_infinity_are_named_with_their_position(name: str, bad: float) -> None:
    for call, leaf, array, replace in each_array(name):
        with case(leaf):
            array = array.copy()
            array.flat[array.size // 2] = bad
            position = [int(k) for k in np.unravel_index(array.size // 2, array.shape)]
            expected = f"{leaf}: expected finite numbers, got {bad:g} at {leaf}{position}"
            arguments = replace(array)
            if leaf == "x" and "function" in arguments:  # whose value counts
                arguments["function"] = lambda array=array: float(np.vdot(array, array))
                expected = "function: expected finite values"
            assert message(call, arguments, ValueError).startswith(expected)


@pytest.mark.parametrize("name", NAMES)
def test_another_shape_fits_or_is_refused_by_name(name: str) -> None:
    for call, leaf, array, replace in each_array(name):
        for shape, change in OTHER_SHAPES.items():
            with case(leaf, shape):
                arguments = replace(change(array))
                if shape in call.fine.get(leaf, ()):
                    call.function(**arguments)
                    continue
                # a single number is of another type
                text = message(call, arguments, ValueError, TypeError)
                # sizes that differ are a matter of two arrays
                named = text.split(":")[0].split(" and ")[0]
                arrays = {other for other, *_ in leaves(call.arguments)}
                assert named in arrays | call.arguments.keys(), text
                assert re.search(r"\(.*\)|single number|an empty array", text), text


MIXED = {"concat", "layer", "layer_backward", "LSTMWeights.from_blocks", "from_t_notation"}
MIXED |= {"from_pytorch", "from_keras", "from_onnx", "step", "step_backward", "forward", "backward"}
MIXED |= {"Network", "network.forward", "network.backward", "squared_error"}
PARTS = ("step", "forward", "backward")
MIXED |= {f"{variant}_{part}" for variant in VARIANTS for part in PARTS}
MIXED |= {f"Ablation.{part}" for part in PARTS}


@pytest.mark.parametrize("name", sorted(MIXED & set(NAMES)))
def test_precisions_are_never_mixed(name: str) -> None:
    for call, leaf, array, replace in each_array(name):
        with case(leaf):
            text = message(call, replace(array.astype(np.float32)), TypeError, ValueError)
            assert "float32" in text and "float64" in text


@pytest.mark.parametrize("name", [name for name, c in calls().items() if "weights" in c.arguments])
def test_a_bare_matrix_is_not_taken_for_weights(name: str) -> None:
    call = calls()[name]
    W = call.arguments["weights"].W
    text = message(call, call.arguments | {"weights": W}, TypeError)
    assert text == "weights: expected LSTMWeights, got ndarray"


@pytest.mark.parametrize("name", ["step", "step_backward", "forward"])
def test_weights_that_went_bad_are_named(name: str) -> None:
    call = calls()[name]
    call.arguments["weights"].o[1, 2] = np.nan
    text = message(call, call.arguments, ValueError)
    assert text.startswith("W: expected finite numbers, got nan at W[16, 2]")


p = problem(3, 4, 2, 5)
run = lstm.forward(p.weights, p.x)
generator = np.random.default_rng(0)
OTHERS: list[tuple[str, type[Exception], Any]] = [
    ("activation", TypeError, lambda: layer.layer(p.weights.i, np.ones(7), "tanh")),
    (
        "activation",
        ValueError,
        lambda: layer.layer_backward(p.weights.i, np.ones(7), np.ones(5), np.ones(5), np.sin),
    ),
    ("W", ValueError, lambda: LSTMWeights(np.ones((20, 6)))),
    ("W", ValueError, lambda: LSTMWeights(np.ones((21, 8)))),
    ("dtype", TypeError, lambda: p.weights.astype(int)),
    ("dtype", TypeError, lambda: p.weights.astype("float16")),
    ("dtype", TypeError, lambda: p.weights.astype(None)),
    ("W", ValueError, lambda: LSTMWeights(np.full((4, 3), 1e300)).astype(np.float32)),
    ("dtype", TypeError, lambda: LSTMWeights.random(3, 2, generator, dtype=int)),
    ("units", ValueError, lambda: LSTMWeights.random(0, 2, generator)),
    ("units", TypeError, lambda: LSTMWeights.random(2.0, 2, generator)),  # type: ignore[arg-type]
    ("inputs", ValueError, lambda: LSTMWeights.random(2, -1, generator)),
    ("rng", TypeError, lambda: LSTMWeights.random(3, 2, np.random)),  # type: ignore[arg-type]
    ("forget_bias", ValueError, lambda: LSTMWeights.random(3, 2, generator, np.nan)),
    ("forget_bias", ValueError, lambda: LSTMWeights.random(3, 2, generator, [1, 2, 3])),
    ("batch", ValueError, lambda: cell.zero_state(p.weights, 0)),
    ("batch", TypeError, lambda: cell.zero_state(p.weights, 1.5)),  # type: ignore[arg-type]
    ("state", TypeError, lambda: cell.step(p.weights, p.x[0], p.state.h)),  # type: ignore[arg-type]
    ("state", TypeError, lambda: cell.step(p.weights, p.x[0], cell.step(p.weights, *first))),
    ("state", TypeError, lambda: lstm.forward(p.weights, p.x, p.state.h)),
    ("dstate", TypeError, lambda: lstm.backward(run, dstate=p.dh)),
    ("output", TypeError, lambda: lstm.backward(run.h, p.dh)),
    ("dh, dstate", ValueError, lambda: lstm.backward(run)),
    ("lengths", TypeError, lambda: lstm.forward(p.weights, p.x, lengths=[1.0, 2, 3, 3])),
    ("lengths", TypeError, lambda: lstm.forward(p.weights, p.x, lengths=np.ones(4, bool))),
    ("lengths", TypeError, lambda: lstm.forward(p.weights, p.x, lengths=np.ma.ones(4, int))),
    ("lengths", TypeError, lambda: lstm.forward(p.weights, p.x, lengths=[[1, 2], [3]])),
    ("lengths", ValueError, lambda: lstm.forward(p.weights, p.x, lengths=[1, 2, 3])),
    ("lengths", ValueError, lambda: lstm.forward(p.weights, p.x, lengths=3)),
    ("lengths", ValueError, lambda: lstm.forward(p.weights, p.x, lengths=[1, 2, 3, 4])),
    ("lengths", ValueError, lambda: lstm.forward(p.weights, p.x, lengths=[-1, 2, 3, 3])),
    ("parts", TypeError, lambda: interop.from_t_notation([p.weights.W])),
    ("arrays", TypeError, lambda: interop.from_pytorch([p.weights.W])),
    ("arrays", TypeError, lambda: interop.from_keras(p.weights.W)),
    ("arrays", TypeError, lambda: interop.from_keras([p.weights.W])),
    ("x", TypeError, lambda: gradient_check.numerical_gradient(float, np.ones(3, np.float32))),
    ("x", TypeError, lambda: gradient_check.numerical_gradient(float, [1.0])),
    ("x", ValueError, lambda: gradient_check.numerical_gradient(float, np.broadcast_to(1.0, 3))),
    ("epsilon", ValueError, lambda: gradient_check.numerical_gradient(float, np.ones(3), 0.0)),
]
first = (p.x[0], p.state)


@pytest.mark.parametrize(("name", "error", "call"), OTHERS)
def test_other_wrong_arguments_are_named(name: str, error: type[Exception], call: Any) -> None:
    text = message(Call(call, {}), {}, error)
    assert text.startswith(f"{name}: "), text


LAYOUTS = {
    "column by column": np.asfortranarray,
    "every second": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: a[::-1].copy()[::-1],
    "transposed": lambda a: a.T.copy().T,
}


def flat(result: Any) -> list[Array]:
    """All arrays in what a function returned."""
    if isinstance(result, LSTMWeights):
        return [result.W]
    if isinstance(result, Network):
        return list(result.parameters.values())
    if isinstance(result, network.NetworkOutput):
        return [result.y, result.h, *flat(result.state)]
    if isinstance(result, lstm.LSTMOutput):
        return [result.h, result.c, *result.state]
    if isinstance(result, dict):
        return list(result.values())
    if isinstance(result, (tuple, list)):
        return [array for part in result for array in flat(part)]
    return [np.asarray(result)]


@pytest.mark.parametrize("name", NAMES)
def test_any_memory_layout_gives_the_same_numbers(name: str) -> None:
    expected = flat(calls()[name].function(**calls()[name].arguments))
    arrays = [leaf for _, leaf, _, _ in each_array(name)]
    for number, layout in itertools.product(range(len(arrays)), LAYOUTS):
        with case(arrays[number], layout):
            # new arrays each time: backward uses its forward run up
            call, leaf, array, replace = list(each_array(name))[number]
            arguments = replace(LAYOUTS[layout](array))
            if leaf == "x" and "function" in arguments:  # it must read the array that is shifted
                x = arguments["x"]
                arguments["function"] = lambda x=x: float(np.vdot(x, x))
            results = flat(call.function(**arguments))
            tolerance = 1e-8 if "function" in arguments else 1e-12  # differences magnify rounding
            for ours, theirs in zip(results, expected, strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_arguments_may_be_read_only_and_stay_as_they_are(name: str) -> None:
    call = calls()[name]
    arrays = [array for leaf, array, _ in leaves(call.arguments)]
    if "weights" in call.arguments:
        arrays.append(call.arguments["weights"].W)
    if "network" in call.arguments:
        arrays += call.arguments["network"].parameters.values()
    if "function" not in call.arguments:  # finite differences shift x in place, and put it back
        for array in arrays:
            array.flags.writeable = False
    before = copy.deepcopy(arrays)
    call.function(**call.arguments)
    for array, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


def front(T: int, lengths: list[int]) -> Array:
    return np.arange(T)[:, None] >= T - np.array(lengths)


def end(T: int, lengths: list[int]) -> Array:
    return np.arange(T)[:, None] < np.array(lengths)


GAPS = end(3, [3, 3, 3, 3])
GAPS[1, 2] = False
MASKS = [
    (front(3, [1, 2, 3, 0]), "padding in front.*n = mask.sum(axis=0).*np.roll"),
    (end(3, [1, 2, 3, 0]), "padding at the end; pass lengths=mask.sum(axis=0)"),
    (end(3, [1, 2, 3, 0]).astype(int), "padding at the end; pass lengths=mask.sum(axis=0)"),
    (GAPS, "with gaps"),
    (end(3, [1, 2, 3, 0]).T, "batch first; transpose"),
    (np.ones(4, bool), "from a mask (T, B) of padding at the end, mask.sum(axis=0) gives it"),
]


@pytest.mark.parametrize(("mask", "advice"), MASKS)
@pytest.mark.parametrize("run_forward", [lstm.forward, network.forward])
def test_a_mask_for_lengths_is_recognised(run_forward: Any, mask: Array, advice: str) -> None:
    model = p.weights if run_forward is lstm.forward else Network([(p.weights,)])
    with pytest.raises(TypeError) as caught:
        run_forward(model, p.x, lengths=mask)
    text = str(caught.value)
    assert text.startswith(
        "lengths: expected the number of steps of each sequence, (B,) = (4,); got"
    )
    for part in advice.split(".*"):
        assert part in text


def test_the_advice_for_padding_in_front_works() -> None:
    """The code of the message, carried out."""
    lengths = [1, 2, 3, 0]
    mask, x = front(3, lengths), p.x * front(3, lengths)[:, :, None]
    n = mask.sum(axis=0)
    x = np.stack([np.roll(x[:, b], n[b], axis=0) for b in range(x.shape[1])], axis=1)
    output = lstm.forward(p.weights, x, lengths=n)
    for b, length in enumerate(lengths):
        if length:
            alone = lstm.forward(p.weights, p.x[3 - length :, [b]])
            np.testing.assert_allclose(output.state.h[b], alone.state.h[0], rtol=1e-13)


@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_either_byte_order_gives_the_same_numbers(byte_order: str) -> None:
    W, x = p.weights.W.astype(byte_order + "f8"), p.x.astype(byte_order + "f8")
    expected = network.forward(Network([(p.weights,)]), p.x).y
    np.testing.assert_array_equal(network.forward(Network([(LSTMWeights(W),)]), x).y, expected)


def test_no_masked_array_is_no_reason_to_load_their_module() -> None:
    code = (
        "import sys; from lstm_course.grading import check; from lstm_lib import _validation; "
        "_validation.as_plain('x', [1.0]); sys.exit('numpy.ma' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=True)
