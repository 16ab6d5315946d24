"""The statements of a notebook that an answer consists of, found by its name; it runs in a child.

An answer is the last definition of its name that is not a stub, and all that this definition needs:
imports, other functions, tables, and statements that change one of them. Cells may have been moved,
copied or renamed; what they are called does not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import NamedTuple


class Statement(NamedTuple):
    """One statement at the outermost level of a cell."""

    cell: int
    node: ast.stmt
    binds: frozenset[str]
    """Names that it defines or changes,"""
    calls: frozenset[str]
    """those whose methods it calls, which may change them as well,"""
    needs: frozenset[str]
    """and all names that it needs."""


class Broken(NamedTuple):
    """A cell that Python cannot read."""

    cell: int
    source: str
    problem: str


Parsed = tuple[list[Statement], list[Broken]]

_MAGIC = re.compile(r"^\s*[%!?]|^\s*[\w.]+\s*\?{1,2}\s*$|^\s*[\w, ]+\s*=\s*[%!]")
_KEPT = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Magics whose cell is still Python."""


def plain_python(source: str) -> str:
    """The cell without what only a notebook understands, each such line left empty."""
    lines = source.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(_KEPT):
        return ""
    return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    if not _MAGIC.match(line):
        return line
    return line[: len(line) - len(line.lstrip())] + "pass"


def parse(cells: Sequence[str]) -> Parsed:
    """The statements of all cells, in order, and the cells that are not Python."""
    statements: list[Statement] = []
    broken = []
    for k, source in enumerate(cells):
        try:
            try:
                tree = ast.parse(source)
            except SyntaxError:
                tree = ast.parse(plain_python(source))
            statements += [_statement(k, node) for node in tree.body]
        except SyntaxError as error:
            broken.append(Broken(k, source, f"{error.msg}, line {error.lineno}"))
        except (ValueError, RecursionError, MemoryError) as error:
            broken.append(Broken(k, source, str(error) or type(error).__name__))
    return statements, broken


def _statement(cell: int, node: ast.stmt) -> Statement:
    return Statement(
        cell, node, frozenset(_bound(node)), frozenset(_called(node)), frozenset(_used(node))
    )


def _bound(node: ast.stmt) -> Iterator[str]:
    """Names that a statement defines or changes where it stands, not inside a function."""
    for one in _outside_functions(node):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.Import | ast.ImportFrom):
            for alias in one.names:
                yield (alias.asname or alias.name).partition(".")[0]
        elif isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
            yield one.id
        elif isinstance(one, ast.Attribute | ast.Subscript) and not isinstance(one.ctx, ast.Load):
            yield from _root(one)
        elif isinstance(one, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and one.name:
            yield one.name


def _called(node: ast.stmt) -> Iterator[str]:
    """Names whose methods are called, as in TABLE.append(1), which changes TABLE."""
    for one in _outside_functions(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            yield from _root(one.func)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _used(node: ast.AST) -> Iterator[str]:
    """Names that a statement needs from outside; those that a function makes itself are its own."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        inside = [node.body] if isinstance(node, ast.Lambda) else node.body
        own = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        own |= {name for part in inside for name in _made(part)}
        shared = {
            name
            for part in inside
            for one in ast.walk(part)
            if isinstance(one, ast.Global)
            for name in one.names
        }
        yield from {name for part in inside for name in _used(part)} - own | shared
        outside = [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]
        outside += getattr(node, "decorator_list", [])
        for part in outside:
            yield from _used(part)
        return
    if isinstance(node, ast.Name):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _used(child)


def _made(node: ast.AST) -> Iterator[str]:
    """Names that a part of a function defines, where they are its own."""
    for one in _outside_functions(node):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.Import | ast.ImportFrom):
            for alias in one.names:
                yield (alias.asname or alias.name).partition(".")[0]
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id


def is_star_import(statement: Statement) -> bool:
    """True for `from module import *`, which may define anything."""
    return "*" in statement.binds


def _is_import(statement: Statement) -> bool:
    return isinstance(statement.node, ast.Import | ast.ImportFrom)


def is_stub(node: ast.stmt) -> bool:
    """True for a function without a body, or a name that is set to nothing."""
    if isinstance(node, ast.FunctionDef):
        return all(isinstance(one, ast.Pass) or _is_constant(one) for one in node.body)
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value in (None, ..., "")
    )


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def defines(statement: Statement, name: str) -> bool:
    """True if a statement gives this name a value."""
    node = statement.node
    if isinstance(node, ast.Expr):
        return False
    return name in statement.binds


def slice_for(name: str, statements: Sequence[Statement]) -> list[Statement]:
    """The statements that the answer of this name consists of, in order; none if there is none."""
    defining = [one for one in statements if defines(one, name)]
    if not defining:
        return []
    written = [one for one in defining if not is_stub(one.node)]
    dropped = {id(one) for one in defining if written and is_stub(one.node)}
    usable = [one for one in statements if id(one) not in dropped]
    # np.set_printoptions(…) and plt.show() are of no use to an answer
    imported = {one for other in usable if _is_import(other) for one in other.binds}
    wanted: set[str] = {name}
    chosen: set[int] = set()
    grows = True
    while grows:
        found = [
            one
            for one in usable
            if id(one) not in chosen
            and ((one.binds | one.calls - imported) & wanted or is_star_import(one))
        ]
        chosen |= {id(one) for one in found}
        wanted = wanted.union(*(one.needs for one in found))
        grows = bool(found)
    return [one for one in usable if id(one) in chosen]


def code_of(statement: Statement, file: str) -> CodeType:
    """The compiled statement."""
    return compile(ast.Module([statement.node], []), file, "exec")
