"""Exercise 11.7: a training loop, part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Function, Misconception, Project
from lstm_course.grading.generators import Sizes, custom, size
from lstm_lib import training
from lstm_lib._validation import Array
from lstm_lib.training import SGD, Adam, clip_by_norm

Arrays = dict[str, Array]


def _cut(order: Array, size: int) -> list[Array]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def _batches(n: int, size: int, rng: np.random.Generator) -> list[Array]:
    return _cut(rng.permutation(n), size)


def _facts(args: tuple[Any, ...], batches: Any) -> tuple[Array, Array, Array]:
    """The sizes of the batches, the examples in them, and whether their order is a random one."""
    n, _, _ = args
    parts = [np.asarray(part) for part in batches]
    if not all(part.ndim == 1 and part.dtype.kind == "i" for part in parts):
        raise ValueError("batches: expected arrays of whole numbers")
    order = np.concatenate([*parts, np.zeros(0, int)])
    in_order = np.array_equal(order, np.arange(len(order)))
    reverse = np.array_equal(order[::-1], np.arange(len(order)))
    shuffled = n < 12 or not (in_order or reverse)
    return np.array([len(part) for part in parts]), np.sort(order), np.array(int(shuffled))


epoch_batches = Function(
    id="11.7a",
    title="the batches of an epoch",
    name="epoch_batches",
    inputs={"n": size("n"), "size": size("s"), "rng": custom(lambda rng, sizes: rng.spawn(1)[0])},
    sizes={"n": (1, 5, 6, 10, 12, 23), "s": (1, 2, 3, 4, 5, 30)},
    returns="batches",
    reference=_batches,
    compare_by=_facts,
    compares="sizes of the batches, examples in them, in random order",
    extra_cases=lambda rng: [
        (n, s, rng.spawn(1)[0]) for n, s in ((12, 4), (13, 4), (40, 7), (9, 9))
    ],
    misconceptions=[
        Misconception(
            "not-shuffled",
            lambda n, size, rng: _cut(np.arange(n), size),
            "Your batches are the same in every epoch, in the order of the data.",
        ),
        Misconception(
            "rest-dropped",
            lambda n, size, rng: [part for part in _batches(n, size, rng) if len(part) == size],
            "The examples that do not fill a whole batch are missing.",
        ),
        Misconception(
            "with-replacement",
            lambda n, size, rng: _cut(rng.integers(n, size=n), size),
            "Some examples come twice in an epoch, and others not at all.",
        ),
        Misconception(
            "one-batch",
            lambda n, size, rng: [rng.permutation(n)],
            "That is one batch with everything in it.",
        ),
        Misconception(
            "from-1",
            lambda n, size, rng: _cut(1 + rng.permutation(n), size),
            "Your numbers run from 1 to n; x[0] is the first example.",
        ),
        Misconception(
            "rest-first",
            lambda n, size, rng: [
                p for p in np.split(rng.permutation(n), range(n % size, n, size)) if len(p)
            ],
            "The batches are right, but the short one comes first; it should be the last.",
        ),
    ],
    on_success="Every example once in each epoch, and in another order each time.",
)


def _updated(w: Arrays, d: Arrays, rate: float, limit: float) -> Arrays:
    d = {name: part.copy() for name, part in d.items()}
    clip_by_norm(d, limit)
    return {name: w[name] - rate * d[name] for name in w}


def _norm(d: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(part**2) for part in d.values())))


def _scaled(factor: Callable[[Arrays, float], float]) -> Callable[..., Arrays]:
    return lambda w, d, rate, limit: {
        name: w[name] - rate * factor(d, limit) * d[name] for name in w
    }


def _in_place(w: Arrays, d: Arrays, rate: float, limit: float) -> Arrays:
    for name, new in _updated(w, d, rate, limit).items():
        w[name][...] = new
    return w


def _entry(d: Arrays, limit: float) -> float:
    return min(1.0, limit / max(_norm(d), 1e-300))


clipped_step = Function(
    id="11.7b",
    title="a clipped step",
    name="clipped_step",
    inputs={
        "w": {"W": "H D", "b": "H"},
        "d": {"W": "H D", "b": "H"},
        "rate": custom(lambda rng, _: float(rng.choice([0.01, 0.1, 1.0]))),
        "limit": custom(lambda rng, _: float(rng.choice([0.5, 1, 2, 5, 20]))),
    },
    returns="w",
    reference=_updated,
    without=(SGD.step, Adam.step, clip_by_norm),
    misconceptions=[
        Misconception(
            "not-clipped",
            _scaled(lambda d, limit: 1.0),
            "Nothing is clipped: your result does not depend on limit.",
        ),
        Misconception(
            "each-array-clipped",
            lambda w, d, rate, limit: {
                name: w[name] - rate * _entry({name: d[name]}, limit) * d[name] for name in w
            },
            "You clip W and b each by a norm of its own. There is one norm, over all arrays.",
        ),
        Misconception(
            "K1-each-entry-clipped",
            lambda w, d, rate, limit: {
                name: w[name] - rate * np.clip(d[name], -limit, limit) for name in w
            },
            "You clip each entry by itself, which turns the gradient. One factor for all keeps its "
            "direction.",
        ),
        Misconception(
            "K2-always-scaled",
            _scaled(lambda d, limit: limit / max(_norm(d), 1e-300)),
            "You stretch short gradients to the limit. It is a limit: only longer ones change.",
        ),
        Misconception(
            "K4-no-root",
            _scaled(lambda d, limit: min(1.0, limit / max(_norm(d) ** 2, 1e-300))),
            "Is the sum of the squares the norm yet?",
        ),
        Misconception(
            "M1-ascent",
            lambda w, d, rate, limit: _updated(w, d, -rate, limit),
            "The weights go uphill: a positive derivative should make a weight smaller.",
        ),
        Misconception(
            "rate-left-out",
            lambda w, d, rate, limit: _updated(w, d, 1.0, limit),
            "Your result does not depend on rate.",
        ),
        Misconception(
            "P7-in-place",
            _in_place,
            "The new weights are right, but the arrays that you were given have changed. Return new "
            "ones.",
        ),
    ],
    on_success="One factor for all arrays, and one step downhill.",
)


def _gradient(w: Arrays, batch: Array) -> Arrays:
    """Of a quadratic loss: half the squared distance from the mean of the batch."""
    if set(w) != {"W", "b"} or np.ndim(batch) != 2:
        raise ValueError("gradient takes the weights and one batch")
    return {"W": w["W"] - np.mean(batch, axis=0), "b": 0.5 * w["b"]}


_gradient.__name__ = "gradient"


def _an_update(rng: np.random.Generator, sizes: Sizes) -> Callable[[Arrays, Arrays], None]:
    rate = float(rng.choice([0.05, 0.1, 0.2]))

    def update(w: Arrays, d: Arrays) -> None:
        for name in w:
            w[name] -= rate * d[name]

    return update


def _a_validation(rng: np.random.Generator, sizes: Sizes) -> Callable[[Arrays], float]:
    """The distance from a place that training passes on its way to another, with some ripples."""
    best, ripple = 1.5 + 0.5 * rng.normal(size=sizes["H"]), rng.uniform(0.2, 0.6)

    def validate(w: Arrays) -> float:
        if set(w) != {"W", "b"}:
            raise ValueError("validate takes the weights")
        waves = ripple * np.sum(np.sin(9 * w["W"]))
        return float(np.sum((w["W"] - best) ** 2) + 0.01 * np.sum(w["b"] ** 2) + waves)

    return validate


def _start(rng: np.random.Generator, sizes: Sizes) -> Arrays:
    return {"W": rng.normal(size=sizes["H"]), "b": rng.normal(size=1)}


def _epochs(rng: np.random.Generator, sizes: Sizes) -> list[list[Array]]:
    goal = 3 + rng.normal(size=sizes["H"])
    return [
        [goal + rng.normal(size=(3, sizes["H"])) for _ in range(sizes["N"])]
        for _ in range(sizes["E"])
    ]


CURVES = (
    ([0.5, 0.9, 0.4, 0.8, 0.3, 0.7, 0.2], 2),
    ([0.5, 0.4, 0.6, 0.7, 0.1], 2),
    ([5.0, 4.0, 3.0, 6.0, 7.0, 1.0], 2),
    ([0.5, 0.5, 0.5, 0.5], 2),
    ([0.6, 0.7, 0.5, 0.4], 1),
)
"""Validation losses, epoch by epoch, and a patience."""


def _along_a_curve(losses: list[float], patience: int) -> tuple[Any, ...]:
    """A run that moves on by 1 in each epoch, over a curve of validation losses."""

    def gradient(w: Arrays, batch: Array) -> Arrays:
        return {"W": -np.ones(1), "b": np.zeros(1)}

    def update(w: Arrays, d: Arrays) -> None:
        for name in w:
            w[name] -= 0.5 * d[name]

    def validate(w: Arrays) -> float:
        return losses[min(int(w["W"][0]) - 1, len(losses) - 1)]

    epochs = [[np.zeros((1, 1)), np.zeros((1, 1))] for _ in losses]
    return gradient, update, validate, {"W": np.zeros(1), "b": np.zeros(1)}, epochs, patience


def _copy(w: Arrays) -> Arrays:
    return {name: part.copy() for name, part in w.items()}


Trained = tuple[Arrays, Array]


def _train(
    gradient: Callable[[Arrays, Array], Arrays],
    update: Callable[[Arrays, Arrays], None],
    validate: Callable[[Arrays], float],
    w: Arrays,
    epochs: list[list[Array]],
    patience: int,
    *,
    copies: bool = True,
    in_place: bool = False,
    first: bool = False,
    reset: bool = True,
    stops: bool = True,
    last_batch: int | None = None,
    moving: bool = True,
    extra: int = 0,
) -> Trained:
    """The loop, with the ways to get it wrong as options."""
    start = _copy(w)
    w = w if in_place else _copy(w)
    best, lowest, losses, waited = w, np.inf, [], 0
    for epoch in epochs:
        if first:
            losses.append(validate(w))
        for batch in epoch[:last_batch]:
            update(w, gradient(w if moving else start, batch))
        if not first:
            losses.append(validate(w))
        if losses[-1] < lowest:
            best, lowest = _copy(w) if copies else w, losses[-1]
            waited = 0 if reset else waited
        else:
            waited += 1
        if stops and waited >= patience + extra:
            break
    return best, np.array(losses)


def _with(**options: Any) -> Callable[..., Trained]:
    return lambda *args: _train(*args, **options)


train_loop = Function(
    id="11.7c",
    title="the loop",
    name="train_loop",
    inputs={
        "gradient": custom(lambda rng, sizes: _gradient),
        "update": custom(_an_update),
        "validate": custom(_a_validation, "H"),
        "w": custom(_start, "H"),
        "epochs": custom(_epochs, "E N H"),
        "patience": size("p"),
    },
    sizes={"E": (1, 2, 6, 12, 20), "N": (1, 2, 3), "H": (1, 2, 3), "p": (1, 2, 3)},
    returns="w, losses",
    reference=_train,
    extra_cases=lambda rng: [_along_a_curve(*one) for one in CURVES],
    points=3,
    without=(training.train,),
    misconceptions=[
        Misconception(
            "best-not-copied",
            _with(copies=False),
            "You return the weights with which the run ended. If you meant to keep the best ones: "
            "`update` changes arrays in place, so a best that is not a copy goes on changing.",
        ),
        Misconception(
            "caller-changed",
            _with(in_place=True),
            "The results are right, but the weights that you were given have changed: `update` works "
            "in place, so train a copy.",
        ),
        Misconception(
            "never-stops",
            _with(stops=False),
            "Your run goes on to the last epoch, whatever patience is.",
        ),
        Misconception(
            "count-not-reset",
            _with(reset=False),
            "You count all epochs without a new best. Patience is about those in a row.",
        ),
        Misconception(
            "one-too-patient",
            _with(extra=1),
            "You wait for one epoch more than patience allows.",
        ),
        Misconception(
            "validates-first",
            _with(first=True),
            "You validate before the epoch's steps: the loss after the last epoch is missing.",
        ),
        Misconception(
            "first-batch-only",
            _with(last_batch=1),
            "You take one batch of each epoch. Each epoch is a list of batches.",
        ),
        Misconception(
            "gradient-at-the-start",
            _with(moving=False),
            "Your gradients are all taken at the first weights. Each step needs that of the weights "
            "as they are now.",
        ),
        Misconception(
            "lowest-loss-only",
            lambda *args: (_train(*args)[0], _train(*args)[1].min()),
            "The weights are right. The second result is the list of all validation losses.",
        ),
    ],
    on_success="Steps, a validation, the best weights so far, and patience: the rest of `train` is "
    "comfort.",
)

loop_from_nothing = Project(
    id="11.7",
    title="A training loop from nothing",
    name="train_loop",
    parts=[epoch_batches, clipped_step, train_loop],
    on_success="You have written a training loop.",
)
