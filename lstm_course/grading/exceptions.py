"""Exceptions of a learner's code: where they were raised, and what they mean in words."""

from __future__ import annotations

import ast
import linecache
import os
import re
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType, TracebackType
from typing import Any

import numpy as np

from lstm_course.grading.limits import TimeLimitExceeded
from lstm_course.grading.records import ExceptionInfo
from lstm_course.grading.snapshot import type_name

_ndarray = np.ndarray
_traceback = BaseException.__dict__["__traceback__"].__get__  # an odd class may hide its own

_PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_COURSE = tuple(os.path.join(_PACKAGES, name) + os.sep for name in ("lstm_course", "lstm_lib"))

_PLAIN = (
    ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.Slice, ast.Subscript, ast.UnaryOp, ast.USub,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv,
)  # fmt: skip
"""Syntax that an operand may have, if its shape is to be looked up: nothing that calls anything."""


def exception_info(error: BaseException) -> ExceptionInfo:
    """Read an exception."""
    try:
        message = str(error)[:300]
    except TimeLimitExceeded:
        raise
    except BaseException:
        message = ""
    name = type_name(type(error))
    own = [at for at in _frames(_traceback(error)) if _is_own(at[0].f_code.co_filename)]
    if not own:
        return ExceptionInfo(name, message)
    frame, instruction, line = own[-1]
    source = linecache.getline(frame.f_code.co_filename, line)
    expression = _expression(frame.f_code, instruction, line, source)
    operands = tuple(_operands(expression, {**frame.f_globals, **frame.f_locals}))
    return ExceptionInfo(name, message, line, source.strip()[:80], expression, operands)


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int, int]]:
    while traceback:
        yield traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno
        traceback = traceback.tb_next


def _is_own(file: str) -> bool:
    """Whether code is the learner's: neither the course's, nor a library's."""
    installed = "site-packages" in file or file.startswith(os.path.dirname(os.__file__))
    return not installed and not os.path.abspath(file).startswith(_COURSE)


def _expression(code: CodeType, instruction: int, line: int, source: str) -> str:
    """The part of the line that failed, if it is within one line."""
    for k, (first, last, start, end) in enumerate(code.co_positions()):
        if k == instruction // 2 and first == last == line and start is not None:
            return source.encode()[start:end].decode(errors="replace")
    return ""


def _operands(expression: str, names: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The arrays in an expression, as they are written, with their shapes."""
    try:
        (statement,) = ast.parse(expression.strip()).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    node: Any = getattr(statement, "value", None)
    if isinstance(statement, ast.AugAssign):
        found = [statement.target, statement.value]
    elif isinstance(node, ast.BinOp):
        found = [node.left, node.right]
    elif isinstance(node, ast.Call):
        found = [part for arg in node.args for part in getattr(arg, "elts", [arg])]
    elif isinstance(node, ast.Subscript):
        found = [node.value]
    else:
        return
    for part in found:
        shape = _shape(part, names)
        if shape is not None:
            yield ast.unparse(part), shape


def _shape(node: ast.AST, names: Mapping[str, Any]) -> tuple[int, ...] | None:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        inner = _shape(node.value, names)
        return inner[::-1] if inner is not None else None
    parts = list(ast.walk(node))
    if not all(isinstance(part, _PLAIN) for part in parts):
        return None
    used = {part.id: names.get(part.id) for part in parts if isinstance(part, ast.Name)}
    if not all(type(value) in (_ndarray, int) for value in used.values()):
        return None
    text = ast.unparse(node)
    if isinstance(node, ast.BinOp) or len(text) > 60:
        return None
    try:
        value = eval(text, {"__builtins__": {}}, used)
    except Exception:
        return None
    return value.shape if type(value) is _ndarray else None


def in_words(error: ExceptionInfo) -> str:
    """What was raised and where; shapes that do not fit are spelled out."""
    line = f" in line {error.line}" if error.line else ""
    fit = _misfit(error)
    if fit:
        return f"Shapes do not fit{line}, `{error.expression or error.source}`: {fit}"
    source = f": `{error.source}`" if error.source else ""
    said = f" ({error.message})" if error.message else ""
    return f"Your function raises {error.type}{said}{line}{source}"


def _misfit(error: ExceptionInfo) -> str:
    """For NumPy's errors about shapes, which arrays have which shapes, and the rule."""
    if error.type not in ("ValueError", "AxisError", "IndexError") or not error.operands:
        return ""
    shapes = " and ".join(f"{name} has shape {shape}" for name, shape in error.operands)
    if "mismatch in its core dimension" in error.message or "not aligned" in error.message:
        return f"{shapes}. In a product, the axes that meet must be equally long"
    if "could not be broadcast" in error.message:
        return (
            f"{shapes}. Axes are compared from the last one: each pair must be equal, or one is 1"
        )
    if re.search("dimensions? (must|except)|same number of dimensions", error.message):
        return (
            f"{shapes}. They can be joined if all their axes agree but the one along which you join"
        )
    if "could not broadcast" in error.message or "out of bounds" in error.message:
        return f"{shapes} ({error.message})"
    return ""
