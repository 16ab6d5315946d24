"""Compiled modules for the next start: what is kept is what would be compiled then."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.dont_write_bytecode = True
sys.path[:0] = [{library!r}, {packages!r}]
import standard, package.part
"""
COMPILE = """
from pathlib import Path
from lstm_course.page.compiled import Compiler
compiler = Compiler({library!r}, {packages!r})
steps = 0
while compiler.step():
    steps += 1
library, packages = compiler.archives()
Path({library!r}).write_bytes(library)
Path({kept!r}).write_bytes(packages)
print(steps)
"""
SHOW = "print(standard.VALUE, package.part.VALUE)"


def run(program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_a_start_takes_the_compiled_code_and_does_not_look_at_the_source(tmp_path: Path) -> None:
    library, packages, kept = tmp_path / "std.zip", tmp_path / "packages", tmp_path / "kept.zip"
    with ZipFile(library, "w") as archive:
        archive.writestr("standard.py", "VALUE = 1")
        archive.writestr("unused.py", "VALUE = 0")
    (packages / "package").mkdir(parents=True)
    (packages / "package/__init__.py").write_text("")
    part = packages / "package/part.py"
    part.write_text("VALUE = 2")
    names = {"library": str(library), "packages": str(packages), "kept": str(kept)}
    assert run((PROGRAM + COMPILE).format(**names)) == "3\n"
    with ZipFile(library) as archive:
        assert archive.namelist() == ["standard.py", "unused.py", "standard.pyc"]
    with ZipFile(kept) as archive:
        assert cache_from_source("package/part.py") in archive.namelist()
        archive.extractall(packages)
    part.write_text("raise ValueError('compiled again')")
    assert run(PROGRAM.format(**names) + SHOW) == "1 2\n"
