"""Installing the lock files: with uv, with pip where uv cannot help, and explained where both fail."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from tools import setup_env
from tools.venv import Environment, SetupError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment in a copy of the lock files, in a path with spaces."""
    root = tmp_path_factory.mktemp("a path") / "with spaces"
    shutil.copytree(ROOT / "requirements", root / "requirements")
    shutil.copy(ROOT / "requirements.txt", root)
    environment = Environment(root / ".venv")
    environment.create()
    return environment


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of pip but what the test sets."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


@pytest.mark.usefixtures("only")
def test_a_missing_network_is_reported_and_keeps_the_environment(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("localhost", 0)) as closed:
        host, port = closed.getsockname()[:2]
    monkeypatch.setenv("PIP_INDEX_URL", f"http://{host}:{port}")
    monkeypatch.setenv("PIP_RETRIES", "1")
    root = environment.folder.parent
    with pytest.raises(SetupError, match=r"(?s)no package index can be reached.*again") as raised:
        setup_env.set_up(root, "book")
    assert "WARNING" not in str(raised.value)
    assert Environment(environment.folder).is_usable
    assert not Environment(environment.folder).holds(root / "requirements.txt")
    assert "Creating" not in capsys.readouterr().out


@pytest.mark.usefixtures("only")
def test_a_file_with_another_hash_is_not_installed(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "fake-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("fake.py", "")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"fake==1 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SetupError, match="differs from the one that was locked"):
        setup_env.install(environment, lock, ROOT)


class Runner:
    """Stands in for the programs that are run: a command fails if it contains one of these words."""

    def __init__(self, *failing: str, settings: str = "") -> None:
        self.failing = failing
        self.settings = settings
        self.installed: list[tuple[str, str]] = []

    def __call__(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        if "config" in command:
            return subprocess.CompletedProcess(command, 0, self.settings, "")
        self.installed.append((command[2], Path(command[-1]).name))
        failed = bool({*command, Path(command[-1]).name}.intersection(self.failing))
        return subprocess.CompletedProcess(command, int(failed), "", "no such file")


@pytest.mark.parametrize(
    ("runner", "installed"),
    [
        (Runner(), [("pip", "uv.txt"), ("uv", "lock.txt")]),
        (Runner("uv"), [("pip", "uv.txt"), ("uv", "lock.txt"), ("pip", "lock.txt")]),
        (Runner("uv.txt"), [("pip", "uv.txt"), ("pip", "lock.txt")]),
        (Runner(settings="global.index-url='http://a'\n"), [("pip", "lock.txt")]),
        (Runner(settings=":env:.no-index='1'\n"), [("pip", "lock.txt")]),
        (Runner(settings="global.find-links='a'\n"), [("pip", "uv.txt"), ("uv", "lock.txt")]),
    ],
    ids=["uv", "uv-fails", "no-uv", "index-of-its-own", "no-index", "setting-of-no-matter"],
)
def test_pip_installs_what_uv_cannot(
    runner: Runner,
    installed: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(setup_env, "_run", runner)
    (tmp_path / ".venv").mkdir()
    lock = tmp_path / "lock.txt"
    setup_env.install(Environment(tmp_path / ".venv"), lock, ROOT)
    assert runner.installed == installed


def test_uv_itself_is_locked() -> None:
    text = (ROOT / setup_env.UV).read_text("utf-8")
    assert text.count("==") == 1 and "\nuv==" in text and "--hash=sha256:" in text


def test_packages_are_importable_from_a_path_with_spaces(environment: Environment) -> None:
    root = environment.folder.parent
    (root / "lstm_lib").mkdir()
    (root / "lstm_lib" / "__init__.py").write_text("answer = 42\n")
    setup_env.make_importable(environment, root)
    output = subprocess.run(
        [environment.python, "-c", "import lstm_lib; print(lstm_lib.answer)"],
        cwd=root.parent,
        env={},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output == "42\n"


@pytest.fixture
def nothing_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "LEVELS", {"book": (".venv", [])})
    monkeypatch.setattr(setup_env, "make_importable", lambda *arguments: None)


@pytest.mark.usefixtures("nothing_to_install")
def test_an_interrupted_environment_is_created_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(environment: Path, **options: bool) -> None:
        (environment / "rubbish").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr("venv.create", interrupt)
    with pytest.raises(KeyboardInterrupt):
        setup_env.set_up(tmp_path, "book")
    assert (tmp_path / ".venv" / "rubbish").exists()
    monkeypatch.setattr("venv.create", lambda environment, **options: None)
    setup_env.set_up(tmp_path, "book")
    assert not (tmp_path / ".venv" / "rubbish").exists()
    assert "incomplete" in capsys.readouterr().out


@pytest.mark.usefixtures("nothing_to_install")
def test_an_environment_is_not_removed_by_its_own_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "installed.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    with pytest.raises(SetupError, match=r"own Python cannot do\. Run the same command with"):
        setup_env.set_up(tmp_path, "book")
    assert (tmp_path / ".venv" / "installed.json").exists()


def test_an_environment_of_the_user_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / ".venv" / "mine"
    mine.parent.mkdir()
    mine.touch()
    with pytest.raises(SetupError, match=r"\.venv was not created by this program.*Move it away"):
        setup_env.set_up(tmp_path, "book")
    assert mine.exists()


# Changes of notebooks as text


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(os.name == "nt", reason="the environment is a symbolic link")
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


@pytest.mark.usefixtures("nothing_to_install")
def test_an_environment_without_jupytext_leaves_git_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet")
    monkeypatch.setattr("venv.create", lambda environment, **options: None)
    setup_env.set_up(tmp_path, "book")
    assert "textconv" not in git(tmp_path, "config", "--list", "--local")
