"""A small grammar of English in which a verb agrees with its subject over other nouns.

    the cat near the dogs sleeps .          the cats that the dog sees sleep .

44 words. A noun may have an adjective before it; after it, a prepositional phrase or a relative
clause, which may be nested; and a phrase may open the sentence. A noun between a subject and its verb
that has the other number is an attractor: it suggests the incorrect verb.

Source: the question and the word "attractor": Linzen, Dupoux & Goldberg 2016. The grammar is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib._validation import Array, as_float, as_plain, as_size, expect_rng
from lstm_lib.tasks.batch import Batch, next_symbols

Choice = TypeVar("Choice")
Pair = tuple[str, str]
"""A word in the singular and in the plural; number 0 and number 1 are its positions."""
NOUNS: list[Pair] = [
    ("cat", "cats"), ("dog", "dogs"), ("bird", "birds"), ("king", "kings"),
    ("boy", "boys"), ("girl", "girls"), ("fox", "foxes"), ("poet", "poets"),
]  # fmt: skip
INTRANSITIVE: list[Pair] = [
    ("sleeps", "sleep"), ("sings", "sing"), ("waits", "wait"), ("laughs", "laugh"),
]  # fmt: skip
TRANSITIVE: list[Pair] = [
    ("sees", "see"), ("likes", "like"), ("hears", "hear"), ("follows", "follow"),
]  # fmt: skip
PREPOSITIONS = ["near", "behind", "beside", "with"]
ADJECTIVES = ["old", "small", "quiet", "kind"]
WORDS = [
    ".", "the", "that", ",", *PREPOSITIONS, *ADJECTIVES,
    *(word for pair in NOUNS + INTRANSITIVE + TRANSITIVE for word in pair),
]  # fmt: skip
"""All words, in the order of the one-hot inputs; the full stop marks both ends of a sentence."""
VERBS = np.array(
    [[WORDS.index(pair[number]) for pair in INTRANSITIVE + TRANSITIVE] for number in (0, 1)]
)
"""(2, 8), positions in `WORDS` of the verbs in the singular and in the plural."""
DEPTH, MODIFIED, RELATIVE, FRONTED, ADJECTIVE = 4, 0.5, 0.3, 0.25, 0.3
"""The largest nesting of phrases, and the probabilities of each addition."""

ITEMS = {
    "one phrase": "the S P the O",
    "two phrases": "the S P the O P the O",
    "four phrases": "the S P the O P the O P the O P the O",
    "clause with a phrase": "the S that the O P the O V",
    "inner verb of two clauses": "the O that the S that the O V",
}
"""Beginnings of sentences up to a verb that agrees with S; all other nouns have the other number."""


class Verb(NamedTuple):
    """A verb of a sentence: its position, its number, and the number of attractors before it."""

    position: int
    number: int
    attractors: int


class Sentence(NamedTuple):
    """The words of a sentence, without the full stop, and its verbs."""

    words: list[str]
    verbs: list[Verb]


class _Writer:
    """Writes one sentence word by word, and remembers the number of each noun."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.words: list[str] = []
        self.verbs: list[Verb] = []
        self.nouns: list[int] = []

    def happens(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def number(self) -> int:
        return int(self.rng.integers(2))

    def noun_phrase(self, number: int, depth: int) -> int:
        """A noun with what belongs to it; returns its place among the nouns."""
        self.words.append("the")
        if self.happens(ADJECTIVE):
            self.words.append(_pick(self.rng, ADJECTIVES))
        self.words.append(_pick(self.rng, NOUNS)[number])
        place = len(self.nouns)
        self.nouns.append(number)
        if depth > 0 and self.happens(MODIFIED):
            if self.happens(RELATIVE):
                self.relative_clause(number, place, depth)
            else:
                self.words.append(_pick(self.rng, PREPOSITIONS))
                self.noun_phrase(self.number(), depth - 1)
        return place

    def relative_clause(self, number: int, place: int, depth: int) -> None:
        """ "that the kings see" or "that sees the kings"."""
        self.words.append("that")
        if self.happens(0.5):
            inner = self.number()
            self.verb(TRANSITIVE, inner, self.noun_phrase(inner, depth - 1))
        else:
            self.predicate(number, place, depth)

    def predicate(self, number: int, place: int, depth: int) -> None:
        """ "sleeps" or "sees the kings"."""
        if self.happens(0.5):
            self.verb(INTRANSITIVE, number, place)
        else:
            self.verb(TRANSITIVE, number, place)
            self.noun_phrase(self.number(), depth - 1)

    def verb(self, verbs: list[Pair], number: int, place: int) -> None:
        """A verb, and how many nouns of the other number stand between it and its subject."""
        attractors = sum(other != number for other in self.nouns[place + 1 :])
        self.verbs.append(Verb(len(self.words), number, attractors))
        self.words.append(_pick(self.rng, verbs)[number])


def _pick(rng: np.random.Generator, choices: Sequence[Choice]) -> Choice:
    return choices[int(rng.integers(len(choices)))]


def sentence(rng: np.random.Generator) -> Sentence:
    """Draw a sentence.

    Raises:
        TypeError: if rng is not a Generator.
    """
    expect_rng(rng)
    writer = _Writer(rng)
    if writer.happens(FRONTED):
        writer.words.append(_pick(rng, PREPOSITIONS))
        writer.noun_phrase(writer.number(), 0)
        writer.words.append(",")
    number = writer.number()
    writer.predicate(number, writer.noun_phrase(number, DEPTH), DEPTH)
    return Sentence(writer.words, writer.verbs)


def to_numbers(words: Sequence[str]) -> list[int]:
    """The position of each word in `WORDS`.

    Raises:
        ValueError: if a word is not in the grammar, or is the full stop.
    """
    unknown = [word for word in words if word not in WORDS[1:]]
    if unknown:
        raise ValueError(f"words: expected words of the grammar, got {', '.join(unknown[:5])}")
    return [WORDS.index(word) for word in words]


def encode(sentences: Sequence[Sequence[str]], dtype: DTypeLike = np.float64) -> Batch:
    """Encode sentences as a batch whose target at each step is the next word.

    Args:
        sentences: B lists of words, without the full stop.
        dtype: of x.

    Returns:
        x (T, B, 44), one-hot, beginning with the full stop; target (T, B), ending with it.

    Raises:
        ValueError: if there is no sentence, or a word is not in the grammar.
    """
    return next_symbols([to_numbers(words) for words in sentences], len(WORDS), dtype)


def batch(rng: np.random.Generator, count: int, dtype: DTypeLike = np.float64) -> Batch:
    """Draw sentences and encode them.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: if the count is less than 1.
    """
    B = as_size("count", "B", count)
    return encode([sentence(rng).words for _ in range(B)], dtype)


def items(rng: np.random.Generator, kind: str, count: int) -> tuple[list[list[str]], Array]:
    """Draw beginnings of sentences up to a verb, and the number that the verb must have.

    Args:
        rng: source of the random numbers.
        kind: a key of `ITEMS`.
        count: B; the numbers 0, singular, and 1, plural, alternate.

    Raises:
        TypeError: if rng is not a Generator, or the count is not a whole number.
        ValueError: if the kind is unknown, or the count is less than 1.
    """
    expect_rng(rng)
    if kind not in ITEMS:
        raise ValueError(f"kind: expected one of {', '.join(ITEMS)}, got {kind!r}")
    numbers = np.arange(as_size("count", "B", count)) % 2
    return [_fill(rng, ITEMS[kind], int(number)) for number in numbers], numbers


def _fill(rng: np.random.Generator, template: str, number: int) -> list[str]:
    """Put words into a template of `ITEMS`."""
    draw: dict[str, Callable[[], str]] = {
        "S": lambda: _pick(rng, NOUNS)[number],
        "O": lambda: _pick(rng, NOUNS)[1 - number],
        "V": lambda: _pick(rng, TRANSITIVE)[1 - number],
        "P": lambda: _pick(rng, PREPOSITIONS),
    }
    return [draw[part]() if part in draw else part for part in template.split()]


def is_incorrect(p: ArrayLike, numbers: ArrayLike) -> Array:
    """(B,), true where verbs of the incorrect number have more probability than the others together.

    Args:
        p: (B, 44), probabilities of the next word.
        numbers: (B,), the number of the subject, 0 or 1.

    Raises:
        TypeError, ValueError: if p is not made of floats, or a shape does not fit.
    """
    p, numbers = as_float("p", p), as_plain("numbers", numbers)
    if p.shape != (len(numbers), len(WORDS)):
        raise ValueError(f"p: expected shape ({len(numbers)}, {len(WORDS)}), got {p.shape}")
    by_number = p[:, VERBS].sum(axis=-1)  # (B, 2)
    rows = np.arange(len(numbers))
    incorrect: Array = by_number[rows, 1 - numbers] > by_number[rows, numbers]
    return incorrect
