"""Laws of the cell's diagram: it grows, it is readable everywhere, and it says what it shows."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from lstm_course.figures import COLOURS, Diagram
from lstm_course.figures.cell_parts import SYMBOLS
from lstm_course.figures.diagram import STAGES
from lstm_course.figures.svg import DARK, LIGHT, TINT
from lstm_course.notebook import as_text

SVG = "{http://www.w3.org/2000/svg}"
GROWING = list(itertools.pairwise(STAGES))
CELLS = [stage for stage in STAGES if stage != "layer"]  # that show the whole cell
SHOWN = {stage: [name for part in STAGES[stage].parts for name in part.shows] for stage in STAGES}
PLAIN_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
PHONE = 328  # what a screen 360 pixels wide leaves for the text of a page


def tree(stage: str, values: dict[str, float] | None = None) -> ET.Element:
    return ET.fromstring(Diagram(stage, values)._repr_html_())


def all_values(stage: str) -> dict[str, float]:
    return dict.fromkeys(SHOWN[stage], -0.1278)


def shapes(stage: str, *, finished: bool = True) -> Counter[tuple[str, ...]]:
    """Every shape by its geometry, the background excepted: of the finished parts, or of all."""
    names = ("d", "x", "y", "cx", "cy", "r", "width", "height")
    groups = (g for g in tree(stage).iter(f"{SVG}g") if not (finished and g.get("class")))
    found = [e for group in groups for e in group if e.tag != f"{SVG}text"]
    return Counter((e.tag, *(e.get(name, "") for name in names)) for e in found)


def words(stage: str, values: dict[str, float] | None = None) -> Counter[tuple[str, str, str]]:
    found = tree(stage, values).iter(f"{SVG}text")
    return Counter((e.get("x", ""), e.get("y", ""), "".join(e.itertext())) for e in found)


@pytest.mark.parametrize(("stage", "later"), GROWING)
def test_every_stage_holds_all_shapes_of_the_one_before(stage: str, later: str) -> None:
    assert shapes(stage) < shapes(later)


@pytest.mark.parametrize("stage", CELLS)
def test_every_stage_shows_the_whole_cell(stage: str) -> None:
    assert shapes(stage, finished=False) == shapes("output_gate")
    assert Diagram(stage).window == Diagram("output_gate").window


@pytest.mark.parametrize("stage", CELLS)
def test_parts_to_come_are_light_grey_and_without_words(stage: str) -> None:
    groups = tree(stage).findall(f"{SVG}g")
    later = [group for group in groups if group.get("class") == "later"]
    assert len(groups) == len(CELLS) + 1
    assert groups[: len(later)] == later, "what is finished is drawn over what is not"
    assert len(later) == len(CELLS) - 1 - CELLS.index(stage)
    for element in itertools.chain.from_iterable(later):
        assert element.tag != f"{SVG}text"
        colours = {element.get("stroke"), element.get("fill")} - {None, "none"}
        assert colours <= {f"var(--lstm-{c}, {LIGHT[c]})" for c in ("later", "paper")}


def test_parts_to_come_are_seen_but_stand_back() -> None:
    for theme in LIGHT, DARK:
        assert 1.3 < contrast(rgb(theme["later"]), rgb(theme["paper"])) < 2


@pytest.mark.parametrize(("stage", "later"), GROWING[1:])
def test_every_stage_holds_all_words_of_the_one_before(stage: str, later: str) -> None:
    assert words(stage) <= words(later)
    assert Diagram(later).description.startswith(Diagram(stage).description)


def test_the_full_cell_names_every_quantity_in_its_colour_and_in_words() -> None:
    root = tree("output_gate", all_values("output_gate"))
    texts = [("".join(e.itertext()), e.get("fill")) for e in root.iter(f"{SVG}text")]
    colours = {text.partition(" ")[0]: fill for text, fill in texts if "⊙" not in text}
    for symbol, colour in COLOURS.items():
        assert colours[f"{symbol}t"] == f"var(--lstm-{symbol}-text, {colour.text_light})"
        assert f"{symbol}_t" in Diagram("output_gate").description
    strokes = {e.get("stroke") for e in root.iter(f"{SVG}path")}
    assert strokes >= {f"var(--lstm-{s}, {colour.line})" for s, colour in COLOURS.items()}
    assert set(colours) >= {
        "ct−1",
        "ht−1",
        "xt",
        "1",
        "[bi|Wi]",
        "[bf|Wf]",
        "[bg|Wg]",
        "[bo|Wo]",
        "σ",
        "tanh",
    }


@pytest.mark.parametrize("stage", STAGES)
def test_title_and_description_are_tied_to_the_picture(stage: str) -> None:
    root = tree(stage)
    assert root.get("role") == "img"
    named = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert [e.get("id") for e in named if e is not None] == root.get("aria-labelledby", "").split()
    assert all(e is not None and e.text for e in named)
    assert "{" not in Diagram(stage, all_values(stage)).description
    assert Diagram(stage).description in repr(Diagram(stage))


def test_ids_are_unique_over_different_diagrams_and_the_same_every_time() -> None:
    diagrams = [Diagram(s, v) for s in STAGES for v in (None, all_values(s), {"x": 1.0})]
    html = "".join(d._repr_html_() for d in diagrams)
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 2 * len(diagrams)
    assert "".join(Diagram(d.stage)._repr_html_() for d in diagrams[::3]) == "".join(
        d._repr_html_() for d in diagrams[::3]
    )


@pytest.mark.parametrize("stage", STAGES)
@given(st.data())
def test_numbers_on_the_wires_are_those_given(stage: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SHOWN[stage]))
    value = data.draw(st.floats(-100, 100).filter(lambda v: v == 0 or abs(v) > 1e-90))
    new = words(stage, {name: value}) - words(stage)
    ((_, _, text),) = new
    shown = text.rpartition(" ")[2]
    assert float(shown.replace("−", "-")) == pytest.approx(value, rel=5.001e-4, abs=0)
    assert shown in Diagram(stage, {name: value}).description
    prose = as_text(value).translate(PLAIN_DIGITS)
    assert shown == prose.replace(" × 10", "e")


def test_every_value_has_a_symbol_and_every_symbol_is_shown_somewhere() -> None:
    assert set(SYMBOLS) == {name for stage in STAGES for name in SHOWN[stage]}


def luminance(colour: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_suffices_on_paper_and_on_tinted_blocks(theme: dict[str, str]) -> None:
    paper = rgb(theme["paper"])
    for name in theme.keys() - {"paper", "later"}:
        least = 4.5 if name.endswith("-text") or name == "ink" else 3.0
        assert contrast(rgb(theme[name]), paper) >= least, name
    for symbol in COLOURS:
        line = rgb(theme[symbol])
        tint = tuple(TINT * a + (1 - TINT) * b for a, b in zip(line, paper, strict=True))
        assert contrast(rgb(theme["ink"]), tint) >= 4.5, symbol


def test_a_dark_page_sets_every_colour_that_is_used() -> None:
    html = Diagram("output_gate", all_values("output_gate"))._repr_html_()
    used = set(re.findall(r"var\(--lstm-([\w-]+), (#\w{6})\)", html))
    assert used <= set(LIGHT.items())
    assert LIGHT.keys() == DARK.keys()
    for name, colour in DARK.items():
        assert f"--lstm-{name}:{colour}" in html


Box = tuple[float, float, float, float]


def text_boxes(root: ET.Element) -> list[tuple[str, Box]]:
    """Box of each text in DejaVu Sans, wider than the fonts that pages use."""
    found = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", "15"))
        pieces = [(text.text or "", size)]
        pieces += [(span.text or "", float(span.get("font-size", size))) for span in text]
        width = sum(advance(piece, size) for piece, size in pieces)
        x, y = float(text.get("x", "")), float(text.get("y", ""))
        x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "")] * width
        content = "".join(text.itertext())
        found.append((content, (x, y - 0.72 * size, x + width, y + 0.1 * size)))
    return found


def assert_readable(root: ET.Element) -> None:
    """Texts stay inside and clear of each other, and are at least 12 pixels high on a phone."""
    left, top, width, height = map(float, root.get("viewBox", "").split())
    boxes = text_boxes(root)
    for text, (x0, y0, x1, y1) in boxes:
        assert left <= x0 and x1 <= left + width and top <= y0 and y1 <= top + height, text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)
    sizes = [float(e.get("font-size", "")) for e in root.iter() if e.get("font-size")]
    assert min(sizes) * PHONE / width >= 12


def advance(text: str, size: float) -> float:
    font = FontProperties(family="DejaVu Sans")
    return float(TextPath((0, 0), text, size, prop=font).get_extents().x1) if text.strip() else 0.0


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("value", [None, 0.9862, 9.384e-7])
def test_texts_stay_inside_and_clear_of_each_other_and_readable_on_a_phone(
    stage: str, value: float | None
) -> None:
    """With the widest numbers possible: tiny, and negative wherever that can be."""
    signs = {name: 1.0 if name in {"i", "f", "o"} else -1.0 for name in SHOWN[stage]}
    root = tree(stage, {name: sign * value for name, sign in signs.items()} if value else None)
    assert_readable(root)


@pytest.mark.parametrize(
    ("stage", "values", "message"),
    [
        ("gate", {}, "stage: expected one of layer, input_gate, .* got 'gate'"),
        ("layer", {"f": 1.0}, "values: expected some of h_prev, x, y, got 'f'"),
        ("layer", {"y": float("nan")}, r"values\['y'\]: expected a finite number, got nan"),
    ],
)
def test_wrong_input_is_named(stage: str, values: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Diagram(stage, values)


def test_the_picture_of_the_full_cell_is_the_one_that_the_code_draws(tmp_path: Path) -> None:
    Diagram("output_gate").save(tmp_path / "cell.svg")
    stored = Path(__file__).parents[2] / "_static" / "lstm_cell.svg"
    assert (tmp_path / "cell.svg").read_bytes() == stored.read_bytes()
    assert "@media (prefers-color-scheme:dark)" in stored.read_text(encoding="utf-8")
