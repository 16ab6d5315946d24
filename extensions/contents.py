"""The table of contents by parts, as a reader goes through it."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_external_toc.api import SiteMap
from sphinx_external_toc.parsing import FileItem


def parts(tree: SiteMap) -> list[tuple[str, list[str]]]:
    """The parts with their pages in order: (caption, names); the first page stands alone."""

    def below(name: str) -> Iterator[str]:
        yield name
        for branch in tree[name].subtrees:
            for item in branch.items:
                if isinstance(item, FileItem):
                    yield from below(str(item))

    found = [("", [tree.root.docname])]
    for branch in tree.root.subtrees:
        names = [name for item in branch.items for name in below(str(item))]
        found.append((branch.caption or "", names))
    return found
