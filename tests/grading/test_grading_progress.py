"""Progress: kept beside the notebooks, never lost, readable by other versions of the course."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_course.grading import check, progress, progress_store
from lstm_course.grading.exercises import find

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "progress.json"
    monkeypatch.setenv("LSTM_PROGRESS", str(path))
    return path


def states(file: Path) -> dict[str, str]:
    return {id: task["state"] for id, task in json.loads(file.read_text("utf-8"))["tasks"].items()}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    progress()
    return capsys.readouterr().out


def test_the_best_answer_so_far_is_kept(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check("01.3", ...)
    assert not file.exists()
    check("01.3", "a")
    assert states(file) == {"01.3": "wrong"}
    check("01.3", "c")
    check("01.3", "b")
    check("01.1", -0.5)
    check("01.5", "word " * 20)
    assert states(file) == {"01.3": "passed", "01.1": "passed", "01.5": "written"}
    capsys.readouterr()
    text = said(capsys)
    assert "3 of" in text.splitlines()[0] and "2 points" in text.splitlines()[0]
    assert "✓ 01.3 A unit with one weight: passed" in text
    assert "○ 04.2 The input gate from the whole matrix: not answered yet" in text
    assert sorted(path.name for path in file.parent.iterdir()) == ["progress.json"]


def test_other_versions_content_is_left_as_it_is(file: Path) -> None:
    kept = {
        "version": 1,
        "made by": "a later release",
        "tasks": {
            "77.1": {"state": "passed", "stars": 3},
            "01.1": {"state": "mastered"},
            "01.3": {"state": "wrong", "note": "mine"},
        },
    }
    file.write_text(json.dumps(kept), "utf-8")
    check("01.1", -0.5)
    check("01.3", "c")
    now = json.loads(file.read_text("utf-8"))
    assert now["made by"] == "a later release" and now["tasks"]["77.1"] == kept["tasks"]["77.1"]  # type: ignore[index]
    assert now["tasks"]["01.1"] == {"state": "mastered"}
    assert now["tasks"]["01.3"]["state"] == "passed" and now["tasks"]["01.3"]["note"] == "mine"


def test_a_file_of_version_0_1_is_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    since = "2026-11-02T21:14:09+0100"
    tasks = {
        "01.1": {"since": since, "state": "passed"},
        "01.5": {"since": since, "state": "written"},
    }
    file.write_text(json.dumps({"tasks": tasks, "version": 1}, indent=1), "utf-8")
    text = said(capsys)
    assert "✓ 01.1" in text and "✎ 01.5" in text and text.startswith("Exercises: 2 of")
    check("01.3", "c")
    kept = json.loads(file.read_text("utf-8"))["tasks"]
    assert kept.pop("01.3")["state"] == "passed" and kept == tasks


def test_a_file_that_the_pages_saved_is_read(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    time = "2026-11-28T21:14:09.000Z"
    kept = {
        "version": 1,
        "tasks": {"01.1": {"state": "passed", "points": 1, "since": time}},
        "questions": {
            "01/1/8c8fe7cd": {"correct": "c", "chosen": {"a": time, "c": time}},
            "01/2/9272750a": {"correct": "b", "chosen": {"a": time}},
            "01/3/00000000": {"correct": "b", "chosen": "nothing that this version knows"},
        },
        "predictions": {"01/67b71cf6": {"question": "Predict: …", "made": {time: "yes"}}},
        "chapters": {"01": {"read": True, "at": time}, "02": {"read": False, "at": time}},
    }
    file.write_text(json.dumps(kept), "utf-8")
    text = said(capsys)
    assert "✓ 01.1" in text
    assert "Questions answered on the pages: 1. Chapters read: 1." in text
    check("01.3", "c")
    now = json.loads(file.read_text("utf-8"))
    assert now.pop("tasks").keys() == {"01.1", "01.3"}
    assert now == {section: kept[section] for section in kept if section != "tasks"}


@pytest.mark.parametrize("section", [[], "text", {"01": 3}, {"01": "text"}, {"01": {"chosen": []}}])
def test_a_section_of_another_form_does_no_harm(
    section: object, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {"version": 1, "tasks": {}, "questions": section, "chapters": section}
    file.write_text(json.dumps(kept), "utf-8")
    assert said(capsys).startswith("Exercises: 0 of")


def norm_of(arrays: dict[str, Any]) -> float:
    return max(1e-300, float(np.sqrt(sum(np.sum(part**2) for part in arrays.values()))))


def test_a_large_task_in_part_is_kept_until_it_is_whole(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = find("11.7").parts
    some = {parts[1].name: lambda w, d, rate, limit: 0}
    check("11.7", some)
    assert states(file) == {"11.7": "wrong"}
    check("11.7", {parts[0].name: parts[0].reference})
    assert states(file) == {"11.7": "partly"}
    check("11.7", some)
    assert states(file) == {"11.7": "partly"}
    two = {part.name: part.reference for part in parts[:2]}
    two[parts[1].name] = lambda w, d, rate, limit: {
        name: w[name] - rate * d[name] * min(1, limit / norm_of(d)) for name in w
    }
    check("11.7", two)
    capsys.readouterr()
    assert "4 points" in said(capsys)
    assert "◐ 11.7" in said(capsys) and "0 of 7 done" in said(capsys)


def test_a_file_of_a_newer_form_is_not_touched(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.dumps({"version": progress_store.VERSION + 1, "tasks": {}})
    file.write_text(content, "utf-8")
    assert check("01.3", "c") == 1
    assert file.read_text("utf-8") == content
    assert "newer version of the course" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"tasks": {}}', b'{"version": 1, "tasks": []}', b"\xff\xfe",
     b'{"version": 1, "tasks": {"01.1": "passed"}}', b'{"version": "1", "tasks": {}}',
     b'{"version": 1, "tasks": {"01.1": {"state": []}}}', b"[" * 100_000],
)  # fmt: skip
def test_an_unreadable_file_is_kept_aside(
    content: bytes, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        file.write_bytes(content)
        assert check("01.3", "c") == 1
        aside = file.with_name(f"progress.unreadable-{number}.json")
        assert aside.read_bytes() == content
        assert f"kept as {aside.name}" in capsys.readouterr().out
        assert states(file) == {"01.3": "passed"}


def test_a_folder_that_cannot_be_written_costs_no_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTM_PROGRESS", str(tmp_path / "missing" / "progress.json"))
    assert check("01.3", "c") == 1
    assert "could not be kept" in capsys.readouterr().out
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("LSTM_PROGRESS", str(tmp_path / "folder"))
    assert check("01.3", "c") == 1
    assert "could not be kept" in capsys.readouterr().out
    assert "could not be read" in said(capsys)


def test_an_empty_variable_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTM_PROGRESS", "")
    monkeypatch.setattr(progress_store, "FOLDER", tmp_path)
    check("01.3", "c")
    assert not list(tmp_path.iterdir())
    assert "No progress is kept" in said(capsys)


def test_it_stays_where_the_notebook_is(tmp_path: Path) -> None:
    code = "import os; from lstm_course.grading import check; os.chdir('/'); check('01.3', 'c')"
    environment = {k: v for k, v in os.environ.items() if k != "LSTM_PROGRESS"}
    environment["PYTHONPATH"] = str(ROOT)
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    assert states(tmp_path / "progress.json") == {"01.3": "passed"}


def test_a_kill_while_writing_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check("01.1", -0.5)
    before = file.read_bytes()

    def killed(*args: object, **kwargs: object) -> None:
        args[1].write('{"version"')  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "dump", killed)
    with pytest.raises(KeyboardInterrupt):
        check("01.3", "c")
    monkeypatch.undo()
    assert file.read_bytes() == before


def _answer(path: str, ids: list[str]) -> None:
    os.environ["LSTM_PROGRESS"] = path
    for id in ids:
        exercise = find(id)
        check(id, getattr(exercise, "reference", None) or getattr(exercise, "correct", None))


def test_two_notebooks_at_once_lose_nothing(file: Path) -> None:
    halves = [["01.2", "01.3", "01.4"] * 3, ["02.2", "02.3", "02.4"] * 3]
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_answer, args=(str(file), ids)) for ids in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert set(states(file)) == {id for ids in halves for id in ids}


def test_a_lock_left_behind_is_broken(file: Path) -> None:
    lock = file.with_name("progress.json.lock")
    lock.mkdir()
    os.utime(lock, (0, 0))
    check("01.3", "c")
    assert states(file) == {"01.3": "passed"} and not lock.exists()


def test_a_lock_held_by_another_is_waited_for_and_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.with_name("progress.json.lock").mkdir()
    assert check("01.3", "c") == 1
    assert "another notebook is writing it" in capsys.readouterr().out
