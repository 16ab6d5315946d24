"""Named arrays in a file: what is written is read, and what is damaged is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from lstm_lib._npz import load_arrays, save_arrays

ROOT = Path(__file__).parents[2]
ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b c": np.array(3), "d.e": np.array("text")}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    save_arrays(tmp_path / "f.npz", ARRAYS)
    found = load_arrays(tmp_path / "f.npz", "a test")
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(found[name], array, strict=True)
    with np.load(tmp_path / "f.npz") as file:  # it is what NumPy calls an .npz file
        assert set(file) == set(ARRAYS)


def test_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        save_arrays(tmp_path / "f.npz", {"a": np.array([{}])})
    assert not (tmp_path / "f.npz").exists()


def test_every_damaged_byte_of_the_data_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "f.npz"
    save_arrays(path, {"a": np.full(4, 0.1)})
    whole = path.read_bytes()
    start = whole.index(np.full(4, 0.1).tobytes())
    for at in range(start, start + 32):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ValueError, match=r"f\.npz: expected an \.npz file written by a test"):
            load_arrays(path, "a test")


@pytest.mark.parametrize("content", [b"", b"not a file", b"PK\x03\x04"])
def test_other_files_are_refused_by_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"f\.npz: expected an \.npz file written by a test"):
        load_arrays(tmp_path / "f.npz", "a test")


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_kills_at_any_moment_leave_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "f.npz"
    save_arrays(path, {"n": np.array(-1), "a": np.zeros(200_000)})
    code = (
        "import sys, numpy as np\n"
        "from lstm_lib._npz import save_arrays\n"
        "print('ready', flush=True)\n"
        "for n in range(10**9):\n"
        "    save_arrays(sys.argv[1], {'n': np.array(n), 'a': np.full(200_000, float(n))})\n"
    )
    for kill in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", code, path], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(0.005 + 0.0037 * kill)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        found = load_arrays(path, "a test")
        assert found["a"].shape == (200_000,)
        assert (found["a"] == max(0, found["n"])).all()
