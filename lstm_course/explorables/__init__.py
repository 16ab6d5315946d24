"""Interactive figures: `explorable("layer")` in a notebook, and the same figures on the site.

Each is one JavaScript module in `figures/`, `playground/` or `arena/`. They share `model/`, the
arithmetic, equal to that of lstm_lib, `ui/`, everything a reader sees and operates, and `training/`,
runs in a worker. There is no other library; `bundle` makes one script of several modules.
"""

from lstm_course.explorables.bundle import EXPLORABLES, bundle_module, bundle_page
from lstm_course.explorables.widget import Explorable, explorable

__all__ = ["EXPLORABLES", "Explorable", "bundle_module", "bundle_page", "explorable"]
