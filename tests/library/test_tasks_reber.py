"""The embedded Reber grammar, held against a regular expression."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import numpy as np
import pytest

from lstm_lib.tasks import reber

TAIL = "(?:T*VPX)*T*V(?:V|PS)"
GRAMMAR = re.compile(rf"B([TP])B(?:TS*X(?:S|X{TAIL})|P{TAIL})E\1E")
DRAWN = reber.strings(np.random.default_rng(0), 20_000)


def test_every_string_is_of_the_grammar() -> None:
    assert all(GRAMMAR.fullmatch(text) for text in DRAWN)
    assert min(map(len, DRAWN)) == 9 and max(map(len, DRAWN)) > 35


def short_strings() -> list[str]:
    """All strings of the grammar with at most eight symbols between the inner B and E."""
    middles = ("".join(m) for n in range(3, 9) for m in itertools.product("TSXPV", repeat=n))
    inner = [m for m in middles if GRAMMAR.fullmatch(f"BTB{m}ETE")]
    return [f"B{outer}B{m}E{outer}E" for outer in "TP" for m in inner]


def test_successors_are_all_that_leads_to_a_string_and_nothing_else() -> None:
    """Each prefix ends within two symbols more: those of short strings show all that may follow."""
    known = short_strings()
    prefixes = {text[:k] for text in known for k in range(1, len(text) + 1)}
    checked = 0
    for text in known:
        if len(text) <= 11:
            for k, symbols in enumerate(reber.successors(text), 1):
                expected = {s for s in reber.SYMBOLS if text[:k] + s in prefixes}
                assert set(symbols) == expected, (text, k)
                checked += 1
    assert checked > 100


def test_each_string_is_as_likely_as_its_choices_make_it() -> None:
    counts = Counter(DRAWN)
    for text, count in counts.most_common(20):
        share = 0.5 ** sum(len(symbols) == 2 for symbols in reber.successors(text)[:-2])
        expected = share * len(DRAWN)
        assert abs(count - expected) < 5 * np.sqrt(expected), text
    assert sum(len(text) == 9 for text in DRAWN) / len(DRAWN) == pytest.approx(1 / 4, abs=0.015)


def test_the_mean_length_is_twelve() -> None:
    lengths = np.array([len(text) for text in DRAWN])
    assert reber.mean_length() == pytest.approx(12, abs=1e-12)
    assert abs(lengths.mean() - 12) < 5 * lengths.std() / np.sqrt(len(lengths))


def test_strings_left_out_are_not_drawn() -> None:
    shown = reber.strings(np.random.default_rng(1), 256)
    fresh = reber.strings(np.random.default_rng(1), 256, without=shown)
    assert len(shown) == len(fresh) == 256
    assert not set(shown) & set(fresh)


@pytest.mark.parametrize(
    "text",
    ["", "B", "E", "BTBTXSE", "BTBTXSETEE", "BTBTXSEPE", "BPBTXSETE", "BTBTXXETE", "BTBTXQETE"],
)
def test_other_strings_are_refused(text: str) -> None:
    assert not GRAMMAR.fullmatch(text)
    with pytest.raises(ValueError, match=r"^texts: expected complete strings of the grammar, got "):
        reber.encode(["BTBTXSETE", text])
    with pytest.raises(ValueError, match=r"^texts: expected"):
        reber.successors(text)


def test_any_damage_is_seen() -> None:
    rng = np.random.default_rng(2)
    refused = 0
    for text in DRAWN[:500]:
        k = rng.integers(len(text))
        damaged = text[:k] + rng.choice(list(reber.SYMBOLS)) + text[k + 1 :]
        if GRAMMAR.fullmatch(damaged):
            reber.encode([damaged])
            continue
        refused += 1
        with pytest.raises(ValueError, match=re.escape(repr(damaged))):
            reber.encode([damaged])
    assert refused > 200


def test_no_string_is_no_batch() -> None:
    with pytest.raises(ValueError, match=r"^texts: expected at least one string, got none"):
        reber.encode([])


def test_a_batch_asks_for_each_next_symbol() -> None:
    given = reber.encode(DRAWN[:200])
    assert set(given.x.ravel()) == {0, 1}
    for b, (text, length) in enumerate(zip(DRAWN, given.lengths)):  # noqa: B905
        assert length == len(text) - 1 == given.mask[:, b].sum()
        assert [reber.SYMBOLS[row.argmax()] for row in given.x[:length, b]] == list(text[:-1])
        assert [reber.SYMBOLS[k] for k in given.target[:length, b]] == list(text[1:])
        rows = reber.allowed(given)[:length, b]
        symbols = ["".join(np.array(list(reber.SYMBOLS))[row]) for row in rows]
        assert symbols == reber.successors(text)
    assert not reber.allowed(given)[~given.mask].any()


def test_one_wrong_symbol_makes_a_string_wrong() -> None:
    given = reber.encode(DRAWN[:100])
    perfect = np.where(reber.allowed(given), 1.0, -1.0)
    assert reber.is_correct(perfect, given).all()
    assert reber.is_correct(np.where(given.mask[..., None], perfect, 7.0), given).all()
    for b, length in enumerate(given.lengths):
        for t in range(length):
            wrong = perfect.copy()
            wrong[t, b, np.flatnonzero(~reber.allowed(given)[t, b])[0]] = 1.0  # as much, not less
            expected = np.arange(100) != b
            np.testing.assert_array_equal(reber.is_correct(wrong, given), expected)


def test_without_the_second_symbol_95_percent_of_symbols_and_half_of_the_strings() -> None:
    given = reber.encode(DRAWN)
    y = np.where(reber.allowed(given), 1.0, -1.0)
    rows, before_last = np.arange(len(DRAWN)), given.lengths - 2
    y[before_last, rows] = -1
    y[before_last, rows, reber.SYMBOLS.index("T")] = 1
    right = (y.argmax(axis=-1) == reber.allowed(given).argmax(axis=-1))[given.mask]
    assert reber.baseline() == pytest.approx(21 / 22, abs=1e-12)
    assert right.mean() == pytest.approx(reber.baseline(), abs=0.002)
    assert reber.is_correct(y, given).mean() == pytest.approx(0.5, abs=0.02)
