"""tools.reproduce: a machine is emulated as announced, and a difference is counted."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from injected_faults import CAUGHT_RUNNING

from tools import reproduce
from tools.reproduce import Setting

HERE = Path(sys.executable)
ENABLED = (
    "from numpy._core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f;"
    "print(*[name for name in d if f[name]])"
)


def test_matrix_is_every_cpu_with_one_and_two_threads_in_both_environments() -> None:
    settings = list(reproduce.matrix([HERE, Path("other")]))
    assert len(settings) == len(set(settings)) == len(reproduce.CPUS) * 2 * 2
    assert len(reproduce.CPUS) >= reproduce.FEWEST_CPUS


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="emulates x86 only")
@pytest.mark.parametrize("cpu", reproduce.CPUS)
def test_an_emulated_cpu_lacks_what_it_should(cpu: str) -> None:
    environment = Setting(HERE, cpu, 2).environment()
    output = subprocess.check_output([HERE, "-c", ENABLED], env=environment, text=True)
    left = set(output.split())
    assert "CI" not in environment
    assert environment["OPENBLAS_NUM_THREADS"] == "2"
    if reproduce.CPUS[cpu] == "all":
        assert not left
    elif reproduce.CPUS[cpu] == "AVX-512":
        assert not {name for name in left if name == "X86_V4" or name.startswith("AVX512")}


def test_a_difference_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("chapters", "exercises", "lstm_course", "lstm_lib", "tools"):
        shutil.copytree(reproduce.ROOT / part, tmp_path / part)
    for part in ("conftest.py", "requirements.txt"):
        shutil.copy(reproduce.ROOT / part, tmp_path)
    path, *others = sorted(tmp_path.rglob("*.ipynb"))
    for other in others:
        other.unlink()
    node = json.loads(path.read_text(encoding="utf-8"))
    plant = next(plant for plant in CAUGHT_RUNNING if plant.kind == "number-in-text")
    plant.change(node)
    path.write_text(json.dumps(node), encoding="utf-8")
    monkeypatch.setattr(reproduce, "ROOT", tmp_path)
    outcome = reproduce.confirm(HERE, Setting(HERE, "Haswell", 1).environment())
    assert outcome.failed == 1
    assert outcome.passed > 1
    assert plant.says in outcome.output
