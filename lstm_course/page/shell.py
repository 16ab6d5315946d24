"""A stand-in for the little that the course asks of IPython, which would take seconds to load.

`display()`, and the running shell, whose three attributes the grader replaces while it calls a
learner's function. matplotlib, which asks the package itself, is told that no shell runs.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

from lstm_course.page.display import described
from lstm_course.page.messages import Messages

SETTINGS = {
    "LSTM_PROGRESS": "",  # the page keeps the progress
    "MPLBACKEND": "module://lstm_course.page.plots",
    "TQDM_DISABLE": "1",
}


class Publisher:
    """Sends what is displayed to the page."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages

    def publish(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        self.messages.show("display_data", data=data, metadata=metadata)


class Formatter:
    """Describes a value."""

    def format(self, value: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return described(value), {}


class Shell:
    """The object that `get_ipython()` returns."""

    def __init__(self, messages: Messages) -> None:
        self.display_pub = Publisher(messages)
        self.display_formatter = Formatter()

    def ask_exit(self) -> None:
        """exit() ends nothing in a page."""


_shell: Shell | None = None


def get_ipython() -> Shell | None:
    """The shell of this session."""
    return _shell


def publish(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Show something, unless the grader has asked for silence."""
    assert _shell
    if data:
        _shell.display_pub.publish(data, metadata)


def scale() -> int:
    """Pixels of the screen for each pixel of a figure."""
    assert _shell
    return _shell.display_pub.messages.scale


def display(*values: Any, raw: bool = False, metadata: dict[str, Any] | None = None) -> None:
    """Show values below the cell.

    Args:
        raw: whether each value is a dictionary from MIME types to contents already.
        metadata: of all of them.
    """
    assert _shell
    for value in values:
        data, described_as = (value, {}) if raw else _shell.display_formatter.format(value)
        publish(data, metadata or described_as)


def stand_in(messages: Messages) -> None:
    """Take the place of IPython, and of its settings, for this process."""
    global _shell
    _shell = Shell(messages)
    os.environ |= SETTINGS
    contents: dict[str, dict[str, Any]] = {
        "IPython": {"get_ipython": lambda: None, "version_info": (8, 24)},
        "IPython.display": {"display": display},
        "IPython.core": {},
        "IPython.core.getipython": {"get_ipython": get_ipython},
    }
    for name, content in contents.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(content)
