"""Exercise 14.2, `cepstrum`."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array
from lstm_lib.audio import dct, mfcc


def _decibels(bands: Array, factor: float = 10) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        decibels: Array = factor * np.log10(bands)
    return decibels


def _cepstrum(power: Array, filters: Array, floor: float, count: int) -> Array:
    return _decibels(np.maximum(power @ filters, floor)) @ dct(filters.shape[1], count).T


def _power(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Powers of many sizes; some frames are silent."""
    power = 10 ** rng.uniform(-6, 3, (sizes["T"], sizes["F"]))
    power[rng.random(sizes["T"]) < 0.3] = 0
    return power


def _filters(rng: np.random.Generator, sizes: Sizes) -> Array:
    filters: Array = rng.uniform(0, 1, (sizes["F"], sizes["M"]))
    return filters


def _without_root(power: Array, filters: Array, floor: float, count: int) -> Array:
    found = _cepstrum(power, filters, floor, count)
    found[:, 0] *= np.sqrt(2)
    return found


cepstrum = Function(
    id="14.2",
    title="From a power spectrum to the cepstrum",
    name="cepstrum",
    inputs={
        "power": custom(_power, "T F"),
        "filters": custom(_filters, "F M"),
        "floor": custom(lambda rng, sizes: float(10 ** rng.uniform(-8, -2))),
        "count": custom(lambda rng, sizes: int(rng.integers(1, sizes["M"] + 1))),
    },
    sizes={"T": (1, 2, 3, 5), "F": (2, 3, 4, 6), "M": (1, 2, 4, 5)},
    returns="coefficients",
    reference=_cepstrum,
    without=(mfcc,),
    extra_cases=lambda rng: [
        (np.zeros((2, 3)), rng.uniform(0, 1, (3, 4)), 1e-10, 4),
        (np.array([[1.0, 0.0], [0.0, 1.0]]), np.eye(2), 0.01, 2),
        (10 ** rng.uniform(-3, 3, (4, 5)), rng.uniform(0, 1, (5, 6)), 1e-10, 3),
    ],
    misconceptions=[
        Misconception(
            "cosine-before-log",
            lambda power, filters, floor, count: _decibels(
                np.maximum(power @ filters @ dct(filters.shape[1], count).T, floor)
            ),
            "You took the cosine transform before the logarithm. Then a loud band drowns all "
            "others, which is what the logarithm was for.",
        ),
        Misconception(
            "no-floor",
            lambda power, filters, floor, count: (
                _decibels(power @ filters) @ dct(filters.shape[1], count).T
            ),
            "For a silent frame you return numbers that are not finite: the logarithm of 0. What "
            "is the floor for?",
        ),
        Misconception(
            "floor-added",
            lambda power, filters, floor, count: (
                _decibels(power @ filters + floor) @ dct(filters.shape[1], count).T
            ),
            "You add the floor to every band. It should change only the bands that lie below it.",
        ),
        Misconception(
            "floor-of-the-spectrum",
            lambda power, filters, floor, count: (
                _decibels(np.maximum(power, floor) @ filters) @ dct(filters.shape[1], count).T
            ),
            "You raised the spectrum to the floor. It is the sum in each band that the logarithm "
            "is taken of.",
        ),
        Misconception(
            "floor-of-the-decibels",
            lambda power, filters, floor, count: (
                np.maximum(_decibels(power @ filters), floor) @ dct(filters.shape[1], count).T
            ),
            "You compare decibels with the floor, but the floor is a power. Apply it before the "
            "logarithm.",
        ),
        Misconception(
            "natural-log",
            lambda power, filters, floor, count: (
                np.log(10) * _cepstrum(power, filters, floor, count)
            ),
            "You used the natural logarithm. Decibels are ten times the logarithm to base 10.",
        ),
        Misconception(
            "bels",
            lambda power, filters, floor, count: _cepstrum(power, filters, floor, count) / 10,
            "The logarithm to base 10 is in bels. How many decibels is that?",
        ),
        Misconception(
            "amplitude",
            lambda power, filters, floor, count: 2 * _cepstrum(power, filters, floor, count),
            "The factor 20 is for amplitudes. These are powers, the squares of amplitudes.",
        ),
        Misconception(
            "no-logarithm",
            lambda power, filters, floor, count: (
                np.maximum(power @ filters, floor) @ dct(filters.shape[1], count).T
            ),
            "The logarithm is missing.",
        ),
        Misconception(
            "first-row-not-scaled",
            _without_root,
            "The first coefficient is too large, by the root of 2: the constant row of the "
            "transform has to be divided by it, to be as long as the others.",
        ),
        Misconception(
            "not-cut",
            lambda power, filters, floor, count: _cepstrum(power, filters, floor, filters.shape[1]),
            "You return as many coefficients as there are bands. Only the first `count` are wanted.",
        ),
        Misconception(
            "loudness-dropped",
            lambda power, filters, floor, count: _cepstrum(power, filters, floor, count + 1)[:, 1:],
            "You left out the first coefficient, the loudness. It is wanted, too.",
        ),
        Misconception(
            "no-filters",
            lambda power, filters, floor, count: (
                _decibels(np.maximum(power, floor)) @ dct(power.shape[1], count).T
            ),
            "You transformed the spectrum itself. First add it up in bands, with the filters.",
        ),
    ],
    on_success="With a Fourier transform in front and a window in front of that, this is `mfcc`.",
)
