"""The one style sheet, and how a notebook puts it to use."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.style

STYLE_SHEET = Path(__file__).with_name("lstm.mplstyle")


def use_style() -> None:
    """Give every figure drawn from here on the book's style; called once, beside the imports.

    In a notebook, displayed figures get two pixels for each of their width, for dense screens, and
    are not cropped (`bbox_inches="tight"`), which would make a picture's size depend on its text.
    """
    mpl.style.use(STYLE_SHEET)
    if "ipykernel" in sys.modules:
        from matplotlib_inline.config import InlineBackend

        backend = InlineBackend.instance()
        backend.set_trait("figure_formats", {"retina"})
        backend.set_trait(
            "print_figure_kwargs", {"bbox_inches": None, "pil_kwargs": {"optimize": True}}
        )
