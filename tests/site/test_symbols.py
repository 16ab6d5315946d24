"""The table of symbols: whole, legible, true of the library; and how equations are read with it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pydata_sphinx_theme
import pytest
import sphinx_book_theme

from extensions import latex, symbols
from extensions.symbols import Quantity
from lstm_lib.activations import sigmoid, tanh
from lstm_lib.attention import attend
from lstm_lib.cell import State, step
from lstm_lib.layer import concat, layer, with_bias
from lstm_lib.variants.mlstm import MLSTM, mlstm_step
from lstm_lib.variants.slstm import SLSTM
from lstm_lib.weights import LSTMWeights

QUANTITIES = symbols.load()
SYMBOLS = symbols.by_id(QUANTITIES)
COLOURED = [quantity for quantity in QUANTITIES if quantity.colour]
BACKGROUNDS = {"light": ["#ffffff", "#f3f4f5"], "dark": ["#121212", "#29313d"]}


def named(quantities: list[Quantity]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("quantity", quantities, ids=[q.name for q in quantities])


# The table


ENTRY = {
    "name": "gate",
    "meaning": "A share.",
    "shape": "(H,)",
    "range": "0 to 1",
    "chapter": 4,
    "both": {"id": "a", "latex": "a"},
}


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([{k: v for k, v in ENTRY.items() if k != "meaning"}], "'gate': missing meaning"),
        ([{**ENTRY, "sort": 1}], "'gate': unknown sort"),
        ([{k: v for k, v in ENTRY.items() if k != "both"}], "'gate': expected `both`"),
        ([{**ENTRY, "t": ENTRY["both"]}], "'gate': expected `both`"),
        ([ENTRY, {**ENTRY, "both": {"id": "b", "latex": "b"}}], "name used twice: gate"),
        ([ENTRY, {**ENTRY, "name": "other"}], "id used twice: a"),
    ],
)
def test_faulty_table_is_refused(
    entries: list[dict[str, object]], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "symbols.yml"
    path.write_text(json.dumps({"group": entries}), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        symbols.load(path)


WORD = {"name": "latch", "meaning": "It holds.", "chapter": 3}


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([{k: v for k, v in WORD.items() if k != "chapter"}], "'latch': missing chapter"),
        ([{**WORD, "shape": "(H,)"}], "'latch': unknown shape"),
        ([WORD, {**WORD, "name": "flip-flop", "also": ["latch"]}], "used twice: latch"),
        ([{**WORD, "name": "gate"}], "used twice: gate"),
    ],
)
def test_faulty_word_is_refused(
    entries: list[dict[str, object]], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "symbols.yml"
    path.write_text(json.dumps({"group": [ENTRY], "Words": entries}), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        symbols.load_words(path)


def test_words_are_no_quantities(tmp_path: Path) -> None:
    path = tmp_path / "symbols.yml"
    word = {**WORD, "also": ["flip-flop"]}
    path.write_text(json.dumps({"group": [ENTRY], "Words": [word]}), encoding="utf-8")
    assert symbols.load_words(path) == [symbols.Word("latch", "It holds.", "3", ("flip-flop",))]
    assert [quantity.name for quantity in symbols.load(path)] == ["gate"]


def luminance(colour: str) -> float:
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_backgrounds_are_the_themes() -> None:
    book = Path(sphinx_book_theme.__file__).parent / "theme/sphinx_book_theme/static/styles"
    base = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles"
    css = (book / "sphinx-book-theme.css").read_text("utf-8")
    css += (base / "pydata-sphinx-theme.css").read_text("utf-8")
    for variable, colour in [
        ("background", "#fff"),
        ("background", "#121212"),
        ("surface", "#f3f4f5"),
        ("surface", "#29313d"),
    ]:
        assert re.search(f"--pst-color-{variable}: ?{colour}[;}}]", css), (variable, colour)


@named(COLOURED)
def test_colours_can_be_read(quantity: Quantity) -> None:
    colour = quantity.colour
    assert colour
    assert contrast(colour.line, "#ffffff") >= 3
    for theme, text in ("light", colour.light), ("dark", colour.dark):
        for background in BACKGROUNDS[theme]:
            assert contrast(text, background) >= 4.5, (theme, background)


def test_every_coloured_quantity_is_in_the_stylesheet_in_both_themes() -> None:
    css = symbols.stylesheet(QUANTITIES)
    for quantity in COLOURED:
        assert f"\n.{quantity.css} {{" in f"\n{css}"
        assert f"html[data-theme=dark] .{quantity.css} {{" in css


# What the table says of the code


def names_of_code() -> dict[str, object]:
    """Values for the names in the column "code", for H = 3 and D = 2, and a layer of 4 outputs."""
    rng = np.random.default_rng(1)
    weights = LSTMWeights.random(3, 2, rng)
    x, h, c = (rng.normal(size=size) for size in (2, 3, 3))
    W = rng.normal(size=(4, 3))
    now = step(weights, x, State(np.tanh(h), c))
    sizes = {"units": weights.units, "inputs": weights.inputs, "t": 0, "T": 5, "B": 7}
    functions = [layer, with_bias, concat, sigmoid, tanh]
    called = {function.__name__: function for function in functions}
    head = rng.normal(size=(2, 4))
    arrays = {"x": x, "W": W, "z": W @ [1, *x], "head": head}
    q, k, v = (rng.normal(size=size) for size in ((5, 8), (6, 8), (6, 7)))
    looked_up = {"q": q, "k": k, "v": v, "attention": attend(q, k, v)}
    C = MLSTM.zero_state(1, 3, float)
    matrix = mlstm_step(rng.normal(size=(12, 3)), rng.normal(size=(2, 3)), x, _first(C))
    memories = {"memory": matrix, "state": _first(SLSTM.zero_state(1, 3, float))}
    arrays |= {"weights": weights} | looked_up | memories
    return now._asdict() | sizes | called | arrays


def _first(state: Any) -> Any:
    """The state of one sequence, from that of a batch of one."""
    return type(state)(*(part[0] for part in state))


@named([quantity for quantity in QUANTITIES if quantity.code and quantity.code != "*"])
def test_code_has_the_shape_and_range_the_table_says(quantity: Quantity) -> None:
    value = eval(str(quantity.code), names_of_code())
    if quantity.shape == "integer":
        assert isinstance(value, int)
    elif quantity.shape == "one number":
        assert np.size(value) == 1
    elif quantity.shape != "that of its argument":
        sizes = {"H": 3, "D": 2, "K": 2, "outputs": 4, "inputs": 2, "units": 3}
        sizes |= {"readers": 5, "entries": 6, "values": 7, "d": 8}
        assert np.shape(value) == eval(quantity.shape, sizes)
    if limits := re.fullmatch(r"(−?\d) to (\d)", quantity.range):
        low, high = (float(limit.replace("−", "-")) for limit in limits.groups())
        assert np.all((low <= value) & (value <= high))


# Reading equations


def read(source: str, ids: str) -> latex.Reading:
    return latex.read(source, [SYMBOLS[id] for id in ids.split()])


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        (r"i_t = \sigma\!\left(W_i \cdot [h_{t-1}, x_t] + b_i\right)", "i_t sigma W_i h_t x_t b_i"),
        (
            r"g^{\mathrm{input}}(n+1) = \sigma(W^{g^{\mathrm{input}}} [1; x^{g^{\mathrm{input}}}])",
            "g_input n sigma W_input constant_one x_input",
        ),
        (r"\text{written} = i_t \odot g_t", "i_t g_t hadamard"),
        (r"i_t = \frac{1}{1 + e^{-z}} \iff z = \ln\frac{i_t}{1 - i_t}", "i_t z"),
        (r"c(n+1) = g^{\mathrm{forget}}(n+1) \odot c(n)", "c n g_forget hadamard"),
        (r"x^{\kappa} = \sigma(W [1; x^{\kappa-1}])", "x_kappa sigma W constant_one"),
        ("\\begin{aligned}\ni_t &= z \\\\\nf_t &= z\n\\end{aligned}", "i_t f_t z"),
    ],
)
def test_whole_equation_is_explained(source: str, ids: str) -> None:
    reading = read(source, ids)
    assert reading.unexplained == []
    assert reading.absent == []


@pytest.mark.parametrize(
    ("source", "ids", "unexplained"),
    [
        (r"i_t = \sigma(z)", "i_t z", [r"\sigma"]),
        ("i_t = q", "i_t", ["q"]),
        ("i_t = f_t", "i_t", ["f", "t"]),
        (r"W^{g^{\mathrm{input}}} z", "W z", ["g", "input"]),
        (r"\unknown z", "z", [r"\unknown"]),
        (r"i_{t} + i_s", "i_t", ["i", "s"]),
    ],
)
def test_symbol_left_out_is_named(source: str, ids: str, unexplained: list[str]) -> None:
    assert read(source, ids).unexplained == unexplained


def test_symbol_that_is_not_in_the_equation_is_named() -> None:
    assert read("i_t = z", "i_t z f_t").absent == [SYMBOLS["f_t"]]


def test_longer_symbol_goes_first() -> None:
    source = r"W^{g^{\mathrm{input}}} g^{\mathrm{input}}"
    places = read(source, "g_input W_input").places
    assert [source[place.start : place.end] for place in places] == [
        r"W^{g^{\mathrm{input}}}",
        r"g^{\mathrm{input}}",
    ]


def marked(source: str, ids: str) -> str:
    return latex.marked(source, read(source, ids).places)


def test_marks_go_around_the_whole_symbol_and_nothing_else() -> None:
    assert marked(r"i_t + h_{t-1} - 1", "i_t h_t") == (
        r"\class{quantity-input-gate symbol-i}{i_t} + \class{quantity-hidden-state symbol-h}{h_{t-1}} - 1"
    )
    assert marked("T", "T") == r"\class{quantity-sequence-length}{T}"


def test_marks_go_around_a_symbol_within_another() -> None:
    assert marked("h_{t-k}", "h_t lag") == (
        r"\class{quantity-hidden-state symbol-h}{h_{t-\class{quantity-lag}{k}}}"
    )


def test_a_letter_under_an_accent_is_another_symbol() -> None:
    assert read(r"\tilde c_t", "c_t").absent == [SYMBOLS["c_t"]]
    assert not read(r"\overrightarrow{h}_t", "h_ahead").absent


def test_one_class_for_all_forms_of_a_quantity_and_none_for_two() -> None:
    assert SYMBOLS["i_t"].quantity.classes == SYMBOLS["g_input"].quantity.classes
    shared = [quantity.classes[0] for quantity in QUANTITIES]
    assert len(set(shared)) == len(shared)
