"""Sound as numbers: recordings, and the mel-frequency cepstral coefficients (MFCC) of their frames.

A recording becomes frames that overlap; each frame a power spectrum; the spectrum a sum in each of
many bands, equally wide on the mel scale of pitch; the logarithms of those sums, by a cosine
transform, a short list of coefficients that describe the shape of the spectrum.

Source: Davis & Mermelstein 1980; the details are those of torchaudio's `MFCC`.
"""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib._validation import Array, as_float, as_size, expect_finite, expect_positive

COEFFICIENTS = 13
_BITS = 16


def read_wav(path: str | os.PathLike[str], rate: int) -> Array:
    """Samples (N,) of a recording with one channel, from −1 to below 1.

    Args:
        path: a .wav file of 16-bit whole numbers (PCM).
        rate: samples per second, which the file must have; nothing is resampled.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is not such a file, is cut short, has another rate or more than one
            channel, or holds no samples.
    """
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file, wave.open(file) as recording:
            form = recording.getparams()
            data = recording.readframes(form.nframes)
    except (wave.Error, EOFError) as error:
        got = str(error) or "a file that is cut short"
        raise ValueError(f"{name}: expected a .wav file, got {got}") from error
    for what, found, expected in (
        ("channel", form.nchannels, 1),
        ("bits a sample", 8 * form.sampwidth, _BITS),
        ("samples per second", form.framerate, rate),
    ):
        if found != expected:
            raise ValueError(f"{name}: expected {expected} {what}, got {found}")
    if not form.nframes or len(data) != form.nframes * _BITS // 8:
        count = len(data) * 8 // _BITS
        raise ValueError(f"{name}: expected {form.nframes or 'some'} samples, got {count}")
    samples: Array = np.frombuffer(data, "<i2") / 2 ** (_BITS - 1)
    return samples


def frames(x: Array, size: int = 400, hop: int = 200) -> Array:
    """Cut a signal into frames that overlap: row t holds x[t·hop] … x[t·hop + size − 1].

    Returns:
        (1 + ⌊(N − size) / hop⌋, size); samples behind the final whole frame are left out.

    Raises:
        TypeError: if x is not made of real numbers, or a size is not a whole number.
        ValueError: if x is not one list of finite numbers, at least one frame long.
    """
    as_size("hop", "hop", hop)
    x = _checked_signal(x, size)
    count = 1 + (len(x) - size) // hop
    return np.asarray(x[np.arange(count)[:, None] * hop + np.arange(size)])


def hann(size: int) -> Array:
    """Hann window (size,), ½ − ½ cos(2πn / size): 0 at its start, 1 in the middle.

    Raises:
        TypeError, ValueError: if the size is not a whole number ≥ 1.
    """
    as_size("size", "size", size)
    window: Array = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    return window


def mel(hertz: float) -> float:
    """Pitch in mel of a frequency in hertz, 2595 log₁₀(1 + f / 700).

    Source: O'Shaughnessy 1987.
    """
    return float(2595 * np.log10(1 + hertz / 700))


def mel_filters(rate: float, size: int = 400, bands: int = 128) -> Array:
    """Weights (1 + ⌊size / 2⌋, bands) of each frequency of a spectrum in each band.

    Band k is a triangle: 0 at the centre of band k − 1, 1 at its own centre, 0 at that of k + 1.
    The centres are equally spaced in mel from 0 to half the rate.

    Raises:
        TypeError, ValueError: if a number is not positive.
    """
    _checked_bands(rate, size, bands)
    edges = 700 * (10 ** (np.linspace(0, mel(rate / 2), bands + 2) / 2595) - 1)
    frequencies = np.arange(1 + size // 2)[:, None] * rate / size
    rising = (frequencies - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - frequencies) / np.diff(edges)[1:]
    return np.asarray(np.maximum(0, np.minimum(rising, falling)))


def dct(inputs: int, outputs: int) -> Array:
    """Cosine transform (outputs, inputs), with orthonormal rows: DCT-II.

    Row k is √(2/n) cos(π k (j + ½) / n) for the n inputs j; row 0 is divided by √2.

    Raises:
        TypeError, ValueError: if a number is not a whole number ≥ 1.
    """
    _checked_sizes(inputs, outputs)
    angles = np.pi / inputs * np.arange(outputs)[:, None] * (np.arange(inputs) + 0.5)
    rows = np.sqrt(2 / inputs) * np.cos(angles)
    rows[0] /= np.sqrt(2)
    return np.asarray(rows)


def mfcc(x: Array, rate: float) -> Array:
    """Mel-frequency cepstral coefficients (T, 13) of a recording, 13 for each frame.

    The signal is extended at both ends by half a frame, as in a mirror, so that frame t is centred
    on sample t · 200. Bands more than 80 dB below the loudest are raised to that level.

    Args:
        x: (N,), samples.
        rate: samples per second.

    Raises:
        TypeError, ValueError: if x is not one list of finite numbers longer than half a frame, or
            the rate is not positive.
    """
    x = _checked_signal(x, 201)
    rows = frames(np.pad(x, 200, mode="reflect"))
    power = np.abs(np.fft.rfft(rows * hann(400))) ** 2
    loudness = 10 * np.log10(np.maximum(power @ mel_filters(rate), 1e-10))
    loudness = np.maximum(loudness, loudness.max() - 80)
    return np.asarray(loudness @ dct(128, COEFFICIENTS).T)


def _checked_signal(x: ArrayLike, size: int) -> Array:
    x, size = as_float("x", x), as_size("size", "size", size)
    if x.ndim != 1 or len(x) < size:
        raise ValueError(f"x: expected shape (N,) with N ≥ {size}, got {x.shape}")
    expect_finite("x", x)
    return x


def _checked_bands(rate: float, size: int, bands: int) -> None:
    expect_positive("rate", rate)
    as_size("size", "size", size)
    as_size("bands", "bands", bands)


def _checked_sizes(inputs: int, outputs: int) -> None:
    as_size("inputs", "n", inputs)
    as_size("outputs", "k", outputs)
