"""Weights from .safetensors files."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.interop.pytorch import network_from_pytorch
from lstm_lib.network import Network

_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}


def network_from_safetensors(
    path: str | os.PathLike[str], *, prefix: str | None = None, head: str | None = None
) -> Network:
    """Read the LSTM of a .safetensors file with PyTorch's names, as `network_from_pytorch` does.

    Half precision becomes float32.

    Raises:
        FileNotFoundError: if there is no such file.
        TypeError, ValueError: as `load_safetensors` and `network_from_pytorch`.
    """
    arrays = load_safetensors(path)
    widened = {n: a.astype(np.float32) for n, a in arrays.items() if a.dtype == np.float16}
    return network_from_pytorch(arrays | widened, prefix=prefix, head=head)


def load_safetensors(path: str | os.PathLike[str]) -> dict[str, Array]:
    """Read all arrays of a .safetensors file, by name; bfloat16 becomes float32.

    The file is 8 bytes with the length of a header, the header (JSON: dtype, shape and position of
    each array), and the raw numbers. Nothing in it is ever executed.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is not such a file, is damaged, or has a dtype that NumPy does not.

    Source: the format's description, github.com/huggingface/safetensors.
    """
    content = Path(path).read_bytes()
    where = f"{os.fspath(path)}: expected a .safetensors file"
    size = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + size].decode())
        header.pop("__metadata__", None)
        entries = [
            (name, entry["dtype"], tuple(entry["shape"]), *entry["data_offsets"])
            for name, entry in header.items()
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}, got one without a readable header ({error})") from error
    data = content[8 + size :]
    arrays = {}
    for name, kind, shape, begin, end in entries:
        if kind not in {*_DTYPES, "BF16"}:
            raise ValueError(f"{where}, got {name} of dtype {kind}; convert it to F32 first")
        dtype = np.dtype(_DTYPES.get(kind, "<u2"))
        if not 0 <= begin <= end <= len(data) or end - begin != math.prod(shape) * dtype.itemsize:
            raise ValueError(
                f"{where}, got {name} {kind} {shape} at bytes {begin} to {end} of {len(data)}"
            )
        values = np.frombuffer(data[begin:end], dtype)
        if kind == "BF16":  # the upper half of a float32
            values = (values.astype(np.uint32) << 16).view(np.float32)
        arrays[name] = values.astype(values.dtype.newbyteorder("=")).reshape(shape)
    return arrays
