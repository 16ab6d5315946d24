"""Figures of training: gradients, populations of gates, losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lstm_course.figures.colours import INK, colour_of
from lstm_course.figures.curves import plot_curve
from lstm_lib._validation import Array, as_array, as_float, expect_shape


def plot_gradient_norms(ax: Axes, lag: ArrayLike, norms: ArrayLike, labels: Sequence[str]) -> None:
    """Norms of a gradient, on a log scale, over the number of steps it has travelled back.

    Args:
        ax: where to draw.
        lag: (N,) steps back.
        norms: (K, N), one row for each of the K labels.
        labels: K names, written at the right ends.

    Raises:
        ValueError: if a shape differs, or a norm is not finite and positive.
    """
    rows = as_array("norms", norms, "K N", {"K": len(labels), "N": np.size(lag)})
    if rows.min() <= 0:
        raise ValueError(f"norms: expected numbers > 0 for a log scale, got {rows.min():.4g}")
    ax.set_yscale("log")
    ax.set_ylim(rows.min() / 2, rows.max() * 2)
    for row, label in zip(rows, labels, strict=True):
        plot_curve(ax, lag, row, label)
    ax.set_xlabel("steps back in time")
    ax.set_ylabel("norm of the gradient")


def plot_gate_histograms(ax: Axes, steps: ArrayLike, values: ArrayLike, symbol: str) -> None:
    """Distribution of a gate's activations over 0 … 1, one row for each training step.

    Each row is a histogram scaled to its own peak; training runs downwards.

    Args:
        ax: where to draw.
        steps: (S,) whole numbers of training steps.
        values: (S, N), N activations at each of them.
        symbol: the gate: i, f or o.

    Raises:
        ValueError: if a shape differs, a value leaves 0 … 1, or the symbol is unknown.
    """
    colour, rows = colour_of(symbol), as_float("values", values)
    expect_shape("values", rows, "S N", {"S": np.size(steps)})
    if not (rows.min() >= 0 and rows.max() <= 1):
        raise ValueError(f"values: expected 0 to 1, got {rows.min():.4g} to {rows.max():.4g}")
    bases = np.arange(len(rows))[::-1]
    for row, base in zip(rows, bases, strict=True):
        counts, edges = np.histogram(row, bins=40, range=(0, 1))
        ax.stairs(
            base + 0.85 * counts / counts.max(), edges, baseline=base, fill=True, color=colour.line
        )
        ax.axhline(base, color=INK, linewidth=0.8)
    ax.set_yticks(bases, [f"step {step}" for step in np.asarray(steps)])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, len(rows))
    ax.set_xlabel(f"${symbol}_t$", color=colour.text_light)


def plot_losses(ax: Axes, runs: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> None:
    """Losses over training steps, each labelled at its right end.

    The scale is logarithmic, unless a loss is 0 or less: no logarithm shows that.

    Args:
        ax: where to draw.
        runs: label → (steps, losses), each (N,).

    Raises:
        ValueError: if a shape differs, or a loss is not finite.
    """
    if not runs:
        raise ValueError("runs: expected at least one, got none")
    rows = {
        name: as_array(f"runs[{name!r}]", y, "N", {"N": np.size(steps)})
        for name, (steps, y) in runs.items()
    }
    low, high = min(y.min() for y in rows.values()), max(y.max() for y in rows.values())
    if low > 0:
        ax.set_yscale("log")
        ax.set_ylim(low / 2, high * 2)
    else:
        margin = 0.05 * (high - low) or 1.0
        ax.set_ylim(low - margin, high + margin)
    for name, row in rows.items():
        plot_curve(ax, runs[name][0], row, name)
        if len(row) == 1:
            ax.lines[-1].set_marker("o")  # a line through one point shows nothing
    ax.set_xlabel("training step")
    ax.set_ylabel("loss")


class Record(Protocol):
    """The history that `lstm_lib.training.trainer.train` returns; each is (N,), or (V,) for V validations."""

    step: Array
    loss: Array
    gradient_norm: Array
    validation_step: Array
    validation: Array


def plot_history(above: Axes, below: Axes, record: Record) -> None:
    """Draw the record of a training run: losses above, the norm of the gradient below; see `losses`.

    Args:
        above: for the loss in training and, if there was any, in validation ("held back").
        below: for the norm of the gradient before clipping.
        record: what `train` returned.

    Raises:
        ValueError: if nothing was recorded, or a number is not finite.
    """
    runs: dict[str, tuple[ArrayLike, ArrayLike]] = {"training": (record.step, record.loss)}
    if len(record.validation):
        runs["held back"] = (record.validation_step, record.validation)
    plot_losses(above, runs)
    above.set_xlabel("")
    plot_losses(below, {"": (record.step, record.gradient_norm)})
    below.set_ylabel("norm of the gradient")
