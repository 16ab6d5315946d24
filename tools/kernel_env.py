"""The environment variables that the kernels of notebooks need, whoever starts them."""

from __future__ import annotations

import os
from pathlib import Path


def prepare(root: Path) -> None:
    """Let kernels started from here import the packages at `root` and draw into the notebook.

    BLAS gets one thread unless the environment says otherwise: for products as small as those of
    the chapters, threads mostly wait for each other. Progress bars are hidden, to keep them out of
    the stored outputs, and no learner's progress is written.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["TQDM_DISABLE"] = "1"
    os.environ["LSTM_PROGRESS"] = ""
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root), *others])
    os.environ.pop("MPLBACKEND", None)
