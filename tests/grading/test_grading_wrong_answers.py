"""No wrong answer passes, and each mistake that is known is told its own reason."""

from __future__ import annotations

from answer_pool import WRONG, Given, every_function

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Choice, Function, Number, Written
from lstm_course.grading.exercises import all_exercises, find


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
