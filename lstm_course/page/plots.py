"""matplotlib's backend in a page: `plt.show()` puts the open figures below the cell, and closes them."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lstm_course.page import shell

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*_: Any, **__: Any) -> None:
    """Show every figure that is open."""
    managers = Gcf.get_all_fig_managers()
    Gcf.destroy_all()
    for manager in managers:
        _show(manager.canvas.figure)


def _show(figure: Figure) -> None:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=figure.dpi * shell.scale())
    width, _ = figure.get_size_inches() * figure.dpi
    shell.publish(
        {"image/png": b64encode(stream.getvalue()).decode(), "text/plain": repr(figure)},
        {"image/png": {"width": round(float(width))}},
    )
