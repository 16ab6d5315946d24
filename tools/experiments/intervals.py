"""Peepholes where they were meant to help: measuring the time between two pulses.

Budget and rates are those of `ablations`. After the tasks of Gers et al. 2002, not a copy of one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.experiments.ablations import RATES, SEEDS, errors

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
CELLS = ("lstm", "peephole", "no_forget_gate", "gru", "rnn")


def record() -> dict[str, Array]:
    """errors (cells, rates, seeds), and what the axes are."""
    found = [[errors("timing", cell, [rate], SEEDS)[0] for rate in RATES] for cell in CELLS]
    return {"errors": np.array(found), "cells": np.array(CELLS), "rates": np.array(RATES)}


def sample() -> dict[str, Array]:
    """Three runs of the LSTM, at the lowest rate."""
    return {"errors": errors("timing", "lstm", RATES[:1], SEEDS[:3])[None]}
