"""Virtual environments: checks before one is created, and a record of what was installed into it.

Any Python can read this file, and only the standard library is imported. Every error says what is
wrong and what to do about it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)


class SetupError(Exception):
    """A problem of the set-up; the message says what to do about it."""


def check_python(version: tuple[int, ...]) -> None:
    """Raise SetupError unless this version of Python is supported and can create environments."""
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
            f"This Python has no {error.name}, which creates environments. On Debian and Ubuntu: "
            f"apt install python{_dotted(version)}-venv. Then run the same command again."
        ) from error


def check_folder(environment: Path) -> None:
    """Raise SetupError unless an environment can be created in this place."""
    root = environment.parent
    probe = root / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"{root} is not writable ({error.strerror}), and the environment goes there. Copy the "
            "repository to a folder of your own, and run the same command in the copy."
        ) from error
    if environment.exists() and not environment.is_dir():
        raise SetupError(f"{environment} is a file; the environment goes there. Move it away.")
    if os.pathsep in str(environment):
        raise SetupError(
            f"Python cannot create an environment in {root}, because of the {os.pathsep} in this "
            "path. Rename the folder, and run the same command in it."
        )


class Environment:
    """A virtual environment, with a record of the lock files installed into it.

    The record names the version of Python and the folder, so that an environment that was moved,
    or whose creation was interrupted, is not taken for a usable one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = python_of(folder)
        self._file = folder / "installed.json"
        self._created = {"python": _dotted(sys.version_info[:2]), "folder": str(folder)}
        try:
            self._record: dict[str, str] = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            self._record = {}

    @property
    def is_ours(self) -> bool:
        """True if this program began to create it."""
        return self._file.is_file()

    @property
    def is_usable(self) -> bool:
        """True if it was completed here, by this version of Python, and its interpreter starts."""
        if not self._created.items() <= self._record.items():
            return False
        try:
            return subprocess.run([self.python, "-c", ""], check=False).returncode == 0
        except OSError:
            return False

    def create(self) -> None:
        """Create the environment, with pip."""
        import venv

        print(f"Creating the environment {self.folder.name} …", flush=True)
        try:
            self.folder.mkdir()
            self._write({})
            venv.create(self.folder, with_pip=True)
            self._write(self._created)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetupError(
                f"The environment could not be created: {error}. Is the disk full, or does this "
                "Python lack its venv package (on Debian and Ubuntu: apt install python3-venv)?"
            ) from error

    def holds(self, lock: Path) -> bool:
        """True if this lock file was installed, in its present state."""
        return self._record.get(lock.name) == _checksum(lock)

    def add(self, lock: Path) -> None:
        """Record that this lock file has been installed."""
        self._write(self._record | {lock.name: _checksum(lock)})

    def _write(self, record: dict[str, str]) -> None:
        self._record = record
        self._file.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def python_of(folder: Path) -> str:
    """The path of an environment's interpreter."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _checksum(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version[:2]))
