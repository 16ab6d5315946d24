"""The errands of CONTRIBUTING.md are performed on a copy.

The list of files of each is complete, its commands do the rest, and the tests then pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from errands import add_a_chapter
from nightly import NIGHTLY

ROOT = Path(__file__).parents[2]
MOST_FILES = 5
CHAPTERS = ("04", str(add_a_chapter.NUMBER))
QUIETLY = ("-p", "no:cacheprovider", "-o", "addopts=", "-q")
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


ERRANDS = errands()


def module_of(errand: Errand) -> ModuleType:
    words = errand.name.removesuffix(" of the LSTM").replace(" ", "_")
    return import_module(f"errands.{words}")


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


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[str]]]:
    """A copy in which all errands are performed, and the files that each of them edits."""
    copy = tmp_path_factory.mktemp("errands") / "copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    files = {}
    for errand in ERRANDS:
        before = contents(copy)
        module_of(errand).perform(copy)
        after = contents(copy)
        files[errand.name] = {name for name, text in after.items() if before.get(name) != text}
    return copy, files


def matches(name: str, pattern: str) -> bool:
    return fnmatch(name, pattern.replace("NN", "[0-9][0-9]"))


@pytest.mark.parametrize("errand", ERRANDS, ids=lambda errand: errand.name.replace(" ", "-"))
def test_an_errand_edits_the_files_it_names(
    errand: Errand, edited: tuple[Path, dict[str, set[str]]]
) -> None:
    files = edited[1][errand.name]
    assert 0 < len(files) <= MOST_FILES
    unnamed = {
        name for name in files if not any(matches(name, pattern) for pattern in errand.files)
    }
    assert not unnamed, f"CONTRIBUTING.md does not name {unnamed}"


def test_its_commands_do_the_rest(edited: tuple[Path, dict[str, set[str]]]) -> None:
    """After all errands: what CONTRIBUTING.md tells to run, once; only the night runs all of it."""
    copy, _ = edited
    modules = [module_of(errand) for errand in ERRANDS]
    run(copy, "-m", "tools.fix")
    run(copy, "-m", "tools.notebooks", "run", *CHAPTERS)
    run(copy, "-m", "tools.notebooks", "check", *CHAPTERS)
    files = sorted({file for module in modules for file in module.TESTS})
    selected = " or ".join(f"({module.SELECTED})" for module in modules if module.SELECTED)
    run(copy, "-m", "pytest", *QUIETLY, *files, "-k", selected)
    run(copy, "-m", "tools.generated", "--check")
    if NIGHTLY:
        run(copy, "-m", "tools.notebooks", "run", "chapters", "exercises")
        run(copy, "-m", "tools.check")
        run(copy, "-m", "tools.build_book")


def test_the_errands_are_complete() -> None:
    assert [errand.name for errand in ERRANDS] == [
        "fix a typo",
        "change a default",
        "add a variant of the LSTM",
        "add an exercise",
        "add a misconception",
        "add an interactive figure",
        "add a chapter",
    ]
    commands = {command for errand in ERRANDS for command in errand.commands}
    assert commands == {"fix", "prose", "test", "notebook N=NN", "notebooks"}
