"""Figures that answer to the hand: `explorable("layer")` in a notebook, and the same on the site.

Each is one JavaScript module over what they share: `core.js` and its companions have the
arithmetic, equal to lstm_lib's, `kit.js` and its companions what a reader sees and handles. There
is no other library and no bundler; `joining` makes one module of several.
"""

from lstm_course.explorables.bundle import NAMES, bundle, module
from lstm_course.explorables.widget import Explorable, explorable

__all__ = ["NAMES", "Explorable", "bundle", "explorable", "module"]
