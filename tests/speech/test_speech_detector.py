"""The speech detector against ONNX Runtime: the published graph, and the published weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lstm_course.speech import detector, recordings
from lstm_lib._validation import Array
from lstm_lib.audio import hann, read_wav

ROOT = Path(__file__).parents[2]
DATA = ROOT / "chapters" / "data"
VOICE = DATA / "recorded_voice"
GRAPH = ROOT / "tests" / "vectors" / "speech_detector.onnx"
BASIS = "model.stft.forward_basis_buffer"


@pytest.fixture(scope="module")
def parameters() -> dict[str, Array]:
    return detector.load(DATA / "speech_detector" / "weights.npz")


@pytest.fixture(scope="module")
def sounds() -> dict[str, Array]:
    found = {path.stem: read_wav(path, recordings.RATE) for path in sorted(VOICE.glob("*.wav"))}
    found["scene"] = recordings.scene(VOICE)
    return {name: detector.double_rate(x) for name, x in found.items()}


def fourier() -> Array:
    """The real and imaginary parts of the windowed transform, as kernels of a convolution."""
    angle = 2 * np.pi * np.arange(129)[:, None] * np.arange(256) / 256
    return np.vstack([np.cos(angle), -np.sin(angle)]) * hann(256)


def filled(parameters: dict[str, Array]) -> bytes:
    """The published graph with these weights."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(GRAPH)
    for each in model.graph.initializer:
        parts = each.name.removeprefix("model.").split(".")
        if each.name == BASIS:
            array = fourier()
        elif parts[0] == "encoder":
            array = parameters[f"conv{int(parts[1]) + 1}.{parts[-1]}"]
        else:
            array = parameters[f"{parts[-1]}_l0" if parts[1] == "rnn" else f"output.{parts[-1]}"]
        each.raw_data = array.reshape(each.dims).astype(np.float32).tobytes()
    return bytes(model.SerializeToString())


def test_it_is_the_published_graph_on_every_recording(
    parameters: dict[str, Array], sounds: dict[str, Array]
) -> None:
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(filled(parameters))
    for name, x in sounds.items():
        padded = np.pad(x, (64, -len(x) % 512)).astype(np.float32)
        state, expected = np.zeros((2, 1, 128), np.float32), []
        for start in range(0, len(padded) - 64, 512):
            seen = {"input": padded[None, start : start + 576], "state": state}
            probability, state = session.run(None, seen | {"sr": np.array(16_000)})
            expected.append(probability.item())
        found = detector.detect(parameters, x)
        np.testing.assert_allclose(found, expected, atol=1e-5, err_msg=name)


def test_rounding_moves_no_decision(parameters: dict[str, Array], sounds: dict[str, Array]) -> None:
    with np.load(DATA / "speech_detector" / "reference.npz") as reference:
        assert set(reference) == set(sounds)
        for name, x in sounds.items():
            found = detector.detect(parameters, x)
            np.testing.assert_allclose(found, reference[name], atol=0.04, err_msg=name)
            np.testing.assert_array_equal(found > 0.5, reference[name] > 0.5, err_msg=name)


def test_speech_is_found_and_noise_is_not(parameters: dict[str, Array]) -> None:
    rng = np.random.default_rng(1)
    assert detector.detect(parameters, np.zeros(16_000)).max() < 0.2
    assert detector.detect(parameters, rng.normal(0, 0.05, 16_000)).max() < 0.5
    for word in recordings.DIGITS:
        x = detector.double_rate(read_wav(VOICE / f"{word}.wav", recordings.RATE))
        assert np.mean(detector.detect(parameters, x) > 0.5) > 0.25, word


def test_convolutions_by_hand() -> None:
    x = np.array([[[1.0, 2, 3, 4]]])
    kernel, bias = np.array([[[1.0, 10, 100]]]), np.array([0.5])
    np.testing.assert_array_equal(
        detector.convolve(x, kernel, bias, 1), [[[210.5, 321.5, 432.5, 43.5]]]
    )
    np.testing.assert_array_equal(detector.convolve(x, kernel, bias, 2), [[[210.5, 432.5]]])


def test_a_doubled_rate_keeps_samples_and_tones() -> None:
    t = np.arange(800) / 8000
    doubled = detector.double_rate(np.sin(2 * np.pi * 440 * t))
    expected = np.sin(2 * np.pi * 440 * np.arange(1600) / 16_000)
    np.testing.assert_allclose(doubled[::2], np.sin(2 * np.pi * 440 * t), atol=1e-12)
    np.testing.assert_allclose(doubled[100:-100], expected[100:-100], atol=1e-12)


@pytest.mark.parametrize("x", [np.zeros(0), np.zeros((2, 512))])
def test_detect_rejects_other_shapes(x: Array, parameters: dict[str, Array]) -> None:
    with pytest.raises(ValueError, match=r"x: expected shape \(N,\), not empty"):
        detector.detect(parameters, x)
    with pytest.raises(ValueError, match=r"x: expected shape \(N,\), not empty"):
        detector.double_rate(x)


def test_detect_rejects_numbers_that_are_not_finite(parameters: dict[str, Array]) -> None:
    with pytest.raises(ValueError, match="x: expected finite numbers"):
        detector.detect(parameters, np.full(600, np.nan))


def test_a_missing_array_is_named(tmp_path: Path) -> None:
    with np.load(DATA / "speech_detector" / "weights.npz") as stored:
        arrays = dict(stored)
    for name in ("conv2.bias", "weight_hh_l0", "weight_hh_l0.low", "conv1.weight.scale"):
        rest = {key: array for key, array in arrays.items() if key != name}
        np.savez(tmp_path / "a.npz", **rest)
        with pytest.raises(ValueError, match=rf"a\.npz: expected {name} \(.*\), got nothing"):
            detector.load(tmp_path / "a.npz")
