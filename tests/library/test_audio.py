"""Sound: files that are refused, frames, triangles and cosines by hand, and the whole chain."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import audio

VOICE = Path(__file__).parents[2] / "chapters" / "data" / "recorded_voice"


def written(
    path: Path, samples: bytes, rate: int = 8000, channels: int = 1, width: int = 2
) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return path


def test_samples_are_fractions_of_the_largest(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", struct.pack("<4h", 0, 16384, -32768, 32767))
    np.testing.assert_array_equal(audio.read_wav(path, 8000), [0, 0.5, -1, 32767 / 32768])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rate": 16000}, "expected 8000 samples per second, got 16000"),
        ({"channels": 2}, "expected 1 channel, got 2"),
        ({"width": 1}, "expected 16 bits a sample, got 8"),
        ({"samples": b""}, "expected some samples, got 0"),
    ],
)
def test_read_wav_rejects_other_recordings(options: dict, message: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", **{"samples": bytes(8)} | options)
    with pytest.raises(ValueError, match=rf"a\.wav: {message}"):
        audio.read_wav(path, 8000)


@pytest.mark.parametrize("size", [0, 3, 20, 43])
def test_read_wav_rejects_a_file_that_is_cut_short(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes((VOICE / "seven.wav").read_bytes()[:size])
    with pytest.raises(ValueError, match=r"a\.wav: expected .*, got \w"):
        audio.read_wav(path, 8000)


def test_read_wav_rejects_missing_samples(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes((VOICE / "seven.wav").read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"expected 6561 samples, got"):
        audio.read_wav(path, 8000)


def test_read_wav_rejects_what_is_not_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"not a recording at all, but long enough to be one")
    with pytest.raises(
        ValueError, match=r"expected a \.wav file, got file does not start with RIFF"
    ):
        audio.read_wav(path, 8000)
    with pytest.raises(FileNotFoundError):
        audio.read_wav(tmp_path / "none.wav", 8000)


def test_frames_by_hand() -> None:
    np.testing.assert_array_equal(
        audio.frames(np.arange(8.0), 4, 2), [[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]]
    )
    assert audio.frames(np.arange(9.0), 4, 2).shape == (3, 4)  # the final sample is left out
    assert audio.frames(np.arange(4.0), 4, 7).shape == (1, 4)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros(3), r"x: expected shape \(N,\) with N ≥ 4"),
        (np.zeros((9, 1)), r"x: expected shape \(N,\)"),
        (np.full(9, np.nan), "x: expected finite numbers"),
    ],
)
def test_frames_rejects(x: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        audio.frames(x, 4, 2)


def test_the_window_by_hand() -> None:
    np.testing.assert_allclose(audio.hann(4), [0, 0.5, 1, 0.5], atol=1e-15)


def test_mel_of_two_known_pitches() -> None:
    assert audio.mel(0) == 0
    assert audio.mel(1000) == pytest.approx(1000, abs=0.1)  # the scale was made so


def test_triangles_by_hand() -> None:
    """Two bands up to 700 Hz, whose mel is 2595 log₁₀ 2: the edges are 0, a, b and 700."""
    a, b = 700 * (2 ** (1 / 3) - 1), 700 * (2 ** (2 / 3) - 1)
    f = np.arange(15) * 50.0  # 1400 samples per second, frames of 28
    rising, falling = f / a, (b - f) / (b - a)
    first = np.maximum(0, np.minimum(rising, falling))
    second = np.maximum(0, np.minimum((f - a) / (b - a), (700 - f) / (700 - b)))
    np.testing.assert_allclose(audio.mel_filters(1400, 28, 2), np.stack([first, second], axis=1))


def test_neighbouring_triangles_add_up_to_one() -> None:
    weights = audio.mel_filters(8000, 400, 20)
    frequencies = np.arange(201) * 20
    inside = (frequencies > 120) & (frequencies < 3300)
    np.testing.assert_allclose(weights[inside].sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 5, 128])
def test_the_cosines_are_orthonormal(n: int) -> None:
    np.testing.assert_allclose(audio.dct(n, n) @ audio.dct(n, n).T, np.eye(n), atol=1e-12)
    np.testing.assert_allclose(audio.dct(n, n)[0], 1 / np.sqrt(n))


def test_louder_moves_the_first_coefficient_alone() -> None:
    x = audio.read_wav(VOICE / "seven.wav", 8000)
    change = audio.mfcc(10 * x, 8000) - audio.mfcc(x, 8000)
    np.testing.assert_allclose(change[:, 0], 20 * np.sqrt(128), rtol=1e-9)  # 20 dB in 128 bands
    np.testing.assert_allclose(change[:, 1:], 0, atol=1e-9)


def test_a_frame_for_each_hop_centred_on_it() -> None:
    assert audio.mfcc(np.ones(1000), 8000).shape == (6, 13)
    assert audio.mfcc(np.zeros(201), 8000).shape == (2, 13)
    with pytest.raises(ValueError, match="N ≥ 201"):
        audio.mfcc(np.zeros(200), 8000)
    with pytest.raises(ValueError, match="rate"):
        audio.mfcc(np.zeros(400), 0)


def test_a_pure_tone_is_loudest_in_its_band() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    bands = audio.mfcc(tone, 8000) @ audio.dct(128, 13)
    centres = np.linspace(0, audio.mel(4000), 130)[1:-1]
    loudest = centres[bands[20].argmax()]
    assert abs(loudest - audio.mel(1000)) < 100
