"""Messages from a session to its page, as JSON: the cell that runs, its outputs, any failure.

`{"event": "begin" | "output" | "end", "cell": id, ...}`. An output has the form that notebooks
store (`output_type`, `data`, `text`, ...), an end says whether all went `well`.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from typing import Any

MOST = 100_000
"""Characters that one cell may print; a page that holds more of them becomes slow."""

CUT = "\n… The rest is left out: one cell shows at most 100,000 characters.\n"
AT_ONCE = 100
PAUSE = 0.05
"""The first pieces of text that a cell prints are sent at once, later ones in messages that are this
many seconds apart, so that a loop that prints does not flood the page."""


class Messages:
    """Sends messages about one cell after the other.

    Attributes:
        scale: pixels of the screen for each pixel of a figure.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._cell = ""
        self._printed: list[tuple[str, str]] = []
        self._left = MOST
        self._writes = 0
        self._latest = 0.0
        self.scale = 1

    def begin(self, cell: str) -> None:
        """From here on all messages are about this cell."""
        self._cell, self._left, self._writes = cell, MOST, 0
        self._send(event="begin")

    def end(self, well: bool) -> None:
        """Say that the cell has come to its end."""
        self.flush()
        self._send(event="end", well=well)

    def show(self, output_type: str, **content: Any) -> None:
        """Send an output, after what was printed before it."""
        self.flush()
        self._send(event="output", output={"output_type": output_type, **content})

    def write(self, name: str, text: str) -> None:
        """Take what was printed, and send it soon."""
        if self._left <= 0:
            return
        self._left -= len(text)
        if self._left <= 0:
            text = text[: len(text) + self._left] + CUT
        if self._printed and self._printed[-1][0] == name:
            text = self._printed.pop()[1] + text
        self._printed.append((name, text))
        self._writes += 1
        if self._writes <= AT_ONCE or time.monotonic() - self._latest > PAUSE:
            self.flush()

    def flush(self) -> None:
        """Send what was printed."""
        printed, self._printed = self._printed, []
        for name, text in printed:
            output = {"output_type": "stream", "name": name, "text": text}
            self._send(event="output", output=output)
        self._latest = time.monotonic()

    def streams(self) -> tuple[io.TextIOBase, io.TextIOBase, io.TextIOBase]:
        """Standard output, error and input; the last has nothing to offer."""
        return Stream(self, "stdout"), Stream(self, "stderr"), io.StringIO()

    def _send(self, **message: Any) -> None:
        self._tell(json.dumps({**message, "cell": self._cell}))


class Stream(io.TextIOBase):
    """A file that writes into the page."""

    def __init__(self, messages: Messages, name: str) -> None:
        self._messages, self._name = messages, name

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        self._messages.write(self._name, text)
        return len(text)
