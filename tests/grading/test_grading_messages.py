"""Messages: nothing false, no answer given away, digits that differ, shapes in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from answer_pool import (
    CORRECT,
    FEW_SECONDS,
    FUNCTIONS,
    NIGHTLY,
    Checked,
    every_function,
    find_function,
)
from mutants import mutants

from lstm_course.grading import check
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.judge import judge
from lstm_course.grading.run import run
from lstm_lib.layer import concat, layer, with_bias

Answer = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTM_PROGRESS", "")


def said(task: str, answer: Answer) -> str:
    return verdict_on(find_function(task), answer).message


# Nothing false


def counter(tick: float) -> Answer:
    """The candidate is right; the input gate opens for a tick as far as `tick` says."""

    def answer(amount: Any) -> Any:
        H = len(amount)
        W = np.zeros((4 * H, 3 + H))
        W[:H, [0, H + 1, H + 2]] = -20, tick, -40
        W[H : 2 * H, [0, H + 2]] = 20, -40
        W[2 * H : 3 * H, 0] = np.arctanh(amount)
        return W

    return answer


FALSE: list[tuple[str, Answer, str]] = [
    *(("01.2", answer, "row of ones") for answer in (
        lambda W, x: x @ W.T,
        lambda W, x: W @ x,
        lambda W, x: W @ x.T,
        lambda W, x: np.hstack([np.ones((len(x), 2)), x]) @ W.T,
        lambda W, x: x @ W[1:].T + W[:, 0],
    )),
    *(("01.4", answer, "Put the 1") for answer in (
        lambda A, B: B @ A,
        lambda A, B: A[:, 1:] @ B[1:],
        lambda A, B: np.column_stack([A[:, 0] + A[1:] @ B[:, 0], A[:, 1:] @ B[:, 1:]]),
    )),
    ("02.2", lambda z: 1 / (1 + np.exp(np.clip(z, -500, 500))), "subtracting"),
    ("02.2", lambda z: np.maximum(CORRECT["02.2"][0](z), 1e-300), "subtracting"),
    ("04.2", lambda W, h, x: overflowing(W[: h.shape[1]], concat(h, x)), "(at "),
    ("07.5", counter(-40), "The gates are right"),
    ("07.5", counter(0), "The gates are right"),
]  # fmt: skip
"""An answer, and what was wrongly said of it."""


def overflowing(W: Any, x: Any) -> Any:
    with np.errstate(all="ignore"):
        z = layer(W, x, activation=np.asarray)
        return np.exp(z) / (1 + np.exp(z))


@pytest.mark.parametrize(("task", "answer", "words"), FALSE)
def test_nothing_false_is_said(task: str, answer: Answer, words: str) -> None:
    verdict = verdict_on(find_function(task), answer, seed=3)
    assert verdict.state == "wrong" and words not in verdict.message


def test_a_joint_message_is_true_of_both_mistakes() -> None:
    for tick in (-40, 0):
        assert "no tick opens your input gate, or your candidate is 0" in said(
            "07.5", counter(tick)
        )


# No answer given away

COMPARED = [one for one in FUNCTIONS if one.compare_by]


@pytest.mark.parametrize("exercise", COMPARED, ids=lambda one: one.id)
@pytest.mark.parametrize(
    "change", [lambda r: None, lambda r: "x", lambda r: {"a": r}, lambda r: 1j]
)
def test_a_result_of_another_type_does_not_show_the_reference(
    exercise: Function, change: Answer
) -> None:
    verdict = verdict_on(exercise, lambda *args: change(exercise.reference(*args)))
    reference = exercise.reference(*verdict.arguments)
    assert verdict.example
    shown = verdict.example.expected + verdict.message
    assert "[[" not in shown and str(np.ravel(reference)[0])[:6] not in shown
    assert exercise.compares.split(",")[0] not in verdict.message, "it is the result that is named"


# Digits, shapes, forms


def slightly(change: Answer) -> Answer:
    return lambda W, x: change(with_bias(x) @ W.T)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda z: np.round(z, 6), "rounded to 6 decimals"),
        (lambda z: (3 * z.astype("f4") / np.float32(3.000001)).astype(float), "float32"),
        (lambda z: z + 1e-5, "1e-05 too large"),
    ],
)
def test_expected_and_got_never_look_alike(change: Answer, words: str) -> None:
    verdict = verdict_on(find_function("01.2"), slightly(change))
    assert words in verdict.message
    expected, got = verdict.message.split("expected ")[-1].rstrip(".").split(", got ")
    assert expected.split(" at ")[0] != got
    assert verdict.example and verdict.example.expected != verdict.example.got


@every_function
def test_expected_and_got_differ_in_every_example(exercise: Function) -> None:
    """Results that are off by as little as the grader notices."""
    if exercise.compare_by:
        return

    def off(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(off, value))
        if isinstance(value, dict):
            return {name: off(part) for name, part in value.items()}
        return value * (1 + 1e-6) + 1e-6 if np.asarray(value).dtype.kind == "f" else value + 1

    checked = Checked(exercise, 0)
    example = checked.verdict(lambda *args: off(exercise.reference(*args)), library=True).example
    assert example and example.expected != example.got


SHAPES: list[tuple[Answer, list[str]]] = [
    (lambda W, x: x @ W.T, ["x has shape (1, 1)", "W.T has shape (2, 1)", "axes that meet"]),
    (lambda W, x: x + W[:, 1:].sum(axis=0)[:0], ["x has shape", "compared from the last one"]),
    (
        lambda W, x: np.concatenate([np.ones(len(x)), x], axis=1),
        ["x has shape (1, 1)", "too few axes"],
    ),
    (lambda W, x: W[:, x.shape[1] + 5], ["out of bounds"]),
]


@pytest.mark.parametrize(("answer", "words"), SHAPES)
def test_numpys_errors_about_shapes_are_put_into_words(answer: Answer, words: list[str]) -> None:
    message = said("01.2", answer)
    for part in words:
        assert part in message, message
    assert "gufunc" not in message


def test_other_errors_name_line_and_message() -> None:
    message = said("01.2", lambda W, x: W / "a")
    assert "Your function raises" in message and "in line" in message and 'W / "a"' in message


def test_grammar() -> None:
    assert "got an int" in said("01.2", lambda W, x: 0)
    assert "got a float" in said("01.2", lambda W, x: 0.5)
    assert "with 1 argument, (z)" in said("02.2", lambda: 0)


def test_the_result_is_named_not_what_is_compared() -> None:
    assert said("11.5", lambda a: None).startswith("rate: expected a number, got None.")
    assert said("07.5", lambda amount: None).startswith("W: expected an array of shape")


# Mistakes that are on no list


def gate(W: Any, h: Any, x: Any) -> Any:
    return layer(W[: h.shape[1]], concat(h, x))


def only_if(condition: Callable[..., bool], otherwise: Answer) -> Answer:
    return lambda W, h, x: gate(W, h, x) if condition(W, h, x) else otherwise(gate(W, h, x))


PROPERTIES: list[tuple[str, Answer, str]] = [
    ("04.2", lambda W, h, x: 0 * h, "always 0"),
    ("04.2", lambda W, h, x: -gate(W, h, x), "signs are the wrong way round"),
    ("04.2", lambda W, h, x: 0.3 * gate(W, h, x), "0.3 times what it should be"),
    ("04.2", lambda W, h, x: gate(W, h, x) / len(h), "B times too small"),
    ("04.2", lambda W, h, x: gate(W, h, x) + 0.1, "0.1 too large"),
    ("04.2", lambda W, h, x: gate(W, h, x) ** 2, "squares of the right ones"),
    ("04.2", lambda W, h, x: gate(W, h, x)[::-1], "examples are right, but in reverse order"),
    ("04.2", lambda W, h, x: np.round(gate(W, h, x), 3), "rounded to 3 decimals"),
    ("04.2", lambda W, h, x: gate(W, h, x) + 1e-6 * h, "Nearly"),
    ("04.2", lambda W, h, x: gate(W, h, x)[-1], "last example alone"),
    ("04.2", lambda W, h, x: gate(W, h, x).mean(axis=1), "mean over the units"),
    ("04.2", lambda W, h, x: gate(W, h, x).ravel(), "in another shape"),
    ("04.2", lambda W, h, x: np.vstack([gate(W, h, x), 0 * h[:1]]), "one example too many, at the end"),
    ("04.2", lambda W, h, x: np.ones((len(x), x.shape[1])), "shape (B, D) instead of (B, H)"),
    ("04.2", only_if(lambda W, h, x: len(h) == 1, np.square), "Right for a single example (B = 1)"),
    ("04.2", only_if(lambda W, h, x: h.shape[1] > 1, np.square), "Wrong only for a single unit"),
    ("04.2", lambda W, h, x: gate(W, h, x + 1e-3 * np.sign(x)), ""),
    ("04.2", lambda W, h, x: gate(W, h, np.sign(x)), ""),
    ("04.2", lambda W, h, x: gate(np.ones_like(W), h, x), "does not react when W changes"),
    ("05.4", lambda a, i: np.where(a > 0, CORRECT["05.4"][0](a, i), 0), ""),
    ("05.5", lambda i, g, dp: (CORRECT["05.5"][0](i, g, dp)[0], dp), "dz_i is right; dz_g is not"),
    ("03.3", lambda W, x, h: later_wrong(CORRECT["03.3"][0](W, x, h)), "The first step is right"),
    ("08.4", lambda W, s: bias_off(CORRECT["08.4"][0](W, s)), "Only the bias column is wrong"),
    ("08.4", lambda W, s: block_off(CORRECT["08.4"][0](W, s)), "Only the block of f is wrong"),
    ("08.3", lambda W, x, h, c: right_from_zero(W, x, h, c), "Right only where h is 0"),
    ("03.4", lambda W, h: product(W, 1 - h**3), "Right only where h or the result is 0."),
    ("03.4", lambda W, h: product(W, h**2), "Wrong already for a single step (T = 1)"),
    ("12.2", lambda y, t: CORRECT["12.2"][0](y, t) ** 1.5, "Each row should add up to 1"),
]  # fmt: skip


def later_wrong(states: Any) -> Any:
    return np.concatenate([states[:1], 0.5 * states[1:] ** 2])


def bias_off(W: Any) -> Any:
    W[:, 0] += 0.1 * np.arange(len(W)) + W[:, 1]
    return W


def block_off(W: Any) -> Any:
    f = np.split(W, 4)[1]
    f += np.sin(f) + 0.1
    return W


def product(W: Any, slopes: Any) -> Any:
    J = np.eye(len(W))
    for slope in slopes:
        J = np.diag(slope) @ W[:, 1 : 1 + len(W)] @ J
    return J


def right_from_zero(W: Any, x: Any, h: Any, c: Any) -> Any:
    h_new, c_new = CORRECT["08.3"][0](W, x, h, c)
    return h_new + 0.2 * np.sin(h), c_new + h**3


@pytest.mark.parametrize(("task", "answer", "words"), PROPERTIES)
def test_a_mistake_on_no_list_is_described_by_its_properties(
    task: str, answer: Answer, words: str
) -> None:
    verdict = verdict_on(find_function(task), answer)
    assert (verdict.state, verdict.misconception) == ("wrong", "")
    assert words in verdict.kind, verdict.message
    assert verdict.message.startswith(verdict.kind)


def test_small_numbers_that_lack_digits_are_not_said_to_have_wrong_signs() -> None:
    def kept_out(z: Any) -> Any:
        return np.where(z > 20, np.exp(-np.maximum(z, 0)), 1 - 1 / (1 + np.exp(-z)))

    verdict = verdict_on(find_function("02.2"), kept_out)
    assert verdict.state == "wrong" and verdict.message.startswith(("Nearly", "kept out")), (
        verdict.message
    )


EVERY = 1 if NIGHTLY else 12
"""One in this many mutants of each exercise is looked at."""

NUMBERS_ONLY = re.compile(r"([\w ]+: )?[Ee]xpected \S+( at \[.*?\])?, got \S+\.?")
"""A message that says which number is wrong, and nothing about the kind of mistake."""


def told_and_untold(exercise: Function, every: int) -> tuple[int, list[tuple[str, str]]]:
    """Number of mutants that match no misconception and are told their kind; the others."""
    checked = Checked(exercise, 0)
    told, untold = 0, []
    for source, mutant in list(mutants(CORRECT[exercise.id][0]))[::every]:
        got = run(mutant, checked.args, limits=FEW_SECONDS, without=exercise.without)

        def behaviour(one: Misconception, among: Any) -> Any:
            return run(one.answer, [checked.args[k] for k in among])

        verdict = judge(exercise, checked.cases, checked.expected, got, behaviour)
        if verdict.state != "wrong" or verdict.misconception:
            continue
        if verdict.kind or not NUMBERS_ONLY.fullmatch(verdict.message):
            told += 1
        else:
            untold.append((source, verdict.message))
    return told, untold


@every_function
def test_most_mistakes_on_no_list_are_told_what_kind_they_are(exercise: Function) -> None:
    """Three in four of each exercise's, with one to spare in a sample; over all it is 19 in 20."""
    told, untold = told_and_untold(exercise, EVERY)
    assert told >= (told + len(untold)) * 3 / 4 - 1, untold


def test_the_arguments_are_handed_back() -> None:
    score = check("05.5", lambda i, g, dp: (g, dp))
    assert len(score.arguments) == 3
