"""Kinds of staleness to plant in a notebook: each changes one thing that would mislead readers.

`CAUGHT_AT_REST` is caught without running the notebook, `CAUGHT_RUNNING` by running it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any, NamedTuple

Node = dict[str, Any]


class Plant(NamedTuple):
    """A kind of staleness, how to plant it, and what the check that catches it says."""

    kind: str
    change: Callable[[Node], None]
    says: str


def figure(nb: Node) -> Node:
    """The first code cell that shows a bitmap of curves."""
    return next(
        cell
        for cell in _code(nb)
        if any("image/png" in data for data in _data(cell))
        and "plot_curve" in "".join(cell["source"])
    )


def glued(nb: Node) -> Node:
    """The first code cell that glues a number."""
    return next(cell for cell in _code(nb) if any("scrapbook" in m for m in _metadata(cell)))


def drawing(line: str) -> Callable[[Node], None]:
    """Run one more line before the curves are shown: what the source draws has changed."""

    def change(nb: Node) -> None:
        cell = figure(nb)
        source = "".join(cell["source"])
        assert "plt.show()" in source
        cell["source"] = source.replace("plt.show()", f"{line}\nplt.show()")

    return change


def added(source: str, *outputs: Node, **metadata: Any) -> Callable[[Node], None]:
    """Add a cell at the end that claims to have been run."""

    def change(nb: Node) -> None:
        nb["cells"].append(
            {
                "cell_type": "code",
                "execution_count": len(_code(nb)) + 1,
                "id": "planted",
                "metadata": metadata,
                "outputs": [dict(output) for output in outputs],
                "source": source,
            }
        )

    return change


def set_in(find: Callable[[Node], Node], *keys: str, to: Any) -> Callable[[Node], None]:
    """Set what the keys lead to in the cell that `find` finds."""

    def change(nb: Node) -> None:
        place = find(nb)
        for key in keys[:-1]:
            place = place[key]
        place[keys[-1]] = to

    return change


def printed(text: str, name: str = "stdout") -> Node:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: str) -> Node:
    mimes = {mime.replace("_", "/"): text for mime, text in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": mimes}


def _code(nb: Node) -> list[Node]:
    return [cell for cell in nb["cells"] if cell["cell_type"] == "code"]


def _data(cell: Node) -> list[Node]:
    return [output.get("data", {}) for output in cell["outputs"]]


def _metadata(cell: Node) -> list[Node]:
    return [output.get("metadata", {}) for output in cell["outputs"]]


def _first(nb: Node) -> Node:
    return _code(nb)[0]


def _glue_output(nb: Node) -> Node:
    return next(one for one in glued(nb)["outputs"] if "scrapbook" in one.get("metadata", {}))


def _glued_number(nb: Node) -> None:
    data = _glue_output(nb)["data"]
    data.update({mime: data[mime] + "1" for mime in data})


def _glued_name(nb: Node) -> None:
    _glue_output(nb)["metadata"]["scrapbook"]["name"] = "another-name"


def _glue_removed(nb: Node) -> None:
    glued(nb)["outputs"].remove(_glue_output(nb))


def _glued_twice(nb: Node) -> None:
    glued(nb)["outputs"].append(copy.deepcopy(_glue_output(nb)))


def _glued_for_nothing(nb: Node) -> None:
    _glued_twice(nb)
    _glued_name(nb)


def _number_in_text(nb: Node) -> None:
    for cell in _code(nb):
        for output in cell["outputs"]:
            holder = output if "text" in output else output.get("data", {})
            key = "text" if "text" in output else "text/plain"
            text = "".join(holder.get(key, ""))
            if re.search(r"\d\.\d+", text) and "Figure" not in text:
                holder[key] = re.sub(r"\.(\d)", lambda m: f".{(int(m[1]) + 1) % 10}", text, count=1)
                return
    raise AssertionError("no number to change")


def _in_prose(text: str) -> Callable[[Node], None]:
    def change(nb: Node) -> None:
        cell = next(cell for cell in nb["cells"] if cell["cell_type"] == "markdown")
        cell["source"] = "".join(cell["source"]) + f"\n\n{text}"

    return change


def _figure_twice(nb: Node) -> None:
    cell = figure(nb)
    picture = next(one for one in cell["outputs"] if "image/png" in one.get("data", {}))
    cell["outputs"].append(copy.deepcopy(picture))


def _plot_without_size(nb: Node) -> None:
    for output in figure(nb)["outputs"]:
        output.get("metadata", {}).clear()


def _order(nb: Node) -> None:
    one, other = _code(nb)[:2]
    one["execution_count"], other["execution_count"] = 2, 1


def _same_id(nb: Node) -> None:
    nb["cells"][1]["id"] = nb["cells"][0]["id"]


def _old_format(nb: Node) -> None:
    nb["nbformat_minor"] = 4
    for cell in nb["cells"]:
        del cell["id"]


def _no_id(nb: Node) -> None:
    del nb["cells"][0]["id"]


def _figure_key(key: str, to: str) -> Callable[[Node], None]:
    return set_in(figure, "metadata", "mystnb", "figure", key, to=to)


def _alt(to: str) -> Callable[[Node], None]:
    return set_in(figure, "metadata", "mystnb", "image", "alt", to=to)


WRONG_SIGMOID = "def sigmoid(z):\n    return 1 / (2 + np.exp(-z))"
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "W", "traceback": []}
TABLE = "<table><tr><td>{}</td></tr></table>"

CAUGHT_AT_REST = [
    Plant("decimal-in-prose", _in_prose("It is 0.987 open."), "number 0.987 is typed in prose"),
    Plant("decimal-in-formula", _in_prose("$i = 0.987$"), "number 0.987 is typed in prose"),
    Plant(
        "decimal-in-caption", _figure_key("caption", "It is 0.987 open."), "in a figure's caption"
    ),
    Plant(
        "glue-missing", _in_prose("{glue:text}`no-such-number`"), "no cell glues 'no-such-number'"
    ),
    Plant("glue-removed", _glue_removed, "no cell glues"),
    Plant("glued-twice", _glued_twice, "is glued 2 times"),
    Plant("glued-for-nothing", _glued_for_nothing, "'another-name' is glued but never used"),
    Plant("plot-without-size", _plot_without_size, "but its output states no size"),
    Plant("alt-removed", _alt(""), "has no alternative text"),
    Plant(
        "alt-is-file-name", _alt("_images/figure-of-the-gate-as-a-curve-04.png"), "is a file name"
    ),
    Plant("alt-too-short", _alt("The input gate, opening."), "only 24 characters long"),
    Plant(
        "alt-says-it-is-one", _alt("Figure of the input gate and of what it sees"), "says that it"
    ),
    Plant(
        "drawing-without-alt",
        added("f()", shown(text_html="<svg><title>A gate</title></svg>", text_plain="A gate")),
        "the drawing has no alternative text",
    ),
    Plant("caption-removed", _figure_key("caption", ""), "the figure has no caption"),
    Plant("figure-name-removed", _figure_key("name", ""), "the figure has no name"),
    Plant("second-figure-in-cell", _figure_twice, "shows 2 figures"),
    Plant("cell-not-run", set_in(_first, "execution_count", to=None), "has never been run"),
    Plant("order-broken", _order, "was run as number 2, but is code cell 1"),
    Plant("output-missing", added("print(1)"), "no output is stored"),
    Plant("stored-error", added("f(W)", ERROR), "is an error, ValueError: W"),
    Plant(
        "stderr", added("f()", printed("Warning: overflow\n", "stderr")), "is on stderr: Warning"
    ),
    Plant("magic", added("%timeit f()"), "is not plain Python"),
    Plant("clock", added("start = time.perf_counter()"), "reads the clock"),
    Plant("time-in-output", added("f()", printed("took 12 ms")), "shows a time: 2 ms"),
    Plant("too-many-digits", added("f()", printed("0.98624")), "4 significant digits: 0.98624"),
    Plant(
        "numpy-repr", added("f()", shown(text_plain="np.float64(0.5)")), "repr of a NumPy scalar"
    ),
    Plant("memory-address", added("f()", printed("<f at 0x7f12>")), "shows a memory address"),
    Plant("machine-path", added("f()", printed("in /home/me/lstm/a.py")), "shows a path of one"),
    Plant("cell-too-long", added("x = 1\n" * 16), "is 16 lines long"),
    Plant("cell-empty", added(""), "is empty"),
    Plant("not-compared", added("x = 1", tags=["nbval-ignore-output"]), "keeps nbval from"),
    Plant("random-cell-id", set_in(_first, "id", to="3f9a01bc"), "has no meaningful id"),
    Plant("same-cell-id", _same_id, "Non-unique cell id"),
    Plant("no-cell-id", _no_id, "Cell is missing an id field"),
    Plant("old-format", _old_format, "has notebook format 4.4, expected 4.5"),
    Plant(
        "volatile-metadata", set_in(_first, "metadata", "scrolled", to=True), "metadata: scrolled"
    ),
    Plant("half-folded", added("x = 1", tags=["hide-output"]), "but not folded in Jupyter"),
    Plant(
        "other-kernel", set_in(lambda nb: nb, "metadata", "kernelspec", "name", to="my-env"), "form"
    ),
    Plant(
        "function-differs",
        added(WRONG_SIGMOID, tags=["library:lstm_lib.activations.sigmoid"]),
        "sigmoid differs from lstm_lib.activations.sigmoid",
    ),
    Plant("function-not-held-equal", added(WRONG_SIGMOID), "defines sigmoid, which the library"),
    Plant("function-gone", added("x = 1", tags=["library:lstm_lib.gates.gate"]), "library has no"),
]

DIFFERS = "assert reference_output == test_output failed"
CAUGHT_RUNNING = [
    Plant("number-in-text", _number_in_text, DIFFERS),
    Plant(
        "number-in-table",
        added(
            f"from IPython.display import HTML, display\ndisplay(HTML({TABLE.format(0.5)!r}))",
            shown(text_html=TABLE.format(0.6), text_plain="<IPython.core.display.HTML object>"),
        ),
        DIFFERS,
    ),
    Plant("glued-number", _glued_number, "application/papermill.record/text/plain"),
    Plant("glued-name", _glued_name, "Glued: stored ['another-name'"),
    Plant(
        "figure-curve-1-percent",
        drawing("for c in plt.gcf().axes[0].lines: c.set_ydata(1.01 * np.asarray(c.get_ydata()))"),
        "Figure differs: root mean square",
    ),
    Plant(
        "figure-label", drawing("plt.gcf().axes[0].set_xlabel('weight')"), "Figure differs: root"
    ),
    Plant(
        "figure-colour", drawing("plt.gcf().axes[0].lines[0].set_color('red')"), "Figure differs"
    ),
    Plant("figure-size", drawing("plt.gcf().set_figwidth(5)"), "<Figure size"),
    Plant("figure-removed", set_in(figure, "outputs", to=[]), "Unexpected output fields"),
    Plant("figure-added", _figure_twice, "dissimilar number of outputs"),
    Plant("output-forgotten", added("print(1)"), "Unexpected output fields"),
    Plant("output-of-nothing", added("x = 1", printed("1\n")), "Missing output fields"),
    Plant("cell-raises", added("x = no_such_name", printed("1\n")), "no_such_name"),
]
