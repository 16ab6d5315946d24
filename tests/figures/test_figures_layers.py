"""Two layers over time: which box feeds which, and texts that can be read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from test_figures_diagram import SVG, assert_readable

from lstm_course.figures import LayersOverTime

Box = tuple[float, float, float, float]


def tree(kind: str) -> ET.Element:
    return ET.fromstring(LayersOverTime(kind)._repr_html_())


def boxes(kind: str) -> list[Box]:
    """Left, top, right and bottom of each box, row by row from the lower one, in order of time."""
    found = []
    for e in tree(kind).iter(f"{SVG}rect"):
        if e.get("fill-opacity"):
            x, y, w, h = (float(e.get(key, "")) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + w, y + h))
    return sorted(found, key=lambda box: (-box[1], box[0]))


def wires(kind: str) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Start and tip of each arrow: a line, and the triangle that follows it."""
    paths = [e.get("d", "") for e in tree(kind).iter(f"{SVG}path")]
    found = []
    for line, head in pairwise(paths):
        if head.endswith("Z"):
            start, tip = (re.match(r"M([\d.]+),([\d.]+)", path) for path in (line, head))
            assert start
            assert tip
            found.append(((float(start[1]), float(start[2])), (float(tip[1]), float(tip[2]))))
    return found


def touched(point: tuple[float, float], kind: str) -> int | None:
    """The box on whose edge a point lies, as its place in `boxes`."""
    x, y = point
    for n, (left, top, right, bottom) in enumerate(boxes(kind)):
        if left <= x <= right and top <= y <= bottom:
            return n
    return None


def links(kind: str) -> set[tuple[int | None, int | None]]:
    return {(touched(start, kind), touched(tip, kind)) for start, tip in wires(kind)}


@pytest.mark.parametrize("kind", ["stacked", "bidirectional"])
def test_texts_stay_inside_and_clear_of_each_other(kind: str) -> None:
    assert_readable(tree(kind))


def test_a_second_layer_reads_the_first_and_both_go_forward() -> None:
    ahead = {(t, t + 1) for t in range(3)} | {(4 + t, 5 + t) for t in range(3)}
    up = {(t, 4 + t) for t in range(4)}
    inputs, outputs = {(None, t) for t in range(4)}, {(4 + t, None) for t in range(4)}
    assert links("stacked") == ahead | up | inputs | outputs


def test_two_directions_see_the_same_inputs_and_meet_only_in_the_output() -> None:
    ahead = {(t, t + 1) for t in range(3)}
    back = {(5 + t, 4 + t) for t in range(3)}
    inputs, outputs = {(None, t) for t in range(8)}, {(t, None) for t in range(8)}
    assert links("bidirectional") == ahead | back | inputs | outputs


def test_layers_rejects_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="kind: expected one of stacked, bidirectional, got 'up'"):
        LayersOverTime("up")
