"""Files of the safetensors format: one that the package wrote, and others by its description."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lstm_lib import network
from lstm_lib.interop import load_safetensors, network_from_safetensors
from tools.make_model_vectors import VECTORS


def written(path: Path, arrays: dict[str, tuple[str, tuple[int, ...], bytes]]) -> Path:
    """A file of the format, written by its description."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (kind, shape, content) in arrays.items():
        ends = [len(data), len(data) + len(content)]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": ends}  # type: ignore[assignment]
        data += content
    text = json.dumps(header).encode() + b"   "
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


def test_a_file_of_the_safetensors_package_is_read() -> None:
    """tests/vectors/tagger.safetensors: weights of a model, its inputs x and outputs y."""
    arrays = load_safetensors(VECTORS / "tagger.safetensors")
    built = network_from_safetensors(VECTORS / "tagger.safetensors", prefix="lstm", head="fc")
    assert [len(layer) for layer in built.layers] == [2, 2]
    np.testing.assert_allclose(network.forward(built, arrays["x"]).y, arrays["y"], atol=1e-6)


def test_the_package_reads_the_same() -> None:
    package = pytest.importorskip("safetensors.numpy", reason="safetensors is not installed")
    theirs = package.load_file(VECTORS / "tagger.safetensors")
    ours = load_safetensors(VECTORS / "tagger.safetensors")
    assert ours.keys() == theirs.keys()
    for name, a in theirs.items():
        np.testing.assert_array_equal(ours[name], a, strict=True)


NUMBERS = np.array([[1.5, -2.0], [0.0, 3e5]])
KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_dtype_is_read(kind: str, tmp_path: Path) -> None:
    numbers = np.abs(NUMBERS / 1e4).astype(KINDS[kind])
    path = written(tmp_path / "a", {"a": (kind, (2, 2), numbers.tobytes())})
    a = load_safetensors(path)["a"]
    assert a.dtype == numbers.dtype and a.dtype.isnative
    np.testing.assert_array_equal(a, numbers)


def test_bfloat16_becomes_float32(tmp_path: Path) -> None:
    """Sign, 8 bits of exponent and 7 of fraction: 1.5 is 0 01111111 1000000, or 3FC0."""
    content = np.array([0x3FC0, 0xC000, 0, 0x3F80], "<u2").tobytes()
    path = written(tmp_path / "a", {"a": ("BF16", (2, 2), content), "b": ("F32", (0,), b"")})
    arrays = load_safetensors(path)
    np.testing.assert_array_equal(arrays["a"], np.float32([[1.5, -2], [0, 1]]), strict=True)
    assert arrays["b"].shape == (0,)


def damaged(content: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "short": content[:7],
        "a longer header than the file": (1 << 40).to_bytes(8, "little") + content[8:],
        "not JSON": content[:8] + b"x" * (len(content) - 8),
        "a list": (2).to_bytes(8, "little") + b"[]",
        "no offsets": (8).to_bytes(8, "little") + b'{"a":{}}',
        "cut": content[:-1],
        "zip": b"PK\x03\x04" + content,
    }


@pytest.mark.parametrize("how", damaged(b""))
def test_a_damaged_file_is_refused(how: str, tmp_path: Path) -> None:
    path = written(tmp_path / "m.safetensors", {"a": ("F64", (2, 2), NUMBERS.tobytes())})
    path.write_bytes(damaged(path.read_bytes())[how])
    with pytest.raises(ValueError, match=r"m\.safetensors: expected a \.safetensors file, got"):
        load_safetensors(path)


def test_another_dtype_or_size_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a", {"w": ("F8_E4M3", (4,), b"1234")})
    with pytest.raises(ValueError, match="got w of dtype F8_E4M3; convert it to F32"):
        load_safetensors(path)
    path = written(tmp_path / "b", {"w": ("F32", (4,), b"1234")})
    with pytest.raises(ValueError, match=r"got w F32 \(4,\) at bytes 0 to 4 of 4"):
        load_safetensors(path)
    with pytest.raises(FileNotFoundError):
        load_safetensors(tmp_path / "c")
