"""An explorable as the value of a notebook's cell."""

from __future__ import annotations

import json
from html import escape
from importlib.util import find_spec
from typing import Any

from lstm_course.explorables.bundle import EXPLORABLES, bundle_module
from lstm_course.explorables.files import answer

Setting = int | float | str

FALLBACK = "This interactive figure works on the website, or when you run this cell in Jupyter."


class Explorable:
    """An interactive figure; the last value of a notebook cell shows it.

    In a notebook with a running kernel it is a widget (if anywidget is installed); on the page made
    from the notebook it is an element that needs no kernel; elsewhere a sentence.
    """

    def __init__(self, name: str, state: dict[str, Setting]) -> None:
        self.name = name
        self.state = state

    def __repr__(self) -> str:
        settings = "".join(f", {key}={value!r}" for key, value in self.state.items())
        return f"explorable({self.name!r}{settings})"

    def html(self) -> str:
        """The HTML element of a page."""
        state = escape(json.dumps(self.state))
        return (
            f'<lstm-explorable name="{self.name}" state="{state}"><p>{FALLBACK}</p>'
            "</lstm-explorable>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown = {"text/html": self.html(), "text/plain": repr(self)}
        return shown | self._widget_view()

    def _widget_view(self) -> dict[str, Any]:
        """The view of a widget, if a kernel is running and anywidget is installed."""
        if not find_spec("anywidget") or not _in_kernel():
            return {}
        import anywidget
        import traitlets

        class Widget(anywidget.AnyWidget):
            _esm = bundle_module(EXPLORABLES[self.name])
            state = traitlets.Dict().tag(sync=True)

        widget = Widget(state=self.state)
        widget.on_msg(answer)
        bundle = widget._repr_mimebundle_()
        return {} if bundle is None else {VIEW: bundle[0][VIEW]}


VIEW = "application/vnd.jupyter.widget-view+json"


def _in_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def explorable(name: str, **state: Setting) -> Explorable:
    """Return an interactive figure.

    Args:
        name: one of `EXPLORABLES`.
        state: settings to start with, by the names they have in the page's address.

    Raises:
        ValueError: if there is no such figure.
        TypeError: if a setting is neither a number nor a string.
    """
    if name not in EXPLORABLES:
        raise ValueError(f"name: expected one of {', '.join(EXPLORABLES)}, got {name!r}")
    for key, value in state.items():
        if isinstance(value, bool) or not isinstance(value, Setting):
            raise TypeError(f"{key}: expected a number or a string, got {value!r:.60}")
    return Explorable(name, state)
