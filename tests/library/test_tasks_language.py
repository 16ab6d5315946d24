"""Names of Unicode, the grammar, counting and brackets: what is drawn, and what counts as correct."""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pytest

from lstm_lib.tasks import agreement, counting, unicode_names
from lstm_lib.tasks.batch import next_symbols


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_next_symbols_by_hand() -> None:
    batch = next_symbols([[2, 1], []], 3)
    assert batch.x.argmax(axis=-1).T.tolist() == [[0, 2, 1], [0, 0, 0]]
    assert batch.x.sum(axis=-1).T.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert batch.target.T.tolist() == [[2, 1, 0], [0, 0, 0]]
    assert batch.mask.T.tolist() == [[True] * 3, [True, False, False]]
    assert batch.lengths.tolist() == [3, 1]


@pytest.mark.parametrize("sequences", [[], [[0]], [[1, 3]], [[-1]]])
def test_next_symbols_rejects_symbols_outside_the_alphabet(sequences: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="sequences"):
        next_symbols(sequences, 3)


def test_names_are_those_of_unicode_3_2() -> None:
    names = unicode_names.names()
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()
    assert len(names) == 12_886 and digest.startswith("03ce3aea0397e841")
    assert "".join(sorted(set("\n".join(names)))) == unicode_names.SYMBOLS
    assert "LATIN SMALL LETTER O WITH STROKE" in names


def test_a_tenth_of_the_names_is_held_out() -> None:
    training, held_out = unicode_names.split(rng())
    assert len(held_out) == 1288 and sum(len(name) + 1 for name in held_out) == 34_738
    assert sorted(training + held_out) == sorted(unicode_names.names())


def test_names_as_numbers_and_back() -> None:
    name = "LATIN CAPITAL LETTER TWO WITH STROKE-2"
    assert unicode_names.to_text(unicode_names.to_numbers(name)) == name
    batch = unicode_names.encode([name, "A"])
    assert batch.x.shape == (len(name) + 1, 2, 39)
    assert unicode_names.to_text(batch.target[:, 0]) == name + "\n"


@pytest.mark.parametrize("text", ["latin", "Ä", "A\nB", "A_B"])
def test_unknown_characters_are_named(text: str) -> None:
    with pytest.raises(ValueError, match="text: expected capital letters"):
        unicode_names.encode([text])


def test_a_batch_has_names_of_similar_length() -> None:
    training, _ = unicode_names.split(rng())
    waste = [unicode_names.batch(rng(seed), 16, training).mask.mean() for seed in range(30)]
    assert np.mean(waste) > 0.8
    with pytest.raises(ValueError, match="texts"):
        unicode_names.batch(rng(), 16, [])


def test_every_verb_of_the_grammar_agrees() -> None:
    """The number recorded for a verb is that of the word written; both numbers occur equally."""
    generator, numbers = rng(1), Counter[int]()
    by_number = [{agreement.WORDS[k] for k in row} for row in agreement.VERBS]
    for _ in range(500):
        words, verbs = agreement.sentence(generator)
        found = [k for k, word in enumerate(words) if word in by_number[0] | by_number[1]]
        assert found == sorted(verb.position for verb in verbs)
        for verb in verbs:
            assert words[verb.position] in by_number[verb.number]
            numbers[verb.number] += 1
    assert abs(numbers[0] - numbers[1]) < 5 * np.sqrt(numbers.total())


def test_attractors_by_hand() -> None:
    """Depth and numbers vary; the subject of a main verb is the noun before all others but one."""
    singular = {pair[0] for pair in agreement.NOUNS}
    plural = {pair[1] for pair in agreement.NOUNS}
    generator, seen = rng(2), 0
    for _ in range(1500):
        words, verbs = agreement.sentence(generator)
        main = min(verbs) if "that" not in words else None
        if main is None or "," in words:
            continue
        nouns = [w in plural for w in words[: main.position] if w in singular | plural]
        assert main.number == nouns[0]
        assert main.attractors == sum(number != nouns[0] for number in nouns)
        seen += main.attractors > 1
    assert seen > 20


@pytest.mark.parametrize("kind", agreement.ITEMS)
def test_items_end_before_a_verb_of_the_subject(kind: str) -> None:
    beginnings, numbers = agreement.items(rng(), kind, 40)
    template = agreement.ITEMS[kind].split()
    for words, number in zip(beginnings, numbers, strict=True):
        assert len(words) == len(template)
        for part, word in zip(template, words, strict=True):
            if part in "SO":
                pair = next(pair for pair in agreement.NOUNS if word in pair)
                assert pair.index(word) == (number if part == "S" else 1 - number)
    assert agreement.encode(beginnings).lengths.tolist() == [len(template) + 1] * 40


def test_incorrect_verbs_by_hand() -> None:
    p = np.zeros((3, 44))
    p[0, agreement.VERBS[0]] = 0.06  # together 0.48, and the most probable word is another
    p[0, 1], p[0, agreement.VERBS[1][0]] = 0.3, 0.22
    p[1] = p[0]
    p[2, agreement.VERBS[:, 0]] = 0.5  # a tie is not incorrect
    assert agreement.is_incorrect(p, [0, 1, 0]).tolist() == [False, True, False]
    with pytest.raises(ValueError, match="p: expected shape"):
        agreement.is_incorrect(p, [0, 1])


def test_the_grammar_rejects_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match=r"words: .* mouse"):
        agreement.encode([["the", "mouse"]])
    with pytest.raises(ValueError, match="kind"):
        agreement.items(rng(), "pp1", 2)


def test_counting_is_correct_from_the_first_b_on() -> None:
    batch = counting.encode_counts([3, 1])
    y = np.eye(3)[batch.target]
    assert counting.is_correct(y, batch).all()
    before, after = y.copy(), y.copy()
    before[1, 0] = [0, 0, 9]  # a b too early, where nobody can know
    after[6, 0] = [0, 0, 9]  # a fourth b instead of the end
    before[6, 1] = [0, 9, 0]  # beyond the length
    assert counting.is_correct(before, batch).tolist() == [True, True]
    assert counting.is_correct(after, batch).tolist() == [False, True]


def test_counts_go_from_1_to_50() -> None:
    counts = (counting.batch(rng(), 3000).lengths - 1) // 2
    assert counts.min() == 1 and counts.max() == 50
    with pytest.raises(ValueError, match="counts"):
        counting.encode_counts([0])


def test_brackets_are_balanced_and_at_most_four_deep() -> None:
    generator, deepest = rng(), 0
    for _ in range(300):
        stack: list[int] = []
        for symbol in counting.draw_brackets(generator):
            if symbol < 3:
                stack.append(symbol)
            else:
                assert stack.pop() == symbol - 2
            deepest = max(deepest, len(stack))
        assert not stack
    assert deepest == 4


def test_nested_brackets_close_in_reverse() -> None:
    batch = counting.nested_brackets(rng(), 50, 6)
    opening, closing = batch.target[:6], batch.target[6:12]
    np.testing.assert_array_equal(opening + 2, closing[::-1])
    y = np.eye(5)[batch.target]
    y[6, 3] = y[6, 3][[0, 1, 2, 4, 3]]  # the innermost of one sequence closed with the other kind
    y[:6] = 0  # what is opened is not predicted
    assert np.flatnonzero(~counting.closes_correctly(y, batch)).tolist() == [3]
