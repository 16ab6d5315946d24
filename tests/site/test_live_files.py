"""Files that the build writes for cells that run in the page: the cells and all they need."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document
from lite_kernel import NAMES
from sphinx.errors import ExtensionError

from extensions import live_cells, live_files
from extensions.live_cells import described, files_read, needs, write_worker
from tools.myst_to_markdown import READ

pytest_plugins = ["lite_fixtures"]

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "extensions" / "live"


def page(name: str) -> dict[str, object]:
    return described(ROOT / f"{name}.ipynb", name, ROOT)


def test_a_chapter_s_cell_needs_all_above_it() -> None:
    assert needs(["a", "check-1", "b"], 2, "chapters/04_input_gate") == ["a", "check-1"]


def test_an_exercise_s_cell_does_not_need_the_checks_of_others() -> None:
    ids = ["imports", "answer-1", "try-1", "check-1", "given-2", "try-2", "check-2", "starter-3"]
    exercise, solution = "exercises/04_input_gate", "exercises/solutions/04_input_gate"
    assert needs(ids, 6, exercise) == ["imports", "answer-1", "given-2", "try-2"]
    assert needs(ids, 7, exercise) == ["imports", "answer-1", "given-2"]
    assert needs(ids, 6, solution) == ids[:6]


def test_the_files_that_cells_read_are_found_by_name_and_by_pattern(tmp_path: Path) -> None:
    for name in "a/b/one.npz", "a/b/two.npz", "a/other.txt", "c/three.md":
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    texts = ['load("b/one.npz")', "load(f'b/{name}.npz')", 'open("../c/three.md")', '"no/such.npz"']
    found = ["a/b/one.npz", "a/b/two.npz", "c/three.md"]
    assert files_read(texts, tmp_path / "a", tmp_path) == found
    assert files_read(['open("../../x/y.txt")'], tmp_path / "a", tmp_path) == []
    (tmp_path / "a/b/SOURCE.md").touch()
    assert files_read(['voice = "a/b"'], tmp_path, tmp_path) == found[:2]
    assert files_read(['"a/b/one.npz"'], tmp_path, tmp_path) == found[:1]


def test_pages_say_whether_they_draw_and_count() -> None:
    chapter, exercise = page("chapters/04_input_gate"), page("exercises/04_input_gate")
    assert chapter["draws"] and not chapter["graded"] and not chapter["forgiving"]
    assert exercise["graded"] and exercise["forgiving"] and not exercise["draws"]
    assert exercise["folder"] == "exercises"
    solution = page("exercises/solutions/04_input_gate")
    assert not solution["graded"]
    assert "BEGIN SOLUTION" not in json.dumps(solution)


def test_both_sides_know_the_same_code_that_draws() -> None:
    (pattern,) = re.findall(r"const DRAWS = /(.*)/;", (SCRIPTS / "python.js").read_text("utf-8"))
    for text in "import matplotlib", "from lstm_course import figures", "lstm_course.figures", "x":
        assert bool(re.search(pattern, text)) == bool(live_cells.DRAWS.search(text)), text


def test_ids_of_cells_can_stand_in_an_address() -> None:
    for name in NAMES:
        for identity, _ in live_cells.source_cells(ROOT / name, name):
            assert re.fullmatch(r"[A-Za-z][\w-]*", identity), (name, identity)


def test_the_course_is_packed_without_scripts_and_always_alike() -> None:
    content = live_files.course()
    assert content == live_files.course()
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"lstm_lib/cell.py", "lstm_course/page/session.py", "lstm_course/figures/cell.json"} <= {
        *names
    }
    assert not [name for name in names if name.endswith((".js", ".css", ".ts", ".pyc"))]
    series = {path.relative_to(ROOT).as_posix() for path in (ROOT / "lstm_lib").rglob("*.npz")}
    assert series and series <= {*names}


def test_a_page_brings_the_recordings_of_a_folder_that_its_cells_name() -> None:
    assert "chapters/data/recorded_voice/weasels.wav" in read_by("chapters/14_speech.ipynb")


@pytest.mark.parametrize("name", NAMES)
def test_the_files_that_a_page_brings_are_published(name: str) -> None:
    published = {*ROOT.glob("*/*.ipynb"), *(path for one in READ for path in ROOT.glob(one))}
    assert {ROOT / path for path in read_by(name)} <= published


def read_by(name: str) -> list[str]:
    """The files that come to Python in the page of a notebook."""
    texts = [text for _, text in live_cells.source_cells(ROOT / name, name)]
    return files_read(texts, (ROOT / name).parent, ROOT)


def test_a_page_needs_neither_ipython_nor_what_writes_pdf() -> None:
    wanted = live_files.PLAIN | live_files.DRAWING
    assert not {"ipython", "fonttools", "matplotlib-pyodide"} & set(wanted)
    assert all(set(needed) <= set(wanted) for needed in wanted.values())


def test_python_json_lists_every_file_with_its_sum(whole_site: Path) -> None:
    bundle = json.loads((whole_site / live_cells.PLACE / "python.json").read_text("utf-8"))
    pyodide = whole_site / "lite" / live_files.PYODIDE
    for name, checksum in bundle["sums"].items():
        ours = whole_site / live_cells.PLACE / name
        content = (ours if ours.is_file() else pyodide / name).read_bytes()
        assert live_files.integrity(content) == checksum
        assert 0 < bundle["sizes"][name] <= len(content)


def test_the_version_follows_from_the_files(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("one")
    (tmp_path / live_cells.PLACE).mkdir(parents=True)
    for name in "_sources/a.md", "lite/b.js", "_static/a.map":
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    def site() -> tuple[str, list[str]]:
        write_worker(tmp_path)
        text = (tmp_path / live_cells.WORKER).read_text("utf-8")
        (version,) = re.findall(r'^self\.VERSION = "(\w{16})";$', text, re.M)
        listed = tmp_path / live_cells.PLACE / live_cells.PAGES
        return version, json.loads(listed.read_text("utf-8"))

    first = site()
    assert first[1] == ["index.html"] and site() == first
    (tmp_path / "lite" / "b.js").write_text("changed")
    assert site() == first, "JupyterLite has a worker and a version of its own"
    (tmp_path / "index.html").write_text("two")
    assert site()[0] != first[0]


def test_a_page_that_lacks_a_cell_stops_the_build() -> None:
    class App:
        class env:
            docname = "chapters/04_input_gate"

        srcdir = ROOT

    document = new_document("page")
    document += nodes.container(nb_element="cell_code")
    with pytest.raises(ExtensionError, match="but the page has 1"):
        live_cells._number(App, document)  # type: ignore[arg-type]
