"""Measure, print and store: python -m bench"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from bench import SIZES
from bench.measure import times
from bench.report import OTHERS, Times, has_avx512, machine, rows, table

RESULTS = Path(__file__).with_name("results.md")
KERNEL = "SkylakeX"
EXPLANATION = """\
Each figure is the time of the other implementation divided by that of `lstm_lib`: above 1,
`lstm_lib` is faster. In brackets, what was aimed at. Measured on: {machine}."""


def measured(dtype: str, kernel: str = "", who: list[str] | None = None) -> dict[str, Times]:
    """Times at every size that has a target or, in float32, at all."""
    names = ["lstm_lib", *(who or OTHERS[dtype])]
    if not find_spec("torch"):
        names = [name for name in names if "PyTorch" not in name]
    sizes = SIZES if dtype == "float32" else OTHERS[dtype]["PyTorch nn.LSTM"]
    found = {}
    for size in sizes:
        print(f"{dtype} {size} {kernel}".strip(), "…", flush=True)
        found[size] = times(size, dtype, names, kernel)
    return found


def main() -> None:
    parts = ["float32", table(rows(measured("float32"), "float32"))]
    if has_avx512():
        found = measured("float32", KERNEL, ["PyTorch nn.LSTM"])
        parts += [
            f"float32, with OpenBLAS told to use its AVX-512 kernels (`OPENBLAS_CORETYPE={KERNEL}`)",
            table(rows(found, "float32", avx512=True)),
        ]
    parts += ["float64", table(rows(measured("float64"), "float64"))]
    sizes = "Sizes (T, B, D, H): " + ", ".join(f"{k} {tuple(v)}" for k, v in SIZES.items()) + "."
    said = "\n\n".join([EXPLANATION.format(machine=machine()), sizes, *parts])
    RESULTS.write_text(said + "\n", "utf-8")
    print(f"\n{said}\n\nwritten to {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
