"""Companies, adding problem, temporal order: what is drawn, how often, and what counts as right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from test_worked_numbers import END, START

from lstm_lib import network
from lstm_lib.tasks import Batch, adding, reber, temporal_order, two_companies
from lstm_lib.training import losses

SEEDED: dict[str, Callable[..., Batch]] = {
    "adding": adding.batch,
    "temporal_order": temporal_order.batch,
    "reber": reber.batch,
}
MANY = 20_000


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def expect_even(counts: np.ndarray) -> None:
    """All counts within five standard deviations of their mean."""
    mean = counts.mean()
    assert mean > 100
    assert np.abs(counts - mean).max() < 5 * np.sqrt(mean)


def flat(given: Batch) -> list[np.ndarray]:
    return [np.asarray(part) for part in given]


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_decides_all_and_another_seed_something_else(name: str) -> None:
    draw = SEEDED[name]
    for first, second in zip(flat(draw(rng(3), 50)), flat(draw(rng(3), 50)), strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(draw(rng(3), 50).target, draw(rng(4), 50).target)


@pytest.mark.parametrize("name", SEEDED)
def test_what_all_batches_have_in_common(name: str) -> None:
    given = SEEDED[name](rng(), 200)
    T, B, _ = given.x.shape
    assert given.mask.shape == given.target.shape[:2] == (T, B)
    assert given.lengths.shape == (B,) and given.lengths.max() == T > given.lengths.min()
    past = np.arange(T)[:, None] >= given.lengths
    assert not given.x[past].any()
    assert not given.mask[past].any() and not given.target[~given.mask].any()
    assert given.mask[given.lengths - 1, np.arange(B)].all()
    assert given.mask.dtype == bool and given.x.dtype == np.float64


@pytest.mark.parametrize("name", SEEDED)
def test_float32_is_the_same_batch_rounded(name: str) -> None:
    double, single = SEEDED[name](rng(), 30), SEEDED[name](rng(), 30, dtype=np.float32)
    assert single.x.dtype == np.float32
    assert single.target.dtype == (np.float32 if name == "adding" else np.intp)
    np.testing.assert_array_equal(single.x, double.x.astype(np.float32))
    np.testing.assert_array_equal(single.target, double.target.astype(single.target.dtype))


@pytest.mark.parametrize("name", SEEDED)
@pytest.mark.parametrize(
    ("argument", "error", "arguments"),
    [
        ("rng", TypeError, (np.random, 3)),
        ("rng", TypeError, (7, 3)),
        ("count", TypeError, (rng(), 2.0)),
        ("count", ValueError, (rng(), 0)),
    ],
)
def test_wrong_arguments_are_named(
    name: str, argument: str, error: type[Exception], arguments: Any
) -> None:
    with pytest.raises(error, match=f"^{argument}: expected .*, got "):
        SEEDED[name](*arguments)


@pytest.mark.parametrize("draw", [adding.batch, temporal_order.batch])
@pytest.mark.parametrize(("steps", "error"), [(9, ValueError), (100.0, TypeError)])
def test_sequences_have_a_shortest_length(
    draw: Callable[..., Batch], steps: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"^steps: expected .*, got "):
        draw(rng(), 3, steps)
    assert draw(rng(), 3, 10).lengths.min() >= 10


def test_the_companies() -> None:
    given = two_companies.batch()
    assert given.x[:, 0, 0].tolist() == [0, 0.5, 0.25, 1]
    assert given.x[:, 1, 0].tolist() == [1, 0.5, 0.25, 1]
    assert given.target[-1, :, 0].tolist() == [0, 1]
    assert given.mask.tolist() == [[False, False]] * 3 + [[True, True]]
    assert given.lengths.tolist() == [4, 4]
    np.testing.assert_array_equal(two_companies.published_start().W, START.W)
    np.testing.assert_array_equal(two_companies.published_end().W, END.W)
    unit = network.Network([(two_companies.published_end(),)])
    assert network.forward(unit, given.x).y[-1, :, 0].round(4).tolist() == [0.0022, 0.9693]


@pytest.mark.parametrize("steps", [10, 11, 30, 100])
def test_every_sum_is_that_of_two_marked_values(steps: int) -> None:
    given = adding.batch(rng(steps), 3000, steps)
    for b, length in enumerate(given.lengths):
        values, marks = given.x[:length, b].T
        (marked,) = np.nonzero(marks == 1)
        assert len(marked) == 2
        assert marked[0] < 10 and marked[1] < steps // 2
        ends = [k for k in (0, length - 1) if k not in marked]
        assert np.flatnonzero(marks == -1).tolist() == ends
        assert values[0] == 0 or marked[0] > 0
        assert np.flatnonzero(given.mask[:, b]).tolist() == [length - 1]
        answer = given.target[length - 1, b, 0]
        assert answer == pytest.approx(0.5 + values[marked].sum() / 4, abs=1e-15)


def test_values_marks_and_lengths_are_uniform() -> None:
    given = adding.batch(rng(), MANY)
    inside = np.arange(len(given.x))[:, None] < given.lengths
    values = given.x[1:, :, 0][inside[1:]]
    assert -1 <= values.min() < -0.999 and 0.999 < values.max() < 1
    expect_even(np.histogram(values, bins=50, range=(-1, 1))[0])
    expect_even(np.bincount(given.lengths)[100:])
    assert len(np.bincount(given.lengths)[100:]) == 11
    marked = (given.x[..., 1] == 1).sum(axis=1)
    assert len(np.flatnonzero(marked)) == 50
    # The first mark: 1/10 each. The second: 1/49, when the first is elsewhere.
    expect_even(marked[:10])
    expect_even(marked[10:50])
    second = (1 - 1 / 10) / 49
    assert marked[:10].mean() / MANY == pytest.approx(1 / 10 + second, rel=0.02)
    assert marked[10:50].mean() / MANY == pytest.approx(1 / 49, rel=0.02)


@pytest.mark.parametrize("steps", [10, 30, 100])
def test_what_always_answering_a_half_is_worth(steps: int) -> None:
    given = adding.batch(rng(1), 4 * MANY, steps)
    half = np.full_like(given.target, 0.5)
    error = losses.squared_error(half, given.target, given.mask)[0]
    assert error == pytest.approx(adding.baseline(steps), rel=0.02)
    assert adding.is_correct(half, given).mean() == pytest.approx(adding.chance(steps), abs=0.006)


def test_but_for_the_rare_case_the_baseline_is_1_over_24() -> None:
    assert adding.baseline(10**6) == pytest.approx(1 / 24 * (1 - 0.05), rel=1e-5)
    given = adding.batch(rng(2), 4 * MANY)
    usual = given.x[0, :, 1] == -1
    assert np.mean((given.target[given.mask][:, 0] - 0.5)[usual[_ends(given)]] ** 2) == (
        pytest.approx(1 / 24, rel=0.02)
    )


def _ends(given: Batch) -> np.ndarray:
    """Sequence that each judged answer belongs to, in the order of given.target[given.mask]."""
    return np.nonzero(given.mask)[1]


def test_an_answer_to_the_sum_is_right_within_4_hundredths() -> None:
    given = adding.batch(rng(), 4)
    y = given.target + np.array([0.039, -0.039, 0.041, -0.041])[:, None]
    y[:50] = 99  # nothing is asked there
    assert adding.is_correct(y, given).tolist() == [True, True, False, False]


def texts(given: Batch) -> list[str]:
    """The sequences of symbols, decoded one by one."""
    return [
        "".join(temporal_order.SYMBOLS[row.argmax()] for row in given.x[:length, b])
        for b, length in enumerate(given.lengths)
    ]


@pytest.mark.parametrize("steps", [10, 19, 50, 100])
def test_every_class_is_that_of_the_two_symbols_in_their_order(steps: int) -> None:
    given = temporal_order.batch(rng(steps), 2000, steps)
    assert set(given.x.ravel()) == {0, 1}
    assert (given.x.sum(axis=-1) == (np.arange(len(given.x))[:, None] < given.lengths)).all()
    answers = given.target[given.lengths - 1, np.arange(2000)]
    for text, answer in zip(texts(given), answers, strict=True):
        assert text[0] == "E" and text[-1] == "B" and set(text[1:-1]) <= set("abcdXY")
        first, second = (k for k, symbol in enumerate(text) if symbol in "XY")
        assert steps // 10 <= first <= steps // 5
        assert steps // 2 <= second <= 3 * steps // 5
        pair = text[first] + text[second]
        assert list(temporal_order.CLASSES.values())[answer] == temporal_order.CLASSES[pair]
    assert np.array_equal(given.mask.sum(axis=0), np.ones(2000))


def test_places_classes_lengths_and_other_symbols_are_uniform() -> None:
    given = temporal_order.batch(rng(), MANY)
    answers = given.target[given.mask]
    expect_even(np.bincount(answers, minlength=4))
    assert np.bincount(answers).max() / MANY == pytest.approx(temporal_order.chance(), abs=0.02)
    counts = np.bincount(given.lengths)[100:]
    assert len(counts) == 11
    expect_even(counts)
    which = given.x[..., [6, 7]].any(axis=-1).sum(axis=1)
    assert np.flatnonzero(which).tolist() == [*range(10, 21), *range(50, 61)]
    expect_even(which[10:21])
    expect_even(which[50:61])
    expect_even(given.x[..., 2:6].sum(axis=(0, 1)))


def test_an_answer_is_right_if_no_share_is_off_by_3_tenths() -> None:
    given = temporal_order.batch(rng(), 4)
    y = np.zeros((*given.mask.shape, 4))
    last, rows = given.lengths - 1, np.arange(4)
    for b, share in enumerate([0.71, 0.69, 0.9, 0.9]):
        answer = given.target[last[b], b]
        wanted = np.full(4, (1 - share) / 3)
        wanted[answer] = share
        y[last[b], b] = np.log(wanted if b < 3 else np.roll(wanted, 1))
    assert (y[last[:3], rows[:3]].argmax(axis=-1) == given.target[last[:3], rows[:3]]).all()
    assert temporal_order.is_correct(y, given).tolist() == [True, False, True, False]


JUDGES = {
    "adding": (adding.is_correct, 1),
    "temporal_order": (temporal_order.is_correct, 4),
    "reber": (reber.is_correct, 7),
}


@pytest.mark.parametrize("name", JUDGES)
def test_answers_of_another_shape_are_not_judged(name: str) -> None:
    judge, K = JUDGES[name]
    given = SEEDED[name](rng(), 5)
    T, B = given.mask.shape
    for shape in [(T, B), (T, B, K + 1), (T - 1, B, K), (T, B + 1, K)]:
        with pytest.raises(ValueError, match=rf"^y: expected shape \(T, B, {K}\) with"):
            judge(np.zeros(shape), given)
    with pytest.raises(TypeError, match=r"^y: expected"):
        judge(np.full((T, B, K), "a"), given)
