"""Earlier versions: each tag is built from its own files, published, and found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_book import small_book
from sphinx.errors import ExtensionError

from extensions import versions
from tools import build_versions
from tools.build_book import build

TOOLS = """
from pathlib import Path
site = Path("_build/html")
site.mkdir(parents=True)
(site / "index.html").write_text(Path("text").read_text())
"""


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """A repository with two versions, a tag that is none, and changes since."""
    root = tmp_path / "tagged"
    (root / "tools").mkdir(parents=True)
    (root / "tools/__init__.py").touch()
    (root / "tools/__main__.py").write_text(TOOLS)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], cwd=root, check=True)
    for tag in ["v0.9.0", "v0.10.0", "draft", ""]:
        (root / "text").write_text(f"The book of {tag or 'today'}.")
        subprocess.run([*git, "add", "."], cwd=root, check=True)
        subprocess.run([*git, "commit", "-qm", tag or "today"], cwd=root, check=True)
        if tag:
            subprocess.run([*git, "tag", tag], cwd=root, check=True)
    return root


def test_each_version_is_built_from_its_own_files(
    tagged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))  # it must not be asked
    target = tmp_path / "versions"
    assert set(build_versions.build(target, tagged)) == {"v0.9.0", "v0.10.0"}
    texts = {path.parent.name: path.read_text() for path in target.glob("*/index.html")}
    assert texts == {tag: f"The book of {tag}." for tag in ("v0.9.0", "v0.10.0")}
    trees = subprocess.run(
        ["git", "worktree", "list"], cwd=tagged, check=True, capture_output=True, text=True
    )
    assert len(trees.stdout.splitlines()) == 1


def test_a_page_leads_to_earlier_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = tmp_path / "versions"
    for tag in "v0.9.0", "v0.10.0":
        (built / tag).mkdir(parents=True)
        (built / tag / "index.html").write_text(f"The book of {tag}.")
    monkeypatch.setenv(versions.VARIABLE, str(built))
    folder = tmp_path / "book"
    folder.mkdir()
    site = build(folder, small_book(folder, "# A page\n\nWords."))
    page = BeautifulSoup((site / "chapters/page.html").read_text("utf-8"), "html.parser")
    links = [str(a["href"]) for a in page.select("a[href*='versions/']")]
    assert links == ["../versions/v0.10.0/index.html", "../versions/v0.9.0/index.html"]
    for link in links:
        assert (site / "chapters" / link).resolve().read_text().startswith("The book of v0.")


def test_without_versions_there_is_no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(versions.VARIABLE, raising=False)
    assert versions.earlier() == []


def test_a_folder_that_is_not_a_book_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "v1.0").mkdir()
    monkeypatch.setenv(versions.VARIABLE, str(tmp_path))
    with pytest.raises(ExtensionError, match="not a built book"):
        versions.earlier()
