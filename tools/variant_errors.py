"""The errors that the figure of chapter 17 shows, as JSON for JavaScript.

They are those of the record `ablations`, in units of a ten-thousandth, to which they are rounded.
"""

from __future__ import annotations

import base64
import json

import numpy as np

from tools.experiments import RECORDS

UNIT = 10_000
"""Units in an error of 1."""


def text() -> str:
    """The JSON file: the axes of the errors and, in base 64, the errors as whole numbers."""
    with np.load(RECORDS / "ablations.npz") as record:
        axes = {name: record[name].tolist() for name in ("tasks", "cells", "rates")}
        whole = np.round(record["errors"] * UNIT).astype("<i4")
    data = {"unit": UNIT, **axes, "seeds": whole.shape[-1]}
    data["errors"] = base64.b64encode(whole.tobytes()).decode()
    return json.dumps(data, indent=2) + "\n"
