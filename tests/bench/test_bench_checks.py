"""The report on checks: the slowest by name, and those that miss their aim."""

from __future__ import annotations

import pytest

from bench import checks
from bench.checks import AIM, RESULTS, aims, import_time, report, waits
from lstm_course.grading.exercises import all_functions, find


def test_every_answer_to_every_function_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = []
    monkeypatch.setattr(checks, "verdict_on", lambda one, answer: timed.append((one.id, answer)))
    assert len(waits()) == sum(1 + len(one.misconceptions) for one in all_functions())
    gate = find("04.2")
    assert ("04.2", gate.reference) in timed and ("04.2", gate.misconceptions[-1].answer) in timed


def test_what_takes_too_long_is_named() -> None:
    said = report({"01.2 right": 0.01, "01.2 sign": 2 * AIM}, importing=0.1)
    assert "slowest 0.600 (01.2 sign)." in said and "NumPy's: 0.100." in said
    slow, importing = aims({"01.2 right": 0.01, "01.2 sign": 2 * AIM}, importing=0.1)
    assert (slow.subject, slow.missed, importing.missed) == ("01.2 sign", True, False)
    fast, importing = aims({"01.2 right": 0.01}, importing=2 * AIM)
    assert (fast.subject, fast.missed, importing.missed) == ("01.2 right", False, True)


def test_the_import_is_timed_in_a_fresh_interpreter() -> None:
    assert 0.001 < import_time() < 60


def test_the_stored_figures_are_of_this_form() -> None:
    assert "First import of `lstm_course.grading` beyond NumPy's: " in RESULTS.read_text("utf-8")
