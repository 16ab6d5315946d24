"""The static checks of notebooks, on small cases worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from tools.notebook_checks import form, library, outputs, predictions, prose, questions
from tools.notebook_checks.reading import Notebook

TYPED = [
    ("The gate is 0.98 open.", [(1, "0.98")]),
    ("First line\nand .5 and 1e-10 on the second.", [(2, ".5"), (2, "1e-10")]),
    ("Of 31,390 sequences, 8 of 8 in 1997.", []),
    ("`0.98`, ``0.98`` and [a paper](https://doi.org/10.1162/neco.9.8) and <https://a.b/1.2>", []),
    ("[0.98 in the text of a link](chapter.md)", [(1, "0.98")]),
    ("[8.7](08_a.ipynb), [exercise 8.7](../exercises/08_a.ipynb#b)", []),
    ("[0.87 of 8.7](08_a.ipynb)", [(1, "0.87"), (1, "8.7")]),
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


def notebook(*cells: Any) -> Notebook:
    node = nbformat.v4.new_notebook(cells=list(cells))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return Notebook(Path("a.ipynb"), Path(), form.canonical(node), node)


def code(*tags: str, shown: str = "4.27", jupyter: dict[str, bool] | None = None) -> Any:
    settings = {"jupyter": jupyter} if jupyter is not None else {}
    outputs = [nbformat.v4.new_output("stream", text=shown)] if shown else []
    metadata = settings | ({"tags": list(tags)} if tags else {})
    return nbformat.v4.new_code_cell("f()", outputs=outputs, metadata=metadata)


def glued() -> Any:
    output = nbformat.v4.new_output("display_data", {}, metadata={"scrapbook": {"name": "i"}})
    return nbformat.v4.new_code_cell("glue()", outputs=[output])


def text(source: str) -> Any:
    return nbformat.v4.new_markdown_cell(source)


IN_JUPYTER = {"hide-output": "outputs_hidden", "hide-input": "source_hidden"}


@pytest.mark.parametrize("tag", IN_JUPYTER)
def test_a_fold_on_the_site_alone_or_in_jupyter_alone_is_half_done(tag: str) -> None:
    setting = IN_JUPYTER[tag]
    (other,) = set(IN_JUPYTER.values()) - {setting}
    both = code(tag, jupyter={setting: True})
    assert not list(form.check(notebook(both, code())))
    for half, says in (
        (code(tag), "not folded in Jupyter"),
        (code(tag, jupyter={setting: False}), "not folded in Jupyter"),
        (code(jupyter={setting: True}), "not on the site"),
        (code(tag, jupyter={setting: True, other: True}), "not on the site"),
        (code(tag, jupyter={setting: True, "scrolled": True}), "has the setting jupyter.scrolled"),
    ):
        (problem,) = form.check(notebook(both, half))
        assert problem.where == "cell cell-1"
        assert says in problem.wrong


def test_a_source_that_the_site_removes_may_be_folded_in_jupyter() -> None:
    assert not list(form.check(notebook(code("remove-input", jupyter={"source_hidden": True}))))


PREDICT = "The gate opens.\n\n**Predict:** how far?"
ANSWERED = "```{dropdown} Answer\nThe gate is nearly open.\n```"
FOLDED = code("hide-output", jupyter={"outputs_hidden": True})


@pytest.mark.parametrize(
    "cells",
    [
        [text(PREDICT), FOLDED, text(ANSWERED)],
        [text(PREDICT), FOLDED, glued(), text(f"{ANSWERED}\nAnd so on.")],
        [text(PREDICT), code(shown=""), FOLDED, text(ANSWERED), code()],
        [text(f"{PREDICT}\n\n{ANSWERED}"), FOLDED, text("And so on.")],
        [text(f"{PREDICT}\n\n{ANSWERED}"), text("And so on."), code(), FOLDED],
        [text(f"{PREDICT}\n\n:::{{dropdown}} Answer, with proof\nIt is.\n:::"), FOLDED],
        [text(PREDICT), code(), text("A chapter that folds nothing yet.")],
    ],
)
def test_a_prediction_whose_answer_is_folded(cells: list[Any]) -> None:
    assert not list(predictions.check(notebook(*cells)))


OPEN = "answers the prediction of cell cell-0, but is not folded"
UNANSWERED = "asks for a prediction that nothing answers"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([text(PREDICT), code(), text(ANSWERED), FOLDED], [OPEN]),
        ([text(f"{PREDICT}\n\n{ANSWERED}"), code(), FOLDED], [OPEN]),
        ([text(PREDICT), FOLDED, code(), text(ANSWERED)], [OPEN]),
        ([text(PREDICT), FOLDED, text("It is nearly open.")], [UNANSWERED]),
        ([text(PREDICT), FOLDED, text(f"It is nearly open.\n\n{ANSWERED}")], [UNANSWERED]),
        ([text(PREDICT), FOLDED], [UNANSWERED]),
        ([text(f"{ANSWERED}\n\n{PREDICT}"), FOLDED], [UNANSWERED]),
        ([text(PREDICT), text("On."), FOLDED, text(ANSWERED)], [UNANSWERED]),
        ([text(PREDICT), code(), text("On."), FOLDED], [OPEN, UNANSWERED]),
    ],
)
def test_a_prediction_that_cannot_be_made(cells: list[Any], says: list[str]) -> None:
    assert [problem.wrong for problem in predictions.check(notebook(*cells))] == says


ASKED = """## Check yourself

**1. Why is {math}`f(a)` 1?**

- (a) It is.
- (b) It was.

```{dropdown} Answer
**(b).** It was {math}`(c)`. (a) confuses the two.
```

**2. And now?**

- (a) Yes.
- (b) No.
- (c) Perhaps.

:::{dropdown} Answer
**(a).** It is. (b) and (c) are not.
:::

And so on."""


def test_questions_that_can_be_clicked() -> None:
    assert not list(questions.check(notebook(text(ASKED), text("**1. A list?**\n\n- (b) No."))))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("(a) confuses", "It confuses", "question 1 has no reason for option (a)"),
        ("(b) and (c) are", "(b) is", "question 2 has no reason for option (c)"),
        ("```{dropdown} Answer", "```{dropdown} Solution", "question 1 has no answer"),
        ("**(b).** It", "It", "question 1 has an answer without its letter"),
        ("**(b).** It", "**(c).** It", "question 1 has an answer without its letter"),
        ("- (b) It was.", "- (c) It was.", "question 1 has the options ac"),
        ("- (a) It is.\n- (b) It was.\n", "", "question 1 has the options none"),
        ("**2. And", "**3. And", "question 3 is number 2 of its cell"),
    ],
)
def test_a_question_that_cannot_be_clicked(old: str, new: str, says: str) -> None:
    assert ASKED.count(old) == 1
    problems = questions.check(notebook(text(ASKED.replace(old, new))))
    assert [problem.wrong for problem in problems] == [says]


def test_a_heading_without_questions() -> None:
    (problem,) = questions.check(notebook(text("## Check yourself\n\nThink.")))
    assert problem.wrong == "has no question"
