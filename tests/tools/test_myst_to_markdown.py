"""The notebooks as Jupyter gets them: nothing of the book's own markup is left in them."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from tools.myst_to_markdown import Course, Writer, write

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
NAMES = sorted(COURSE.nodes)


@pytest.fixture
def writer() -> Writer:
    return Writer(COURSE, "chapters/04_input_gate.ipynb", {"gate": "0.9862"})


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("(ch-x)=\n# Title", "# Title"),
        ("{math}`[1; x]` is", "$[1; x]$ is"),
        ("open by {glue:text}`gate`.", "open by 0.9862."),
        ("{ref}`a layer <eq-layer>`", "[a layer](01_one_layer.ipynb)"),
        ("{ref}`the gate <ch-input-gate>`", "the gate"),
        ("so {cite}`hochreiter1997,gers2000`", "so (Hochreiter and Schmidhuber 1997; Gers et al. 2000)"),
        ("by {cite:t}`starmer2022`, {cite:t}`jaeger`", "by Starmer (2022), Jaeger"),
        ("the [notation](notation)", "the [notation](notation.ipynb)"),
        ("[Exercises](../exercises/04_input_gate.ipynb)",) * 2,
        ("a [page](speed.md) and [more](https://example.org)", "a page and [more](https://example.org)"),
        ("```{dropdown} Why\nSo.\n```", "<details><summary>Why</summary>\n\nSo.\n\n</details>"),
        (
            "```{equation} eq-a\n:symbols: i_t z\n:prerequisites: none\n\ni_t = z\n```",
            "$$\ni_t = z\n$$\n\n*$i_t$ input gate, $z$ pre-activation*",
        ),
    ],
)  # fmt: skip
def test_markup_becomes_plain_markdown(writer: Writer, markdown: str, plain: str) -> None:
    assert writer.markdown(markdown) == plain


def test_a_table_of_symbols_is_written_out(writer: Writer) -> None:
    table = writer.markdown("```{symbol-table} The sizes\n```").splitlines()
    assert table[0] == "| Name | t-notation | Jaeger | Code | Shape | Range |"
    assert len(table) == 2 + sum(one.group == "The sizes" for one in COURSE.symbols)
    assert {line.count(" | ") for line in table} == {5}


def test_unknown_markup_is_an_error(writer: Writer) -> None:
    for markdown in "{strange}`text`", "{ref}`no words`", "```{strange}\n```":
        with pytest.raises((KeyError, ValueError)):
            writer.markdown(markdown)


@pytest.mark.parametrize("name", NAMES)
def test_no_markup_of_the_book_is_left(name: str) -> None:
    for cell in COURSE.plain(name).cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", "", cell.source, flags=re.S)
            assert not re.search(r"\{[a-z:-]+\}|^\([\w-]+\)=$|^:::", text, re.M), cell.id


def test_all_is_written_where_links_and_code_look_for_it(tmp_path: Path) -> None:
    write(ROOT, tmp_path)
    for name in NAMES:
        assert (tmp_path / name).is_file()
        written, stored = (nbformat.read(folder / name, 4) for folder in (tmp_path, ROOT))
        for cell, source in zip(written.cells, stored.cells, strict=True):
            assert (cell.id, cell.metadata) == (source.id, source.metadata)
            if cell.cell_type == "code":
                assert (cell.source, cell.outputs) == (source.source, [])
            elif name.startswith("exercises/"):
                assert cell.source == source.source
    assert (tmp_path / "bench" / "tricks.md").is_file()
    assert (tmp_path / "exercises" / "record_digits.md").is_file()
    assert (tmp_path / "chapters" / "vectors" / "pytorch.npz").is_file()
    assert (tmp_path / "chapters" / "records" / "shut_gates.npz").is_file()
    data = tmp_path / "chapters" / "data"
    assert (data / "recorded_voice" / "seven.wav").is_file()
    assert (data / "spoken_digits" / "LICENSE").is_file()
