"""The symbols and the words of the course, read from `chapters/symbols.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PATH = Path(__file__).parent.parent / "chapters" / "symbols.yml"
_REQUIRED = {"name", "meaning", "shape", "range", "chapter"}
_FORMS = {"t", "jaeger", "both"}
_KNOWN = _REQUIRED | _FORMS | {"code", "colour"}
WORDS = "Words"
"""The group of those entries that have no symbol."""
_OF_A_WORD = {"name", "meaning", "chapter"}


class Colour(NamedTuple):
    """A quantity's colour: for lines, and for text on a light and on a dark ground."""

    name: str
    line: str
    light: str
    dark: str


@dataclass(frozen=True)
class Form:
    """A quantity as one notation writes it; `match` is what equations are searched for."""

    latex: str
    id: str | None = None
    match: str = ""

    def __post_init__(self) -> None:
        if not self.match:
            object.__setattr__(self, "match", self.latex)


@dataclass(frozen=True)
class Quantity:
    """One entry of the table."""

    group: str
    name: str
    meaning: str
    shape: str
    chapter: str
    t: Form | None
    jaeger: Form | None
    code: str | None
    range: str
    colour: Colour | None

    @property
    def classes(self) -> list[str]:
        """Its CSS classes: the one that all its forms share, and that of its colour if it has one."""
        shared = "quantity-" + re.sub("[^a-z0-9]+", "-", self.name.lower())
        return [shared, *([self.css] if self.colour else [])]

    @property
    def css(self) -> str:
        """The CSS class of its colour, named by its letter in the code."""
        return f"symbol-{self.code}"


class Word(NamedTuple):
    """A word of the field that the book introduces, and stands for no symbol."""

    name: str
    meaning: str
    chapter: str
    also: tuple[str, ...] = ()
    """Other words for it, which lead to the same place of the glossary."""


class Symbol(NamedTuple):
    """An entry that an equation lists by its id: a quantity and the form it takes there."""

    quantity: Quantity
    form: Form


def _quantity(group: str, entry: dict[str, Any]) -> Quantity:
    name = entry.get("name", entry)
    keys = set(entry)
    if missing := _REQUIRED - keys:
        raise ValueError(f"symbol {name!r}: missing {', '.join(sorted(missing))}")
    if unknown := keys - _KNOWN:
        raise ValueError(f"symbol {name!r}: unknown {', '.join(sorted(unknown))}")
    if not keys & _FORMS or ("both" in keys and keys & _FORMS != {"both"}):
        raise ValueError(f"symbol {name!r}: expected `both`, or `t` and/or `jaeger`")
    forms = {key: Form(**entry[key]) for key in _FORMS & keys}
    return Quantity(
        group=group,
        name=entry["name"],
        meaning=entry["meaning"],
        shape=str(entry["shape"]),
        chapter=str(entry["chapter"]),
        t=forms.get("both", forms.get("t")),
        jaeger=forms.get("both", forms.get("jaeger")),
        code=entry.get("code"),
        range=entry["range"],
        colour=Colour(**entry["colour"]) if "colour" in entry else None,
    )


@cache
def _groups(text: str) -> dict[str, list[dict[str, Any]]]:
    """The table as it is written; every page asks for it, so it is read once."""
    return yaml.safe_load(text) or {}


def load(path: Path = PATH) -> list[Quantity]:
    """All quantities, in the order of the file.

    Raises:
        ValueError: if an entry lacks a field or has an unknown one, or two share a name or an id.
    """
    quantities = [
        _quantity(group, entry)
        for group, entries in _groups(path.read_text("utf-8")).items()
        for entry in entries
        if group != WORDS
    ]
    names = [quantity.name for quantity in quantities]
    ids = [id for id, _ in _by_id(quantities)]
    shared = [quantity.classes[0] for quantity in quantities]
    for kind, values in ("name", names), ("id", ids), ("CSS class", shared):
        if twice := {value for value in values if values.count(value) > 1}:
            raise ValueError(f"symbols: {kind} used twice: {', '.join(sorted(twice))}")
    return quantities


def _word(entry: dict[str, Any]) -> Word:
    name = entry.get("name", entry)
    if missing := _OF_A_WORD - set(entry):
        raise ValueError(f"word {name!r}: missing {', '.join(sorted(missing))}")
    if unknown := set(entry) - {*_OF_A_WORD, "also"}:
        raise ValueError(f"word {name!r}: unknown {', '.join(sorted(unknown))}")
    return Word(
        entry["name"], entry["meaning"], str(entry["chapter"]), tuple(entry.get("also", ()))
    )


def load_words(path: Path = PATH) -> list[Word]:
    """All words, in the order of the file.

    Raises:
        ValueError: if an entry lacks a field or has an unknown one, or a word stands for two things.
    """
    words = [_word(entry) for entry in _groups(path.read_text("utf-8")).get(WORDS, [])]
    names = [name for word in words for name in (word.name, *word.also)]
    names += [quantity.name for quantity in load(path)]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"words: used twice: {', '.join(sorted(twice))}")
    return words


def _by_id(quantities: list[Quantity]) -> Iterator[tuple[str, Symbol]]:
    for quantity in quantities:
        forms = {form for form in (quantity.t, quantity.jaeger) if form and form.id}
        yield from ((str(form.id), Symbol(quantity, form)) for form in forms)


def by_id(quantities: list[Quantity]) -> dict[str, Symbol]:
    """The symbols that equations can list."""
    return dict(_by_id(quantities))


def stylesheet(quantities: list[Quantity]) -> str:
    """The colours as CSS: `.symbol-i` for text, `.swatch.symbol-i` for a patch of the line's."""
    rules = []
    for quantity in quantities:
        if colour := quantity.colour:
            rules += [
                f".{quantity.css} {{ color: {colour.light}; }}",
                f".swatch.{quantity.css} {{ background: {colour.line}; }}",
                f"html[data-theme=dark] .{quantity.css} {{ color: {colour.dark}; }}",
                f"html[data-theme=dark] .swatch.{quantity.css} {{ background: {colour.dark}; }}",
            ]
    return "\n".join(rules) + "\n"
