"""Cells of a page, run by lstm_course.page in this Python: what they show, and from which state."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import matplotlib
import numpy as np
import pytest
from IPython.lib.pretty import pretty

from lstm_course.page import Session, messages, states

Outputs = list[dict[str, Any]]


class Told:
    """A session and what it told."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.session = Session(lambda text: self.messages.append(json.loads(text)))

    def run(self, *sources: str, forgiving: bool = False) -> list[str]:
        """Run the last of these cells; the ids of the cells that were run."""
        self.messages.clear()
        cells = [{"id": f"c{k}", "number": k, "source": s} for k, s in enumerate(sources, 1)]
        self.session.run(json.dumps({"cells": cells, "forgiving": forgiving, "scale": 2}))
        return [one["cell"] for one in self.messages if one["event"] == "begin"]

    def outputs(self, cell: str) -> Outputs:
        """Outputs of a cell; printed text that comes in pieces is one output."""
        found: Outputs = []
        for one in self.messages:
            if one["event"] != "output" or one["cell"] != cell:
                continue
            output = one["output"]
            if found and found[-1].get("name", "") == output.get("name"):
                output = output | {"text": found.pop()["text"] + output["text"]}
            found.append(output)
        return found

    def text(self, cell: str) -> str:
        """Printed text of a cell, or the plain text of its value."""
        return "".join(
            one.get("text") or one.get("traceback") or one["data"]["text/plain"]
            for one in self.outputs(cell)
        )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """A session; what it replaces in this process is put back."""
    before = {name: sys.modules.get(name) for name in list(sys.modules) if "IPython" in name}
    environment, backend = dict(os.environ), matplotlib.get_backend()
    matplotlib.use("module://lstm_course.page.plots")  # as in a page, where nothing came before
    yield Told()
    matplotlib.use(backend)
    os.environ.clear()
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.partition(".")[0] == "IPython"]:
        del sys.modules[name]
    sys.modules.update({name: module for name, module in before.items() if module})


def test_the_last_expression_is_shown_and_what_was_printed_comes_before_it(told: Told) -> None:
    told.run("print('one')\nprint('two')\n3 * 4")
    printed, value = told.outputs("c1")
    assert printed == {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"}
    assert value == {"output_type": "execute_result", "data": {"text/plain": "12"}}


@pytest.mark.parametrize("source", ["", "x = 3", "None", "# nothing", "def f(): return 1"])
def test_cells_without_a_value_show_nothing(told: Told, source: str) -> None:
    told.run(source)
    assert not told.outputs("c1")
    assert told.messages[-1] == {"event": "end", "cell": "c1", "well": True}


def test_the_previous_value_is_kept_as_in_jupyter(told: Told) -> None:
    told.run("2 + 2", "_ * 10")
    assert told.text("c2") == "40"


def test_a_cell_is_run_from_the_state_that_the_cells_above_leave(told: Told) -> None:
    cells = ["x = 1", "x = x + 1\nx", "x = x * 10\nx"]
    assert told.run(*cells) == ["c1", "c2", "c3"]
    assert told.text("c3") == "20"
    assert told.run(*cells) == ["c3"]
    assert told.text("c3") == "20", "not 200: it starts from the state after c2"
    assert told.run(*cells[:2]) == ["c2"]
    assert told.text("c2") == "2"


def test_a_changed_cell_is_run_again_with_all_that_follow(told: Told) -> None:
    told.run("x = 1", "y = x + 1", "y")
    assert told.run("x = 1", "y = x + 5", "y") == ["c2", "c3"]
    assert told.text("c3") == "6"
    assert told.run("x = 2", "y = x + 5", "y") == ["c1", "c2", "c3"]
    assert told.text("c3") == "7"


def test_arrays_that_were_changed_in_place_are_put_back(told: Told) -> None:
    cells = ["import numpy as np\na = np.zeros(3)\nb = a", "a += 1\na.sum(), b is a"]
    for _ in range(3):
        told.run(*cells)
        assert "3.0" in told.text("c2") and "True" in told.text("c2")


def test_random_generators_and_objects_of_a_cell_s_class_are_put_back(told: Told) -> None:
    start = (
        "import numpy as np\nrng = np.random.default_rng(1)\n"
        "class Counter:\n    n = 0\ncounter = Counter()\ndef count():\n    counter.n += 1\n"
    )
    step = "count()\nprint(counter.n, isinstance(counter, Counter), rng.integers(10**9))"
    told.run(start, step)
    first = told.text("c2")
    assert first.startswith("1 True")
    told.run(start, step)
    assert told.text("c2") == first


def test_what_cannot_be_copied_is_made_again(told: Told) -> None:
    cells = ["numbers = iter(x for x in range(9))", "next(numbers)"]
    assert told.run(*cells) == ["c1", "c2"]
    assert told.run(*cells) == ["c1", "c2"]
    assert told.text("c2") == "0"


def test_an_error_ends_a_chapter_s_run_and_is_met_again(told: Told) -> None:
    cells = ["x = 1", "x / 0", "x"]
    assert told.run(*cells) == ["c1", "c2"]
    assert told.messages[-1] == {"event": "end", "cell": "c2", "well": False}
    assert told.run(*cells) == ["c2"]
    assert told.run("x = 1", "x / 2", "x") == ["c2", "c3"]


def test_an_exercise_s_run_goes_on_after_an_error(told: Told) -> None:
    assert told.run("x = 1", "x / 0", "x", forgiving=True) == ["c1", "c2", "c3"]
    assert told.text("c3") == "1"


def test_a_traceback_names_the_lines_of_the_reader_s_cells_alone(told: Told) -> None:
    told.run("def f(a):\n    return 1 / a\n", "f(1)\nf(0)")
    text = told.text("c2")
    assert text.splitlines()[0] == "Traceback (most recent call last):"
    assert 'File "cell 2", line 2, in <module>\n    f(0)' in text
    assert 'File "cell 1", line 2, in f\n    return 1 / a' in text
    assert text.endswith("ZeroDivisionError: division by zero")
    assert "session.py" not in text and "cells.py" not in text


def test_an_error_raised_in_the_library_shows_where_with_one_line(told: Told) -> None:
    told.run("from lstm_lib.layer import layer\nlayer(1, 2)")
    text = told.text("c1")
    assert 'File "cell 1", line 2' in text
    assert text.count("  File ") == 2 and 'File "lstm_lib/' in text
    assert os.getcwd() not in text


def test_a_chain_of_errors_is_trimmed_too(told: Told) -> None:
    told.run("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e")
    text = told.text("c1")
    assert "direct cause" in text and text.endswith("ValueError: x") and "cells.py" not in text


def test_a_syntax_error_points_at_its_line(told: Told) -> None:
    told.run("x = 1", "y = = 2")
    assert 'File "cell 2", line 1' in told.text("c2")
    assert told.text("c2").endswith("SyntaxError: invalid syntax")


@pytest.mark.parametrize("source", ["exit()", "raise SystemExit", "raise KeyboardInterrupt"])
def test_no_cell_ends_the_session(told: Told, source: str) -> None:
    told.run(source)
    assert told.messages[-1]["well"] is False
    told.run("1 + 1")
    assert told.text("c1") == "2"


def test_input_says_that_nobody_answers(told: Told) -> None:
    told.run("input('name? ')")
    assert "EOFError" in told.text("c1")


def test_standard_error_is_told_apart(told: Told) -> None:
    told.run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')")
    assert [(one["name"], one["text"]) for one in told.outputs("c1")] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]


def test_a_loop_that_prints_is_cut_and_told_in_few_messages(told: Told) -> None:
    told.run("for k in range(100_000):\n    print(k)")
    text = told.text("c1")
    assert text.endswith(messages.CUT)
    assert len(text) == messages.MOST + len(messages.CUT)
    assert len(told.messages) < 2 * messages.AT_ONCE


def test_what_is_printed_before_a_loop_without_end_is_seen(told: Told) -> None:
    told.run("print('one')\nprint('two')\nraise KeyboardInterrupt")
    texts = [one["output"].get("text") for one in told.messages if one["event"] == "output"]
    assert texts[:4] == ["one", "\n", "two", "\n"], "each was sent when it was printed"


def test_display_shows_values_in_order(told: Told) -> None:
    told.run("from IPython.display import display\ndisplay(1)\nprint('x')\ndisplay('y')")
    kinds = [one["output_type"] for one in told.outputs("c1")]
    assert kinds == ["display_data", "stream", "display_data"]


@pytest.mark.parametrize(
    "source",
    [
        "(np.eye(2), np.ones(1))",
        "[np.eye(2), (np.zeros((2, 1, 1)), 1)]",
        "{'a': np.eye(2), 'b': [1, 2]}",
        "list(range(60))",
        "(1, 2)",
        "(np.ones(2),)",
        "[]",
        "{k: 'text' * 9 for k in range(3)}",
        "True",
    ],
)
def test_values_are_written_as_in_jupyter(told: Told, source: str) -> None:
    told.run("import numpy as np", source)
    assert told.text("c2") == pretty(eval(source, {"np": np}))


def test_a_class_may_describe_itself_in_html_and_svg(told: Told) -> None:
    told.run(
        "class A:\n    def _repr_html_(self): return '<b>a</b>'\n"
        "    def _repr_svg_(self): return None\n    def __repr__(self): return 'A'\nA()"
    )
    (shown,) = told.outputs("c1")
    assert shown["data"] == {"text/plain": "A", "text/html": "<b>a</b>"}


def test_an_explorable_is_the_element_of_a_page(told: Told) -> None:
    told.run("from lstm_course.explorables import explorable\nexplorable('layer')")
    (shown,) = told.outputs("c1")
    assert set(shown["data"]) == {"text/plain", "text/html"}
    assert shown["data"]["text/html"].startswith('<lstm-explorable name="layer"')


def test_glue_shows_nothing_that_a_page_would_render(told: Told) -> None:
    told.run("from lstm_course.notebook import glue\nglue('a', 0.5)")
    (shown,) = told.outputs("c1")
    assert shown["data"] == {"application/papermill.record/text/plain": "'0.5'"}


def test_a_figure_is_a_picture_for_the_screen_s_pixels(told: Told) -> None:
    told.run("import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(4, 3), dpi=50)")
    (shown,) = told.outputs("c1")
    assert shown["data"]["text/plain"] == "<Figure size 200x150 with 1 Axes>"
    assert shown["metadata"] == {"image/png": {"width": 200}}
    told.run("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nprint('after')")
    assert [one["output_type"] for one in told.outputs("c1")] == ["display_data", "stream"]


def test_a_verdict_is_told_with_the_exercise_and_not_as_a_number(told: Told) -> None:
    start = "from lstm_course.grading import check\n"
    told.run(start + "input_of_minus_10 = 3.0", 'check("04.1")')
    verdict, score = told.outputs("c2")
    assert verdict["data"]["text/html"].startswith('<section class="verdict"')
    (said,) = score["data"].values()
    assert list(score["data"]) == ["application/vnd.lstm.verdict+json"]
    assert said["exercise"] == "04.1" and said["passed"] is False and said["points"] == 0
    assert said["text"].startswith("✗ 04.1")


def test_a_hidden_verdict_is_not_told(told: Told) -> None:
    told.run("from lstm_course.grading import check\ncheck('04.1', 3.0, hidden=True)")
    assert told.outputs("c1")[-1]["data"] == {}


def test_what_an_answer_displays_while_it_is_checked_is_not_shown(told: Told) -> None:
    told.run(
        "import numpy as np\nfrom IPython.display import display\n"
        "from lstm_course.grading import check\n"
        "def input_gate(W, h, x):\n    display('seen'); print('seen')\n    exit()\n",
        "check('04.2')",
    )
    assert "seen'" not in json.dumps(told.outputs("c2")[:-1])
    assert len(told.outputs("c2")) == 2


def test_a_state_shares_functions_and_copies_arrays() -> None:
    names: dict[str, Any] = {"f": np.sum, "g": lambda: 1, "a": np.ones(2), "np": np}
    state = states.take(names)
    assert state
    fresh: dict[str, Any] = {"gone": 1}
    states.put(state, fresh)
    assert fresh.keys() == names.keys()
    assert fresh["g"] is names["g"] and fresh["np"] is np
    assert fresh["a"] is not names["a"] and np.array_equal(fresh["a"], names["a"])


def test_a_state_with_a_generator_cannot_be_taken() -> None:
    assert states.take({"a": (x for x in "ab")}) is None
