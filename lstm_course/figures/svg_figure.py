"""A drawing in SVG that describes itself and follows the light or dark theme of its page."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from lstm_course.figures.svg import DARK, WORDS, paint

Window = tuple[int, int, int, int]  # x, y, width, height of what is shown
_DARK_RULE: Final = "{" + ";".join(f"--lstm-{name}:{value}" for name, value in DARK.items()) + "}"
_IN_A_DARK_PAGE: Final = (
    'html[data-theme="dark"] .lstm-diagram,[data-jp-theme-light="false"] .lstm-diagram,'
    f".vscode-dark .lstm-diagram{_DARK_RULE}"
)
_ON_A_DARK_SCREEN: Final = f"@media (prefers-color-scheme:dark){{.lstm-diagram{_DARK_RULE}}}"


class Drawing:
    """Shapes with a title and a description; the last value of a notebook cell shows it.

    Attributes:
        title: what the picture is of.
        description: what it shows, in words.
        window: what is shown.
        body: the shapes, as SVG.
    """

    title: str
    description: str
    window: Window
    body: str

    def _svg(self, style: str, size: str) -> str:
        x, y, width, height = self.window
        mark = sha256((style + self.body).encode()).hexdigest()[:8]
        names = f"lstm-diagram-{mark}-title", f"lstm-diagram-{mark}-description"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="lstm-diagram" role="img"'
            f' aria-labelledby="{" ".join(names)}" viewBox="{x} {y} {width} {height}" {size}'
            f' font-family="{WORDS}" font-size="15">\n'
            f'<title id="{names[0]}">{self.title}</title>\n'
            f'<desc id="{names[1]}">{self.description}</desc>\n'
            f"<style>{style}</style>\n"
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8"'
            f' fill="{paint("paper")}"/>\n{self.body}\n</svg>\n'
        )

    def _repr_html_(self) -> str:
        width = self.window[2]
        return self._svg(
            _IN_A_DARK_PAGE,
            f'style="display:block;width:100%;max-width:{1.2 * width:g}px;height:auto;margin:auto"',
        )

    def save(self, path: Path | str) -> None:
        """Write a standalone .svg that follows the reader's light or dark setting."""
        _, _, width, height = self.window
        svg = self._svg(_ON_A_DARK_SCREEN, f'width="{width}" height="{height}"')
        Path(path).write_text(svg, encoding="utf-8", newline="\n")
