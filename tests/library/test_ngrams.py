"""Kneser–Ney n-grams: ten symbols by hand, the laws of probability, and clear errors."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from lstm_lib.ngrams import KneserNey, continuations, count_ngrams, discount

TEN = [[1, 1, 2], [1, 2], [2, 1]]
"""aab., ab., ba.: ten symbols with the ends."""


def model(order: int, symbols: int = 5, seed: int = 0) -> KneserNey:
    rng = np.random.default_rng(seed)
    texts = [rng.integers(1, symbols - 1, size=rng.integers(0, 9)).tolist() for _ in range(60)]
    return KneserNey(texts, order, symbols)


def test_counts_by_hand() -> None:
    counts = count_ngrams([bytes(text) for text in TEN], 2)
    assert counts == {b"\0": {1: 2, 2: 1}, b"\1": {1: 1, 2: 2, 0: 1}, b"\2": {0: 2, 1: 1}}
    assert continuations(counts) == {b"": {0: 2, 1: 3, 2: 2}}


def test_discounts_by_hand() -> None:
    counts = count_ngrams([bytes(text) for text in TEN], 2)
    assert discount(counts) == 4 / (4 + 2 * 3)  # four bigrams occur once, three twice
    assert discount(continuations(counts)) == 0  # none once, two twice
    assert discount(count_ngrams([bytes(text) for text in TEN], 1)) == 0.5  # neither


def test_bigrams_of_ten_symbols_by_hand() -> None:
    D, below = Fraction(2, 5), [Fraction(2, 7), Fraction(3, 7), Fraction(2, 7)]
    after_a = [
        (1 - D) / 4 + D * 3 / 4 * below[0],
        (1 - D) / 4 + D * 3 / 4 * below[1],
        (2 - D) / 4 + D * 3 / 4 * below[2],
    ]
    assert sum(after_a) == 1
    ngrams = KneserNey(TEN, 2, 3)
    np.testing.assert_allclose(ngrams.next([1]), [float(p) for p in after_a], rtol=1e-14)
    assert ngrams.size == 7 + 3


def test_unigrams_of_ten_symbols_by_hand() -> None:
    # counts 3, 4, 3 of ten; D = 1/2, three kinds, and a third for each of three symbols
    expected = [(n - 0.5) / 10 + 0.5 * 3 / 10 / 3 for n in (3, 4, 3)]
    np.testing.assert_allclose(KneserNey(TEN, 1, 3).next([2, 2]), expected, rtol=1e-14)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_are_positive_and_add_up_to_one(order: int) -> None:
    ngrams, rng = model(order), np.random.default_rng(1)
    for length in range(8):  # symbol 4 occurs nowhere in training
        p = ngrams.next(rng.integers(1, 5, size=length).tolist())
        assert p.shape == (5,) and np.all(p > 0)
        np.testing.assert_allclose(p.sum(), 1, rtol=1e-12)


@pytest.mark.parametrize("order", [1, 2, 4])
def test_probabilities_of_a_sequence_are_those_of_each_next_symbol(order: int) -> None:
    ngrams, text = model(order), [1, 3, 2, 4, 1]
    expected = [ngrams.next(text[:k])[symbol] for k, symbol in enumerate([*text, 0])]
    np.testing.assert_allclose(ngrams.probabilities(text), expected, rtol=1e-14)


def test_a_context_beyond_the_window_changes_nothing() -> None:
    ngrams = model(3)
    np.testing.assert_array_equal(ngrams.next([1, 2, 3]), ngrams.next([3, 2, 3]))
    assert not np.array_equal(ngrams.next([1, 2, 3]), ngrams.next([1, 1, 3]))


def test_a_context_that_never_occurred_leaves_the_shorter_one() -> None:
    np.testing.assert_array_equal(model(2).next([4]), model(2)._distribution(b""))


def test_an_often_repeated_word_is_not_a_good_continuation() -> None:
    """Symbol 2 is frequent, but only after 1; symbol 3 is rarer and follows anything."""
    ngrams = KneserNey([[1, 2]] * 20 + [[1, 3], [2, 3], [3, 3], [3]], 2, 5)
    p = ngrams.next([4])
    assert p[3] > p[2]


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("sequences", ([], 2, 3)),
        ("sequences", ([[0, 1]], 2, 3)),
        ("sequences", ([[3]], 2, 3)),
        ("order", ([[1]], 0, 3)),
        ("symbols", ([[1]], 2, 257)),
    ],
)
def test_ngrams_reject_wrong_arguments(message: str, arguments: Any) -> None:
    with pytest.raises(ValueError, match=message):
        KneserNey(*arguments)
    with pytest.raises(ValueError, match="sequences"):
        model(2).next([9])
