"""What a verdict looks like: in a terminal, in a notebook, to a screen reader, light and dark."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from answer_pool import library_verdict
from nbclient import NotebookClient

from lstm_course.grading import progress_store
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.exercises import all_exercises, find
from lstm_course.grading.feedback import Verdict
from lstm_course.grading.render import HEADS, as_html, as_text

ROOT = Path(__file__).parents[2]


@cache
def verdicts() -> list[tuple[Any, Verdict]]:
    """One of each kind, and every message that there is."""
    found = [(one, verdict_on(one, None)) for one in all_exercises()]
    for one in all_exercises():
        if isinstance(one, Function):
            found += [(one, library_verdict(one, bad.answer)) for bad in one.misconceptions]
            found.append((one, library_verdict(one, one.reference)))
    found.append((find("01.5"), verdict_on(find("01.5"), "word " * 20)))
    found.append((find("01.3"), verdict_on(find("01.3"), "<script>alert(1)</script>")))
    return found


class Checker(HTMLParser):
    """Tags are closed in order, and there is nothing that runs or reaches elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "img", "iframe")
        assert not {name for name, _ in attrs} & {"src", "href", "onclick", "id"}
        assert dict(attrs).get("class") in (None, "verdict")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert not checker.open
    return checker


def test_every_verdict_says_the_same_in_text_and_html() -> None:
    for exercise, verdict in verdicts():
        text, html = as_text(exercise, verdict), as_html(exercise, verdict)
        shown = read(html).text
        _, words, _ = HEADS[verdict.state]
        heading = f"{exercise.id} {exercise.title}: {words}"
        assert heading in text and heading in shown
        message = verdict.message.removeprefix("Not answered yet.").replace("`", "").strip()
        assert "".join(message.split()) in "".join(text.split())
        assert "".join(message.split()) in "".join(shown.split())
        if verdict.example:
            for part in ("expected", "got", verdict.example.call):
                assert part in text and part in shown
        assert all(len(line) <= 100 for line in text.splitlines())


def test_a_screen_reader_hears_words_not_signs() -> None:
    for exercise, verdict in verdicts()[:3]:
        html = as_html(exercise, verdict)
        sign, words, _ = HEADS[verdict.state]
        assert f'<span aria-hidden="true">{sign}</span>' in html
        assert f'role="status" aria-label="{exercise.id} {exercise.title}: {words}"' in html


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("background", ["#ffffff", "#111111", "#121212", "#1e1e1e"])
def test_colours_show_in_light_and_dark(background: str) -> None:
    for _, _, colour in HEADS.values():
        light, dark = sorted([luminance(colour), luminance(background)], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


def test_text_keeps_the_colours_of_its_page_and_fits_a_phone() -> None:
    exercise = find("04.2")
    html = as_html(exercise, verdict_on(exercise, exercise.misconceptions[0].answer))
    assert set(re.findall(r"(?<![-\w])color: (\w+)", html)) == {"inherit"}
    assert set(re.findall(r"background: (\w+)", html)) == {"none"}
    assert "overflow-wrap: anywhere" in html and "white-space: pre-wrap" in html
    assert not re.search(r"\d(px|pt)", html)


def test_no_message_is_empty_or_gives_the_answer_away() -> None:
    """No message holds the code of the reference or of a right answer."""
    for _, verdict in verdicts():
        if verdict.state == "wrong":
            assert len(verdict.message.split()) >= 4
            assert not re.search(
                r"np\.(?!asarray)|@|W\[|\.T\b|return [a-z(]+[.(\[]", verdict.message
            ), verdict


def test_progress_is_a_table_with_headings() -> None:
    tasks = {"01.1": {"state": "passed"}, "01.2": {"state": "unheard of"}}
    html = progress_store._html(tasks, "a < b")
    text = read(html).text
    assert "a < b" in text and "1 of" in text and "✓ passed" in text
    assert html.count('scope="rowgroup"') == len({one.id[:2] for one in all_exercises()})
    assert html.count("<td>") == len(all_exercises())


def test_in_a_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A kernel: rich and plain at once, a number as the value, nothing on stderr, exit() survived."""
    cells = [
        "from lstm_course.grading import check, progress\nimport warnings",
        'check("04.2")',
        "def input_gate(W, h, x):\n    exit()",
        'check("04.2", input_gate)',
        'check("04.2")',
        'def kept_out(z):\n    warnings.warn("odd")\n    return 1 / (1 + 2.718281828459045**z)',
        'check("02.2", kept_out)',
        "progress()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("LSTM_PROGRESS", str(tmp_path / "progress.json"))
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    outputs = [cell.outputs for cell in notebook.cells]
    assert not any(one.output_type in ("stream", "error") for each in outputs for one in each)
    values = [
        float(one.data["text/plain"])
        for each in outputs
        for one in each
        if one.output_type == "execute_result"
    ]
    assert values == [0, 0, 0, 2]
    for k, words in [(1, "Run the answer cell first"), (3, "raises SystemExit"), (6, "passed")]:
        assert {"text/plain", "text/html"} == set(outputs[k][0].data)
        assert words in outputs[k][0].data["text/plain"]
        assert words in outputs[k][0].data["text/html"]
    assert "line 2: exit()" in outputs[3][0].data["text/plain"]
    assert "✓ 02.2" in outputs[7][0].data["text/plain"]
