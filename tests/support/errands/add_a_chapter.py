"""A short chapter with three exercises."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat.v4 import new_notebook

from errands.edit import cell, save, task

NUMBER = 19
NAME = f"{NUMBER}_half_open"
TITLE = "A gate that is half open"
CHAPTER = f"""(ch-half-open)=
# {TITLE}

**When is a gate half open?**

After this chapter you can say so. You need {{ref}}`the sigmoid <ch-sigmoid-tanh>`. About 10 minutes."""
PACKAGE = f'''"""Chapter {NUMBER}, a gate that is half open."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

half = Number(
    id="{NUMBER}.1",
    title="Half open",
    name="half_open_sum",
    expected=lambda: 0.0,
    misconceptions=[
        Misconception("gate", lambda: 0.5, "That is the gate, not its sum."),
        Misconception("open", lambda: 1.0, "That gate is about 73 % open."),
        Misconception("shut", lambda: -1.0, "That gate is about 27 % open."),
        Misconception("far", lambda: 10.0, "That gate is nearly open."),
    ],
    on_success="The sigmoid is symmetric about a sum of 0.",
)
side = Choice(
    id="{NUMBER}.2",
    title="A little more",
    name="a_little_more",
    question="The sum grows from 0 to 1. What does the gate do?",
    options={{
        "a": ("It opens.", ""),
        "b": ("It shuts.", "The sigmoid rises."),
        "c": ("Nothing changes.", "The sigmoid is flat only far away from 0."),
    }},
    correct="a",
    on_success="Here it opens fastest.",
)
why = Written(
    id="{NUMBER}.3",
    title="Why one half",
    name="why_one_half",
    criteria=[(1, "The sigmoid of 0 is one half."), (1, "It rises everywhere.")],
)

EXERCISES = [half, side, why]
'''
SOLUTIONS = """# Solutions

Find the sum for which a gate is half open.

about 20 minutes"""
IMPORTS = "from lstm_course.grading import check"
REGION = "{name} = (\n    ### BEGIN SOLUTION\n    {value}\n    ### END SOLUTION\n)"
WORDS = '"The sigmoid of zero is one half, and since it rises everywhere no other sum gives that."'
TESTS = [
    "tests/grading/test_exercises.py",
    "tests/grading/test_grading_wrong_answers.py",
    "tests/site/test_chapter_map.py",
    "tests/tools/test_notebooks.py",
]
SELECTED = "half_open or every_chapter or numbers or choices or explanations or map or between"


def perform(copy: Path) -> None:
    package = copy / f"lstm_course/grading/exercises/chapter_{NUMBER}/__init__.py"
    package.parent.mkdir()
    package.write_text(PACKAGE, "utf-8")
    cells = [
        cell("markdown", CHAPTER, "title"),
        cell("code", "from lstm_lib.activations import sigmoid", "imports"),
        cell("markdown", "## One number\n\nThe sigmoid of 0:", "one-number"),
        cell("code", 'print(f"{sigmoid(0.0):.4g}")', "half-open"),
        cell("markdown", "## What we built\n\nA gate that is half open.", "built"),
        cell("markdown", "## Exercises", "exercises"),
        cell("markdown", "## References\n\nThe gate: {cite:t}`hochreiter1997`.", "references"),
    ]
    save(copy / f"chapters/{NAME}.ipynb", new_notebook(cells=cells))
    solved = [("half_open_sum", "0.0"), ("a_little_more", '"a"'), ("why_one_half", WORDS)]
    cells = [cell("markdown", SOLUTIONS, "title"), cell("code", IMPORTS, "imports")]
    for number, (name, value) in enumerate(solved, 1):
        text = f"Put your answer into `{name}`."
        cells += task(number, text, REGION.format(name=name, value=value))
    save(copy / f"exercises/solutions/{NAME}.ipynb", new_notebook(cells=cells))
    index = copy / "index.md"
    text = index.read_text("utf-8")
    *_, last = re.finditer(r"^(\d+): \{.*row: (\d+),.*\n", text, re.M)
    line = f"{NUMBER}: {{row: {int(last[2]) + 1}, column: 0, needs: [{last[1]}]}}\n"
    index.write_text(text[: last.end()] + line + text[last.end() :], "utf-8")
