"""Learning rates: by hand, against PyTorch, what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lstm_lib.training import cosine, decay


def test_cosine() -> None:
    rate = cosine(0.4, steps=10)
    assert rate(1) == 0.4
    assert rate(6) == pytest.approx(0.2)
    assert rate(11) == rate(1000) == 0
    assert all(rate(step) > rate(step + 1) for step in range(1, 11))
    rate = cosine(0.4, steps=10, warmup=4)
    assert [rate(step) for step in (1, 2, 3, 4)] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert rate(5) == 0.4
    assert rate(8) == pytest.approx(0.2)
    assert rate(11) == 0


def test_schedules_as_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    schedulers = torch.optim.lr_scheduler
    for ours, theirs, options in (
        (cosine(0.3, 20), schedulers.CosineAnnealingLR, {"T_max": 20}),
        (decay(0.3, 0.5, 7), schedulers.StepLR, {"step_size": 7, "gamma": 0.5}),
    ):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
        schedule = theirs(optimizer, **options)
        for step in range(1, 21):
            assert ours(step) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-15)
            optimizer.step()
            schedule.step()


def test_cosine_after_a_warmup_as_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    schedulers = torch.optim.lr_scheduler
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    rise = schedulers.LinearLR(optimizer, start_factor=1 / 5, total_iters=4)
    fall = schedulers.CosineAnnealingLR(optimizer, T_max=15)
    schedule = schedulers.SequentialLR(optimizer, [rise, fall], milestones=[5])
    ours = cosine(0.3, 20, warmup=5)
    for step in range(1, 21):
        assert ours(step) == pytest.approx(optimizer.param_groups[0]["lr"], abs=1e-15)
        optimizer.step()
        schedule.step()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cosine("1", 10), TypeError, "rate: expected a number > 0, got '1'"),
        (lambda: cosine(1, 10.0), TypeError, "steps: expected a whole number steps ≥ 1, got 10.0"),
        (
            lambda: cosine(1, 10, 0.5),
            TypeError,
            "warmup: expected a whole number, got 0.5",
        ),
        (lambda: decay(None, 0.5, 1), TypeError, "rate: expected a number > 0, got None"),
        (lambda: decay(1, "0.5", 1), TypeError, "factor: expected a number > 0, got '0.5'"),
        (
            lambda: decay(1, 0.5, 1.5),
            TypeError,
            "every: expected a whole number every ≥ 1, got 1.5",
        ),
        (lambda: cosine(-1, 10), ValueError, "rate: expected a number > 0, got -1"),
        (lambda: cosine(1, 10, 10), ValueError, "warmup: expected 0 ≤ warmup < steps = 10, got 10"),
        (lambda: cosine(1, 0), ValueError, "steps: expected steps ≥ 1, got 0"),
        (lambda: cosine(1, 10, -1), ValueError, "warmup: expected 0 ≤ warmup < steps = 10, got -1"),
        (lambda: decay(0.0, 0.5, 3), ValueError, "rate: expected a number > 0, got 0.0"),
        (lambda: decay(1, 0.0, 3), ValueError, "factor: expected a number > 0, got 0.0"),
        (lambda: decay(1, 1.5, 3), ValueError, "factor: expected 0 < factor ≤ 1, got 1.5"),
        (lambda: decay(1, 0.5, 0), ValueError, "every: expected every ≥ 1, got 0"),
    ],
)
def test_wrong_arguments_are_named(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
