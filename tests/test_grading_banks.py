"""The judge judged: no right answer is refused, no wrong one passes, each is told its own reason."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import warnings
from collections.abc import Callable
from typing import Any

import answers
import numpy as np
import pytest
from mutants import mutants

from lstm_lib.grading import probes
from lstm_lib.grading.asking import verdict_on
from lstm_lib.grading.exercise import Choice, Function, Number, Written
from lstm_lib.grading.exercises import all_exercises, find
from lstm_lib.grading.run import run
from lstm_lib.grading.verdict import judge

Answer = Callable[..., Any]

SEEDS = 1000
INPUTS = 10_000
FUNCTIONS = [one for one in all_exercises() if isinstance(one, Function)]

RIGHT: dict[str, list[Answer]] = {}
WRONG: dict[str, list[tuple[Answer, str]]] = {}
INDEPENDENT: dict[str, Callable[[np.random.Generator], tuple[Any, ...]]] = {}
for _module in pkgutil.iter_modules(answers.__path__):
    _bank = importlib.import_module(f"answers.{_module.name}")
    RIGHT |= _bank.RIGHT
    WRONG |= _bank.WRONG
    INDEPENDENT |= _bank.INDEPENDENT

every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)


class Given:
    """The probes of one seed and what is expected on them, for many answers."""

    def __init__(self, exercise: Function, seed: int) -> None:
        self.exercise = exercise
        self.probes = probes.make(exercise, seed)
        self.args = [probe.args for probe in self.probes]
        self.expected = run(exercise.reference, self.args, twice=False)

    def passes(self, answer: Answer) -> bool:
        """The verdict alone, without asking which mistake it was."""
        exercise = dataclasses.replace(self.exercise, wrong=[])
        got = run(answer, self.args)
        return judge(exercise, self.probes, self.expected, got, _nobody).state == "passed"


def _nobody(*_: object) -> Any:
    raise AssertionError("no mistake is known, so none can be run")


def noisy(function: Answer) -> Answer:
    """The same answer with prints, warnings, and NumPy's error state and random state disturbed."""

    def answer(*args: Any) -> Any:
        print("called with", args)
        warnings.warn("looks strange", stacklevel=1)
        np.seterr(all="ignore")
        np.random.seed(1)
        np.random.random()
        return function(*args)

    return answer


def reordered(function: Answer) -> Answer:
    """The same numbers in Fortran order."""
    return lambda *args: _each(np.asfortranarray, function(*args))


def viewed(function: Answer) -> Answer:
    """The same numbers as views of larger arrays, backwards in memory."""

    def view(array: Any) -> Any:
        return np.repeat(array[..., ::-1], 3, axis=-1)[..., ::-3]

    return lambda *args: _each(view, function(*args))


def _each(change: Callable[[Any], Any], result: Any) -> Any:
    if isinstance(result, tuple):
        return tuple(_each(change, part) for part in result)
    return change(result) if isinstance(result, np.ndarray) and result.ndim else result


def test_every_exercise_has_its_bank() -> None:
    ids = {exercise.id for exercise in FUNCTIONS}
    assert ids == RIGHT.keys() == WRONG.keys() == INDEPENDENT.keys()
    for id in ids:
        assert len(RIGHT[id]) >= 6, id
        assert len(WRONG[id]) >= 6, id


@every_function
def test_right_answers_pass_for_a_thousand_seeds(exercise: Function) -> None:
    right = RIGHT[exercise.id]
    right = [*right, *(change(right[k]) for k, change in enumerate((noisy, reordered, viewed)))]
    for seed in range(-(-SEEDS // len(right))):
        given = Given(exercise, seed)
        for k, answer in enumerate(right):
            assert given.passes(answer), (k, seed, verdict_on(exercise, answer, seed))


@every_function
def test_every_mistake_is_told_its_own_message(exercise: Function) -> None:
    assert len(exercise.wrong) >= 6
    assert len({wrong.id for wrong in exercise.wrong}) == len(exercise.wrong)
    for seed in (0, 1, 2):
        for wrong in exercise.wrong:
            verdict = verdict_on(exercise, wrong.answer, seed)
            assert verdict.state == ("unanswered" if wrong.answer is exercise.given else "wrong")
            assert (verdict.misconception, verdict.message[-len(wrong.message) :]) == (
                wrong.id,
                wrong.message,
            )
            assert verdict.example


@every_function
def test_other_wrong_answers_are_refused(exercise: Function) -> None:
    for seed in (0, 1, 2):
        for k, (answer, id) in enumerate(WRONG[exercise.id]):
            verdict = verdict_on(exercise, answer, seed)
            assert verdict.state != "passed", k
            assert (verdict.misconception, bool(verdict.message)) == (id, True), (k, verdict)


@every_function
def test_no_seed_lets_a_mistake_pass(exercise: Function) -> None:
    wrong = [one.answer for one in exercise.wrong] + [one for one, _ in WRONG[exercise.id]]
    for seed in range(100, 110):
        given = Given(exercise, seed)
        assert not [k for k, answer in enumerate(wrong) if given.passes(answer)], seed


@every_function
def test_mutants_that_behave_differently_are_refused(exercise: Function) -> None:
    right = RIGHT[exercise.id][0]
    given = Given(exercise, seed=0)
    refused, survivors = 0, []
    for source, mutant in mutants(right):
        if given.passes(mutant):
            survivors.append((source, mutant))
        else:
            refused += 1
    assert refused >= 20
    accepted = differing(exercise, right, survivors)
    assert len(accepted) <= 0.01 * (refused + len(accepted)), "\n\n".join(accepted)


def differing(exercise: Function, right: Answer, survivors: list[tuple[str, Answer]]) -> list[str]:
    """Those that differ from the right answer on any of many independent inputs."""
    rng = np.random.default_rng(2026)
    left = dict(survivors)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(INPUTS):
            args = INDEPENDENT[exercise.id](rng)
            expected = right(*args)
            for source, mutant in list(left.items()):
                if not _agrees(expected, mutant, args, exercise.absolute):
                    del left[source]
    return [source for source, _ in survivors if source not in left]


def _agrees(expected: Any, mutant: Answer, args: tuple[Any, ...], absolute: float) -> bool:
    try:
        return _equal(expected, mutant(*args), absolute)
    except Exception:
        return False


def _equal(right: Any, got: Any, absolute: float) -> bool:
    if isinstance(right, tuple):
        return (
            isinstance(got, tuple)
            and len(got) == len(right)
            and all(_equal(a, b, absolute) for a, b in zip(right, got, strict=True))
        )
    if np.shape(got) != np.shape(right):
        return False
    allowed = 10 * absolute * max(1, np.abs(right).max())
    return np.array_equal(got, right) or np.allclose(got, right, 1e-6, allowed, equal_nan=True)


def test_numbers_and_their_mistakes() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Number):
            assert verdict_on(exercise, exercise.expected()).state == "passed"
            assert verdict_on(exercise, float(f"{exercise.expected():.4g}")).state == "passed"
            assert len(exercise.wrong) >= 4
            for id, value, message in exercise.wrong:
                verdict = verdict_on(exercise, value())
                assert (verdict.state, verdict.misconception, verdict.message) == (
                    "wrong",
                    id,
                    message,
                )


def test_choices_and_their_mistakes() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Choice):
            assert 3 <= len(exercise.options) <= 5
            for letter, (text, message) in exercise.options.items():
                verdict = verdict_on(exercise, letter)
                assert text and (letter == exercise.right or message)
                right = letter == exercise.right
                assert (verdict.state, verdict.message) == (
                    ("passed", exercise.then) if right else ("wrong", message)
                )


def test_explanations_are_compared_not_marked() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Written):
            verdict = verdict_on(exercise, "word " * exercise.words)
            assert (verdict.state, verdict.points) == ("written", tuple(exercise.criteria))
            assert len(exercise.criteria) >= 3


def test_numbers_are_in_order_names_are_used_once_and_all_say_something() -> None:
    exercises = all_exercises()
    ids = [exercise.id for exercise in exercises]
    assert ids == sorted(ids)
    assert len({exercise.name for exercise in exercises}) == len(exercises)
    for exercise in exercises:
        assert exercise.name.isidentifier() and exercise.title
        assert exercise.then or isinstance(exercise, Written)
        assert find(exercise.id) is exercise
