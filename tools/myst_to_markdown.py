"""Convert the notebooks for a plain Jupyter: the book's roles and directives become markdown.

python -m tools.myst_to_markdown FOLDER

Code, metadata and ids of cells stay as they are. Outputs are left out: the reader makes them by
running the cells, and a prediction is not given away. An equation keeps the names of its symbols
below it; a reference becomes a link to its notebook; a glued number is written out; a link to a
page that is not a notebook becomes plain text.
"""

from __future__ import annotations

import ast
import posixpath
import re
import shutil
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from pybtex.database import BibliographyData, Entry, parse_file

from extensions import symbols
from extensions.symbols import Form, Quantity
from tools.notebook_checks.course import committed_notebooks

ROOT = Path(__file__).resolve().parent.parent
LABEL = re.compile(r"^\(([\w.-]+)\)=\n", re.M)
EQUATION_LABEL = re.compile(r"^`{3}\{equation\} (\S+)$", re.M)
DIRECTIVE = re.compile(r"^(`{3,})\{([\w-]+)\} ?(.*)\n((?s:.*?))^\1$", re.M)
OPTION = re.compile(r"^:(\w+): (.*)\n", re.M)
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
TARGET = re.compile(r"(.+?)\s*<(.+)>", re.S)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
READ = (
    "bench/tricks.md",
    "chapters/data/*/LICENSE",
    "chapters/data/*/*.npz",
    "chapters/data/*/*.wav",
    "chapters/records/*.npz",
    "chapters/vectors/*.npz",
    "exercises/record_digits.md",
)
"""Files that notebooks read, and a page that one of them links to."""

GLUED = "application/papermill.record/text/plain"


class Course:
    """Everything a notebook may refer to: labels, other notebooks, sources, symbols."""

    def __init__(self, root: Path) -> None:
        paths = committed_notebooks(root)
        self.nodes = {str(path.relative_to(root).as_posix()): _read(path) for path in paths}
        self.symbols = symbols.load(root / "chapters" / "symbols.yml")
        self.sources: BibliographyData = parse_file(str(root / "chapters" / "references.bib"))
        self.labels = {
            label: name
            for name, node in self.nodes.items()
            for cell in node.cells
            for pattern in (LABEL, EQUATION_LABEL)
            for label in pattern.findall(cell.source)
        }

    def plain(self, name: str) -> Any:
        """The notebook of this name, in plain markdown."""
        node = deepcopy(self.nodes[name])
        glued = {
            output.metadata.scrapbook.name: str(ast.literal_eval(output.data[GLUED]))
            for cell in node.cells
            for output in cell.get("outputs", [])
            if "scrapbook" in output.get("metadata", {})
        }
        writer = Writer(self, name, glued)
        for cell in node.cells:
            if cell.cell_type == "markdown":
                cell.source = writer.markdown(cell.source)
            else:
                cell.outputs, cell.execution_count = [], None
        return node


class Writer:
    """Rewrites the markdown of one notebook."""

    def __init__(self, course: Course, name: str, glued: dict[str, str]) -> None:
        self.course = course
        self.name = name
        self.glued = glued
        self.roles: dict[str, Callable[[str], str]] = {
            "math": lambda text: f"${text}$",
            "glue:text": lambda text: self.glued[text],
            "ref": self._reference,
            "cite": self._cited,
            "cite:t": self._named,
        }
        self.directives: dict[str, Callable[[str, str], str]] = {
            "dropdown": _folded,
            "equation": self._equation,
            "symbol-table": self._table,
        }

    def markdown(self, text: str) -> str:
        text = LABEL.sub("", text)
        text = DIRECTIVE.sub(lambda found: self.directives[found[2]](found[3], found[4]), text)
        text = ROLE.sub(lambda found: self.roles[found[1]](found[2]), text)
        return LINK.sub(self._link, text)

    def _reference(self, text: str) -> str:
        """A link, or plain text if it would lead to the same notebook."""
        found = TARGET.fullmatch(text)
        if not found:
            raise ValueError(f"{self.name}: expected words <label> in {{ref}}`{text}`")
        target = self.course.labels[found[2]]
        return found[1] if target == self.name else f"[{found[1]}]({self._path(target)})"

    def _path(self, target: str) -> str:
        return posixpath.relpath(target, posixpath.dirname(self.name))

    def _link(self, found: re.Match[str]) -> str:
        words, target = found[1], found[2]
        path = target if target.endswith((".ipynb", ".md")) else f"{target}.ipynb"
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path))
        return f"[{words}]({path})" if whole in {*self.course.nodes, *READ} else words

    def _cited(self, keys: str) -> str:
        return f"({'; '.join(' '.join(self._source(key)) for key in keys.split(','))})"

    def _named(self, key: str) -> str:
        names, *year = self._source(key)
        return f"{names} ({year[0]})" if year else names

    def _source(self, key: str) -> list[str]:
        """The authors of a source, and its year if that is known."""
        entry: Entry = self.course.sources.entries[key.strip()]
        names = [" ".join(map(str, one.rich_last_names)) for one in entry.persons["author"]]
        shown = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
        return [shown, entry.fields["year"]] if "year" in entry.fields else [shown]

    def _equation(self, label: str, body: str) -> str:
        options = dict(OPTION.findall(body))
        known = symbols.by_id(self.course.symbols)
        named = [known[id] for id in options["symbols"].split()]
        legend = ", ".join(f"${form.latex}$ {quantity.name}" for quantity, form in named)
        return f"$$\n{OPTION.sub('', body).strip()}\n$$\n\n*{legend}*"

    def _table(self, group: str, body: str) -> str:
        rows = [_row(one) for one in self.course.symbols if one.group == group]
        head = ["Name", "t-notation", "Jaeger", "Code", "Shape", "Range"]
        return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _read(path: Path) -> Any:
    return nbformat.read(path, 4)


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body.strip()}\n\n</details>"


def _row(quantity: Quantity) -> list[str]:
    code = f"`{quantity.code}`" if quantity.code else "–"
    forms = [_form(quantity.t), _form(quantity.jaeger)]
    return [quantity.name, *forms, code, quantity.shape, quantity.range]


def _form(form: Form | None) -> str:
    return f"${form.latex}$".replace("|", r"\vert ") if form else "–"


def write(root: Path, folder: Path) -> None:
    """Write all notebooks, and the files they read, at the same places as in the repository."""
    course = Course(root)
    for name in course.nodes:
        nbformat.write(course.plain(name), _place(folder / name))
    for pattern in READ:
        for path in root.glob(pattern):
            shutil.copyfile(path, _place(folder / path.relative_to(root)))


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    write(ROOT, Path(sys.argv[1]))
