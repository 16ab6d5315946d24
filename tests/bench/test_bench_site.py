"""The report on waiting: the slowest and the heaviest by name, and those that miss their aim."""

from __future__ import annotations

from bench.site import RESULTS, Visit, aims, report


def test_what_takes_too_long_or_weighs_too_much_is_named() -> None:
    chapters = {"01_one": (0.5, 900_000), "02_two": (1.5, 1_300_000), "03_three": (0.7, 1)}
    said = report(chapters, Visit(2.0, 16.0, 18.0, 20_000_000), Visit(1.0, 9.0, 9.5, 0))
    assert "3 chapters: median 0.70 s, slowest 1.50 s." in said
    assert "1.30 MB sent (02_two)" in said
    assert "answered after 16.00 s, has imported" in said
    assert "after 18.0 s; 20.00 MB sent" in said
    missed = [
        aim.subject for aim in aims(chapters, Visit(2.0, 16.0, 18.0, 20_000_000)) if aim.missed
    ]
    assert missed == ["slowest first paint, s", "heaviest chapter, MB", "Python's first answer, s"]
    assert said.endswith("Second visit: 1.0 s, 9.0 s, 9.5 s, 0.0 MB.")


def test_the_stored_figures_are_of_this_form() -> None:
    assert "Second visit: " in RESULTS.read_text("utf-8")
