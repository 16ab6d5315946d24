"""The figure of the memory over time: its numbers are lstm_lib's, its gates are drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain, settle
from playwright.sync_api import Locator, expect

from lstm_course.notebook import as_text
from lstm_lib._validation import Array
from lstm_lib.variants import lstm_1997_forward

T = 20
NOISE = [0.8, -0.5, 0.3, -0.7, 0.6, 0.2, -0.4, -0.9, 0.5, 0.1,
         -0.6, 0.7, -0.2, 0.4, -0.8, 0.9, -0.3, 0.6, -0.1, 0.5]  # fmt: skip


def word(levels: Array) -> str:
    """As the address has it."""
    return "".join("0123456789abcdefghijk"[round(20 * level)] for level in levels)


def field(figure: Locator, label: str) -> str:
    return figure.get_by_label(label, exact=True).input_value()


@pytest.mark.parametrize("k", [1, 7, T])
def test_memory_cell_shows_its_numbers(show: Open, k: int) -> None:
    rng = np.random.default_rng(k)
    f, i = rng.integers(21, size=(2, T)) / 20
    f[k:] = np.maximum(f[k:], 0.8)
    figure = show("memory_cell", k=k, f=word(f), i=word(i), g="noise")
    c, parts = 0.0, np.zeros(T)
    for t in range(T):
        c = f[t] * c + i[t] * NOISE[t]
        parts = f[t] * parts
        parts[t] = i[t] * NOISE[t]
    assert abs(parts.sum() - c) < 1e-12
    said = plain(figure.locator(".lx-sum").inner_text())
    written = i[k - 1] * NOISE[k - 1]
    assert f"= {as_text(i[k - 1])} × {as_text(NOISE[k - 1])} = {as_text(written)}." in said
    assert f"The fraction {as_text(np.prod(f[k:]))} of it survives" in said
    assert f": it adds {as_text(parts[k - 1])} to c20 = {as_text(c)}." in said
    bars = figure.locator("svg").last.locator(".lx-line.lx-c")
    heights = "all => all.map((one) => one.getBBox().height)"
    drawn = np.array(bars.evaluate_all(heights))
    assert np.allclose(drawn / drawn.max(), abs(parts) / abs(parts).max(), atol=0.002)


def test_without_forgetting_it_is_the_memory_of_1997(show: Open) -> None:
    figure = show("memory_cell")
    figure.get_by_text("1997: can only add").press("Enter")
    settle(figure)
    shut = [40.0, 0, 0]  # an input gate of 1, and candidates that are ± 1 in float64
    W = np.array([shut, [0, 0, 40], shut])
    x = np.repeat([1.0, -1.0], [12, 8])[:, None, None]
    c = lstm_1997_forward(W, x).c[-1, 0, 0]
    assert f"c20 = {as_text(c)}." in plain(figure.locator(".lx-sum").inner_text())


def test_a_gate_is_drawn_with_the_mouse(show: Open) -> None:
    figure = show("memory_cell", f="k" * T)
    page, ground = figure.page, figure.locator(".lx-surface").first
    box = ground.bounding_box()
    assert box

    def point(step: float, share: float) -> tuple[float, float]:
        return (
            box["x"] + (step - 0.5) / T * box["width"],
            box["y"] + 8 + (1 - share) * (box["height"] - 16),
        )

    page.mouse.move(*point(5, 0.2))
    page.mouse.down()
    page.mouse.move(*point(15, 0.7))  # in one leap: the steps between are on the way
    page.mouse.up()
    expect(figure.locator("[aria-live]")).to_contain_text("forget gate 0.7")
    assert field(figure, "step k") == "15"
    levels = []
    for step in range(1, T + 1):
        figure.get_by_label("step k", exact=True).fill(str(step))
        settle(figure)
        levels.append(float(field(figure, "forget gate fk")))
    inside = np.round(np.linspace(0.2, 0.7, 11) * 20) / 20
    assert levels[:4] == [1] * 4
    assert levels[15:] == [1] * 5
    assert np.abs(levels[4:15] - inside).max() < 0.051


def test_what_is_drawn_is_in_the_address(show: Open) -> None:
    figure = show("memory_cell", "?memory_cell.f=" + "a" * T + "&memory_cell.i=nonsense")
    assert field(figure, "forget gate fk") == "0.5"
    assert field(figure, "input gate ik") == "1"
    figure.get_by_label("input gate ik, typed").fill("0.25")
    heard(figure)
    assert "memory_cell.i=k000000" + "5" in figure.page.url


@pytest.mark.parametrize("wrong", ["k" * 19, "k" * 21, "l" * 20])
def test_a_series_that_cannot_be_read_is_ignored(show: Open, wrong: str) -> None:
    figure = show("memory_cell", f"?memory_cell.f={wrong}")
    assert field(figure, "forget gate fk") == "0.9"
