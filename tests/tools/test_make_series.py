"""The committed series come from their packages: each reader, on a small file of the same form."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from lstm_lib.tasks import series
from tools import make_series


def as_npy() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([[86], [141], [95]]))
    return file.getvalue()


def as_zip(table: str) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("rates.csv", table)
    return file.getvalue()


SUNSPOTS = "Year    Jan   Feb   Mar\n----\n1749    58.0  62.6  70.0\n\n1750    73.3  -1.0  -1.0\n"
PRICES = "Date,Open,High,Low,Close\n1/4/1999,3,1248.810059,1219.099976,1228.099976\n"
RATES = "Date,USD,JPY,\n1999-01-06,1.1743,1,\n1999-01-05,N/A,1,\n1999-01-04,1.1789,1,\n"
CONTENT = {
    "laser": as_npy(),
    "electricity": b"import x\nrslt = np.array([22262,\n 21756, 22247])\n",
    "sunspots": SUNSPOTS.encode(),
    "sp500": gzip.compress(PRICES.encode()),
    "euro_dollar": as_zip(RATES),
}
EXPECTED = {
    "laser": {"x": [86, 141, 95]},
    "electricity": {"x": [22262, 21756, 22247]},
    "sunspots": {"tenths": [580, 626, 700, 733]},
    "sp500": {"day": [10595], "close": [122810], "high": [124881], "low": [121910]},
    "euro_dollar": {"day": [10595, 10597], "rate": [11789, 11743]},
}


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    for make, (package, name) in make_series.SOURCES.items():
        with ZipFile(tmp_path / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(name, CONTENT[make.__name__])
    return tmp_path


def test_every_series_is_made_from_its_package(
    wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_series, "DATA", wheels / "data")
    make_series.main(wheels)
    assert {path.stem for path in (wheels / "data").iterdir()} == set(series.NAMES)
    for name, expected in EXPECTED.items():
        with (
            np.load(wheels / "data" / f"{name}.npz") as made,
            np.load(series.DATA / f"{name}.npz") as committed,
        ):
            assert set(made) == set(committed) == set(expected)
            for field, values in expected.items():
                np.testing.assert_array_equal(made[field], values)
                assert made[field].dtype == committed[field].dtype
                assert committed[field][0] == values[0]
