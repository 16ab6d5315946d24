"""Repeat experiments and store their records: `python -m tools.experiments [NAME …]`."""

from __future__ import annotations

import sys

import numpy as np

from tools.experiments import RECORDS, experiments


def main(names: list[str]) -> int:
    known = {name: module for name, module in experiments().items() if hasattr(module, "record")}
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"expected some of {', '.join(known)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    RECORDS.mkdir(exist_ok=True)
    for name in names or known:
        print(f"{name} …", flush=True)
        np.savez_compressed(RECORDS / f"{name}.npz", **known[name].record())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
