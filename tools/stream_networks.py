"""The two networks that the figure of chapter 15 runs, and its stream, as JSON for JavaScript.

They are those of the record `continual_reber_2000` that the chapter follows, in single precision.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from lstm_lib.tasks.reber import LEADS, SYMBOLS
from lstm_lib.tasks.reber_stream import TOLERANCE, ReberStreams
from tools.experiments import RECORDS
from tools.experiments.continual_reber_2000 import LAYOUT

LENGTH = 1000
"""Symbols of a stream, as in the chapter."""
NETWORKS = {"resets": "external resets", "forget": "forget gates"}
"""The networks by their names in the figure, and in the record."""


def network(name: str) -> MemoryBlocks:
    """The network of this name, its weights rounded to single precision."""
    with np.load(RECORDS / "continual_reber_2000.npz") as record:
        W, V = (record[f"{NETWORKS[name]}/{part}"].astype(np.float32) for part in "WV")
    layout = BlockLayout(**(vars(LAYOUT) | {"forget": name == "forget"}))
    return MemoryBlocks(layout, W[None].astype(float), V[None].astype(float))


def stream() -> str:
    """The stream that the chapter follows."""
    streams = ReberStreams(np.random.default_rng(0), 1)
    symbols = []
    for _ in range(LENGTH):
        streams.advance()
        symbols.append(SYMBOLS[streams.x[0].argmax()])
    return "".join(symbols)


def text() -> str:
    """The JSON file: symbols, grammar, stream and, in base 64, the weights."""
    data: dict[str, Any] = {"symbols": SYMBOLS, "tolerance": TOLERANCE, "stream": stream()}
    data["leads"] = [
        {SYMBOLS[symbol]: int(row[symbol]) for symbol in np.flatnonzero(row >= 0)} for row in LEADS
    ]
    data["blocks"], data["cells"] = LAYOUT.blocks, LAYOUT.cells
    data["networks"] = {}
    for name in NETWORKS:
        nets = network(name)
        parts = {"W": nets.W[0], "V": nets.V[0]}
        data["networks"][name] = {
            part: base64.b64encode(matrix.astype("<f4").tobytes()).decode()
            for part, matrix in parts.items()
        }
    return json.dumps(data, indent=2) + "\n"
