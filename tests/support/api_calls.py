"""A valid call of every public function of the core, from which invalid calls are derived."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from problems import problem
from variant_problems import draw, function

import lstm_lib
from lstm_lib import cell, gradient_check, interop, layer, lstm, network, variants
from lstm_lib.activations import DERIVATIVES
from lstm_lib.network import Network
from lstm_lib.training import losses
from lstm_lib.weights import LSTMWeights

LIBRARY = Path(lstm_lib.__file__).parent
BESIDE = {
    "tasks",
    "forecasting",
    "audio",
    "ctc",
    "ngrams",
    "sampling",
    "attention",
    "encoder_decoder",
    "memory_blocks",
    "inference",
    "gradient_checkpointing",
}
INSIDE = {"_validation", "_norms", "_optimizer_base", "_npz", "_kernels", "_buffers", "_padding"}
INSIDE |= {"_bptt", "_contract", "_blocks", "_exponential", "_rows", "_arrays"}
INSIDE |= {"_onnx_graph", "_protobuf"}
"""Modules outside the core, with tests of their own; those of the core that only others of it call."""

MODULES = [
    ".".join(path.relative_to(LIBRARY).with_suffix("").parts)
    for path in sorted(LIBRARY.rglob("*.py"))
    if path.relative_to(LIBRARY).with_suffix("").parts[0] not in BESIDE
    and path.stem not in {*INSIDE, "__init__"}
]
ANY_SHAPE = frozenset({"extra axis", "fewer axes", "another size", "another length", "empty"})
KERAS = ("kernel", "recurrent_kernel", "bias")


class Call(NamedTuple):
    """A function, arguments that fit it, and the other shapes that some of them may have."""

    function: Callable[..., Any]
    arguments: dict[str, Any]
    fine: Mapping[str, frozenset[str]] = {}


def _sum_of_squares(x: np.ndarray) -> Callable[[], float]:
    return lambda: float(np.vdot(x, x))


def calls() -> dict[str, Call]:
    """All calls, by the function's name; each time with new arrays."""
    T, B, D, H = 3, 4, 2, 5
    p = problem(T, B, D, H)
    x, h = p.x[0], p.state.h
    step = cell.step(p.weights, x, p.state)
    W, gate = p.weights.i.copy(), layer.layer(p.weights.i, layer.concat(h, x))
    P = p.weights.W[:3, :H].copy()
    shifted = h.copy()
    z = layer.concat(h, x)
    rows, columns = frozenset({"another length"}), frozenset({"another size"})
    whole = Network([(p.weights,)], np.ones((2, 1 + H)))
    states = {"state": [(p.state,)]}
    y, mask = p.dh[..., :2].copy(), np.arange(T * B).reshape(T, B) % 4 > 0
    table = [
        *(Call(f, {"z": h}, {"z": ANY_SHAPE}) for f in DERIVATIVES),
        *(Call(f, {"a": h}, {"a": ANY_SHAPE}) for f in DERIVATIVES.values()),
        Call(layer.with_bias, {"x": x}, {"x": ANY_SHAPE - {"fewer axes"}}),
        Call(
            layer.concat, {"h": h, "x": x}, {n: frozenset({"another size", "empty"}) for n in "hx"}
        ),
        Call(layer.layer, {"W": W, "x": z}, {"W": rows, "x": rows | {"extra axis"}}),
        Call(layer.layer_backward, {"W": W, "x": z, "y": gate, "dy": h}),
        Call(LSTMWeights, {"W": p.weights.W}, {"W": columns}),
        Call(LSTMWeights.from_blocks, {g: getattr(p.weights, g).copy() for g in "ifgo"}),
        Call(interop.to_t_notation, {"weights": p.weights}),
        Call(interop.to_pytorch, {"weights": p.weights}),
        Call(interop.to_keras, {"weights": p.weights}),
        Call(interop.to_onnx, {"weights": p.weights}),
        Call(interop.from_t_notation, {"parts": interop.to_t_notation(p.weights)}),
        Call(
            interop.from_pytorch, {"arrays": interop.to_pytorch(p.weights)}, {"weight_ih": columns}
        ),
        Call(interop.from_keras, {"arrays": interop.to_keras(p.weights)}, {"kernel": rows}),
        Call(interop.from_onnx, interop.to_onnx(p.weights), {"W": columns}),
        Call(cell.zero_state, {"weights": p.weights}),
        Call(cell.step, {"weights": p.weights, "x": x, "state": p.state}),
        Call(
            cell.step_backward,
            {"weights": p.weights, "x": x, "state": p.state, "step": step, "dstate": p.dstate},
        ),
        Call(lstm.forward, {"weights": p.weights, "x": p.x, "state": p.state}, {"x": rows}),
        Call(
            lstm.backward,
            {"output": lstm.forward(p.weights, p.x, p.state), "dh": p.dh, "dstate": p.dstate},
        ),
        Call(Network, {"layers": [(p.weights,)], "head": whole.head}, {"head": rows}),
        Call(network.forward, {"network": whole, "x": p.x, **states}, {"x": rows}),
        Call(network.backward, {"output": network.forward(whole, p.x), "dy": y}),
        Call(losses.squared_error, {"y": y, "target": y[::-1].copy(), "mask": mask}),
        Call(
            losses.cross_entropy,
            {"y": y, "target": mask.astype(int), "mask": mask},
            {"y": columns},
        ),
        Call(losses.softmax, {"y": y}, {"y": ANY_SHAPE - {"fewer axes", "empty"}}),
        Call(
            gradient_check.numerical_gradient,
            {"function": _sum_of_squares(shifted), "x": shifted},
            {"x": ANY_SHAPE - {"empty", "fewer axes"}},
        ),
        Call(
            gradient_check.check_gradient,
            {"function": _sum_of_squares(shifted), "x": shifted, "gradient": 2 * shifted},
        ),
        *(call for name in variants.VARIANTS for call in variant_calls(name, T, B, D, H)),
        Call(variants.scan, {"f": h, "u": h.copy()}),
        Call(variants.peepholes_to_onnx, {"P": P}, {"P": columns}),
        Call(variants.peepholes_from_onnx, {"P": variants.peepholes_to_onnx(P)}),
    ]
    return {named(call.function): call for call in table}


def named(thing: Any) -> str:
    """A function's name; that of its module too, where `lstm` has one of the same name."""
    return ("network." if thing.__module__ == network.__name__ else "") + str(thing.__qualname__)


def variant_calls(name: str, T: int, B: int, D: int, H: int) -> list[Call]:
    """Step, forward and backward of a variant."""
    step, forward, backward = (function(name, part) for part in ("step", "forward", "backward"))
    p, shapes = draw(name, T, B, D, H), variants.VARIANTS[name].weight_shapes(D, H)
    *_, state = inspect.signature(step).parameters
    whole = {**dict(zip(shapes, p.weights, strict=True)), "x": p.x, state: p.state}
    output = {"output": forward(**whole), "dh": p.dh, "dstate": p.dstate}
    return [
        Call(step, {**whole, "x": p.x[0]}),
        Call(forward, whole, {"x": frozenset({"another length"})}),
        Call(backward, {**whole, **output}),
    ]


def public() -> set[str]:
    """Every function, class with arguments and class method that the modules offer."""
    names = set()
    for module in (import_module(f"lstm_lib.{name}") for name in MODULES):
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                continue
            if inspect.isfunction(thing):
                names.add(named(thing))
            elif inspect.isclass(thing) and not issubclass(thing, tuple):
                names.add(named(thing))
                names |= {
                    f"{name}.{method}"
                    for method, value in vars(thing).items()
                    if not method.startswith("_") and isinstance(value, classmethod)
                }
    return names


def leaves(
    arguments: Mapping[str, Any],
) -> Iterator[tuple[str, np.ndarray, Callable[[Any], dict[str, Any]]]]:
    """Each array of floats among the arguments: its name in messages, itself, how to replace it."""
    for key, value in arguments.items():
        if isinstance(value, np.ndarray):
            if value.dtype.kind == "f":
                yield key, value, lambda new, key=key: {**arguments, key: new}
        elif isinstance(value, tuple):
            for field, array in value._asdict().items():
                yield (
                    f"{key}.{field}",
                    array,
                    lambda new, key=key, value=value, field=field: {
                        **arguments,
                        key: value._replace(**{field: new}),
                    },
                )
        elif isinstance(value, dict):
            for name, array in value.items():
                yield (
                    name,
                    array,
                    lambda new, key=key, value=value, name=name: {
                        **arguments,
                        key: {**value, name: new},
                    },
                )
        elif key == "state":
            for field, array in value[0][0]._asdict().items():
                yield (
                    f"state[0][0].{field}",
                    array,
                    lambda new, state=value[0][0], field=field: {
                        **arguments,
                        "state": [(state._replace(**{field: new}),)],
                    },
                )
        elif key == "arrays":
            for k, (name, array) in enumerate(zip(KERAS, value, strict=True)):
                yield (
                    name,
                    array,
                    lambda new, key=key, value=value, k=k: {
                        **arguments,
                        key: [*value[:k], new, *value[k + 1 :]],
                    },
                )
