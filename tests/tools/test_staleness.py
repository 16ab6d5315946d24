"""The confirmation bites: what is planted in a copy of the course is caught, for its reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from injected_faults import CAUGHT_AT_REST, CAUGHT_RUNNING, DIFFERS, Plant

from tools.build_book import missing_pages, pages
from tools.notebook_checks.course import check

ROOT = Path(__file__).parents[2]
CHAPTER = Path("chapters/04_input_gate.ipynb")
PARTS = ["_config.yml", "_toc.yml", "index.md", "requirements.txt", "pyproject.toml", "conftest.py"]
PARTS += ["CHANGELOG.md", "CITATION.cff", "README.md"]
PARTS += [
    "_static",
    "bench",
    "chapters",
    "exercises",
    "extensions",
    "lstm_course",
    "lstm_lib",
    "tests",
    "tools",
]

PAGE = "chapters/99_planted.md"
IN_THE_BOOK = [
    ("cross-reference", "{numref}`fig-nowhere`", "undefined label: 'fig-nowhere'"),
    ("equation-reference", "{eq}`eq-nowhere`", "equation not found: eq-nowhere"),
    ("citation", "{cite}`nobody1900`", 'could not find bibtex key "nobody1900"'),
    ("term", "{term}`no such term`", "term not in glossary: 'no such term'"),
    ("internal-link", "[there](no_such_page.md)", "'no_such_page.md'"),
    ("picture", "![A picture that is not there](no_such.svg)", "image file not readable"),
    ("glue", "{glue:text}`no-such-number`", "No key 'no-such-number' found in glue data"),
    ("header-level", "#### Too deep", "Non-consecutive header level increase"),
    ("unknown-role", "{no-such-role}`x`", 'Unknown interpreted text role "no-such-role"'),
    (
        "unknown-symbol",
        "```{equation} eq-one\n:symbols: no_such_symbol\n:prerequisites: none\nz\n```",
        "no symbol no_such_symbol in symbols.yml",
    ),
    (
        "unexplained-symbol",
        "```{equation} eq-two\n:symbols: z\n:prerequisites: none\nz = q\n```",
        "not in :symbols: q",
    ),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a copy of the course."""

    def make(name: str) -> Path:
        copy = tmp_path_factory.mktemp(name)
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(
                    source, copy / part, ignore=shutil.ignore_patterns("__pycache__", ".*")
                )
            else:
                shutil.copy(source, copy / part)
        return copy

    return make


@pytest.fixture(scope="module")
def clean(course: Callable[[str], Path]) -> Path:
    return course("clean")


def run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    environment["PYTHONPATH"] = str(copy)
    return subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def confirm(copy: Path, *what: str) -> dict[str, str]:
    """Run pytest in a copy: for each file, all that was said about its failures."""
    options = ["-p", "no:cacheprovider", "-o", "addopts=", "--color=no", "--junitxml=report.xml"]
    output = run(copy, "-m", "pytest", *options, *what).stdout
    report = copy / "report.xml"
    assert report.is_file(), output
    said: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}".replace("/", ".")
        file = next(
            file
            for file in what
            if file.split("::")[0].removesuffix(".py").replace("/", ".") in name
        )
        texts = [
            f"{one.get('message')}\n{one.text}" for one in case if one.tag in ("failure", "error")
        ]
        said[file] = said.get(file, "") + "".join(texts)
    return said


def write(plant: Plant, copy: Path) -> str:
    """Plant in a copy of the chapter; returns the copy's name."""
    node = json.loads((copy / CHAPTER).read_text(encoding="utf-8"))
    plant.change(node)
    path = copy / "chapters" / f"{plant.kind}.ipynb"
    text = json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path.relative_to(copy).as_posix()


def named(plants: list[Plant]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("plant", plants, ids=[plant.kind for plant in plants])


def test_nothing_is_found_where_nothing_is_planted(clean: Path) -> None:
    assert not [str(problem) for problem in check([clean / CHAPTER], clean)]


@named(CAUGHT_AT_REST)
def test_caught_at_rest(plant: Plant, clean: Path) -> None:
    path = clean / write(plant, clean)
    found = [problem for problem in check([path], clean) if problem.path.name == path.name]
    path.unlink()
    assert plant.says in "\n".join(problem.wrong for problem in found)


def test_figure_name_taken_is_caught(clean: Path) -> None:
    path = clean / write(Plant("same-figure-name", lambda nb: None, ""), clean)
    found = [str(problem) for problem in check([clean / CHAPTER, path], clean)]
    path.unlink()
    assert "is taken, in chapters/04_input_gate.ipynb" in "\n".join(found)


def test_page_not_in_contents_is_caught(clean: Path) -> None:
    path = clean / "chapters" / "98_lost.md"
    path.write_text("# Lost\n")
    found = [problem.wrong for problem in check([], clean) if problem.path.name == path.name]
    path.unlink()
    assert found == ["is not in the table of contents"]


def test_invalid_json_is_named_not_a_traceback(clean: Path) -> None:
    path = clean / "chapters" / "by_hand.ipynb"
    text = (clean / CHAPTER).read_text(encoding="utf-8")
    path.write_text(text.replace('"cells": [', '"cells": [,', 1), encoding="utf-8")
    said = "chapters/by_hand.ipynb · line 2, column 12: is not valid JSON: Expecting value"
    at_rest = run(clean, "-m", "tools.notebooks", "check", "chapters/by_hand.ipynb")
    running = run(
        clean, "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", "chapters/by_hand.ipynb"
    )
    path.unlink()
    for result in at_rest, running:
        assert result.returncode
        assert said in result.stdout
        assert "Traceback" not in result.stdout
        assert "conftest.py" not in result.stdout


@pytest.fixture(scope="module")
def said_running(course: Callable[[str], Path]) -> dict[str, str]:
    copy = course("run")
    return confirm(copy, CHAPTER.as_posix(), *[write(plant, copy) for plant in CAUGHT_RUNNING])


def test_the_chapter_itself_is_confirmed(said_running: dict[str, str]) -> None:
    assert said_running[CHAPTER.as_posix()] == ""


@named(CAUGHT_RUNNING)
def test_caught_running(plant: Plant, said_running: dict[str, str]) -> None:
    assert plant.says in said_running[f"chapters/{plant.kind}.ipynb"]


COLOURS = "tests/figures/test_figures.py::test_colours_and_names_are_those_of_the_table_of_symbols"


@pytest.fixture(scope="module")
def said_of_change(course: Callable[[str], Path]) -> dict[str, str]:
    """The library's sigmoid and the table's colour of the input gate are changed, nothing else."""
    copy = course("library")
    for file, old, new in (
        ("lstm_lib/activations.py", "/ (1 + e)\n", "/ (1.01 + e)\n"),
        ("chapters/symbols.yml", "0072B2", "0072B3"),
    ):
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return confirm(copy, CHAPTER.as_posix(), COLOURS)


def test_library_changed_under_the_chapter_is_caught(said_of_change: dict[str, str]) -> None:
    assert DIFFERS in said_of_change[CHAPTER.as_posix()]


def test_symbols_colour_that_differs_from_the_figures_is_caught(
    said_of_change: dict[str, str],
) -> None:
    assert "0072B3" in said_of_change[COLOURS]


@pytest.fixture(scope="module")
def said_of_book(course: Callable[[str], Path]) -> str:
    """Report of one strict build on a page with all the faults, and on one that is missing."""
    copy = course("book")
    page = "\n\n".join(["# Planted", *[text for _, text, _ in IN_THE_BOOK]])
    (copy / PAGE).write_text(f"{page}\n")
    pages = f"[{{file: {PAGE.removesuffix('.md')}}}, {{file: chapters/not_there}}]"
    contents = f"format: jb-book\nroot: chapters/glossary\nchapters: {pages}\n"
    (copy / "_toc.yml").write_text(contents, encoding="utf-8")
    result = run(copy, "-m", "tools.build_book")
    assert result.returncode
    return result.stdout


@pytest.mark.parametrize(
    "says", [says for _, _, says in IN_THE_BOOK], ids=[kind for kind, _, _ in IN_THE_BOOK]
)
def test_caught_by_the_strict_build(says: str, said_of_book: str) -> None:
    assert any(PAGE in line and says in line for line in said_of_book.splitlines()), said_of_book


def test_page_of_contents_that_is_not_there_is_caught(said_of_book: str) -> None:
    assert "chapters/not_there" in said_of_book


def test_an_empty_page_of_the_book_is_caught(site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "html", copy_function=os.link)
    names = pages(ROOT)
    assert missing_pages(copy, names) == []
    for page in "index.html", "chapters/glossary.html":
        (copy / page).unlink()
    (copy / "index.html").write_text("<html></html>")
    assert missing_pages(copy, names) == ["chapters/glossary", "index"]
