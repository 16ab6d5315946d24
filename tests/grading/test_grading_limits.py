"""Time, interrupts, and everything that an answer does besides returning a result."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from lstm_course.grading import check
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercises import find
from lstm_course.grading.limits import Limits
from lstm_lib.layer import concat, layer

ROOT = Path(__file__).parents[2]
GATE = find("04.2")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTM_PROGRESS", "")


def limit(monkeypatch: pytest.MonkeyPatch, **seconds: float) -> None:
    monkeypatch.setattr(sys.modules["lstm_course.grading.check"], "LIMITS", Limits(**seconds))


def gate(W: Any, h: Any, x: Any) -> Any:
    return layer(W[: h.shape[1]], concat(h, x))


def compute(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        np.exp(np.ones(10))


def test_a_slow_answer_that_is_right_passes() -> None:
    def slow(W: Any, h: Any, x: Any) -> Any:
        compute(0.01)
        return gate(W, h, x)

    assert verdict_on(GATE, slow).state == "passed"


def test_waiting_costs_no_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, call=0.2, total=0.4)

    def sleepy(W: Any, h: Any, x: Any) -> Any:
        time.sleep(0.01)
        return gate(W, h, x)

    assert verdict_on(GATE, sleepy).state == "passed"


def test_slow_endless_and_waiting_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, call=1, total=0.3)
    slow = verdict_on(GATE, lambda W, h, x: compute(0.02) or gate(W, h, x))
    limit(monkeypatch, call=0.2)
    endless = verdict_on(GATE, lambda W, h, x: compute(1000))
    limit(monkeypatch, waiting=0.2)
    waiting = verdict_on(GATE, lambda W, h, x: time.sleep(1000))
    assert [one.state for one in (slow, endless, waiting)] == ["wrong"] * 3
    assert "too slow: about 0.02" in slow.message and "never ends" not in slow.message
    assert "never ends" in endless.message
    assert "waited for something" in waiting.message


def test_the_limit_of_a_call_grows_with_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, call=0)
    assert verdict_on(GATE, gate).state == "passed"


def test_the_reference_has_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, call=1e-9, total=1e-9, waiting=1e-9)
    verdict = verdict_on(find("09.5"), lambda case: None)
    assert verdict.state == "wrong"


INTERRUPTED = """
    import os, signal, threading, time
    if {bare}:
        del signal.setitimer  # as on Windows
    from lstm_course.grading import check
    signal.signal(signal.SIGINT, signal.default_int_handler)
    presses = 0
    done = threading.Event()

    def press():
        global presses
        time.sleep(1)
        while not done.wait(0.2):
            presses += 1
            os.kill(os.getpid(), signal.SIGINT)

    def input_gate(W, h, x):
        while True:
            {body}

    thread = threading.Thread(target=press)
    thread.start()
    try:
        check("04.2", input_gate)
    except KeyboardInterrupt:
        done.set()
        print("interrupted", presses, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    finally:
        done.set()
        thread.join()
"""
CATCHES = """
            try:
                sum(range(1000))
            except BaseException:
                pass
"""


@pytest.mark.skipif(os.name == "nt", reason="sends a signal as POSIX does")
@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("body", ["pass", CATCHES.strip()])
def test_the_stop_button_stops_the_check(bare: bool, body: str) -> None:
    if bare and body != "pass":
        return  # without a timer nothing can get through an answer that catches everything
    code = textwrap.dedent(INTERRUPTED).format(bare=bare, body=body.replace("\n    ", "\n"))
    environment = {**os.environ, "LSTM_PROGRESS": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("interrupted"), done.stderr
    _, presses, restored = done.stdout.split()
    assert int(presses) <= 2 and restored == "True"


def test_an_interrupt_of_its_own_is_the_answers_fault() -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    assert "raises KeyboardInterrupt" in verdict_on(GATE, answer).message
    assert signal.getsignal(signal.SIGINT) is before


def test_a_check_inside_the_function_is_named() -> None:
    def input_gate(W: Any, h: Any, x: Any) -> Any:
        check("04.2", gate)
        return gate(W, h, x)

    message = verdict_on(GATE, input_gate).message
    assert "check() was called by the function that it checks" in message
    assert "in line" in message
    assert verdict_on(GATE, gate).state == "passed", "and the next check works"


class Odd(type):
    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError


class OddError(Exception, metaclass=Odd):
    pass


class OddSignature:
    @property
    def __signature__(self) -> Any:
        raise KeyboardInterrupt

    def __call__(self, W: Any, h: Any, x: Any) -> Any:
        return gate(W, h, x)


def test_odd_classes_do_not_make_the_check_raise() -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        raise OddError

    assert "raises OddError" in verdict_on(GATE, answer).message
    assert verdict_on(GATE, OddSignature()).state == "passed"
    assert verdict_on(GATE, lambda *_: OddError).state == "wrong"


def test_the_arguments_of_the_example_repeat_it() -> None:
    wrong = lambda W, h, x: gate(W, h, x) * (h.shape[1] > 1)  # noqa: E731
    score = check("04.2", wrong)
    assert not np.allclose(wrong(*score.arguments), gate(*score.arguments))
    assert check("04.2", wrong, hidden=True).arguments == ()
    assert check("04.2", gate).arguments == ()


def test_logging_goes_on_as_before(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    handlers, level = logging.root.handlers[:], logging.root.manager.disable

    def answer(W: Any, h: Any, x: Any) -> Any:
        logging.warning("called")
        logging.basicConfig(force=True)
        return gate(W, h, x)

    assert verdict_on(GATE, answer).state == "passed"
    assert logging.root.handlers == handlers and logging.root.manager.disable == level
    assert not caplog.records


CELLS = [
    """import logging

import matplotlib.pyplot as plt
from IPython.display import clear_output, display
from lstm_course.grading import check
from lstm_lib.layer import concat, layer""",
    """def input_gate(W, h, x):
    i = layer(W[: h.shape[1]], concat(h, x))
    plt.figure()
    plt.plot(i)
    plt.show()
    display(h)
    clear_output()
    logging.warning("called")
    plt.plot(i)
    return i""",
    'check("04.2")',
    "plt.get_fignums()",
    "display(3)",
]


def test_in_a_notebook_an_answer_may_draw_and_log() -> None:
    """A right answer passes, nothing but the verdict is shown, and display works afterwards."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    environment = {**os.environ, "LSTM_PROGRESS": "", "PYTHONPATH": str(ROOT)}
    client = NotebookClient(notebook, kernel_name="python3", timeout=120)
    client.execute(env=environment)
    verdict, score = notebook.cells[2].outputs
    assert "passed" in verdict["data"]["text/plain"] and set(verdict["data"]) == {
        "text/plain",
        "text/html",
    }
    assert score["data"] == {"text/plain": "2.0"}
    assert notebook.cells[3].outputs[0]["data"]["text/plain"] == "[]"
    assert notebook.cells[4].outputs[0]["data"]["text/plain"] == "3"
