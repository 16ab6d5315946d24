"""Every number that the prose takes from a cell exists, and every one that is kept is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tools.notebook_checks.reading import Notebook, Problem

ROLE = re.compile(r"\{glue(?::\w*)?\}`([^`:]+)(?::[^`:]+)?`")


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield a problem for each name that is glued but not used, used but not glued, or glued twice."""
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
