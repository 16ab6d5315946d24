"""Named arrays in one .npz file: atomic writes, and reads that never execute anything."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lstm_lib._validation import Array


def save_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Array]) -> None:
    """Write an .npz file atomically: to a second file, to the disk, then renamed over the first."""
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def load_arrays(path: str | os.PathLike[str], writer: str) -> dict[str, Array]:
    """Read a file that `save_arrays` wrote; checksums are verified.

    Args:
        path: the file.
        writer: the function that should have written it, for the message.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is not an .npz file of arrays, or damaged.
    """
    content = io.BytesIO(Path(path).read_bytes())
    try:
        with zipfile.ZipFile(content) as archive:
            arrays = {}
            for name in archive.namelist():
                entry = io.BytesIO(archive.read(name))
                array = np.lib.format.read_array(entry, allow_pickle=False)
                arrays[name.removesuffix(".npy")] = array
    except Exception as error:  # a damaged file makes zipfile raise almost anything
        raise ValueError(unexpected(path, writer, error)) from error
    return arrays


def unexpected(path: str | os.PathLike[str], writer: str, why: object) -> str:
    """Message about a file that something else has written."""
    return f"{os.fspath(path)}: expected an .npz file written by {writer} ({why})"
