"""Keep notebooks of version 0.1 working: modules that moved, and names that changed, since then.

`make start` rewrites the import lines of the learner's copies in work/; the bundle for the browser,
where nobody can rewrite what a visitor keeps, gets modules under the old names.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

MOVED = {
    "lstm_lib.explore": "lstm_course.explorables",
    "lstm_lib.figures": "lstm_course.figures",
    "lstm_lib.grading": "lstm_course.grading",
    "lstm_lib.layouts": "lstm_lib.interop",
    "lstm_lib.notebook": "lstm_course.notebook",
    "lstm_lib.optimizers": "lstm_lib.training",
    "lstm_lib.sequence": "lstm_lib.lstm",
}
RENAMED = {
    "lstm_lib.activations": {
        "sigmoid_slope": "sigmoid_derivative",
        "tanh_slope": "tanh_derivative",
    },
}
FROM = re.compile(r"^([ \t]*)from (lstm_lib(?:\.\w+)*) import ([\w ,]+)$", re.M)
IMPORT = re.compile(r"^([ \t]*)import (lstm_lib\.\w+)(?= as |$)", re.M)
BACKUP = ".before-0.2.ipynb"


def rewrite(source: str) -> str:
    """The source of a cell with its import lines as they have to be now."""
    source = FROM.sub(lambda line: "\n".join(_lines(*line.groups())), source)
    return IMPORT.sub(lambda line: f"{line[1]}import {MOVED.get(line[2], line[2])}", source)


def _lines(indent: str, module: str, names: str) -> list[str]:
    """The import lines that replace one; names keep the meaning that they have in the cell."""
    by_module: dict[str, list[str]] = {}
    for name in (part.strip() for part in names.split(",")):
        old, _, alias = name.partition(" as ")
        moved = MOVED.get(f"{module}.{old}")  # from lstm_lib import figures
        target, new = moved.rsplit(".", 1) if moved else (MOVED.get(module, module), old)
        new = RENAMED.get(module, {}).get(old, new)
        used = alias or old
        by_module.setdefault(target, []).append(new if new == used else f"{new} as {used}")
    return [f"{indent}from {target} import {', '.join(new)}" for target, new in by_module.items()]


def update(work: Path) -> list[Path]:
    """Rewrite the notebooks below `work` that need it; each is kept beside it as it was."""
    changed = []
    for path in sorted(work.rglob("*.ipynb")):
        if path.name.endswith(BACKUP) or ".originals" in path.parts:
            continue
        try:
            notebook = json.loads(path.read_text("utf-8"))
            cells = [cell for cell in notebook["cells"] if _rewritten(cell)]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # not a notebook that Jupyter could open either
        backup = path.with_suffix(BACKUP)
        if cells and not backup.exists():
            backup.write_bytes(path.read_bytes())
            text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
            path.write_text(text, "utf-8", newline="\n")
            changed.append(path)
    return changed


def _rewritten(cell: dict[str, Any]) -> bool:
    """Rewrite a code cell; True if that changed it."""
    source = "".join(cell["source"])
    if cell.get("cell_type") != "code" or rewrite(source) == source:
        return False
    cell["source"] = rewrite(source)
    return True


def additions() -> dict[str, str]:
    """Text to add to the files of the bundle for the browser, by path."""
    modules = {
        f"{old.replace('.', '/')}.py": f"from {new} import *  # noqa: F403\n"
        for old, new in MOVED.items()
    }
    names = {
        f"{module.replace('.', '/')}.py": "".join(f"\n{old} = {new}" for old, new in pairs.items())
        for module, pairs in RENAMED.items()
    }
    return modules | {path: f"{text}\n" for path, text in names.items()}
