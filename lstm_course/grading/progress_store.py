"""Progress through the course, kept in a file beside the notebooks.

The pages of the book keep theirs in the same form, with the questions, the predictions and the
chapters that were read; a file saved there can take this one's place.

Writing it is atomic. What this version does not know, in the file of another version of the
course, stays in it untouched; a file that cannot be read is kept under another name.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from lstm_course.grading.exercise import Exercise
from lstm_course.grading.exercises import all_exercises
from lstm_course.grading.feedback import Verdict, points_of
from lstm_course.grading.render import HEADS, show

VERSION = 1
VARIABLE = "LSTM_PROGRESS"
"""Environment variable: another path for the file; if it is empty, nothing is kept."""

FOLDER = Path.cwd()
"""The notebook's folder, even if its code changes the folder later."""

_RANK = {"unanswered": 0, "wrong": 1, "partly": 2, "written": 3, "passed": 4}


def path() -> Path | None:
    """The path of the file with the progress, or None."""
    named = os.environ.get(VARIABLE, "progress.json")
    return FOLDER / named if named else None


def record(exercise: Exercise, verdict: Verdict) -> str:
    """Keep the best verdict on an exercise so far; return what to tell the reader, if anything."""
    file = path()
    if file is None or verdict.state == "unanswered":
        return ""
    try:
        with _locked(file):
            kept, remark = _read(file)
            if kept["version"] > VERSION:
                return f"{file.name} is from a newer version of the course, and was left as it is."
            task = kept["tasks"].setdefault(exercise.id, {})
            best = _RANK.get(task.get("state", "unanswered"), 5), _points(kept["tasks"], exercise)
            points = points_of(exercise, verdict)
            if best < (_RANK[verdict.state], points):
                task |= {"state": verdict.state, "since": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
                task["points"] = points
                _write(file, kept)
            return remark
    except OSError as error:
        return f"Your progress could not be kept in {file.name} ({error.strerror or error})."


def progress() -> None:
    """Show which exercises are done, chapter by chapter."""
    file = path()
    kept: dict[str, Any] = {"tasks": {}}
    remark = "" if file else f"No progress is kept: {VARIABLE} is empty."
    if file:
        try:
            kept, remark = _read(file)
        except OSError as error:
            remark = f"{file.name} could not be read ({error.strerror or error})."
    remark = " ".join(filter(None, [remark, _on_the_pages(kept)]))
    show(_text(kept["tasks"], remark), _html(kept["tasks"], remark))


def _on_the_pages(kept: dict[str, Any]) -> str:
    """A sentence about questions and chapters, if the file has come from the pages of the book."""
    questions, chapters = (_objects(kept.get(name)) for name in ("questions", "chapters"))
    if not questions and not chapters:
        return ""
    correct = sum(one.get("correct") in _named(one.get("chosen")) for one in questions)
    read = sum(one.get("read") is True for one in chapters)
    return f"Questions answered on the pages: {correct}. Chapters read: {read}."


def _objects(section: object) -> list[dict[str, Any]]:
    """The entries of a section that this module does not write, as far as they can be read."""
    return [entry for entry in _named(section).values() if isinstance(entry, dict)]


def _named(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(file: Path) -> tuple[dict[str, Any], str]:
    """The file's content, or that of an empty one; an unreadable file is renamed, not lost."""
    empty: dict[str, Any] = {"version": VERSION, "tasks": {}}
    if not file.exists():
        return empty, ""
    try:
        kept = json.loads(file.read_text("utf-8"))
        if (
            isinstance(kept["version"], int)
            and isinstance(kept["tasks"], dict)
            and all(isinstance(task.get("state", ""), str) for task in kept["tasks"].values())
        ):
            return kept, ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    for number in range(1, 1000):
        aside = file.with_name(f"{file.stem}.unreadable-{number}{file.suffix}")
        if not aside.exists():
            file.rename(aside)
            return empty, f"{file.name} could not be read; it is kept as {aside.name}."
    raise OSError(f"too many unreadable files beside {file.name}")


def _write(file: Path, kept: dict[str, Any]) -> None:
    partial = file.with_name(file.name + ".partial")
    with partial.open("w", encoding="utf-8") as stream:
        json.dump(kept, stream, indent=1, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Keep other notebooks from writing meanwhile; a lock that was left behind holds for 5 seconds."""
    lock = file.with_name(file.name + ".lock")
    for _ in range(100):
        try:
            lock.mkdir()
            break
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > 5:
                    lock.rmdir()
            time.sleep(0.01)
    else:
        raise OSError("another notebook is writing it")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.rmdir()


def _state(tasks: dict[str, Any], exercise: Exercise) -> str:
    state = tasks.get(exercise.id, {}).get("state")
    return state if state in HEADS else "unanswered"


def _points(tasks: dict[str, Any], exercise: Exercise) -> float:
    """Points of an exercise so far; version 0.1 kept none, since there was all or nothing."""
    kept = tasks.get(exercise.id, {}).get("points")
    if isinstance(kept, int | float):
        return min(float(kept), exercise.points)
    return exercise.points if _state(tasks, exercise) == "passed" else 0


def _chapters() -> dict[str, list[Exercise]]:
    chapters: dict[str, list[Exercise]] = {}
    for exercise in all_exercises():
        chapters.setdefault(exercise.id.split(".")[0], []).append(exercise)
    return chapters


def _sum(tasks: dict[str, Any], exercises: list[Exercise]) -> str:
    done = [one for one in exercises if _state(tasks, one) in ("passed", "written")]
    points = sum(_points(tasks, one) for one in exercises)
    return f"{len(done)} of {len(exercises)} done, {points:g} points"


def _text(tasks: dict[str, Any], remark: str) -> str:
    everything = [one for among in _chapters().values() for one in among]
    lines = [f"Exercises: {_sum(tasks, everything)}", *([remark] if remark else [])]
    for chapter, exercises in _chapters().items():
        lines.append(f"Chapter {int(chapter)}: {_sum(tasks, exercises)}")
        for one in exercises:
            sign, words, _ = HEADS[_state(tasks, one)]
            lines.append(f"  {sign} {one.id} {one.title}: {words}")
    return "\n".join(lines)


def _html(tasks: dict[str, Any], remark: str) -> str:
    everything = [one for among in _chapters().values() for one in among]
    rows = []
    for chapter, exercises in _chapters().items():
        rows.append(
            f'<tr><th scope="rowgroup" colspan="3" style="text-align: left">Chapter {int(chapter)}: '
            f"{_sum(tasks, exercises)}</th></tr>"
        )
        for one in exercises:
            sign, words, _ = HEADS[_state(tasks, one)]
            rows.append(
                f'<tr><td>{one.id}</td><td style="text-align: left">{escape(one.title)}</td>'
                f'<td style="text-align: left"><span aria-hidden="true">{sign}</span> {words}</td></tr>'
            )
    said = f"<p>{escape(remark)}</p>" if remark else ""
    return (
        f'{said}<table style="max-width: 100%"><caption>Exercises: {_sum(tasks, everything)}'
        f"</caption><tbody>{''.join(rows)}</tbody></table>"
    )
