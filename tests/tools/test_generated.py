"""Files that repeat others are up to date, and what is typed once reaches all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import contents, generated
from tools.notebook_checks.form import canonical
from tools.reading_time import minutes
from tools.task_cells import declared

ROOT = Path(__file__).parents[2]
POINTS = sum(one.points for one in declared(4))


def test_every_generated_file_is_up_to_date() -> None:
    outdated = [
        name for name, text in generated.files() if (ROOT / name).read_text("utf-8") != text
    ]
    assert outdated == [], "make fix writes them"


SOLUTIONS = """# Old title

Find the gate,
and open it.

0 points · about 45 minutes · from nowhere"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one chapter whose title just changed, and of its exercises."""
    for folder in ("chapters", "exercises/solutions"):
        (tmp_path / folder).mkdir(parents=True)
    chapter = new_notebook(
        cells=[
            new_markdown_cell("(ch-gate)=\n# Gates: a title", id="title"),
            new_markdown_cell("## Exercises\n\nOld.", id="exercises"),
        ]
    )
    (tmp_path / "chapters/04_gate.ipynb").write_text(canonical(chapter), "utf-8")
    solutions = new_notebook(cells=[new_markdown_cell(SOLUTIONS, id="title")])
    (tmp_path / "exercises/solutions/04_gate.ipynb").write_text(canonical(solutions), "utf-8")
    block = "{0} {1}: written by make fix{2}\nold\n{0} end{2}\n"
    lists = [block.format("      #", name, "") for name in ("chapters", "exercises")]
    below = block.format("          #", "solutions", "")
    (tmp_path / "_toc.yml").write_text(f"list:\n{''.join(lists)}      - sections:\n{below}")
    (tmp_path / "README.md").write_text("# A\n\n" + block.format("<!--", "chapters", " -->"))
    (tmp_path / "exercises/index.md").write_text(block.format("<!--", "exercises", " -->"))
    (tmp_path / "exercises/lecturers.md").write_text(block.format("<!--", "rubric", " -->"))
    (tmp_path / "index.md").write_text(
        "4: {title: Old, row: 0, column: 1}\n5: {row: 1, column: 0, needs: [4]}\n"
    )
    return tmp_path


def test_a_title_is_typed_once(book: Path) -> None:
    texts = contents.pages(book)
    title = "4 · Gates: a title"
    assert yaml.safe_load(texts["_toc.yml"])["list"] == [
        {"file": "chapters/04_gate", "title": title},
        {"file": "exercises/04_gate", "title": title},
        {"sections": [{"file": "exercises/solutions/04_gate", "title": title}]},
    ]
    assert "4. [Gates: a title](chapters/04_gate.ipynb)\n" in texts["README.md"]
    facts = f"Find the gate, and open it. | {POINTS:g} | 45"
    row = f"| [4 · Gates: a title](04_gate.ipynb) | {facts} |\n"
    assert row in texts["exercises/index.md"]
    map_of_chapters = yaml.safe_load(texts["index.md"])
    assert map_of_chapters[4] == {"title": "Gates: a title", "row": 0, "column": 1}
    assert map_of_chapters[5] == {"row": 1, "column": 0, "needs": [4]}


def updated(book: Path, name: str) -> Any:
    node = nbformat.read(book / name, 4)
    contents.update(name, node, contents.chapters(book))
    return node


def test_notebooks_repeat_title_points_and_what_the_exercises_train(book: Path) -> None:
    assert updated(book, "exercises/solutions/04_gate.ipynb").cells[0].source == (
        "# Solutions 4 · Gates: a title\n\nFind the gate, and open it.\n\n"
        f"{POINTS:g} points · about 45 minutes · from [chapter 4](../../chapters/04_gate.ipynb)"
    )
    assert updated(book, "chapters/04_gate.ipynb").cells[1].source == (
        "## Exercises\n\n[Exercises 4](../exercises/04_gate.ipynb) check themselves. "
        "Find the gate, and open it. About 45 minutes."
    )


@pytest.fixture
def two_sittings(book: Path) -> Path:
    """The same book, whose chapter has a second sitting."""
    second = new_notebook(
        cells=[
            new_markdown_cell("(ch-ajar)=\n# Ajar", id="title"),
            new_markdown_cell("## Exercises\n\nOld.", id="exercises"),
        ]
    )
    (book / "chapters/04b_ajar.ipynb").write_text(canonical(second), "utf-8")
    with (book / "index.md").open("a") as index:
        index.write("4b: {title: Old, row: 1, column: 1, needs: [4]}\n")
    return book


def test_a_second_sitting_is_listed_after_the_first(two_sittings: Path) -> None:
    texts = contents.pages(two_sittings)
    first, second = yaml.safe_load(texts["_toc.yml"])["list"][:2]
    assert first == {"file": "chapters/04_gate", "title": "4 · Gates: a title"}
    assert second == {"file": "chapters/04b_ajar", "title": "4b · Ajar"}
    assert "exercises/04b" not in texts["_toc.yml"]
    assert (
        "4. [Gates: a title](chapters/04_gate.ipynb)\n    - 4b · [Ajar](chapters/04b_ajar.ipynb)\n"
    ) in texts["README.md"]
    assert yaml.safe_load(texts["index.md"])["4b"]["title"] == "Ajar"


def test_the_exercises_of_both_sittings_are_linked_at_the_end_of_the_second(
    two_sittings: Path,
) -> None:
    assert updated(two_sittings, "chapters/04_gate.ipynb").cells[1].source == "## Exercises\n\nOld."
    assert updated(two_sittings, "chapters/04b_ajar.ipynb").cells[1].source == (
        "## Exercises\n\n[Exercises 4](../exercises/04_gate.ipynb) are those of both sittings, and "
        "check themselves. Find the gate, and open it. About 45 minutes."
    )
    solutions = updated(two_sittings, "exercises/solutions/04_gate.ipynb")
    assert solutions.cells[0].source.startswith("# Solutions 4 · Gates: a title\n")


LESSON = [
    new_markdown_cell("# Gates\n\n" + "word " * 200 + "About 5 minutes.", id="title"),
    new_markdown_cell("```{equation} eq-a\n:symbols: a\n\na = b\n```\n\n**Predict:** {math}`a`?"),
    new_code_cell("a = 1", metadata={"tags": ["hide-input"]}),
    new_code_cell('explorable("gate")'),
    new_markdown_cell("**1. Which?**\n\n- (a) This."),
    new_markdown_cell("word " * 2000, id="references"),
]
"""200 words and a few more, an equation, a prediction, a question and an interactive figure."""


def test_the_time_to_read_a_chapter_is_counted() -> None:
    assert minutes(new_notebook(cells=LESSON)) == 15  # 1 + 2 + 3 · 3 = 12 and a few words
    assert minutes(new_notebook(cells=LESSON[:1])) == 5
    assert minutes(new_notebook(cells=[new_markdown_cell("word " * 1001)])) == 10


CHAPTERS = sorted(ROOT.glob("chapters/[0-9]*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_can_be_read_in_one_sitting(path: Path) -> None:
    assert minutes(nbformat.read(path, 4)) <= 75, "CONTRIBUTING.md says how to divide it"


def test_the_time_to_read_is_written_where_a_chapter_says_it(book: Path) -> None:
    path = book / "chapters/04_gate.ipynb"
    node = nbformat.read(path, 4)
    node.cells[0].source += "\n\nAbout 90 minutes, with time for the questions."
    path.write_text(canonical(node), "utf-8")
    written = updated(book, "chapters/04_gate.ipynb").cells[0].source
    assert written.endswith("About 5 minutes, with time for the questions.")


def test_a_file_without_a_place_for_the_list_is_rejected(book: Path) -> None:
    (book / "README.md").write_text("# A\n")
    with pytest.raises(ValueError, match="expected the comment `chapters: written by make fix`"):
        contents.pages(book)


@pytest.mark.parametrize("source", ["no heading", "# Title\n\nNo time"])
def test_a_first_cell_that_lacks_something_is_rejected(book: Path, source: str) -> None:
    folder = "exercises/solutions" if source.startswith("#") else "chapters"
    node = new_notebook(cells=[new_markdown_cell(source, id="title")])
    (book / folder / "04_gate.ipynb").write_text(canonical(node), "utf-8")
    with pytest.raises(
        ValueError, match=r"04_gate\.ipynb: expected a (first cell with a )?heading"
    ):
        contents.chapters(book)


def test_outputs_survive_where_the_code_is_the_same() -> None:
    shown = new_output("stream", text="1")
    stored = new_notebook(cells=[new_code_cell("print(1)", outputs=[shown], execution_count=1)])
    node = new_notebook(cells=[new_code_cell("print(1)"), new_code_cell("print(2)")])
    generated.keep_outputs(node, stored)
    assert [cell.outputs for cell in node.cells] == [[shown], []]
    assert [cell.execution_count for cell in node.cells] == [1, None]


def test_an_outdated_file_fails_the_check_and_is_written_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(generated, "files", lambda: iter([("a.json", "new")]))
    assert generated.main(["--check"]) == 1
    assert not (tmp_path / "a.json").exists()
    assert capsys.readouterr().out == "a.json: outdated, make fix writes it\n"
    assert generated.main([]) == 0
    assert generated.main(["--check"]) == 0
