"""Every number that prose takes from a cell is there, and none is kept for nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .reading import Notebook, Problem

ROLE = re.compile(r"\{glue(?::\w*)?\}`([^`:]+)(?::[^`:]+)?`")


def check(notebook: Notebook) -> Iterator[Problem]:
    """Glued and used are the same names."""
    made = Counter(
        (output.metadata.scrapbook.name, cell.id)
        for cell in notebook.code
        for output in cell.outputs
        if "scrapbook" in output.get("metadata", {})
    )
    cells: dict[str, list[str]] = {}
    for (name, cell), count in made.items():
        cells.setdefault(name, []).extend([cell] * count)
    used = {name: cell.id for cell in notebook.markdown for name in ROLE.findall(cell.source)}
    for name, cell in used.items():
        if name not in cells:
            yield notebook.problem(
                f"cell {cell}", f"no cell glues {name!r}", f"glue({name!r}, …) in a code cell"
            )
    for name, owners in cells.items():
        if len(owners) > 1:
            wrong = f"{name!r} is glued {len(owners)} times: in {', '.join(owners)}"
            yield notebook.problem(f"cell {owners[-1]}", wrong, "choose another name")
        if name not in used:
            yield notebook.problem(
                f"cell {owners[0]}", f"{name!r} is glued but never used", "use it or delete it"
            )
