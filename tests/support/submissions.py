"""Submissions for the marks command: notebooks of one answer or of a whole class."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]


def solved(chapter: str) -> list[tuple[str, str]]:
    """The cells of a chapter's solutions: their ids and sources."""
    (path,) = (ROOT / "exercises" / "solutions").glob(f"{chapter}_*.ipynb")
    node = nbformat.read(path, 4)
    return [(cell.id, cell.source) for cell in node.cells if cell.cell_type == "code"]


def notebook(cells: Sequence[str]) -> bytes:
    """A notebook with these code cells."""
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    return nbformat.writes(node).encode()


def with_answers(chapter: str, answers: Mapping[str, str]) -> list[str]:
    """The solved chapter with some cells replaced, by id."""
    return [answers.get(id, source) for id, source in solved(chapter)]


WRONG = {
    "answer-1": ['input_of_minus_10 = "a"', 'input_of_minus_10 = "b"', "input_of_minus_10 = ..."],
    "answer-2": [
        "def input_gate(W, h, x):\n    return layer(W[: h.shape[1]], concat(x, h))",
        "def input_gate(W, h, x):\n    return np.tanh(with_bias(concat(h, x)) @ W[: h.shape[1]].T)",
        "def input_gate(W, h, x):\n    H = h.shape[1]\n    return layer(W[H : 2 * H], concat(h, x))",
        "def input_gate(W, h, x):\n    layer(W[: h.shape[1]], concat(h, x))",
        "def input_gate(W, h, x):\n    ...",
        "def input_gate(W, h, x):\n    return 0.3 * layer(W[: h.shape[1]], concat(h, x))",
    ],
    "answer-3": [
        "def one_matrix(U, b):\n    return np.column_stack([b, U])",
        "def one_matrix(U, b):\n    return np.column_stack([b, U[:, ::-1]])",
    ],
    "answer-4": ["pass"],
    "answer-5": [
        "def bias_for(i, W, h, x):\n    return np.log(i) - W @ concat(h, x)",
        "def bias_for(i, W, h, x):\n    return np.log10(i / (1 - i)) - W @ concat(h, x)",
    ],
    "answer-6": [
        'why_two_gates = "The forget gate decides what stays and the input gate what is new, so '
        'with one gate every step would write on the memory, and tanh would be negative."',
        'why_two_gates = "because"',
        "why_two_gates = ...",
    ],
}
"""Ways to get the tasks of chapter 4 wrong."""


def synthetic_class(folder: Path, count: int, seed: int = 0, trouble: bool = True) -> None:
    """A folder as Moodle exports it, with submissions to chapter 4 that differ in what is wrong."""
    rng = random.Random(seed)
    for k in range(count):
        answers = {
            id: rng.choices(wrong, [2.0**-n for n in range(len(wrong))])[0]
            for id, wrong in WRONG.items()
            if rng.random() < 0.4
        }
        place = folder / f"Student {k:04d}_{100000 + k}_assignsubmission_file_"
        place.mkdir(parents=True)
        (place / "04_input_gate.ipynb").write_bytes(notebook(with_answers("04", answers)))
    if trouble:
        place = folder / f"Zoe Zero_{100000 + count}_assignsubmission_file_"
        place.mkdir()
        (place / "report.pdf").write_bytes(b"%PDF-1.4")


def read_json(path: Path) -> Any:
    """A file that marking wrote."""
    return json.loads(path.read_text("utf-8"))
