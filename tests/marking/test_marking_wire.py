"""Bytes between judge and child: what goes comes, and nothing else is accepted."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_course.grading.run import run
from lstm_course.grading.snapshot import take
from lstm_course.marking import claims, messages, wire
from lstm_course.marking.wire import Malformed

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(
        st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)  # fmt: skip


@given(PLAIN)
@settings(deadline=None)
def test_plain_values_come_as_they_went(value: Any) -> None:
    came = wire.unpack(wire.pack(value))
    assert came == value and type(came) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3)),
        np.arange(6.0).reshape(2, 3).T,
        np.array(3, np.int8),
        np.array([1 + 2j]),
        np.array([True, False]),
        np.arange(4, dtype=">f4"),
    ],
)
def test_arrays_come_as_they_went(array: Any) -> None:
    came = wire.unpack(wire.pack(array))
    assert (came.dtype, came.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(came, array)


def test_a_generator_draws_the_same_and_does_not_know_its_seed() -> None:
    rng = np.random.default_rng([4711, 12]).spawn(1)[0]
    came = wire.unpack(wire.pack(rng))
    assert came.random() == rng.random()
    assert "4711" not in repr(came.bit_generator.seed_seq.state)


@given(st.binary(max_size=60))
@settings(deadline=None, max_examples=300)
def test_any_bytes_are_a_message_or_malformed(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        wire.unpack(data)


@pytest.mark.parametrize(
    "data",
    [
        b"l\xff\xff\xff\xff",
        b"l\x01\x00\x00\x00" * 100 + b"N",
        wire.pack([None] * 5)[:-1],
        wire.pack(None) * 2,
        b"c" + wire.pack(0) + wire.pack("f"),
        b"a" + wire.pack("|O8;1")[1:] + wire.pack(bytes(8)),
        b"a" + wire.pack("<f8;10")[1:] + wire.pack(bytes(8)),
        b"i\x10\x27\x00\x00" + b"9" * 10_000,
        b"",
    ],
)
def test_messages_that_are_too_much_or_nothing_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        wire.unpack(data)


def test_what_is_not_plain_is_not_sent() -> None:
    with pytest.raises(TypeError):
        wire.pack(object())


def test_a_message_that_never_ends_is_given_up() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\x10\x00\x00\x00abc")
    with pytest.raises(messages.TimeUp):
        messages.receive(reading, time.monotonic() + 0.05)
    os.close(writing)
    with pytest.raises(messages.Closed):
        messages.receive(reading, time.monotonic() + 5)
    os.close(reading)


def record_of(function: Any) -> Any:
    return wire.unpack(wire.pack(run(function, [(np.ones(2),), (np.zeros(3),)], twice=False)))


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 1,
        lambda x: (x.sum(), [1, "a", None], {"b": x}),
        lambda x: x.astype(object),
        lambda x: x @ np.ones(5),
        lambda x: np.ma.masked_array(x),
        lambda x: ...,
        lambda x: 3 + 1j,
    ],
)
def test_an_honest_record_is_read_as_it_was(function: Any) -> None:
    expected = run(function, [(np.ones(2),), (np.zeros(3),)], twice=False)
    found = claims.record(record_of(function), 2)
    assert found.calls == expected.calls and found.overwritten == expected.overwritten


GOOD = record_of(lambda x: x)
BAD = [
    None,
    GOOD[:3],
    (GOOD[0][:1], GOOD[1][:1], (), None),
    (GOOD[0], GOOD[1], (5,), None),
    (GOOD[0], GOOD[1], (), (0, "tired", 1.0)),
    (GOOD[0], GOOD[1], (), (9, "slow", 1.0)),
    (((None, None, ()),) * 2, GOOD[1], (), None),
    (((("array", "ndarray", (4,), "<f8", bytes(8), ()), None, ()),) * 2, GOOD[1], (), None),
    (((("array", "ndarray", (-1,), "<f8", bytes(8), ()), None, ()),) * 2, GOOD[1], (), None),
    (((("array", "ndarray", (1,), "|O", bytes(8), ()), None, ()),) * 2, GOOD[1], (), None),
    (((("array", "ndarray", (1,), "x" * 99, bytes(8), ()), None, ()),) * 2, GOOD[1], (), None),
    (((("number", "float", (1,), "<f8", bytes(8), ()), None, ()),) * 2, GOOD[1], (), None),
    (((("code", "x", (), "", b"", ()), None, ()),) * 2, GOOD[1], (), None),
    (((None, ("E", "m", -1, "", "", ()), ()),) * 2, GOOD[1], (), None),
]


@pytest.mark.parametrize("said", BAD)
def test_a_claim_that_is_no_record_is_refused(said: Any) -> None:
    with pytest.raises(Malformed):
        claims.record(said, 2)


def test_texts_of_a_child_are_cut_off() -> None:
    raised = (None, ("E" * 10_000, "m" * 10_000, 1, "s", "e", ()), ())
    found = claims.record(((raised,), (raised,), (), None), 1)
    assert found.calls[0].raised and len(found.calls[0].raised.message) == claims.WORDS
    said = claims.value(wire.unpack(wire.pack(take("x" * 200_000))))
    assert len(said.data) == claims.TEXT
