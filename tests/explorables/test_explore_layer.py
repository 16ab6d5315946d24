"""The figure of one unit: its numbers are lstm_lib's, and its point can be moved."""

from __future__ import annotations

import pytest
from explorable_fixtures import Open, plain, settle

from lstm_course.notebook import as_text
from lstm_lib.activations import sigmoid


@pytest.mark.parametrize(("b", "w1", "w2", "x1", "x2"), [(-1, 1, 2, 1, 1), (2.5, -3.1, 0, 0.4, -2)])
def test_layer_shows_its_numbers(
    show: Open, b: float, w1: float, w2: float, x1: float, x2: float
) -> None:
    figure = show("layer", b=b, w1=w1, w2=w2, x1=x1, x2=x2)
    texts = [plain(text) for text in figure.locator("svg text").all_text_contents()]
    z = b + w1 * x1 + w2 * x2
    a = as_text(float(sigmoid(z)))
    expected = [f"b = {as_text(b)}", f"w1 x1 = {as_text(w1 * x1)}", f"w2 x2 = {as_text(w2 * x2)}",
                f"z = {as_text(z)}", a, f"a = {a}"]  # fmt: skip
    assert not {*expected} - {*texts}


def test_layer_says_so_where_it_never_decides(show: Open) -> None:
    assert "no, everywhere" in show("layer", b=-2, w1=0, w2=0).inner_text()
    assert "yes, everywhere" in show("layer", b=4, w1=0.5, w2=0.5).inner_text()


def test_the_point_follows_the_mouse_and_a_tap(show: Open) -> None:
    figure = show("layer")
    clouds, pressure = (figure.get_by_label(x, exact=True) for x in
                        ("clouds x1", "fall of pressure x2"))  # fmt: skip
    handle, page = figure.locator(".lx-handle"), figure.page
    box = handle.bounding_box()
    assert box and box["width"] >= 43
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 60, middle[1] + 40, steps=4)
    page.mouse.up()
    settle(figure)
    assert float(clouds.input_value()) < 0.5
    assert -1 < float(pressure.input_value()) < 0.8
    moved = handle.bounding_box()
    assert moved and abs(moved["x"] - box["x"] + 60) < 5
    page.mouse.move(0, 0)
    page.mouse.click(middle[0], middle[1])
    settle(figure)
    assert (clouds.input_value(), pressure.input_value()) == ("1", "1")
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 2000, middle[1], steps=2)
    page.mouse.up()
    settle(figure)
    assert clouds.input_value() == "3"
