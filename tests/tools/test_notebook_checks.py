"""The static checks of notebooks, on small cases worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.notebook_checks import library, outputs, prose

TYPED = [
    ("The gate is 0.98 open.", [(1, "0.98")]),
    ("First line\nand .5 and 1e-10 on the second.", [(2, ".5"), (2, "1e-10")]),
    ("Of 31,390 sequences, 8 of 8 in 1997.", []),
    ("`0.98`, ``0.98`` and [a paper](https://doi.org/10.1162/neco.9.8) and <https://a.b/1.2>", []),
    ("[0.98 in the text of a link](chapter.md)", [(1, "0.98")]),
    ("{glue:text}`a.1.2` {numref}`fig-0.5` {cite}`hochreiter1997`", []),
    ("{math}`0.5` and $0.25$", [(1, "0.5"), (1, "0.25")]),
    ("$$\n\\sigma(0) = 0.5\n$$", [(2, "0.5")]),
    ("```python\nx = 0.5\n```", []),
    ("```{code-block} python\nx = 0.5\n```", []),
    ("```{note} At 0.5\n:class: a-0.1\n\nIt is 0.75 wide.\n```", [(1, "0.5"), (4, "0.75")]),
    (":::{figure} a-0.5.png\nA caption of 0.75.\n:::", [(2, "0.75")]),
    ("| a | b |\n|---|---|\n| 1 | 0.5 |", [(3, "0.5")]),
    ("![shows 0.5](a-0.75.png)", [(1, "0.5")]),
    ("<b title='0.1'>0.5</b>\n\n<div>0.75</div>", [(1, "0.5"), (3, "0.75")]),
]


@pytest.mark.parametrize(("markdown", "found"), TYPED)
def test_decimals_typed_in_prose(markdown: str, found: list[tuple[int, str]]) -> None:
    assert list(prose.typed_numbers(markdown)) == found


PRECISE = [
    ("0.9862 12.34 123.4 1234.0 0.0001234 1.234e-05 -0.1278", ["1234.0"]),
    ("0.98624", ["0.98624"]),
    ("[0.12345678 1.        ]", ["0.12345678"]),
    ("1.00000", ["1.00000"]),
    ("31390 sequences, 1.5", []),
    ("numpy 2.0.21", []),
]


@pytest.mark.parametrize(("text", "found"), PRECISE)
def test_decimals_with_too_many_digits(text: str, found: list[str]) -> None:
    assert outputs.too_precise(text) == found


def test_text_of_html_leaves_out_what_is_drawn() -> None:
    html = "<td>0.5</td><svg><text>0.12345</text></svg><style>a{top:1.23456px}</style>b"
    assert outputs.text_of_html(html).split() == ["0.5", "b"]


LIBRARY = '''
from lstm_lib._validation import expect
from lstm_lib.layer import with_bias
from lstm_lib.variants._validation import floats

def gate(W: Array, x: Array) -> Array:
    """Gate."""
    W, x = floats(W), floats(x)
    if x.ndim == 0:
        raise ValueError("x")
    expect("W", W)
    x = with_bias(x)
    return 1 / (1 + exp(-W @ x))
'''
SAME = [
    "def gate(W, x):\n    x = with_bias(x)\n    return 1 / (1 + exp(-W @ x))",
    "def gate(W: Array, x):\n    'Other words.'\n    x = with_bias(x)\n    return (1 / (1 + exp(-W @ x)))",
    LIBRARY.split("\n\n")[1],
]
OTHER = [
    "def gate(W, x):\n    return 1 / (1 + exp(-W @ x))",
    "def gate(W, x):\n    x = with_bias(x)\n    return 1 / (2 + exp(-W @ x))",
    "def gate(W, z):\n    z = with_bias(z)\n    return 1 / (1 + exp(-W @ z))",
    "def gate(W, x, a=1):\n    x = with_bias(x)\n    return 1 / (1 + exp(-W @ x))",
    "def gate(W, x):\n    expect('W', W)\n    x = with_bias(x)\n    return 1 / (1 + exp(-W @ x))",
]


@pytest.mark.parametrize(
    ("source", "equal"), [(s, True) for s in SAME] + [(s, False) for s in OTHER]
)
def test_a_chapters_function_is_the_librarys(tmp_path: Path, source: str, equal: bool) -> None:
    package = tmp_path / "lstm_lib"
    package.mkdir()
    (package / "cell.py").write_text(LIBRARY)
    known = library.definitions(package)
    assert list(known) == ["lstm_lib.cell.gate"]
    (chapter,) = library.parse(source)
    assert library.equal(chapter, *known["lstm_lib.cell.gate"]) is equal
