"""The benchmark compares right answers, and its arithmetic is right; nothing here is timed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from numpy_calls import calls

from bench import SIZES, Size, floor, machine, summary
from bench.aims import Aim
from bench.measure import Worker, compare
from bench.peers import OURS, PEERS, UNTRAINED, installed
from bench.problem import Peer, Problem, problem
from bench.report import Row, Times, aims, rows, table
from bench.tables import TABLES, Table
from bench.worker import seconds, tasks

SMALL = Size(5, 3, 2, 4)
HERE = [name for name in PEERS if installed(name)]
RESULTS = Path(__file__).parents[2] / "bench" / "results.md"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", HERE)
def test_a_worker_accepts_right_answers(name: str, dtype: str) -> None:
    if (name, dtype) == ("ONNX Runtime", "float64"):
        pytest.skip("its LSTM is float32 alone")
    expected = {"forward"} if name in UNTRAINED else {"forward", "both"}
    assert tasks(name, SMALL, dtype).keys() == expected


def wrong_forward(peer: Peer) -> Peer:
    return peer._replace(forward=lambda: 1.01 * peer.forward())


def wrong_h(peer: Peer) -> Peer:
    return peer._replace(both=lambda: (1.01 * peer.both()[0], peer.both()[1]))


def wrong_dW(peer: Peer) -> Peer:
    return peer._replace(stacked=lambda gradients: 1.01 * peer.stacked(gradients))


def wrong_shape(peer: Peer) -> Peer:
    return peer._replace(stacked=lambda gradients: peer.stacked(gradients)[None])


def wrong_precision(peer: Peer) -> Peer:
    return peer._replace(forward=lambda: peer.forward().astype("float32"))


def gradients_left_over(peer: Peer) -> Peer:
    seen: list[int] = []
    return peer._replace(
        stacked=lambda gradients: (seen.append(1), len(seen) * peer.stacked(gradients))[1]
    )


@pytest.mark.parametrize(
    "damage",
    [wrong_forward, wrong_h, wrong_dW, wrong_shape, wrong_precision, gradients_left_over],
)
def test_a_worker_refuses_wrong_answers(damage, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    right = PEERS["NumPy textbook"]

    def damaged(given: Problem) -> Peer:
        return damage(right(given))

    monkeypatch.setitem(PEERS, "NumPy textbook", damaged)
    with pytest.raises(AssertionError):
        tasks("NumPy textbook", SMALL, "float64")


@pytest.mark.skipif(not machine.MAPS.exists(), reason="the system does not list what is loaded")
def test_the_kernel_is_told_in_a_folder_with_a_space(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = machine.blas_kernel()
    (place := tmp_path / "a place").mkdir()
    maps = tmp_path / "maps"
    lines = [line for line in machine.MAPS.read_text().splitlines() if "openblas" in line]
    for line in lines:
        path = Path(line.split(maxsplit=5)[5])
        (link := place / path.name).unlink(missing_ok=True)
        link.symlink_to(path)
        with maps.open("a") as file:
            file.write(line.replace(str(path), str(link)) + "\n")
    monkeypatch.setattr(machine, "MAPS", maps)
    assert lines and machine.blas_kernel() == here != ""


def test_workers_answer_in_turn() -> None:
    with Worker(OURS, "tiny", "float32") as ours, Worker("floor", "tiny", "float32") as least:
        found = compare({"forward": (ours, "forward"), "products": (least, "products")})
    assert found.keys() == {"forward", "products"}
    assert min(found.values()) > 0


def test_a_worker_that_stops_is_named() -> None:
    with pytest.raises(RuntimeError, match="nobody"):
        Worker("nobody", "tiny", "float32")


def test_seconds_counts_every_run() -> None:
    calls: list[int] = []
    assert seconds(lambda: calls.append(1), 7) >= 0
    assert len(calls) == 7


def test_operations_of_the_products() -> None:
    # by hand, T = B = D = H = 1: W (4, 3): forward 24, back to h 8, back to W 24, back to x 8
    assert floor.operations(Size(1, 1, 1, 1)) == 24 + 8 + 24 + 8


@pytest.mark.parametrize("size", [SMALL, Size(40, 30, 7, 9)])  # one stretch, and many
def test_the_floor_does_the_work_of_lstm_lib_and_no_other(size: Size) -> None:
    both = PEERS[OURS](problem(size, "float64")).both
    assert calls(both, ["dot"]) == calls(floor.products(size, "float64"), ["dot"])
    ufuncs = ["multiply", "tanh", "subtract"]
    more = calls(both, ufuncs)
    more.subtract(calls(lambda: floor.ufuncs(size, "float64")(), ufuncs))
    W_halved = ("multiply", (4 * size.H, 1 + size.H + size.D), (4 * size.H, 1))
    assert +more == {W_halved: 1}
    assert not -more


WANTED = Table("", "float32", {"PyTorch nn.LSTM": {"h64": 0.5}, "NumPy textbook": {}})


def made_up() -> dict[str, Times]:
    both = {OURS: 4.0, "PyTorch nn.LSTM": 2.0, "NumPy textbook": 12.0}
    rest = {"products": 1.0, "ufuncs": 2.0, "peak": 0.5}
    forward = {OURS: 1.0, "PyTorch nn.LSTM": 3.0, "NumPy textbook": 5.0}
    return {"h64": {"forward": forward, "both": both | rest}}


def test_ratios_are_theirs_over_ours() -> None:
    found = {row.title: row.values["h64"] for row in rows(made_up(), WANTED)}
    rate = floor.operations(SIZES["h64"]) / 4.0
    assert found == {
        "PyTorch nn.LSTM, forward and backward": 0.5,
        "PyTorch nn.LSTM, forward alone": 3.0,
        "NumPy textbook, forward and backward": 3.0,
        "NumPy textbook, forward alone": 5.0,
        "fraction of BLAS's peak": pytest.approx(rate / (2 * 2048**3 / 0.5)),
        "own time over products and ufuncs alone": pytest.approx(4 / 3),
    }


def test_targets_stand_beside_forward_and_backward_only() -> None:
    first, second, *_ = rows(made_up(), WANTED)
    assert (first.at_least, second.at_least) == ({"h64": 0.5}, {})


def test_what_is_not_installed_says_so() -> None:
    times = made_up()
    for task in times["h64"].values():
        task.pop("PyTorch nn.LSTM")
    first, second, *_ = rows(times, WANTED)
    assert first == Row("PyTorch nn.LSTM: not installed", {})
    assert second.title == "NumPy textbook, forward and backward"


@pytest.mark.parametrize(
    ("aim", "line"),
    [
        (Aim("a", 0.5, least=0.5), "| a | ≥ 0.5 | 0.5 | reached |"),
        (Aim("a", 0.49, least=0.5), "| a | ≥ 0.5 | 0.49 | missed |"),
        (Aim("a", 1.2, most=1.25), "| a | ≤ 1.25 | 1.2 | reached |"),
        (Aim("a", 1.3, most=1.25), "| a | ≤ 1.25 | 1.3 | missed |"),
    ],
)
def test_a_missed_aim_says_so(aim: Aim, line: str) -> None:
    assert aim.line == line


def test_only_bounded_ratios_are_aims() -> None:
    lines = [Row("a", {"tiny": 1.0, "h32": 2.0}, at_least={"h32": 3}), Row("b", {"tiny": 1.0})]
    assert aims(lines, "float32") == [Aim("float32: a, h32", 2.0, least=3)]


def test_table_has_a_column_for_each_size_and_one_for_instructions() -> None:
    lines = table([Row("a", {"tiny": 1.0})]).splitlines()
    assert {line.count("|") for line in lines} == {len(SIZES) + 2}
    assert lines[2] == "| a | 1.00 | – | – | – | – | – |"
    assert table([Row("a", {"tiny": 1.0}, features="AVX2")]).endswith("| – | AVX2 |")


def test_the_summary_is_a_sentence_a_reader_can_use() -> None:
    lines = [Row("PyTorch nn.LSTM, forward and backward", {"tiny": 9.0, "h32": 0.5, "h64": 0.8})]
    said = summary.summary({"float32": lines})
    assert "forward and backward in float32, 1.2 to 2.0 times as long as PyTorch's" in said
    assert "float64" not in said
    assert summary.summary({}).startswith("Nothing to compare with")
    assert summary.times(2, 4) == "0.25 to 0.50 of the time of"
    assert summary.times(0.5, 2) == "between 0.50 and 2.00 times as long as"


def test_the_machine_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor : 0\nmodel name\t: Fast 9\nflags\t\t: sse2 avx512f\n", "utf-8")
    monkeypatch.setattr(machine, "CPUINFO", cpuinfo)
    assert machine.machine().startswith("Fast 9 with AVX-512, Python 3.")
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "absent")
    assert not machine.has_avx512()
    assert machine.processor()
    assert machine.package("no-such-package") == "no-such-package not installed"


def test_stored_results_are_whole() -> None:
    text = RESULTS.read_text("utf-8")
    assert re.search(
        r"Measured on one thread; \w.+ AVX-512, Python 3\..*, numpy \d.*; \d{4}-", text
    )
    everyone = [
        wanted
        for wanted in TABLES
        if not wanted.kernel or "with AVX-512" in text  # that machine has it, or has not
    ]
    paragraphs = text.strip().split("\n\n")
    assert paragraphs[2::2] == [wanted.heading for wanted in everyone]
    times = {size: made_up()["h64"] for size in SIZES}
    for task in [task for at in times.values() for task in at.values()]:
        task |= {"PyTorch loop": 1.0, "JAX": 1.0}
    for at in times.values():
        at["forward"]["ONNX Runtime"] = 1.0
    for wanted, lines in zip(everyone, paragraphs[3::2], strict=True):
        stored = [line.split(" | ") for line in lines.splitlines()]
        assert [line[0].removeprefix("| ") for line in stored[2:]] == [
            row.title for row in rows(times, wanted)
        ]
        assert {len(line) for line in stored} == {2 + len(SIZES)}
