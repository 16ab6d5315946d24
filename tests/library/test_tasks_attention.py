"""Copying, dates, states to track and pairs to recall: what is drawn, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lstm_lib.tasks import copying, dates, recall, state_tracking

DRAW: dict[str, Callable[[np.random.Generator], Any]] = {
    "copying": lambda rng: copying.batch(rng, [3, 5, 1]),
    "dates": lambda rng: dates.batch(rng, 20),
    "flip_flop": lambda rng: state_tracking.flip_flop(rng, 20, 30),
    "products": lambda rng: state_tracking.products(rng, 20, 30, state_tracking.S3),
    "recall": lambda rng: recall.batch(rng, 20, 5),
}


@pytest.mark.parametrize("name", DRAW)
def test_a_seed_decides_all_and_another_seed_something_else(name: str) -> None:
    first, second, other = (DRAW[name](np.random.default_rng(seed)) for seed in (3, 3, 4))
    for ours, again in zip(first, second, strict=True):
        np.testing.assert_array_equal(ours, again)
    assert not np.array_equal(first.target, other.target)


def test_a_copy_is_the_string_and_an_end() -> None:
    batch = copying.batch(np.random.default_rng(0), [3, 5, 1])
    assert batch.source.shape == (5, 3, 8) and batch.target.shape == (6, 3)
    for b, length in enumerate([3, 5, 1]):
        symbols = batch.source[:length, b].argmax(axis=-1)
        np.testing.assert_array_equal(batch.target[: length + 1, b], [*symbols, copying.END])
        assert not batch.source[length:, b].any()
        np.testing.assert_array_equal(batch.mask[:, b], np.arange(6) <= length)
        late = [copying.END + 1, *batch.target[:-1, b]]
        np.testing.assert_array_equal(batch.inputs[:, b].argmax(axis=-1), late)


def test_a_copy_is_correct_up_to_its_end() -> None:
    batch = copying.batch(np.random.default_rng(0), [3, 5])
    written = batch.target.copy()
    written[5, 0] = 1  # beyond the end of the first
    np.testing.assert_array_equal(copying.is_correct(written, batch), [True, True])
    written[3, 0], written[2, 1] = 0, (written[2, 1] + 1) % 8
    np.testing.assert_array_equal(copying.is_correct(written, batch), [False, False])


def test_a_date_is_read_in_words_and_written_in_numbers() -> None:
    assert dates.as_read((1987, 3, 7)) == "7 march 1987"
    assert dates.as_written((1987, 3, 7)) == "1987-03-07"
    batch = dates.encode([(1987, 3, 7), (2000, 12, 28)])
    read = "".join(dates.READ[k] for k in batch.source[:12, 0].argmax(axis=-1))
    assert read == "7 march 1987" and batch.lengths.tolist() == [12, 16]
    assert "".join(dates.WRITTEN[k] for k in batch.target[:, 1]) == "2000-12-28"


def test_no_date_of_a_year_that_is_held_out_is_drawn() -> None:
    every = dates.held_out()
    assert len(set(every)) == 9744 and {year for year, _, _ in every} == set(range(1900, 2100, 7))
    batch = dates.batch(np.random.default_rng(0), 500)
    years = {int("".join(dates.WRITTEN[k] for k in column[:4])) for column in batch.target.T}
    assert len(years) > 100 and not years & set(range(1900, 2100, 7))


def test_the_bit_is_the_one_that_was_set_most_recently() -> None:
    batch = state_tracking.flip_flop(np.random.default_rng(0), 50, 40)
    symbols = batch.x.argmax(axis=-1)
    for column, target in zip(symbols.T, batch.target.T, strict=True):
        bit = -1
        for symbol, expected in zip(column, target, strict=True):
            bit = symbol if symbol < 2 else bit
            assert bit == expected
    assert (symbols[0] < 2).all() and 0.08 < (symbols[1:] < 2).mean() < 0.12


def test_parity_counts_the_ones() -> None:
    batch = state_tracking.products(np.random.default_rng(0), 20, 30, state_tracking.PARITY)
    ones = batch.x[..., 1].cumsum(axis=0)
    np.testing.assert_array_equal(batch.target, ones % 2)


def test_the_table_of_s3_is_a_group_that_does_not_commute() -> None:
    table = state_tracking.S3
    for row in (*table, *table.T):
        assert sorted(row) == list(range(6))
    np.testing.assert_array_equal(table[0], np.arange(6))
    for a in range(6):
        np.testing.assert_array_equal(table[table[a]], table[a][table])  # (ab)c = a(bc)
    assert (table != table.T).any()


def test_the_value_asked_for_is_the_one_of_its_key() -> None:
    batch = recall.batch(np.random.default_rng(0), 40, 16)
    for b in range(40):
        keys, values = batch.x[:16, b, :16].argmax(axis=-1), batch.x[:16, b, 16:].argmax(axis=-1)
        assert sorted(keys) == list(range(16))
        asked = batch.x[16, b, :16].argmax()
        assert batch.target[16, b] == values[list(keys).index(asked)]
    assert not batch.x[16, :, 16:].any() and batch.mask.sum() == 40


@pytest.mark.parametrize(
    ("message", "call"),
    [
        ("lengths: expected", lambda rng: copying.batch(rng, [])),
        ("lengths: expected", lambda rng: copying.batch(rng, [2, 0])),
        ("texts: expected at least one", lambda rng: dates.encode_texts([])),
        ("texts: expected at least one", lambda rng: dates.encode_texts(["1 may 1987", ""])),
        ("texts: expected characters", lambda rng: dates.encode_texts(["1 May 1987"])),
        ("count: expected B ≥ 1", lambda rng: dates.batch(rng, 0)),
        ("steps: expected T ≥ 1", lambda rng: state_tracking.flip_flop(rng, 2, 0)),
        ("pairs: expected at most 16", lambda rng: recall.batch(rng, 2, 17)),
    ],
)
def test_arguments_that_do_not_fit_are_named(message: str, call: Any) -> None:
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))


@pytest.mark.parametrize("name", DRAW)
def test_another_source_of_random_numbers_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="rng: expected a numpy"):
        DRAW[name](np.random)  # type: ignore[arg-type]
