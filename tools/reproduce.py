"""Run all notebooks as on other machines and compare every output: no difference is allowed.

python tools/reproduce.py

Processors are emulated: OpenBLAS is told which kernels to use, NumPy which instructions to leave
alone. The browser's NumPy and matplotlib run in an environment of their own, .venv-browser, made
from requirements/browser.txt; there the figures are counted, not compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ROOT / ".venv-browser"
BROWSER_REQUIREMENTS = ROOT / "requirements" / "browser.txt"

CPUS = {
    "Prescott": "all",
    "Nehalem": "all",
    "Sandybridge": "all",
    "Haswell": "AVX-512",
    "SkylakeX": "",
}
"""OpenBLAS's kernels, and what of NumPy's is switched off: beyond its baseline, all or AVX-512."""

FEWEST_CPUS = 4
VERSIONS = (
    "from importlib.metadata import version as v;"
    'print(f\'numpy {v("numpy")}, matplotlib {v("matplotlib")}\')'
)
FEATURES = "from numpy._core._multiarray_umath import __cpu_dispatch__; print(*__cpu_dispatch__)"


class Setting(NamedTuple):
    """One machine of the matrix."""

    python: Path
    cpu: str
    threads: int

    def environment(self) -> dict[str, str]:
        """What makes this process that machine."""
        dispatched = ask(self.python, FEATURES).split()
        wide = [name for name in dispatched if name == "X86_V4" or name.startswith("AVX512")]
        off = {"all": dispatched, "AVX-512": wide, "": []}[CPUS[self.cpu]]
        threads = str(self.threads)
        changes = {
            "OPENBLAS_CORETYPE": self.cpu,
            "OPENBLAS_NUM_THREADS": threads,
            "OMP_NUM_THREADS": threads,
            "NPY_DISABLE_CPU_FEATURES": " ".join(off),
        }
        return {key: value for key, value in os.environ.items() if key != "CI"} | changes


class Outcome(NamedTuple):
    """What pytest counted, and all it said."""

    passed: int
    failed: int
    said: str


def main() -> int:
    settings = list(matrix([Path(sys.executable), browser_python()]))
    print(f"{'CPU':12} {'kernels in use':16} {'threads':>7}  {'versions':34} passed failed")
    kernels: dict[Path, set[str]] = {}
    failures = []
    for setting in settings:
        environment = setting.environment()
        used = kernel(setting.python, environment)
        outcome = confirm(setting.python, environment)
        kernels.setdefault(setting.python, set()).add(used)
        print(
            f"{setting.cpu:12} {used:16} {setting.threads:7}  {ask(setting.python, VERSIONS):34} "
            f"{outcome.passed:6} {outcome.failed:6}",
            flush=True,
        )
        if outcome.failed or not outcome.passed:
            failures.append((setting, outcome))
    for setting, outcome in failures:
        print(f"\n{setting.cpu}, {setting.threads} threads, {setting.python}\n{outcome.said}")
    fewest = min(kernels.values(), key=len)
    if len(fewest) < FEWEST_CPUS:
        print(f"This machine can only be {', '.join(sorted(fewest))}: {FEWEST_CPUS} are needed.")
    return bool(failures) or len(fewest) < FEWEST_CPUS


def matrix(pythons: list[Path]) -> Iterator[Setting]:
    """Every environment on every processor with one thread and with two."""
    for python in pythons:
        for cpu in CPUS:
            for threads in (1, 2):
                yield Setting(python, cpu, threads)


def browser_python() -> Path:
    """The interpreter of the browser's versions; its environment is made if it is not there."""
    python = BROWSER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = BROWSER / "done"
    if not done.is_file() or done.read_text() != BROWSER_REQUIREMENTS.read_text():
        venv.create(BROWSER, with_pip=True, clear=True)
        install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
        subprocess.run([python, *install, BROWSER_REQUIREMENTS], check=True)
        done.write_text(BROWSER_REQUIREMENTS.read_text())
    return python


def ask(python: Path, program: str) -> str:
    """What a line of Python prints."""
    return subprocess.check_output([python, "-c", program], text=True).strip()


def kernel(python: Path, environment: dict[str, str]) -> str:
    """The kernels that OpenBLAS says it uses."""
    said = subprocess.run(
        [python, "-c", "import numpy"],
        env=environment | {"OPENBLAS_VERBOSE": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout
    return next((line.split()[1] for line in said.splitlines() if line.startswith("Core:")), "?")


def confirm(python: Path, environment: dict[str, str]) -> Outcome:
    """Run all notebooks and count the cells that show what is stored."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ["-o", "addopts=", "-p", "no:cacheprovider", "--quiet", f"--junitxml={report}"]
        result = subprocess.run(
            [python, "-m", "pytest", *options, "chapters", "exercises"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report.is_file():
            return Outcome(0, 1, result.stdout)
        suite = next(ElementTree.parse(report).iter("testsuite"))
    wrong = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    return Outcome(int(suite.attrib["tests"]) - wrong, wrong, result.stdout)


if __name__ == "__main__":
    sys.exit(main())
