"""The arguments on which an answer is checked, made from a seed.

Small and round ones for examples that are read; all sizes different, so that no mistaken axis
fits by chance; a square matrix, in which a transpose does not show by its shape; single rows and
columns; long sequences; zeros, which show the bias; extremes, where gates are shut and sums large;
and pairs that differ in a single argument, which show whether an answer looks at it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Function
from lstm_course.grading.generators import ArgSpec, Sizes, Style, arg_spec, letters, measured
from lstm_course.grading.records import Case

ORDINARY = 6
DEFAULT = (1, 2, 3, 4, 5)
LONG = 60
"""Steps of the long sequence."""


def make_cases(exercise: Function, seed: int) -> list[Case]:
    """All cases of an exercise; the same for the same seed."""
    rng = np.random.default_rng([seed, zlib.crc32(exercise.id.encode())])
    specs = {name: arg_spec(short) for name, short in exercise.inputs.items()}
    sizes = _Sizes(specs.values(), exercise.sizes or {})

    def case(at: Sizes, *styles: Style, where: str = "", extreme: int | None = None) -> Case:
        each = styles * len(specs) if len(styles) == 1 else styles
        parts = zip(specs.values(), each, strict=True)
        args = tuple(part.draw(rng, at, style) for part, style in parts)
        return Case(args, where, extreme, at)

    different = sizes.different(rng)
    cases = [case(sizes.least, "round"), case(sizes.small(rng), "round")]
    cases += [case(at, "normal") for at in (different, different, *sizes.square(rng))]
    cases += [case(at, "normal") for at in sizes.ones(rng)]
    cases += [case(at, "normal") for at in sizes.large()]
    cases += [case(sizes.any(rng), "normal") for _ in range(ORDINARY)]
    for k, (name, part) in enumerate(specs.items()):
        one: list[Style] = ["normal"] * len(specs)
        if part.zero:
            one[k] = "zero"
            cases.append(case(different, *one, where=f"{name} = 0"))
        if part.extreme:
            one[k] = "extreme"
            where = f"{name} = {part.extreme}"
            cases += [case(at, *one, where=where, extreme=k) for at in (sizes.least, different)]
        if part.near:
            one[k] = "near"
            cases.append(case(different, *one, where=f"{name} is {part.near}", extreme=k))
        if part.zero and len(specs) > 2:
            rest: list[Style] = ["zero" if part.zero else "normal" for part in specs.values()]
            rest[k] = "normal"
            cases.append(case(different, *rest, where=f"all but {name} = 0"))
    if len(specs) > 1:
        for k, part in enumerate(specs.values()):
            args = list(cases[2].args)
            args[k] = part.draw(rng, different, "normal")
            cases.append(Case(tuple(args), sizes=different, base=2, varied=k))
    if exercise.extra_cases:
        extra = exercise.extra_cases(rng)
        cases += [one if isinstance(one, Case) else Case(tuple(one)) for one in extra]
    return cases


class _Sizes:
    """Draws a size for every letter of an exercise."""

    def __init__(self, specs: Iterable[ArgSpec], allowed: Any) -> None:
        self.shapes = [shape for part in specs for shape in part.shapes]
        names = sorted(set().union(*map(letters, self.shapes)) if self.shapes else set())
        self.allowed: dict[str, Sequence[int]] = {x: allowed.get(x, DEFAULT) for x in names}
        self.least = {name: min(among) for name, among in self.allowed.items()}

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

    def large(self) -> list[Sizes]:
        """Sizes beyond the usual ones; and a long sequence, if there are sequences."""
        large = {
            name: 6 + k if among is DEFAULT else max(among)
            for k, (name, among) in enumerate(self.allowed.items())
        }
        small = {name: sorted(among)[:2][-1] for name, among in self.allowed.items()}
        return [large, {**small, "T": LONG}] if "T" in self.allowed else [large]
