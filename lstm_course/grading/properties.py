"""Describe a mistake that is not on the list by its properties; each sentence is true of all cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lstm_course.grading.axes import expressions, meaning, noun, where_wrong
from lstm_course.grading.compare import Tolerance, close, first_fault
from lstm_course.grading.exercise import Function
from lstm_course.grading.generators import arg_spec
from lstm_course.grading.records import Call, Case, Record
from lstm_course.grading.relations import Pair, direction, relation
from lstm_course.grading.shapes import other_lengths, other_shape
from lstm_course.grading.snapshot import Snapshot, array
from lstm_course.grading.wording import joined
from lstm_lib._validation import Array

MOST = 2
"""Sentences that are said."""


class Parts(NamedTuple):
    """The results of one case, one by one."""

    case: Case
    expected: list[Snapshot]
    got: list[Snapshot] | None
    """None if it raised, or returned something else."""


def describe(
    exercise: Function, cases: Sequence[Case], expected: Record, got: Record, names: str
) -> str:
    """One or two sentences on the kind of mistake, or nothing."""
    allowed = Tolerance(exercise.absolute, exercise.relative)
    parts = [_parts(c, e, g) for c, e, g in zip(cases, expected.calls, got.calls, strict=True)]
    wrong = [_wrong_results(one, allowed) for one in parts]
    found = [
        sentence
        for sentence in _sentences(exercise, parts, wrong, _named(names, parts), allowed)
        if sentence
    ]
    found = found or [_already_at_one(parts, wrong)]
    return " ".join(dict.fromkeys(found[:MOST]))


def _parts(case: Case, expected: Call, got: Call) -> Parts:
    assert expected.value
    wanted = _items(expected.value)
    if got.value is None or got.raised:
        return Parts(case, wanted, None)
    many = expected.value.kind in ("tuple", "dict")
    came = _items(got.value) if many else [got.value]
    return Parts(case, wanted, came if len(came) == len(wanted) else None)


def _items(value: Snapshot) -> list[Snapshot]:
    if value.kind in ("tuple", "list", "dict"):
        return [part for _, part in sorted(value.items)]
    return [value]


def _wrong_results(parts: Parts, allowed: Tolerance) -> list[bool]:
    if parts.got is None:
        return [True] * len(parts.expected)
    pairs = zip(parts.expected, parts.got, strict=True)
    return [first_fault(e, g, allowed) is not None for e, g in pairs]


def _named(names: str, parts: Sequence[Parts]) -> list[str]:
    count = len(parts[0].expected)
    listed = [name.strip() for name in names.split(",")]
    if len(listed) == count:
        return listed
    return [f"result {k + 1}" for k in range(count)]


def _sentences(
    exercise: Function,
    parts: Sequence[Parts],
    wrong: Sequence[list[bool]],
    names: list[str],
    allowed: Tolerance,
) -> Iterator[str]:
    ordinary = [k for k, one in enumerate(parts) if not one.case.where]
    amiss = [k for k in ordinary if any(wrong[k])]
    if not amiss:
        return
    yield _which_results(parts, [wrong[k] for k in amiss if parts[k].got], names)
    bad = [r for r in range(len(names)) if any(wrong[k][r] for k in amiss)]
    sized = [k for k in ordinary if parts[k].case.sizes]
    yield _only_at_size([parts[k].case for k in sized], [any(wrong[k]) for k in sized])
    if all(len(one.expected) == len(names) for one in parts):
        for r in bad:
            name = names[r] if len(names) > 1 else ""
            of = [parts[k] for k in ordinary]
            yield _named_as(name, _numbers(exercise, of, r, allowed))
            yield _named_as(name, _reactions(exercise, parts, r, allowed))
    yield _right_at_zero(parts, wrong)


def _named_as(name: str, sentence: str) -> str:
    return f"{name}: {sentence}" if name and sentence else sentence


def _which_results(parts: Sequence[Parts], wrong: Sequence[list[bool]], names: list[str]) -> str:
    right = [name for r, name in enumerate(names) if not any(flags[r] for flags in wrong)]
    bad = [name for name in names if name not in right]
    if not wrong or not right or not bad:
        return ""
    verb = "is" if len(right) == 1 else "are"
    return f"{joined(right)} {verb} right; {joined(bad)} {'is' if len(bad) == 1 else 'are'} not."


def _only_at_size(cases: Sequence[Case], wrong: Sequence[bool]) -> str:
    """A sentence if it is wrong only where there is more than one example, step, unit …"""
    if not any(wrong) or all(wrong):
        return ""
    letters = sorted(set().union(*(case.sizes for case in cases)))
    for letter in letters:
        ones = [w for case, w in zip(cases, wrong, strict=True) if case.sizes[letter] == 1]
        more = [w for case, w in zip(cases, wrong, strict=True) if case.sizes[letter] > 1]
        if len(ones) > 1 and more and not any(ones) and all(more):
            return f"Right for a single {noun(letter)} ({letter} = 1), and wrong for more."
        if ones and len(more) > 1 and not any(more) and all(ones):
            return f"Wrong only for a single {noun(letter)} ({letter} = 1)."
    for k, one in enumerate(letters):
        for other in letters[k + 1 :]:
            equal = [w for c, w in zip(cases, wrong, strict=True) if c.sizes[one] == c.sizes[other]]
            apart = [w for c, w in zip(cases, wrong, strict=True) if c.sizes[one] != c.sizes[other]]
            if len(equal) > 1 and apart and not any(equal) and all(apart):
                return f"Right only where {one} = {other}."
    return ""


def _numbers(exercise: Function, parts: Sequence[Parts], r: int, allowed: Tolerance) -> str:
    """A sentence on how the numbers of one result are related to the right ones."""
    both = [
        (one.case, array(one.expected[r]).astype(float), array(one.got[r]).astype(float))
        for one in parts
        if one.got and _is_number(one.expected[r]) and _is_number(one.got[r])
    ]
    if not both or len(both) < len(parts) / 2:
        return ""
    shapes = [shape for spec in exercise.inputs.values() for shape in arg_spec(spec).shapes]
    candidates = expressions(shapes)
    sized = [(case, e, g) for case, e, g in both if case.sizes]
    sizes = [case.sizes for case, _, _ in sized]
    axes = meaning([e.shape for _, e, _ in sized], sizes, candidates) if sized else None
    if any(e.shape != g.shape for _, e, g in both):
        came = [g.shape for _, _, g in sized]
        return other_shape([(e, g) for _, e, g in both], axes) or other_lengths(
            axes, meaning(came, sizes, candidates)
        )
    amiss = [(c, e, g) for c, e, g in both if not close(e, g, allowed).all()]
    if len(amiss) < 2:
        return _lost(amiss)
    whole = [Pair(e, g, c.sizes) for c, e, g in amiss if np.isfinite([e, g]).all()]
    if len(whole) == len(amiss):
        said = relation(whole, axes)
        if said:
            return said
    masks = [(~close(e, g, allowed), c) for c, e, g in amiss]
    sized_masks = [(mask, c.sizes) for mask, c in masks if c.sizes]
    said = where_wrong(axes, *zip(*sized_masks, strict=True)) if axes and sized_masks else ""
    some = [
        Pair(e[ok], g[ok], c.sizes) for c, e, g in amiss for ok in [np.isfinite(e) & np.isfinite(g)]
    ]
    return said or _by_sign(exercise, masks) or _lost(amiss) or direction(some)


def _by_sign(exercise: Function, masks: Sequence[tuple[Array, Case]]) -> str:
    """A sentence if entries are wrong only where an argument of the same shape is below or above 0."""
    for k, name in enumerate(exercise.inputs):
        args = [np.asarray(case.args[k]) for _, case in masks]
        if any(
            arg.dtype.kind != "f" or arg.shape != mask.shape
            for arg, (mask, _) in zip(args, masks, strict=True)
        ):
            continue
        values = np.concatenate([arg.ravel() for arg in args])
        wrong = np.concatenate([mask.ravel() for mask, _ in masks])
        if np.ptp(np.sign(values)) < 2:
            continue
        for words, side in (("below", values < 0), ("above", values > 0)):
            if not wrong[~side].any() and (~side & (values != 0)).sum() > 3:
                return f"Wrong only where {name} is {words} 0."
    return ""


def _lost(amiss: Sequence[tuple[Case, Array, Array]]) -> str:
    """A sentence if numbers come where there should be none, or none where there should be some."""
    if not amiss:
        return ""
    if any((np.isnan(e) & ~np.isnan(g)).any() for _, e, g in amiss):
        return "You return a number where nan should be."
    if all((np.isfinite(e) & ~np.isfinite(g)).any() for _, e, g in amiss):
        return "Some of your numbers are nan or infinite where they should be finite."
    return ""


def _is_number(value: Snapshot) -> bool:
    real = value.kind in ("array", "number") and np.dtype(value.dtype).kind in "fiu"
    return real and (bool(value.data) or 0 in value.shape)


def _reactions(exercise: Function, parts: Sequence[Parts], r: int, allowed: Tolerance) -> str:
    """A sentence if a result ignores an argument that counts, or reacts to one that does not."""
    names, tight = list(exercise.inputs), Tolerance(1e-13, 1e-13)
    ignored, heard = [], []
    for one in parts:
        if one.case.base is None or one.case.varied is None or not one.got:
            continue
        base = parts[one.case.base]
        if not base.got:
            continue
        moved = first_fault(base.expected[r], one.expected[r], allowed) is not None
        came = first_fault(base.got[r], one.got[r], tight) is not None
        if moved and not came:
            ignored.append(names[one.case.varied])
        if came and first_fault(base.expected[r], one.expected[r], tight) is None:
            heard.append(names[one.case.varied])
    if ignored:
        return f"Your result does not react when {joined(ignored, 'or')} changes."
    if heard:
        return f"Your result reacts to {joined(heard)}, and should not."
    return ""


def _right_at_zero(parts: Sequence[Parts], wrong: Sequence[list[bool]]) -> str:
    """A sentence if it is right where an argument is 0, though wrong everywhere else.

    Where the right result is 0 itself, little can be wrong: then the sentence names these cases.
    """
    zero = [not any(array(e).any() for e in one.expected if _is_number(e)) for one in parts]
    right = [k for k, one in enumerate(parts) if not one.case.where and not any(wrong[k])]
    if not all(zero[k] for k in right):
        return ""
    found = [
        one.case.where.removesuffix(" = 0")
        for k, one in enumerate(parts)
        if one.case.where.endswith(" = 0") and not any(wrong[k]) and not (right and zero[k])
    ]
    single = [name for name in found if not name.startswith("all but")]
    if single:
        return f"Right only where {joined([*single, *['the result'][: len(right)]], 'or')} is 0."
    return ""


def _already_at_one(parts: Sequence[Parts], wrong: Sequence[list[bool]]) -> str:
    """A sentence if numbers of the right shapes are wrong for a sequence of one step already."""
    if not all(one.got and _shapes(one.got) == _shapes(one.expected) for one in parts):
        return ""
    for one, flags in zip(parts, wrong, strict=True):
        if not one.case.where and one.case.sizes.get("T") == 1 and any(flags):
            return "Wrong already for a single step (T = 1): look there first."
    return ""


def _shapes(values: Sequence[Snapshot]) -> list[tuple[int, ...]]:
    return [value.shape for value in values]
