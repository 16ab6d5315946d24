"""Relatives of the LSTM cell: the whole cell in grey, and what each changes in colour."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from lstm_course.figures.cell_parts import PARTS, Part, Shape, draw, outline
from lstm_course.figures.svg import words
from lstm_course.figures.svg_figure import Drawing


class Change(NamedTuple):
    """The parts of the cell that a variant leaves out, and those it draws instead."""

    title: str
    says: str
    without: frozenset[str]
    shapes: tuple[Shape, ...]


def _wire(colour: str, *points: str, arrow: bool = True) -> dict[str, Any]:
    return {"wire": list(points), "colour": colour, "arrow": arrow}


def _always_open(gate: str, end: str) -> tuple[frozenset[str], tuple[Shape, ...]]:
    """A 1 where a gate was."""
    one = {"label": "1", "at": f"{gate} top+26", "colour": gate}
    lit = (_wire(gate, f"{gate} top+8", end), one)
    return frozenset({f"block {gate}", f"wire {gate} top"}), lit


_OUTPUT: Final = frozenset(
    {"joint o c", "wire o c", "wire o tanh+13", "pill tanh", "wire o top", "wire o times"}
    | {"operation ⊙ o times", "block o", "joint g bus"}
)
_MEMORY_IS_H: Final = (
    {"joint": "out c", "colour": "h"},
    _wire("h", "out c", "out h", "end h"),
    {"label": "h_{t}", "at": "end h+18", "anchor": "end", "colour": "h"},
)
_TIED: Final = (
    {"joint": "f number_f", "colour": "i"},
    _wire("i", "f number_f", "i number_f", "i times+12"),
)
_LABEL_TIED: Final = {"at": "f+8 number_f-8", "anchor": "start", "colour": "i"}
_NO_I: Final = frozenset({"block i", "wire i top", "joint i bus"})
_FORGET: Final = (
    _wire("f", "f top", "f c+12"),
    {"block": "f", "function": "σ", "colour": "f"},
)
CHANGES: Final = {
    "no_input_gate": Change(
        "no input gate",
        "In place of the input gate stands a 1: the whole candidate is written.",
        *_always_open("i", "i times+12"),
    ),
    "no_forget_gate": Change(
        "no forget gate",
        "In place of the forget gate stands a 1: the whole memory is kept.",
        *_always_open("f", "f c+12"),
    ),
    "no_output_gate": Change(
        "no output gate",
        "In place of the output gate stands a 1: the whole memory is shown.",
        *_always_open("o", "o times+12"),
    ),
    "no_input_activation": Change(
        "no input activation",
        "The candidate's layer passes on its sum z, without tanh.",
        frozenset({"block g"}),
        (
            _wire("g", "g top", "g times", "i+12 times"),
            {"block": "g", "function": "z", "colour": "g"},
        ),
    ),
    "no_output_activation": Change(
        "no output activation",
        "The memory goes down to the output gate without tanh.",
        frozenset({"pill tanh", "wire o c", "wire o tanh+13"}),
        (_wire("c", "o c", "o times-12"),),
    ),
    "cifg": Change(
        "coupled gates (CIFG)",
        "There is no layer for the forget gate: what multiplies the old memory is 1 − i_t.",
        frozenset({"block f", "wire f top"}),
        (
            {"joint": "i number_i", "colour": "f"},
            _wire("f", "i number_i", "f number_i", "f c+12"),
            {"label": "1 − i_{t}", "at": "f+8 number_f+22", "anchor": "start", "colour": "f"},
        ),
    ),
    "janet": Change(
        "forget gate only (JANET)",
        "Of the gates only the forget gate is left. The candidate is multiplied by 1 − f_t, and the"
        " memory itself is the hidden state.",
        _NO_I | _OUTPUT,
        (
            *_FORGET,
            *_TIED,
            {"label": "1 − f_{t}", **_LABEL_TIED},
            *_MEMORY_IS_H,
        ),
    ),
    "gru": Change(
        "GRU",
        "An update gate z_t keeps, 1 − z_t takes in, the memory itself is the hidden state, and a"
        " reset gate r_t acts on what the candidate's layer sees of it.",
        _NO_I | (_OUTPUT - {"joint g bus"}),
        (
            _wire("f", "f top", "f c+12"),
            {"block": "f", "function": "σ", "colour": "f", "weights": "W_{z}"},
            *_TIED,
            {"label": "1 − z_{t}", **_LABEL_TIED},
            {"block": "o", "function": "σ", "colour": "o", "weights": "W_{r}"},
            _wire("o", "o top", "o number_o-12", "g+56 number_o-12", "g+56 top+50", "g+36 top+50"),
            {"label": "r_{t}", "at": "o+8 number_o-8", "anchor": "start", "colour": "o"},
            *_MEMORY_IS_H,
        ),
    ),
    "min_gru": Change(
        "minGRU",
        "As the cell with a forget gate only, but no layer sees the hidden state, and the candidate"
        " is a sum without tanh.",
        _NO_I | _OUTPUT | {"wire start h", "block g"},
        (
            *_FORGET,
            *_TIED,
            {"label": "z_{t}", **_LABEL_TIED},
            {"block": "g", "function": "z", "colour": "g"},
            *_MEMORY_IS_H,
        ),
    ),
    "peephole": Change(
        "peepholes",
        "The input gate and the forget gate also see the old memory c_t−1, the output gate sees the"
        " new one.",
        frozenset(),
        (
            {"joint": "f-24 c", "colour": "c"},
            _wire("c", "f-24 c", "f-24 top"),
            _wire("c", "f-24 number_f-16", "i-24 number_f-16", "i-24 top"),
            {"joint": "f-24 number_f-16", "colour": "c"},
            {"joint": "o-44 c", "colour": "c"},
            _wire("c", "o-44 c", "o-44 number_o-16", "o-24 number_o-16", "o-24 top"),
        ),
    ),
    "full_gate_recurrence": Change(
        "full gate recurrence (FGR)",
        "All gates of the previous step are joined to what the layers of the gates see.",
        frozenset(),
        (
            _wire("i", "out inputs+8", "out bus", "o bus", arrow=False),
            {"label": "i, f, o_{t−1}", "at": "end inputs+26", "anchor": "end", "colour": "i"},
        ),
    ),
    "layer_norm": Change(
        "layer normalisation",
        "In each of the four layers the sums are normalised, N, before the activation.",
        frozenset(),
        tuple({"pill": "N", "at": f"{gate} bottom-18", "colour": gate} for gate in "ifgo"),
    ),
}
_COLUMNS, _PITCH, _ROW, _TITLE = 2, 424, 452, 34


def _identity(shape: Shape) -> str:
    """Name of a shape in `without`: its kind, and its first point."""
    kind = next(iter(shape))
    value = shape[kind][0] if kind == "wire" else shape[kind]
    return f"{kind} {value} {shape['at']}" if kind == "operation" else f"{kind} {value}"


class VariantDiagrams(Drawing):
    """Several variants side by side, each the whole cell in grey with its change in colour.

    Args:
        names: some of the keys of `CHANGES`, at least one.

    Raises:
        ValueError: if there is no name, or one is unknown.
    """

    def __init__(self, *names: str) -> None:
        unknown = [name for name in names if name not in CHANGES]
        if unknown or not names:
            known = ", ".join(CHANGES)
            raise ValueError(f"names: expected some of {known}, got {', '.join(unknown) or 'none'}")
        self.names = names
        self.title = "Variants of the LSTM cell"
        self.description = " ".join(
            f"{CHANGES[name].title}: {CHANGES[name].says}" for name in names
        )
        rows = -(-len(names) // _COLUMNS)
        self.window = (-4, 0, _PITCH * min(len(names), _COLUMNS), _ROW * rows)
        self.body = "\n".join(self._panel(at, CHANGES[name]) for at, name in enumerate(names))

    def _panel(self, at: int, change: Change) -> str:
        row, column = divmod(at, _COLUMNS)
        left = [
            Part(tuple(s for s in part.shapes if _identity(s) not in change.without), "")
            for part in PARTS.values()
        ]
        heading = words(200, -12, change.title).replace("<text", '<text font-size="21"', 1)
        return (
            f'<g transform="translate({column * _PITCH},{row * _ROW + _TITLE})">{heading}'
            f'<g class="later">{"".join(outline(part) for part in left)}</g>'
            f"<g>{draw(Part(change.shapes, change.says), {})}</g></g>"
        )

    def __repr__(self) -> str:
        return f"VariantDiagrams{self.names!r}: {self.description}"
