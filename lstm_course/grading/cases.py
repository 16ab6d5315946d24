"""The arguments on which an answer is judged, made from a seed.

Small and round ones for examples that are read; all sizes different, so that no mistaken axis
fits by chance; a square matrix, in which a transpose does not show by its shape; single rows and
columns; ordinary ones; zeros, which show the bias; extremes, where gates are shut and sums large.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Function
from lstm_course.grading.generators import Sizes, Style, entry, letters, measured
from lstm_course.grading.records import Probe

ORDINARY = 6
DEFAULT = (1, 2, 3, 4, 5)


def make(exercise: Function, seed: int) -> list[Probe]:
    """All probes of an exercise; the same for the same seed."""
    rng = np.random.default_rng([seed, zlib.crc32(exercise.id.encode())])
    entries = {name: entry(given) for name, given in exercise.inputs.items()}
    sizes = _Sizes(entries.values(), exercise.sizes or {})

    def probe(at: Sizes, *styles: Style, where: str = "", extreme: int | None = None) -> Probe:
        each = styles * len(entries) if len(styles) == 1 else styles
        parts = zip(entries.values(), each, strict=True)
        return Probe(tuple(part.draw(rng, at, style) for part, style in parts), where, extreme)

    different = sizes.different(rng)
    probes = [probe(sizes.least, "round"), probe(sizes.small(rng), "round")]
    probes += [probe(at, "normal") for at in (different, different, *sizes.square(rng))]
    probes += [probe(at, "normal") for at in sizes.ones(rng)]
    probes += [probe(sizes.large, "normal")]
    probes += [probe(sizes.any(rng), "normal") for _ in range(ORDINARY)]
    for k, (name, part) in enumerate(entries.items()):
        one: list[Style] = ["normal"] * len(entries)
        if part.zero:
            one[k] = "zero"
            probes.append(probe(different, *one, where=f"{name} = 0"))
        if part.extreme:
            one[k] = "extreme"
            where = f"{name} = {part.extreme}"
            probes += [probe(at, *one, where=where, extreme=k) for at in (sizes.least, different)]
        if part.zero and len(entries) > 2:
            rest: list[Style] = ["zero" if part.zero else "normal" for part in entries.values()]
            rest[k] = "normal"
            probes.append(probe(different, *rest, where=f"all but {name} = 0"))
    if exercise.probes:
        probes += [Probe(tuple(args)) for args in exercise.probes(rng)]
    return probes


class _Sizes:
    """Draws a size for every letter of an exercise."""

    def __init__(self, entries: Any, allowed: Any) -> None:
        self.shapes = [shape for part in entries for shape in part.shapes]
        names = sorted(set().union(*map(letters, self.shapes)) if self.shapes else set())
        self.allowed: dict[str, Sequence[int]] = {x: allowed.get(x, DEFAULT) for x in names}
        self.least = {name: min(among) for name, among in self.allowed.items()}
        self.large = {
            name: 6 + k if among is DEFAULT else max(among)
            for k, (name, among) in enumerate(self.allowed.items())
        }

    def any(self, rng: np.random.Generator) -> Sizes:
        return {name: among[int(rng.integers(len(among)))] for name, among in self.allowed.items()}

    def small(self, rng: np.random.Generator) -> Sizes:
        return {name: int(rng.choice(sorted(a)[:3])) for name, a in self.allowed.items()}

    def different(self, rng: np.random.Generator) -> Sizes:
        """All sizes different, and greater than 1, as far as possible."""
        tries = [self.any(rng) for _ in range(30)]
        return max(tries, key=lambda at: (len(set(at.values()) - {1}), -sum(at.values())))

    def square(self, rng: np.random.Generator) -> list[Sizes]:
        """Sizes that make a matrix square, for each matrix that can be."""
        found = []
        for shape in dict.fromkeys(shape for shape in self.shapes if len(shape.split()) == 2):
            tries = (self.any(rng) for _ in range(100))
            fits = (at for at in tries if len({*measured(shape, at)}) == 1 < max(at.values()))
            found += [at for at in [next(fits, None)] if at]
        return found

    def ones(self, rng: np.random.Generator) -> list[Sizes]:
        """One letter at its least, the others not: a single row, a single unit, a single step."""
        different = self.different(rng)
        return [{**different, name: least} for name, least in self.least.items()]
