"""Cells with an axis of runs: their outputs are the library's, their gradients finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib.gradient_check import check_gradient
from lstm_lib.variants import VARIANTS, Ablation, Variant
from tools.experiments._many_runs import KINDS, ManyRuns, first_parameters
from tools.experiments._small_tasks import (
    TASKS,
    loss_gradient,
    news,
    squared_error,
    stacked,
    timing,
)
from tools.experiments.ablations import GRID

D, H, K = 2, 3, 2
LSTM = Ablation().variant("lstm")
NAMES = {"no_forget_gate": "lstm_1997"}
Run = dict[str, Any]


def drawn(name: str) -> ManyRuns:
    """Three runs, all parameters shaken so that none is 0."""
    rng = np.random.default_rng(17)
    runs = ManyRuns(KINDS[name], [first_parameters(KINDS[name], D, H, K, rng) for _ in range(3)])
    for values in runs.parameters.values():
        values += 0.2 * rng.normal(size=values.shape)
    return runs


def in_order(kind: str, own: Run, order: str) -> Any:
    """The blocks of W in the library's order, without the columns of previous gates."""
    blocks = dict(zip(KINDS[kind].blocks, np.split(own["W"], len(KINDS[kind].blocks)), strict=True))
    return np.concatenate([blocks[block] for block in order])[:, : 1 + H + D]


def of_gru(own: Run) -> list[Any]:
    W, b = own["W"], own["b"]
    W_x = np.column_stack([W[:, 0], W[:, 1 + H :]])
    return [W_x, np.column_stack([np.concatenate([np.zeros(2 * H), b]), W[:, 1 : 1 + H]])]


def of_min_gru(own: Run) -> list[Any]:
    """There the gate takes in, here it keeps: z = 1 − f."""
    W = np.delete(in_order("min_gru", own, "fg"), range(1, 1 + H), axis=1)
    return [np.concatenate([-W[:H], W[H:]])]


def of_gates(own: Run) -> list[Any]:
    i_f_o = np.concatenate([np.split(own["W"], 4)[at] for at in (1, 2, 3)])
    return [in_order("full_gate_recurrence", own, "ifgo"), i_f_o[:, 1 + H + D :]]


WEIGHTS: dict[str, Callable[[Run], list[Any]]] = {
    "lstm": lambda own: [in_order("lstm", own, "ifgo")],
    "peephole": lambda own: [in_order("peephole", own, "ifgo"), own["P"]],
    "no_input_gate": lambda own: [in_order("no_input_gate", own, "fgo")],
    "no_forget_gate": lambda own: [in_order("no_forget_gate", own, "igo")],
    "no_output_gate": lambda own: [in_order("no_output_gate", own, "ifg")],
    "no_input_activation": lambda own: [in_order("no_input_activation", own, "ifgo")],
    "no_output_activation": lambda own: [in_order("no_output_activation", own, "ifgo")],
    "cifg": lambda own: [in_order("cifg", own, "igo")],
    "full_gate_recurrence": of_gates,
    "gru": of_gru,
    "janet": lambda own: [in_order("janet", own, "fg")],
    "min_gru": of_min_gru,
    "layer_norm": lambda own: [
        in_order("layer_norm", own, "ifgo"),
        own["A"].reshape(4, H)[[1, 2, 0, 3]],
    ],
    "rnn": lambda own: [own["W"]],
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_outputs_are_those_of_the_library(name: str) -> None:
    """Without peepholes, which the library has in one variant only."""
    runs = drawn(name)
    if name not in ("peephole", *(n for n, kind in KINDS.items() if not kind.peepholes)):
        runs.parameters["P"][:] = 0
    if name == "full_gate_recurrence":  # there the candidate does not see the gates
        runs.parameters["W"][:, :H, 1 + H + D :] = 0
    x = np.random.default_rng(1).normal(size=(6, 3, 4, D))
    y = runs.outputs(x)
    variant: Variant = LSTM if name == "lstm" else VARIANTS[NAMES.get(name, name)]
    for run in range(3):
        own = {key: values[run] for key, values in runs.parameters.items()}
        h = variant.forward(*WEIGHTS[name](own), x[:, run]).h
        expected = own["V"][:, 0] + h @ own["V"][:, 1:].T
        np.testing.assert_allclose(y[:, run], expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", KINDS)
def test_gradients_agree_with_finite_differences(name: str) -> None:
    runs, rng = drawn(name), np.random.default_rng(2)
    x, dy = rng.normal(size=(3, 3, 2, D)), rng.normal(size=(3, 3, 2, K))
    runs.outputs(x)
    gradients = runs.gradients(dy)
    for key, values in runs.parameters.items():
        check_gradient(lambda: float(np.vdot(runs.outputs(x), dy)), values, gradients[key], 1e-7)


@pytest.mark.parametrize("task", GRID)
def test_the_gradient_of_the_loss_is_that_of_each_run_by_itself(task: str) -> None:
    rngs = [np.random.default_rng(seed) for seed in range(2)]
    batch = stacked([TASKS[task].draw(rng, 3) for rng in rngs])
    y = np.random.default_rng(3).normal(size=(*batch.mask.shape, TASKS[task].outputs))

    def loss() -> float:
        total = 0.0
        for run in range(2):
            mask, target = batch.mask[:, run], batch.target[:, run]
            if target.ndim == 3:
                total += float(((y[:, run] - target)[mask] ** 2).sum() / mask.sum())
            else:
                p = np.exp(y[:, run]) / np.exp(y[:, run]).sum(-1, keepdims=True)
                total -= float(np.log(np.take_along_axis(p, target[..., None], -1)[mask]).mean())
        return total

    check_gradient(loss, y, loss_gradient(y, batch), 1e-6)


def test_news_asks_for_the_latest_flagged_number() -> None:
    batch = news(np.random.default_rng(0), 5)
    for b in range(5):
        latest = 0.0
        for t, (value, flag) in enumerate(batch.x[:, b]):
            latest = value if flag else latest
            assert batch.target[t, b, 0] == latest
    assert batch.x[0, :, 1].all() and 0 < batch.x[1:, :, 1].mean() < 0.3


def test_timing_asks_for_the_interval_between_two_pulses() -> None:
    batch, seen = timing(np.random.default_rng(0), 50), set()
    for b in range(50):
        pulses = np.flatnonzero(batch.x[:, b, 0])
        np.testing.assert_array_equal(np.flatnonzero(batch.mask[:, b]), pulses[1:])
        np.testing.assert_allclose(batch.target[pulses[1:], b, 0], (np.diff(pulses) - 12) / 6)
        seen |= set(np.diff(pulses).tolist())
    assert seen == set(range(6, 19))


@pytest.mark.parametrize("task", ["adding", "news", "timing"])
def test_an_error_of_1_is_that_of_the_constant(task: str) -> None:
    batch = TASKS[task].fresh(np.random.default_rng(999))
    constant = np.full(batch.target.shape, 0.5 if task == "adding" else 0.0)
    assert squared_error(constant, batch) == pytest.approx(1)
    assert squared_error(batch.target, batch) == 0
