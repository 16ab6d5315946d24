"""The training steps that are timed do the same work, and their ratios are the right way up."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from bench import SIZES, Size, training_step
from bench.problem import Problem, problem
from bench.training_step import RESULTS, STEPS, rows
from bench.worker import tasks

SMALL = Size(5, 3, 2, 4)
HERE = [name for name in STEPS if find_spec("torch") or not name.startswith("PyTorch")]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", HERE)
def test_a_worker_accepts_right_answers(name: str, dtype: str) -> None:
    assert tasks(name, SMALL, dtype).keys() == {"step"}


def test_a_worker_refuses_wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    right = STEPS["network"]

    def wrong(given: Problem) -> Callable[[], object]:
        return lambda: 1.01 * right(given)()

    monkeypatch.setitem(STEPS, "network", wrong)
    with pytest.raises(AssertionError):
        tasks("network", SMALL, "float64")


def test_a_step_trains() -> None:
    step = training_step.our_step(problem(SMALL, "float64"))
    losses = [step() for _ in range(200)]
    assert losses[-1] < 0.9 * losses[0]


def test_ratios() -> None:
    at = {"our step": 3.0, "PyTorch step": 6.0, "network": 2.0, "sequence": 1.6}
    found = {row.title: row.values["h64"] for row in rows({"h64": at})}
    assert found == {
        "PyTorch, one training step": 2.0,
        "network over sequence": 1.25,
        "training step over forward and backward": 1.5,
    }
    del at["PyTorch step"]
    assert rows({"h64": at})[0].title == "PyTorch: not installed"


def test_stored_results_are_whole() -> None:
    text = RESULTS.read_text("utf-8")
    assert re.search(r"measured on one thread; \w.+, Python 3\..*; \d{4}-", text)
    lines = [line.split(" | ") for line in text.strip().splitlines() if line.startswith("|")]
    titles = [line[0].removeprefix("| ") for line in lines[2:]]
    assert titles == [row.title for row in rows({s: dict.fromkeys(STEPS, 1.0) for s in SIZES})]
    values = [re.findall(r"\d+\.\d\d", " ".join(line[1:])) for line in lines[2:]]
    assert all(len(found) >= len(SIZES) for found in values)
    assert np.all([float(number) > 0 for found in values for number in found])
