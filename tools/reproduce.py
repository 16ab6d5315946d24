"""Run all notebooks as on other machines and compare every output: no difference is allowed.

Other processors are emulated: OpenBLAS is told which kernels to use, and NumPy which instructions
to avoid. The browser's versions of NumPy and matplotlib have an environment of their own,
.venv-browser; with them, figures are counted but not compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tools.setup_env import ROOT, set_up

CPUS = {
    "Prescott": "all",
    "Nehalem": "all",
    "Sandybridge": "all",
    "Haswell": "AVX-512",
    "SkylakeX": "",
}
"""OpenBLAS's kernels, and the NumPy features switched off with them: all optional ones, or AVX-512."""

FEWEST_CPUS = 4
VERSIONS = (
    "from importlib.metadata import version as v;"
    'print(f\'numpy {v("numpy")}, matplotlib {v("matplotlib")}\')'
)
FEATURES = "from numpy._core._multiarray_umath import __cpu_dispatch__; print(*__cpu_dispatch__)"


class Setting(NamedTuple):
    """One machine: versions, a processor, a number of threads."""

    python: Path
    cpu: str
    threads: int

    def environment(self) -> dict[str, str]:
        """The environment variables that turn a process into this machine."""
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
        left = {"CI", "PYTEST_ADDOPTS"}
        return {key: value for key, value in os.environ.items() if key not in left} | changes


class Outcome(NamedTuple):
    """The numbers that pytest counted, and its output."""

    passed: int
    failed: int
    output: str


def main() -> int:
    browser = Path(set_up(ROOT, "browser"))
    settings = list(matrix([Path(sys.executable), browser]))
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
        print(f"\n{setting.cpu}, {setting.threads} threads, {setting.python}\n{outcome.output}")
    fewest = min(kernels.values(), key=len)
    if len(fewest) < FEWEST_CPUS:
        print(f"This machine emulates {', '.join(sorted(fewest))} only: {FEWEST_CPUS} are needed.")
    return bool(failures) or len(fewest) < FEWEST_CPUS


def matrix(pythons: list[Path]) -> Iterator[Setting]:
    """Each environment on each processor, with one thread and with two."""
    for python in pythons:
        for cpu in CPUS:
            for threads in (1, 2):
                yield Setting(python, cpu, threads)


def ask(python: Path, program: str) -> str:
    """The output of a line of Python."""
    return subprocess.check_output([python, "-c", program], text=True).strip()


def kernel(python: Path, environment: dict[str, str]) -> str:
    """The kernels that OpenBLAS reports to use."""
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
    """Run all notebooks and count the cells whose outputs equal the stored ones."""
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
