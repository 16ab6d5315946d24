"""Each errand of CONTRIBUTING.md is performed on a copy: its list of files is complete, its commands
repair the rest, and the checks then pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from nightly import NIGHTLY

ROOT = Path(__file__).parents[2]
MOST_FILES = 5
LEFT_OUT = shutil.ignore_patterns(
    *("_build", "work", "course", "__pycache__", ".git", ".hypothesis", ".venv*", ".*_cache")
)


class Errand(NamedTuple):
    """An errand as CONTRIBUTING.md describes it: the files to edit, and the commands to run."""

    name: str
    files: list[str]
    commands: list[str]


def errands() -> list[Errand]:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = text.partition("## I want to …\n")[2].partition("\n## ")[0]
    found = []
    for part in section.split("\n### … ")[1:]:
        name = part.partition("\n")[0]
        files = re.search(r"\*\*Files:\*\*(.*?)\n\n", part, re.S)
        commands = re.search(r"\*\*Then:\*\*(.*)", part)
        assert files and commands, name
        names = re.findall(r"`(\S+?/\S+?|index\.md)`", files[1])
        found.append(Errand(name, names, re.findall(r"`make ([^`]+)`", commands[1])))
    return found


def module_of(errand: Errand) -> ModuleType:
    words = errand.name.removesuffix(" of the LSTM").replace(" ", "_")
    return import_module(f"errands.{words}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT, tmp_path / "copy", ignore=LEFT_OUT)
    return tmp_path / "copy"


def contents(copy: Path) -> dict[str, bytes]:
    return {
        path.relative_to(copy).as_posix(): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file()
    }


def run(copy: Path, *command: str) -> None:
    """Run Python with these arguments in the copy, which has to succeed."""
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    done = subprocess.run(
        [sys.executable, "-B", *command],
        cwd=copy,
        env=environment | {"PYTHONPATH": str(copy), "RUFF_NO_CACHE": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def commands(copy: Path, chapter: str, tests: list[str]) -> dict[str, Callable[[], None]]:
    """The commands that errands name; what takes long is left to the night, or done in part."""

    def prose() -> None:
        run(copy, "-m", "tools.notebooks", "check", chapter)
        if NIGHTLY:
            run(copy, "-m", "tools.build_book")

    def test() -> None:
        run(copy, "-m", "tools.notebooks", "check", chapter)
        run(copy, "-m", "ruff", "check", ".")
        run(copy, "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", "-q", *tests)
        if NIGHTLY:
            run(copy, "-m", "tools.check")

    def notebook() -> None:
        run(copy, "-m", "tools.notebooks", "run", chapter)

    return {
        "fix": lambda: run(copy, "-m", "tools.fix"),
        "notebook N=NN": notebook,
        "notebooks": notebook if NIGHTLY else lambda: None,
        "prose": prose,
        "test": test,
    }


def matches(name: str, pattern: str) -> bool:
    return fnmatch(name, pattern.replace("NN", "[0-9][0-9]"))


@pytest.mark.parametrize("errand", errands(), ids=lambda errand: errand.name.replace(" ", "-"))
def test_an_errand_needs_the_files_and_the_commands_it_names(errand: Errand, copy: Path) -> None:
    module = module_of(errand)
    before = contents(copy)
    module.perform(copy)
    after = contents(copy)
    edited = {name for name, text in after.items() if before.get(name) != text}
    assert 0 < len(edited) <= MOST_FILES
    unnamed = {
        name for name in edited if not any(matches(name, pattern) for pattern in errand.files)
    }
    assert not unnamed, f"CONTRIBUTING.md does not name {unnamed}"
    chapter = str(getattr(module, "NUMBER", "04"))
    known = commands(copy, chapter, module.TESTS)
    for command in errand.commands:
        known[command]()


def test_the_errands_are_complete() -> None:
    assert [errand.name for errand in errands()] == [
        "fix a typo",
        "change a default",
        "add a variant of the LSTM",
        "add an exercise",
        "add a misconception",
        "add an interactive figure",
        "add a chapter",
    ]
