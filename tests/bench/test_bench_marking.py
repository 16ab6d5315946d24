"""The measurement of marking: its submissions, its words, its aim."""

from __future__ import annotations

from pathlib import Path

import nbformat

from bench import marking
from bench.marking import Measured


def test_submissions_differ_and_answer_both_chapters(tmp_path: Path) -> None:
    marking.submissions(tmp_path, 3)
    texts = [path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.ipynb"))]
    assert len(set(texts)) == 3
    sources = "\n".join(cell.source for cell in nbformat.reads(texts[0], 4).cells)
    assert "def input_gate" in sources and "def sum_for_amount" in sources


def test_the_report_and_the_aim_are_scaled_to_a_class() -> None:
    found = Measured(submissions=50, tasks=12, seconds=60.0, processor=90.0, megabytes=120.0)
    assert "1.0 minutes on the clock" in marking.report(found)
    assert "150 ms for each task" in marking.report(found)
    (aim,) = marking.aims(found)
    assert aim.measured == 600 and not aim.missed
