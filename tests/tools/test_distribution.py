"""`pip install .` gives a library that needs NumPy alone; the extra `course` gives the rest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from nightly import NIGHTLY

from tools.venv import python_of

ROOT = Path(__file__).parents[2]
PACKAGES = ("lstm_lib", "lstm_course")
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE, OUTPUT = (
    re.findall(rf"```{language}\n(.*?)```", README, re.S)[0] for language in ("python", "text")
)
EVERYTHING = """
import importlib, pkgutil
import lstm_course, lstm_lib
for package in lstm_lib, lstm_course:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
from lstm_course.explorables import explorable
from lstm_course.figures import use_style
use_style()
assert "lstm-explorable" in explorable("layer").html()
from lstm_lib.tasks import series
for name in series.NAMES:
    getattr(series, name)()
"""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def uv(*arguments: str | Path, cwd: Path) -> None:
    run(sys.executable, "-m", "uv", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that is packed."""
    copy = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name)
        (copy / name / "__pycache__").mkdir(exist_ok=True)
        (copy / name / "__pycache__" / "compiled.pyc").touch()
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text"):
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, ".", cwd=source)
    (wheel,) = (source / "dist").glob("*.whl")
    return wheel


def installed(folder: Path, *requirements: str | Path) -> Path:
    """The Python of a new environment with these requirements, from uv's cache if it has them."""
    uv("venv", "--python", sys.executable, folder / "environment", cwd=folder)
    python = python_of(folder / "environment")
    command = ("pip", "install", "--python", python, *requirements)
    try:
        uv(*command, "--offline", cwd=folder)
    except AssertionError:
        uv(*command, cwd=folder)
    return Path(python)


def test_the_wheel_has_every_file_of_both_packages(wheel: Path, source: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.split("/")[0] in PACKAGES}
    files = (path for name in PACKAGES for path in (source / name).rglob("*") if path.is_file())
    kept = (path for path in files if path.parent.name != "__pycache__")
    assert packed == {path.relative_to(source).as_posix() for path in kept}


def test_the_library_needs_numpy_alone(wheel: Path, tmp_path: Path) -> None:
    locked = ["--constraints", ROOT / "requirements.txt"]
    python = installed(tmp_path, *locked, wheel)
    listed = (
        "from importlib.metadata import distributions as d; print(*sorted(x.name for x in d()))"
    )
    assert run(python, "-c", listed, cwd=tmp_path).split() == ["lstm-gate-by-gate", "numpy"]
    assert run(python, "-c", EXAMPLE, cwd=tmp_path) == OUTPUT


def test_the_extra_adds_the_course(wheel: Path, tmp_path: Path) -> None:
    locked = ["--constraints", ROOT / "requirements.txt"]
    python = installed(tmp_path, *locked, f"lstm-gate-by-gate[course] @ {wheel.as_uri()}")
    assert run(python, "-c", EXAMPLE, cwd=tmp_path) == OUTPUT
    run(python, "-c", EVERYTHING, cwd=tmp_path)


@pytest.mark.skipif(not NIGHTLY, reason="asks the network for old versions")
def test_the_oldest_allowed_versions_suffice(wheel: Path, source: Path, tmp_path: Path) -> None:
    oldest = ["--resolution", "lowest-direct", "--extra", "course"]
    python = installed(tmp_path, *oldest, "-r", source / "pyproject.toml")
    uv("pip", "install", "--no-deps", "--python", python, wheel, cwd=tmp_path)
    assert run(python, "-c", EXAMPLE, cwd=tmp_path) == OUTPUT
    run(python, "-c", EVERYTHING, cwd=tmp_path)
