"""Code that chapter 9 only shows, because its page runs without PyTorch, does what the text says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from lstm_lib.interop import from_pytorch, to_pytorch
from lstm_lib.lstm import forward
from lstm_lib.weights import LSTMWeights

CHAPTER = Path(__file__).parents[2] / "chapters" / "09_from_a_step_to_a_layer.ipynb"
SHOWN = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_shown_pytorch_code_runs_and_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    cells = nbformat.read(CHAPTER, 4).cells
    filling, biases = (
        code
        for cell in cells
        if cell.cell_type == "markdown"
        for code in SHOWN.findall(cell.source)
    )
    rng = np.random.default_rng(9)
    weights = LSTMWeights.random(units=3, inputs=2, rng=rng)
    names: dict[str, Any] = {"np": np, "rng": rng, "forward": forward, "weights": weights}
    names["arrays"] = to_pytorch(weights)
    exec(filling, names)
    assert float(capsys.readouterr().out) <= 1e-12
    exec(biases, names)
    state_dict = {key: value.numpy() for key, value in names["layer"].state_dict().items()}
    changed = from_pytorch(state_dict)
    np.testing.assert_array_equal(changed.f[:, 0], 5)
    changed.f[:, 0] = weights.f[:, 0]
    np.testing.assert_array_equal(changed.W, weights.W)
