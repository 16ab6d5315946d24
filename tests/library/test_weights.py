"""One matrix, four views; how it is drawn; how it is kept in a file."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_lib.weights import DEFAULT_FORGET_BIAS, GATES, LSTMWeights

ROOT = Path(__file__).parents[2]
FLOATS = [np.float32, np.float64]


def draw(H: int = 3, D: int = 2, dtype: Any = np.float64) -> LSTMWeights:
    rng = np.random.default_rng([H, D])
    return LSTMWeights(rng.normal(size=(4 * H, 1 + H + D)).astype(dtype))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("H", "D"), [(1, 1), (3, 2), (2, 7)])
def test_sizes_are_read_off_the_matrix(H: int, D: int, dtype: Any) -> None:
    weights = draw(H, D, dtype)
    assert (weights.units, weights.inputs, weights.dtype) == (H, D, dtype)
    assert repr(weights) == f"LSTMWeights(units={H}, inputs={D}, dtype={np.dtype(dtype)})"


def test_the_views_are_the_blocks_of_W_in_the_order_i_f_g_o() -> None:
    weights = draw()
    np.testing.assert_array_equal(
        np.concatenate([weights.i, weights.f, weights.g, weights.o]), weights.W
    )
    for k, gate in enumerate(GATES):
        view = getattr(weights, gate)
        assert view.shape == (3, 6)
        view[1, 2] = 100 + k
        assert weights.W[3 * k + 1, 2] == 100 + k
        weights.W[3 * k, 0] = -k
        assert view[0, 0] == -k
        with pytest.raises(AttributeError):
            setattr(weights, gate, view)  # would leave W as it was


def test_a_float_array_is_used_as_it_is_and_copies_are_copies() -> None:
    W = draw().W
    weights = LSTMWeights(W)
    assert weights.W is W
    for other in (
        weights.copy(),
        weights.astype(np.float64),
        LSTMWeights.from_blocks(weights.i, weights.f, weights.g, weights.o),
    ):
        np.testing.assert_array_equal(other.W, W)
        assert not np.shares_memory(other.W, W)


def test_astype_rounds_and_widens() -> None:
    weights = draw()
    single = weights.astype("float32")
    np.testing.assert_array_equal(single.W, weights.W.astype(np.float32))
    assert single.W.dtype == np.float32
    assert single.astype(np.float64).W.dtype == np.float64
    np.testing.assert_array_equal(single.astype(np.float64).W, single.W)


@pytest.mark.parametrize(("H", "D"), [(200, 100), (150, 1)])
def test_random_weights_are_normal_with_spread_1_over_root_H_plus_D(H: int, D: int) -> None:
    W = LSTMWeights.random(H, D, np.random.default_rng(0)).W
    assert W.shape == (4 * H, 1 + H + D)
    standard = W[:, 1:] * np.sqrt(H + D)
    for part in (*np.split(standard, 4), standard[:, :H], standard[:, H:]):
        off = 5 / np.sqrt(part.size)  # five times the deviation of a mean
        assert abs(part.mean()) < off
        assert abs((part**2).mean() - 1) < off * np.sqrt(2)
        assert abs((part**4).mean() - 3) < off * np.sqrt(96)


@pytest.mark.parametrize("bias", [1.0, 0.0, -2.5, 3])
def test_random_biases_are_0_but_the_forget_gates(bias: float) -> None:
    weights = LSTMWeights.random(3, 2, np.random.default_rng(0), forget_bias=bias)
    for gate in GATES:
        expected = bias if gate == "f" else 0
        np.testing.assert_array_equal(getattr(weights, gate)[:, 0], [expected] * 3)
    default = LSTMWeights.random(3, 2, np.random.default_rng(0))
    np.testing.assert_array_equal(default.f[:, 0], [DEFAULT_FORGET_BIAS] * 3)
    np.testing.assert_array_equal(default.W[:, 1:], weights.W[:, 1:])


def test_random_weights_depend_on_the_generator_alone() -> None:
    rng = np.random.default_rng(5)
    first, second = LSTMWeights.random(3, 2, rng), LSTMWeights.random(3, 2, rng)
    np.random.seed(1)
    again = LSTMWeights.random(3, 2, np.random.default_rng(5))
    np.testing.assert_array_equal(first.W, again.W)
    assert (first.W[:, 1:] != second.W[:, 1:]).all()
    single = LSTMWeights.random(3, 2, np.random.default_rng(5), dtype=np.float32)
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single.W, first.W.astype(np.float32))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", ["weights.npz", "no suffix", "größe.npz"])
@pytest.mark.parametrize("kind", [str, Path])
def test_what_is_saved_is_loaded(kind: Any, name: str, dtype: Any, tmp_path: Path) -> None:
    weights, path = draw(dtype=dtype), kind(tmp_path / name)
    for arranged in (weights.W, np.asfortranarray(weights.W)):
        LSTMWeights(arranged).save(path)
        loaded = LSTMWeights.load(path)
        np.testing.assert_array_equal(loaded.W, weights.W)
        assert loaded.dtype == dtype
    assert os.listdir(tmp_path) == [name]
    with np.load(path, allow_pickle=False) as file:  # others can read it too
        np.testing.assert_array_equal(file["W"], weights.W)


class Bomb:
    """Leaves a trace if it is ever unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return Path.touch, (self.trace,)


def test_a_pickle_is_refused_and_never_executed(tmp_path: Path) -> None:
    path, trace = tmp_path / "w.npz", tmp_path / "trace"
    bomb = np.array([Bomb(trace)], dtype=object)
    np.savez(path, W=bomb)
    with pytest.raises(ValueError, match=r"w\.npz: expected an \.npz file written by LSTMWeights"):
        LSTMWeights.load(path)
    path.write_bytes(pickle.dumps(bomb))
    with pytest.raises(ValueError, match=r"w\.npz: expected an \.npz file written by LSTMWeights"):
        LSTMWeights.load(path)
    assert not trace.exists()
    np.load(path, allow_pickle=True)
    assert trace.exists()  # the bomb was live


def test_a_truncated_file_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    draw().save(path)
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"w\.npz: expected an \.npz file"):
            LSTMWeights.load(path)


def test_a_damaged_file_never_gives_other_weights(tmp_path: Path) -> None:
    path, weights = tmp_path / "w.npz", draw()
    weights.save(path)
    whole, refused = path.read_bytes(), 0
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 4]) + whole[position + 1 :])
        try:
            loaded = LSTMWeights.load(path)
        except ValueError:
            refused += 1
        else:  # what was hit carries no number: a date, for example
            np.testing.assert_array_equal(loaded.W, weights.W)
    assert refused > weights.W.nbytes


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"V": np.ones((4, 3))}, "expected an .npz file written by"),
        ({}, "expected an .npz file written by"),
        ({"W": np.ones((4, 2))}, r"W: expected shape \(4H, 1\+H\+D\)"),
        ({"W": np.full((4, 3), np.nan)}, "W: expected finite numbers, got nan"),
    ],
)
def test_a_file_with_something_else_is_refused(
    arrays: dict[str, np.ndarray], message: str, tmp_path: Path
) -> None:
    np.savez(tmp_path / "w.npz", **arrays)
    with pytest.raises(ValueError, match=message):
        LSTMWeights.load(tmp_path / "w.npz")


def test_an_array_without_a_name_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", draw().W)
    with pytest.raises(ValueError, match=r"w\.npy: expected an \.npz file written by"):
        LSTMWeights.load(tmp_path / "w.npy")


def test_a_file_that_is_not_there_is_not_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LSTMWeights.load(tmp_path / "w.npz")


def test_a_kill_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path, old = tmp_path / "w.npz", draw()
    old.save(path)
    code = (
        "import os, sys, numpy as np\n"
        "from lstm_lib.weights import LSTMWeights\n"
        "def die(entry, *array, **options):\n"
        "    entry.write(b'half'); os._exit(9)\n"
        "np.lib.format.write_array = die\n"
        "LSTMWeights(np.zeros((4, 3))).save(sys.argv[1])\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, check=False)
    assert killed.returncode == 9
    np.testing.assert_array_equal(LSTMWeights.load(path).W, old.W)
    new = draw(2, 2)
    new.save(path)  # the half file is no obstacle, and is gone afterwards
    np.testing.assert_array_equal(LSTMWeights.load(path).W, new.W)
    assert os.listdir(tmp_path) == ["w.npz"]
