"""Setting up on machines that are not as they should be: each is told what is wrong, what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bare_env
import nbformat
import pytest
import setup_env
from bare_env import SetupError, Stamp
from nbformat.v4 import new_markdown_cell, new_notebook
from start import copy_notebooks

ROOT = Path(__file__).parents[2]
unix = pytest.mark.skipif(os.name == "nt", reason="make and sh")


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_another_python_is_told_which_ones_do(version: tuple[int, int]) -> None:
    with pytest.raises(SetupError, match=r"3\.11 to 3\.13; this is Python .*make PYTHON="):
        bare_env.check_python(version)


def test_these_pythons_do() -> None:
    for version in [(3, 11), (3, 12), (3, 13)]:
        bare_env.check_python(version)


def test_missing_venv_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SetupError, match=r"no ensurepip.*apt install python3\.12-venv"):
        bare_env.check_python((3, 12))


def test_a_read_only_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(SetupError, match=r"Nothing can be written into .*copy the folder"):
        bare_env.check_folder(tmp_path)


def test_a_file_in_the_environments_place_is_named(tmp_path: Path) -> None:
    (tmp_path / ".venv").touch()
    with pytest.raises(SetupError, match=r"\.venv is a file"):
        bare_env.check_folder(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="no folder has a ; in its path")
def test_a_path_in_which_python_makes_no_environment_is_named(tmp_path: Path) -> None:
    (tmp_path / "with:colon").mkdir()
    with pytest.raises(SetupError, match=r"because of the : in this path: rename the folder"):
        bare_env.check_folder(tmp_path / "with:colon")


def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that refuses connections, no other, and no configuration that names any."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with socket.create_server(("localhost", 0)) as closed:
        host, port = closed.getsockname()[:2]
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{host}:{port}")
    monkeypatch.setenv("PIP_RETRIES", "1")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what setting up needs, in a path with spaces, with an environment begun."""
    root = tmp_path_factory.mktemp("a path") / "with spaces"
    shutil.copytree(ROOT / "requirements", root / "requirements")
    shutil.copytree(ROOT / "tools", root / "tools")
    shutil.copytree(ROOT / ".ci", root / ".ci")
    for name in ("requirements.txt", "Makefile"):
        shutil.copy(ROOT / name, root)
    bare_env.create(root / ".venv")
    return root


def test_no_network_is_said_and_keeps_what_is_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_index(monkeypatch)
    with pytest.raises(SetupError, match=r"(?s)no package index can be reached.*again") as raised:
        setup_env.set_up(place, "book")
    assert "WARNING" not in str(raised.value)
    assert Stamp(place / ".venv").usable
    assert not Stamp(place / ".venv").holds(place / "requirements.txt")
    assert "made anew" not in capsys.readouterr().out


def test_a_path_with_spaces_works(place: Path) -> None:
    (place / "lstm_lib").mkdir()
    (place / "lstm_lib" / "__init__.py").write_text("answer = 42\n")
    setup_env.make_importable(place / ".venv", place)
    code = "import lstm_lib; print(lstm_lib.answer)"
    python = bare_env.python_of(place / ".venv")
    said = subprocess.run(
        [python, "-c", code], cwd=place.parent, env={}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "42\n"


@pytest.fixture
def environment(place: Path) -> Iterator[Path]:
    """The environment of `place`, for a test to damage: stamp and interpreter are put back."""
    environment = place / ".venv"
    stamp, python = environment / "installed.json", Path(bare_env.python_of(environment))
    text, aside = stamp.read_text(), python.with_name("aside")
    assert Stamp(environment).usable
    yield environment
    stamp.write_text(text)
    if aside.is_symlink() or aside.exists():
        aside.rename(python)


@pytest.mark.parametrize("damage", ["begun", "torn", "other python", "moved", "no interpreter"])
def test_a_half_made_environment_is_noticed(environment: Path, damage: str) -> None:
    stamp, python = environment / "installed.json", Path(bare_env.python_of(environment))
    held = json.loads(stamp.read_text())
    if damage == "begun":
        Stamp(environment).begin()
    elif damage == "torn":
        stamp.write_text(stamp.read_text()[:5])
    elif damage == "other python":
        stamp.write_text(json.dumps(held | {"python": "3.0"}))
    elif damage == "moved":
        stamp.write_text(json.dumps(held | {"place": "/elsewhere/.venv"}))
    else:
        python.rename(python.with_name("aside"))
    assert not Stamp(environment).usable
    assert Stamp(environment).exists


def test_an_interrupted_environment_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(environment: Path, **options: bool) -> None:
        (environment / "rubbish").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(setup_env, "LOCKS", {"book": []})
    monkeypatch.setattr(setup_env, "make_importable", lambda *arguments: None)
    monkeypatch.setattr("venv.create", interrupt)
    with pytest.raises(KeyboardInterrupt):
        setup_env.set_up(tmp_path, "book")
    assert (tmp_path / ".venv" / "rubbish").exists()
    monkeypatch.setattr("venv.create", lambda environment, **options: None)
    setup_env.set_up(tmp_path, "book")
    assert not (tmp_path / ".venv" / "rubbish").exists()
    assert "half-made" in capsys.readouterr().out


def test_an_environment_of_the_user_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / ".venv" / "mine"
    mine.parent.mkdir()
    mine.touch()
    with pytest.raises(SetupError, match=r"\.venv was not made by this program.*Move it away"):
        setup_env.set_up(tmp_path, "book")
    assert mine.exists()


def make(place: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=place,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def fake(path: Path, program: str) -> None:
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)


@unix
def test_make_says_when_there_is_no_python(place: Path) -> None:
    result = make(place, "book", "PYTHON=")
    assert result.returncode != 0
    assert result.stderr.startswith("No Python 3.11 to 3.13 was found. Install one")


@unix
@pytest.mark.parametrize("program", ["exit 1", "echo 'SyntaxError' >&2; exit 1", None])
def test_make_says_when_the_python_it_is_given_does_not_do(
    place: Path, tmp_path: Path, program: str | None
) -> None:
    python = tmp_path / "an old python"
    if program:
        fake(python, program)
    result = make(place, "book", f"PYTHON={python}")
    assert result.returncode != 0
    assert result.stderr.startswith(f"No Python 3.11 to 3.13 was found as {python}. Install one")


@unix
def test_make_passes_over_a_python_that_is_too_old(place: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.13", "python3.11", "python"):
        fake(tmp_path / name, "exit 1")
    fake(tmp_path / "python3.12", 'test "$1" = -c || echo "this one runs $*"')
    result = make(place, "book", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert result.stdout.startswith("this one runs tools/setup_env.py book\n")


@unix
def test_serve_before_book_says_so(place: Path) -> None:
    result = make(place, "serve")
    assert result.returncode != 0
    assert "make book builds it" in result.stdout


APT = """
echo "apt-get $*"
printf '%s\\n' '#!/bin/sh' 'echo "make $*"' >"${0%/*}/make"
chmod +x "${0%/*}/make"
"""


@unix
@pytest.mark.parametrize(
    ("there", "installed"),
    [
        ({}, ["make git python3 python3-venv"]),
        ({"git": "", "python3": "exit 1"}, ["make python3 python3-venv"]),
        ({"git": "", "python3": "", "make": 'echo "make $*"'}, []),
    ],
)
def test_ci_installs_what_a_machine_lacks_and_runs_make_test(
    place: Path, tmp_path: Path, there: dict[str, str], installed: list[str]
) -> None:
    for name, program in (there | {"apt-get": APT}).items():
        fake(tmp_path / name, program)
    for name in ("dirname", "chmod"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    said = subprocess.run(
        [str(shutil.which("bash")), place / ".ci" / "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert said[-1] == "make test"
    assert [line.partition("recommends ")[2] for line in said if " install " in line] == installed


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@unix
def test_git_shows_changes_of_notebooks_as_text(tmp_path: Path) -> None:
    setup_env.show_notebook_changes(tmp_path)  # no checkout: nothing happens
    notebook = tmp_path / "chapters" / "01.ipynb"
    notebook.parent.mkdir()
    git(tmp_path, "init", "--quiet")
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    nbformat.write(new_notebook(cells=[new_markdown_cell("before", id="a")]), notebook)
    git(tmp_path, "add", "chapters")
    nbformat.write(new_notebook(cells=[new_markdown_cell("after", id="a")]), notebook)
    setup_env.show_notebook_changes(tmp_path)
    shown = git(notebook.parent, "diff").splitlines()
    assert [line for line in shown if line.startswith(("-b", "+a"))] == ["-before", "+after"]
    assert not any("cells" in line for line in shown)


def test_an_environment_without_jupytext_leaves_git_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet")
    monkeypatch.setattr("venv.create", lambda environment, **options: None)
    monkeypatch.setattr(setup_env, "LOCKS", {"book": []})
    monkeypatch.setattr(setup_env, "make_importable", lambda *arguments: None)
    setup_env.set_up(tmp_path, "book")
    assert "textconv" not in git(tmp_path, "config", "--list", "--local")


def test_an_unknown_level_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_env.main(["everything"]) == 2
    assert "expected one of book, test, lecturers, lite, got everything" in capsys.readouterr().err


def test_notebooks_are_copied_once_and_never_overwritten(tmp_path: Path) -> None:
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


def test_exercises_and_their_solutions_are_copied_where_their_links_lead(tmp_path: Path) -> None:
    copied = {str(path.relative_to(tmp_path)) for path in copy_notebooks(ROOT, tmp_path)}
    name = "04_input_gate.ipynb"
    assert {
        f"{place}/{name}" for place in ("chapters", "exercises", "exercises/solutions")
    } <= copied
