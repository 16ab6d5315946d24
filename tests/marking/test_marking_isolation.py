"""Isolation, tried by what a hostile answer would try; where a kind does not work, its refusal."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from marking_fixtures import SECRET
from submissions import ROOT, notebook

from lstm_course.marking import __main__, isolation, seccomp, stage
from lstm_course.marking.isolation import Refused
from lstm_course.marking.kinds import Kind
from lstm_course.marking.worker import Times, Worker

KINDS: list[Kind] = ["namespaces", "landlock"]
TRIED = """
import os, socket, subprocess, sys

def tried(way):
    try:
        return repr(way())[:60]
    except BaseException as error:
        return type(error).__name__

told = "\\n".join(f"{{name}}: {{tried(way)}}" for name, way in {{
    "read the seed": lambda: open({seed!r}).read(),
    "read another submission": lambda: open({other!r}).read(),
    "list submissions": lambda: os.listdir({folder!r}),
    "read the course": lambda: open({course!r}).read(),
    "read by another program": lambda: subprocess.run(
        ["cat", {seed!r}], capture_output=True, check=True).stdout,
    "read the judge's memory": lambda: open("/proc/{judge}/mem", "rb"),
    "read the judge's environment": lambda: open("/proc/{judge}/environ", "rb").read(),
    "stop the judge": lambda: os.kill({judge}, 19),
    "open a connection": lambda: socket.create_connection(("127.0.0.1", {port}), 2),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX),
    "resolve a name": lambda: socket.getaddrinfo("example.org", 80),
    "write in the home": lambda: open(os.path.expanduser("~root/x"), "w"),
    "write for others": lambda: open({folder!r} + "/mine", "w"),
    "become root": lambda: os.setuid(0),
    "mount": lambda: subprocess.run(["mount", "-t", "tmpfs", "x", "/mnt"], check=True),
    "a new namespace": lambda: subprocess.run(["unshare", "-Ur", "true"], check=True),
    "shared memory": lambda: __import__("ctypes").CDLL(None).shmget(4711, 100, 0o1666) < 0 or 1 / 0,
}}.items())
"""
ALLOWED = {"shared memory: True"}
ERRORS = ("Error", "gaierror", "False")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_judge_can_be_reached(
    kind: Kind, hidden: list[Path], secrets_of_the_judge: Path
) -> None:
    problem = isolation.trial(kind, hidden)
    if problem:
        warnings.warn(f"{kind} does not work on this machine: {problem}", stacklevel=1)
        with pytest.raises(Refused, match="No isolation works"):
            isolation.find(hidden, [kind])
        return
    cell = TRIED.format(
        seed=str(secrets_of_the_judge / "seed"),
        other=str(secrets_of_the_judge / "submissions" / "other.ipynb"),
        folder=str(secrets_of_the_judge / "submissions"),
        course=str(ROOT / "lstm_course" / "grading" / "exercises" / "__init__.py"),
        judge=os.getpid(),
        port=9,
    )
    job = {"cells": [cell], "name": "told", "barred": [], "twice": False}
    with Worker(kind, hidden) as worker:
        said = worker.do(job | {"limits": (10.0, 10.0, 30.0)}, Times(20, 60))
    told = said["value"][4].decode().splitlines()
    assert len(told) == 17
    assert SECRET not in "".join(told)
    reached = [line for line in told if not line.endswith("Error") and line not in ALLOWED]
    assert not [line for line in reached if not line.endswith(ERRORS)], told


def test_without_isolation_the_trial_says_what_it_reached(hidden: list[Path]) -> None:
    """The trial is no formality: a process that is not confined fails it."""
    problem = isolation.trial("none", hidden)
    if not sys.platform.startswith("linux"):
        assert "needs Linux" in problem
        return
    assert "could reach" in problem or "could write" in problem


@pytest.mark.parametrize("kind", KINDS)
def test_a_system_that_refuses_is_named_with_what_to_install(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, hidden: list[Path]
) -> None:
    monkeypatch.setitem(stage.SHOWN, "marking", [*stage.SHOWN["marking"]])
    monkeypatch.setattr(isolation, "trial", lambda kind, hidden: "Operation not permitted")
    with pytest.raises(Refused) as refused:
        isolation.find(hidden, [kind])
    said = str(refused.value)
    assert f"{kind}: Operation not permitted" in said
    for word in ("user namespaces", "Landlock", "WSL 2", "--practice"):
        assert word in said


def test_the_command_refuses_and_marks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(isolation, "trial", lambda kind, hidden: "Operation not permitted")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "anna.ipynb").write_bytes(notebook(["input_of_minus_10 = 'c'"]))
    (tmp_path / "seed").write_text("123456", "utf-8")
    asked = [
        "mark",
        f"{tmp_path}/in",
        "--seed-file",
        f"{tmp_path}/seed",
        "--out",
        f"{tmp_path}/out",
    ]
    assert __main__.main(asked) == 1
    assert "nothing was marked" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_real_refusal_of_the_system_is_found_by_the_trial(hidden: list[Path]) -> None:
    """As in a container that allows neither: a filter of system calls refuses both kinds."""
    if not sys.platform.startswith("linux"):
        assert "needs Linux" in isolation.trial("namespaces", hidden)
        return
    code = (
        "from lstm_course.marking import isolation, seccomp, _system\n"
        "from pathlib import Path\n"
        "seccomp.CALLS[_system.machine()]['landlock'] = 444\n"
        "for name in ('socket', 'mount'):\n"
        "    seccomp.CALLS[_system.machine()].pop(name)\n"
        "seccomp.install()\n"
        "try:\n"
        f"    isolation.find([Path({str(ROOT / 'lstm_course')!r})])\n"
        "except isolation.Refused as refused:\n"
        "    print(refused)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "namespaces: " in said.stdout and "landlock: " in said.stdout, said.stderr
    assert "Operation not permitted" in said.stdout


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("own", [0, 4711])
def test_the_filter_is_a_program_whose_jumps_stay_inside(machine: str, own: int) -> None:
    """Each operation has eight bytes, each jump leads to a later one, and the end allows."""
    program = seccomp.program(machine, own)
    operations = [program[k : k + 8] for k in range(0, len(program), 8)]
    assert len(program) % 8 == 0 and len(operations) < 4096
    for k, one in enumerate(operations):
        if one[0] & 7 == 5:  # a jump
            assert max(k + 1 + one[2], k + 1 + one[3]) < len(operations)
    assert int.from_bytes(operations[-1][4:], "little") == seccomp.ALLOW


def test_the_stage_holds_no_exercise_and_no_judge(tmp_path: Path) -> None:
    stage.set_up(tmp_path / "stage")
    names = {path.relative_to(tmp_path / "stage").as_posix() for path in tmp_path.rglob("*.py")}
    course = {name for name in names if name.startswith("lstm_course/")}
    assert not [name for name in course if "exercise" in name or "judge" in name or "cases" in name]
    for name in course:
        text = (tmp_path / "stage" / name).read_text("utf-8")
        assert "lstm_course.grading.exercise" not in text and "misconceptions" not in text
