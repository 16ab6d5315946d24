"""Creating environments on machines with a problem: each error says what is wrong and what to do."""

from __future__ import annotations

import ast
import errno
import json
import os
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.venv import Environment, SetupError, check_folder, check_python

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_check_python_rejects_unsupported_versions(version: tuple[int, int]) -> None:
    with pytest.raises(SetupError, match=r"3\.11 to 3\.13; this is Python .*make PYTHON="):
        check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_check_python_accepts_supported_versions(version: tuple[int, int]) -> None:
    check_python(version)


def test_check_python_rejects_a_python_without_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SetupError, match=r"no ensurepip.*apt install python3\.12-venv"):
        check_python((3, 12))


@pytest.mark.parametrize("name", ["__init__", "__main__", "setup_env", "venv"])
def test_an_unsupported_python_can_read_the_files_that_reject_it(name: str) -> None:
    ast.parse((TOOLS / f"{name}.py").read_text("utf-8"), feature_version=(3, 8))


def test_check_folder_rejects_a_read_only_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(SetupError, match=r"is not writable .*Copy the repository to a folder"):
        check_folder(tmp_path / ".venv")


def test_check_folder_rejects_a_file(tmp_path: Path) -> None:
    (tmp_path / ".venv").touch()
    with pytest.raises(SetupError, match=r"\.venv is a file"):
        check_folder(tmp_path / ".venv")


@pytest.mark.skipif(os.name == "nt", reason="no path contains a ; on Windows")
def test_check_folder_rejects_a_path_separator(tmp_path: Path) -> None:
    (tmp_path / "with:colon").mkdir()
    with pytest.raises(SetupError, match=r"because of the : in this path\. Rename the folder"):
        check_folder(tmp_path / "with:colon" / ".venv")


@pytest.fixture(scope="module")
def created(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("created") / ".venv")
    create = venv.create
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(venv, "create", lambda folder, with_pip: create(folder))  # in less time
        environment.create()
    return environment


@pytest.fixture
def environment(created: Environment) -> Iterator[Environment]:
    """An environment for a test to damage: its record and interpreter are restored."""
    record, python = created.folder / "installed.json", Path(created.python)
    text, moved = record.read_text(), python.with_name("moved")
    assert Environment(created.folder).is_usable
    yield created
    record.write_text(text)
    if moved.is_symlink() or moved.exists():
        moved.rename(python)


@pytest.mark.parametrize(
    "damage", ["interrupted", "truncated", "other python", "moved", "no interpreter"]
)
def test_a_damaged_environment_is_not_usable(environment: Environment, damage: str) -> None:
    record, python = environment.folder / "installed.json", Path(environment.python)
    contents = json.loads(record.read_text())
    if damage == "interrupted":
        record.write_text("{}")
    elif damage == "truncated":
        record.write_text(record.read_text()[:5])
    elif damage == "other python":
        record.write_text(json.dumps(contents | {"python": "3.0"}))
    elif damage == "moved":
        record.write_text(json.dumps(contents | {"folder": "/elsewhere/.venv"}))
    else:
        python.rename(python.with_name("moved"))
    assert not Environment(environment.folder).is_usable
    assert Environment(environment.folder).is_ours


def test_an_installed_lock_file_is_recorded_until_it_changes(
    environment: Environment, tmp_path: Path
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("one")
    assert not environment.holds(lock)
    environment.add(lock)
    assert Environment(environment.folder).holds(lock)
    assert Environment(environment.folder).is_usable
    lock.write_text("two")
    assert not Environment(environment.folder).holds(lock)
