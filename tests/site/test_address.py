"""Everything that follows from the one address in `_config.yml`, and nothing of it without one."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from small_book import small_book

from extensions import book_version, published, repo_links, social_cards
from extensions.repo_links import Repository, repository
from tools import addressed
from tools.build_book import build, pages

ROOT = Path(__file__).parents[2]
GITHUB = "https://github.com/someone/lstm"
OWN = "https://git.example.org/group/sub/lstm"
PAGE = "# A page\n\nOf words.\n\n```{published}\n:repository:\n[Report](ISSUES), REPOSITORY.\n```\n"


def known(url: str) -> Repository:
    repo = repository(url)
    assert repo
    return repo


# How an address may be written


@pytest.mark.parametrize(
    ("url", "plain", "provider"),
    [
        (GITHUB, GITHUB, "github"),
        (f"{GITHUB}.git", GITHUB, "github"),
        (f"{GITHUB}/", GITHUB, "github"),
        ("git@github.com:someone/lstm.git", GITHUB, "github"),
        ("ssh://git@git.example.org/group/sub/lstm.git", OWN, "gitlab"),
        ("https://gitlab.example.org/a/b.git", "https://gitlab.example.org/a/b", "gitlab"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b", "bitbucket"),
    ],
)
def test_an_address_is_read_as_git_writes_it(url: str, plain: str, provider: str) -> None:
    assert repository(url) == Repository(plain, "main", provider)


@pytest.mark.parametrize("url", ["github.com/a/b", "https://github.com/a", "lstm", "https://"])
def test_what_is_not_an_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="repository: url: expected"):
        repository(url)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/Someone/lstm.git", "https://someone.github.io/lstm/"),
        ("https://github.com/someone/someone.github.io/", "https://someone.github.io/"),
        ("https://gitlab.com/group/sub/lstm", "https://group.gitlab.io/sub/lstm/"),
        (OWN, ""),
        ("https://bitbucket.org/a/b", ""),
        ("", ""),
    ],
)
def test_the_address_of_the_pages_follows_from_the_repositorys(url: str, address: str) -> None:
    assert repo_links.site_address(repository(url)) == address


# Where links lead


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        (f"{GITHUB}.git", "https://mybinder.org/v2/gh/someone/lstm/main?"),
        ("https://gitlab.com/a/b/lstm", "https://mybinder.org/v2/gl/a%2Fb%2Flstm/main?"),
        (OWN, "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Fgroup%2Fsub%2Flstm/main?"),
    ],
)  # fmt: skip
def test_binder_finds_the_repository_and_the_notebook(url: str, begins: str) -> None:
    link = repo_links.binder(known(url), "chapters/04_input_gate.ipynb")
    assert link.startswith(begins)
    path = unquote(urlsplit(link).query).removeprefix("urlpath=lab/tree/")
    assert (ROOT / path).is_file()


def test_binder_installs_what_the_notebooks_import() -> None:
    folder = ROOT / ".binder"
    (line,) = (folder / "requirements.txt").read_text("utf-8").split("\n")[:1]
    assert (folder / line.removeprefix("-r ")).resolve() == ROOT / "requirements.txt"
    version = (folder / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert f">={version}," in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "pip install --no-deps ." in (folder / "postBuild").read_text("utf-8")
    assert (folder / "postBuild").stat().st_mode & 0o100


def test_colab_opens_what_github_has_and_nothing_else() -> None:
    link = repo_links.colab(known(GITHUB), "chapters/a.ipynb")
    top = "https://colab.research.google.com/github/someone/lstm/blob/main"
    assert link == f"{top}/colab/chapters/a.ipynb"
    assert not repo_links.colab(known(OWN), "chapters/a.ipynb")
    assert not repo_links.colab(known("https://gitlab.com/a/b"), "chapters/a.ipynb")


@pytest.mark.parametrize("name", pages())
def test_the_link_to_edit_leads_to_a_file_that_is_written_by_hand(name: str) -> None:
    suffix = next(end for end in (".ipynb", ".md") if (ROOT / f"{name}{end}").is_file())
    source = repo_links.source_of(name, suffix)
    assert (ROOT / source).is_file()
    assert not re.fullmatch(r"exercises/\d\d_.*", source)


# A site with an address


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("with an address")
    source = small_book(folder, PAGE, url=f"{GITHUB}.git")
    (folder / "colab/chapters").mkdir(parents=True)
    (folder / "colab/chapters/page.ipynb").write_text("{}")
    return build(folder, source)


@pytest.fixture(scope="module")
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "chapters/page.html").read_text("utf-8"), "html.parser")


TOP = "https://someone.github.io/lstm/"
HERE = f"{TOP}chapters/page.html"


def test_pages_link_to_the_repository(page: BeautifulSoup) -> None:
    links = [str(link.get("href")) for link in page.find_all("a")]
    for link in (
        GITHUB,
        f"{GITHUB}/issues",
        f"{GITHUB}/edit/main/chapters/page.ipynb",
        repo_links.binder(known(GITHUB), "chapters/page.ipynb"),
        repo_links.colab(known(GITHUB), "chapters/page.ipynb"),
    ):
        assert link in links
    assert any(link.startswith(f"{GITHUB}/issues/new?") for link in links)
    assert not [link for link in links if ".git/" in link]


def test_a_generated_text_is_edited_where_it_comes_from(site: Path) -> None:
    changes = (site / "chapters/changes.html").read_text("utf-8")
    assert f"{GITHUB}/edit/main/CHANGELOG.md" in changes


def test_a_page_names_its_address_and_has_a_card(site: Path, page: BeautifulSoup) -> None:
    said = {str(tag.get("property") or tag.get("name")): str(tag.get("content"))
            for tag in page.find_all("meta")}  # fmt: skip
    assert said["og:title"] == "A page" and said["og:url"] == HERE
    assert said["og:description"] == "Of words."
    assert said["twitter:card"] == "summary_large_image"
    assert page.find("link", rel="canonical", href=HERE)
    assert said["og:image"].startswith(TOP)
    card = matplotlib.image.imread(site / said["og:image"].removeprefix(TOP))
    assert card.shape[1::-1] == social_cards.SIZE
    assert said["og:image:width"] == str(social_cards.SIZE[0])


def test_maps_name_every_page(site: Path) -> None:
    tree = ElementTree.parse(site / published.SITEMAP)
    places = {str(place.text) for place in tree.iter() if place.tag.endswith("loc")}
    assert places == {f"{TOP}index.html", HERE, f"{TOP}chapters/changes.html"}
    text = (site / published.LLMS).read_text("utf-8")
    assert text.startswith("# LSTM, Gate by Gate\n\n> ")
    assert f"- [A page]({HERE}): Of words.\n" in text


def test_maps_can_be_read() -> None:
    addresses = ["https://a.github.io/b/?c=1&d=2", "https://a.github.io/b/e.html"]
    found = ElementTree.fromstring(published.sitemap(addresses).encode())
    assert [place.text for place in found.iter() if place.tag.endswith("loc")] == addresses


def test_a_card_shows_the_first_plot_of_its_chapter() -> None:
    chapter = ROOT / "chapters/04_input_gate.ipynb"
    plot = social_cards.first_plot(chapter)
    assert matplotlib.image.imread(io.BytesIO(plot), format="png").shape[0] > 100
    logo = (ROOT / social_cards.LOGO).read_bytes()
    words = ("Chapter 4", "The input gate", "How much is written?")
    cards = [matplotlib.image.imread(io.BytesIO(social_cards.draw(*words, picture)), format="png")
             for picture in (plot, logo)]  # fmt: skip
    half = social_cards.SIZE[0] // 2
    np.testing.assert_array_equal(cards[0][:, : half - 60], cards[1][:, : half - 60])
    assert not np.array_equal(cards[0][:, half:], cards[1][:, half:])
    for card in cards:  # neither half is empty, and nothing is cut off at the edges
        assert card[:, :half, :3].min() < 0.5 and card[:, half:, :3].min() < 0.5
        edges = [card[:20], card[-20:], card[:, :20], card[:, -20:]]
        assert all(edge[..., :3].min() == 1 for edge in edges)


@pytest.mark.parametrize(
    "title", ["Why a plain recurrent layer forgets", "Backpropagation through time", "x"]
)
def test_words_of_a_card_stay_on_their_side(title: str) -> None:
    text = "When something new arrives, how does a network decide how much of it to write? " * 3
    white = io.BytesIO()
    matplotlib.image.imsave(white, np.ones((10, 10, 3)), format="png")
    made = io.BytesIO(social_cards.draw("Chapter 10", title, text, white.getvalue()))
    card = matplotlib.image.imread(made, format="png")[..., :3]
    assert card[:, social_cards.SIZE[0] * 54 // 100 :].min() == 1
    assert card[-35:].min() == 1


# A repository with an address


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of one notebook, with a place for its address."""
    for name in "CITATION.cff", "_config.yml":
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"))
    return small_book(tmp_path, "# A page\n\nOf {math}`x`.")


def give(root: Path, url: str) -> None:
    text = (ROOT / "_config.yml").read_text("utf-8")
    (root / "_config.yml").write_text(text.replace('url: ""', f'url: "{url}"'))


def test_the_citation_has_the_addresses_that_are_known(root: Path) -> None:
    give(root, "git@github.com:someone/lstm.git")
    said = yaml.safe_load(addressed.citation(root))
    assert said["repository-code"] == GITHUB and said["url"] == TOP
    (root / "CITATION.cff").write_text(addressed.citation(root))
    assert addressed.citation(root).count("url: ") == 1
    give(root, OWN)
    said = yaml.safe_load(addressed.citation(root))
    assert said["repository-code"] == OWN and "url" not in said
    give(root, "")
    assert addressed.citation(root) == (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_doi_is_shown_once_there_is_one(root: Path) -> None:
    assert book_version.doi(root) == ""
    path = root / "CITATION.cff"
    path.write_text(
        re.sub(r"^# doi: \S+.*$", "doi: 10.5281/zenodo.1", path.read_text(), flags=re.M)
    )
    assert book_version.doi(root) == "10.5281/zenodo.1"


def test_a_version_is_released_when_the_changes_say_so(root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (root / "CHANGELOG.md").write_text("# Changes\n\n## 1.2.3\n\n- All.\n")
    assert book_version.named(root) == "Version 1.2.3"
    (root / "CHANGELOG.md").write_text("# Changes\n\n## Unreleased\n\n## 1.2.3\n")
    assert book_version.named(root) == "Not yet released, after version 1.2.3"


def test_notebooks_for_colab_are_there_for_github_alone(root: Path) -> None:
    give(root, GITHUB)
    ((name, text),) = addressed.copies(root)
    assert name == "colab/chapters/page.ipynb"
    first, second = json.loads(text)["cells"]
    assert "".join(first["source"]).startswith("# On Colab")
    assert "".join(second["source"]) == "# A page\n\nOf $x$."
    (root / "colab/chapters").mkdir(parents=True)
    (root / name).write_text(text)
    assert addressed.leftovers(root, {name}) == []
    for url in "", OWN:
        give(root, url)
        assert not list(addressed.copies(root))
    assert addressed.leftovers(root, set()) == [root / name]


COLAB = """
import sys, types
output = types.SimpleNamespace(enable_custom_widget_manager=lambda: print("widgets"))
sys.modules["google.colab"] = types.SimpleNamespace(output=output)
get_ipython().register_magic_function(lambda line: print("pip", line), "line", "pip")
"""
THEN = """
import pathlib
import lstm_lib.activations
print(pathlib.Path.cwd().name, pathlib.Path(lstm_lib.activations.__file__).resolve())
"""


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_first_cell_fetches_the_course_on_colab(elsewhere: bool, tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    for name in "lstm_lib/__init__.py", "lstm_lib/activations.py", "chapters/a.md":
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_text("")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run([*git, *command], cwd=origin, check=True)
    repo = Repository(origin.as_uri(), "main", "github")
    cell = addressed.first_cell(repo, "chapters/a.ipynb")
    there = tmp_path / "there"
    there.mkdir()
    (there / "cell.ipy").write_text(cell if elsewhere else COLAB + cell + THEN)
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "cell.ipy"]
    result = subprocess.run(command, cwd=there, capture_output=True, text=True, check=True)
    if elsewhere:
        assert not result.stdout and not (there / "course").exists()
        return
    assert result.stdout.startswith("widgets\npip --quiet anywidget") or "widgets" in result.stdout
    last = result.stdout.strip().splitlines()[-1]
    assert last == f"chapters {there.resolve()}/course/lstm_lib/activations.py"


# Without an address


def test_without_an_address_there_is_none_of_it(tmp_path: Path) -> None:
    site = build(tmp_path, small_book(tmp_path, PAGE))
    page = (site / "chapters/page.html").read_text("utf-8")
    for trace in (
        "og:",
        "twitter:card",
        "canonical",
        "mybinder",
        "colab",
        "Report",
        "issues",
        "edit/",
    ):
        assert trace not in page, trace
    assert '<meta name="description" content="Of words.">' in page
    assert not {published.SITEMAP, published.LLMS} & {path.name for path in site.iterdir()}
    assert not (site / social_cards.FOLDER).exists()
    assert (
        not (ROOT / "colab").exists()
        or yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
    )
