"""Chapter 10: numbers, choices and written answers."""

from __future__ import annotations

from lstm_course.grading.exercise import Choice, Misconception, Number, Written

three_voices = Number(
    id="10.1",
    title="Three voices on one road",
    name="slope_at_c_0",
    expected=lambda: 0.5 * (3 + 0.8 * (2 + 0.25 * 4)),
    misconceptions=[
        Misconception(
            "I4-overwritten",
            lambda: 0.5 * 3,
            "Only what the loss itself says at c_1 has got through. What comes back from later steps "
            "has to be added to it.",
        ),
        Misconception(
            "last-voice-only",
            lambda: 0.5 * 0.8 * 0.25 * 4,
            "That is what the final term of the loss sends back. The loss looks at c_1 and c_2, too.",
        ),
        Misconception(
            "one-step-short",
            lambda: 3 + 0.8 * (2 + 0.25 * 4),
            "That is the derivative at c_1. One more forget gate stands between c_1 and c_0.",
        ),
        Misconception(
            "gate-of-the-same-step",
            lambda: 3 + 0.5 * (2 + 0.8 * 4),
            "Each gate is taken one step too early. Between c_2 and c_3 stands the gate of step 3.",
        ),
        Misconception(
            "not-forgotten",
            lambda: 3 + 2 + 4,
            "All three voices are there, at full strength. What multiplies a gradient on its way "
            "from c_3 to c_2?",
        ),
        Misconception(
            "one-product-for-all",
            lambda: 0.5 * 0.8 * 0.25 * (3 + 2 + 4),
            "You sent all three voices through all three gates. The one that enters at c_1 passes "
            "only one.",
        ),
    ],
    on_success="On the way back each step multiplies once and adds once. That is all there is.",
)

frozen = Choice(
    id="10.2",
    title="What a frozen LSTM may forget",
    name="not_needed_for_dx",
    question="An LSTM stays as it is while the layers below it are trained. So its backward pass has "
    "to deliver dx at every step, and no dW. Which of the values that its forward pass keeps could be "
    "thrown away?",
    options={
        "a": (
            "The gates and the candidate, since W no longer changes",
            "W does not change, but the gates do, from input to input. Which numbers is dc "
            "multiplied by?",
        ),
        "b": (
            "The memory cells, since a gradient passes through them unchanged",
            "Look at what the forget gate's gradient is multiplied by, and at the way from h to c: "
            "which numbers do they need?",
        ),
        "c": ("The hidden states and the inputs", ""),
        "d": (
            "None: dx comes out of the whole backward pass",
            "Go through the backward pass line by line. Each kept value is a factor in some line. "
            "Does dx depend on every one of these lines?",
        ),
        "e": (
            "All of them: dx is a product with W",
            "It is a product of W with what? And which factors is that made of?",
        ),
    },
    correct="c",
    on_success="h and x are needed in one line only, that of dW. Differentiating with respect to the "
    "input alone is cheaper.",
)

which_epsilon = Written(
    id="10.6",
    title="How small is small enough?",
    name="which_epsilon",
    criteria=[
        (
            1,
            "From the large end down, the error falls with ε²: a hundredfold for each tenth of ε.",
        ),
        (
            1,
            "Below some ε it rises again: two nearly equal losses are subtracted, their leading "
            "digits cancel, and the rounding that remains is divided by an ever smaller ε. So the "
            "best ε lies in between, here near 1e-5.",
        ),
        (
            1,
            "A mistake in the backward pass does not depend on ε: an error that stays the same over "
            "several powers of ten is a mistake, one that moves with ε belongs to the difference "
            "quotient.",
        ),
    ],
    words=30,
)
