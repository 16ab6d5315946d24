"""Exercise 12.6, an open project: names of your own."""

from __future__ import annotations

from lstm_course.grading.exercise import Written

own_names = Written(
    id="12.6",
    title="Names of your own",
    name="report_on_names",
    criteria=[
        (
            1,
            "Data: at least 1,000 names or words, with their source; how many characters; a tenth "
            "held out at random, and near-duplicates named, since they make the held-out part easy.",
        ),
        (
            2,
            "Rival: bits per character on the held-out part for n-grams of at least three orders, "
            "and for a network, each with the numbers it stores; ends counted, padding not.",
        ),
        (
            1,
            "Several starts of the network, with the range; the steps and the rate are named, and "
            "were not chosen on the held-out part.",
        ),
        (
            1,
            "Ten samples at two temperatures, with the fraction that is copied from training, and "
            "one sentence about what is wrong with the others.",
        ),
        (
            1,
            "A test on names of another kind, or one claim about a unit with a control, and a "
            "verdict: what the network knows that the n-grams do not, or that it knows nothing "
            "more.",
        ),
    ],
    words=80,
)
