"""Connectionist temporal classification: a loss for labels whose place in time is not known.

A network outputs, for each frame, one number for each label and one for a *blank*, class 0. A path
is one class for each frame; `collapse` makes it a sequence of labels by merging repeats, then
dropping blanks. The loss is −ln of the probability of all paths that collapse to the target.

Source: Graves, Fernández, Gomez & Schmidhuber 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, as_plain, expect_finite, expect_shape

BLANK = 0
"""The class that stands for no label."""
_NEVER = -np.inf


class _States(NamedTuple):
    """The states between which a path moves: blank, label, blank, …, label, blank.

    Attributes:
        classes: (2S+1, B), the class that each state emits.
        may_skip: (2S+1, B), true where the blank before a label may be left out.
        final: (2S+1, B), true for the states in which a path may end.
    """

    classes: Array
    may_skip: Array
    final: Array


def ctc_loss(y: ArrayLike, target: ArrayLike, mask: ArrayLike | None = None) -> tuple[float, Array]:
    """Mean CTC loss, L = −(1/B) Σ_b ln Σ_paths Π_t softmax(y_t)[path_t], and its gradient.

    The inner sum runs over the paths that collapse to the target. It is computed forward and
    backward in time, in logarithms, since a product of hundreds of probabilities underflows.

    Args:
        y: (T, B, K), one number (logit) for each class, before the softmax; class 0 is the blank.
        target: (S, B), labels 1 … K−1; negative beyond the end of a shorter target.
        mask: (T, B), true for the frames of each sequence, false for padding behind them; None
            means that there is no padding.

    Returns:
        L in nats, and dL/dy = (softmax(y) − p) / B, 0 where the mask is false; p is the
        probability of each class at each frame, given that the path collapses to the target.

    Raises:
        TypeError: if labels are not whole numbers, or the mask is not boolean.
        ValueError: if a shape does not fit, a label is not a class, a number is not finite, a mask
            has gaps, or a sequence has fewer frames than its target needs.

    Source: Graves et al. 2006, eqs. 5–16. With blank 0 and zero padding, this is the sum of
    `torch.nn.CTCLoss(reduction="none")` divided by B.
    """
    y = as_float("y", y)
    expect_shape("y", y, "T B K", {})
    T, B, K = y.shape
    lengths = _checked_lengths(mask, T, B)
    labels = _checked_target(target, lengths, K)
    columns = np.arange(B)
    inside = np.arange(T)[:, None] < lengths
    expect_finite("y", np.where(inside[..., None], y, 0))
    log_p = _log_softmax(np.where(inside[..., None], y, 0))
    states = _states(labels)
    emitted = np.stack([log_p[:, columns, row] for row in states.classes], axis=1)
    forward = _forward(emitted, states.may_skip)
    backward = _backward(emitted, states, lengths)
    at_end = np.where(states.final, forward[lengths - 1, :, columns].T, _NEVER)
    total = np.logaddexp.reduce(at_end, axis=0)
    occupied = np.exp(forward + backward - total)
    p = np.zeros_like(y)
    for row, probability in zip(states.classes, occupied.transpose(1, 0, 2), strict=True):
        p[:, columns, row] += probability
    dy = np.where(inside[..., None], (np.exp(log_p) - p) / B, 0)
    return float(-total.mean()), dy.astype(y.dtype, copy=False)


def collapse(path: Sequence[int]) -> list[int]:
    """Labels of a path: merge repeats first, then drop blanks.

    Source: Graves et al. 2006, sec. 3.1.
    """
    merged = [k for t, k in enumerate(path) if t == 0 or k != path[t - 1]]
    return [int(k) for k in merged if k != BLANK]


def greedy_decode(y: ArrayLike, lengths: ArrayLike | None = None) -> list[list[int]]:
    """Collapse the path of the most probable class at each frame, for each of B sequences.

    This is an approximation: the most probable labels may gather many improbable paths.

    Args:
        y: (T, B, K), outputs, before or after the softmax.
        lengths: (B,), frames in each sequence, 0 … T; None means T for all.

    Raises:
        TypeError, ValueError: if y is not such an array, or the lengths do not fit.

    Source: "best path decoding" of Graves et al. 2006, sec. 3.2.
    """
    y = as_float("y", y)
    expect_shape("y", y, "T B K", {})
    T, B, _ = y.shape
    lengths = np.full(B, T) if lengths is None else as_plain("lengths", lengths)
    expect_shape("lengths", lengths, "B", {"B": B})
    if lengths.dtype.kind not in "iu" or lengths.min() < 0 or lengths.max() > T:
        raise ValueError(f"lengths: expected whole numbers 0 … T = {T}, got {lengths!r:.60}")
    best = y.argmax(axis=-1)
    return [collapse(best[:length, b].tolist()) for b, length in enumerate(lengths)]


def edit_distance(a: Sequence[int], b: Sequence[int]) -> int:
    """The least number of insertions, deletions and substitutions that turn a into b.

    Source: Wagner & Fischer 1974.
    """
    row = list(range(len(b) + 1))
    for count, x in enumerate(a, 1):
        diagonal, row[0] = row[0], count
        for k, z in enumerate(b, 1):
            diagonal, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, diagonal + (x != z))
    return row[-1]


def label_error_rate(
    decoded: Sequence[Sequence[int]], references: Sequence[Sequence[int]]
) -> float:
    """Sum of the edit distances, divided by the number of labels in the references.

    Above 1 if much more was decoded than is there.

    Raises:
        ValueError: if the two differ in number, or the references hold no label.
    """
    if len(decoded) != len(references):
        raise ValueError(
            f"decoded: expected {len(references)} sequences like references, got {len(decoded)}"
        )
    labels = sum(len(reference) for reference in references)
    if not labels:
        raise ValueError("references: expected at least one label, got none")
    return sum(map(edit_distance, decoded, references)) / labels


def _forward(emitted: Array, may_skip: Array) -> Array:
    """α (T, 2S+1, B): ln of the probability of all paths up to frame t that are then in a state."""
    alpha = np.full_like(emitted, _NEVER)
    alpha[0, :2] = emitted[0, :2]
    for t in range(1, len(emitted)):
        before = alpha[t - 1]
        reached = before.copy()
        reached[1:] = np.logaddexp(reached[1:], before[:-1])
        skipped = np.where(may_skip[2:], before[:-2], _NEVER)
        reached[2:] = np.logaddexp(reached[2:], skipped)
        alpha[t] = reached + emitted[t]
    return alpha


def _backward(emitted: Array, states: _States, lengths: Array) -> Array:
    """β (T, 2S+1, B): ln of the probability of all ways to go on from a state after frame t."""
    beta = np.full_like(emitted, _NEVER)
    at_end = np.where(states.final, emitted.dtype.type(0), _NEVER)
    for t in reversed(range(len(emitted))):
        if t + 1 < len(emitted):
            after = beta[t + 1] + emitted[t + 1]
            going_on = after.copy()
            going_on[:-1] = np.logaddexp(going_on[:-1], after[1:])
            skipped = np.where(states.may_skip[2:], after[2:], _NEVER)
            going_on[:-2] = np.logaddexp(going_on[:-2], skipped)
            beta[t] = going_on
        ends = lengths - 1 == t
        beta[t, :, ends] = at_end[:, ends].T
    return beta


def _states(labels: Array) -> _States:
    S, B = labels.shape
    classes = np.full((2 * S + 1, B), BLANK)
    classes[1::2] = np.maximum(labels, BLANK)
    may_skip = np.zeros(classes.shape, bool)
    may_skip[2:] = (classes[2:] != BLANK) & (classes[2:] != classes[:-2])
    place, last = np.arange(2 * S + 1)[:, None], 2 * (labels >= 0).sum(axis=0)
    return _States(classes, may_skip, (place == last) | ((place == last - 1) & (last > 0)))


def _log_softmax(y: Array) -> Array:
    centred = y - y.max(axis=-1, keepdims=True)
    result: Array = centred - np.log(np.exp(centred).sum(axis=-1, keepdims=True))
    return result


def _checked_lengths(mask: ArrayLike | None, T: int, B: int) -> Array:
    """Frames in each sequence, from a mask of padding at the end."""
    if mask is None:
        return np.full(B, T)
    mask = as_plain("mask", mask)
    if mask.dtype != bool:
        raise TypeError(f"mask: expected booleans, got {mask.dtype}")
    expect_shape("mask", mask, "T B", {"T": T, "B": B})
    lengths: Array = mask.sum(axis=0)
    if lengths.min() < 1 or not np.array_equal(mask, np.arange(T)[:, None] < lengths):
        raise ValueError(
            "mask: expected true from the first frame of each sequence to its end, then false; "
            "got gaps, or a sequence without frames"
        )
    return lengths


def _checked_target(target: ArrayLike, lengths: Array, K: int) -> Array:
    """The labels, negative beyond the end of each target."""
    labels = as_plain("target", target)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"target: expected whole numbers, got {labels.dtype}")
    expect_shape("target", labels, "S B", {"B": len(lengths)})
    counts = (labels >= 0).sum(axis=0)
    used = np.arange(len(labels))[:, None] < counts
    if not np.array_equal(labels >= 0, used):
        raise ValueError("target: expected negative numbers only behind the labels, got gaps")
    if used.any() and not (labels[used].min() >= 1 and labels[used].max() < K):
        raise ValueError(
            f"target: expected 1 ≤ label < K = {K}, since class 0 is the blank; got "
            f"{labels[used].min()} … {labels[used].max()}"
        )
    repeats = (used[1:] & (labels[1:] == labels[:-1])).sum(axis=0)
    short = np.flatnonzero(lengths < counts + repeats)
    if short.size:
        b = short[0]
        raise ValueError(
            f"target: expected at most as many labels as frames, and a frame more for the blank "
            f"between two equal labels; sequence {b} needs {counts[b] + repeats[b]} frames, got "
            f"{lengths[b]}"
        )
    return labels.astype(int)
