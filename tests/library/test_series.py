"""The series that come with the package: their files, licences, shapes and known values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_lib.tasks import series

ALL = {
    # values, and the first three of them
    "laser": (series.laser, 10_093, [86, 141, 95]),
    "electricity": (series.electricity, 4032, [22_262, 21_756, 22_247]),
    "sunspots": (series.sunspots, 3126, [58.0, 62.6, 70.0]),
    "sp500": (lambda: series.sp500().close, 5031, [1228.10, 1244.78, 1272.34]),
    "euro_dollar": (lambda: series.euro_dollar().rate, 7126, [1.1789, 1.1790, 1.1743]),
}


def test_every_series_is_tested() -> None:
    assert set(ALL) == set(series.NAMES) == {path.stem for path in series.DATA.glob("*.npz")}


@pytest.mark.parametrize("name", ALL)
def test_a_series_has_its_length_and_its_first_values(name: str) -> None:
    load, length, start = ALL[name]
    x = load()
    assert x.shape == (length,) and x.dtype == np.float64
    assert np.isfinite(x).all() and (x >= 0).all()
    np.testing.assert_allclose(x[:3], start, rtol=1e-12)


@pytest.mark.parametrize("name", ALL)
def test_a_series_has_its_source_and_its_licence_beside_it(name: str) -> None:
    text = (series.DATA / f"{name}.md").read_text("utf-8")
    assert text.startswith(f"# {name}.npz\n")
    for part in ("**Taken from** the package", "**Changed:**", "**Licence:**"):
        assert part in text
    if "Licence:** MIT" in text:
        assert "Copyright (c)" in text and "Permission is hereby granted" in text
    assert (series.DATA / f"{name}.npz").stat().st_size < 50_000


def test_days_are_in_order_and_a_days_prices_lie_between_low_and_high() -> None:
    index, euro = series.sp500(), series.euro_dollar()
    for date in (index.date, euro.date):
        assert date.dtype == np.dtype("datetime64[D]") and (np.diff(date).astype(int) > 0).all()
    assert (str(index.date[0]), str(index.date[-1])) == ("1999-01-04", "2018-12-31")
    assert (str(euro.date[0]), str(euro.date[-1])) == ("1999-01-04", "2026-10-30")
    assert (index.low <= index.close).all() and (index.close <= index.high).all()
    assert (index.low < index.high).all()  # the logarithm of the range is finite


def test_electricity_repeats_itself_weekly_and_the_laser_every_eight_steps() -> None:
    week = series.electricity().reshape(12, 336)
    assert np.corrcoef(week).min() > 0.95
    x = series.laser()[:1000] - series.laser()[:1000].mean()
    lags = [x[k:] @ x[:-k] for k in range(4, 13)]
    assert np.argmax(lags) + 4 in (7, 8)


def write(folder: Path, **arrays: np.ndarray) -> Path:
    np.savez_compressed(folder / "sp500.npz", **arrays)
    return folder


def good() -> dict[str, np.ndarray]:
    return {name: np.array([3, 4, 5]) for name in ("day", "close", "high", "low")}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"close": np.array([3, 4])}, "of one length"),
        ({"close": np.array([3.0, np.nan, 5.0])}, "whole numbers"),
        ({"other": np.array([3, 4, 5])}, "whole numbers day, close, high, low"),
        ({"day": np.array([3, 5, 4])}, "increasing days"),
        ({"day": np.array([3, 3, 4])}, "increasing days"),
    ],
)
def test_a_file_of_another_form_is_rejected(
    change: dict[str, np.ndarray], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "DATA", write(tmp_path, **good()))
    assert series.sp500().close[2] == 0.05
    write(tmp_path, **good() | change)
    with pytest.raises(ValueError, match=says) as caught:
        series.sp500()
    assert "sp500.npz: expected" in str(caught.value) and "got" in str(caught.value)


def test_a_damaged_file_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "DATA", write(tmp_path, **good()))
    content = bytearray((tmp_path / "sp500.npz").read_bytes())
    content[len(content) // 3] ^= 0xFF
    (tmp_path / "sp500.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"sp500\.npz: expected an \.npz file written by"):
        series.sp500()


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "DATA", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"laser\.npz"):
        series.laser()
