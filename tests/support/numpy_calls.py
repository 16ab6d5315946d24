"""Count what a computation asks of NumPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest


def calls(
    run: Callable[[], object], names: list[str], measure: Callable[[np.ndarray], object] = np.shape
) -> Counter[tuple[object, ...]]:
    """Calls of these functions of NumPy, counted by a measure of their first two arrays."""
    counted: Counter[tuple[object, ...]] = Counter()

    def spied(name: str) -> Callable[..., object]:
        function = getattr(np, name)

        def spy(*args: np.ndarray) -> object:
            counted[(name, *map(measure, args[:2]))] += 1
            return function(*args)

        return spy

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(np, name, spied(name))
        run()
    return counted
