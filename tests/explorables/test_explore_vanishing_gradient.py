"""The figure of a gradient on its way back through a plain recurrent layer: lstm_lib's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from explorable_fixtures import Open, plain, settle
from js_modules import running
from playwright.sync_api import Browser, Locator

from lstm_course.notebook import as_text
from lstm_lib.variants import rnn_backward, rnn_forward

DRAW = """(() => {
    const rng = random.generator(seed);
    return [rng.matrix(16, 16, 1), rng.matrix(16, 2, 1), rng.matrix(100, 2, 1)];
})()"""


@pytest.mark.parametrize(
    ("radius", "T", "inputs", "seed"), [(0.9, 50, 0, 3), (1.1, 80, 0.5, 7), (0.5, 1, 1, 20)]
)
def test_forgetting_shows_its_numbers(
    browser: Browser, show: Open, radius: float, T: int, inputs: float, seed: int
) -> None:
    with running(browser, "model/random") as run:
        W_h, W_x, x = map(np.array, run(DRAW, seed=seed))
    W_h *= radius / np.abs(np.linalg.eigvals(W_h)).max()
    W = np.column_stack([np.zeros(16), W_h, W_x])
    x = inputs * x[:T, None]
    h = rnn_forward(W, x)
    path = np.concatenate([np.zeros((1, 1, 16)), h])
    arrives = [1.0]
    for k in range(1, T + 1):
        dh = np.zeros((k, 1, 16))
        dh[-1] = 1 / 4  # of size 1, since there are 16 units
        dh_k = rnn_backward(W, x[-k:], path[-k - 1], h[-k:], dh)[2]
        arrives.append(float(np.linalg.norm(dh_k)))
    left, bound = arrives[-1], np.linalg.svd(W_h)[1][0]

    figure = show("forgetting", radius=radius, T=T, inputs=inputs, seed=seed)
    rows = [row.split("\t")[1:] for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    factors = [left ** (1 / T), radius, bound]
    assert rows == [[as_text(factor**T), as_text(factor)] for factor in factors]
    gradient, flatness = figure.locator("svg").all()
    assert f"at h0: {as_text(left, 3)}" in plain(gradient.text_content() or "")
    assert np.allclose(heights(gradient, 18), np.log10(arrives), atol=0.002)
    slopes = (1 - h**2).mean(axis=(1, 2))[::-1]
    assert np.allclose(heights(flatness, 1.1), np.repeat(slopes, 2) - slopes[0], atol=0.002)


def heights(plot: Locator, units: float) -> np.ndarray:
    """Height of each point of the line above the first, where the axis has this many units."""
    line = plot.locator("path.lx-line.lx-ink").get_attribute("d") or ""
    box = plot.get_attribute("viewBox") or ""
    y = np.array([float(point.split()[1]) for point in line[1:].split("L")])
    risen: np.ndarray = (y[0] - y) * units / (int(box.split()[3]) - 28 - 46)
    return risen


def test_the_end_of_the_line_is_drawn_to_another_length(show: Open) -> None:
    figure = show("forgetting")
    steps, page = figure.get_by_label("steps T", exact=True), figure.page
    box = figure.locator(".lx-handle").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=4)
    settle(figure)
    assert 60 < int(steps.input_value()) < 90
    page.mouse.move(middle[0] - 500, middle[1], steps=2)
    page.mouse.up()
    settle(figure)
    assert steps.input_value() == "1"
