"""What an exercise is: plain declarations, which the grader reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lstm_course.grading.generators import ArgSpec

Answer = Callable[..., object]


@dataclass(frozen=True)
class Misconception:
    """A common mistake: an answer that makes it, and what to tell a learner who made the same."""

    id: str
    answer: Answer
    """For a function, a function; for a number, what computes the number."""
    message: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """What all kinds have: a number NN.k, a title, the name of the answer in the notebook."""

    id: str
    title: str
    name: str
    points: float = 1
    bonus: bool = False
    """Whether it goes beyond what the chapter needs."""
    on_success: str = ""
    """Shown when the answer is correct: what it is good for, where it comes back."""


@dataclass(frozen=True, kw_only=True)
class Function(Exercise):
    """A function to write or, with `broken_code`, to repair."""

    inputs: Mapping[str, ArgSpec | str | dict[str, Any]]
    """Its arguments in order, by name: shapes in letters, or argument specifications."""
    returns: str
    """The result's name; the names of several results, separated by commas."""
    reference: Answer
    misconceptions: Sequence[Misconception]
    points: float = 2
    broken_code: Answer | None = None
    """The broken function that the notebook hands out."""
    without: Sequence[Callable[..., Any]] = ()
    """Library functions that this exercise asks for: they are switched off while it is checked."""
    sizes: Mapping[str, Sequence[int]] | None = None
    """Sizes that a letter may have, where 1 to 5 do not fit."""
    extra_cases: Callable[[Any], Sequence[tuple[Any, ...]]] | None = None
    """Further arguments, or whole cases, that show what random ones hide; made from a generator."""
    absolute: float = 1e-9
    """Error allowed in an entry, as a fraction of the largest entry (at least 1)."""
    relative: float = 1e-7
    """Error allowed in an entry, as a fraction of the entry itself."""
    compare_by: Callable[[tuple[Any, ...], Any], object] | None = None
    """For results that need not be equal, what has to be: (arguments, result) → a value."""
    compares: str = ""
    """The names of what `compare_by` returns, separated by commas."""


@dataclass(frozen=True, kw_only=True)
class Project(Exercise):
    """A large task: several functions, each checked by itself and worth its own points."""

    parts: Sequence[Function]

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", sum(part.points for part in self.parts))


@dataclass(frozen=True, kw_only=True)
class Number(Exercise):
    """A number to derive or to predict."""

    expected: Callable[[], float]
    misconceptions: Sequence[Misconception]
    digits: int = 3
    """Significant digits that are asked for; an answer rounded to them is correct."""


@dataclass(frozen=True, kw_only=True)
class Choice(Exercise):
    """A prediction to commit to; every wrong option is a misconception."""

    question: str
    options: Mapping[str, tuple[str, str]]
    """By letter: the option, and what to tell a learner who takes it (the correct one: nothing)."""
    correct: str


@dataclass(frozen=True, kw_only=True)
class Written(Exercise):
    """An explanation in words, compared by the learner and marked by a lecturer."""

    criteria: Sequence[tuple[float, str]]
    """The rubric: points, and what a good answer says; shown once there is an answer."""
    words: int = 15
    """Shorter than this, it is not an answer yet."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", sum(points for points, _ in self.criteria))
