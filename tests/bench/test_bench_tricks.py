"""The loops that are timed differ in one thing only: not in what they compute."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bench import SIZES, Size, tricks
from bench.problem import Problem, problem
from bench.tricks import LOOPS, RESULTS, TRICKS, rows
from bench.worker import RUNS, tasks

SMALL = Size(5, 3, 2, 4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LOOPS)
def test_a_worker_accepts_right_answers(name: str, dtype: str) -> None:
    assert tasks(name, SMALL, dtype).keys() == {"forward"}


def test_a_worker_refuses_wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    right = LOOPS["hoisted"]

    def wrong(given: Problem) -> object:
        return lambda: 1.01 * right(given)()

    monkeypatch.setitem(RUNS, "hoisted", wrong)
    with pytest.raises(AssertionError):
        tasks("hoisted", SMALL, "float64")


@pytest.mark.parametrize(
    ("name", "products"),
    [("four products", 4 * 5), ("one product", 5), ("one by one", 3 * 5), ("hoisted", 5)],
)
def test_each_loop_does_as_many_products_as_it_says(
    name: str, products: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted by an array that counts; the one product before the loop is a call of np.dot."""
    counted: list[tuple[int, ...]] = []

    class Counting(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):  # type: ignore[no-untyped-def]
            plain = [np.asarray(a) for a in inputs]
            if ufunc is np.matmul:
                counted.append(plain[0].shape)
            return getattr(ufunc, method)(*plain, **kwargs)

    weights, x, dh = problem(SMALL, "float64")
    weights.W = weights.W.view(Counting)
    LOOPS[name](Problem(weights, x, dh))()
    assert len(counted) == products
    assert {shape[0] for shape in counted} == {1 if name == "one by one" else SMALL.B}


def test_ratios_are_without_over_with() -> None:
    times = dict(zip([*LOOPS, tricks.OURS], [8.0, 4.0, 20.0, 5.0, 2.0], strict=True))
    found = {row.title: row.values["h64"] for row in rows({"h64": times})}
    assert found == dict(zip(TRICKS, [5.0, 2.0, 0.8, 2.0], strict=True))


def test_stored_results_are_whole() -> None:
    said, sizes, table = RESULTS.read_text("utf-8").strip().split("\n\n")
    assert re.search(r"on one thread; \w.+, Python 3\..*, numpy \d.*; \d{4}-", said)
    assert all(f"{name} {tuple(size)}" in sizes for name, size in SIZES.items())
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()]
    assert [line[0] for line in lines[2:]] == list(TRICKS)
    assert {len(line) for line in lines[2:]} == {1 + len(SIZES)}
