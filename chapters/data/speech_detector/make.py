"""Make weights.npz and reference.npz: `python make.py silero_vad-6.2.3-py3-none-any.whl`.

The weights are those of `silero_vad_16k_op15.onnx`, rounded to 11 bits. (The file
`silero_vad_16k.safetensors` in the same package holds others.) The reference is what the published
network says about the course's recordings, as ONNX Runtime computes it. The published graph without
its weights goes to the tests, which fill in the rounded ones and compare.
"""

import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from lstm_course.speech import detector, recordings
from lstm_lib.audio import read_wav

HERE = Path(__file__).parent
GRAPH = HERE.parents[2] / "tests" / "vectors" / "speech_detector.onnx"
LOW_BITS = 3
LARGEST = 2 ** (7 + LOW_BITS) - 1
BASIS = "model.stft.forward_basis_buffer"
"""The Fourier transform as a convolution, which NumPy has already."""


def short(name: str) -> str:
    """The name of an array in weights.npz."""
    parts = name.removeprefix("model.").split(".")
    if parts[0] == "encoder":
        return f"conv{int(parts[1]) + 1}.{parts[-1]}"
    return f"{parts[-1]}_l0" if parts[1] == "rnn" else f"output.{parts[-1]}"


def rounded(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Each matrix as a scale for each row and whole numbers, their low 3 bits apart; biases as they are."""
    stored = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            stored[name] = array
            continue
        scale = np.abs(array).reshape(len(array), -1).max(axis=1) / LARGEST
        rows = scale.reshape(-1, *[1] * (array.ndim - 1))
        whole = np.round(array / rows).astype(int)
        low = (whole.reshape(-1, 1) >> np.arange(LOW_BITS)[::-1]) & 1
        stored |= {name: (whole >> LOW_BITS).astype(np.int8), f"{name}.scale": scale}
        stored[f"{name}.low"] = np.packbits(low.astype(np.uint8))
    return stored


def published(model: onnx.ModelProto, sounds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The probability of speech in each chunk of each sound."""
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = {}
    for name, x in sounds.items():
        state, probabilities = np.zeros((2, 1, 128), np.float32), []
        x = np.pad(x, (64, -len(x) % 512)).astype(np.float32)
        for start in range(0, len(x) - 64, 512):
            seen = {"input": x[None, start : start + 576], "state": state, "sr": np.array(16_000)}
            probability, state = session.run(None, seen)
            probabilities.append(probability.item())
        found[name] = np.array(probabilities)
    return found


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        model = onnx.load_from_string(archive.read("silero_vad/data/silero_vad_16k_op15.onnx"))
    voice = HERE.parent / "recorded_voice"
    sounds = {path.stem: read_wav(path, recordings.RATE) for path in sorted(voice.glob("*.wav"))}
    sounds["scene"] = recordings.scene(voice)
    sounds = {name: detector.double_rate(x) for name, x in sounds.items()}
    np.savez_compressed(HERE / "reference.npz", **published(model, sounds))
    weights = [each for each in model.graph.initializer if each.name != BASIS]
    arrays = {short(each.name): numpy_helper.to_array(each) for each in weights}
    arrays["output.weight"] = arrays["output.weight"][:, :, 0]
    np.savez_compressed(HERE / "weights.npz", **rounded(arrays))
    for each in model.graph.initializer:
        each.ClearField("raw_data")
    onnx.save(model, GRAPH)


if __name__ == "__main__":
    main(*sys.argv[1:])
