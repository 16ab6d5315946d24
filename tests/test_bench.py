"""The benchmark compares right answers, and its arithmetic is right; nothing here is timed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bench import SIZES, Size, floor
from bench.measure import Worker, compare
from bench.peers import PEERS, problem
from bench.report import Row, cell, rows, table
from bench.worker import seconds, tasks

SMALL = Size(5, 3, 2, 4)
HERE = [name for name in PEERS if "PyTorch" not in name or find_spec("torch")]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", HERE)
def test_all_compute_the_same(name: str, dtype: str) -> None:
    expected_h, expected_dW = PEERS["lstm_lib"](problem(SMALL, dtype)).both()
    peer = PEERS[name](problem(SMALL, dtype))
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    for _ in range(2):  # the second run starts from clean gradients
        h, dW = peer.both()
        np.testing.assert_allclose(h, expected_h, atol=tolerance)
        np.testing.assert_allclose(dW, expected_dW, atol=10 * tolerance)
        assert dW.dtype == dtype
    np.testing.assert_allclose(peer.forward(), expected_h, atol=tolerance)


def test_a_worker_refuses_to_time_wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    right = PEERS["NumPy textbook"]

    def wrong(given):  # type: ignore[no-untyped-def]
        peer = right(given)
        return peer._replace(both=lambda: (peer.both()[0], 1.01 * peer.both()[1]))

    monkeypatch.setitem(PEERS, "NumPy textbook", wrong)
    with pytest.raises(AssertionError):
        tasks("NumPy textbook", "tiny", "float64")


def test_workers_answer_in_turn() -> None:
    with Worker("lstm_lib", "tiny", "float32") as ours, Worker("floor", "tiny", "float32") as least:
        found = compare({"forward": (ours, "forward"), "products": (least, "products")})
    assert found.keys() == {"forward", "products"}
    assert min(found.values()) > 0


def test_seconds_counts_every_run() -> None:
    calls: list[int] = []
    assert seconds(lambda: calls.append(1), 7) >= 0
    assert len(calls) == 7


def test_operations_of_the_products() -> None:
    # by hand, T = B = D = H = 1: W (4, 3): forward 24, back to h 8, back to W 24, back to x 8
    assert floor.operations(Size(1, 1, 1, 1)) == 24 + 8 + 24 + 8


def made_up(ours: float) -> dict[str, dict[str, dict[str, float]]]:
    others = {"PyTorch nn.LSTM": 2.0, "PyTorch loop": 8.0, "NumPy textbook": 4.0}
    rest = {"products": 1.0, "ufuncs": 2.0, "peak": 0.5}
    both = {"lstm_lib": ours, **others, **rest}
    return {"h64": {"forward": {"lstm_lib": ours, **others}, "both": both}}


def test_ratios_are_theirs_over_ours() -> None:
    found = {row.title: row.values["h64"] for row in rows(made_up(4.0), "float32")}
    assert found["PyTorch nn.LSTM, forward and backward"] == 0.5
    assert found["PyTorch loop, forward alone"] == 2.0
    assert found["own time over products and ufuncs alone"] == pytest.approx(4 / 3)
    rate = floor.operations(SIZES["h64"]) / 4.0
    assert found["fraction of BLAS's peak"] == pytest.approx(rate / (2 * 2048**3 / 0.5))


def test_a_missed_target_says_so() -> None:
    assert cell(0.5, 0.5, None) == "0.50 (≥ 0.5)"
    assert cell(0.49, 0.5, None) == "0.49 (≥ 0.5) missed"
    assert cell(1.2, None, 1.25) == "1.20 (≤ 1.25)"
    assert cell(1.3, None, 1.25) == "1.30 (≤ 1.25) missed"
    assert cell(None, None, None) == "–"


def test_peers_that_are_not_installed_leave_no_line() -> None:
    times = made_up(4.0)
    for task in times["h64"].values():
        task.pop("PyTorch nn.LSTM")
    assert not [row for row in rows(times, "float32") if "nn.LSTM" in row.title]


def test_table_has_a_column_for_each_size() -> None:
    lines = table([Row("a", {"tiny": 1.0})]).splitlines()
    assert {line.count("|") for line in lines} == {len(SIZES) + 2}
    assert lines[2] == "| a | 1.00 | – | – | – | – | – |"


def test_stored_results_name_the_machine_and_have_every_table() -> None:
    text = (Path(__file__).parent.parent / "bench" / "results.md").read_text("utf-8")
    assert "Measured on: " in text
    assert "numpy" in text
    for heading in ("float32", "float64", "PyTorch nn.LSTM, forward and backward"):
        assert heading in text
