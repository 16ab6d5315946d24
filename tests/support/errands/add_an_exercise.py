"""A function to write, declared like another one and with its answers, and a choice."""

from __future__ import annotations

from pathlib import Path

import nbformat

from errands.edit import replace, save, task

FOLDER = "lstm_course/grading/exercises/chapter_04"
MODULE = '''"""Exercises 04.7 and 04.8."""

from __future__ import annotations

from dataclasses import replace

from lstm_course.grading.exercise import Choice
from lstm_course.grading.exercises.chapter_04.input_gate import input_gate

gate_again = replace(input_gate, id="04.7", title="The gate once more", name="gate_again")

half_open = Choice(
    id="04.8",
    title="Half open",
    name="half_open",
    question="For which sum is a gate half open?",
    options={
        "a": ("0", ""),
        "b": ("0.5", "That is the gate, not its sum."),
        "c": ("1", "There it is about 73 % open."),
    },
    correct="a",
    on_success="The sigmoid is symmetric about a sum of 0.",
)
'''
ANSWER = """### BEGIN SOLUTION
def gate_again(W, h, x):
    return 1 / (1 + np.exp(-with_bias(concat(h, x)) @ W[: h.shape[1]].T))


### END SOLUTION"""
CHOICE = """half_open = (
    ### BEGIN SOLUTION
    "a"
    ### END SOLUTION
)"""
TESTS = [
    "tests/grading/test_exercises.py",
    "tests/grading/test_grading_right_answers.py",
    "tests/grading/test_grading_wrong_answers.py",
    "tests/grading/test_grading_mutants.py",
]
SELECTED = "04_input_gate or 04.7 or choices or has_its_answers or in_order"


def perform(copy: Path) -> None:
    (copy / FOLDER / "more.py").write_text(MODULE, "utf-8")
    names = copy / FOLDER / "__init__.py"
    replace(
        names,
        "import one_matrix\n",
        "import one_matrix\nfrom lstm_course.grading.exercises.chapter_04.more import gate_again, half_open\n",
    )
    text = names.read_text("utf-8")
    names.write_text(
        text.replace("why_two_gates]", "why_two_gates, gate_again, half_open]"), "utf-8"
    )
    with (copy / "tests/support/answers/chapter_04.py").open("a", encoding="utf-8") as answers:
        for pool in ("CORRECT", "INCORRECT", "INDEPENDENT"):
            answers.write(f'{pool}["04.7"] = {pool}["04.2"]\n')
    path = copy / "exercises/solutions/04_input_gate.ipynb"
    node = nbformat.read(path, 4)
    node.cells += task(
        7, "Write `gate_again(W, h, x)`, the input gate from the whole matrix.", ANSWER
    )
    node.cells += task(8, "Put the letter into `half_open`.", CHOICE)
    save(path, node)
