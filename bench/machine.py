"""On what the figures were measured."""

from __future__ import annotations

import ctypes
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
MAPS = Path("/proc/self/maps")
CORE_NAMES = [
    f"{prefix}openblas_get_corename{suffix}" for prefix in ("scipy_", "") for suffix in ("64_", "")
]


def has_avx512() -> bool:
    """True if this processor is known to have AVX-512."""
    return CPUINFO.exists() and "avx512f" in CPUINFO.read_text("utf-8")


def widest() -> str:
    """The widest vector instructions of this processor, which compilers at run time choose."""
    return "AVX-512" if has_avx512() else "no AVX-512"


def blas_kernel() -> str:
    """The processor whose kernels NumPy's OpenBLAS uses here; empty where it cannot be told."""
    mapped = MAPS.read_text("utf-8").splitlines() if MAPS.exists() else []
    for path in {line.split(maxsplit=5)[5] for line in mapped if "openblas" in line}:
        library = ctypes.CDLL(path)
        for name in CORE_NAMES:
            if function := getattr(library, name, None):
                function.restype = ctypes.c_char_p
                return f"OpenBLAS {function().decode()}"
    return ""


def processor() -> str:
    """The processor's name."""
    lines = CPUINFO.read_text("utf-8").splitlines() if CPUINFO.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def package(name: str) -> str:
    """The name and version of a package, if it is installed."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} not installed"


def machine() -> str:
    """Processor and versions in one line."""
    wide = "with" if has_avx512() else "without"
    python = f"Python {platform.python_version()}"
    return ", ".join(
        [f"{processor()} {wide} AVX-512", python, package("numpy"), package("torch")],
    )
