"""Ctrl-C and the progress bar: in a terminal, a notebook, a thread, and where nobody looks."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from training_runs import STEPS, Run, batches, held_back, same

from lstm_lib.training import trainer
from lstm_lib.training._progress import bar, first_interrupt
from tools.kernel_env import prepare

ROOT = Path(__file__).parents[2]
# The tests' own kernels hide all bars; here they are looked at.
PLAIN = {name: value for name, value in os.environ.items() if name != "TQDM_DISABLE"}


@pytest.fixture(autouse=True)
def _handler_stays() -> Iterator[None]:
    """Ctrl-C raises, even where pytest was started in the background; and does so afterwards."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    after = signal.signal(signal.SIGINT, before)
    assert after is signal.default_int_handler


def interrupting(*steps: int) -> Callable[[int], Any]:
    """Batches during whose making Ctrl-C is pressed; at a step that is named twice, twice."""

    def given(step: int) -> Any:
        for _ in range(steps.count(step)):
            signal.raise_signal(signal.SIGINT)
        return batches(step)

    return given


@pytest.mark.parametrize("step", [1, 8, 13, STEPS])
def test_an_interrupt_lets_the_step_end_and_leaves_all_usable(step: int, tmp_path: Path) -> None:
    run, part, whole = Run(), Run(), Run()
    history = run.train(
        batches=interrupting(step), validate=held_back, checkpoint=tmp_path / "c.npz"
    )
    assert history.stopped == "interrupted"
    same(list(history[:-1]), list(part.train(step, validate=held_back)[:-1]))
    same(run, part)
    resumed = run.train(validate=held_back, checkpoint=tmp_path / "c.npz")
    assert resumed.stopped == "steps"
    same(list(resumed), list(whole.train(validate=held_back)))
    same(run, whole)


def test_an_interrupt_before_patience_ends_the_run_is_not_lost(tmp_path: Path) -> None:
    worse = itertools.count()
    more: dict[str, Any] = {
        "validate": lambda network: next(worse),
        "patience": 2,
        "checkpoint": tmp_path / "c.npz",
    }
    run = Run()
    history = run.train(batches=interrupting(12), **more)
    assert (history.stopped, len(history.step)) == ("interrupted", 12)
    assert run.train(**more).stopped == "patience"
    best = Run()
    best.train(4)
    same(run.network.parameters, best.network.parameters)


def test_an_interrupt_while_the_last_checkpoint_is_written_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*given: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(trainer, "save_checkpoint", slow)
    history = Run().train(4, checkpoint=tmp_path / "c.npz")
    assert (history.stopped, len(history.step)) == ("interrupted", 4)


def test_the_second_interrupt_is_raised_at_once() -> None:
    run, part = Run(), Run()
    with pytest.raises(KeyboardInterrupt):
        run.train(batches=interrupting(5, 5))
    part.train(4)
    same(run, part)


def test_the_second_interrupt_goes_to_whoever_had_it_before() -> None:
    came = []

    def theirs(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before = signal.signal(signal.SIGINT, theirs)
    try:
        history = Run().train(batches=interrupting(5, 5, 5))
        assert signal.getsignal(signal.SIGINT) is theirs
    finally:
        signal.signal(signal.SIGINT, before)
    assert came == [signal.SIGINT, signal.SIGINT]
    assert (history.stopped, len(history.step)) == ("interrupted", 5)


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_who_ignores_interrupts_or_dies_of_them_goes_on_to(handler: signal.Handlers) -> None:
    before = signal.signal(signal.SIGINT, handler)
    try:
        with first_interrupt() as interrupted:
            assert signal.getsignal(signal.SIGINT) == handler
            assert not interrupted()
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_handler_is_put_back_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError):
        Run().train(batches=lambda step: 1 // 0)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_thread_leaves_interrupts_to_the_main_thread() -> None:
    seen: list[Any] = []

    def look() -> None:
        with first_interrupt() as interrupted:
            seen.extend([signal.getsignal(signal.SIGINT), interrupted()])

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT), False]


SETUP = """\
import sys; sys.path[:0] = ["tests/support", "."]
from training_runs import *
def shown(run, steps=STEPS, progress=True, **more):
    given = {"batches": batches, "validate_every": 4} | more
    return train(run.network, loss=squared_error, optimizer=run.optimizer, steps=steps,
                 rng=run.rng, progress=progress, **given)
"""


def test_a_kernels_interrupt_ends_a_run() -> None:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(ROOT), env=PLAIN | {"TQDM_DISABLE": "1"})
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(SETUP, timeout=60)
        said: list[str] = []

        def hear(message: Any) -> None:
            said.append(message["content"].get("text", ""))
            if "training" in said[-1]:
                manager.interrupt_kernel()

        code = (
            "def telling(step):\n"
            "    if step == 5: print('training', flush=True)\n"
            "    return batches(step)\n"
            "history = shown(Run(), 10**6, batches=telling)\n"
            "print(history.stopped, len(history.loss) == history.step[-1])"
        )
        reply = client.execute_interactive(code, timeout=60, output_hook=hear)
        assert reply["content"]["status"] == "ok"
        assert "interrupted True" in "".join(said)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def in_terminal(code: str, environment: dict[str, str] = PLAIN) -> str:
    """A program's display on a terminal of 80 columns."""
    import pty
    import termios

    reading, writing = pty.openpty()
    termios.tcsetwinsize(writing, (24, 80))
    with subprocess.Popen(
        [sys.executable, "-c", SETUP + code],
        cwd=ROOT,
        env=environment,
        stdout=writing,
        stderr=writing,
    ) as program:
        os.close(writing)
        shown = b""
        while True:
            try:
                piece = os.read(reading, 4096)
            except OSError:  # how Linux tells the end
                break
            if not piece:
                break
            shown += piece
    os.close(reading)
    assert program.returncode == 0, shown.decode()
    return shown.decode()


def screen(shown: str) -> list[str]:
    """Text left on the lines in the end: a carriage return goes back to a line's beginning."""
    lines = []
    for line in shown.replace("\r\n", "\n").split("\n"):
        left = ""
        for piece in line.split("\r"):
            left = piece + left[len(piece) :]
        lines.append(left.rstrip())
    return lines


terminal = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")


@terminal
def test_a_terminal_shows_steps_and_loss_and_nothing_is_left() -> None:
    code = (
        "import threading, time\n"
        "history = shown(Run(), batches=lambda step: time.sleep(0.02) or batches(step))\n"
        "print('threads', threading.active_count())\n"
        "print('loss', history.loss[-1])"
    )
    shown = in_terminal(code)
    assert "0/30" in shown and "step/s" in shown and ", loss 0." in shown
    assert shown.count("\r") > 3
    left = screen(shown)
    assert [line.split(" ")[0] for line in left] == ["threads", "loss", ""]
    assert left[0] == "threads 1"


@terminal
def test_a_resumed_bar_begins_where_the_run_does(tmp_path: Path) -> None:
    path = str(tmp_path / "c.npz")
    Run().train(12, checkpoint=path)
    assert " 12/30 " in in_terminal(f"shown(Run(), checkpoint={path!r})").split("\r")[1]


@terminal
@pytest.mark.parametrize(
    ("environment", "progress"), [(PLAIN | {"TQDM_DISABLE": "1"}, True), (PLAIN, False)]
)
def test_a_terminal_shows_nothing_if_told_so(environment: dict[str, str], progress: bool) -> None:
    code = f"shown(Run(), progress={progress}); assert 'tqdm' not in sys.modules"
    assert in_terminal(code, environment) == ""


def test_nothing_is_shown_where_no_terminal_is() -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", SETUP + "shown(Run()); assert 'tqdm' in sys.modules"],
        cwd=ROOT,
        env=PLAIN,
        capture_output=True,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")


@terminal
def test_a_bar_is_gone_after_an_error_too() -> None:
    code = (
        "try: shown(Run(), batches=lambda step: batches(step) if step < 9 else 1 / 0)\n"
        "except ZeroDivisionError as error: print(error.__notes__)"
    )
    shown = in_terminal(code)
    assert "0/30" in shown
    assert screen(shown)[0].startswith("['This was step 9 of training;")


def outputs(code: str) -> list[Any]:
    """All outputs that a notebook stores, run with the environment of this process."""
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, code)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, kernel_name="python3", resources=resources, timeout=60).execute()
    assert notebook.cells[0].outputs == []
    return notebook.cells[1].outputs


def test_stored_outputs_are_the_same_with_and_without_a_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TQDM_DISABLE", "PYTHONPATH", "OPENBLAS_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    prepare(ROOT)
    with_bar, without = (
        outputs(f"history = shown(Run(), progress={progress})\nhistory.loss[-1] < 1")
        for progress in (True, False)
    )
    assert with_bar == without
    assert [output.output_type for output in with_bar] == ["execute_result"]


OPEN_BARS = """
from ipywidgets.widgets.widget import _instances
from tqdm.notebook import TqdmHBox
print(sum(isinstance(widget, TqdmHBox) for widget in _instances.values()))
"""


@pytest.mark.parametrize(
    "more", ["", ", batches=interrupted", ", validate=lambda network: 1.0, patience=1"]
)
def test_a_notebook_shows_a_bar_and_closes_it(more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    code = (
        "import signal\n"
        "def interrupted(step):\n"
        "    if step == 9: signal.raise_signal(signal.SIGINT)\n"
        "    return batches(step)\n"
        f"shown(Run(){more})" + OPEN_BARS
    )
    first, last = outputs(code)
    assert "application/vnd.jupyter.widget-view+json" in first.data
    assert "0/30" in first.data["text/plain"]
    assert last.text == "0\n"


@pytest.mark.parametrize("shown", [False, True])
def test_training_needs_no_tqdm(monkeypatch: pytest.MonkeyPatch, shown: bool) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setenv("TQDM_DISABLE", "")
    with bar(0, 3, shown) as advance:
        advance(1.0)
