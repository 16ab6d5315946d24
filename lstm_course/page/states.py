"""The state of a session after a cell, kept so that the session can return to it.

Values are copied, together, so that two names for one array stay two names for one array.
Functions, classes and modules are not copied, nor are open files and what belongs to matplotlib.
"""

from __future__ import annotations

import io
import pickle
import warnings
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

SHARED = (FunctionType, ModuleType, type, io.IOBase, np.lib.npyio.NpzFile)


class State(NamedTuple):
    """Copies of all variables, and the objects that these share with the session."""

    copies: bytes
    shared: list[Any]


def take(names: dict[str, Any]) -> State | None:
    """The state of a namespace, or None if it holds a value that cannot be copied."""
    kept = {name: value for name, value in names.items() if not name.startswith("__")}
    stream = io.BytesIO()
    pickler = _Pickler(stream, pickle.HIGHEST_PROTOCOL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # copying iterators is deprecated, not wrong
            pickler.dump(kept)
    except Exception:  # whatever a reader's object raises when it is asked for a copy
        return None
    return State(stream.getvalue(), pickler.shared)


def put(state: State, names: dict[str, Any]) -> None:
    """Give a namespace, which stays the same object, the variables of a state."""
    fresh = _Unpickler(io.BytesIO(state.copies), state.shared).load()
    for name in [name for name in names if not name.startswith("__")]:
        del names[name]
    names.update(fresh)


def _shared() -> None:
    """The name under which a shared object is written."""


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, protocol: int) -> None:
        super().__init__(stream, protocol)
        self.shared: list[Any] = []

    def reducer_override(self, value: Any) -> Any:
        if value is _shared:
            return NotImplemented
        if isinstance(value, SHARED) or type(value).__module__.startswith("matplotlib"):
            self.shared.append(value)
            return _shared, (len(self.shared) - 1,)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, shared: list[Any]) -> None:
        super().__init__(stream)
        self._shared = shared

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _shared.__name__):
            return self._shared.__getitem__
        return super().find_class(module, name)
