"""The weights of the network that the figure of chapter 12b runs, as JSON for JavaScript.

They are those of the record `agreement_models`, rounded to 8 bits in each row.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np

from lstm_lib.tasks import agreement
from tools.experiments import RECORDS

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


def rounded(matrix: Array) -> tuple[Array, Array]:
    """Whole numbers −127 … 127 (rows, columns), and the scale of each row, (rows, 1)."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
    return np.round(matrix / scale).astype(np.int8), scale


def weights() -> dict[str, tuple[Array, Array]]:
    """W (128, 77) and V (44, 33): whole numbers, and scales with four significant digits."""
    with np.load(RECORDS / "agreement_models.npz") as record:
        matrices = {"W": record["W"].astype(float), "V": record["head"].astype(float)}
    found = {}
    for name, matrix in matrices.items():
        whole, scale = rounded(matrix)
        found[name] = whole, np.array([[float(f"{one:.4g}")] for one in scale[:, 0]])
    return found


def text() -> str:
    """The JSON file: words, positions of the verbs, and the weights, whole numbers in base 64."""
    data: dict[str, Any] = {"words": agreement.WORDS, "verbs": agreement.VERBS.tolist()}
    for name, (whole, scale) in weights().items():
        data[name] = {
            "columns": whole.shape[1],
            "scale": scale[:, 0].tolist(),
            "whole": base64.b64encode(whole.tobytes()).decode(),
        }
    return json.dumps(data, indent=2) + "\n"
