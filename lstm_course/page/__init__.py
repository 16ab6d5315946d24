"""The Python side of cells that run in a page of the book: `Session` runs them as Jupyter would.

A worker of the page imports this package (`extensions/live/worker.js`). It needs no IPython: what
the course asks of it is small, and `shell` stands in for that. Nothing here needs a browser, so the
tests run it anywhere.
"""

from lstm_course.page.session import Session

__all__ = ["Session"]
