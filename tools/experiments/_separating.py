"""Shared by the experiments that separate kinds of memory: tasks, and seven readers with one readout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_lib import lstm
from lstm_lib.activations import identity, tanh
from lstm_lib.attention import attend, attend_backward, causal_mask, positions
from lstm_lib.layer import layer, layer_backward
from lstm_lib.tasks import Batch, recall, state_tracking
from lstm_lib.variants import VARIANTS
from lstm_lib.weights import DEFAULT_FORGET_BIAS, LSTMWeights

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Draw = Callable[[np.random.Generator, int, int], Batch]
KINDS = (
    "lstm", "slstm", "min_lstm", "mlstm", "attention", "unplaced_attention", "lstm_attention",
)  # fmt: skip
WAVE = 100.0
"""Base of the positions that attention is given."""


class Task(NamedTuple):
    """A task: its generator, the lengths in training, and the lengths that are asked.

    `whole` asks for every step of a sequence, otherwise the final one counts.
    """

    draw: Draw
    inputs: int
    outputs: int
    units: int
    steps: int
    train: tuple[int, int]
    asked: tuple[int, ...]
    whole: bool


def _products(table: Array) -> Draw:
    return lambda rng, count, steps: state_tracking.products(rng, count, steps, table)


TASKS = {
    "flip_flop": Task(
        state_tracking.flip_flop, 6, 2, 16, 300, (32, 32), (16, 32, 64, 128), whole=True
    ),
    "parity": Task(
        _products(state_tracking.PARITY), 2, 2, 16, 500, (1, 16), (4, 8, 16, 32, 64, 128),
        whole=False,
    ),
    "s3": Task(
        _products(state_tracking.S3), 6, 6, 32, 1000, (1, 12), (4, 8, 12, 16, 32, 64), whole=False
    ),
    "recall": Task(
        recall.batch, recall.KEYS + recall.VALUES, recall.VALUES, 32, 1000, (1, 8),
        (1, 2, 4, 8, 12, 16), whole=False,
    ),
}  # fmt: skip


class Output(NamedTuple):
    """Outputs y (T, B, K), and what the backward pass reads."""

    y: Array
    x: Array
    top: Array
    hidden: Array
    core: Any


class Reader:
    """A core, then the same for all: a layer of tanh units as wide as the core, and a linear head."""

    def __init__(self, kind: str, inputs: int, units: int, outputs: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.kind, self.units = kind, units
        self.parameters = _weights(kind, inputs, units, rng)
        self.core = list(self.parameters)
        width = 2 * units if kind == "lstm_attention" else units
        self.parameters["M"] = _matrix(rng, units, width)
        self.parameters["head"] = _matrix(rng, outputs, units)

    def forward(self, x: Array, state: Any = None, lengths: Any = None, rng: Any = None) -> Output:
        """Run the core and the readout."""
        p = self.parameters
        top, core = FORWARD[self.kind](p, x) if self.kind in FORWARD else self._variant(x)
        hidden = layer(p["M"], top, activation=tanh)
        return Output(layer(p["head"], hidden, activation=identity), x, top, hidden, core)

    def backward(self, output: Output, dy: Array) -> dict[str, Array]:
        """Gradients of all parameters."""
        p = self.parameters
        d_head, d_hidden = layer_backward(p["head"], output.hidden, output.y, dy, identity)
        d_M, d_top = layer_backward(p["M"], output.top, output.hidden, d_hidden, tanh)
        if self.kind in BACKWARD:
            of_core = BACKWARD[self.kind](p, output, d_top)
        else:
            weights = [p[name] for name in self.core]
            variant = VARIANTS[self.kind]
            found = variant.backward(*weights, output.x, None, output.core, d_top)
            of_core = dict(zip(self.core, found, strict=False))
        return {**of_core, "M": d_M, "head": d_head}

    def _variant(self, x: Array) -> tuple[Array, Any]:
        output = VARIANTS[self.kind].forward(*(self.parameters[name] for name in self.core), x)
        return output.h, output


def _matrix(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """[0 | normal], with standard deviation 1/√columns."""
    W = rng.normal(size=(rows, 1 + columns)) / np.sqrt(columns)
    W[:, 0] = 0
    return W


def _weights(kind: str, D: int, H: int, rng: np.random.Generator) -> dict[str, Array]:
    """The weights of a core; forget gates start with the LSTM's bias."""
    if kind in ("attention", "unplaced_attention"):
        return {"E": np.sqrt(D) * _matrix(rng, H, D), "QKV": _matrix(rng, 3 * H, H)}
    if kind in ("lstm", "lstm_attention"):
        named = {"W": LSTMWeights.random(H, D, rng).W}
        return named | ({} if kind == "lstm" else {"QK": _matrix(rng, 2 * H, H)})
    named = {
        name: _matrix(rng, rows, columns - 1)
        for name, (rows, columns) in VARIANTS[kind].weight_shapes(D, H).items()
    }
    if kind == "mlstm":
        named["w"][1, 0] = DEFAULT_FORGET_BIAS
    else:
        named["W"][H : 2 * H, 0] = DEFAULT_FORGET_BIAS
    return named


def _by_sequence(a: Array) -> Array:
    return np.swapaxes(a, 0, 1)


def _lstm(p: dict[str, Array], x: Array) -> tuple[Array, Any]:
    run = lstm.forward(LSTMWeights(p["W"]), x)
    return run.h, run


def _lstm_backward(p: dict[str, Array], output: Output, d_top: Array) -> dict[str, Array]:
    return {"W": lstm.backward(output.core, np.ascontiguousarray(d_top)).W}


def _attention(p: dict[str, Array], x: Array) -> tuple[Array, Any]:
    """h_t = e_t + what e_t reads from e_1 … e_t, with e_t = E [1; x_t] + position t."""
    return _unplaced_attention(p, x, positions(len(x), len(p["E"]), WAVE)[:, None])


def _unplaced_attention(p: dict[str, Array], x: Array, placed: Any = 0) -> tuple[Array, Any]:
    """The same without positions, unless they are given."""
    e = layer(p["E"], x, activation=identity) + placed
    qkv = layer(p["QKV"], e, activation=identity)
    q, k, v = np.split(_by_sequence(qkv), 3, axis=-1)
    read = attend(q, k, v, causal_mask(len(x)))
    return e + _by_sequence(read.context), (e, q, k, v, read)


def _attention_backward(p: dict[str, Array], output: Output, d_top: Array) -> dict[str, Array]:
    e, q, k, v, read = output.core
    d_qkv = np.concatenate(attend_backward(q, k, v, read, _by_sequence(d_top)), axis=-1)
    d_qkv = _by_sequence(d_qkv)
    d_QKV, de = layer_backward(p["QKV"], e, d_qkv, d_qkv, identity)
    d_E, _ = layer_backward(p["E"], output.x, e, de + d_top, identity)
    return {"E": d_E, "QKV": d_QKV}


def _lstm_attention(p: dict[str, Array], x: Array) -> tuple[Array, Any]:
    """h_t of an LSTM, beside what it reads from h_1 … h_t."""
    run = lstm.forward(LSTMWeights(p["W"]), x)
    h = _by_sequence(run.h)
    q, k = np.split(_by_sequence(layer(p["QK"], run.h, activation=identity)), 2, axis=-1)
    read = attend(q, k, h, causal_mask(len(x)))
    return np.concatenate([run.h, _by_sequence(read.context)], axis=-1), (run, q, k, read)


def _lstm_attention_backward(p: dict[str, Array], output: Output, d_top: Array) -> dict[str, Array]:
    run, q, k, read = output.core
    H = run.h.shape[-1]
    h = _by_sequence(run.h)
    dq, dk, dv = attend_backward(q, k, h, read, _by_sequence(d_top[..., H:]))
    d_qk = _by_sequence(np.concatenate([dq, dk], axis=-1))
    d_QK, dh = layer_backward(p["QK"], run.h, d_qk, d_qk, identity)
    dh = dh + d_top[..., :H] + _by_sequence(dv)
    return {"W": lstm.backward(run, np.ascontiguousarray(dh)).W, "QK": d_QK}


FORWARD = {
    "lstm": _lstm,
    "attention": _attention,
    "unplaced_attention": _unplaced_attention,
    "lstm_attention": _lstm_attention,
}
BACKWARD = {
    "lstm": _lstm_backward,
    "attention": _attention_backward,
    "unplaced_attention": _attention_backward,
    "lstm_attention": _lstm_attention_backward,
}
