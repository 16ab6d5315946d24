"""The training loop: its steps, its history, early stopping, checkpoints, wrong arguments."""

from __future__ import annotations

import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_runs import STEPS, Run, batches, falling_rate, held_back, same, small

from lstm_lib.network import Network, backward, forward
from lstm_lib.training import (
    SGD,
    Adam,
    Optimizer,
    clip_by_norm,
    cosine,
    global_norm,
    squared_error,
    train,
    trainer,
)

ROOT = Path(__file__).parents[2]
GENERATORS = [getattr(np.random, n) for n in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")]
OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "Adam": falling_rate,
    "momentum": lambda: SGD(cosine(0.1, STEPS, warmup=9), momentum=0.9),
    "plain": lambda: SGD(0.1),
}


@pytest.mark.parametrize("clip", [0.5, None])
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=[*OPTIMIZERS])
def test_each_step_is_forward_loss_backward_clip_update(
    optimizer: Callable[[], Optimizer], clip: float | None
) -> None:
    ours, theirs = Run(optimizer=optimizer()), Run(optimizer=optimizer())
    history = ours.train(max_norm=clip)
    for k in range(STEPS):
        given = batches(k + 1)
        run = forward(theirs.network, given.x, lengths=given.lengths, rng=theirs.rng)
        loss, dy = squared_error(run.y, given.target, given.mask)
        gradients = backward(run, dy).parameters
        norm = global_norm(gradients)
        if clip:
            clip_by_norm(gradients, clip)
        rate = theirs.optimizer.current_lr
        theirs.optimizer.step(theirs.network.parameters, gradients)
        recorded = history.loss[k], history.gradient_norm[k], history.learning_rate[k]
        assert recorded == (loss, norm, rate)
    same(ours, theirs)
    assert (history.gradient_norm > 0.5).any()  # so clipping had something to do
    assert (history.gradient_norm < 0.5).any()


def test_the_history_has_a_number_for_each_step_and_each_validation() -> None:
    seen: list[float] = []

    def watched(network: Network) -> float:
        seen.append(held_back(network))
        return seen[-1]

    history = Run().train(validate=watched, validate_every=7)
    np.testing.assert_array_equal(history.step, np.arange(1, 31), strict=True)
    for name in ("loss", "gradient_norm", "learning_rate"):
        recorded = getattr(history, name)
        assert recorded.shape == (30,) and recorded.dtype == np.float64
    np.testing.assert_array_equal(history.validation_step, [7, 14, 21, 28], strict=True)
    np.testing.assert_array_equal(history.validation, seen, strict=True)
    assert history.stopped == "steps"
    without = Run().train()
    assert without.validation.shape == without.validation_step.shape == (0,)
    assert without.validation_step.dtype == history.validation_step.dtype


def test_dropout_without_a_generator_is_refused() -> None:
    """It would drop nothing, in silence."""
    network = small(dropout=0.5)
    with pytest.raises(ValueError, match=r"rng: expected a Generator, .* dropout 0\.5; got None"):
        train(network, batches, squared_error, Adam(0.01), 3, progress=False)
    same(network.parameters, small().parameters)


def test_dropout_drops() -> None:
    dropped = Run().train(3)
    plain = train(small(), batches, squared_error, falling_rate(), 3, max_norm=0.5, progress=False)
    assert dropped.loss[0] != plain.loss[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_keep_their_precision(dtype: Any) -> None:
    def narrow(step: int) -> Any:
        given = batches(step)
        return given._replace(x=given.x.astype(dtype), target=given.target.astype(dtype))

    network = small(dtype=dtype)
    history = train(network, narrow, squared_error, Adam(0.01), 3, progress=False)
    assert {w.dtype for w in network.parameters.values()} == {np.dtype(dtype)}
    assert history.loss.dtype == history.gradient_norm.dtype == np.float64


def scripted(values: list[float], kept: list[Any]) -> Callable[[Network], float]:
    """A validation with these results, which keeps the weights that it is shown."""
    results = iter(values)

    def validate(network: Network) -> float:
        kept.append({name: w.copy() for name, w in network.parameters.items()})
        return next(results)

    return validate


@pytest.mark.parametrize(
    ("values", "patience", "ended", "best"),
    [
        ([5, 4, 4.5, 4.6], 2, 4, 1),
        ([5, 4, 4.5, 3, 3.5, 3.5], 2, 6, 3),  # a new best, and counting begins again
        ([5, 4, 4, 4], 2, 4, 1),  # as good as the best is not better
        ([1, 2], 1, 2, 0),
        ([np.inf, np.inf, np.inf], 2, 3, 0),
        ([7, 6, 5, 4, 3, 2, 1], 1, 7, None),
        ([7, 6, 5, 4, 3, 2, 9], 1, 7, 5),  # in vain at the very last step
        ([-3, -2, -1], 2, 3, 0),
    ],
)
def test_patience_ends_a_run_and_puts_the_best_weights_back(
    values: list[float], patience: int, ended: int, best: int | None
) -> None:
    kept: list[Any] = []
    run = Run()
    history = run.train(28, validate=scripted(values, kept), patience=patience)
    assert len(history.step) == 4 * ended
    assert history.validation.tolist() == values
    assert history.stopped == ("steps" if best is None else "patience")
    same(run.network.parameters, kept[-1 if best is None else best])


def test_without_patience_the_last_weights_stay() -> None:
    kept: list[Any] = []
    run = Run()
    assert run.train(12, validate=scripted([1, 2, 3], kept)).stopped == "steps"
    same(run.network.parameters, kept[-1])


@pytest.mark.parametrize("cuts", [[1], [4], [13], [28, 29], [*range(1, STEPS)]], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=[*OPTIMIZERS])
def test_a_run_in_parts_is_the_run_in_one_piece(
    optimizer: Callable[[], Optimizer], cuts: list[int], tmp_path: Path
) -> None:
    whole = Run(optimizer=optimizer())
    history = whole.train(validate=held_back)
    for k, steps in enumerate([*cuts, STEPS]):
        part = Run(seed=k, optimizer=optimizer())
        resumed = part.train(steps, validate=held_back, checkpoint=tmp_path / "c.npz")
        same(list(resumed[:4]), [record[:steps] for record in history[:4]])
    same(list(resumed), list(history))
    same(part, whole)


@pytest.mark.parametrize("bits", GENERATORS)
def test_every_kind_of_generator_goes_on_where_it_was(bits: Any, tmp_path: Path) -> None:
    whole, first, second = Run(bits=bits), Run(bits=bits), Run(seed=1, bits=bits)
    history = whole.train()
    first.train(13, checkpoint=tmp_path / "c.npz")
    same(list(second.train(checkpoint=tmp_path / "c.npz")), list(history))
    same(second, whole)


def memorising(run: Run, steps: int, **more: Any) -> Any:
    """A run that gets worse, on what is held back, long before its end."""
    return run.train(
        steps,
        batches=lambda step: batches(1),
        validate=held_back,
        validate_every=3,
        patience=4,
        **more,
    )


def test_patience_goes_on_where_it_was(tmp_path: Path) -> None:
    def run(k: int) -> Run:
        return Run(seed=k, optimizer=Adam(0.01))

    whole = run(0)
    history = memorising(whole, 300)
    best, end = 3 * (1 + history.validation.argmin()), len(history.step)
    assert history.stopped == "patience" and best > 3
    assert end == best + 12 < 300
    for k, steps in enumerate([2, best, best + 4, end - 1, end, 300]):
        part = run(k)
        resumed = memorising(part, steps, checkpoint=tmp_path / "c.npz")
    same(list(resumed), list(history))
    same(part, whole)


def test_a_file_of_the_whole_run_needs_no_more_steps(tmp_path: Path) -> None:
    def none(step: int) -> Any:
        raise AssertionError(step)

    whole, again = Run(), Run(seed=1)
    history = whole.train(validate=held_back, checkpoint=tmp_path / "c.npz")
    before = (tmp_path / "c.npz").read_bytes()
    resumed = again.train(validate=held_back, checkpoint=tmp_path / "c.npz", batches=none)
    same(list(resumed), list(history))
    same(again, whole)
    assert (tmp_path / "c.npz").read_bytes() == before


def test_checkpoints_are_written_when_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    save = trainer.save_checkpoint
    monkeypatch.setattr(
        trainer, "save_checkpoint", lambda *given: (written.append(given[-1].steps), save(*given))
    )
    Run().train(10, checkpoint=tmp_path / "c.npz")
    assert written == [4, 8, 10]
    Run().train(17, checkpoint=str(tmp_path / "c.npz"))
    assert written == [4, 8, 10, 12, 16, 17]
    assert [path.name for path in tmp_path.iterdir()] == ["c.npz"]


def test_a_missing_folder_is_named_before_the_first_step(tmp_path: Path) -> None:
    run = Run()
    before = run.all
    with pytest.raises(ValueError, match=r"checkpoint: expected a file in a folder.*nowhere"):
        run.train(checkpoint=tmp_path / "nowhere" / "c.npz")
    same(run.all, before)


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"model": [small()]}, TypeError, "model: expected a Network, or a model with parameters"),
    ({"model": Network}, TypeError, "model: expected a Network, or a model with parameters"),
    ({"batches": batches(1)}, TypeError, "batches: expected a function of the step, got Batch"),
    ({"loss": 0.5}, TypeError, "loss: expected a function such as squared_error, got 0.5"),
    ({"optimizer": Adam}, TypeError, "optimizer: expected an optimizer such as Adam"),
    ({"optimizer": 0.1}, TypeError, "optimizer: expected an optimizer such as Adam"),
    ({"steps": 0}, ValueError, "steps: expected steps ≥ 1, got 0"),
    ({"steps": 1e3}, TypeError, "steps: expected a whole number"),
    ({"validate_every": 0}, ValueError, "validate_every: expected steps ≥ 1, got 0"),
    ({"max_norm": 0}, ValueError, "max_norm: expected a number > 0, got 0"),
    ({"max_norm": np.nan}, ValueError, "max_norm: expected a number > 0, got nan"),
    ({"max_norm": "1"}, TypeError, "max_norm: expected a number > 0, got '1'"),
    ({"validate": 1.0}, TypeError, "validate: expected a function, got 1.0"),
    ({"patience": 0, "validate": held_back}, ValueError, "patience: expected validations ≥ 1"),
    ({"patience": 3}, ValueError, "patience: expected validate as well, got none"),
    ({"rng": 0}, TypeError, "rng: expected a Generator, got 0"),
    ({"rng": np.random.RandomState(0)}, TypeError, "rng: expected a Generator, got RandomState"),
    ({"validate": lambda network: np.nan}, ValueError, "validate: expected a number, got nan"),
    ({"validate": lambda network: None}, TypeError, "validate: expected a number, got None"),
]


@pytest.mark.parametrize(("changed", "error", "message"), WRONG)
def test_wrong_arguments_are_named(
    changed: dict[str, Any], error: type[Exception], message: str
) -> None:
    network = small()
    arguments: dict[str, Any] = {
        "model": network,
        "batches": batches,
        "loss": squared_error,
        "optimizer": Adam(0.01),
        "steps": 2,
        "validate_every": 2,
        "progress": False,
    }
    with pytest.raises(error) as caught:
        train(**arguments | changed)
    assert str(caught.value).startswith(message)
    if "lambda" not in str(changed):  # a validation is asked after a step
        same(network.parameters, small().parameters)


def test_nothing_grows_with_the_number_of_steps_but_the_history() -> None:
    """Three numbers a step, and two each fourth, in lists and then in arrays: below 250 bytes."""
    kept = [batches(step) for step in range(4)]

    def memory(steps: int) -> tuple[int, int]:
        run = Run(optimizer=Adam(0.001))
        tracemalloc.start()
        try:
            history = run.train(steps, batches=lambda step: kept[step % 4], validate=held_back)
            held, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(history.step) == steps
        return held, peak

    memory(1050)  # what is kept for all runs
    short, long = memory(50), memory(1050)  # against so many, garbage in cycles hardly counts
    assert long[0] - short[0] < 60 * 1000
    assert long[1] - short[1] < 250 * 1000


def test_a_thread_can_train() -> None:
    ours, theirs, histories = Run(), Run(), []
    thread = threading.Thread(target=lambda: histories.append(ours.train()))
    thread.start()
    thread.join()
    same(list(histories[0]), list(theirs.train()))
    same(ours, theirs)


def test_without_a_bar_numpy_is_enough() -> None:
    code = (
        "import sys; sys.modules['tqdm'] = None; sys.path.insert(0, 'tests/support')\n"
        "from training_runs import Run\n"
        "assert Run().train(2).stopped == 'steps'"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
