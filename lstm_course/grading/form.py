"""The form of an answer: whether it is written yet, and whether it takes the arguments."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Sequence
from types import FunctionType


def is_stub(answer: object) -> bool:
    """True if a function has no body but a docstring, `...` or `pass`."""
    if type(answer) is not FunctionType or answer.__code__.co_name == "<lambda>":
        return False
    steps = {step.opname for step in dis.get_instructions(answer)}
    constants = {step.argval for step in dis.get_instructions(answer) if "CONST" in step.opname}
    idle = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "COPY_FREE_VARS"}
    return steps <= idle and constants == {None}


def misfit(answer: Callable[..., object], names: Sequence[str]) -> str:
    """A complaint about a function that does not take these arguments, or nothing."""
    try:
        signature = inspect.signature(answer)
    except BaseException:  # built-in functions have none, and an odd object may raise anything
        return ""
    try:
        signature.bind(*names)
    except TypeError:
        wanted = ", ".join(names)
        count = f"{len(names)} argument{'s' if len(names) > 1 else ''}"
        return f"It is called with {count}, ({wanted}), but takes {signature}."
    return ""
