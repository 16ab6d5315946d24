"""A function written out in a chapter equals the library's, word for word.

A tag of the cell names it: `library:lstm_lib.layer.layer`. The chapter may omit the docstring, the
annotations and the leading statements that check arguments; nothing else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.notebook_checks.reading import Notebook, Problem

TAG = "library:"
Definition = ast.FunctionDef | ast.ClassDef


def check(notebook: Notebook) -> Iterator[Problem]:
    """Yield a problem for each definition that the library has too and that is not equal to it."""
    library = definitions(notebook.root / "lstm_lib")
    exported = exports(notebook.root / "lstm_lib")
    by_name = {full.rsplit(".", 1)[1]: full for full in library}
    by_name = {name: full for name, full in by_name.items() if "._" not in full or name in exported}
    for cell in notebook.code:
        where = f"cell {cell.id}"
        tagged = {
            tag.removeprefix(TAG).rsplit(".", 1)[-1]: tag.removeprefix(TAG)
            for tag in cell.metadata.get("tags", [])
            if tag.startswith(TAG)
        }
        written = {node.name: node for node in parse(cell.source)}
        for name in written:
            if name in by_name and name not in tagged:
                yield notebook.problem(
                    where,
                    f"defines {name}, which the library has too, without a tag that compares the two",
                    f"tag the cell {TAG}{by_name[name]}, or choose another name",
                )
        for name, full in tagged.items():
            if full not in library:
                yield notebook.problem(where, f"the library has no {full}", "correct the tag")
            elif name not in written:
                yield notebook.problem(where, f"does not define {name}", "correct the tag")
            elif not equal(written[name], *library[full]):
                yield notebook.problem(
                    where,
                    f"{name} differs from {full}",
                    "copy the library's function, or correct it",
                )


def definitions(package: Path) -> dict[str, tuple[Definition, frozenset[str]]]:
    """Functions and classes of a package by full name, without those with a leading underscore.

    Each comes with the names of the functions that check arguments in its module.
    """
    found: dict[str, tuple[Definition, frozenset[str]]] = {}
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        source = path.read_text(encoding="utf-8")
        checkers = _checkers(source, package.name)
        for node in parse(source):
            if not node.name.startswith("_"):
                found[f"{module}.{node.name}"] = node, checkers
    return found


def exports(package: Path) -> set[str]:
    """The names in the `__all__` of a package's public modules."""
    names: set[str] = set()
    for path in package.rglob("*.py"):
        if path.stem == "__init__" or not path.stem.startswith("_"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                    names |= set(ast.literal_eval(node.value))
    return names


@cache
def parse(source: str) -> list[Definition]:
    """The functions and classes at the top level of a source."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [node for node in body if isinstance(node, Definition)]


@cache
def _checkers(source: str, package: str) -> frozenset[str]:
    """Functions that check arguments: from a `_validation` module of the package, or local `checked_…`."""
    body = ast.parse(source).body
    imported = {
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom)
        and re.fullmatch(rf"{package}\.(.+\.)?_validation", str(node.module))
        for alias in node.names
    }
    local = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    return frozenset(imported | {name for name in local if re.match("_?checked", name)})


def equal(chapter: Definition, library: Definition, checkers: frozenset[str]) -> bool:
    """True if a chapter's definition is the library's, with or without its argument checks."""
    return _bare(chapter) in (_bare(library), _bare(library, checkers))


def _bare(node: Definition, checkers: frozenset[str] = frozenset()) -> str:
    """A definition without docstring, annotations and leading calls of `checkers`."""
    node = _WithoutAnnotations().visit(ast.parse(ast.unparse(node)).body[0])
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    while body and _is_check(body[0], checkers):
        body = body[1:]
    node.body = body or [ast.Pass()]
    return ast.dump(node)


def _is_check(statement: ast.stmt, checkers: frozenset[str]) -> bool:
    if isinstance(statement, ast.If) and checkers:
        return not statement.orelse and all(isinstance(s, ast.Raise) for s in statement.body)
    if not isinstance(statement, ast.Assign | ast.Expr):
        return False
    value = statement.value
    calls = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in checkers
        for call in calls
    )


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign | ast.Assign:
        self.generic_visit(node)
        return ast.Assign([node.target], node.value, lineno=node.lineno) if node.value else node
