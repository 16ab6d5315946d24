"""The exercises in nbgrader's hands, from the source of an assignment to the exported marks."""

from __future__ import annotations

import copy
import csv
import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from packaging.requirements import Requirement

from lstm_course.marking.nbgrader_intake import seed_of
from tools.exercise_notebooks import learners
from tools.make_course import lay_out
from tools.venv import python_of

ROOT = Path(__file__).parents[2]
PYTHON = python_of(ROOT / ".venv-lecturers")
NAME = "04_input_gate"
SOLVED = nbformat.read(ROOT / "exercises" / "solutions" / f"{NAME}.ipynb", 4)
ANSWERS = {
    cell.id: cell.source for cell in SOLVED.cells if "solution" in cell.metadata.get("nbgrader", {})
}
SUBMITTED = {
    "perfect": ANSWERS,
    "empty": {},
    "mixed": {
        # wrong, with a wrong option's reason in the feedback
        "answer-1": 'input_of_minus_10 = "a"',
        # right, but noisy: warnings and stderr cost nothing
        "answer-2": "import sys\nimport warnings\n\n\ndef input_gate(W, h, x):\n"
        "    warnings.warn('strange')\n    print('noise', file=sys.stderr)\n"
        "    np.log(np.zeros(1))\n    return layer(W[: h.shape[1]], concat(h, x))\n",
        # wrong, with the functions patched that a judge might ask
        "answer-3": "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "one_matrix = lambda U, b: U",
        # wrong, and claims to equal everything
        "answer-5": "class Same(np.ndarray):\n    def __eq__(self, other):\n        return True\n\n\n"
        "def bias_for(i, W, h, x):\n    return i.copy().view(Same)\n",
    },
}
MARKS = {"perfect": 9, "empty": 0, "mixed": 2}
RIGHT_BUT_ODD = ["copied cell", "renamed", "byte order mark", "stripped", "check deleted", "zoe"]
"""Submissions with all answers right, in notebooks that nbgrader by itself stops at or overlooks."""
UNREADABLE = "a letter"
POSSIBLE = 11
"""Two points of it are given by a reader, for an explanation in words."""


def run(arguments: list[str], folder: Path, *, errors: bool = False) -> str:
    assert Path(PYTHON).is_file(), "nbgrader has an environment of its own: make setup makes it"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [PYTHON, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr if errors else done.stdout


def hand_in_oddly(folder: Path, released: Any) -> None:
    """Right answers in notebooks that are not as they were handed out, and one file that is none."""
    for who in [*RIGHT_BUT_ODD, UNREADABLE]:
        node = copy.deepcopy(released)
        for cell in node.cells:
            cell.source = ANSWERS.get(cell.id, cell.source)
        name, before = f"{NAME}.ipynb", b""
        if who == "copied cell":
            k = [cell.id for cell in node.cells].index("answer-2")
            twin = copy.deepcopy(node.cells[k])
            twin.id, twin.source = "copied", "def input_gate(W, h, x):\n    ...\n"
            node.cells.insert(k + 1, twin)
        elif who == "renamed":
            name = f"{NAME} (1).ipynb"
        elif who == "byte order mark":
            before = b"\xef\xbb\xbf"
        elif who == "stripped":
            for cell in node.cells:
                cell.metadata = nbformat.NotebookNode()
        elif who == "check deleted":
            node.cells = [cell for cell in node.cells if cell.id != "check-2"]
        place = folder / "submitted" / who / NAME
        (place / "lstm_lib").mkdir(parents=True)
        (place / "lstm_lib" / "__init__.py").write_text("raise SystemExit", "utf-8")
        data = b"Dear all" if who == UNREADABLE else before + nbformat.writes(node).encode()
        (place / name).write_bytes(data)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which three submissions have gone all the way."""
    folder = tmp_path_factory.mktemp("course")
    assert NAME in lay_out(folder)
    nbgrader = ["-m", "nbgrader"]
    run([*nbgrader, "generate_assignment", NAME], folder)
    released = nbformat.read(folder / "release" / NAME / f"{NAME}.ipynb", 4)
    for who, answers in SUBMITTED.items():
        notebook = copy.deepcopy(released)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        place = folder / "submitted" / who / NAME
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{NAME}.ipynb")
    hand_in_oddly(folder, released)
    for command in (["autograde", NAME], ["generate_feedback", NAME], ["export"]):
        said = run([*nbgrader, *command], folder, errors=True)
        if command[0] == "autograde":
            (folder / "said").write_text(said, "utf-8")
    return folder


def test_marks_are_as_expected(course: Path) -> None:
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    expected = MARKS | dict.fromkeys(RIGHT_BUT_ODD, 9)
    assert {who: float(row["score"]) for who, row in rows.items()} == expected
    assert {float(row["max_score"]) for row in rows.values()} == {POSSIBLE}


def test_what_has_no_mark_is_named(course: Path) -> None:
    said = (course / "said").read_text("utf-8")
    assert f"{UNREADABLE}, {NAME}: NOT MARKED. {NAME}.ipynb: it is not a notebook" in said
    assert "zoe" in said and "would take the place of lstm_lib" in said


@pytest.mark.parametrize("content", [b"", b"12345678  # summer\n", b"1\n2\n"])
def test_a_bad_seed_is_named_before_anything_is_marked(tmp_path: Path, content: bytes) -> None:
    config = (ROOT / "exercises" / "nbgrader_config.py").read_bytes()
    (tmp_path / "nbgrader_config.py").write_bytes(config)
    (tmp_path / "seed").write_bytes(content)
    done = subprocess.run(
        [PYTHON, "-m", "nbgrader", "autograde", NAME],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and "expected one line" in done.stderr


def test_answers_find_the_packages_that_they_were_written_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {Requirement(one).name for one in project["optional-dependencies"]["course"]}
    lock = (ROOT / "requirements" / "lecturers.txt").read_text("utf-8")
    assert {"matplotlib", "tqdm"} <= wanted <= set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))


def test_a_kernel_is_told_a_seed_of_its_own_student(course: Path) -> None:
    secret = (course / "seed").read_text("utf-8").strip()
    told = {seed_of(course, who) for who in ("perfect", "mixed")}
    assert len(told) == 2 and not any(secret in one for one in told)
    config = (course / "nbgrader_config.py").read_text("utf-8")
    assert config.count("LSTM_SEED") == 1 and "seed_of(here" in config


def test_a_folder_that_nbgrader_takes_for_a_pattern_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Choose another folder"):
        lay_out(tmp_path / "LSTM [summer 2025]" / "course")


def test_feedback_says_why_and_calls_hidden_tests_so(course: Path) -> None:
    feedback = course / "feedback" / "mixed" / NAME / f"{NAME}.html"
    said = BeautifulSoup(feedback.read_text("utf-8"), "html.parser").get_text()
    assert "That is a gate whose sum is −10" in said
    assert "a class of its own, not a plain array" in said
    assert "Hidden test: checked on other inputs" in said
    seed = (course / "seed").read_text("utf-8").strip()
    assert seed not in said


def test_the_release_has_no_solution_and_no_hidden_test(course: Path) -> None:
    text = (course / "release" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    assert "SOLUTION" not in text and "hidden" not in text.lower()
    assert "np.column_stack" not in text and "](../" not in text and "](solutions" not in text


def test_another_seed_makes_other_hidden_inputs(course: Path) -> None:
    said = set()
    for seed in ("1", "2"):
        code = (
            f"import os; os.environ.update(LSTM_SEED='{seed}', LSTM_PROGRESS='')\n"
            "from lstm_course.grading import check\n"
            "check('04.2', lambda W, h, x: h, hidden=True)"
        )
        said.add(run(["-c", code], course))
    assert len(said) == 2


def test_laying_out_again_leaves_everything_as_it_is(course: Path) -> None:
    seed, source = course / "seed", course / "source" / NAME / f"{NAME}.ipynb"
    source.write_text("a variant of mine", "utf-8")
    kept = seed.read_text("utf-8")
    assert lay_out(course) == []
    assert (seed.read_text("utf-8"), source.read_text("utf-8")) == (kept, "a variant of mine")


def test_nbgrader_is_told_where_the_seed_is_missing(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_bytes(
        (ROOT / "exercises" / "nbgrader_config.py").read_bytes()
    )
    done = subprocess.run(
        [PYTHON, "-m", "nbgrader", "list"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "There is no file `seed` here or above" in done.stderr


CLEAR = """
import json, sys
import nbformat
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config import Config
config = Config()
exec(open(sys.argv[1]).read(), {"get_config": lambda: config})
said = {}
for path in sys.argv[2:]:
    notebook = nbformat.read(path, 4)
    for preprocessor in ClearSolutions(config=config), ClearHiddenTests(config=config):
        notebook, _ = preprocessor.preprocess(notebook, {})
    said[path] = [[cell.id, cell.source] for cell in notebook.cells if cell.cell_type == "code"]
print(json.dumps(said))
"""


def test_learners_get_what_nbgrader_would_hand_out(course: Path) -> None:
    sources = sorted((ROOT / "exercises" / "solutions").glob("*.ipynb"))
    laid_out = course.parent / "laid-out"
    lay_out(laid_out)
    paths = [str(laid_out / "source" / one.stem / one.name) for one in sources]
    said = json.loads(run(["-c", CLEAR, "nbgrader_config.py", *paths], laid_out))
    for source, path in zip(sources, paths, strict=True):
        given: dict[str, Any] = dict(said[path])
        ours = learners(nbformat.read(source, 4), source.name)
        for cell in ours.cells:
            if cell.cell_type == "code":
                assert cell.source == given.pop(cell.id), (source.name, cell.id)
        assert all(text == "# Your answer here\n..." for text in given.values())
