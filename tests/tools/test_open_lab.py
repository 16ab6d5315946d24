"""`make start`: notebooks are copied once, and a copy is never overwritten."""

from __future__ import annotations

from pathlib import Path

from tools.open_lab import copy_notebooks

ROOT = Path(__file__).parents[2]


def test_a_copy_is_made_once_and_never_overwritten(tmp_path: Path) -> None:
    source, work = tmp_path / "chapters" / "01.ipynb", tmp_path / "work"
    source.parent.mkdir()
    source.write_text("first")
    assert copy_notebooks(tmp_path, work) == [work / "chapters" / "01.ipynb"]
    copy = work / "chapters" / "01.ipynb"
    copy.write_text("the learner's")
    assert copy_notebooks(tmp_path, work) == []
    source.write_text("second")
    beside = work / "chapters" / "01.new.ipynb"
    assert copy_notebooks(tmp_path, work) == [beside]
    assert (copy.read_text(), beside.read_text()) == ("the learner's", "second")
    assert copy_notebooks(tmp_path, work) == []
    beside.write_text("the learner's, too")
    source.write_text("third")
    assert copy_notebooks(tmp_path, work) == [work / "chapters" / "01.new2.ipynb"]
    assert beside.read_text() == "the learner's, too"


def test_copies_keep_the_folders_that_links_expect(tmp_path: Path) -> None:
    copied = {path.relative_to(tmp_path).as_posix() for path in copy_notebooks(ROOT, tmp_path)}
    for folder in ("chapters", "exercises", "exercises/solutions"):
        assert f"{folder}/04_input_gate.ipynb" in copied
