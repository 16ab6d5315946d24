"""The files that figures fetch when a reader asks, by their places below the folder of chapters.

On a page they stand beside the script of the figures; in a notebook, Python reads them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

WORDS: Final = ("weasels", "six", "seven", "eight")
"""The recordings of the figure of chapter 14."""
FILES: Final = (
    "records/spelling_network.npz",
    "data/speech_detector/weights.npz",
    *(f"data/recorded_voice/{word}.wav" for word in WORDS),
)
NOTES: Final = (
    "records/ORIGIN.md",
    *(
        f"data/{name}/{note}"
        for name in ("speech_detector", "recorded_voice")
        for note in ("SOURCE.md", "LICENSE")
    ),
)
"""Origin and licence of the files, which go wherever the files go."""


def write_files(chapters: Path, target: Path) -> None:
    """Copy the files and their notes to the same places below `target`.

    Raises:
        FileNotFoundError: if one of them is missing.
    """
    for name in (*FILES, *NOTES):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((chapters / name).read_bytes())


def answer(widget: Any, content: dict[str, str], _: object) -> None:
    """Send the file that a figure in a notebook asks for, or nothing if it is not there.

    The notebook runs in the folder of chapters; only files in `FILES` are sent.
    """
    name = content.get("file", "")
    found = name in FILES and Path(name).is_file()
    widget.send({"file": name}, [Path(name).read_bytes()] if found else [])
