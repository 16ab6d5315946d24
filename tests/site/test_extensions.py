"""The Sphinx extension: what it copies is checked, faults stop the build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_book import small_book
from sphinx.errors import ExtensionError

from extensions import vendored_assets
from lstm_course.explorables import bundle_page, explorable
from tools.build_book import build

ROOT = Path(__file__).parents[2]


def test_changed_mathjax_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = vendored_assets.CHECKSUMS.read_text("utf-8").splitlines(keepends=True)
    changed = tmp_path / "mathjax.sha256"
    changed.write_text("".join(["0" * 64 + lines[0][64:], *lines[1:]]))
    monkeypatch.setattr(vendored_assets, "CHECKSUMS", changed)
    with pytest.raises(ExtensionError, match=r"is not the file of mathjax\.sha256"):
        vendored_assets.mathjax_files()


def test_mathjax_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendored_assets, "DISTRIBUTION", "no-such-distribution")
    with pytest.raises(ExtensionError, match=r"not installed: see requirements\.txt"):
        vendored_assets.mathjax_files()


FAULTS = {
    "```{equation} eq-a\n:symbols: z\n:prerequisites: none\nz = i_t\n```": "not in :symbols: i t",
    "```{equation} eq-b\n:symbols: z f_t\n:prerequisites: none\nz = 1\n```": (
        "listed, but not in the equation: f_t"
    ),
    "```{equation} eq-c\n:symbols: zz\n:prerequisites: none\nz = 1\n```": "no symbol zz",
    "```{equation} eq-d\n:symbols: z\nz = 1\n```": "expected the option :prerequisites:, got none",
    "```{symbol-table} Nothing\n```": "no group 'Nothing'",
    "{eq}`eq-nowhere`": "equation not found: eq-nowhere",
    "```{explorable} lair\n```": "name: expected one of",
    "```{explorable} layer\nw1: [2]\n```": "w1: expected a number or a string, got [2]",
    "{cite}`nobody`": 'could not find bibtex key "nobody"',
}


def test_a_page_has_its_figures_with_their_settings_and_the_script_once(tmp_path: Path) -> None:
    stored = explorable("layer").html()
    text = f"# A page\n\n{stored}\n\n```{{explorable}} layer\nw1: 2\n```\n"
    site = build(tmp_path, small_book(tmp_path, text))
    script = "_static/explorables-layer.js"
    assert (site / script).read_text("utf-8") == bundle_page(["layer"])
    assert (site / "_static/explorables.js").read_text("utf-8") == bundle_page()
    page = (site / "chapters/page.html").read_text("utf-8")
    assert stored in page and explorable("layer", w1=2).html() in page
    assert page.count(f'src="../{script}?v=') == 1
    assert script not in (site / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("faulty")
    source = small_book(folder, "\n\n".join(["# Faults", *FAULTS]))
    program = f"from tools.build_book import *; build(Path({str(folder)!r}), Path({str(source)!r}))"
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode
    assert "the book was not built" in result.stderr
    return result.stderr + result.stdout


@pytest.mark.parametrize("says", FAULTS.values())
def test_fault_is_named_and_stops_the_build(says: str, said: str) -> None:
    assert says in said
