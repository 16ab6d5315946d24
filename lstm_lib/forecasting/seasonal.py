"""The seasonal naive forecast: the same as one season ago."""

from __future__ import annotations

from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_array, as_size


def seasonal_naive(x: ArrayLike, season: int) -> Array:
    """Forecasts x_{t−season} of x_t, for t from `season` on; season 1 is the naive forecast.

    Args:
        x: (N,), the series.
        season: steps in a season, at least 1.

    Returns:
        (N − season,), forecasts of all values but those of the first season.

    Raises:
        TypeError: if the series is not made of real numbers, or the season is not a whole number.
        ValueError: if the series has a gap (NaN), or is not longer than a season.
    """
    x, season = as_array("x", x, "N", {}), as_size("season", "season", season)
    if len(x) <= season:
        raise ValueError(f"x: expected more than season = {season} values, got {len(x)}")
    return x[:-season]
