"""Make the project's environment, .venv, from the locked requirements; instant when it is up to date.

    python tools/setup_env.py book      what it takes to read, run and build the book
    python tools/setup_env.py test      that, and what the tests and checks need

Needs Python 3.11 to 3.13 and a package index, nothing else: only the standard library is imported.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
LOCKS = {"book": ["requirements.txt"], "test": ["requirements.txt", "requirements/test.txt"]}
TORCH = "requirements/torch.txt"
TEXTCONV = f"{ENVIRONMENT}/bin/python -m jupytext --quiet --to md:myst --output -"


class SetupError(Exception):
    """What is wrong, and what to do about it."""


def main(arguments: list[str]) -> int:
    level = arguments[0] if arguments else "book"
    if level not in LOCKS:
        print(f"expected one of {', '.join(LOCKS)}, got {level}", file=sys.stderr)
        return 2
    try:
        set_up(ROOT, level)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def set_up(root: Path, level: str) -> None:
    """Bring the environment to this level, from whatever state it is in."""
    check_python(sys.version_info[:2])
    check_folder(root)
    environment = root / ENVIRONMENT
    stamp = Stamp(environment)
    if not stamp.usable:
        if environment.exists():
            print("The environment in .venv is half-made or of another Python: it is made anew.")
            shutil.rmtree(environment)
        create(environment)
        stamp = Stamp(environment)
    for lock in LOCKS[level]:
        if not stamp.holds(root / lock):
            print(f"Installing {lock} …", flush=True)
            install(environment, ["--require-hashes", "-r", str(root / lock)], root)
            stamp.add(root / lock)
    if level == "test" and not stamp.holds(root / TORCH):
        install_torch(environment, root)
        stamp.add(root / TORCH)
    make_importable(environment, root)
    show_notebook_changes(root)


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


def check_folder(root: Path) -> None:
    probe = root / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"Nothing can be written into {root} ({error.strerror}). The environment is made "
            "there: copy the folder to a place that is yours, and run the same command in the copy."
        ) from error
    environment = root / ENVIRONMENT
    if environment.exists() and not environment.is_dir():
        raise SetupError(f"{environment} is a file; the environment goes there. Move it away.")


class Stamp:
    """What has been installed into an environment: the checksum of each lock, written last."""

    def __init__(self, environment: Path) -> None:
        self._path = environment / "installed.json"
        self._python = python_of(environment)
        try:
            self._installed: dict[str, str] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            self._installed = {}

    @property
    def usable(self) -> bool:
        """Whether the environment was made to its end, and its Python is there and the same."""
        if self._installed.get("python") != _dotted(sys.version_info[:2]):
            return False
        try:
            return subprocess.run([self._python, "-c", ""], check=False).returncode == 0
        except OSError:
            return False

    def holds(self, lock: Path) -> bool:
        return self._installed.get(lock.name) == _checksum(lock)

    def add(self, lock: Path) -> None:
        self._installed |= {lock.name: _checksum(lock)}
        self._write()

    def begin(self) -> None:
        self._installed = {"python": _dotted(sys.version_info[:2])}
        self._write()

    def _write(self) -> None:
        self._path.write_text(json.dumps(self._installed, indent=1) + "\n", "utf-8")


def create(environment: Path) -> None:
    import venv

    print(f"Making an environment in {ENVIRONMENT} …", flush=True)
    try:
        venv.create(environment, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            f"The environment could not be made: {error}. Is the disk full, or does this Python "
            "lack its venv package (on Debian and Ubuntu: apt install python3-venv)?"
        ) from error
    Stamp(environment).begin()


def install(environment: Path, what: list[str], root: Path) -> None:
    """Run pip; on failure say what it most likely means."""
    pip = [python_of(environment), "-m", "pip", "install", "--quiet", "--no-input", *what]
    quiet = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    result = subprocess.run(
        pip, cwd=root, env=quiet, capture_output=True, text=True, errors="replace", check=False
    )
    if result.returncode == 0:
        return
    said = [line for line in result.stderr.splitlines() if line.strip()][-6:]
    advice = "Run the same command again; what is installed already is kept."
    if "No matching distribution" in result.stderr or "onnection" in result.stderr:
        advice = (
            "Most likely no package index can be reached: check the network (behind a proxy, set "
            "HTTPS_PROXY; with an index of your own, configure pip). " + advice
        )
    elif "THESE PACKAGES DO NOT MATCH THE HASHES" in result.stderr:
        advice = (
            "A file is not the one that was locked: it changed on the way, or at its source. "
            "Do not install it otherwise; try another network or index."
        )
    raise SetupError("pip could not install the requirements:\n  " + "\n  ".join([*said, advice]))


def install_torch(environment: Path, root: Path) -> None:
    """PyTorch if it can be had: without it, the tests compare with stored vectors instead."""
    print(f"Installing {TORCH} …", flush=True)
    try:
        install(environment, ["--no-deps", "-r", str(root / TORCH)], root)
        works = [python_of(environment), "-c", "import torch"]
        if subprocess.run(works, capture_output=True, check=False).returncode:
            remove = [python_of(environment), "-m", "pip", "uninstall", "--quiet", "--yes", "torch"]
            subprocess.run(remove, check=False)
            raise SetupError("this build of PyTorch does not start here (it needs a GPU's drivers)")
    except SetupError as error:
        print(f"{error}\nGoing on without PyTorch: stored vectors stand in for it in the tests.")


def make_importable(environment: Path, root: Path) -> None:
    """Let the environment's Python import lstm_lib from the repository, from any folder."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    said = subprocess.run(
        [python_of(environment), "-c", code], capture_output=True, text=True, check=True
    )
    path = Path(said.stdout.strip()) / "lstm_gate_by_gate.pth"
    path.write_text(f"{root}\n", "utf-8")


def show_notebook_changes(root: Path) -> None:
    """Let git show changes of notebooks as text (see .gitattributes), if this is a checkout."""
    if (root / ".git").exists() and shutil.which("git"):
        config = ["git", "-C", str(root), "config", "diff.ipynb.textconv", TEXTCONV]
        subprocess.run(config, check=False)


def python_of(environment: Path) -> str:
    windows = environment / "Scripts" / "python.exe"
    return str(windows if os.name == "nt" else environment / "bin" / "python")


def _checksum(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version[:2]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
