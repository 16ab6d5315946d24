"""The directives that write with the table of symbols; the package's docstring has their syntax."""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.directives.patches import MathDirective
from sphinx.util.docutils import SphinxDirective

from extensions import latex, math_symbols, symbols
from extensions.numbering import number
from extensions.symbols import Form, Quantity, Symbol, Word

PRIMER = "chapters/primer"
TOGGLE = ' <button type="button" class="legend-toggle" aria-expanded="false">Symbols</button>'
"""Unfolds the legend, which `_static/symbols.js` folds away; nothing where scripts do not run."""


def _math(source: str) -> str:
    return f"{{math}}`{source}`"


class _FromSymbols(SphinxDirective):
    """A directive whose page has to be read again when the table of symbols changes."""

    has_content = False

    def quantities(self) -> list[Quantity]:
        self.env.note_dependency(str(symbols.PATH))
        return symbols.load()

    def markdown(self, source: str) -> list[nodes.Node]:
        """The nodes of some markdown."""
        parent = nodes.Element()
        self.state.nested_parse(StringList(source.splitlines()), self.content_offset, parent)
        return list(parent.children)

    def inline(self, source: str) -> list[nodes.Node]:
        """The nodes of a line of markdown."""
        found, problems = self.state.inline_text(source, self.lineno)
        return [*found, *problems]

    def chapter(self, entry: Quantity | Word) -> str:
        """The chapter that introduces it: a link, if that chapter is in the book; chapter 0 is the primer."""
        in_primer = entry.chapter == "0"
        words = "the primer" if in_primer else f"chapter {entry.chapter}"
        published = (
            page
            for page in sorted(self.env.found_docs)
            if (page == PRIMER if in_primer else number(page) == entry.chapter)
        )
        return next((f"{{doc}}`{words} </{page}>`" for page in published), words)


class Equation(_FromSymbols, MathDirective):
    """A displayed equation with its legend and what it needs."""

    has_content = True
    required_arguments = 1
    optional_arguments = 0
    final_argument_whitespace = False
    option_spec: ClassVar[dict[str, Any]] = {
        "symbols": directives.unchanged_required,
        "prerequisites": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        for option in self.option_spec:
            if option not in self.options:
                raise self.error(f"equation: expected the option :{option}:, got none")
        label = self.arguments[0]
        listed = self._listed()
        source = "\n".join(self.content)
        reading = latex.read(source, listed)
        if reading.unexplained:
            raise self.error(f"equation {label}: not in :symbols: {' '.join(reading.unexplained)}")
        if reading.absent:
            absent = ", ".join(str(symbol.form.id) for symbol in reading.absent)
            raise self.error(f"equation {label}: listed, but not in the equation: {absent}")
        block = nodes.math_block(
            source,
            source,
            marked=latex.marked(source, reading.places),
            **{math_symbols.LISTED: self.options["symbols"].split()},
            docname=self.env.docname,
            number=None,
            label=label,
            nowrap=False,
        )
        self.set_source_info(block)
        box = nodes.container("", classes=["equation"], names=[label])
        self.state.document.note_explicit_target(box, box)
        numbered: list[nodes.Node] = [block]
        self.add_target(numbered)
        box += [*numbered, self._prerequisites(), self._legend(listed)]
        return [box]

    def _listed(self) -> list[Symbol]:
        known = symbols.by_id(self.quantities())
        ids = self.options["symbols"].split()
        if unknown := [id for id in ids if id not in known]:
            raise self.error(f"equation: no symbol {', '.join(unknown)} in {symbols.PATH.name}")
        return [known[id] for id in ids]

    def _legend(self, listed: list[Symbol]) -> nodes.Node:
        legend = nodes.definition_list(classes=["legend"])
        for quantity, form in listed:
            term = nodes.term("", "", *self.inline(_math(form.latex)), classes=quantity.classes)
            text = (
                f"{{term}}`{quantity.name}`. {quantity.meaning} Shape: {quantity.shape}. "
                f"Range: {quantity.range}. From {self.chapter(quantity)}."
            )
            definition = nodes.definition("", nodes.paragraph("", "", *self.inline(text)))
            legend += nodes.definition_list_item("", term, definition)
        return legend

    def _prerequisites(self) -> nodes.Node:
        line = self.inline(f"*Needs:* {self.options['prerequisites']}")
        return nodes.paragraph(
            "", "", *line, nodes.raw("", TOGGLE, format="html"), classes=["prerequisites"]
        )


class SymbolTable(_FromSymbols):
    """The symbols of one group in both notations and in code."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        group = [one for one in self.quantities() if one.group == self.arguments[0]]
        if not group:
            raise self.error(f"symbol-table: no group {self.arguments[0]!r}")
        head = ["Name", "t-notation", "Jaeger", "Code", "Shape", "Range"]
        lines = ["````{list-table}", ":header-rows: 1", ":class: symbols", ""]
        for first, *others in [head, *map(self._row, group)]:
            lines += [f"* - {first}", *(f"  - {cell}" for cell in others)]
        return self.markdown("\n".join([*lines, "````"]))

    def _row(self, quantity: Quantity) -> list[str]:
        return [
            f"{{term}}`{quantity.name}`{_swatch(quantity)}",
            _form(quantity.t),
            _form(quantity.jaeger),
            f"`{quantity.code}`" if quantity.code else "–",
            quantity.shape,
            quantity.range,
        ]


def _form(form: Form | None) -> str:
    return _math(form.latex) if form else "–"


def _swatch(quantity: Quantity) -> str:
    return f", [ ]{{.swatch .{quantity.css}}} {quantity.colour.name}" if quantity.colour else ""


class SymbolGlossary(_FromSymbols):
    """A glossary of the named quantities and of the words, in alphabetical order."""

    def run(self) -> list[nodes.Node]:
        lines = ["````{glossary}", ":sorted:", ""]
        for quantity in self.quantities():
            written = " or ".join(
                dict.fromkeys(_math(f.latex) for f in (quantity.t, quantity.jaeger) if f)
            )
            code = f"; in code `{quantity.code}`" if quantity.code else ""
            about = f"{quantity.meaning} Written {written}{code}; {self.chapter(quantity)}."
            lines += [quantity.name, f"  {about}", ""]
        for word in symbols.load_words():
            lines += [word.name, *word.also, f"  {word.meaning} See {self.chapter(word)}.", ""]
        return self.markdown("\n".join([*lines, "````"]))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("equation", Equation)
    app.add_directive("symbol-table", SymbolTable)
    app.add_directive("symbol-glossary", SymbolGlossary)
