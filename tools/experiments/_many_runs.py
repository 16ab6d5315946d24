"""Fifteen kinds of recurrent cells, many runs at once: an axis of runs R stands before the batch.

Each run has weights of its own. The arithmetic is that of `lstm_lib.variants`, without its checks and
with one matrix product for all runs; tests compare the two. The eight variants of Greff et al. have
peepholes here, as in their paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Parameters = dict[str, Array]
Start = Callable[[dict[str, Array], np.random.Generator], None]
Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Coupling:
    """Map from the gates that are computed to the two of the memory, and the way back."""

    gates: Callable[[Any, Any], Pair]
    """(i, f) as computed, 1 where there is none → the two that act."""
    backward: Callable[[Any, Any, Any, Any], Pair]
    """The computed i and f, and the gradients of the two that act → those of the computed ones."""


def _normalised_backward(i: Any, f: Any, di: Any, df: Any) -> Pair:
    total = i + f
    common = (di * i + df * f) / (total * total)
    return di / total - common, df / total - common


FREE = Coupling(lambda i, f: (i, f), lambda i, f, di, df: (di, df))
FORGET_WHAT_IS_TAKEN_IN = Coupling(lambda i, f: (i, 1.0 - i), lambda i, f, di, df: (di - df, df))
TAKE_IN_WHAT_IS_FORGOTTEN = Coupling(lambda i, f: (1 - f, f), lambda i, f, di, df: (di, df - di))
NORMALISED = Coupling(lambda i, f: (i / (i + f), f / (i + f)), _normalised_backward)


@dataclass(frozen=True)
class Kind:
    """The blocks of a cell, in the order g, i, f, o (in a GRU r, z, n), and what they do."""

    blocks: str = "gifo"
    peepholes: bool = True
    coupling: Coupling = FREE
    squashed: bool = True
    """True if the candidate goes through a tanh."""
    shown: str = "tanh"
    """Way in which h shows the memory: through "tanh", "bare", or "whole", without an output gate too."""
    sees_h: bool = True
    sees_gates: bool = False
    normalised: bool = False


KINDS = {
    "lstm": Kind(peepholes=False),
    "peephole": Kind(),
    "no_input_gate": Kind("gfo"),
    "no_forget_gate": Kind("gio"),
    "no_output_gate": Kind("gif"),
    "no_input_activation": Kind(squashed=False),
    "no_output_activation": Kind(shown="bare"),
    "cifg": Kind("gio", coupling=FORGET_WHAT_IS_TAKEN_IN),
    "full_gate_recurrence": Kind(sees_gates=True),
    "gru": Kind("rzn", peepholes=False),
    "janet": Kind("gf", False, TAKE_IN_WHAT_IS_FORGOTTEN, shown="whole"),
    "min_lstm": Kind("gif", False, NORMALISED, False, "whole", sees_h=False),
    "min_gru": Kind("gf", False, TAKE_IN_WHAT_IS_FORGOTTEN, False, "whole", sees_h=False),
    "layer_norm": Kind(peepholes=False, normalised=True),
    "rnn": Kind("g", peepholes=False),
}


def sigmoid(z: Array) -> Array:
    """The logistic function as a shifted tanh: one call of a ufunc."""
    a: Array = 0.5 + 0.5 * np.tanh(0.5 * z)
    return a


def first_parameters(
    kind: Kind, D: int, H: int, K: int, rng: np.random.Generator, start: Start | None = None
) -> Parameters:
    """The parameters of one run before training.

    Matrices are normal with variance 1 / (what a unit sees), peepholes a tenth of a normal number,
    biases 0 but for the gate that keeps the memory, which starts at σ(1). `start` may change the
    blocks.
    """
    blocks = dict(zip("gifo", rng.normal(size=(4, H, 1 + H + D)) / np.sqrt(H + D), strict=True))
    for block in blocks.values():
        block[:, 0] = 0
    blocks["f"][:, 0] = 1
    if kind.coupling is FORGET_WHAT_IS_TAKEN_IN:
        blocks["i"][:, 0] = -1
    if start is not None:
        start(blocks, rng)
    blocks |= {"r": blocks["i"], "z": blocks["f"], "n": blocks["g"]}
    W = np.concatenate([blocks[name] for name in kind.blocks])
    if kind.sees_gates:
        W = np.column_stack([W, rng.normal(size=(len(W), 3 * H)) / np.sqrt(3 * H + H + D)])
    if not kind.sees_h:
        W[:, 1 : 1 + H] = 0
    V = rng.normal(size=(K, 1 + H)) / np.sqrt(H)
    V[:, 0] = 0
    parameters = {"W": W, "V": V}
    if kind.peepholes:
        parameters["P"] = rng.normal(size=(3, H)) * 0.1
    if kind.normalised:
        parameters["A"] = np.ones(4 * H)
    if kind.blocks == "rzn":
        parameters["b"] = np.zeros(H)
    return parameters


class ManyRuns:
    """R cells of one kind and their linear heads, y = V [1; h], with all arrays stacked over runs."""

    def __init__(self, kind: Kind, runs: Sequence[Parameters]) -> None:
        self.kind = kind
        self.parameters = {name: np.array([run[name] for run in runs]) for name in runs[0]}
        self.H = self.parameters["V"].shape[2] - 1

    def outputs(self, x: Array) -> Array:
        """y (T, R, B, K) for x (T, R, B, D)."""
        V = self.parameters["V"]
        self._forward(x)
        return np.matmul(self.h, V[:, :, 1:].transpose(0, 2, 1)) + V[:, None, :, 0]

    def _forward(self, x: Array) -> None:
        """Set h (T, R, B, H), and keep what the backward pass reads."""
        W, H, (T, R, B, D) = self.parameters["W"], self.H, x.shape
        self.W_T = np.ascontiguousarray(W.transpose(0, 2, 1))
        self.seen = np.zeros((T, R, B, W.shape[2]))
        self.seen[..., 0], self.seen[..., 1 + H : 1 + H + D] = 1, x
        self.h, self.steps = np.empty((T, R, B, H)), []
        step = {"rzn": self._gru_step, "g": self._rnn_step}.get(self.kind.blocks, self._step)
        state = {
            "h": np.zeros((R, B, H)),
            "c": np.zeros((R, B, H)),
            "gates": np.zeros((R, B, 3 * H)),
        }
        for t, seen in enumerate(self.seen):
            if self.kind.sees_h:
                seen[..., 1 : 1 + H] = state["h"]
            if self.kind.sees_gates:
                seen[..., 1 + H + D :] = state["gates"]
            state = step(seen, state)
            self.h[t] = state["h"]
            self.steps.append(state)

    def _sums(self, seen: Array) -> Array:
        """W s, block by block, (blocks, R, B, H)."""
        R, B = seen.shape[:2]
        return self._blocks(np.matmul(seen, self.W_T), R, B)

    def _blocks(self, rows: Array, R: int, B: int) -> Array:
        return rows.reshape(R, B, -1, self.H).transpose(2, 0, 1, 3)

    def _rnn_step(self, seen: Array, before: dict[str, Any]) -> dict[str, Any]:
        return {"h": np.tanh(self._sums(seen)[0])}

    def _gru_step(self, seen: Array, before: dict[str, Any]) -> dict[str, Any]:
        H, W_T, h = self.H, self.W_T, before["h"]
        gates = np.matmul(seen, W_T[:, :, : 2 * H])
        r, z = sigmoid(gates[..., :H]), sigmoid(gates[..., H:])
        of_h = np.matmul(h, W_T[:, 1 : 1 + H, 2 * H :]) + self.parameters["b"][:, None]
        of_x = np.matmul(seen[..., 1 + H :], W_T[:, 1 + H :, 2 * H :]) + W_T[:, 0:1, 2 * H :]
        n = np.tanh(of_x + r * of_h)
        return {"r": r, "z": z, "n": n, "of_h": of_h, "h": (1 - z) * n + z * h, "before": h}

    def _step(self, seen: Array, before: dict[str, Any]) -> dict[str, Any]:
        kind, c = self.kind, before["c"]
        sums = self._sums(seen)
        norm: Any = None
        if kind.normalised:
            bias, A = (self._rows(self.parameters[name]) for name in ("W", "A"))
            sums = sums - bias
            deviation = np.sqrt(sums.var(-1, keepdims=True) + 1e-5)
            norm = (sums - sums.mean(-1, keepdims=True)) / deviation, deviation
            sums = norm[0] * A + bias
        z = dict(zip(kind.blocks, sums, strict=True))
        g = np.tanh(z["g"]) if kind.squashed else z["g"]
        i, f = (self._gate(z, name, c) for name in "if")
        acting_i, acting_f = kind.coupling.gates(i, f)
        new = acting_f * c + acting_i * g
        shown = np.tanh(new) if kind.shown == "tanh" else new
        o = self._gate(z, "o", new)
        gates = np.concatenate([i, f, o], axis=-1) if kind.sees_gates else None
        kept = {"i": i, "f": f, "o": o, "g": g, "acting": (acting_i, acting_f), "before": c}
        return kept | {"c": new, "shown": shown, "h": o * shown, "gates": gates, "norm": norm}

    def _rows(self, values: Array) -> Array:
        """Biases, or other rows of all blocks, (blocks, R, 1, H)."""
        values = values[:, :, 0] if values.ndim == 3 else values
        return self._blocks(values, len(values), 1)

    def _gate(self, z: dict[str, Array], name: str, c: Array) -> Any:
        """σ of a gate's sum, with its peephole; 1 if there is no such gate."""
        if name not in z:
            return 1.0
        if not self.kind.peepholes:
            return sigmoid(z[name])
        return sigmoid(z[name] + self._peephole(name) * c)

    def _peephole(self, name: str) -> Array:
        peephole: Array = self.parameters["P"][:, "ifo".index(name), None]
        return peephole

    def gradients(self, dy: Array) -> Parameters:
        """The gradient with respect to all parameters, from that with respect to the outputs."""
        H, (T, R, B, _) = self.H, dy.shape
        W, V = self.parameters["W"], self.parameters["V"]
        found = {name: np.zeros_like(values) for name, values in self.parameters.items()}
        of_h = np.einsum("trbk,trbh->rkh", dy, self.h)
        found["V"] = np.concatenate([dy.sum((0, 2))[..., None], of_h], axis=-1)
        arriving = np.matmul(dy, V[:, :, 1:])
        delta, self.delta_h = np.zeros((T, R, B, W.shape[1])), np.zeros((T, R, B, H))
        back = {"rzn": self._gru_back, "g": self._rnn_back}.get(self.kind.blocks, self._back)
        after: dict[str, Any] = {
            "dh": np.zeros((R, B, H)),
            "dc": np.zeros((R, B, H)),
            "dgates": 0.0,
        }
        for t in reversed(range(T)):
            after["dh"] = after["dh"] + arriving[t]
            back(t, self._blocks(delta[t], R, B), after, found)
        self._add_products(found, delta)
        return found

    def _add_products(self, found: Parameters, delta: Array) -> None:
        """dW = Σ δ sᵀ over all steps and sequences."""
        T, R, B, _ = delta.shape
        H, seen = self.H, self.seen.transpose(1, 0, 2, 3).reshape(R, T * B, -1)
        dW = np.matmul(delta.transpose(1, 3, 0, 2).reshape(R, -1, T * B), seen)
        if self.kind.blocks == "rzn":
            of_h = self.delta_h.transpose(1, 3, 0, 2).reshape(R, H, T * B)
            dW[:, 2 * H :, 1 : 1 + H] = np.matmul(of_h, seen[:, :, 1 : 1 + H])
            found["b"] = of_h.sum(-1)
        if self.kind.normalised:
            dW[:, :, 0] = found["W"][:, :, 0]
        if not self.kind.sees_h:
            dW[:, :, 1 : 1 + H] = 0
        found["W"] = dW

    def _to_h(self, delta: Array, rows: slice = slice(None)) -> Array:
        """The gradient with respect to h_{t−1} that comes through these rows of W."""
        R, B = delta.shape[1:3]
        back: Array = delta.transpose(1, 2, 0, 3).reshape(R, B, -1)
        return np.matmul(back, self.parameters["W"][:, rows, 1 : 1 + self.H])

    def _rnn_back(self, t: int, delta: Array, after: dict[str, Any], found: Parameters) -> None:
        delta[0] = after["dh"] * (1 - self.h[t] * self.h[t])
        after["dh"] = self._to_h(delta)

    def _gru_back(self, t: int, delta: Array, after: dict[str, Any], found: Parameters) -> None:
        step, dh, H = self.steps[t], after["dh"], self.H
        r, z, n = step["r"], step["z"], step["n"]
        dn = dh * (1 - z) * (1 - n * n)
        delta[0] = dn * step["of_h"] * r * (1 - r)
        delta[1] = dh * (step["before"] - n) * z * (1 - z)
        delta[2] = dn
        self.delta_h[t] = dn * r
        gates = self._to_h(delta[:2], slice(2 * H))
        after["dh"] = dh * z + gates + self._to_h(self.delta_h[t][None], slice(2 * H, None))

    def _back(self, t: int, delta: Array, after: dict[str, Any], found: Parameters) -> None:
        kind, step, dh = self.kind, self.steps[t], after["dh"]
        i, f, o, g, c, before = (step[name] for name in ("i", "f", "o", "g", "c", "before"))
        acting_i, acting_f = step["acting"]
        place = {name: delta[at] for at, name in enumerate(kind.blocks)}
        more = np.split(after["dgates"], 3, axis=-1) if np.ndim(after["dgates"]) else [0.0] * 3
        slope = 1 - step["shown"] * step["shown"] if kind.shown == "tanh" else 1.0
        dc = after["dc"] + dh * o * slope
        if "o" in place:
            place["o"][:] = (dh * step["shown"] + more[2]) * o * (1 - o)
            dc = self._through_peephole("o", place["o"], c, dc, found)
        place["g"][:] = dc * acting_i * (1 - g * g if kind.squashed else 1.0)
        di, df = kind.coupling.backward(i, f, dc * g, dc * before)
        after["dc"] = dc * acting_f
        for name, gate, gradient, extra in (("i", i, di, more[0]), ("f", f, df, more[1])):
            if name in place:
                place[name][:] = (gradient + extra) * gate * (1 - gate)
                after["dc"] = self._through_peephole(name, place[name], before, after["dc"], found)
        if kind.normalised:
            self._through_norm(delta, step["norm"], found)
        after["dh"] = self._to_h(delta) if kind.sees_h else np.zeros_like(dh)
        if kind.sees_gates:
            rows = delta.transpose(1, 2, 0, 3).reshape(*dh.shape[:2], -1)
            after["dgates"] = np.matmul(rows, self.parameters["W"][:, :, -3 * self.H :])

    def _through_peephole(
        self, name: str, delta: Array, c: Array, dc: Array, found: Parameters
    ) -> Array:
        """Add a peephole's gradient; returns dc with what comes back through it."""
        if not self.kind.peepholes:
            return dc
        found["P"][:, "ifo".index(name)] += (delta * c).sum(1)
        back: Array = dc + delta * self._peephole(name)
        return back

    def _through_norm(self, delta: Array, norm: tuple[Array, Array], found: Parameters) -> None:
        """Turn δ behind the normalisation into δ before it, and add the gradients of A and b."""
        n, deviation = norm
        R = delta.shape[1]
        found["A"] += (delta * n).sum(2).transpose(1, 0, 2).reshape(R, -1)
        found["W"][:, :, 0] += delta.sum(2).transpose(1, 0, 2).reshape(R, -1)
        dn = delta * self._rows(self.parameters["A"])
        along = n * (dn * n).mean(-1, keepdims=True)
        delta[:] = (dn - dn.mean(-1, keepdims=True) - along) / deviation
