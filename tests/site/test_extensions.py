"""The Sphinx extension: what it copies is checked, faults stop the build, links follow an address."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_book import small_book
from sphinx.errors import ExtensionError

from extensions import repo_links, vendored_assets
from lstm_course.explorables import explorable
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


@pytest.mark.parametrize(
    ("url", "launches"),
    [
        ("https://github.com/someone/lstm", ["mybinder.org", "colab.research.google.com"]),
        ("https://gitlab.com/someone/lstm", ["mybinder.org"]),
        ("", []),
    ],
)
def test_launch_buttons_follow_from_the_address(url: str, launches: list[str]) -> None:
    options = repo_links.theme_options(url)
    shown = [str(value) for value in options["launch_buttons"].values() if "://" in str(value)]
    assert [address.removeprefix("https://") for address in shown] == launches
    assert options["use_issues_button"] == options["use_edit_page_button"] == bool(url)


def test_with_an_address_the_pages_link_to_it(tmp_path: Path) -> None:
    source = small_book(tmp_path, "# A page\n\nOf words.", url="https://github.com/someone/lstm")
    site = build(tmp_path, source)
    page = BeautifulSoup((site / "chapters/page.html").read_text("utf-8"), "html.parser")
    links = " ".join(str(link.get("href")) for link in page.find_all("a"))
    for part in (
        "https://github.com/someone/lstm/edit/main/chapters/page.ipynb",
        "https://github.com/someone/lstm/issues/new",
        "https://mybinder.org/v2/gh/someone/lstm/main?urlpath=lab/tree/chapters/page.ipynb",
        "https://colab.research.google.com/github/someone/lstm/blob/main/chapters/page.ipynb",
    ):
        assert part in links
    top, address = "https://someone.github.io/lstm/", "chapters/page.html"
    said = {str(tag.get("property")): str(tag.get("content")) for tag in page.find_all("meta")}
    assert said["og:title"] == "A page" and said["og:url"] == top + address
    assert said["og:description"] == "Of words."
    assert (site / said["og:image"].removeprefix(top)).is_file()
    assert page.find("link", rel="canonical", href=top + address)
    assert f"<loc>{top}{address}</loc>" in (site / "sitemap.xml").read_text("utf-8")


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


def test_an_explorable_begins_with_the_settings_of_its_page(tmp_path: Path) -> None:
    source = small_book(tmp_path, "# A page\n\n```{explorable} layer\nw1: 2\n```\n")
    page = (build(tmp_path, source) / "chapters/page.html").read_text("utf-8")
    assert explorable("layer", w1=2).html() in page


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
