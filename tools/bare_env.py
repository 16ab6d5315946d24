"""The bare environment: which Python makes it, where, and whether one is there already.

Every refusal says what is wrong and what to do about it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)


class SetupError(Exception):
    """What is wrong, and what to do about it."""


def check_python(version: tuple[int, ...]) -> None:
    if not OLDEST <= version <= NEWEST:
        raise SetupError(
            f"This project runs on Python {_dotted(OLDEST)} to {_dotted(NEWEST)}; this is Python "
            f"{_dotted(version)}. Install one of these, then name it: make PYTHON=python3.12 book"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise SetupError(
            f"This Python has no {error.name}, which makes environments. On Debian and Ubuntu: "
            f"apt install python{_dotted(version)}-venv. Then run the same command again."
        ) from error


def check_folder(root: Path, name: str = ENVIRONMENT) -> None:
    probe = root / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"Nothing can be written into {root} ({error.strerror}). The environment is made "
            "there: copy the folder to a place that is yours, and run the same command in the copy."
        ) from error
    environment = root / name
    if environment.exists() and not environment.is_dir():
        raise SetupError(f"{environment} is a file; the environment goes there. Move it away.")
    if os.pathsep in str(environment):
        raise SetupError(
            f"Python makes no environment in {root}, because of the {os.pathsep} in this path: "
            "rename the folder, and run the same command in it."
        )


class Stamp:
    """What has been installed into an environment: the checksum of each lock, written last."""

    def __init__(self, environment: Path) -> None:
        self._path = environment / "installed.json"
        self._python = python_of(environment)
        self._made = {"python": _dotted(sys.version_info[:2]), "place": str(environment)}
        try:
            self._installed: dict[str, str] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            self._installed = {}

    @property
    def exists(self) -> bool:
        """Whether this program began the environment."""
        return self._path.is_file()

    @property
    def usable(self) -> bool:
        """Whether it was made to its end, here, by this version of Python, which is still there."""
        if not self._made.items() <= self._installed.items():
            return False
        try:
            return subprocess.run([self._python, "-c", ""], check=False).returncode == 0
        except OSError:
            return False

    def holds(self, lock: Path) -> bool:
        return self._installed.get(lock.name) == _checksum(lock)

    def begin(self) -> None:
        self._write({})

    def end(self) -> None:
        self._write(self._made)

    def add(self, lock: Path) -> None:
        self._write(self._installed | {lock.name: _checksum(lock)})

    def _write(self, installed: dict[str, str]) -> None:
        self._installed = installed
        self._path.write_text(json.dumps(installed, indent=1) + "\n", "utf-8")


def create(environment: Path) -> None:
    import venv

    print(f"Making an environment in {environment.name} …", flush=True)
    stamp = Stamp(environment)
    try:
        environment.mkdir()
        stamp.begin()
        venv.create(environment, with_pip=True)
        stamp.end()
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"The environment could not be made: {error}. Is the disk full, or does this Python "
            "lack its venv package (on Debian and Ubuntu: apt install python3-venv)?"
        ) from error


def python_of(environment: Path) -> str:
    return str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _checksum(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version[:2]))
