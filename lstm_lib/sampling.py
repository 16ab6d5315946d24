"""Writing with a network: draw a symbol, feed it back, draw the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import network
from lstm_lib._validation import Array, as_float, as_size, expect_positive, expect_rng
from lstm_lib.network import Network
from lstm_lib.training.losses import softmax


def with_temperature(y: ArrayLike, temperature: float) -> Array:
    """Probabilities p_k = e^{y_k / θ} / Σ_j e^{y_j / θ}, along the last axis.

    θ = 1 gives the network's own probabilities; they sharpen towards the largest as θ falls to 0, and
    become equal as θ grows.

    Args:
        y: (…, K), logits.
        temperature: θ, above 0.

    Raises:
        TypeError: if the temperature is not a number.
        ValueError: if it is not above 0 and finite, or as `softmax`.

    Source: Ackley, Hinton & Sejnowski 1985.
    """
    expect_positive("temperature", temperature)
    y = as_float("y", y)
    return softmax((y - y.max(axis=-1, keepdims=True)) / y.dtype.type(temperature))


def draw(p: ArrayLike, rng: np.random.Generator) -> Array:
    """Draw one symbol from each row of probabilities: the first whose cumulative sum exceeds u.

    Args:
        p: (B, K), each row with sum 1.
        rng: source of u, one number from 0 to below 1 for each row.

    Returns:
        (B,), symbols 0 … K − 1.

    Raises:
        TypeError: if rng is not a Generator, or p is not made of numbers.
        ValueError: if p has another shape, or a row is not a distribution.
    """
    expect_rng(rng)
    p = as_float("p", p)
    if p.ndim != 2:
        raise ValueError(f"p: expected shape (B, K), got {p.shape}")
    if not (np.all(p >= 0) and np.allclose(p.sum(axis=-1), 1, atol=1e-4)):
        raise ValueError("p: expected rows of probabilities with sum 1")
    u = rng.random((len(p), 1))
    exceeded: Array = np.sum(p.cumsum(axis=-1) <= u, axis=-1)
    symbols: Array = np.minimum(exceeded, p.shape[1] - 1)  # a sum may end just below 1
    return symbols


def sample(
    net: Network,
    rng: np.random.Generator,
    count: int,
    temperature: float = 1.0,
    longest: int = 100,
) -> list[list[int]]:
    """Let a network write: each symbol is drawn from its output and becomes its next input.

    Symbol 0 begins every sequence and ends it, as in training with `tasks.batch.next_symbols`.

    Args:
        net: K inputs and K outputs.
        rng: source of the random numbers.
        count: B, number of sequences.
        temperature: as in `with_temperature`.
        longest: number of symbols at which a sequence is cut off.

    Returns:
        B lists of symbols 1 … K − 1, without the marks at the ends.

    Raises:
        TypeError: if an argument is of another type.
        ValueError: if inputs and outputs differ in number, or a number lies outside its range.
    """
    expect_rng(rng)
    count, longest = as_size("count", "B", count), as_size("longest", "symbols", longest)
    if net.inputs != net.outputs:
        raise ValueError(
            f"net: expected as many outputs as inputs, got {net.outputs} for {net.inputs}"
        )
    one_hot, state = np.eye(net.inputs, dtype=net.dtype), None
    symbols, unfinished = np.zeros(count, int), np.ones(count, bool)
    columns: list[Array] = []
    while len(columns) < longest and unfinished.any():
        output = network.forward(net, one_hot[symbols][None], state)
        state = output.state
        symbols = draw(with_temperature(output.y[-1], temperature), rng)
        columns.append(symbols)
        unfinished &= symbols != 0
    return [_until_end(row) for row in np.transpose(columns)]


def _until_end(row: Array) -> list[int]:
    """The symbols before the first 0."""
    ends = np.flatnonzero(row == 0)
    symbols: list[int] = row.tolist()
    return symbols[: ends[0] if len(ends) else len(row)]
