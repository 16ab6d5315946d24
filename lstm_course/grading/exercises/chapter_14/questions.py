"""Chapter 14: numbers and written answers."""

from __future__ import annotations

import numpy as np

from lstm_course.grading.exercise import Misconception, Number, Written
from lstm_lib.audio import frames

SAMPLES, SIZE, HOP = 16_000, 400, 160

frames_in_a_second = Number(
    id="14.1",
    title="Frames in a second",
    name="frames_in_a_second",
    expected=lambda: len(frames(np.zeros(SAMPLES), SIZE, HOP)),
    digits=9,
    misconceptions=[
        Misconception(
            "first-forgotten",
            lambda: (SAMPLES - SIZE) // HOP,
            "You counted the moves from one frame to the next. How many frames are there before "
            "the first move?",
        ),
        Misconception(
            "frames-may-stick-out",
            lambda: SAMPLES // HOP,
            "That many hops fit into a second. But the later frames would begin too late: do they "
            "end before the sound does?",
        ),
        Misconception(
            "rounded-up",
            lambda: 2 + (SAMPLES - SIZE) // HOP,
            "Your final frame lacks some of its samples. Only whole frames count.",
        ),
        Misconception(
            "side-by-side",
            lambda: SAMPLES // SIZE,
            "You set the frames side by side. They overlap: each begins one hop after the previous "
            "one.",
        ),
        Misconception(
            "mirrored",
            lambda: 1 + SAMPLES // HOP,
            "That is the number if the sound is mirrored at both ends by half a frame, as `mfcc` "
            "does. Here nothing is added.",
        ),
        Misconception(
            "in-gaps",
            lambda: SAMPLES // (SIZE + HOP),
            "You left a gap of one hop behind each frame. A hop goes from the beginning of a frame "
            "to the beginning of the next one.",
        ),
    ],
    on_success="About a hundred frames a second is what most speech systems use.",
)

own_digits = Written(
    id="14.6",
    title="Open project: your own ten digits",
    name="own_digits",
    criteria=[
        (
            1,
            "Says how the words were recorded and prepared: the rate, one channel, the silence cut "
            "off, the same coefficients and standardisation as in training.",
        ),
        (
            1,
            "Gives the confusions, spoken against recognised, for at least two networks from "
            "different random starts, and says how far apart two results of ten words may be by "
            "chance.",
        ),
        (
            1,
            "Tries at least one remedy and reports it whether it helped or not: for example the "
            "mean of each coefficient removed from every recording, in training as well, or some of "
            "one's own words added to the training.",
        ),
        (
            1,
            "Keeps the words of the final test apart: none that was trained on, and none that was "
            "used to choose the remedy.",
        ),
        (
            1,
            "Draws a conclusion that the numbers support, about this voice and these words, and "
            "names one thing that the experiment cannot say.",
        ),
    ],
    words=80,
)
