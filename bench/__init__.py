"""Speed of lstm_lib beside other implementations, as ratios within one run (`make bench`).

Each implementation runs in a process of its own, on one thread, and is first checked to compute
what lstm_lib computes. The processes take turns, round by round, so that whatever else the machine
does falls on all of them; what is compared is the median of the processor time. `problem` says
what is computed, `peers` has one module for each implementation, `worker` is the process,
`measure` the turns, `tables` the targets, `report` the ratios beside them; `inference`, `training_step` and `tricks`
are tables of their own.
"""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """T steps, B sequences, D inputs, H units."""

    T: int
    B: int
    D: int
    H: int


SIZES = {
    "tiny": Size(25, 1, 1, 1),
    "h32": Size(50, 16, 32, 32),
    "h64": Size(50, 32, 64, 64),
    "h128": Size(100, 32, 64, 128),
    "h256": Size(100, 64, 128, 256),
    "h512": Size(100, 64, 256, 512),
}
