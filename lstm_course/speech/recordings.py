"""Recordings for the chapter: a scene of speech, silence and noise, and a player with a transcript."""

from __future__ import annotations

import io
import os
import wave
from base64 import b64encode
from html import escape
from pathlib import Path

import numpy as np

from lstm_lib._validation import Array, as_float, expect_finite
from lstm_lib.audio import read_wav

RATE = 8_000
"""Samples per second of the recordings in `chapters/data/recorded_voice`."""
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PHRASE = "Weasels have eaten our phone system."
"""The words of `weasels.wav`."""


def scene(folder: str | os.PathLike[str]) -> Array:
    """A second of silence, the phrase, a second of silence, a second of noise, half of silence.

    Silence is very faint noise, as in any real recording.
    """
    rng = np.random.default_rng(0)
    phrase = read_wav(Path(folder) / "weasels.wav", RATE)
    loud = np.concatenate(
        [np.zeros(RATE), phrase, np.zeros(RATE), rng.normal(0, 0.05, RATE), np.zeros(RATE // 2)]
    )
    return loud + rng.normal(0, 0.002, len(loud))


def trim(x: Array, threshold: float = 0.02) -> Array:
    """Cut off what comes before the first and behind the final 10 ms that are loud enough.

    Loud enough is this fraction of the loudest sample; 25 ms are kept on both sides.

    Raises:
        TypeError, ValueError: if x is not one list of finite numbers, is shorter than 10 ms, or is
            silent.
    """
    step, margin = RATE // 100, RATE // 40
    x = as_float("x", x)
    if x.ndim != 1 or len(x) < step:
        raise ValueError(f"x: expected shape (N,) with N ≥ {step}, got {x.shape}")
    expect_finite("x", x)
    parts = np.abs(x[: len(x) // step * step]).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(parts > threshold * np.abs(x).max())
    if not loud.size:
        raise ValueError(f"x: expected a sound, got {len(x)} samples of silence")
    return x[max(0, loud[0] * step - margin) : (loud[-1] + 1) * step + margin]


class Player:
    """A recording with buttons to play it, and what is heard in it in words.

    Raises:
        TypeError, ValueError: if x is not one list of finite numbers, or empty.
    """

    def __init__(self, x: Array, rate: int, transcript: str) -> None:
        x = as_float("x", x)
        if x.ndim != 1 or not x.size:
            raise ValueError(f"x: expected shape (N,), not empty, got {x.shape}")
        expect_finite("x", x)
        self.transcript = transcript
        content = io.BytesIO()
        with wave.open(content, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(np.round(np.clip(x, -1, 1) * 32767).astype("<i2").tobytes())
        self._sound = b64encode(content.getvalue()).decode()

    def __repr__(self) -> str:
        return f"[recording: {self.transcript}]"

    def _repr_html_(self) -> str:
        heard = escape(self.transcript)
        return (
            f'<audio controls preload="metadata" aria-label="{heard}" '
            f'src="data:audio/wav;base64,{self._sound}"></audio><p>{heard}</p>'
        )
