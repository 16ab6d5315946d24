"""Write the files that are made from others: the palette, and the picture of the full cell.

python -m tools.generated
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SYMBOLS = "chapters/symbols.yml"
PALETTE = "lstm_course/figures/palette.json"
CELL = "_static/lstm_cell.svg"


def palette() -> str:
    """The name and the colours of each coloured quantity in the table of symbols, as JSON."""
    groups = yaml.safe_load((ROOT / SYMBOLS).read_text(encoding="utf-8")).values()
    coloured = [entry for group in groups for entry in group if "colour" in entry]
    shades = ("line", "light", "dark")
    colours = {
        entry["code"]: {"name": entry["name"], **{key: entry["colour"][key] for key in shades}}
        for entry in coloured
    }
    return json.dumps(colours, indent=2) + "\n"


def cell() -> str:
    """The full cell, standalone."""
    from lstm_course.figures import Diagram  # it reads the palette

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cell.svg"
        Diagram("output_gate").save(path)
        return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    (ROOT / PALETTE).write_text(palette(), encoding="utf-8", newline="\n")
    (ROOT / CELL).write_text(cell(), encoding="utf-8", newline="\n")
