"""The figure of the endless stream: its networks are the record's, its arithmetic lstm_lib's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Locator

from lstm_course.notebook import as_text
from lstm_lib._validation import Array
from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from lstm_lib.tasks.reber import END, LEADS, SYMBOLS
from lstm_lib.tasks.reber_stream import TOLERANCE, ReberStreams
from tools import stream_networks
from tools.experiments import RECORDS

WAYS = pytest.mark.parametrize("way", ["resets", "never", "forget"])
STREAMS = range(21)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/endless_stream", "model/memory_blocks") as run:
        yield run


@cache
def followed(way: str, text: str) -> dict[str, Array]:
    """Gates, candidates, memories, outputs, legal symbols at each symbol of a stream, by NumPy."""
    nets = stream_networks.network("forget" if way == "forget" else "resets")
    state, found = 0, {name: [] for name in ("i", "f", "o", "g", "c", "h", "y", "legal")}
    for symbol in text:
        before = nets.c.copy()
        k = SYMBOLS.index(symbol)
        state = LEADS[state, k]
        ended = state == END
        state = 0 if ended else state
        x = np.eye(len(SYMBOLS))[k]
        z = np.concatenate([[1.0], nets.h.ravel(), x])
        a = 1 / (1 + np.exp(-(nets.W[0] @ z)))
        nets.step(x[None], learning=False)
        found["i"].append(a[:4])
        found["o"].append(a[4:8])
        found["f"].append(a[8:12] if way == "forget" else np.ones(4))
        found["g"].append(4 * a[-8:] - 2)
        for name, values in {"c": nets.c, "h": nets.h, "y": nets.predict()}.items():
            found[name].append(values.ravel().copy())
        found["legal"].append((LEADS[state] >= 0).astype(float))
        if ended and way == "resets":
            nets.restart()
        written = found["i"][-1][:, None] * found["g"][-1].reshape(4, 2)  # the library's own sum
        kept = found["f"][-1][:, None] * before[0]
        np.testing.assert_allclose(found["c"][-1], (kept + written).ravel(), rtol=1e-12, atol=1e-12)
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("forget", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_step_is_that_of_the_library(run: Run, seed: int, forget: bool) -> None:
    rng = np.random.default_rng(seed)
    D, blocks, cells, K = (int(n) for n in rng.integers(1, 5, size=4))
    options: dict[str, Any] = {"gates_as_sources": False, "shortcut": True}
    layout = BlockLayout(D, blocks, cells, K, forget, **options)
    nets = MemoryBlocks.random(layout, 1, rng, scale=2.0)
    xs = rng.normal(size=(6, D))
    steps = """xs.reduce(
        (all, x) => [...all, memory_blocks.blockStep(net, x, all.at(-1) ?? memory_blocks.emptyMemory(net))],
        [],
    )"""
    net = {"W": nets.W[0], "V": nets.V[0], "blocks": blocks, "cells": cells}
    for x, step in zip(xs, run(steps, net=net, xs=xs), strict=True):
        nets.step(x[None], learning=False)
        for name, values in {"c": nets.c, "h": nets.h, "y": nets.predict()}.items():
            np.testing.assert_allclose(step[name], values.ravel(), rtol=1e-12, atol=1e-12)


def test_the_squashing_function_and_its_slope(run: Run) -> None:
    c = np.linspace(-9, 9, 37)
    sigmoid = 1 / (1 + np.exp(-c))
    np.testing.assert_allclose(run("c.map(memory_blocks.squash)", c=c), 2 * sigmoid - 1, atol=1e-15)
    slopes = run("c.map(memory_blocks.squashDerivative)", c=c)
    np.testing.assert_allclose(slopes, 2 * sigmoid * (1 - sigmoid), rtol=1e-9)


@WAYS
@pytest.mark.parametrize("number", [0, 7])
def test_a_stream_is_read_as_the_library_reads_it(run: Run, way: str, number: int) -> None:
    text = run("endless_stream.streamOf(number)", number=number)
    readings = run("endless_stream.follow(way, text)", way=way, text=text)
    expected = followed(way, text)
    for name, values in expected.items():
        got = [reading[name] for reading in readings]
        np.testing.assert_allclose(got, values, rtol=1e-9, atol=1e-9)
    off = np.abs(expected["y"] - expected["legal"]).max(axis=1)
    assert [reading["wrong"] for reading in readings] == (off >= TOLERANCE).tolist()
    assert "".join(reading["symbol"] for reading in readings) == text
    assert readings[-1]["string"] == 1 + np.sum(
        np.diff([reading["string"] for reading in readings])
    )


def test_the_chapters_stream_is_stream_0_and_the_others_are_of_the_grammar(run: Run) -> None:
    streams = ReberStreams(np.random.default_rng(0), 1)
    text = ""
    for _ in range(1000):
        streams.advance()
        text += SYMBOLS[streams.x[0].argmax()]
    drawn = [run("endless_stream.streamOf(number)", number=number) for number in STREAMS]
    assert drawn[0] == text
    assert len(set(drawn)) == len(STREAMS)
    for one in drawn:
        state, branches = 0, []
        for symbol in one:
            if np.sum(LEADS[state] >= 0) == 2:
                branches.append(symbol == SYMBOLS[np.flatnonzero(LEADS[state] >= 0)[0]])
            state = LEADS[state, SYMBOLS.index(symbol)]
            assert state >= 0, one
            state %= END
        assert len(one) == 1000
        assert abs(np.mean(branches) - 0.5) < 0.1


def test_single_precision_changes_no_weight_by_much() -> None:
    with np.load(RECORDS / "continual_reber_2000.npz") as record:
        for name, way in stream_networks.NETWORKS.items():
            nets = stream_networks.network(name)
            for part, rounded in {"W": nets.W[0], "V": nets.V[0]}.items():
                np.testing.assert_allclose(rounded, record[f"{way}/{part}"], rtol=1e-7)
    assert len(stream_networks.text()) < 10_000
    assert json.loads(stream_networks.text())["leads"][0] == {"B": 1}


def test_what_the_reader_is_asked_to_find_is_there(run: Run) -> None:
    """Errors without resets, the first at a B; saturated cells; with forget gates one single error."""
    for number in STREAMS:
        text = run("endless_stream.streamOf(number)", number=number)
        off = {
            way: np.abs(found["y"] - found["legal"]).max(axis=1) >= TOLERANCE
            for way in ("resets", "never", "forget")
            for found in [followed(way, text)]
        }
        assert not off["resets"].any()
        assert np.flatnonzero(off["forget"]).tolist() == ([4] if number == 18 else [])
        second = 1 + text.index("EB")
        assert off["never"].argmax() == second
        slopes = (1 - np.tanh(followed("never", text)["c"][500:] / 2) ** 2) / 2
        assert (slopes[:, :6] < 0.001).all()
        f = followed("forget", text)["f"][:, 0]
        assert f[[symbol == "B" for symbol in text]].mean() < 0.05
        assert np.abs(followed("forget", text)["c"]).max() < 30


# What is shown


def numbers(figure: Locator) -> dict[str, str]:
    rows = plain(figure.locator("tbody").inner_text()).splitlines()
    return dict(row.split("\t") for row in rows)


@WAYS
def test_the_table_and_the_sentence_say_the_librarys_numbers(
    show: Open, run: Run, way: str
) -> None:
    at, cell = 37, 6
    figure = show("endless_stream", way=way, at=at, cell=cell, stream=3)
    found = followed(way, run("endless_stream.streamOf(3)"))
    expected = {
        f"{name}t": as_text(float(found[name][at - 1][(cell - 1) // (1 if name in "gch" else 2)]))
        for name in "ifgcoh"
    }
    if way != "forget":
        expected["ft"] = "1 (no gate)"
    c = found["c"][at - 1]
    slope = 1 / (2 * np.cosh(c / 2) ** 2)
    shown = numbers(figure)
    assert {name: shown[name] for name in expected} == expected
    assert float(shown["its slope"].replace(" × 10⁻", "e-").translate(EXPONENTS)) == pytest.approx(
        slope[cell - 1], rel=1e-3
    )
    wrong = np.abs(found["y"] - found["legal"]).max(axis=1)[:at] >= TOLERANCE
    sentence = plain(figure.locator(".lx-sum").inner_text())
    assert f"The prediction is {'wrong' if wrong[-1] else 'correct'}; " in sentence
    assert f"so far {wrong.sum()} were wrong. Saturated: {np.sum(slope < 0.001)} of 8" in sentence
    outputs = figure.locator("svg").nth(2).locator("text").all_text_contents()
    for k, symbol in enumerate(SYMBOLS):
        y, legal = found["y"][at - 1, k], found["legal"][at - 1, k]
        words = f"{y:.2f}, {'yes' if legal else 'no'}"
        assert outputs[1 + 2 * k] == symbol
        assert outputs[2 + 2 * k] == words + " ✗ wrong" * bool(abs(y - legal) >= TOLERANCE)


EXPONENTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def test_without_the_reset_the_second_string_goes_wrong_at_once(show: Open) -> None:
    figure = show("endless_stream")
    assert "Symbol 19, B, in string 2. The prediction is correct" in figure.inner_text()
    figure.get_by_role("button", name="with the old memory").click()
    settle(figure)
    assert (
        "Symbol 19, B, in string 2. The prediction is wrong; so far 1 were" in figure.inner_text()
    )
    figure.get_by_label("symbol of the stream", exact=True).press("ArrowLeft")
    assert "so far 0 were wrong" in heard(figure)


def test_a_tap_on_the_text_and_a_drag_along_the_stream_move_the_reader(show: Open) -> None:
    figure = show("endless_stream")
    at = figure.get_by_label("symbol of the stream", exact=True)
    figure.locator(".lx-cell").nth(0).click()
    settle(figure)
    assert at.input_value() == "8"
    svg = figure.locator("svg").first.bounding_box()
    handle = figure.locator(".lx-handle").bounding_box()
    assert svg
    assert handle
    middle = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    figure.page.mouse.move(*middle)
    figure.page.mouse.down()
    figure.page.mouse.move(middle[0] + (svg["width"] - 62) / 2, middle[1], steps=4)
    figure.page.mouse.up()
    settle(figure)
    assert abs(int(at.input_value()) - 508) <= 3
