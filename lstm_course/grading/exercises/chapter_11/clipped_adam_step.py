"""Exercise 11.4, `clipped_adam_step`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.generators import custom, fraction, real
from lstm_lib._validation import Array
from lstm_lib.training import Adam, clip_by_norm

Arrays = Mapping[str, Array]


Result = tuple[Array, Array]


RATE = 0.1


def _by_library(w: Arrays, d: Arrays, m: Arrays, v: Arrays, q: int, limit: float) -> Result:
    w, d = ({name: part.copy() for name, part in arrays.items()} for arrays in (w, d))
    clip_by_norm(d, limit)
    adam = Adam(RATE)
    means = {f"{mean} {name}": arrays[name] for mean, arrays in (("m", m), ("v", v)) for name in w}
    adam.restore({"steps": np.array(q - 1), **means})
    adam.step(w, d)
    return w["W"], w["b"]


def _norm(d: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(part**2) for part in d.values())))


def _scaled(d: Arrays, factor: float) -> dict[str, Array]:
    return {name: part * factor for name, part in d.items()}


def _clipped(d: Arrays, limit: float) -> dict[str, Array]:
    return _scaled(d, min(1, limit / max(_norm(d), 1e-300)))


def _each_clipped(d: Arrays, limit: float) -> dict[str, Array]:
    return {name: _clipped({name: part}, limit)[name] for name, part in d.items()}


def _always_scaled(d: Arrays, limit: float) -> dict[str, Array]:
    return _scaled(d, limit / _norm(d) if _norm(d) else 0)


def _unclipped(d: Arrays, limit: float) -> dict[str, Array]:
    return dict(d)


def _adam_with(
    clip: Callable[[Arrays, float], dict[str, Array]] = _clipped,
    clip_for_v: Callable[[Arrays, float], dict[str, Array]] | None = None,
    square: Callable[[Array], Array] = np.square,
    root: Callable[[Array], Array] = np.sqrt,
    correct: Callable[[float, int], float] = lambda beta, q: 1 - beta**q,
    rate: float = RATE,
) -> Callable[[Arrays, Arrays, Arrays, Arrays, int, float], Result]:
    """The step by hand, with one or more of its parts changed."""

    def answer(w: Arrays, d: Arrays, m: Arrays, v: Arrays, q: int, limit: float) -> Result:
        slopes, squared = clip(d, limit), (clip_for_v or clip)(d, limit)

        def moved(name: str) -> Array:
            mean = (0.9 * m[name] + 0.1 * slopes[name]) / correct(0.9, q)
            squares = (0.999 * v[name] + 0.001 * square(squared[name])) / correct(0.999, q)
            there: Array = w[name] - rate * mean / (root(squares) + 1e-8)
            return there

        return moved("W"), moved("b")

    return answer


def _move_clipped(w: Arrays, d: Arrays, m: Arrays, v: Arrays, q: int, limit: float) -> Result:
    W, b = _adam_with(_unclipped)(w, d, m, v, q, limit)
    move = _clipped({"W": W - w["W"], "b": b - w["b"]}, limit)
    return w["W"] + move["W"], w["b"] + move["b"]


def _means_in_place(w: Arrays, d: Arrays, m: Arrays, v: Arrays, q: int, limit: float) -> Result:
    result, slopes = _by_library(w, d, m, v, q, limit), _clipped(d, limit)
    for name in w:
        m[name][...] = 0.9 * m[name] + 0.1 * slopes[name]
        v[name][...] = 0.999 * v[name] + 0.001 * slopes[name] ** 2
    return result


clipped_adam = Function(
    id="11.4",
    title="Clip, then step",
    name="clipped_adam_step",
    inputs={
        "w": {"W": real("H D", limit=0, zero=False), "b": real("H", limit=0, zero=False)},
        "d": {"W": "H D", "b": "H"},
        "m": {"W": real("H D", limit=0), "b": real("H", limit=0)},
        "v": {"W": fraction("H D"), "b": fraction("H")},
        "q": custom(lambda rng, _: int(rng.choice([2, 3, 10, 500, 5000]))),
        "limit": custom(lambda rng, _: float(rng.choice([0.5, 1, 2, 5, 20]))),
    },
    returns="W, b",
    reference=_by_library,
    extra_cases=lambda rng: [
        (*({"W": np.full((2, 3), k), "b": np.full(2, k)} for k in (1.0, slope, 0.0, 0.0)), 1, limit)
        for slope, limit in ((0.01, 1.0), (3.0, 0.5), (3.0, 100.0), (1e-9, 1.0), (1e6, 1e6))
    ],
    misconceptions=[
        Misconception(
            "each-array-clipped",
            _adam_with(_each_clipped),
            "You clip W and b each by a norm of its own. Then the two are shortened by different "
            "factors, and the gradient points elsewhere.",
        ),
        Misconception(
            "K1-each-entry-clipped",
            _adam_with(lambda d, limit: {k: np.clip(p, -limit, limit) for k, p in d.items()}),
            "You clip each entry by itself, which turns the gradient. One factor for all keeps "
            "its direction.",
        ),
        Misconception(
            "K2-always-scaled",
            _adam_with(_always_scaled),
            "You stretch short gradients to the limit. It is a limit: only longer ones change.",
        ),
        Misconception(
            "K4-no-root",
            _adam_with(lambda d, limit: _scaled(d, min(1, limit / max(_norm(d) ** 2, 1e-300)))),
            "Your clipped gradients are too short: is the sum of the squares the norm yet?",
        ),
        Misconception(
            "K7-unit-norm",
            _adam_with(lambda d, limit: _scaled(d, 1 / _norm(d) if _norm(d) > limit else 1)),
            "You shorten long gradients to the norm 1. How long may they be?",
        ),
        Misconception(
            "not-clipped",
            _adam_with(_unclipped),
            "Nothing is clipped: your results do not depend on limit.",
        ),
        Misconception(
            "squares-unclipped",
            _adam_with(clip_for_v=_unclipped),
            "m has seen the clipped gradient, and v the long one. Adam gets one gradient only.",
        ),
        Misconception(
            "move-clipped",
            _move_clipped,
            "You clip what Adam makes of the gradient. Then m and v have seen the long gradient, "
            "and remember it for many steps.",
        ),
        Misconception(
            "M1-ascent",
            _adam_with(rate=-RATE),
            "The weights go uphill: a positive derivative should make a weight smaller.",
        ),
        Misconception(
            "M2-no-correction",
            _adam_with(correct=lambda beta, q: 1),
            "Your first step is about three times the rate. m and v begin at 0, and are too "
            "small at first, but not by the same factor.",
        ),
        Misconception(
            "M3-counts-from-0",
            _adam_with(correct=lambda beta, q: 1 - beta ** (q - 1) if q > 1 else np.nan),
            "In the first step you divide by 0: q is 1 then, and one gradient has been seen "
            "already.",
        ),
        Misconception(
            "one-step-ahead",
            _adam_with(correct=lambda beta, q: 1 - beta ** (q + 1)),
            "You count one step too many: in the step whose number is q, q gradients have been "
            "seen.",
        ),
        Misconception(
            "correction-not-growing",
            _adam_with(correct=lambda beta, q: 1 - beta),
            "Right in the first step only. How much is missing from a mean after q steps?",
        ),
        Misconception(
            "M4-not-squared",
            _adam_with(square=np.abs),
            "v is the running mean of the squares. With absolute values instead, the units of m "
            "and of the root of v no longer cancel.",
        ),
        Misconception(
            "M7-no-root",
            _adam_with(root=lambda v: v),
            "You divide by a mean of squares. A derivative that is a hundred times smaller then "
            "moves its weight a hundred times further.",
        ),
        Misconception(
            "P7-weights-kept",
            lambda w, d, m, v, q, limit: (w["W"], w["b"]),
            "What you return are the old weights. The new ones are other arrays: did their name "
            "go to something else?",
        ),
        Misconception(
            "M8-means-in-place",
            _means_in_place,
            "The weights are right, but the caller's m and v are changed now.",
        ),
    ],
    on_success="This is what `train(..., max_norm=...)` does in every step. In "
    "github.com/NVIDIA/DeepLearningExamples/issues/287 a user asked about an Adam clipped layer "
    "by layer, and it was agreed to be wrong.",
)
