"""The tasks of 1997 and 2000 against their definitions in the papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from lstm_lib.tasks import (
    Batch,
    adding,
    long_lag,
    multiplication,
    reber,
    temporal_order,
    two_sequences,
)
from lstm_lib.tasks.reber_stream import ReberStreams

MANY = 4000
DRAW: dict[str, Callable[..., Batch]] = {
    "long_lag": long_lag.batch,
    "multiplication": multiplication.batch,
    "3a": partial(two_sequences.batch, version="3a"),
    "3b": partial(two_sequences.batch, version="3b"),
    "3c": partial(two_sequences.batch, version="3c"),
    "6b": partial(temporal_order.batch, relevant=3),
}


def drawn(name: str, count: int = MANY, **arguments: Any) -> Batch:
    return DRAW[name](np.random.default_rng(15), count, **arguments)


def final(batch: Batch) -> np.ndarray:
    """Targets at the end of each sequence."""
    last: np.ndarray = batch.target[batch.lengths - 1, np.arange(len(batch.lengths))]
    return last


def even(counts: np.ndarray) -> bool:
    """True if all counts are within five standard deviations of their mean."""
    return bool(np.abs(counts - counts.mean()).max() < 5 * np.sqrt(counts.mean()))


@pytest.mark.parametrize("name", DRAW)
def test_targets_stand_at_the_end_and_nothing_follows(name: str) -> None:
    batch = drawn(name, 200)
    T, B, _ = batch.x.shape
    assert batch.lengths.max() == T > batch.lengths.min()
    past = np.arange(T)[:, None] >= batch.lengths
    assert not batch.x[past].any()
    assert (batch.mask.sum(axis=0) == 1).all() and batch.mask[batch.lengths - 1, np.arange(B)].all()
    assert not batch.target[~batch.mask].any()


@pytest.mark.parametrize("name", DRAW)
def test_seeds_and_precision(name: str) -> None:
    first, again = drawn(name, 20), drawn(name, 20, dtype=np.float32)
    np.testing.assert_array_equal(first.x.astype(np.float32), again.x)
    assert again.x.dtype == np.float32
    np.testing.assert_allclose(first.target, again.target, rtol=1e-6)


def test_multiplication() -> None:
    batch = drawn("multiplication")
    values, marks = batch.x[..., 0], batch.x[..., 1]
    assert values.min() == 0 and values.max() == 1
    assert ((marks == 1).sum(axis=0) == 2).all()
    assert not (marks[50:] == 1).any() and ((marks[:10] == 1).sum(axis=0) >= 1).all()
    for b in range(50):
        one, other = values[marks[:, b] == 1, b]
        assert final(batch)[b, 0] == one * other
    first = marks[0] == 1
    assert first.sum() > 100 and (values[0, first] == 1).all()
    twin = adding.batch(np.random.default_rng(15), MANY)
    np.testing.assert_array_equal(marks, twin.x[..., 1])


def test_two_sequences() -> None:
    for version, targets in two_sequences.VERSIONS.items():
        batch = drawn(version, steps=40)
        assert batch.lengths.min() == 40 and batch.lengths.max() == 44
        first = batch.x[:3, :, 0]
        one = first.mean(axis=0) > 0
        if version == "3b":
            off = first - np.where(one, 1, -1)
            assert off.var() == pytest.approx(0.2, rel=0.1)
        else:
            np.testing.assert_array_equal(first, np.where(one, 1.0, -1.0) * np.ones((3, 1)))
        assert batch.x[3:40].var() == pytest.approx(0.2, rel=0.03)
        assert abs(batch.x[3:40].mean()) < 0.01
        off = final(batch)[:, 0] - np.where(one, *targets)
        if version == "3c":
            assert off.var() == pytest.approx(0.1, rel=0.1) and abs(off.mean()) < 0.03
            np.testing.assert_array_equal(
                two_sequences.without_noise(batch), np.where(one, 0.2, 0.8)
            )
        else:
            assert (np.abs(off) == 0).all() or version == "3b"
        assert even(np.bincount(one.astype(int)))
    assert drawn("3a", informative=1).x[1].std() < 1


def test_long_lag() -> None:
    batch = drawn("long_lag", distractors=20, lag=10)
    symbols = batch.x.argmax(axis=2)
    assert batch.x.shape[2] == 24 and (batch.x.sum(axis=2) <= 1).all()
    assert (symbols[0] == 21).all() and np.isin(symbols[1], (22, 23)).all()
    np.testing.assert_array_equal(final(batch), np.eye(2)[symbols[1] - 22])
    np.testing.assert_array_equal(symbols[batch.lengths - 1, np.arange(MANY)], 20)
    extra = batch.lengths - 13
    assert extra.min() == 0 and extra.mean() == pytest.approx(9, rel=0.06)
    assert np.mean(extra == 0) == pytest.approx(0.1, abs=0.02)
    assert even(np.bincount(symbols[2:12].ravel(), minlength=20)[:20])


def test_three_symbols_in_order() -> None:
    batch = drawn("6b")
    symbols = batch.x.argmax(axis=2)
    relevant = (symbols >= 6) & (np.arange(len(symbols))[:, None] < batch.lengths)
    assert (relevant.sum(axis=0) == 3).all()
    at = np.nonzero(relevant.T)[1].reshape(MANY, 3)
    assert at.min(axis=0).tolist() == [10, 33, 66] and at.max(axis=0).tolist() == [20, 43, 76]
    bits = symbols[at, np.arange(MANY)[:, None]] - 6
    np.testing.assert_array_equal(final(batch), bits @ [4, 2, 1])
    assert even(np.bincount(final(batch), minlength=8))
    assert (symbols[0] == 0).all() and (symbols[batch.lengths - 1, np.arange(MANY)] == 1).all()


def test_a_stream_is_strings_of_the_grammar_one_after_another() -> None:
    streams = ReberStreams(np.random.default_rng(0), 2)
    strings: list[list[str]] = [[""], [""]]
    legal = []
    for _ in range(300):
        streams.advance()
        legal.append({reber.SYMBOLS[k] for k in np.flatnonzero(streams.legal[0])})
        for r, own in enumerate(strings):
            own[-1] += reber.SYMBOLS[streams.x[r].argmax()]
            own += [""] * int(streams.ended[r])
    for own in strings:
        assert len(own) > 15
        reber.encode(own[:-1])  # raises if one does not belong to the grammar
    text = "".join(strings[0])
    assert all(symbol in row for symbol, row in zip(text[1:], legal, strict=False))
    first = strings[0][0]
    assert legal[: len(first)] == [*map(set, reber.successors(first)), {"B"}]


def test_a_stream_can_begin_again() -> None:
    streams = ReberStreams(np.random.default_rng(0), 2)
    for _ in range(4):
        streams.advance()
    streams.restart([True, False])
    streams.advance()
    assert reber.SYMBOLS[streams.x[0].argmax()] == "B"


@pytest.mark.parametrize(
    ("call", "error", "name"),
    [
        (lambda rng: multiplication.batch(rng, 0), ValueError, "count"),
        (lambda rng: multiplication.batch(rng, 3, 9), ValueError, "steps"),
        (lambda rng: two_sequences.batch(rng, 3, version="3d"), ValueError, "version"),
        (lambda rng: two_sequences.batch(rng, 3, 2), ValueError, "informative"),
        (lambda rng: two_sequences.batch(rng, 3, 2.0), TypeError, "steps"),
        (lambda rng: long_lag.batch(7, 3), TypeError, "rng"),
        (lambda rng: long_lag.batch(rng, 3, distractors=0), ValueError, "distractors"),
        (lambda rng: long_lag.batch(rng, 3, lag=0), ValueError, "lag"),
        (lambda rng: temporal_order.batch(rng, 3, relevant=4), ValueError, "relevant"),
        (lambda rng: ReberStreams(rng, 0), ValueError, "count"),
        (lambda rng: ReberStreams(3, 1), TypeError, "rng"),
    ],
)
def test_wrong_arguments_are_named(
    call: Callable[[Any], Any], error: type[Exception], name: str
) -> None:
    with pytest.raises(error, match=rf"^{name}"):
        call(np.random.default_rng(0))
