"""Explorables as notebooks and pages get them: one script, a stored output that stays the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from js_modules import running
from nbclient import NotebookClient
from playwright.sync_api import Browser

from lstm_course.explorables import EXPLORABLES, bundle_module, bundle_page, explorable
from lstm_course.explorables import bundle as bundler
from lstm_course.explorables.bundle import bundle_worker, source
from lstm_lib.weights import DEFAULT_FORGET_BIAS
from tools.notebook_checks.form import LIVING, canonical

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "lstm_course" / "explorables"
Write = Callable[[dict[str, str]], None]


# One script from several modules


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """write({"a.js": "…"}): modules in a folder of their own."""
    monkeypatch.setattr(bundler, "_ROOT", tmp_path)

    def _write(files: dict[str, str]) -> None:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")

    return _write


@pytest.mark.parametrize("name", EXPLORABLES)
def test_a_module_imports_nothing_and_exports_one_thing(name: str) -> None:
    text = bundle_module(EXPLORABLES[name])
    assert not re.search(r"^import\b", text, re.M)
    assert len(re.findall(r"^export .*", text, re.M)) == 1
    defined = re.findall(r"^const \$(\w+) = \(\(\) => \{$", text, re.M)
    assert len(defined) == len(set(defined)) > 1
    assert not re.search(r"^\s*(//|/\*\*(?!.*\*/ ))", text, re.M)


def test_the_script_of_pages_has_every_module_once_after_those_it_imports() -> None:
    text = bundle_page()
    pattern = re.compile(r"^const \$(\w+) = \(\(\) => \{$", re.M)
    defined = pattern.findall(text)
    assert len(defined) == len(set(defined))
    workers = [path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/worker.js")]
    inside = {name for path in workers for name in pattern.findall(bundle_worker(path))}
    for path in FOLDER.glob("*/*.js"):
        if path.parent.name == "recorder":
            continue  # a script of its own, on the page that records words
        # workers, and what they alone need, are inside a text
        name = path.relative_to(FOLDER).as_posix().removesuffix(".js").replace("/", "_")
        assert name in defined or name in inside, name
    for number, name in enumerate(defined):
        folder, _, file = name.partition("_")
        imports = re.findall(r' from "(.*)\.js";', (FOLDER / folder / f"{file}.js").read_text())
        for path in imports:
            there = (FOLDER / folder / path).resolve().relative_to(FOLDER).as_posix()
            assert there.replace("/", "_") in defined[:number]
    assert not re.search(r"^(import|export)\b", text, re.M)


def test_each_module_has_its_own_scope(write: Write, browser: Browser) -> None:
    write(
        {
            "a/one.js": "const secret = 1;\nexport const one = secret;\nexport function f() {\n"
            "  return secret;\n}\n",
            "b/two.js": 'import { f, one as first } from "../a/one.js";\n'
            'import data from "./data.json" with { type: "json" };\n'
            'import text from "./text.css" with { type: "text" };\n'
            "const secret = 2;\n\nexport default [secret, first, f(), data.x, text];\n",
            "b/data.json": '{"x": [3]}\n',
            "b/text.css": 'a::before { content: "</x> ½" }\n',
        }
    )
    module = bundle_module("b/two.js")
    with running(browser) as run:
        load = 'import(URL.createObjectURL(new Blob([text], {type: "text/javascript"})))'
        found = run(f"{load}.then((module) => module.default)", text=module)
    assert found == [2, 1, 1, [3], 'a::before { content: "</x> ½" }\n']


def test_the_text_of_a_script_is_its_bundle(write: Write) -> None:
    write(
        {
            "sum.js": "export const sum = 1;\n",
            "worker.js": 'import { sum } from "./sum.js";\n\npostMessage(sum);\n',
            "play.js": 'import worker from "./worker.js" with { type: "text" };\n\n'
            "export default worker;\n",
        }
    )
    (line,) = re.findall(r"^const worker = (.*);$", bundle_module("play.js"), re.M)
    assert json.loads(line) == bundle_worker("worker.js")
    assert "const { sum } = $sum;\n\npostMessage(sum);" in json.loads(line)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('import "./b.js";\n', r'not understood by the bundler: import "./b.js";'),
        ("export let a = 1;\n", "not understood by the bundler: export let a"),
        ('export { a } from "./b.js";\n', "not understood by the bundler: export {"),
        ('import b from "./b.js";\n', "no default imports of scripts"),
        ('import { a } from "./a.js";\n', "a.js: imports itself"),
    ],
)
def test_an_import_that_is_not_understood_is_an_error(
    write: Write, text: str, message: str
) -> None:
    write({"a.js": text, "b.js": "export const b = 1;\n"})
    with pytest.raises(ValueError, match=message):
        bundle_module("a.js")


def test_a_file_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        bundle_module("figures/lair.js")


def test_the_defaults_are_those_of_lstm_lib() -> None:
    assert f"DEFAULT_FORGET_BIAS = {DEFAULT_FORGET_BIAS};" in source("model/defaults.js")
    names = re.findall(r"^export const (\w+)", source("model/defaults.js"), re.M)
    assert names == list(bundler._DEFAULTS["model/defaults.js"])
    assert "NaN" not in source("model/defaults.js")


# The value of a cell


def test_what_a_page_gets() -> None:
    one = explorable("layer", w1=2, x1=-0.5)
    element = BeautifulSoup(one.html(), "html.parser").find("lstm-explorable")
    assert element and element["name"] == "layer"
    assert json.loads(str(element["state"])) == {"w1": 2, "x1": -0.5}
    assert "works on the website" in element.text
    assert repr(one) == "explorable('layer', w1=2, x1=-0.5)"
    assert set(one._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_word_is_safe_in_the_page() -> None:
    one = explorable("activations", curve='"><script>')
    assert "<script>" not in one.html()


def test_explorable_rejects_an_unknown_name() -> None:
    with pytest.raises(ValueError, match=r"name: expected one of activations, .* got 'lair'"):
        explorable("lair")


@pytest.mark.parametrize("value", [True, None, [1.0]])
def test_explorable_rejects_a_setting_of_another_type(value: object) -> None:
    with pytest.raises(TypeError, match="w1: expected a number or a string"):
        explorable("layer", w1=value)  # type: ignore[arg-type]


def test_a_kernel_shows_a_widget_and_the_notebook_keeps_the_element() -> None:
    source = "from lstm_course.explorables import explorable\n\nexplorable('layer', w1=2)"
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="explore")])
    NotebookClient(node, kernel_name="python3", resources={"metadata": {"path": ROOT}}).execute()
    shown = node.cells[0].outputs[0].data
    widgets = node.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    model = widgets[shown[LIVING]["model_id"]].state
    assert (model._esm, model.state) == (bundle_module(EXPLORABLES["layer"]), {"w1": 2})
    kept = nbformat.reads(canonical(node), as_version=4).cells[0].outputs[0].data
    one = explorable("layer", w1=2)
    assert kept == {"text/html": one.html(), "text/plain": repr(one)}
