"""An explorable as the value of a notebook's cell."""

from __future__ import annotations

import json
from html import escape
from importlib.util import find_spec
from typing import Any

from lstm_course.explorables.bundle import NAMES, module

Setting = int | float | str

WAITING = (
    "A figure to be moved by hand belongs here. It comes to life on the pages of the book, "
    "and in Jupyter when this cell is run."
)


class Explorable:
    """A living figure, shown by being the last value of a cell.

    In a notebook whose kernel runs it is a widget (if anywidget is installed); on the page that is
    made of the notebook it is an element of its own, alive without a kernel; elsewhere a sentence.
    """

    def __init__(self, name: str, state: dict[str, Setting]) -> None:
        self.name = name
        self.state = state

    def __repr__(self) -> str:
        settings = "".join(f", {key}={value!r}" for key, value in self.state.items())
        return f"explorable({self.name!r}{settings})"

    def html(self) -> str:
        """The element of a page."""
        state = escape(json.dumps(self.state))
        return (
            f'<lstm-explorable name="{self.name}" state="{state}"><p>{WAITING}</p>'
            "</lstm-explorable>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown = {"text/html": self.html(), "text/plain": repr(self)}
        return shown | self._widget_view()

    def _widget_view(self) -> dict[str, Any]:
        """The view of a widget, where a kernel runs and widgets are installed."""
        if not find_spec("anywidget") or not _in_kernel():
            return {}
        import anywidget
        import traitlets

        class Widget(anywidget.AnyWidget):
            _esm = module(self.name)
            state = traitlets.Dict().tag(sync=True)

        bundle = Widget(state=self.state)._repr_mimebundle_()
        return {} if bundle is None else {VIEW: bundle[0][VIEW]}


VIEW = "application/vnd.jupyter.widget-view+json"


def _in_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def explorable(name: str, **state: Setting) -> Explorable:
    """A figure that answers to the hand.

    Args:
        name: one of `NAMES`.
        state: settings to begin with, by the names that the page's address shows.

    Raises:
        ValueError: if there is no such figure.
        TypeError: if a setting is neither a number nor a word.
    """
    if name not in NAMES:
        raise ValueError(f"name: expected one of {', '.join(NAMES)}, got {name!r}")
    for key, value in state.items():
        if isinstance(value, bool) or not isinstance(value, Setting):
            raise TypeError(f"{key}: expected a number or a word, got {value!r:.60}")
    return Explorable(name, state)
