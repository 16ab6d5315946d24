"""The project's environments, created from the lock files; instant when they are up to date.

    book        .venv: what is needed to read, run and build the book
    test        .venv: the same, and what the tests and checks need
    lecturers   .venv-lecturers: nbgrader, which adds extensions to every Jupyter beside it
    lite        .venv-lite: JupyterLite, which needs an older JupyterLab
    browser     .venv-browser: the versions of NumPy and matplotlib that Python in the browser has

pip installs uv, and uv everything else. Where uv cannot be used, pip does the same more slowly.
Only the standard library is imported.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.venv import Environment, SetupError, check_folder, check_python, python_of

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {
    "book": (".venv", ["requirements.txt"]),
    "test": (".venv", ["requirements.txt", "requirements/test.txt"]),
    "lecturers": (".venv-lecturers", ["requirements/lecturers.txt"]),
    "lite": (".venv-lite", ["requirements/lite.txt"]),
    "browser": (".venv-browser", ["requirements/browser.txt"]),
}
UV = "requirements/uv.txt"
TORCH = "requirements/torch.txt"
TEXTCONV = "-m jupytext --quiet --to md:myst --output -"
NOT_READ_BY_UV = re.compile(r"^\S*\.(index-url|no-index|proxy|client-cert)=", re.M)
"""Settings of pip (in the output of `pip config list`) that uv does not read."""


def set_up(root: Path, level: str) -> str:
    """Bring an environment up to date, whatever its state; returns the path of its interpreter.

    Raises:
        SetupError: if that is impossible; it says what is wrong and what to do about it.
    """
    check_python(sys.version_info[:2])
    name, locks = LEVELS[level]
    check_folder(root / name)
    environment = Environment(root / name)
    if not environment.is_usable:
        if environment.folder.exists():
            if not environment.is_ours:
                raise SetupError(
                    f"{environment.folder} was not created by this program, so it is left alone. "
                    "Move it away (or remove it), and run the same command again."
                )
            if Path(sys.prefix) == environment.folder:
                raise SetupError(
                    f"The environment {name} has to be created again, which its own Python cannot "
                    f"do. Run the same command with another one: {_base_python()}"
                )
            print(f"The environment {name} is incomplete, was moved or has another Python.")
            shutil.rmtree(environment.folder)
        environment.create()
    for lock in locks:
        if not environment.holds(root / lock):
            print(f"Installing {lock} …", flush=True)
            install(environment, root / lock, root)
            environment.add(root / lock)
    if level == "test":
        if not environment.holds(root / TORCH):
            install_torch(environment, root)
            environment.add(root / TORCH)
        show_notebook_changes(root)
    make_importable(environment, root)
    return environment.python


def install(environment: Environment, lock: Path, root: Path) -> None:
    """Install a lock file with uv if possible, otherwise with pip."""
    if not install_with_uv(environment, lock, root):
        install_with_pip(environment, ["--require-hashes", "-r", str(lock)])


def install_with_uv(environment: Environment, lock: Path, root: Path) -> bool:
    """Install a lock file with uv; False if that is impossible, so that pip can try and explain."""
    settings = _run([environment.python, "-m", "pip", "config", "list"]).stdout
    if NOT_READ_BY_UV.search(settings):
        return False
    try:
        if not environment.holds(root / UV):
            uv = ["--only-binary=:all:", "--require-hashes", "-r", str(root / UV)]
            install_with_pip(environment, uv)
            environment.add(root / UV)
    except SetupError:
        return False
    uv = [environment.python, "-m", "uv", "pip", "install", "--python", environment.python]
    return _run([*uv, "--quiet", "--require-hashes", "-r", str(lock)]).returncode == 0


def install_with_pip(environment: Environment, what: list[str]) -> None:
    """Run pip; explain its most likely failures."""
    pip = [environment.python, "-m", "pip", "install", "--quiet", "--no-input"]
    result = _run([*pip, "--disable-pip-version-check", *what])
    if result.returncode == 0:
        return
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    reported = [line for line in lines if not line.startswith("WARNING:")][-6:]
    advice = "Run the same command again; everything installed so far is kept."
    if "No matching distribution" in result.stderr or "onnection" in result.stderr:
        advice = (
            "Most likely no package index can be reached: check the network (behind a proxy, set "
            "HTTPS_PROXY; with an index of your own, configure pip). " + advice
        )
    elif "THESE PACKAGES DO NOT MATCH THE HASHES" in result.stderr:
        advice = (
            "A file differs from the one that was locked: it changed on the way, or at its source. "
            "Do not install it by other means; try another network or index."
        )
    text = "\n  ".join([*reported, advice])
    raise SetupError(f"pip could not install the requirements:\n  {text}")


def install_torch(environment: Environment, root: Path) -> None:
    """Install PyTorch if possible: without it, the tests compare with stored vectors instead."""
    print(f"Installing {TORCH} …", flush=True)
    try:
        install_with_pip(environment, ["--no-deps", "-r", str(root / TORCH)])
        if _run([environment.python, "-c", "import torch"]).returncode:
            _run([environment.python, "-m", "pip", "uninstall", "--quiet", "--yes", "torch"])
            raise SetupError("this build of PyTorch does not start here (it needs a GPU's drivers)")
    except SetupError as error:
        print(f"{error}\nContinuing without PyTorch: the tests use stored vectors instead.")


def make_importable(environment: Environment, root: Path) -> None:
    """Let the environment's Python import the repository's packages, whatever the folder."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    path = Path(_run([environment.python, "-c", code]).stdout.strip()) / "lstm_gate_by_gate.pth"
    path.write_text(f"{root}\n", "utf-8")


def show_notebook_changes(root: Path) -> None:
    """Let git show changes of notebooks as text (see .gitattributes), if this is a checkout."""
    if (root / ".git").exists() and shutil.which("git"):
        textconv = f"{Path(python_of(Path('.venv'))).as_posix()} {TEXTCONV}"
        _run(["git", "-C", str(root), "config", "diff.ipynb.textconv", textconv])


def _base_python() -> str:
    """The interpreter from which this environment was created."""
    return str(getattr(sys, "_base_executable", "python3"))


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
