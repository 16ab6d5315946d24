"""No wrong answer passes, and each known mistake gets its own message."""

from __future__ import annotations

from answer_pool import INCORRECT, NIGHTLY, SEEDS, Checked, every_function, library_verdict

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Choice, Function, Number, Project, Written
from lstm_course.grading.exercises import all_exercises, find

CHECKED_IN_FULL = (0, 1, 2) if NIGHTLY else (0,)
"""Seeds for which messages are compared; that none passes is asked of many more."""


@every_function
def test_every_misconception_gets_its_own_message(exercise: Function) -> None:
    assert len(exercise.misconceptions) >= 6
    assert len({one.id for one in exercise.misconceptions}) == len(exercise.misconceptions)
    for seed in CHECKED_IN_FULL:
        for one in exercise.misconceptions:
            verdict = library_verdict(exercise, one.answer, seed)
            assert verdict.state == (
                "unanswered" if one.answer is exercise.broken_code else "wrong"
            )
            assert (verdict.misconception, verdict.message[-len(one.message) :]) == (
                one.id,
                one.message,
            )
            assert verdict.example and verdict.arguments


@every_function
def test_other_wrong_answers_are_refused(exercise: Function) -> None:
    for seed in CHECKED_IN_FULL:
        for k, (answer, id) in enumerate(INCORRECT[exercise.id]):
            verdict = library_verdict(exercise, answer, seed)
            assert verdict.state != "passed", k
            assert (verdict.misconception, bool(verdict.message)) == (id, True), (k, verdict)


@every_function
def test_no_seed_lets_a_mistake_pass(exercise: Function) -> None:
    answers = [one.answer for one in exercise.misconceptions] + [
        one for one, _ in INCORRECT[exercise.id]
    ]
    for seed in range(100, 100 + SEEDS // 5):
        checked = Checked(exercise, seed)
        accepted = [k for k, one in enumerate(answers) if checked.passes(one, library=True)]
        assert not accepted, seed


def test_numbers_and_their_mistakes() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Number):
            assert verdict_on(exercise, exercise.expected()).state == "passed"
            rounded = float(f"{exercise.expected():.{exercise.digits}g}")
            assert verdict_on(exercise, rounded).state == "passed"
            assert len(exercise.misconceptions) >= 4
            for one in exercise.misconceptions:
                verdict = verdict_on(exercise, one.answer())
                assert (verdict.state, verdict.misconception, verdict.message) == (
                    "wrong",
                    one.id,
                    one.message,
                )


def test_choices_and_their_mistakes() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Choice):
            assert 3 <= len(exercise.options) <= 5
            for letter, (text, message) in exercise.options.items():
                verdict = verdict_on(exercise, letter)
                assert text and (letter == exercise.correct or message)
                correct = letter == exercise.correct
                assert (verdict.state, verdict.message) == (
                    ("passed", exercise.on_success) if correct else ("wrong", message)
                )


def test_explanations_are_compared_not_marked() -> None:
    for exercise in all_exercises():
        if isinstance(exercise, Written):
            verdict = verdict_on(exercise, "word " * exercise.words)
            assert verdict.state == "written"
            assert len(verdict.criteria) == len(exercise.criteria) >= 2
            for shown, (points, criterion) in zip(verdict.criteria, exercise.criteria, strict=True):
                assert criterion in shown and f"({points:g} point" in shown
            assert exercise.points == sum(points for points, _ in exercise.criteria) >= 2


def test_numbers_are_in_order_names_are_used_once_and_all_say_something() -> None:
    exercises = all_exercises()
    ids = [exercise.id for exercise in exercises]
    assert ids == sorted(ids)
    assert len({exercise.name for exercise in exercises}) == len(exercises)
    for exercise in exercises:
        assert exercise.name.isidentifier() and exercise.title
        assert exercise.on_success or isinstance(exercise, Written)
        if isinstance(exercise, Project):
            assert exercise.points == sum(part.points for part in exercise.parts)
        assert find(exercise.id) is exercise
