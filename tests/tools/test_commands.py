"""The command line, the Makefile in front of it, and the script of the continuous integration."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools import __main__ as command_line
from tools.setup_env import LEVELS
from tools.venv import SetupError

ROOT = Path(__file__).parents[2]
unix = pytest.mark.skipif(os.name == "nt", reason="make and sh")


def test_every_command_has_a_module_and_known_environments() -> None:
    for name, command in command_line.COMMANDS.items():
        assert not command.module or find_spec(command.module), name
        assert set(command.levels) <= set(LEVELS), name


def test_make_has_the_same_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", "")
    listed = re.search(r"^COMMANDS = (.*)$", makefile, re.M)
    assert listed and listed[1].split() == ["help", *command_line.COMMANDS]


def test_an_unknown_command_is_rejected(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["everything"]) == 2
    assert "expected one of book, site, " in capsys.readouterr().err


def test_a_failed_setup_is_reported_and_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(root: Path, level: str) -> str:
        raise SetupError("no network")

    monkeypatch.setattr(command_line, "set_up", fail)
    monkeypatch.setattr(command_line.subprocess, "run", pytest.fail)
    assert command_line.main(["book"]) == 1
    assert capsys.readouterr().err == "\nno network\n"


def test_a_command_runs_in_the_first_of_its_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def run(call: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        calls.append(call)
        return subprocess.CompletedProcess(call, 3)

    monkeypatch.setattr(command_line, "set_up", lambda root, level: f"python of {level}")
    monkeypatch.setattr(command_line.subprocess, "run", run)
    assert command_line.main(["site", "--pyodide", "folder"]) == 3
    assert command_line.main(["notebook", "04"]) == 3
    assert command_line.main(["setup"]) == 0
    assert calls == [
        ["python of book", "-m", "tools.build_site", "--pyodide", "folder"],
        ["python of test", "-m", "tools.notebooks", "run", "04"],
    ]


def test_a_command_keeps_the_modules_that_python_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    environments = []

    def run(call: list[str], env: dict[str, str], **options: object) -> object:
        environments.append(env)
        return subprocess.CompletedProcess(call, 0)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.setattr(command_line, "set_up", lambda root, level: "python")
    monkeypatch.setattr(command_line.subprocess, "run", run)
    assert command_line.main(["check"]) == 0
    (environment,) = environments
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["OPENBLAS_NUM_THREADS"] == "7"
    assert environment["PYTHONUTF8"] == "1"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Makefile, the tools and the script, in a path with spaces."""
    root = tmp_path_factory.mktemp("a path") / "with spaces"
    for name in ("requirements", "tools", ".ci"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("requirements.txt", "Makefile"):
        shutil.copy(ROOT / name, root)
    return root


def make(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=root,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@unix
def test_make_without_a_target_lists_the_commands(copy: Path) -> None:
    listed = [line.split()[0] for line in make(copy).stdout.splitlines()]
    assert listed == list(command_line.COMMANDS)


@unix
def test_make_without_python_names_the_versions(copy: Path) -> None:
    result = make(copy, "book", "PYTHON=")
    assert result.returncode != 0
    assert result.stderr.startswith("No Python 3.11 to 3.13 was found. Install one")


@unix
@pytest.mark.parametrize("text", ["exit 1", "echo 'SyntaxError' >&2; exit 1", None])
def test_make_rejects_an_unsuitable_python(copy: Path, tmp_path: Path, text: str | None) -> None:
    python = tmp_path / "an old python"
    if text:
        program(python, text)
    result = make(copy, "book", f"PYTHON={python}")
    assert result.returncode != 0
    assert result.stderr.startswith(f"No Python 3.11 to 3.13 was found as {python}. Install one")


@unix
def test_make_skips_a_python_that_is_too_old(copy: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.13", "python3.11", "python"):
        program(tmp_path / name, "exit 1")
    program(tmp_path / "python3.12", 'test "$1" = -c || echo "this one runs $*"')
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert make(copy, "book", PATH=path).stdout == "this one runs -m tools book\n"
    site = make(copy, "site", "PYODIDE=a folder", PATH=path).stdout
    assert site == "this one runs -m tools site --pyodide a folder\n"
    notebook = make(copy, "notebook", "N=04", PATH=path).stdout
    assert notebook == "this one runs -m tools notebook 04\n"


@unix
def test_serve_before_book_says_so(copy: Path) -> None:
    result = make(copy, "serve")
    assert result.returncode != 0
    assert "make book builds it" in result.stderr


APT = """
echo "apt-get $*"
printf '%s\\n' '#!/bin/sh' 'echo "make $*"' >"${0%/*}/make"
chmod +x "${0%/*}/make"
"""
HERE = {"git": "", "python3": "", "make": 'echo "make $*"'}


@unix
@pytest.mark.parametrize(
    ("there", "installed"),
    [
        ({}, ["make git python3 python3-venv", "firefox-esr"]),
        ({"git": "", "python3": "exit 1", "firefox": ""}, ["make python3 python3-venv"]),
        (HERE, ["firefox-esr"]),
        (HERE | {"firefox-esr": ""}, []),
        (HERE | {"apt-get": 'echo "apt-get $*"; test "$1" = update'}, ["firefox-esr"]),
    ],
)
def test_ci_installs_missing_programs_and_runs_make_test(
    copy: Path, tmp_path: Path, there: dict[str, str], installed: list[str]
) -> None:
    for name, text in ({"apt-get": APT} | there).items():
        program(tmp_path / name, text)
    for name in ("dirname", "chmod"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    lines = subprocess.run(
        [str(shutil.which("bash")), copy / ".ci" / "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert lines[-1] == "make test"
    assert [line.partition("recommends ")[2] for line in lines if " install " in line] == installed


def test_contributing_mentions_every_command() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [name for name in command_line.COMMANDS if f"make {name}" not in text] == []


def test_a_test_without_end_ends_the_run_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_waits.py").write_text(
        "from threading import Event\ndef test_waits_for_ever():\n    Event().wait()\n"
    )
    settings = str(ROOT / "pyproject.toml")
    command = [sys.executable, "-m", "pytest", "-c", settings, "--rootdir", str(tmp_path)]
    command += ["-o", "faulthandler_timeout=1", "-o", "pythonpath=", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode and "1 failed" in done.stdout
    assert "crashed while running 'test_waits.py::test_waits_for_ever'" in done.stdout
    assert "in test_waits_for_ever" in done.stderr
