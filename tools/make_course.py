"""Create an nbgrader course: one assignment a chapter, and a seed of its own for hidden tests.

    python -m tools.make_course [FOLDER]     course/, or FOLDER

Everything that is in the folder already stays as it is, above all the seed; assignments are added,
never replaced.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
from pathlib import Path

import nbformat

from tools.exercise_notebooks import lecturers

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = ROOT / "exercises"
COMMANDS = """The seed of the hidden tests is in {course}/seed: keep it to yourself. In {course}:
    {nbgrader} generate_assignment NAME     creates the notebook to hand out, in release/NAME
    {nbgrader} autograde NAME               grades what is in submitted/STUDENT/NAME
    {nbgrader} generate_feedback NAME       creates pages to give back, in feedback/STUDENT/NAME
    {nbgrader} export                       writes all grades into grades.csv"""


def lay_out(course: Path) -> list[str]:
    """Create everything that the folder lacks; returns the names of new assignments.

    Raises:
        ValueError: if nbgrader could not work there.
    """
    if set("[]*?") & set(str(course.resolve())):
        raise ValueError(
            f"{course}: nbgrader takes [ ] * and ? in a path for patterns. Choose another folder."
        )
    course.mkdir(parents=True, exist_ok=True)
    seed = course / "seed"
    if not seed.exists():
        seed.write_text(f"{10**17 + secrets.randbelow(9 * 10**17)}\n", "utf-8")
    shutil.copyfile(EXERCISES / "nbgrader_config.py", course / "nbgrader_config.py")
    new = []
    for solved in sorted((EXERCISES / "solutions").glob("*.ipynb")):
        target = course / "source" / solved.stem / solved.name
        if not target.exists():
            target.parent.mkdir(parents=True)
            nbformat.write(lecturers(nbformat.read(solved, 4)), target)
            new.append(solved.stem)
    return new


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "course")
    folder = parser.parse_args(arguments).folder.resolve()
    try:
        new = lay_out(folder)
    except ValueError as problem:
        sys.exit(str(problem))
    for name in new:
        print(f"new: {name}")
    print(COMMANDS.format(course=folder, nbgrader=Path(sys.executable).parent / "nbgrader"))


if __name__ == "__main__":
    main(sys.argv[1:])
