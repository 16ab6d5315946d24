"""A gate that is squared, in exercise 04.2."""

from __future__ import annotations

from pathlib import Path

from errands.edit import replace

MISCONCEPTION = """    misconceptions=[
        Misconception(
            "squared",
            lambda W, h, x: layer(LSTMWeights(W).i, concat(h, x)) ** 2,
            "You squared the gate. It multiplies the candidate once, and as it is.",
        ),
"""
ANSWER = """    "04.2": [
        (lambda W, h, x: np.square(input_gate(W, h, x)), "squared"),
"""
TESTS = [
    "tests/grading/test_grading_wrong_answers.py",
    "tests/grading/test_grading_right_answers.py",
]
SELECTED = "04.2"


def perform(copy: Path) -> None:
    module = copy / "lstm_course/grading/exercises/chapter_04/input_gate.py"
    replace(module, "    misconceptions=[\n", MISCONCEPTION)
    answers = copy / "tests/support/answers/chapter_04.py"
    head, incorrect, rest = answers.read_text("utf-8").partition("INCORRECT")
    answers.write_text(head + incorrect + rest.replace('    "04.2": [\n', ANSWER, 1), "utf-8")
