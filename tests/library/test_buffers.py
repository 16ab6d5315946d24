"""Buffers: one owner each, given back whatever happens, and no more of them than promised."""

from __future__ import annotations

import copy
import itertools
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from problems import Problem, memory, problem

from lstm_lib import _buffers, _kernels, lstm
from lstm_lib._buffers import BackwardBuffers, ForwardCache, acquire, release
from lstm_lib.cell import State
from lstm_lib.lstm import LSTMGradients, LSTMOutput, backward, forward

BUFFERS = ("Z", "S", "h_last", "c_last", "W", "W_halved", "z_W", "written", "tanh_c")


@pytest.fixture(autouse=True)
def empty_shelf() -> Iterator[None]:
    _buffers._pool.clear()
    yield
    _buffers._pool.clear()


def flat(run: LSTMOutput, d: LSTMGradients) -> np.ndarray:
    return np.concatenate([a.ravel() for a in (run.h, *run.state, d.W, d.x, *d.state)])


def alone(p: Problem) -> np.ndarray:
    """Results of a problem when nothing else is alive."""
    run = forward(p.weights, p.x, p.state)
    return flat(run, backward(run, p.dh, p.dstate))


LARGE = [(100, 32, 64, 128), (50, 16, 32, 32), (200, 8, 1, 16), (60, 40, 200, 24)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("T", "B", "D", "H"), LARGE)
def test_memory(T: int, B: int, D: int, H: int, dtype: Any) -> None:
    """(7H+D+1)·T·B values between forward and backward, h included; backward adds 4H·T·B.

    What does not grow with T·B stands apart: W in the order of the fast path, twice; dW; a dozen
    arrays of one step; and the small objects that are the views of a step.
    """
    p = problem(T, B, D, H, dtype=dtype)
    size = np.dtype(dtype).itemsize
    weights, train_step = 4 * H * (1 + H + D) * size, 12 * B * H * size
    views = 20_000 + 1_800 * T
    held, added, d = memory(p)
    assert 7 * H * T * B * size <= held
    assert held <= (7 * H + D + 1) * T * B * size + 2 * weights + train_step + views
    results = d.x.nbytes + 3 * d.W.nbytes  # dW, one chunk_size's part of it, its rows in order
    assert added <= 4 * H * T * B * size + results + views


def test_two_runs_alive_at_once_never_share_a_buffer() -> None:
    p = problem(5, 3, 2, 4)
    runs = [forward(p.weights, p.x, p.state) for _ in range(12)]
    for one, other in itertools.combinations(runs, 2):
        for name in BUFFERS:
            assert not np.shares_memory(getattr(one.cache, name), getattr(other.cache, name))


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_backward_in_any_order(order: tuple[int, ...]) -> None:
    problems = [problem(5, 3, 2, 4, seed) for seed in range(4)]
    expected = [alone(p) for p in problems]
    runs = [forward(p.weights, p.x, p.state) for p in problems]
    for k in order:
        p = problems[k]
        np.testing.assert_array_equal(flat(runs[k], backward(runs[k], p.dh, p.dstate)), expected[k])


def test_results_outlive_the_buffers() -> None:
    p, q = problem(5, 3, 2, 4), problem(5, 3, 2, 4, seed=1)
    run = forward(p.weights, p.x, p.state)
    c = run.c
    d = backward(run, p.dh, p.dstate)
    kept = [a.copy() for a in (run.h, c, *run.state, d.W, d.x, *d.state)]
    for _ in range(3):
        alone(q)
    for a, b in zip((run.h, run.c, *run.state, d.W, d.x, *d.state), kept, strict=True):
        np.testing.assert_array_equal(a, b)


def test_buffers_are_used_again() -> None:
    p = problem(5, 3, 2, 4)
    first = forward(p.weights, p.x)
    cache = first.cache
    assert forward(p.weights, p.x).cache is not cache
    backward(first, p.dh)
    runs = [forward(p.weights, p.x) for _ in range(2)]
    assert cache in [run.cache for run in runs]


def test_a_run_that_is_dropped_gives_its_buffers_back() -> None:
    p = problem(5, 3, 2, 4)
    run = forward(p.weights, p.x)
    cache = run.cache
    del run
    assert forward(p.weights, p.x).cache is cache


def test_the_shelf_does_not_grow_without_end() -> None:
    runs = [forward(p.weights, p.x) for p in (problem(T, 1, 1, 1) for T in range(1, 40))]
    del runs
    assert 0 < len(_buffers._pool) <= _buffers._POOL_SIZE


def test_a_change_of_size_or_precision_takes_other_buffers() -> None:
    sizes = [(5, 3, 2, 4), (3, 5, 2, 4), (5, 3, 4, 2), (5, 3, 2, 4)]
    for size, dtype in itertools.product(sizes, [np.float32, np.float64]):
        p = problem(*size, dtype=dtype)
        first = alone(p)
        assert first.dtype == dtype
        _buffers._pool.clear()
        np.testing.assert_array_equal(first, alone(p))


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_never_share_a_buffer(threads: int) -> None:
    problems = [problem(6, 2, 2, 3, seed) for seed in range(threads)]
    expected = [alone(p) for p in problems]

    def work(k: int) -> bool:
        return all(np.array_equal(alone(problems[k]), expected[k]) for _ in range(150))

    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(work, range(threads)))


def test_a_buffer_is_lent_to_one_thread_only() -> None:
    size = (3, 2, 2, 2, np.dtype(float))
    for _ in range(200):
        release(ForwardCache(*size))
        with ThreadPoolExecutor(4) as pool:
            lent = list(pool.map(lambda _: acquire(ForwardCache, *size), range(4)))
        assert len({id(cache) for cache in lent}) == 4


GONE = "output: expected the result of a new forward call"


@pytest.mark.parametrize("reuse", [False, True])
def test_a_run_is_differentiated_once(reuse: bool) -> None:
    p = problem(5, 3, 2, 4)
    run = forward(p.weights, p.x)
    backward(run, p.dh)
    later = forward(p.weights, p.x) if reuse else None
    with pytest.raises(RuntimeError, match=GONE):
        backward(run, p.dh)
    with pytest.raises(RuntimeError, match=GONE):
        _ = run.c
    if later is not None:
        np.testing.assert_array_equal(backward(later, p.dh).W, alone_W(p))


def alone_W(p: Problem) -> np.ndarray:
    _buffers._pool.clear()
    return backward(forward(p.weights, p.x), p.dh).W


def test_memory_cells_read_in_time_stay() -> None:
    p = problem(5, 3, 2, 4)
    run = forward(p.weights, p.x)
    c = run.c.copy()
    backward(run, p.dh)
    np.testing.assert_array_equal(run.c, c)


@pytest.mark.parametrize("first", ["run", "copy"])
def test_a_copy_of_a_run_never_gives_wrong_numbers(first: str) -> None:
    """Neither the copy nor what it was copied from may read buffers that serve another run."""
    p, q = problem(5, 3, 2, 4), problem(5, 3, 2, 4, seed=1)
    expected = alone(p)
    run = forward(p.weights, p.x, p.state)
    twin = copy.copy(run)
    pair = (run, twin) if first == "run" else (twin, run)
    answers = 0
    for one in pair:
        try:
            d = backward(one, p.dh, p.dstate)
        except RuntimeError:
            pass
        else:
            np.testing.assert_array_equal(flat(one, d), expected)
            answers += 1
        other = forward(q.weights, q.x, q.state)
        np.testing.assert_array_equal(flat(other, backward(other, q.dh, q.dstate)), alone(q))
    assert answers == 1
    del run, twin, pair, one
    assert len({id(buffers) for buffers in _buffers._pool}) == len(_buffers._pool)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda run: pickle.loads(pickle.dumps(run))])
def test_a_deep_copy_or_a_pickle_never_gives_wrong_numbers(duplicate: Any) -> None:
    p = problem(5, 3, 2, 4)
    expected = alone(p)
    run = forward(p.weights, p.x, p.state)
    try:
        twin = duplicate(run)
        d = backward(twin, p.dh, p.dstate)
    except (RuntimeError, TypeError):
        pass
    else:
        np.testing.assert_array_equal(flat(twin, d), expected)
    np.testing.assert_array_equal(flat(run, backward(run, p.dh, p.dstate)), expected)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("x", {"x": np.full((5, 3, 2), np.nan)}),
    ("state", {"state": State(np.zeros((3, 4)), np.full((3, 4), np.inf))}),
    ("lengths", {"lengths": [6, 1, 1]}),
]


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=[name for name, _ in WRONG])
def test_an_error_in_forward_leaves_the_shelf_usable(name: str, wrong: dict[str, Any]) -> None:
    p = problem(5, 3, 2, 4)
    expected = alone(p)
    for _ in range(20):
        with pytest.raises(ValueError, match=f"^{name}"):
            forward(p.weights, **{"x": p.x, "state": p.state} | wrong)
        np.testing.assert_array_equal(alone(p), expected)


def test_an_error_in_backward_leaves_the_run_usable() -> None:
    p = problem(5, 3, 2, 4)
    expected = alone(p)
    run = forward(p.weights, p.x, p.state)
    with pytest.raises(ValueError, match=r"^dh"):
        backward(run, p.dh * np.nan, p.dstate)
    np.testing.assert_array_equal(flat(run, backward(run, p.dh, p.dstate)), expected)


@pytest.mark.parametrize(
    ("module", "function"),
    [(lstm, "run_forward"), (lstm, "run_backward"), (_kernels, "local_gradients")],
)
def test_an_interruption_leaves_the_shelf_usable(
    module: ModuleType, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = problem(5, 3, 2, 4)
    expected = alone(p)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(module, function, interrupt)
            with pytest.raises(KeyboardInterrupt):
                alone(p)
        np.testing.assert_array_equal(alone(p), expected)


def test_slopes_and_tapes_are_never_confused() -> None:
    size = (2, 2, 2, 2, np.dtype(float))
    release(BackwardBuffers(2, 2, 2, np.dtype(float)))
    release(ForwardCache(*size))
    assert isinstance(acquire(ForwardCache, *size), ForwardCache)
    assert isinstance(acquire(BackwardBuffers, 2, 2, 2, np.dtype(float)), BackwardBuffers)
    assert not _buffers._pool
