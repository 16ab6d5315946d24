"""The surroundings of a learner's function: silence, and everything put back afterwards."""

from __future__ import annotations

import builtins
import contextlib
import io
import logging
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

import numpy as np

_errors, _random = (np.geterr, np.seterr), (np.random.get_state, np.random.set_state)


class _Silence(io.TextIOBase):
    """Takes what is printed and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        return len(text)


def _no_input(*_: object) -> str:
    raise EOFError("input() was called, but nobody can answer: the arguments are all there is")


def _exit(*_: object) -> None:
    raise SystemExit


def _nothing(*_: object, **__: object) -> None:
    pass


def _no_formats(*_: object, **__: object) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {}


@contextlib.contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Set an attribute of an instance or a module for the length of a block."""
    had = name in vars(owner)
    before = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if had:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


@contextlib.contextmanager
def _notebook_quiet() -> Iterator[None]:
    """In a notebook: display() shows nothing, and exit() raises instead of ending the kernel."""
    shell: Any = None
    if "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython

        shell = get_ipython()
    if shell is None:
        yield
        return
    with (
        _replaced(shell, "ask_exit", _exit),
        _replaced(shell.display_pub, "publish", _nothing),
        _replaced(shell.display_formatter, "format", _no_formats),
    ):
        yield


@contextlib.contextmanager
def _logging_quiet() -> Iterator[None]:
    """Nothing is logged; a handler that an answer adds would write into a stream that is gone."""
    root, disabled = logging.getLogger(), logging.root.manager.disable
    handlers, level = root.handlers[:], root.level
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = handlers
        root.setLevel(level)


class Figures:
    """matplotlib's figures: those that an answer opens are closed again, and none is shown."""

    def __init__(self) -> None:
        self._open = self._numbers()

    @staticmethod
    def _pyplot() -> Any:
        return sys.modules.get("matplotlib.pyplot")

    def _numbers(self) -> set[int]:
        pyplot = self._pyplot()
        return set(pyplot.get_fignums()) if hasattr(pyplot, "get_fignums") else set()

    def close(self) -> None:
        """Close what has been opened since."""
        for number in self._numbers() - self._open:
            self._pyplot().close(number)

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """Within this block nothing that is open already is shown or drawn."""
        pyplot = self._pyplot()
        try:
            if hasattr(pyplot, "show"):
                with _replaced(pyplot, "show", _nothing):
                    yield
            else:
                yield
        finally:
            self.close()


@contextlib.contextmanager
def quiet() -> Iterator[Figures]:
    """Nothing is shown or asked; NumPy's error state, random states and warnings are restored."""
    errors, state, python_state = _errors[0](), _random[0](), random.getstate()
    asked, stdin = builtins.input, sys.stdin
    builtins.input = _no_input
    sys.stdin = io.StringIO()
    figures = Figures()
    try:
        with (
            _notebook_quiet(),
            _logging_quiet(),
            figures.hidden(),
            contextlib.redirect_stdout(_Silence()),
            contextlib.redirect_stderr(_Silence()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            _errors[1](all="warn")
            yield figures
    finally:
        builtins.input = asked
        sys.stdin = stdin
        _errors[1](**errors)
        _random[1](state)
        random.setstate(python_state)


@contextlib.contextmanager
def switched_off(functions: Sequence[Callable[..., Any]]) -> Iterator[None]:
    """Within this block these functions of the library raise, under whatever name they are called."""
    before = [(function, function.__code__) for function in functions]
    for function in functions:
        function.__code__ = refusal(function)
    try:
        yield
    finally:
        for function, code in before:
            function.__code__ = code


def refusal(function: Callable[..., Any]) -> CodeType:
    """Code that a library function is given while it is switched off: it raises, and says why."""
    name = f"{function.__module__}.{function.__qualname__}"
    said = f"{name} does what this task asks you to write, so it is switched off in this check"
    scope: dict[str, Any] = {}
    exec(f"def refuse(*args, **kwargs):\n    raise RuntimeError({said!r})", scope)
    code: CodeType = scope["refuse"].__code__
    return code
