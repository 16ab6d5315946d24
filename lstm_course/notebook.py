"""Numbers that go from a notebook's cell into its prose, so that prose cannot go stale."""

from __future__ import annotations

import math
from numbers import Integral, Real

_PREFIX = "application/papermill.record/"
_SUPERSCRIPT = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def as_text(value: object, digits: int = 4) -> str:
    """A value as prose shows it: at most `digits` significant digits, no trailing zeros.

    A whole number (`int`, `np.integer`) and a string stay as they are. A number whose digits
    would need padding with zeros is written in powers of ten: 4.54 × 10⁻⁵.

    Args:
        value: a real number, of Python or NumPy, or a string.
        digits: how many significant digits, at least 1.

    Raises:
        TypeError: if value is something else (an array, a truth value).
        ValueError: if value is NaN or infinite, or digits is less than 1.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"value: expected a real number or a string, got {type(value).__name__}")
    if digits < 1:
        raise ValueError(f"digits: expected at least 1, got {digits}")
    if isinstance(value, Integral):
        return str(int(value)).replace("-", "−")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"value: expected a finite number, got {number}")
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    if -4 <= int(exponent) < digits:
        text = f"{number:.{digits - 1 - int(exponent)}f}"
        return _without_zeros(text).replace("-", "−") if number else "0"
    power = str(int(exponent)).replace("-", "−").translate(_SUPERSCRIPT)
    return f"{_without_zeros(mantissa)} × 10{power}".replace("-", "−")


def glue(name: str, value: object, digits: int = 4) -> None:
    """Keep a value in the cell's output, unseen, for prose to show it with {glue:text}`name`.

    Args:
        name: what the prose calls it, unique in its notebook.
        value, digits: as in `as_text`.

    Raises:
        TypeError, ValueError: as `as_text`.
    """
    from IPython.display import display

    display(
        {f"{_PREFIX}text/plain": repr(as_text(value, digits))},  # quoted, or 2.00 would become 2.0
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": _PREFIX}},
    )


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
