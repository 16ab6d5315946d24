"""Exercise 13.7, an open project."""

from __future__ import annotations

from lstm_course.grading.exercise import Written

own_series = Written(
    id="13.7",
    title="A series of your own",
    name="my_forecast",
    criteria=[
        (
            1,
            "The series, where it comes from and under which licence, how long it is, and how gaps "
            "were treated; the split by time, and the scale from the training part alone.",
        ),
        (
            2,
            "Four baselines on the same test values: naive, seasonal naive with a reason for the "
            "season, an autoregression, kernel ridge; what was chosen on which part of the data.",
        ),
        (
            2,
            "At least eight LSTMs that differ in their seeds, with the budget stated; the range of "
            "their errors, not the best one.",
        ),
        (
            2,
            "An interval from blocks, or a Diebold–Mariano statistic, for the comparison with the "
            "best baseline, and a reason for the length of the blocks or the number of lags.",
        ),
        (1, "A second origin, or several: does the verdict hold?"),
        (
            2,
            "The verdict in the first sentence, also if the LSTM loses, and how the report would "
            "have looked with one leak of your choice, measured.",
        ),
    ],
    words=80,
)
