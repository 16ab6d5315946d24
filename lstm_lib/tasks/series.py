"""Real time series that come with the package: a laser, electricity, sunspots, two markets.

Each is a small file in `lstm_lib/tasks/data`, beside a text with its source and its licence;
`tools/make_series.py` made them. Nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_lib._npz import load_arrays
from lstm_lib._validation import Array

DATA = Path(__file__).parent / "data"
NAMES = ("laser", "electricity", "sunspots", "sp500", "euro_dollar")


class DailyPrices(NamedTuple):
    """A stock index, one entry for each trading day.

    Attributes:
        date: (N,), datetime64[D], increasing.
        close: (N,), final price of the day.
        high: (N,), highest price of the day.
        low: (N,), lowest price of the day.
    """

    date: Array
    close: Array
    high: Array
    low: Array


class DailyRates(NamedTuple):
    """An exchange rate, one entry for each working day.

    Attributes:
        date: (N,), datetime64[D], increasing.
        rate: (N,).
    """

    date: Array
    rate: Array


def laser() -> Array:
    """(10093,), intensity of a far-infrared laser in a chaotic state, whole numbers from 0 to 255.

    It pulses about every eight values, each pulse a little stronger, and collapses without warning.

    Raises:
        FileNotFoundError, ValueError: if the file is missing or damaged.

    Source: Hübner, Abraham & Weiss 1989; data set A of the Santa Fe competition.
    """
    return _load("laser", ["x"])["x"].astype(float)


def electricity() -> Array:
    """(4032,), demand for electricity in England and Wales in MW, every half hour for 12 weeks.

    From Monday 5 June to Sunday 27 August 2000; a day has 48 values, a week 336.

    Raises:
        FileNotFoundError, ValueError: if the file is missing or damaged.

    Source: Taylor 2003.
    """
    return _load("electricity", ["x"])["x"].astype(float)


def sunspots() -> Array:
    """Monthly mean number of sunspots since January 1749; a cycle takes about 132 months.

    Raises:
        FileNotFoundError, ValueError: if the file is missing or damaged.

    Source: US National Geophysical Data Center.
    """
    return _load("sunspots", ["tenths"])["tenths"] / 10


def sp500() -> DailyPrices:
    """S&P 500 index on the 5,031 trading days from 1999 to 2018.

    Raises:
        FileNotFoundError, ValueError: if the file is missing or damaged.
    """
    stored = _load("sp500", ["day", "close", "high", "low"])
    close, high, low = (stored[name] / 100 for name in ("close", "high", "low"))
    return DailyPrices(stored["day"].astype("datetime64[D]"), close, high, low)


def euro_dollar() -> DailyRates:
    """US dollars for one euro on 7,126 working days from 1999 to 2026.

    Raises:
        FileNotFoundError, ValueError: if the file is missing or damaged.

    Source: European Central Bank, euro foreign exchange reference rates.
    """
    stored = _load("euro_dollar", ["day", "rate"])
    return DailyRates(stored["day"].astype("datetime64[D]"), stored["rate"] / 10_000)


def _load(name: str, fields: Sequence[str]) -> dict[str, Array]:
    """Whole numbers of equal length by field.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is damaged, has other fields, or its days have no order.
    """
    path = DATA / f"{name}.npz"
    arrays = load_arrays(path, "tools/make_series.py")
    found = {field: (array.shape, array.dtype.kind) for field, array in arrays.items()}
    lengths = {array.shape for array in arrays.values()}
    sound = set(found) == set(fields) and len(lengths) == 1
    sound = sound and all(len(shape) == 1 and kind in "iu" for shape, kind in found.values())
    if not sound:
        raise ValueError(
            f"{path}: expected whole numbers {', '.join(fields)} of one length, got {found}"
        )
    if "day" in arrays and not (np.diff(arrays["day"]) > 0).all():
        raise ValueError(f"{path}: expected increasing days, got some out of order")
    return arrays
