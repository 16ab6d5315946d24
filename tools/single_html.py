"""Join all pages of the built book into one, for printing.

Ids are prefixed with the name of their page, which makes them unique; links between pages become
links within the joined page.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

NAMING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
"""Attributes that refer to ids of the same page."""
LOADING = ("src", "href")
WITHIN = re.compile(r"url\(#([^)]+)\)")
LEFT_OUT = "script, .headerlink, .run-in-browser"
STYLE = """
.bd-article { break-before: page; }
.bd-article h1 { display: block !important; }
.contents p { display: flex; justify-content: space-between; margin: 0.3em 0; }
"""
"""The theme hides a page's title in print and repeats it elsewhere."""
FRAME = """<body><div class="bd-main"><div class="bd-content"><div class="bd-article-container">
</div></div></div></body>"""


class UnknownTarget(ValueError):
    """A link leads to something that is not on the joined page."""


def join(site: Path, toc: list[tuple[str, list[str]]]) -> str:
    """The joined page, to be saved in the folder of the site.

    Raises:
        UnknownTarget: if a link leads to a page or an id that does not exist.
    """
    names = [name for _, pages in toc for name in pages]
    pages = {name: _soup(site / f"{name}.html") for name in names}
    articles = {name: _article(page, name) for name, page in pages.items()}
    whole = pages[names[0]]
    _gather_scripts(whole, pages)
    body = BeautifulSoup(FRAME, "html.parser")
    inner = body.select_one(".bd-article-container")
    assert inner and whole.body
    first, *others = articles.values()
    inner.extend([first, _contents(toc, articles), *others])
    _check(inner)
    assert whole.head
    whole.head.append(_element(whole, "style", STYLE))
    whole.body.replace_with(body)
    return str(whole)


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def _article(page: BeautifulSoup, name: str) -> Tag:
    """The article of a page, with ids and addresses as they are on the joined page."""
    article = page.select_one("article.bd-article")
    assert article, f"{name}: no article"
    for element in article.select(LEFT_OUT):
        element.decompose()
    for element in article.find_all(True):
        for attribute, value in list(element.attrs.items()):
            element[attribute] = _moved(name, attribute, value)
    article["id"] = name
    return article


def _moved(page: str, attribute: str, value: str | list[str]) -> str | list[str]:
    if attribute == "id":
        return _named(page, str(value))
    if attribute in NAMING:
        listed = value if isinstance(value, list) else value.split()
        return " ".join(_named(page, one) for one in listed)
    if attribute in LOADING:
        return _address(page, str(value))
    if isinstance(value, str):
        return WITHIN.sub(lambda found: f"url(#{_named(page, found[1])})", value)
    return value


def _named(page: str, name: str) -> str:
    return f"{page}--{name}"


def _address(page: str, address: str) -> str:
    """An address of a page, as seen from the joined page."""
    to = urlsplit(address)
    if to.scheme or to.netloc:
        return address
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(to.path)))
    target = path.removesuffix(".html") if to.path else page
    if to.path and not path.endswith(".html"):
        return path
    return f"#{_named(target, unquote(to.fragment)) if to.fragment else target}"


def _gather_scripts(whole: BeautifulSoup, pages: dict[str, BeautifulSoup]) -> None:
    """Load every script that a page loads, without a security policy: the page stays on this machine."""
    assert whole.head
    charset = whole.head.find("meta", charset=True)
    assert charset
    for policy in whole.head.select("meta[http-equiv]"):
        policy.decompose()
    known = {_script(script, "") for script in whole.head.select("script")}
    for name, page in pages.items():
        for script in page.select("head script"):
            if script.get("src"):
                script["src"] = _address(name, str(script["src"]))
            if (made := _script(script, name)) not in known:
                known.add(made)
                if script.get("src"):
                    whole.head.append(script)
                else:  # settings, which the files read
                    charset.insert_after(script)


def _script(script: Tag, page: str) -> str:
    """The identity of a script: its file, or its text."""
    source = str(script.get("src", ""))
    return source.partition("?")[0] or script.get_text().replace(f"'{page}'", "''")


def _contents(toc: list[tuple[str, list[str]]], articles: dict[str, Tag]) -> Tag:
    """The table of contents, with an empty element for each page number."""
    made = BeautifulSoup(
        '<article class="bd-article contents" id="contents"></article>', "html.parser"
    )
    article = made.article
    assert article
    article.append(_element(made, "h1", "Contents"))
    for caption, names in toc[1:]:
        article.append(_element(made, "h2", caption))
        for name in names:
            title = articles[name].select_one("h1")
            assert title, f"{name}: no title"
            line = made.new_tag("p")
            line.append(_element(made, "a", title.get_text(), href=f"#{name}"))
            line.append(made.new_tag("span", attrs={"data-page-of": name}))
            article.append(line)
    return article


def _element(soup: BeautifulSoup, name: str, text: str, **attributes: str) -> Tag:
    element = soup.new_tag(name, attrs=attributes)
    element.string = text
    return element


def _check(body: Tag) -> None:
    known = {str(element["id"]) for element in body.select("[id]")}
    links = {str(link["href"])[1:] for link in body.select('a[href^="#"]')}
    if unknown := sorted(links - known):
        raise UnknownTarget(f"links lead nowhere: {', '.join(unknown)}")
