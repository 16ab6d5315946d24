"""Setting up on machines that are not as they should be: each is told what is wrong, what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup_env
from tools.setup_env import SetupError, Stamp
from tools.start import copy_notebooks

ROOT = Path(__file__).parent.parent
unix = pytest.mark.skipif(os.name == "nt", reason="make and sh")


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)])
def test_another_python_is_told_which_ones_do(version: tuple[int, int]) -> None:
    with pytest.raises(SetupError, match=r"3\.11 to 3\.13; this is Python .*make PYTHON="):
        setup_env.check_python(version)


def test_these_pythons_do() -> None:
    for version in [(3, 11), (3, 12), (3, 13)]:
        setup_env.check_python(version)


def test_missing_venv_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SetupError, match=r"no ensurepip.*apt install python3\.12-venv"):
        setup_env.check_python((3, 12))


def test_a_read_only_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(SetupError, match=r"Nothing can be written into .*copy the folder"):
        setup_env.check_folder(tmp_path)


def test_a_file_in_the_environments_place_is_named(tmp_path: Path) -> None:
    (tmp_path / ".venv").touch()
    with pytest.raises(SetupError, match=r"\.venv is a file"):
        setup_env.check_folder(tmp_path)


def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """No index, no folder of packages, and no configuration that names any."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what setting up needs, in a path with spaces, with an environment begun."""
    root = tmp_path_factory.mktemp("a path") / "with spaces"
    shutil.copytree(ROOT / "requirements", root / "requirements")
    shutil.copytree(ROOT / "tools", root / "tools")
    for name in ("requirements.txt", "Makefile"):
        shutil.copy(ROOT / name, root)
    setup_env.create(root / ".venv")
    return root


def test_no_network_is_said_and_keeps_what_is_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_index(monkeypatch)
    with pytest.raises(SetupError, match=r"(?s)no package index can be reached.*again"):
        setup_env.set_up(place, "book")
    assert Stamp(place / ".venv").usable
    assert not Stamp(place / ".venv").holds(place / "requirements.txt")
    assert "made anew" not in capsys.readouterr().out


def test_a_path_with_spaces_works(place: Path) -> None:
    (place / "lstm_lib").mkdir()
    (place / "lstm_lib" / "__init__.py").write_text("answer = 42\n")
    setup_env.make_importable(place / ".venv", place)
    code = "import lstm_lib; print(lstm_lib.answer)"
    python = setup_env.python_of(place / ".venv")
    said = subprocess.run(
        [python, "-c", code], cwd=place.parent, env={}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "42\n"


@pytest.mark.parametrize("damage", ["no stamp", "torn stamp", "other python", "no interpreter"])
def test_a_half_made_environment_is_noticed(tmp_path: Path, place: Path, damage: str) -> None:
    environment = tmp_path / ".venv"
    shutil.copytree(place / ".venv", environment, symlinks=True)
    assert Stamp(environment).usable
    stamp = environment / "installed.json"
    if damage == "no stamp":
        stamp.unlink()
    elif damage == "torn stamp":
        stamp.write_text(stamp.read_text()[:5])
    elif damage == "other python":
        stamp.write_text(json.dumps({"python": "3.0"}))
    else:
        Path(setup_env.python_of(environment)).unlink()
    assert not Stamp(environment).usable


def test_an_environment_that_is_not_usable_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = []
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "rubbish").touch()
    monkeypatch.setattr(setup_env, "create", lambda environment: made.append(environment))
    monkeypatch.setattr(setup_env, "LOCKS", {"book": []})
    monkeypatch.setattr(setup_env, "make_importable", lambda *arguments: None)
    setup_env.set_up(tmp_path, "book")
    assert made == [tmp_path / ".venv"]
    assert not (tmp_path / ".venv" / "rubbish").exists()
    assert "half-made" in capsys.readouterr().out


@unix
def test_make_says_when_there_is_no_python(place: Path) -> None:
    result = subprocess.run(
        ["make", "book", "PYTHON="], cwd=place, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "No Python 3.11 to 3.13 was found" in result.stdout


@unix
def test_make_passes_over_a_python_that_is_too_old(place: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run(
        ["make", "book"], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert "No Python 3.11 to 3.13 was found" in result.stdout


@unix
def test_serve_before_book_says_so(place: Path) -> None:
    result = subprocess.run(
        ["make", "serve"], cwd=place, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "make book builds it" in result.stdout


def test_an_unknown_level_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_env.main(["everything"]) == 2
    assert "expected one of book, test, got everything" in capsys.readouterr().err


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
