"""Make the project's environment from the locked requirements; instant when it is up to date.

    python tools/setup_env.py book        .venv: what it takes to read, run and build the book
    python tools/setup_env.py test        .venv: that, and what the tests and checks need
    python tools/setup_env.py lecturers   .venv-lecturers: nbgrader, which changes every Jupyter
                                          beside it
    python tools/setup_env.py lite        .venv-lite: JupyterLite, of an older JupyterLab

Needs Python 3.11 to 3.13 and a package index, nothing else: only the standard library is imported.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bare_env import ENVIRONMENT, SetupError, Stamp, check_folder, check_python, create, python_of

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "book": ["requirements.txt"],
    "test": ["requirements.txt", "requirements/test.txt"],
    "lecturers": ["requirements/lecturers.txt"],
    "lite": ["requirements/lite.txt"],
}
APART = {"lecturers": ".venv-lecturers", "lite": ".venv-lite"}
"""Environments of their own."""
TORCH = "requirements/torch.txt"
TEXTCONV = "-m jupytext --quiet --to md:myst --output -"


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
    name = APART.get(level, ENVIRONMENT)
    check_folder(root, name)
    environment = root / name
    stamp = Stamp(environment)
    if not stamp.usable:
        if environment.exists():
            if not stamp.exists:
                raise SetupError(
                    f"{environment} was not made by this program, so it is left alone. "
                    "Move it away (or remove it), and run the same command again."
                )
            print(f"The environment in {name} is half-made, moved or of another Python: made anew.")
            shutil.rmtree(environment)
        create(environment)
        stamp = Stamp(environment)
    for lock in LOCKS[level]:
        if not stamp.holds(root / lock):
            print(f"Installing {lock} …", flush=True)
            install(environment, ["--require-hashes", "-r", str(root / lock)], root)
            stamp.add(root / lock)
    if level == "test":
        if not stamp.holds(root / TORCH):
            install_torch(environment, root)
            stamp.add(root / TORCH)
        show_notebook_changes(root)
    make_importable(environment, root)


def install(environment: Path, what: list[str], root: Path) -> None:
    """Run pip; on failure say what it most likely means."""
    pip = [python_of(environment), "-m", "pip", "install", "--quiet", "--no-input", *what]
    quiet = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    result = subprocess.run(
        pip, cwd=root, env=quiet, capture_output=True, text=True, errors="replace", check=False
    )
    if result.returncode == 0:
        return
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith("WARNING:")][-6:]
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
        textconv = f"{Path(python_of(Path(ENVIRONMENT))).as_posix()} {TEXTCONV}"
        config = ["git", "-C", str(root), "config", "diff.ipynb.textconv", textconv]
        subprocess.run(config, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
