"""The gain from each trick of chapter 9: loops over time that differ in one thing.

All of them compute the hidden states of a run forward, in plain NumPy; what `lstm_lib` does beyond
them is the last row. `python -m bench` measures this too, `python -m bench.tricks` this alone.
Chapter 9 shows the stored results: after measuring again, run its notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np

from bench import SIZES
from bench.machine import machine
from bench.measure import Worker, compare
from bench.peers import OURS
from bench.problem import Array, Problem
from bench.report import Row, publish, table

Loop = Callable[[Problem], Callable[[], Array]]
RESULTS = Path(__file__).with_name("tricks.md")
DTYPE = "float64"
EXPLANATION = """\
Each figure is the time of a run forward without the trick divided by that with it: above 1, the
trick saves time. {dtype}, measured on one thread; {machine}; {date}."""


def sigmoid(z: Array) -> Array:
    a: Array = 1 / (1 + np.exp(-z))
    return a


def four_products(given: Problem) -> Callable[[], Array]:
    """One product for each of i, f, g and o."""
    weights, x, _ = given
    blocks = [block.T.copy() for block in (weights.i, weights.f, weights.g, weights.o)]

    def sums(z: Array) -> list[Array]:
        return [z @ block for block in blocks]

    return lambda: _loop(sums, x, weights.units)


def one_product(given: Problem) -> Callable[[], Array]:
    """One product with the stacked matrix, its result parted into i, f, g and o."""
    weights, x, _ = given
    W_T = weights.W.T.copy()
    return lambda: _loop(lambda z: _blocks(z @ W_T), x, weights.units)


def one_by_one(given: Problem) -> Callable[[], Array]:
    """`one_product`, sequence after sequence."""
    weights, x, dh = given
    singles = [Problem(weights, x[:, [b]], dh[:, [b]]) for b in range(x.shape[1])]
    runs = [one_product(single) for single in singles]
    return lambda: np.concatenate([run() for run in runs], axis=1)


def hoisted(given: Problem) -> Callable[[], Array]:
    """As `one_product`, but what bias and inputs add is computed before the loop."""
    weights, x, _ = given
    T, B, D = x.shape
    H = weights.units
    bias, W_h, W_x = (part.T.copy() for part in np.split(weights.W, [1, 1 + H], axis=1))
    from_x = np.empty((T, B, 4 * H), x.dtype)  # kept: so large an array is slow to come by

    def run() -> Array:
        np.dot(x.reshape(T * B, D), W_x, from_x.reshape(T * B, 4 * H))
        np.add(from_x, bias, from_x)
        h = c = np.zeros((B, H), x.dtype)
        hs = []
        for from_x_t in from_x:
            h, c = _update(_blocks(from_x_t + h @ W_h), c)
            hs.append(h)
        return np.array(hs)

    return run


def _loop(sums: Callable[[Array], Iterable[Array]], x: Array, H: int) -> Array:
    B = x.shape[1]
    ones = np.ones((B, 1), x.dtype)
    h = c = np.zeros((B, H), x.dtype)
    hs = []
    for x_t in x:
        h, c = _update(sums(np.concatenate([ones, h, x_t], axis=1)), c)
        hs.append(h)
    return np.array(hs)


def _blocks(all_four: Array) -> Array:
    """From (B, 4H) to (4, B, H), contiguous."""
    return all_four.reshape(len(all_four), 4, -1).swapaxes(0, 1).copy()


def _update(sums: Iterable[Array], c: Array) -> tuple[Array, Array]:
    i, f, g, o = sums
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


LOOPS: dict[str, Loop] = {
    "four products": four_products,
    "one product": one_product,
    "one by one": one_by_one,
    "hoisted": hoisted,
}
TRICKS = {
    "a batch at once": ("one by one", "one product"),
    "one product a step": ("four products", "one product"),
    "inputs before the loop": ("one product", "hoisted"),
    "the rest of lstm_lib": ("one product", OURS),
}
"""Title of a row: the loop without the trick, and the one with it."""


def rows(times: dict[str, dict[str, float]]) -> list[Row]:
    """One row for each trick, from {size: {loop: seconds}}."""
    return [
        Row(title, {size: at[without] / at[having] for size, at in times.items()})
        for title, (without, having) in TRICKS.items()
    ]


def measured(size: str) -> dict[str, float]:
    """Times of all loops and of lstm_lib, taking turns: {loop: seconds}."""
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, size, DTYPE)) for name in [*LOOPS, OURS]}
        return compare({name: (worker, "forward") for name, worker in workers.items()})


def main() -> None:
    times = {}
    for size in SIZES:
        print("tricks", size, "…", flush=True)
        times[size] = measured(size)
    said = EXPLANATION.format(dtype=DTYPE, machine=machine(), date=date.today())
    sizes = ", ".join(f"{name} {tuple(size)}" for name, size in SIZES.items())
    parts = [said, f"Sizes (T, B, D, H): {sizes}.", table(rows(times))]
    publish("\n\n".join(parts), RESULTS)


if __name__ == "__main__":
    main()
