"""The benchmark of inference times `infer`, and its limit does the same work; nothing is timed here."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from numpy_calls import calls

from bench import SIZES, Size, inference
from bench.inference import AT_LEAST, INFER, LIMIT, ONNX, OTHERS, PYTORCH, RESULTS, rows
from bench.peers import OURS
from bench.problem import problem
from bench.worker import RUNS, tasks

SMALL = Size(5, 3, 2, 4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_worker_accepts_right_answers(dtype: str) -> None:
    assert tasks(INFER, SMALL, dtype).keys() == {"forward"}
    assert tasks(LIMIT, SMALL, dtype).keys() == {"products", "ufuncs"}


def test_a_worker_refuses_wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RUNS, INFER, lambda given: lambda: 1.01 * inference.run(given)())
    with pytest.raises(AssertionError):
        tasks(INFER, SMALL, "float64")


def test_the_limit_does_the_work_of_infer_and_no_other() -> None:
    T, B, _, H = size = Size(11, 3, 2, 4)
    run = inference.run(problem(size, "float64"))
    assert calls(run, ["dot"], np.size) == calls(
        inference.products(size, "float64"), ["dot"], np.size
    )
    names = ["tanh", "add", "multiply"]
    limit = calls(lambda: inference.ufuncs(size, "float64")(), names, np.size)
    more = calls(run, names, np.size)
    more.subtract(limit)
    assert limit[("multiply", 2 * H * B, 2 * H * B)] == T
    copies = {("multiply", 8 * H * B, 1): 1, ("multiply", 3 * H * B, 1): 1}  # 8 steps' h, and 3
    assert not -more
    assert +more >= Counter(copies)
    assert sum((+more).values()) == 5  # beside the copies: two blocks of the weights, h_0


def test_ratios_are_theirs_over_ours_and_over_the_limit() -> None:
    at = {INFER: 2.0, OURS: 3.0, PYTORCH: 1.0, ONNX: 0.5, "products": 1.0, "ufuncs": 0.25}
    found = {row.title: row.values["h64"] for row in rows({"h64": at}, "float32")}
    assert found == {
        PYTORCH: 0.5,
        f"{PYTORCH}, over the limit": 0.8,
        ONNX: 0.25,
        "`lstm.forward`": 1.5,
        "`infer` over its limit": 1.6,
    }
    assert rows({"h64": at}, "float32")[0].at_least == AT_LEAST["float32"]


def test_what_is_not_installed_says_so() -> None:
    at = {INFER: 2.0, OURS: 3.0, "products": 1.0, "ufuncs": 0.25}
    assert rows({"h64": at}, "float64")[0].title == f"{PYTORCH}: not installed"


def test_stored_results_are_whole() -> None:
    said, *tables = RESULTS.read_text("utf-8").strip().split("\n\n")
    assert re.search(r"on one thread; \w.+, Python 3\..*, numpy \d.*; \d{4}-", said)
    assert tables[::2] == list(OTHERS)
    at = dict.fromkeys([INFER, OURS, PYTORCH, ONNX, "products", "ufuncs"], 1.0)
    for dtype, text in zip(tables[::2], tables[1::2], strict=True):
        lines = [line.strip("| ").split(" | ") for line in text.splitlines()]
        assert [line[0] for line in lines[2:]] == [
            row.title for row in rows(dict.fromkeys(SIZES, at), dtype)
        ]
        assert {len(line) for line in lines} == {1 + len(SIZES)}
