"""The weights: four views of one matrix, drawn with care, kept in files that hold only numbers."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from problems import problem

from lstm_lib.weights import GATES, LSTMWeights

FLOATS = [np.float32, np.float64]


def draw(seed: int = 0, **changes: Any) -> LSTMWeights:
    return LSTMWeights.random(5, 3, np.random.default_rng(seed), **changes)


def test_the_views_are_blocks_of_W_in_the_order_i_f_g_o_and_share_its_memory() -> None:
    W = np.arange(4 * 2 * 6.0).reshape(8, 6)
    weights = LSTMWeights(W)
    assert (weights.units, weights.inputs, weights.dtype) == (2, 3, np.float64)
    assert weights.W is W
    for k, gate in enumerate("ifgo"):
        view = getattr(weights, gate)
        np.testing.assert_array_equal(view, W[2 * k : 2 * k + 2])
        view[...] = -k
        assert (W[2 * k : 2 * k + 2] == -k).all()


@pytest.mark.parametrize(("units", "inputs"), [(1, 1), (1, 7), (7, 1), (4, 3)])
def test_H_and_D_are_read_from_the_shape(units: int, inputs: int) -> None:
    weights = LSTMWeights.random(units, inputs, np.random.default_rng(0))
    assert weights.W.shape == (4 * units, 1 + units + inputs)
    assert (weights.units, weights.inputs) == (units, inputs)
    assert repr(weights) == f"LSTMWeights(units={units}, inputs={inputs}, dtype=float64)"


@pytest.mark.parametrize("dtype", FLOATS)
def test_random_weights_come_from_the_generator_alone(dtype: Any) -> None:
    weights = draw(dtype=dtype)
    assert weights.dtype == dtype
    np.testing.assert_array_equal(weights.W, draw(dtype=dtype).W)
    assert (weights.W[:, 1:] != draw(1, dtype=dtype).W[:, 1:]).all()
    rng = np.random.default_rng(0)
    first, second = (LSTMWeights.random(5, 3, rng) for _ in range(2))
    assert (first.W[:, 1:] != second.W[:, 1:]).all()


def test_biases_start_at_0_and_the_forget_gate_at_its_own() -> None:
    for b_f, weights in [(1, draw()), (0, draw(forget_bias=0)), (-2.5, draw(forget_bias=-2.5))]:
        assert (weights.f[:, 0] == b_f).all()
        for gate in "igo":
            assert (getattr(weights, gate)[:, 0] == 0).all()


def test_the_spread_of_a_pre_activation_is_that_of_its_inputs() -> None:
    weights = LSTMWeights.random(100, 60, np.random.default_rng(0))
    np.testing.assert_allclose(weights.W[:, 1:].std() * np.sqrt(160), 1, atol=0.01)
    np.testing.assert_allclose(weights.W[:, 1:].mean(), 0, atol=1e-3)


def test_blocks_are_stacked_in_the_order_of_their_names() -> None:
    weights = draw()
    again = LSTMWeights.from_blocks(o=weights.o, g=weights.g, f=weights.f, i=weights.i)
    np.testing.assert_array_equal(again.W, weights.W)
    assert not np.shares_memory(again.W, weights.W)


def test_copies_have_memory_of_their_own() -> None:
    weights = draw()
    for other in (weights.copy(), weights.astype(np.float64)):
        np.testing.assert_array_equal(other.W, weights.W)
        other.W[...] = 0
    assert weights.W.any()


def test_float32_and_back_keeps_what_float32_holds() -> None:
    narrow = draw().astype(np.float32)
    assert narrow.dtype == np.float32
    for name in (np.float64, "float64", np.dtype(float)):
        np.testing.assert_array_equal(narrow.astype(name).W, narrow.W)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", ["w.npz", "no-ending", "with space ü.bin"])
def test_what_is_saved_is_loaded(tmp_path: Path, name: str, dtype: Any) -> None:
    weights = problem(1, 1, 3, 2, dtype=dtype).weights
    weights.save(str(tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    for path in (tmp_path / name, str(tmp_path / name)):
        again = LSTMWeights.load(path)
        assert again.dtype == dtype
        np.testing.assert_array_equal(again.W, weights.W)
    LSTMWeights.load(path).W[...] = 0  # not a view of the file
    with np.load(tmp_path / name, allow_pickle=False) as arrays:
        assert list(arrays) == ["W"]


class Opener:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_nothing_in_a_file_is_executed(tmp_path: Path) -> None:
    trap, file = tmp_path / "executed", tmp_path / "w.npz"
    pickle.loads(pickle.dumps(Opener(trap)))
    assert trap.exists()  # the trap works
    trap.unlink()
    file.write_bytes(pickle.dumps(Opener(trap)))
    with pytest.raises(ValueError, match=r"w\.npz: expected an \.npz file written by"):
        LSTMWeights.load(file)
    np.savez(file, W=np.array([Opener(trap)]))
    with pytest.raises(ValueError, match=r"w\.npz: expected .*allow_pickle=False"):
        LSTMWeights.load(file)
    assert not trap.exists()


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "other"
    with pytest.raises(FileNotFoundError):
        LSTMWeights.load(file)
    with file.open("wb") as plain:
        np.save(plain, draw().W)
    with pytest.raises(ValueError, match="other: expected"):
        LSTMWeights.load(file)
    with file.open("wb") as archive:
        np.savez(archive, V=draw().W)
    with pytest.raises(ValueError, match=r"other: expected .*W"):
        LSTMWeights.load(file)
    with file.open("wb") as archive:
        np.savez(archive, W=np.ones((3, 3)))
    with pytest.raises(ValueError, match=r"W: expected shape \(4H, 1\+H\+D\)"):
        LSTMWeights.load(file)


def test_a_damaged_file_is_refused_or_still_right(tmp_path: Path) -> None:
    """Cut off anywhere, or one byte changed anywhere."""
    weights, file = LSTMWeights.random(1, 1, np.random.default_rng(0)), tmp_path / "w.npz"
    weights.save(file)
    whole = file.read_bytes()
    for k in range(0, len(whole), 7):
        file.write_bytes(whole[:k])
        with pytest.raises(ValueError, match=r"w\.npz"):
            LSTMWeights.load(file)
    refused = 0
    for k in range(len(whole)):
        file.write_bytes(whole[:k] + bytes([whole[k] ^ 0x21]) + whole[k + 1 :])
        try:
            again = LSTMWeights.load(file)
        except ValueError:
            refused += 1
        else:
            np.testing.assert_array_equal(again.W, weights.W)
    assert refused > weights.W.nbytes


def test_a_kill_half_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, file = draw(), tmp_path / "w.npz"
    old.save(file)

    def killed(opened: Any, **_: Any) -> None:
        opened.write(b"PK half of it")
        opened.flush()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", killed)
        with pytest.raises(KeyboardInterrupt):
            draw(1).save(file)
    np.testing.assert_array_equal(LSTMWeights.load(file).W, old.W)
    draw(1).save(file)  # what was left aside is in nobody's way
    np.testing.assert_array_equal(LSTMWeights.load(file).W, draw(1).W)
    assert [path.name for path in tmp_path.iterdir()] == ["w.npz"]


def test_gates_are_named_in_the_order_of_the_rows() -> None:
    assert GATES == "ifgo"
