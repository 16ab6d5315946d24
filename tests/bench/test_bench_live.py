"""What is said about waiting for a cell in the page: the median, where the time goes, what is missed."""

from __future__ import annotations

from bench.live import RESULTS, Wait, report


def test_medians_are_said_beside_their_aims() -> None:
    verdicts = [Wait(3.0, 4.0, 9_000_000), Wait(3.5, 4.5, 9_500_000), Wait(9.0, 9.9, 9_900_000)]
    figures = [Wait(4.0, 8.5, 18_000_000)]
    said = report(verdicts, figures, Wait(2.0, 3.5, 0), Wait(1.5, 2.5, 0))
    assert "after 4.50 s (≤ 5), of which Python takes 3.50 s to start; 9.50 MB (≤ 12) sent" in said
    assert "after 8.50 s (≤ 8) missed, of which Python takes 4.00 s to start; 18.00 MB" in said
    assert "the verdict after 3.50 s (≤ 3) missed, 0.00 MB sent" in said
    assert said.endswith("without a network after 2.50 s (≤ 3), 0.00 MB.")


def test_the_stored_figures_are_of_this_form() -> None:
    assert "The first verdict on an exercise: after" in RESULTS.read_text("utf-8")
