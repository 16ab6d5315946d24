"""Exercise 09.5, `fitting_orders`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import permutations

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import Sizes, custom
from lstm_lib._validation import Array
from lstm_lib.activations import Activation, sigmoid, tanh
from lstm_lib.cell import Step
from lstm_lib.layer import concat, layer

ORDERS = tuple(permutations(range(4)))


Case = Mapping[str, Array]


Finder = Callable[[Case], Array]


Stack = Callable[[Array, Array], Array]


def _steps(case: Case, content: Activation = tanh, stack: Stack = concat) -> Step:
    """The step in all orders at once, each (24, B, H)."""
    hx = stack(case["h"], case["x"])
    shares, contents = (
        np.array([layer(block, hx, activation) for block in np.split(case["W"], 4)])
        for activation in (sigmoid, content)
    )
    i, f, g, o = np.array(ORDERS).T
    c = shares[f] * case["c"] + shares[i] * contents[g]
    return Step(shares[i], shares[f], contents[g], shares[o], c, shares[o] * tanh(c))


def _off(case: Case) -> Array:
    return np.asarray(_steps(case).h - case["h_after"])


def _near(case: Case, h: Array) -> Array:
    return np.asarray(np.abs(h - case["h_after"]).max(axis=(1, 2)) <= 1e-6)


def _where(fits: Callable[[Case], Array]) -> Finder:
    """Those orders of which something is true."""
    return lambda case: np.array([p for p, fit in zip(ORDERS, fits(case), strict=True) if fit])


_fitting = _where(lambda case: _near(case, _steps(case).h))


def _case(
    rng: np.random.Generator, W: Array, x: Array, h: Array, c: Array
) -> dict[str, Array] | None:
    """A stranger's step in float32; none if an order fits neither clearly nor clearly not."""
    case = {"W": W, "x": x, "h": h, "c": c}
    true = _steps(case).h[rng.integers(24)]
    case["h_after"] = true.astype(np.float32).astype(np.float64)
    off = np.abs(_off(case)).max(axis=(1, 2))
    return None if ((off > 1e-7) & (off < 1e-5)).any() else case


def _drawn(rng: np.random.Generator, sizes: Sizes) -> dict[str, Array]:
    B, H, D = (sizes[letter] for letter in "BHD")
    case = None
    while case is None:
        W = rng.normal(size=(4 * H, 1 + H + D)) * rng.choice([0.05, 0.5, 1.0])
        h, c = rng.uniform(-1, 1, (B, H)), rng.normal(size=(B, H))
        case = _case(rng, W, rng.normal(size=(B, D)), h, c)
    return case


def _special(rng: np.random.Generator) -> list[tuple[dict[str, Array]]]:
    """Steps that several orders fit, and steps that hide a part of the computation."""
    W, x, h, c = (rng.normal(size=shape) for shape in ((8, 6), (2, 3), (2, 2), (2, 2)))
    h = np.tanh(h)
    no_W, no_x, no_h, no_c = (np.zeros_like(array) for array in (W, x, h, c))
    alike = W.copy()
    alike[2:4] = alike[6:]
    habits = W.copy()
    habits[:, 0] = np.tile(habits[:2, 0], 4)
    one, other = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    cases = [
        _case(rng, no_W, x, h, no_c),
        _case(rng, no_W, x, h, 0.01 * c),
        _case(rng, W, x, h, no_c),
        _case(rng, W, x, no_h, no_c),
        _case(rng, W, no_x, no_h, c),
        _case(rng, alike, x, h, c),
        _case(rng, np.tile(W[:2], (4, 1)), x, h, c),
        _case(rng, habits, one * x, one * h, one * c),
        _case(rng, habits, other * x, other * h, other * c),
        _case(rng, np.column_stack([[0.0, 0, 1, 1, 0, 0, 0, 0], W[:, 1:]]), no_x, no_h, no_c),
    ]
    return [(case,) for case in cases if case] + _near_the_threshold(rng)


def _near_the_threshold(rng: np.random.Generator) -> list[tuple[dict[str, Array]]]:
    """Two blocks so nearly alike that exchanging them moves the largest number by just less, or
    just more, than what is tolerated."""
    found = []
    for largest in (0.8e-6, 1.3e-6, 2.5e-6):
        W, x, h = rng.normal(size=(12, 6)), rng.normal(size=(4, 2)), rng.uniform(-1, 1, (4, 3))
        W[:, 0] += 2  # open gates, so that h is large, and a relative tolerance a loose one
        case = {"W": W, "x": x, "h": h, "c": rng.normal(size=(4, 3)) + 2}
        move, size = rng.normal(size=(3, 6)), 1e-6
        for _ in range(3):  # the change is nearly proportional to the size of the move
            W[9:] = W[:3] + size * move
            case["h_after"] = _steps(case).h[0]
            off = np.abs(_off(case)).max(axis=(1, 2))[ORDERS.index((3, 1, 2, 0))]
            size *= largest / off
        found.append((case,))
    return found


fitting_orders = Function(
    id="09.5",
    title="Which of the twenty-four?",
    name="fitting_orders",
    inputs={"case": custom(_drawn, "B D", "B H")},
    returns="orders",
    reference=_fitting,
    extra_cases=_special,
    misconceptions=[
        Misconception(
            "first-only",
            lambda case: _fitting(case)[:1],
            "Where several orders fit you return one of them. Anyone who relies on a test has to "
            "know which orders it cannot tell apart.",
        ),
        Misconception(
            "inverse",
            lambda case: np.argsort(_fitting(case), axis=1),
            "You say which gate stands at each place. The question is at which place each gate "
            "stands: for most orders that is something else.",
        ),
        Misconception(
            "all",
            lambda case: np.array(ORDERS),
            "These are all orders there are. Which of them compute what the other library has "
            "computed?",
        ),
        Misconception(
            "first-example",
            _where(lambda case: np.abs(_off(case)[:, 0]).max(axis=1) <= 1e-6),
            "You compare the first sequence only. The others may show what it does not.",
        ),
        Misconception(
            "some-entry",
            _where(lambda case: np.abs(_off(case)).min(axis=(1, 2)) <= 1e-6),
            "You accept an order if any of its numbers fits. All of them have to.",
        ),
        Misconception(
            "no-abs",
            _where(lambda case: _off(case).max(axis=(1, 2)) <= 1e-6),
            "You accept an order if its numbers are not too large. Numbers that are too small "
            "are off as well.",
        ),
        Misconception(
            "loose",
            _where(lambda case: np.abs(_off(case)).max(axis=(1, 2)) <= 1e-2),
            "Some of your orders are off by nearly a hundredth. With small weights a wrong order "
            "comes as near as that.",
        ),
        Misconception(
            "exact",
            _where(lambda case: (_off(case) == 0).all(axis=(1, 2))),
            "You hardly ever find one: the other library computes with seven digits, and you "
            "demand all sixteen.",
        ),
        Misconception(
            "G8-all-sigmoid",
            _where(lambda case: _near(case, _steps(case, content=sigmoid).h)),
            "You hardly ever find one, though there always is one. The candidate is not a "
            "fraction.",
        ),
        Misconception(
            "F1-no-tanh",
            _where(lambda case: _near(case, _steps(case).o * _steps(case).c)),
            "You find one only where the memory is small. What does the memory go through before "
            "it is shown?",
        ),
        Misconception(
            "memory-ignored",
            _where(lambda case: _near(case, _steps({**case, "c": 0 * case["c"]}).h)),
            "You find one only where the memory was empty: the step starts from h and c.",
        ),
        Misconception(
            "state-ignored",
            _where(
                lambda case: _near(case, _steps({**case, "h": 0 * case["h"], "c": 0 * case["c"]}).h)
            ),
            "You start from an empty state. The other library's step started from the h and c in "
            "the case.",
        ),
        Misconception(
            "C2-order-xh",
            _where(lambda case: _near(case, _steps(case, stack=lambda h, x: concat(x, h)).h)),
            "You find one only where h and x are 0. The columns meet [1; h; x].",
        ),
        Misconception(
            "how-many",
            lambda case: len(_fitting(case)),
            "That is how many orders fit. Which ones?",
        ),
    ],
    on_success="Nobody has to trust a manual: one step with random numbers shows which order it "
    "is.",
)
