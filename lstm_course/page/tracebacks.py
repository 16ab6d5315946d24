"""An exception as a reader wants to see it: the lines of cells that led to it, and its message.

What the course's runner and the libraries did is left out, except where the exception was raised.
"""

from __future__ import annotations

import re
import traceback
from pathlib import PurePath

CELL = re.compile(r"cell \d+")


def as_text(error: BaseException) -> str:
    """The text of a traceback."""
    whole = traceback.TracebackException.from_exception(error, compact=True)
    _trim(whole)
    return "".join(whole.format()).rstrip()


def _trim(part: traceback.TracebackException | None) -> None:
    """Keep the frames of cells, and one line for the place in a library below them."""
    if part is None:
        return
    frames = list(part.stack)
    kept = [frame for frame in frames if CELL.fullmatch(frame.filename)]
    if kept and frames[-1] is not kept[-1]:
        raised = frames[-1]
        place = "/".join(PurePath(raised.filename).parts[-2:])
        kept.append(traceback.FrameSummary(place, raised.lineno, raised.name, line=raised.line))
    part.stack[:] = kept
    _trim(part.__cause__)
    _trim(part.__context__)
