"""Explorables as notebooks and pages get them: one module, a stored output that stays the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from small_book import small_book

from lstm_course.explorables import NAMES, bundle, explorable, module
from lstm_course.figures import COLOURS
from tools.build_book import build
from tools.notebook_checks.form import LIVING, canonical

ROOT = Path(__file__).parents[2]
joining = import_module("lstm_course.explorables.bundle")
FOLDER = ROOT / "lstm_course" / "explorables"


# One text of several files


def test_every_figure_has_a_name() -> None:
    assert {"activations", "layer"} <= set(NAMES)
    assert not {"core", "kit", "host"} & set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_module_imports_nothing_and_exports_itself_alone(name: str) -> None:
    text = module(name)
    assert not re.search(r"^import\b", text, re.M)
    assert re.findall(r"^export .*", text, re.M) == ["export default {"]
    assert text.count("export function sigmoid") == 0
    assert len(re.findall(r"^function sigmoid\(", text, re.M)) == 1


def test_what_is_imported_stands_above_what_needs_it() -> None:
    text = module("layer")
    needed = ["SUPERSCRIPTS =", "class Marks", "class Plot", "export default"]
    places = [text.index(words) for words in needed]
    assert places == sorted(places)


def test_no_two_shared_files_declare_one_name() -> None:
    declared = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.M)
    shared = [path.read_text("utf-8") for path in FOLDER.glob("*.js") if path.stem not in NAMES]
    names = Counter(name for text in shared for name in declared.findall(text))
    assert names["sigmoid"]
    assert not [name for name, count in names.items() if count > 1]


def test_a_text_is_imported_as_it_is() -> None:
    (line,) = re.findall(r"^const css = (.*);$", module("layer"), re.M)
    assert json.loads(line) == (FOLDER / "kit.css").read_text("utf-8")


def test_a_script_is_imported_as_the_text_of_its_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sum.js").write_text("export const sum = 1;\n")
    (tmp_path / "worker.js").write_text('import { sum } from "./sum.js";\n\npostMessage(sum);\n')
    (tmp_path / "play.js").write_text(
        'import worker from "./worker.js" with { type: "text" };\n\nexport default worker;\n'
    )
    monkeypatch.setattr(joining, "_FOLDER", tmp_path)
    (line,) = re.findall(r"^const worker = (.*);$", module("play"), re.M)
    assert json.loads(line) == "const sum = 1;\n\n\npostMessage(sum);\n"


def test_the_script_of_pages_has_every_file_once() -> None:
    text = bundle()
    for function in "sigmoid", "explore":
        assert len(re.findall(rf"^function {function}\(", text, re.M)) == 1
    for name in NAMES:
        assert text.count(f"explorables.{name} = ") == 1
    assert not re.search(r"^(import|export)\b", text, re.M)


def test_the_colours_are_those_of_the_figures() -> None:
    sheet = (FOLDER / "kit.css").read_text("utf-8")
    for letter, colour in COLOURS.items():
        assert f"--lx-{letter}: light-dark({colour.line}, {colour.text_dark});" in sheet
        if colour.text_light != colour.line:
            text = f"--lx-{letter}-text: light-dark({colour.text_light}, {colour.text_dark});"
            assert text in sheet


# The value of a cell


def test_what_a_page_gets() -> None:
    one = explorable("layer", w1=2, x1=-0.5)
    element = BeautifulSoup(one.html(), "html.parser").find("lstm-explorable")
    assert element and element["name"] == "layer"
    assert json.loads(str(element["state"])) == {"w1": 2, "x1": -0.5}
    assert "comes to life" in element.text
    assert repr(one) == "explorable('layer', w1=2, x1=-0.5)"
    assert set(one._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_word_is_safe_in_the_page() -> None:
    one = explorable("activations", curve='"><script>')
    assert "<script>" not in one.html()


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(ValueError, match=r"name: expected one of activations, .* got 'lair'"):
        explorable("lair")


@pytest.mark.parametrize("value", [True, None, [1.0]])
def test_a_setting_that_is_none(value: object) -> None:
    with pytest.raises(TypeError, match="w1: expected a number or a word"):
        explorable("layer", w1=value)  # type: ignore[arg-type]


def test_a_kernel_shows_a_widget_and_the_notebook_keeps_the_element() -> None:
    source = "from lstm_course.explorables import explorable\n\nexplorable('layer', w1=2)"
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="explore")])
    NotebookClient(node, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    shown = node.cells[0].outputs[0].data
    widgets = node.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    model = widgets[shown[LIVING]["model_id"]].state
    assert (model._esm, model.state) == (module("layer"), {"w1": 2})
    kept = nbformat.reads(canonical(node), as_version=4).cells[0].outputs[0].data
    one = explorable("layer", w1=2)
    assert kept == {"text/html": one.html(), "text/plain": repr(one)}


# The site


def test_the_script_is_loaded_where_a_figure_is_and_nowhere_else(tmp_path: Path) -> None:
    page = f"# A page\n\n{explorable('layer').html()}\n"
    site = build(tmp_path, small_book(tmp_path, page))
    script = "_static/explorables.js"
    assert (site / script).read_text("utf-8") == bundle()
    assert f'src="../{script}?v=' in (site / "chapters/page.html").read_text("utf-8")
    assert script not in (site / "index.html").read_text("utf-8")
