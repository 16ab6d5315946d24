"""The graph of the embedded Reber grammar: every edge of the task is drawn, once, and described."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

from test_figures_diagram import SVG, assert_readable

from lstm_course.figures import ReberGraph
from lstm_lib.tasks.reber import REBER


def drawn() -> ET.Element:
    return ET.fromstring(ReberGraph()._repr_html_())


def test_every_edge_of_the_grammar_is_drawn_once_with_its_letter() -> None:
    texts = Counter("".join(text.itertext()) for text in drawn().iter(f"{SVG}text"))
    inside = Counter(letter for leads in REBER for letter in leads)
    outside = Counter("BTTPPE")
    assert {letter: texts[letter] for letter in inside} == dict(inside + outside)
    assert len(list(drawn().iter(f"{SVG}polygon"))) == inside.total() + outside.total()


def test_every_state_is_drawn_with_its_number_and_every_edge_described() -> None:
    texts = ["".join(text.itertext()) for text in drawn().iter(f"{SVG}text")]
    assert all(texts.count(str(state)) == 1 for state in range(len(REBER) + 1))
    edges = re.findall(r"(\d) ([A-Z]) (\d)", ReberGraph().description)
    told = [
        (str(a), letter, str(b)) for a, leads in enumerate(REBER) for letter, b in leads.items()
    ]
    assert edges == told


def test_texts_stay_inside_and_clear_of_each_other_and_readable_on_a_phone() -> None:
    assert_readable(drawn())


def test_it_describes_itself() -> None:
    assert f">{ReberGraph().description}</desc>" in ReberGraph()._repr_html_()
    assert ReberGraph().description in repr(ReberGraph())
