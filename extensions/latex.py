"""Find the symbols of an equation, and their places in its LaTeX."""

from __future__ import annotations

import re
from typing import NamedTuple

from extensions.symbols import Symbol

# Mathematics that every reader of this course is taken to read, and LaTeX that only lays out.
_WORDS = r"\\(?:text|operatorname)\{[^{}]*\}"
_LAYOUT = (
    r"\\(?:left|right|bigl?|bigr?|Bigl?|Bigr?|quad|qquad|displaystyle)(?![A-Za-z])|\\[,;:!\\ ]"
    r"|\\(?:begin|end)\{\w+\*?\}|[\s{}&]"
)
_GRAMMAR = re.compile(
    r"[-=+/()\[\],;|.<>_^!'e]|\d.*|\\(?:[{}|]|frac|tfrac|sqrt|sum|prod|ln|log|exp|max|min|cdot|cdots"
    r"|dots|ldots|times|mid|le|ge|ne|approx|in|to|infty|partial|top|prime|iff|implies"
    r"|Longleftrightarrow|Longrightarrow|leftarrow|lVert|rVert|tilde|bar|hat)"
)
_ACCENTS = {r"\tilde", r"\bar", r"\hat", r"\overleftarrow", r"\overrightarrow"}
_TOKEN = re.compile(
    rf"(?P<skip>{_WORDS}|{_LAYOUT})|\\mathrm\{{(?P<word>[^{{}}]*)\}}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|."
)


class Token(NamedTuple):
    """A piece of LaTeX with a meaning, and where it stands."""

    text: str
    start: int
    end: int


class Place(NamedTuple):
    """Place of a symbol in the LaTeX of an equation."""

    start: int
    end: int
    symbol: Symbol


class Reading(NamedTuple):
    """An equation taken apart: its symbols' places, what no symbol explains, symbols not in it."""

    places: list[Place]
    unexplained: list[str]
    absent: list[Symbol]


def tokens(latex: str) -> list[Token]:
    """The tokens of some LaTeX, braces and spacing left out."""
    found = _TOKEN.finditer(latex)
    return [
        Token(match["word"] or match[0], match.start(), match.end())
        for match in found
        if match["skip"] is None
    ]


def _occurrences(pattern: list[str], text: list[str | None]) -> list[int]:
    """Places of the pattern; under an accent the same letter is another symbol."""
    size = len(pattern)
    return [
        at
        for at in range(len(text) - size + 1)
        if text[at : at + size] == pattern and not (at and text[at - 1] in _ACCENTS)
    ]


def _balanced(latex: str, start: int, end: int) -> int:
    """The end of the shortest piece from `start` that includes `end` and closes all its braces."""
    while latex.count("{", start, end) > latex.count("}", start, end):
        end = latex.index("}", end) + 1
    return end


def read(latex: str, symbols: list[Symbol]) -> Reading:
    """Find `symbols` in an equation, the longest first, so that W_i is not taken for a W."""
    found = tokens(latex)
    whole = [token.text for token in found]
    rest: list[str | None] = list(whole)
    places = []
    absent = []
    patterns = [([token.text for token in tokens(s.form.match)], s) for s in symbols]
    for pattern, symbol in sorted(patterns, key=lambda pair: -len(pair[0])):
        if not _occurrences(pattern, list(whole)):
            absent.append(symbol)
        for at in _occurrences(pattern, rest):
            rest[at : at + len(pattern)] = [None] * len(pattern)
            start, last = found[at].start, found[at + len(pattern) - 1].end
            places.append(Place(start, _balanced(latex, start, last), symbol))
    unexplained = [text for text in rest if text and not _GRAMMAR.fullmatch(text)]
    return Reading(sorted(places), unexplained, absent)


def marked(latex: str, places: list[Place]) -> str:
    r"""The LaTeX with `\class{…}{…}` around each symbol, and around each within another.

    The classes are the CSS classes of its quantity.
    """
    pieces = list(latex)
    for start, end, symbol in sorted(places, key=lambda place: place.end - place.start):
        pieces[start] = rf"\class{{{' '.join(symbol.quantity.classes)}}}{{{pieces[start]}"
        pieces[end - 1] += "}"
    return "".join(pieces)


def width(latex: str) -> float:
    """About how wide the LaTeX will be once it is set, in em."""
    texts = (token.text for token in tokens(latex))
    return 0.5 * sum(1 if text[0] == "\\" else len(text) for text in texts if text not in "^_")
