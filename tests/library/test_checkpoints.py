"""Checkpoints: kills leave a whole file; a file of something else is refused and changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_runs import Run, held_back, same, small

from lstm_lib._npz import load_arrays
from lstm_lib.training import SGD, Adam
from lstm_lib.training.checkpoint import TrainingState, load_checkpoint, save_checkpoint

ROOT = Path(__file__).parents[2]

KILLS = """
import os, random, signal, sys, time
sys.path.insert(0, "tests/support")
from training_runs import Run, held_back
from lstm_lib.training.checkpoint import load_checkpoint

path, kills = sys.argv[1], int(sys.argv[2])

def written():
    return os.stat(path).st_mtime_ns if os.path.exists(path) else 0

random.seed(0)
before = partial = 0
for kill in range(kills):
    last = written()
    child = os.fork()
    if not child:
        Run(seed=kill).train(10_000, validate_every=1, validate=held_back, checkpoint=path)
    while written() == last:
        time.sleep(0.0005)
    time.sleep(random.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    partial += os.path.exists(path + ".partial")
    reader = Run(seed=99)
    done = load_checkpoint(path, reader.network, reader.optimizer, reader.rng, 10_000)
    assert done.steps > before
    before = done.steps
print(before, partial)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_kills_at_any_moment_leave_a_file_from_which_the_run_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLS, str(tmp_path / "c.npz"), "30"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    steps, partial = map(int, said.split())
    assert steps >= 30
    assert partial > 3  # of 30; so there were kills while a file was being written
    resumed, whole = Run(seed=1), Run()
    total = steps + 5
    history = resumed.train(
        total, validate_every=1, validate=held_back, checkpoint=tmp_path / "c.npz"
    )
    same(list(history), list(whole.train(total, validate_every=1, validate=held_back)))
    same(resumed, whole)
    assert [path.name for path in tmp_path.iterdir()] == ["c.npz"]


def saved(path: Path, **changes: Any) -> bytes:
    """The file of a run after 8 steps."""
    Run(**changes).train(8, validate=held_back, checkpoint=path)
    return path.read_bytes()


def load(path: Path, run: Run, steps: int = 8) -> TrainingState:
    return load_checkpoint(path, run.network, run.optimizer, run.rng, steps)


def refused(path: Path, run: Run, why: str, steps: int = 8) -> None:
    """Check that it is refused by its name, and that neither file nor run has changed."""
    content, before = path.read_bytes(), run.all
    with pytest.raises(ValueError, match=why) as caught:
        load(path, run, steps)
    expected = f"{path}: expected an .npz file written by lstm_lib.training.trainer.train ("
    assert str(caught.value).startswith(expected)
    assert path.read_bytes() == content
    same(run.all, before)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    run = Run()
    history = run.train(8, validate=held_back, checkpoint=tmp_path / "c.npz")
    found = Run(seed=1)
    done = load(tmp_path / "c.npz", found)
    same(found, run)
    assert (done.losses, done.norms) == (history.loss.tolist(), history.gradient_norm.tolist())
    assert (done.learning_rates, done.validations) == (
        history.learning_rate.tolist(),
        history.validation.tolist(),
    )
    assert done.validation_steps == [4, 8] and done.steps == 8
    assert done.since_best == 1 - history.validation.argmin()
    assert done.best.keys() == run.network.parameters.keys()
    save_checkpoint(tmp_path / "d.npz", found.network, found.optimizer, found.rng, done)
    same(load_arrays(tmp_path / "d.npz", ""), load_arrays(tmp_path / "c.npz", ""))


def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.npz"
    content = saved(path)
    for length in {0, 1, 100, len(content) - 1, *range(0, len(content), len(content) // 40)}:
        path.write_bytes(content[:length])
        refused(path, Run(seed=1), "expected")


def test_a_damaged_byte_is_noticed_or_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "c.npz"
    content = saved(path)
    whole = Run(seed=1)
    load(path, whole)
    places = np.random.default_rng(0).choice(len(content), size=300, replace=False)
    noticed = 0
    for place in places:
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        run = Run(seed=1)
        try:
            load(path, run)
        except ValueError:
            noticed += 1
            refused(path, run, "expected")
            same(run, Run(seed=1))
        else:  # it was a byte such as one of the file's date
            same(run, whole)
    assert noticed > 200


def text(path: Path) -> None:
    path.write_text("not a checkpoint")


def network(path: Path) -> None:
    small().save(path)


def objects(path: Path) -> None:
    np.savez(path, rng=np.array([{}], dtype=object), allow_pickle=True)


def without_norms(path: Path) -> None:
    saved(path)
    arrays = load_arrays(path, "")
    del arrays["norms"]
    np.savez(path, **arrays)


FOREIGN: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (text, "not a zip file"),
    "network": (
        network,
        "it has no learning_rates, losses, norms, rng, since_best, validation_steps, val",
    ),
    "objects": (objects, "Object arrays cannot be loaded"),
    "without norms": (without_norms, "it has no norms"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_other_files_are_refused(kind: str, tmp_path: Path) -> None:
    make, why = FOREIGN[kind]
    make(tmp_path / "c.npz")
    refused(tmp_path / "c.npz", Run(), why)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=tmp_path.name):
        load(tmp_path, Run())


def other(**changes: Any) -> Run:
    """A run with another network."""
    run = Run()
    run.network = small(**changes)
    return run


def another_generator() -> Run:
    return Run(bits=np.random.Philox)


OTHERS: dict[str, tuple[Callable[[], Run], str]] = {
    "units": (lambda: other(units=5), r"expected a network of layer_1\.W float64 \(20, 8\)"),
    "inputs": (lambda: other(inputs=3), r"it has one of layer_1\.W float64 \(16, 7\)"),
    "outputs": (lambda: other(outputs=2), r"head float64 \(2, 5\), it has one of .* \(1, 5\)"),
    "no head": (lambda: other(outputs=None), "expected a network of"),
    "layers": (lambda: other(layers=3), r"layer_3\.W float64 \(16, 9\), head"),
    "directions": (lambda: other(bidirectional=True), r"layer_1\.backward\.W"),
    "dtype": (lambda: other(dtype=np.float32), r"layer_1\.W float32"),
    "SGD": (lambda: Run(optimizer=SGD(0.1)), "state: expected steps, got m head"),
    "momentum": (lambda: Run(optimizer=SGD(0.1, momentum=0.9)), "expected steps, m of each"),
    "generator": (another_generator, "state must be for a Philox"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_the_file_of_another_run_is_refused_and_nothing_has_changed(
    kind: str, tmp_path: Path
) -> None:
    make, why = OTHERS[kind]
    saved(tmp_path / "c.npz")
    refused(tmp_path / "c.npz", make(), why)
    with pytest.raises(ValueError, match=why):
        make().train(30, checkpoint=tmp_path / "c.npz")


@pytest.mark.parametrize("with_rng", [True, False])
def test_dropout_goes_on_only_with_its_generator(with_rng: bool, tmp_path: Path) -> None:
    path, run = tmp_path / "c.npz", Run()
    rng = run.rng if with_rng else None
    save_checkpoint(path, run.network, run.optimizer, rng, TrainingState())
    why = "expected no rng in it, as now" if with_rng else "expected an rng in it, as now"
    with pytest.raises(ValueError, match=why):
        load_checkpoint(path, run.network, run.optimizer, None if with_rng else run.rng, 8)
    load_checkpoint(path, run.network, run.optimizer, rng, 8)


def test_more_steps_than_asked_for_are_refused(tmp_path: Path) -> None:
    saved(tmp_path / "c.npz")
    refused(tmp_path / "c.npz", Run(seed=1), "expected at most 7 steps, it has 8", steps=7)
    with pytest.raises(ValueError, match="expected at most 5 steps, it has 8"):
        Run().train(5, checkpoint=tmp_path / "c.npz")


def test_another_rate_may_go_on(tmp_path: Path) -> None:
    saved(tmp_path / "c.npz")
    run = Run(optimizer=Adam(0.25))
    assert run.train(10, checkpoint=tmp_path / "c.npz").learning_rate[8:].tolist() == [0.25, 0.25]


def test_what_a_kill_left_beside_the_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "c.npz.partial").write_bytes(b"PK half a file")
    run, whole = Run(), Run()
    run.train(8, checkpoint=tmp_path / "c.npz")
    whole.train(8)
    same(run, whole)
    assert [path.name for path in tmp_path.iterdir()] == ["c.npz"]
