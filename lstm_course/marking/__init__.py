"""Marking: many submissions, by a judge that they cannot reach.

    python -m lstm_course.marking mark SUBMISSIONS --seed-file seed --out marks

Answers are found by name in whatever came in (`intake`, `notebook`, `slicing`). Each runs in a
short-lived child (`server`, `child`) that the system confines (`confine`, `seccomp`) and that holds
neither references nor expected values nor seed. The judge stays in the parent (`worker`, `task`),
reads plain bytes (`wire`), and treats what a child says as a claim (`claims`). Each verdict is a
file of its own (`results`), from which the tables and pages are made (`report`).
"""
