"""Lay out a course for nbgrader, one assignment a chapter, with a seed of its own for hidden tests.

python tools/make_course.py FOLDER

What is in FOLDER already, the seed above all, stays as it is; assignments are added, not replaced.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from pathlib import Path

import nbformat
from exercise_notebooks import lecturers

EXERCISES = Path(__file__).resolve().parent.parent / "exercises"
COMMANDS = """The seed of the hidden tests is in {course}/seed: keep it to yourself. In {course}:
    {nbgrader} generate_assignment NAME     the notebook to hand out, in release/NAME
    {nbgrader} autograde NAME               marks what is in submitted/STUDENT/NAME
    {nbgrader} generate_feedback NAME       pages to give back, in feedback/STUDENT/NAME
    {nbgrader} export                       all marks, in grades.csv"""


def lay_out(course: Path) -> list[str]:
    """Make what is missing in the folder; returns the names of new assignments."""
    course.mkdir(parents=True, exist_ok=True)
    seed = course / "seed"
    if not seed.exists():
        seed.write_text(f"{secrets.randbelow(10**9)}\n", "utf-8")
    shutil.copyfile(EXERCISES / "nbgrader_config.py", course / "nbgrader_config.py")
    new = []
    for solved in sorted((EXERCISES / "solutions").glob("*.ipynb")):
        target = course / "source" / solved.stem / solved.name
        if not target.exists():
            target.parent.mkdir(parents=True)
            nbformat.write(lecturers(nbformat.read(solved, 4)), target)
            new.append(solved.stem)
    return new


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    for name in lay_out(folder):
        print(f"new: {name}")
    print(COMMANDS.format(course=folder, nbgrader=Path(sys.executable).parent / "nbgrader"))
