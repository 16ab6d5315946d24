"""The figure of one input gate in both notations: lstm_lib's numbers, in both the same weights."""

from __future__ import annotations

import numpy as np
import pytest
from explorable_fixtures import Open, plain

from lstm_course.notebook import as_text
from lstm_lib.interop import to_t_notation
from lstm_lib.layer import concat, layer
from lstm_lib.weights import LSTMWeights


def signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {as_text(abs(value))}"


@pytest.mark.parametrize(
    ("b", "wh", "wx", "h", "x"),
    [(0.62, 2, 1.65, 1, 1), (-10, 2, 1.65, 0, 0), (-3.5, -1.25, 0.4, -0.5, 2.8)],
)
def test_input_gate_shows_both_notations(
    show: Open, b: float, wh: float, wx: float, h: float, x: float
) -> None:
    weights = LSTMWeights(np.repeat([[b, wh, wx]], 4, axis=0))
    i = as_text(float(layer(weights.i, concat([h], [x]))[0]))
    parts = to_t_notation(weights)
    z = as_text(round(float((parts["W_i"] @ [h, x] + parts["b_i"])[0]), 10))

    figure = show("input_gate", b=b, wh=wh, wx=wx, h=h, x=x)
    sketch, sums = (
        [plain(text) for text in plot.locator("text").all_text_contents()]
        for plot in figure.locator("svg").all()
    )
    numbers = [as_text(value) for value in (b, wh, wx)]
    met = [as_text(value) for value in (1, h, x)]
    above = ["W [1; ht−1; xt]", "bi", "wh", "wx", *numbers, *met, f"= {z}"]
    below = [*numbers[1:], *met[1:], signed(b), f"= {z}", "Wi · [ht−1, xt] + bi"]
    assert sketch == [*above, *below, f"it = σ({z}) = {i}"]
    terms = [f"bi · 1 = {numbers[0]}", f"wh h = {as_text(wh * h)}", f"wx x = {as_text(wx * x)}"]
    assert [text for text in sums if " = " in text] == [*terms, *terms[1:], terms[0]]


@pytest.mark.parametrize("symbol", ["i", "h"])
def test_symbol_curve_and_code_light_up_together(show: Open, symbol: str) -> None:
    figure = show("input_gate", h=0.5)
    linked = figure.locator(f"[data-symbol={symbol}]")
    code = figure.locator(f".lx-code[data-symbol={symbol}]")
    value = 0.5 if symbol == "h" else float(layer([[0.62, 2, 1.65]], concat([0.5], [1.0]))[0])
    assert code.inner_text().split("\n")[-1].split()[-1] == as_text(value)
    assert linked.count() >= 3
    look = (
        "all => all.map(one => getComputedStyle(one).filter + getComputedStyle(one).outlineStyle)"
    )
    dark = linked.evaluate_all(look)
    figure.locator(f"svg text[data-symbol={symbol}]").first.hover()
    assert all(a != b for a, b in zip(dark, linked.evaluate_all(look), strict=True))
    figure.page.mouse.move(1, 1)
    code.focus()
    assert figure.locator(".lx").get_attribute("data-lit") == symbol


def test_another_order_of_adding_shows_no_other_sum(show: Open) -> None:
    """In binary these terms, added up from left to right, miss 0 by 2e-16."""
    figure = show("input_gate", b=-0.3, wh=1, wx=1, h=0.1, x=0.2)
    assert "it = σ(0) = 0.5" in plain(figure.locator("svg").first.text_content() or "")


@pytest.mark.parametrize(("b", "arrow"), [(5, "it →"), (-10, "← it")])
def test_a_sum_outside_the_picture_is_not_drawn_at_its_edge(
    show: Open, b: float, arrow: str
) -> None:
    sums = show("input_gate", b=b, wx=3, x=3 if b > 0 else -3).locator("svg").last
    assert sums.get_by_text(arrow, exact=True).count() == 1
    assert sums.locator("circle").count() == 0
