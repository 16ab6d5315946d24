"""The exercise notebooks say what is declared, hand out no solution, and are made of one source."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest
from nbclient import NotebookClient

from lstm_course.grading.exercise import Choice, Exercise, Function, Project, Written
from lstm_course.grading.exercises import all_exercises
from tools import notebooks
from tools.exercise_notebooks import SOLUTION, learners
from tools.notebook_checks.form import canonical

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "exercises"
SOURCES = sorted((FOLDER / "solutions").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


class Task(NamedTuple):
    """One task of a notebook: what is declared, and its cells by kind."""

    exercise: Exercise
    cells: dict[str, Any]


def cells(path: Path) -> list[Any]:
    return list(nbformat.read(path, 4).cells)


def tasks(path: Path) -> Iterator[Task]:
    chapter = path.name[:2]
    declared = [one for one in all_exercises() if one.id.startswith(f"{chapter}.")]
    by_number: dict[int, dict[str, Any]] = {}
    for cell in cells(path):
        kind, _, number = cell.id.partition("-")
        if number:
            by_number.setdefault(int(number), {})[kind] = cell
    assert list(by_number) == [int(one.id.split(".")[1]) for one in declared], path.name
    for exercise, found in zip(declared, by_number.values(), strict=True):
        yield Task(exercise, found)


def shown(cell: Any) -> list[str]:
    """The outputs of a cell, as text."""
    return [output.data["text/plain"] for output in cell.outputs]


def test_every_chapter_has_exercises_of_every_kind() -> None:
    chapters = {path.stem for path in (ROOT / "chapters").glob("[0-9][0-9]_*.ipynb")}
    assert {path.stem for path in SOURCES} == chapters
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == chapters
    for source in SOURCES:
        assert len(list(tasks(source))) >= 3


@every_notebook
def test_the_notebook_says_what_is_declared(source: Path) -> None:
    declared = [task.exercise for task in tasks(source)]
    title = cells(source)[0].source
    points = sum(one.points for one in declared)
    assert title.startswith(f"# Solutions {int(source.name[:2])} · ")
    assert re.search(rf"^{points:g} points · about \d+ minutes · from \[chapter", title, re.M)
    assert f"(../../chapters/{source.name})" in title
    for exercise, found in tasks(source):
        number = exercise.id.split(".")[1]
        text = found["task"].source
        noun = "point" if exercise.points == 1 else "points"
        marked = ", marked by a reader" if isinstance(exercise, Written) else ""
        bonus = ", bonus" if exercise.bonus else ""
        assert text.startswith(
            f"## {number}. {exercise.title}\n\n*{exercise.points:g} {noun}{bonus}{marked}*\n"
        )
        assert f"`{exercise.name}" in text
        if isinstance(exercise, Choice):
            assert exercise.question in text
            for letter, (option, _) in exercise.options.items():
                assert f"- ({letter}) {option}\n" in text
        assert found["check"].source.split("\n")[0] == f'check("{exercise.id}")'
        hidden = f'check("{exercise.id}", hidden=True)' in found["check"].source
        assert hidden == isinstance(exercise, Function | Project)
        for part in exercise.parts if isinstance(exercise, Project) else []:
            assert f"`{part.name}({', '.join(part.inputs)})` ({part.points:g} points)" in text


@every_notebook
def test_chapter_exercises_and_list_lead_to_each_other(source: Path) -> None:
    title, trains, facts = cells(source)[0].source.split("\n\n")
    found = re.match(r"(\d+) points · about (\d+) minutes", facts)
    assert found
    name, trains = title.removeprefix("# Solutions "), trains.replace("\n", " ")
    row = f"| [{name}]({source.name}) | {trains} | {found[1]} | {found[2]} |"
    assert row in (FOLDER / "index.md").read_text("utf-8").split("\n")
    sittings = [source.name]
    sittings += [path.name for path in (ROOT / "chapters").glob(f"{source.name[:2]}b_*.ipynb")]
    for sitting in sittings:
        *_, link, references = cells(ROOT / "chapters" / sitting)
        assert (link.id, references.id) == ("exercises", "references")
        assert f"[Exercises {int(source.name[:2])}](../exercises/{source.name})" in link.source
        if sitting == sittings[-1]:
            assert trains in link.source and f"About {found[2]} minutes." in link.source
        else:
            assert f"]({sittings[-1]})" in link.source
    pages = (ROOT / "_toc.yml").read_text("utf-8")
    for page in f"exercises/{source.stem}", f"exercises/solutions/{source.stem}":
        assert f"- file: {page}\n" in pages


@every_notebook
def test_nbgrader_gets_the_declared_points(source: Path) -> None:
    for exercise, found in tasks(source):
        answer, check = (found[kind].metadata.get("nbgrader", {}) for kind in ("answer", "check"))
        by_reader = isinstance(exercise, Written)
        graded = answer if by_reader else check
        assert (answer["solution"], answer["grade"], answer["locked"]) == (True, by_reader, False)
        assert (graded["points"], graded["grade"]) == (exercise.points, True)
        assert by_reader == (not check)
        for kind in ("answer", "check"):
            if found[kind].metadata.get("nbgrader"):
                assert found[kind].metadata.nbgrader.grade_id == found[kind].id


@every_notebook
def test_what_is_to_be_repaired_is_what_is_declared(source: Path) -> None:
    for exercise, found in tasks(source):
        broken = isinstance(exercise, Function) and exercise.broken_code
        assert bool(broken) == ("given" in found)
        if broken:
            ours = textwrap.dedent(inspect.getsource(broken))
            assert _body(found["given"].source) == _body(ours), exercise.id


def _body(source: str) -> list[str]:
    """A function's statements, without docstring, annotations and names for what is returned."""
    (function,) = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    statements: list[ast.stmt] = [
        ast.Assign([one.target], one.value, lineno=0)
        if isinstance(one, ast.AnnAssign) and one.value
        else one
        for one in function.body[ast.get_docstring(function) is not None :]
    ]
    return [ast.unparse(one) for one in statements]


@every_notebook
def test_each_task_has_three_hints_and_reasons(source: Path) -> None:
    for _, found in tasks(source):
        hints = re.findall(
            r"<details><summary>Hint (\d)</summary>\n\n(.+?)\n\n</details>",
            found["hints"].source,
            re.S,
        )
        assert [number for number, _ in hints] == ["1", "2", "3"]
        assert len({text for _, text in hints}) == 3
        assert len(found["reasoning"].source.split()) >= 30
        assert found["reasoning"].metadata.tags == ["solution"]
        assert "shown" not in found or found["shown"].metadata.tags == ["solution"]


@every_notebook
def test_learners_get_no_solution(source: Path) -> None:
    given = "\n".join(cell.source for cell in cells(FOLDER / source.name))
    assert "SOLUTION" not in given and "hidden=True" not in given and "HIDDEN" not in given
    for _, found in tasks(source):
        solutions = list(SOLUTION.finditer(found["answer"].source))
        assert solutions
        handed_out = found["given"].source if "given" in found else found["answer"].source
        for line in "\n".join(one[0] for one in solutions).split("\n"):
            if len(line.strip()) > 16 and line.strip() not in SOLUTION.sub("", handed_out):
                assert line.strip() not in given


@every_notebook
def test_the_learners_notebook_is_made_from_the_solutions(source: Path) -> None:
    made = learners(nbformat.read(source, 4), source.name)
    committed = FOLDER / source.name
    stored = nbformat.read(committed, 4)
    for ours, theirs in zip(made.cells, stored.cells, strict=True):
        if ours.cell_type == "code":
            ours.outputs, ours.execution_count = theirs.outputs, theirs.execution_count
    assert committed.read_text("utf-8") == canonical(made), "run: make exercises"


def test_making_them_again_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "04_input_gate.ipynb"
    (tmp_path / "exercises" / "solutions").mkdir(parents=True)
    stale = tmp_path / "exercises" / name
    stale.write_text("stale", "utf-8")
    copy = tmp_path / "exercises" / "solutions" / name
    copy.write_bytes((FOLDER / "solutions" / name).read_bytes())
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert notebooks.main(["run", "04"]) == 0
    assert stale.read_bytes() == (FOLDER / name).read_bytes()
    assert copy.read_bytes() == (FOLDER / "solutions" / name).read_bytes()


# What the stored outputs say; nbval confirms that they are what the cells show.


@every_notebook
def test_unsolved_everything_is_unanswered_and_nothing_crashes(source: Path) -> None:
    for cell in cells(FOLDER / source.name):
        if cell.cell_type == "code":
            assert all(output.output_type != "error" for output in cell.outputs)
    for exercise, found in tasks(FOLDER / source.name):
        verdict, score = shown(found["check"])
        assert verdict.startswith(f"○ {exercise.id} {exercise.title}: not answered yet")
        assert score == "0.0"


@every_notebook
def test_solved_every_check_passes_with_all_points(source: Path) -> None:
    for exercise, found in tasks(source):
        *verdicts, score = shown(found["check"])
        sign = "✎" if isinstance(exercise, Written) else "✓"
        assert len(verdicts) == (2 if isinstance(exercise, Function | Project) else 1)
        assert all(one.startswith(f"{sign} {exercise.id} {exercise.title}") for one in verdicts)
        assert float(score) == (0 if isinstance(exercise, Written) else exercise.points)


# In a kernel, as learners run cells: out of order, twice, after a restart.


def test_the_order_of_cells_and_a_restart_change_no_verdict() -> None:
    solved = {cell.id: cell for cell in cells(FOLDER / "solutions" / "04_input_gate.ipynb")}
    first = ["check-2", "answer-5", "check-5", "answer-2", "check-2", "check-2", "check-3"]
    again = ["answer-2", "check-5", "check-2"]
    assert _scores(solved, first) == [0, 2, 2, 2, 0]
    assert _scores(solved, again) == [0, 2]


def _scores(solved: dict[str, Any], order: list[str]) -> list[float]:
    """The scores of the checks among these cells, run in this order in a fresh kernel."""
    notebook = nbformat.v4.new_notebook()
    for name in ["imports", *order]:
        notebook.cells.append(nbformat.v4.new_code_cell(solved[name].source))
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    checked = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    return [float(cell.outputs[-1].data["text/plain"]) for cell in checked]
