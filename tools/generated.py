"""Write every file, and every part of one, that is generated from others.

    python -m tools.generated            write them
    python -m tools.generated --check    report the outdated ones

These are the palette, the data of figures, the pictures of the cell, everything that repeats a
chapter's title (see tools.contents), the accessibility report, the ledger, what follows from the repository's
address (see tools.addressed), the notebooks for learners, and the canonical form of all notebooks. No notebook is
run: one whose code changed keeps its outputs, or has none, until `make notebook` runs it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml

from tools import (
    accessibility,
    addressed,
    contents,
    grammarian,
    ledger,
    stream_networks,
    variant_errors,
)
from tools.exercise_notebooks import all_notebooks, learners, solutions_of
from tools.notebook_checks.form import canonical
from tools.notebook_checks.reading import Problem, read

ROOT = Path(__file__).resolve().parent.parent
SYMBOLS = "chapters/symbols.yml"
PALETTE = "lstm_course/figures/palette.json"
GRAMMARIAN = "lstm_course/explorables/model/grammarian.json"
STREAM_NETWORKS = "lstm_course/explorables/model/stream_networks.json"
VARIANT_ERRORS = "lstm_course/explorables/model/variant_errors.json"
CELL = "_static/lstm_cell.svg"
LIVING_CELL = "_static/living_cell.svg"


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


def pictures() -> Iterator[tuple[str, str]]:
    """The full cell, and the cell at work, each as a standalone file."""
    from lstm_course.figures import Diagram  # it reads the palette
    from tools.living_cell import LivingCell

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.svg"
        for name, drawing in ((CELL, Diagram("output_gate")), (LIVING_CELL, LivingCell())):
            drawing.save(path)
            yield name, path.read_text(encoding="utf-8")


def notebooks() -> Iterator[tuple[str, str]]:
    """The notebooks of the book, in their canonical form."""
    known = contents.chapters(ROOT)
    for path in all_notebooks(ROOT):
        source = solutions_of(path, ROOT) or path
        notebook = read(source, ROOT)
        if isinstance(notebook, Problem):
            raise ValueError(str(notebook))
        node = notebook.node
        contents.update(notebook.path.as_posix(), node, known)
        if source != path:
            node = learners(node, path.name)
            if path.is_file():
                keep_outputs(node, nbformat.read(path, 4))
        yield path.relative_to(ROOT).as_posix(), canonical(node)


def keep_outputs(node: Any, stored: Any) -> None:
    """Give the code cells of a notebook the stored outputs of the cells with the same source."""
    known = {cell.source: cell for cell in stored.cells if cell.cell_type == "code"}
    for cell in node.cells:
        if cell.cell_type == "code" and cell.source in known:
            same = known[cell.source]
            cell.outputs, cell.execution_count = same.outputs, same.execution_count


def files() -> Iterator[tuple[str, str]]:
    """The path and the text of each file; none depends on a later one."""
    yield PALETTE, palette()
    yield GRAMMARIAN, grammarian.text()
    yield STREAM_NETWORKS, stream_networks.text()
    yield VARIANT_ERRORS, variant_errors.text()
    yield from notebooks()
    yield from contents.pages(ROOT).items()
    yield accessibility.PAGE, accessibility.report(ROOT)
    yield ledger.PAGE, ledger.page(ROOT)
    yield addressed.CITATION, addressed.citation(ROOT)
    yield from addressed.copies(ROOT)
    yield from pictures()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    outdated = False
    names = set()
    try:
        for name, text in files():
            path = ROOT / name
            names.add(name)
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            outdated = True
            print(f"{name}: outdated, make fix writes it" if check else f"{name}: written")
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
        for path in addressed.leftovers(ROOT, names):
            outdated = True
            print(
                f"{path.relative_to(ROOT)}: {'not wanted, make fix removes it' if check else 'removed'}"
            )
            if not check:
                path.unlink()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return int(check and outdated)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
