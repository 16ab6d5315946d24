"""All single mutations of a function's source: operators, signs, constants, slices, axes, names.

Each mutant is the function with one place changed; places and changes are enumerated, not drawn.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OPERATORS = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add, ast.Mult],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Mult],
    ast.MatMult: [ast.Mult, ast.Add],
    ast.Pow: [ast.Mult, ast.Add],
    ast.Gt: [ast.Lt, ast.Eq],
    ast.Lt: [ast.Gt],
    ast.GtE: [ast.LtE],
    ast.LtE: [ast.GtE],
    ast.Eq: [ast.NotEq],
}
FUNCTIONS = {
    "exp": ["log", "sinh", "tanh", "exp2", "expm1"],
    "log": ["exp", "log10", "log2", "log1p", "sqrt"],
    "tanh": ["sin", "arctan", "sinh", "exp"],
    "abs": ["negative", "sqrt", "square"],
    "sqrt": ["abs", "square"],
    "ones": ["zeros"],
    "zeros": ["ones"],
    "zeros_like": ["ones_like"],
    "concatenate": ["stack", "hstack", "vstack", "add.reduce"],
    "hstack": ["vstack"],
    "vstack": ["hstack"],
    "column_stack": ["vstack"],
    "sum": ["mean", "prod", "max"],
    "mean": ["sum", "median"],
    "max": ["min", "sum"],
    "min": ["max"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
    "outer": ["multiply", "inner"],
}

Tree = ast.Module


def mutants(function: Callable[..., object]) -> Iterator[tuple[str, Callable[..., object]]]:
    """Every mutant with its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    said = {ast.unparse(tree)}
    for node in ast.walk(tree):
        for change in _changes(node, names):
            with _changed(node, change):
                source = ast.unparse(tree)
            if source in said:
                continue
            said.add(source)
            scope = dict(function.__globals__)
            try:
                exec(compile(source, f"<mutant of {function.__name__}>", "exec"), scope)
            except SyntaxError:
                continue
            yield source, scope[function.__name__]


@contextmanager
def _changed(node: ast.AST, change: Callable[[ast.AST], None]) -> Iterator[None]:
    """Change a node in its tree for a while: a copy of the tree takes ten times as long."""
    kind, fields = node.__class__, dict(vars(node))
    lists = {name: list(value) for name, value in fields.items() if isinstance(value, list)}
    change(node)
    yield
    node.__class__ = kind
    vars(node).clear()
    vars(node).update(fields | lists)


def _changes(node: ast.AST, names: set[str]) -> Iterator[Callable[[ast.AST], None]]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in OPERATORS.get(type(node.op), []):
            yield lambda n, other=other: setattr(n, "op", other())
    if isinstance(node, ast.BinOp):
        yield lambda n: vars(n).update(left=n.right, right=n.left)
        yield lambda n: _become(n, n.left)
        yield lambda n: _become(n, n.right)
    if isinstance(node, ast.Compare):
        for other in OPERATORS.get(type(node.ops[0]), []):
            yield lambda n, other=other: setattr(n, "ops", [other()])
    if isinstance(node, ast.UnaryOp):
        yield lambda n: _become(n, n.operand)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (
            node.value + 1,
            node.value - 1,
            2 * node.value,
            -node.value,
            0.5 * node.value,
        ):
            if type(node.value) is float or value == int(value):
                yield lambda n, value=value: setattr(n, "value", type(n.value)(value))
    if isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound) is not None:
                yield lambda n, bound=bound: setattr(n, bound, None)
        yield lambda n: setattr(n, "step", ast.Constant(-1))
        yield lambda n: vars(n).update(lower=n.upper, upper=n.lower)
        if node.lower:
            yield lambda n: setattr(n, "lower", ast.BinOp(n.lower, ast.Add(), ast.Constant(1)))
        if node.upper:
            yield lambda n: setattr(n, "upper", ast.BinOp(n.upper, ast.Sub(), ast.Constant(1)))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in sorted(names - {node.id}):
            yield lambda n, other=other: setattr(n, "id", other)
    if isinstance(node, ast.Attribute):
        if node.attr == "T":
            yield lambda n: _become(n, n.value)
        for other in FUNCTIONS.get(node.attr, []):
            yield lambda n, other=other: setattr(n, "attr", other)
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield lambda n: n.args.__setitem__(slice(0, 2), n.args[1::-1])
    if isinstance(node, ast.Call) and node.keywords:
        yield lambda n: n.keywords.clear()
    if isinstance(node, ast.Call) and len(node.args) == 1:
        yield lambda n: _become(n, n.args[0])
    if isinstance(node, ast.Constant) and type(node.value) is str and node.value[-1:] in "ifgo":
        for other in "ifgo":
            yield lambda n, other=other: setattr(n, "value", n.value[:-1] + other)
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1:
        yield lambda n: n.elts.__setitem__(slice(0, 2), n.elts[1::-1])
        yield lambda n: n.elts.reverse()
        yield lambda n: n.elts.pop()
        yield lambda n: n.elts.pop(0)
    if isinstance(node, ast.AugAssign):
        yield lambda n: _become_assignment(n)
    if isinstance(node, ast.Return):
        yield lambda n: setattr(n, "value", ast.UnaryOp(ast.USub(), n.value))
    if isinstance(node, ast.FunctionDef | ast.For) and len(node.body) > 1:
        for k in range(len(node.body)):
            yield lambda n, k=k: n.body.pop(k)


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__
    vars(node).clear()
    vars(node).update(vars(other))


def _become_assignment(node: ast.AST) -> None:
    target, value = node.target, node.value  # type: ignore[attr-defined]
    _become(node, ast.Assign([target], value, lineno=0))
