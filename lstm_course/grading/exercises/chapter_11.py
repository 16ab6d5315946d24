"""Chapter 11, training that works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_course.grading.exercise import Choice, Function, Written, Wrong
from lstm_course.grading.generators import Sizes, made, real, share, size, whole
from lstm_lib._validation import Array
from lstm_lib.network import Network
from lstm_lib.training import Adam, clip_by_norm, cross_entropy
from lstm_lib.training.checkpoint import TrainingState

nothing_moves = Choice(
    id="11.1",
    title="A loop that changes nothing",
    name="why_nothing_moves",
    question="Each step of a training loop ends with `for w, d in zip(weights, slopes): "
    "w = w - rate * d`. Both are lists of arrays; the slopes are right, and far from 0. After "
    "1,000 steps the loss is what it was, to the last digit. Why?",
    options={
        "a": (
            "The rate is too small",
            "A small step is a step: the last digits would move. Print a weight before and after.",
        ),
        "b": ("The line makes a new array, and the list keeps the old one", ""),
        "c": (
            "The slopes were not set to 0 before each step",
            "Then slopes would pile up and the weights would move too far. Here they do not move.",
        ),
        "d": (
            "The sign is wrong: the weights go uphill",
            "Uphill the loss would grow, and downhill it would fall. It does neither.",
        ),
        "e": (
            "The loss has reached a minimum",
            "At a minimum the slopes are 0. These are not.",
        ),
    },
    right="b",
    then="`w -= rate * d` changes the array itself; so does `w[...] = w - rate * d`. A test that "
    "compares the weights before and after one step finds this at once.",
)

_ANY = Network.random(1, 1, 1, np.random.default_rng(0))


def _best_and_stop(validation: Array, patience: int) -> tuple[int, int]:
    done = TrainingState()
    for value in validation:
        done.validated(_ANY, value)
        if done.since_best >= patience:
            break
    stop = len(done.validations) - 1
    return stop - done.since_best, stop


def _count_kept(validation: Array, patience: int) -> tuple[int, int]:
    best, failed, n = 0, 0, 0
    for n in range(1, len(validation)):
        if validation[n] < validation[best]:
            best = n
        else:
            failed += 1
        if failed == patience:
            break
    return best, n


def _since_previous(validation: Array, patience: int) -> tuple[int, int]:
    failed, n = 0, 0
    for n in range(1, len(validation)):
        failed = 0 if validation[n] < validation[n - 1] else failed + 1
        if failed == patience:
            break
    return int(np.argmin(validation[: n + 1])), n


def _ties_are_new(validation: Array, patience: int) -> tuple[int, int]:
    best, n = 0, 0
    for n in range(len(validation)):
        if validation[n] <= validation[best]:
            best = n
        if n - best >= patience:
            break
    return best, n


def _first_is_old(validation: Array, patience: int) -> tuple[int, int]:
    """As if something had been validated before, with 0."""
    best, lowest, failed, n = 0, 0.0, 0, 0
    for n, value in enumerate(validation):
        failed += 1
        if value < lowest:
            best, lowest, failed = n, value, 0
        if failed >= patience:
            break
    return best, n


stopping = Function(
    id="11.2",
    title="When to stop, and which weights to keep",
    name="best_and_stop",
    inputs={"validation": real("V"), "patience": size("p")},
    sizes={"V": (1, 2, 4, 6, 9, 12), "p": (1, 2, 3)},
    returns="best, stop",
    reference=_best_and_stop,
    probes=lambda rng: [
        (np.array([0.5, 0.9, 0.4, 0.8, 0.3, 0.7, 0.2]), 2),
        (np.array([0.5, 0.4, 0.6, 0.7, 0.1]), 2),
        (np.array([0.5, 0.9, 0.8, 0.7, 0.6]), 2),
        (np.array([0.5, 0.5, 0.5, 0.5]), 2),
        (np.array([0.9, 0.8, 0.7, 0.6, 0.65]), 3),
        (np.array([0.6, 0.7, 0.5, 0.4]), 1),
    ],
    wrong=[
        Wrong(
            "count-not-reset",
            _count_kept,
            "You count all validations that brought nothing new, from the beginning. Patience is "
            "about those in a row: what should a new best do to the count?",
        ),
        Wrong(
            "since-previous",
            _since_previous,
            "You compare each validation with the one before. A curve that has risen high and "
            "comes down a little is not better than its best.",
        ),
        Wrong(
            "one-too-patient",
            lambda validation, patience: _best_and_stop(validation, patience + 1),
            "You wait for one validation more than patience allows.",
        ),
        Wrong(
            "one-too-impatient",
            lambda validation, patience: (
                _best_and_stop(validation, patience - 1) if patience > 1 else (0, 0)
            ),
            "You give up one validation early: the best itself does not count as one without a new "
            "best.",
        ),
        Wrong(
            "looks-ahead",
            lambda validation, patience: (
                int(np.argmin(validation)),
                _best_and_stop(validation, patience)[1],
            ),
            "Your best validation may come after the stop, where the run has ended: nobody will "
            "ever see it.",
        ),
        Wrong(
            "never-stops",
            lambda validation, patience: (int(np.argmin(validation)), len(validation) - 1),
            "You look at the whole curve and take its lowest point. The run does not know the "
            "whole curve: it ends when patience is used up.",
        ),
        Wrong(
            "last-weights",
            lambda validation, patience: (_best_and_stop(validation, patience)[1],) * 2,
            "You keep the weights with which the run ended. Those of the best validation are "
            "older by just the time that patience took.",
        ),
        Wrong(
            "ties-are-new",
            _ties_are_new,
            "A validation that only equals the best is nothing new; with yours a flat curve never "
            "ends.",
        ),
        Wrong(
            "past-the-end",
            lambda validation, patience: (
                _best_and_stop(validation, patience)[0],
                _best_and_stop(validation, patience)[0] + patience,
            ),
            "Your run may stop after its last validation. If the curve ends first, so does the run.",
        ),
        Wrong(
            "largest",
            lambda validation, patience: _best_and_stop(-validation, patience),
            "You take the largest. A validation is a loss: less is better.",
        ),
        Wrong(
            "begins-at-0",
            _first_is_old,
            "You compare the first validation with 0. It is the first, so it is the best so far, "
            "whatever it is.",
        ),
        Wrong(
            "from-1",
            lambda validation, patience: tuple(n + 1 for n in _best_and_stop(validation, patience)),
            "You count from 1; validation[0] is the first.",
        ),
        Wrong(
            "exchanged",
            lambda validation, patience: _best_and_stop(validation, patience)[::-1],
            "The two numbers have changed places: the best first, then the last.",
        ),
    ],
    then="`train(..., patience=...)` does this. In github.com/modelscope/ms-swift/pull/5326 a count "
    "that a new best did not set back to 0 ended runs too early.",
)


def _some(rng: np.random.Generator, sizes: Sizes) -> Array:
    """Which answers are judged: one at least."""
    mask: Array = rng.random((sizes["T"], sizes["B"])) < 0.6
    mask.flat[int(rng.integers(mask.size))] = True
    return mask


def _softmax(y: Array, axis: int = -1) -> Array:
    shares: Array = np.exp(y - y.max(axis=axis, keepdims=True))
    shares /= shares.sum(axis=axis, keepdims=True)
    return shares


def _each_loss(y: Array, target: Array) -> Array:
    centred = y - y.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(centred, target[..., None], -1)[..., 0]
    each: Array = np.log(np.exp(centred).sum(axis=-1)) - chosen
    return each


def _count(mask: Array) -> int:
    return int(np.count_nonzero(mask))


def _with_counts(
    count: Callable[[Array, Array], float], slope_count: Callable[[Array, Array], float]
) -> Callable[[Array, Array, Array], tuple[float, Array]]:
    """The right sums, divided by other numbers."""

    def answer(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
        loss, dy = cross_entropy(y, target, mask)
        N = _count(mask)
        return N * loss / count(y, mask), N * dy / slope_count(y, mask)

    return answer


def _by_sequence(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    """The mean over sequences of the mean over steps."""
    counts = np.maximum(mask.sum(axis=0), 1) * y.shape[1]
    share = mask / counts
    slopes = _softmax(y) - np.eye(y.shape[-1])[target]
    return float(np.sum(_each_loss(y, target) * share)), slopes * share[..., None]


def _overflowing(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    shares = np.exp(y) / np.exp(y).sum(axis=-1, keepdims=True)
    one_hot = np.eye(y.shape[-1])[target]
    N = _count(mask)
    each = -np.log((shares * one_hot).sum(axis=-1))
    return float(each[mask].sum() / N), (shares - one_hot) * mask[..., None] / N


def _over_the_batch(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    shares, one_hot = _softmax(y, axis=1), np.eye(y.shape[-1])[target]
    N = _count(mask)
    each = -np.log((shares * one_hot).sum(axis=-1))
    return float(each[mask].sum() / N), (shares - one_hot) * mask[..., None] / N


def _slopes_in_place(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    result = cross_entropy(y, target, mask)
    y -= y.max(axis=-1, keepdims=True)
    return result


def broken_judged_loss(y: Array, target: Array, mask: Array) -> tuple[float, Array]:
    """The loss with the mean that was reported, in this course's names."""
    K = y.shape[-1]
    centred = y - y.max(axis=-1, keepdims=True)
    total = np.exp(centred).sum(axis=-1, keepdims=True)
    right = np.eye(K)[target]
    each = -np.sum(right * (centred - np.log(total)), axis=-1)
    loss = np.mean(each * mask)
    dy = (np.exp(centred) / total - right) * mask[..., None] / mask.size
    return loss, dy


judged = Function(
    id="11.3",
    title="A mean over nobody's answers",
    name="judged_loss",
    inputs={"y": "T B K", "target": whole("T B", below="K"), "mask": made(_some, "T B")},
    returns="L, dy",
    reference=cross_entropy,
    given=broken_judged_loss,
    wrong=[
        Wrong(
            "unmended",
            broken_judged_loss,
            "It still does what the broken one does. Add a step that nobody judges to every "
            "sequence: what should become of L, and what becomes of it?",
        ),
        Wrong(
            "slopes-unmended",
            _with_counts(lambda y, mask: _count(mask), lambda y, mask: mask.size),
            "The loss is mended. Its slopes are still those of the broken one, too small by the "
            "share that is judged.",
        ),
        Wrong(
            "loss-unmended",
            _with_counts(lambda y, mask: mask.size, lambda y, mask: _count(mask)),
            "The slopes are mended. The loss itself is still divided by all steps.",
        ),
        Wrong(
            "all-judged",
            lambda y, target, mask: cross_entropy(y, target),
            "Now the padding is judged as well: what stands in target there is nobody's answer.",
        ),
        Wrong(
            "padding-has-slopes",
            lambda y, target, mask: (
                cross_entropy(y, target, mask)[0],
                (_softmax(y) - np.eye(y.shape[-1])[target]) / _count(mask),
            ),
            "The loss is right. But your slopes push at answers that nobody judges.",
        ),
        Wrong(
            "N5-sum",
            _with_counts(lambda y, mask: 1, lambda y, mask: 1),
            "This is the sum over the judged answers. A mean is wanted, or long sequences would "
            "get larger steps than short ones.",
        ),
        Wrong(
            "N8-slopes-not-averaged",
            _with_counts(lambda y, mask: _count(mask), lambda y, mask: 1),
            "The loss is right. It is a mean, so each of its slopes is divided by the same number.",
        ),
        Wrong(
            "N4-mean-over-classes",
            _with_counts(
                lambda y, mask: _count(mask) * y.shape[-1],
                lambda y, mask: _count(mask) * y.shape[-1],
            ),
            "You divided by the number of classes too. There is one answer at each step, not K.",
        ),
        Wrong(
            "by-sequence",
            _by_sequence,
            "You took the mean of each sequence, and then the mean of those. So a step of a short "
            "sequence counts more than one of a long sequence.",
        ),
        Wrong(
            "by-batch",
            _with_counts(lambda y, mask: y.shape[1], lambda y, mask: y.shape[1]),
            "You divided by the number of sequences. What is averaged are answers.",
        ),
        Wrong(
            "N3-overflow",
            _overflowing,
            "Right for ordinary numbers, but where an answer is 1000 you get nan. What did the "
            "line with max do in the broken one?",
        ),
        Wrong(
            "N1-over-the-batch",
            _over_the_batch,
            "Your shares add up to 1 over the batch. They are to add up to 1 over the classes.",
        ),
        Wrong(
            "N6-sign",
            lambda y, target, mask: tuple(-part for part in cross_entropy(y, target, mask)),
            "Your loss is below 0: the logarithm of a share is negative.",
        ),
        Wrong(
            "N7-bits",
            lambda y, target, mask: (
                cross_entropy(y, target, mask)[0] / np.log(2),
                cross_entropy(y, target, mask)[1],
            ),
            "This loss is in bits, and its slopes are in nats. The natural logarithm goes with "
            "both.",
        ),
        Wrong(
            "N10-in-place",
            _slopes_in_place,
            "The results are right, but y is another array afterwards: `-=` changes that of "
            "whoever called.",
        ),
    ],
    then="Reported in github.com/tracel-ai/burn/issues/5568: padding was left out of the sum, and "
    "counted in the mean. `losses.cross_entropy` counts what it judges.",
)

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
        "v": {"W": share("H D"), "b": share("H")},
        "q": made(lambda rng, _: int(rng.choice([2, 3, 10, 500]))),
        "limit": made(lambda rng, _: float(rng.choice([0.5, 1, 2, 5, 20]))),
    },
    returns="W, b",
    reference=_by_library,
    probes=lambda rng: [
        (*({"W": np.full((2, 3), k), "b": np.full(2, k)} for k in (1.0, slope, 0.0, 0.0)), 1, limit)
        for slope, limit in ((0.01, 1.0), (3.0, 0.5), (3.0, 100.0))
    ],
    wrong=[
        Wrong(
            "each-array-clipped",
            _adam_with(_each_clipped),
            "You clip W and b each by a norm of its own. Then the two are shortened by different "
            "factors, and the gradient points elsewhere.",
        ),
        Wrong(
            "K1-each-entry-clipped",
            _adam_with(lambda d, limit: {k: np.clip(p, -limit, limit) for k, p in d.items()}),
            "You cut each entry by itself, which turns the gradient. One factor for all keeps its "
            "direction.",
        ),
        Wrong(
            "K2-always-scaled",
            _adam_with(_always_scaled),
            "You stretch short gradients to the limit. It is a limit: only longer ones change.",
        ),
        Wrong(
            "K4-no-root",
            _adam_with(lambda d, limit: _scaled(d, min(1, limit / max(_norm(d) ** 2, 1e-300)))),
            "Your clipped gradients are too short: is the sum of the squares the norm yet?",
        ),
        Wrong(
            "K7-unit-norm",
            _adam_with(lambda d, limit: _scaled(d, 1 / _norm(d) if _norm(d) > limit else 1)),
            "A gradient that was too long has the norm 1 with you. How long may it be?",
        ),
        Wrong(
            "not-clipped",
            _adam_with(_unclipped),
            "Nothing is clipped: your results do not depend on limit.",
        ),
        Wrong(
            "squares-unclipped",
            _adam_with(clip_for_v=_unclipped),
            "m has seen the clipped gradient, and v the long one. Adam gets one gradient only.",
        ),
        Wrong(
            "move-clipped",
            _move_clipped,
            "You clip what Adam makes of the gradient. Then m and v have seen the long gradient, "
            "and remember it for many steps.",
        ),
        Wrong(
            "M1-ascent",
            _adam_with(rate=-RATE),
            "The weights go uphill: a positive slope should make a weight smaller.",
        ),
        Wrong(
            "M2-no-correction",
            _adam_with(correct=lambda beta, q: 1),
            "Your first step is about three times the rate. m and v begin at 0, and are too small "
            "at first, but not by the same factor.",
        ),
        Wrong(
            "M3-counts-from-0",
            _adam_with(correct=lambda beta, q: 1 - beta ** (q - 1) if q > 1 else np.nan),
            "In the first step you divide by 0: q is 1 then, and one slope has been seen already.",
        ),
        Wrong(
            "one-step-ahead",
            _adam_with(correct=lambda beta, q: 1 - beta ** (q + 1)),
            "You count one step too many: in the step whose number is q, q slopes have been seen.",
        ),
        Wrong(
            "correction-not-growing",
            _adam_with(correct=lambda beta, q: 1 - beta),
            "Right in the first step only. How much is missing from a mean after q steps?",
        ),
        Wrong(
            "M4-not-squared",
            _adam_with(square=np.abs),
            "v is the running mean of the squares. With sizes in their place, the units of m and "
            "of the root of v no longer cancel.",
        ),
        Wrong(
            "M7-no-root",
            _adam_with(root=lambda v: v),
            "You divide by a mean of squares. A slope that is a hundred times smaller then moves "
            "its weight a hundred times further.",
        ),
        Wrong(
            "P7-weights-kept",
            lambda w, d, m, v, q, limit: (w["W"], w["b"]),
            "What you return are the old weights. The new ones are other arrays: did their name go "
            "to something else?",
        ),
        Wrong(
            "M8-means-in-place",
            _means_in_place,
            "The weights are right, but m and v of whoever called are other arrays now.",
        ),
    ],
    then="This is what `train(..., max_norm=...)` does in every step. That an Adam clipped layer by "
    "layer was asked about, and called wrong, in github.com/NVIDIA/DeepLearningExamples/issues/287.",
)


def _left_over(args: tuple[Any, ...], rate: Array) -> tuple[float, float]:
    """What a step leaves of the flattest weight, and of the steepest."""
    if rate.shape:
        raise ValueError("rate: expected one number")
    a = args[0]
    return float(1 - rate * a.min()), float(1 - rate * a.max())


fastest = Function(
    id="11.5",
    title="In the valley, as fast as the wall allows",
    name="fastest_rate",
    inputs={"a": made(lambda rng, sizes: 2.0 ** rng.integers(-6, 9, sizes["K"]), "K")},
    sizes={"K": (2, 3, 4, 5, 8)},
    returns="left of the flattest weight, left of the steepest weight",
    reference=lambda a: float(2 / (a.min() + a.max())),
    observed=_left_over,
    probes=lambda rng: [
        (np.array([3.0, 1.0, 10.0, 2.0]),),
        (np.array([7.0, 0.5, 0.25, 6.0, 6.0]),),
        (np.array([0.07]),),
        (rng.uniform(1, 20, 8),),
    ],
    wrong=[
        Wrong(
            "1/largest",
            lambda a: float(1 / a.max()),
            "Safe, and slow: the steepest weight arrives in one step, while the flattest hardly "
            "moves. The steepest may overshoot a little.",
        ),
        Wrong(
            "wall",
            lambda a: float(2 / a.max()),
            "That is the wall itself: the steepest weight leaps from one side to the other for "
            "ever, and comes no nearer.",
        ),
        Wrong(
            "1/smallest",
            lambda a: float(1 / a.min()),
            "The flattest weight arrives in one step, and the steepest is thrown further away "
            "with every step.",
        ),
        Wrong(
            "1/mean",
            lambda a: float(1 / a.mean()),
            "The mean depends on how many weights are steep. Which weights decide how fast the "
            "slowest one is?",
        ),
        Wrong(
            "mean-of-1/a",
            lambda a: float(np.mean(1 / a)),
            "The mean of the best rates of all weights is far beyond the wall of the steepest.",
        ),
        Wrong(
            "1/median",
            lambda a: float(1 / np.median(a)),
            "You took a weight in the middle. Which weights decide how fast the slowest one is?",
        ),
        Wrong(
            "geometric",
            lambda a: float(1 / np.sqrt(a.min() * a.max())),
            "The two weights that count are the right ones. But what shrinks a weight is a "
            "difference, 1 minus something; when are two such differences equally large?",
        ),
        Wrong(
            "half",
            lambda a: float(1 / (a.min() + a.max())),
            "Half as fast as it could be: you may overshoot with the steepest by as much as you "
            "fall short with the flattest.",
        ),
        Wrong(
            "sum",
            lambda a: float(2 / a.sum()),
            "Right for two weights. With more of them, those in between do not matter.",
        ),
        Wrong(
            "first-and-last",
            lambda a: float(2 / (a[0] + a[-1])),
            "You took the first and the last; the weights are in no order.",
        ),
        Wrong(
            "uphill",
            lambda a: float(-2 / (a.min() + a.max())),
            "With a rate below 0 all weights walk away from where they should be.",
        ),
        Wrong(
            "a-rate-for-each",
            lambda a: 1 / a,
            "A rate for each weight would indeed be best, and it is what Adam looks for. Here there "
            "is one for all.",
        ),
    ],
    then="The wall stands at 2 / (largest a). How far the slowest weight gets is decided by the "
    "steepest over the flattest, and a rate for each weight, as Adam has, escapes that.",
)

report = Written(
    id="11.6",
    title="The best of two hundred",
    name="what_to_report",
    criteria=[
        "All candidates are equally good, or bad; the best of many measurements is the luckiest, "
        "so its own measurement is too good.",
        "The gain grows with the number of candidates, and shrinks as the set that chooses grows.",
        "Early stopping, a learning rate or a seed chosen on a set are such choices as well.",
        "What is reported is measured once, after all choices, on data that had no say in any.",
    ],
)

EXERCISES = [nothing_moves, stopping, judged, clipped_adam, fastest, report]
