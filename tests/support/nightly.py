"""Long and rare tests run at night: NIGHTLY=1, see `make nightly`."""

from __future__ import annotations

import os

NIGHTLY = bool(os.environ.get("NIGHTLY"))
