"""What an exercise is: plain declarations, judged by rooms that know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lstm_course.grading.generators import Entry

Answer = Callable[..., object]


@dataclass(frozen=True)
class Wrong:
    """A way to get it wrong: a function that does so, and what to tell whoever did the same."""

    id: str
    answer: Answer
    message: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What all kinds have: a number NN.k, a title, the name of the answer in the notebook."""

    id: str
    title: str
    name: str
    points: float = 1
    then: str = ""
    """Said when the answer is right: what it is good for, where it comes back."""


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """A function to write or, with `given`, to repair."""

    inputs: Mapping[str, Entry | str | dict[str, Any]]
    """Its arguments in order, by name: shapes in letters, or other entries of `inputs`."""
    returns: str
    """The result's name; those of several results, with commas."""
    reference: Answer
    wrong: Sequence[Wrong]
    points: float = 2
    given: Answer | None = None
    """The broken function that the notebook hands out."""
    sizes: Mapping[str, Sequence[int]] | None = None
    """Sizes that a letter may have, where 1 to 5 do not fit."""
    probes: Callable[[Any], Sequence[tuple[Any, ...]]] | None = None
    """Further arguments that show what random ones hide, made from a generator."""
    absolute: float = 1e-9
    """Error allowed in an entry, as a share of the largest (at least 1); relative: 1e-7."""
    observed: Callable[[tuple[Any, ...], Any], object] | None = None
    """Of a result that need not be equal, what has to be: (arguments, result) → a value."""


@dataclass(frozen=True, kw_only=True)
class Number(Exercise):
    """A number to derive or to predict."""

    expected: Callable[[], float]
    wrong: Sequence[tuple[str, Callable[[], float], str]]
    """An id, the number that this mistake leads to, and what to tell."""
    tolerance: float = 1e-3
    """Relative."""


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """A prediction to commit oneself to; every wrong option is a misconception."""

    question: str
    options: Mapping[str, tuple[str, str]]
    """By letter: what it says, and what to tell whoever takes it (the right one: nothing)."""
    right: str


@dataclass(frozen=True, kw_only=True)
class Written(Exercise):
    """An explanation in words, compared by the learner, and marked by a lecturer."""

    criteria: Sequence[str]
    """What a good answer says; shown once there is an answer."""
    words: int = 15
    """Below this it is not an answer yet."""
