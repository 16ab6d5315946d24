"""Exercises 17.2 and 17.6, choices."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice

removed = Choice(
    id="17.2",
    title="Which gate was removed?",
    name="removed_gates",
    question="Three LSTMs learn to say, at every step, the latest number that had a flag. A is whole; B "
    "and C each lack one gate, which is always 1. All three see numbers with and without a flag. Between "
    "two flags A and B hold their output still. At a new flag, B's output does not go to the new number: "
    "it moves by an amount that must bring the old number and the new one together in the right sum, and "
    "small errors of that add up over many flags. C's output also moves at numbers that have no flag, "
    "and falls back after them. What do B and C lack?",
    options={
        "a": ("B lacks the forget gate, C the input gate", ""),
        "b": (
            "B lacks the input gate, C the forget gate",
            "With the forget gate at 1, nothing in the memory ever fades. Which of the two networks "
            "cannot get rid of an old number? And which cannot keep an unwanted one out?",
        ),
        "c": (
            "B lacks the forget gate, C the output gate",
            "An output gate hides or shows what is already in the memory. Where would the numbers "
            "without a flag have to be kept out, so that they never get there?",
        ),
        "d": (
            "B lacks the output gate, C the input gate",
            "Without an output gate the memory is always shown, which this task wants anyway. What "
            "does a memory do that can only be added to?",
        ),
    },
    correct="a",
    on_success="An error has a signature. Without a way to erase, mistakes add up; without a way to "
    "shut the door, everything comes in.",
)

fair = Choice(
    id="17.6",
    title="A fair comparison",
    name="fair_setup",
    question="A new cell is to be compared with the LSTM, and the claim will be: on this task, at this "
    "budget, the new cell is better. Which of these set-ups can support it?",
    options={
        "a": (
            "Both cells at a learning rate of 0.01, the default of many programs; 20 seeds each",
            "A rate that suits one cell may be the worst for the other. With 20 seeds you would know "
            "very exactly how the two do at a rate that nobody chose for either of them.",
        ),
        "b": (
            "Both cells at the four rates 0.003 to 0.1; for each the best rate is chosen on "
            "validation sequences, then 8 seeds are compared on test sequences",
            "",
        ),
        "c": (
            "The LSTM as published years ago, the new cell with its rate, width and start tuned here",
            "One side was tuned here and the other was not. Whatever was spent on the new cell has to "
            "be spent on the old one.",
        ),
        "d": (
            "Both cells at four rates with 8 seeds each; for each cell its best single run of the 32 "
            "on the test sequences is reported",
            "The best of many runs grows with the number of runs and with their variance, so it rewards "
            "the less reliable cell. And it was chosen on the test sequences.",
        ),
        "e": (
            "Both cells tuned alike on validation sequences, on twelve tasks; reported is the task "
            "with the smallest p",
            "The smallest of twelve p is small even if the cells are equal. Report all twelve, or "
            "correct for them.",
        ),
    },
    correct="b",
    on_success="The same search for both, a choice on other data than the verdict, several seeds, and "
    "the budget in the claim.",
)
