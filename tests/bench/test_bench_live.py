"""The report on waiting for a cell in the page: the median, where the time goes, the aims."""

from __future__ import annotations

from bench.live import RESULTS, Wait, aims, report


def test_medians_are_said_and_held_against_aims() -> None:
    verdicts = [Wait(3.0, 4.0, 9_000_000), Wait(3.5, 4.5, 9_500_000), Wait(9.0, 9.9, 9_900_000)]
    figures = [Wait(4.0, 8.5, 18_000_000)]
    again, offline = Wait(2.0, 3.5, 0), Wait(1.5, 2.5, 0)
    said = report(verdicts, figures, again, offline)
    assert "after 4.50 s, of which Python takes 3.50 s to start; 9.50 MB sent" in said
    assert "after 8.50 s, of which Python takes 4.00 s to start; 18.00 MB" in said
    assert "the verdict after 3.50 s, 0.00 MB sent" in said
    assert said.endswith("without a network after 2.50 s.")
    missed = [aim.subject for aim in aims(verdicts, figures, again, offline) if aim.missed]
    assert missed == ["first figure, s", "verdict of a later visit, s"]


def test_the_stored_figures_are_of_this_form() -> None:
    assert "The first verdict on an exercise: after" in RESULTS.read_text("utf-8")
