"""ONNX models that PyTorch exports, with the outputs of onnxruntime."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from torch_models import D, H, K, Tagger, assert_equal, inputs, torch

from lstm_lib import network
from lstm_lib.interop import network_from_onnx


def exported(model: torch.nn.Module, path: Path, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (torch.tensor(inputs()),), str(path), dynamo=False, **options)
    return path


def run(path: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path))
    y: np.ndarray = session.run(None, {session.get_inputs()[0].name: inputs()})[0]
    return y


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
def test_an_exported_model_is_read_with_its_outputs(
    layers: int, bidirectional: bool, tmp_path: Path
) -> None:
    path = exported(Tagger(layers, bidirectional), tmp_path / "m.onnx")
    y = run(path)
    for source in (path, str(path), path.read_bytes(), onnx.load(path)):
        assert_equal(network_from_onnx(source), y)
    alone = network_from_onnx(path, lstm_only=True)
    assert alone.head is None
    for name, W in alone.parameters.items():
        np.testing.assert_array_equal(W, network_from_onnx(path).parameters[name])


def test_a_linear_layer_on_the_final_state_is_the_head(tmp_path: Path) -> None:
    class Classifier(Tagger):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y: torch.Tensor = self.fc(self.lstm(x)[1][0][-1])
            return y

    path = exported(Classifier(2), tmp_path / "m.onnx")
    ours = network.forward(network_from_onnx(path), inputs()).y[-1]
    np.testing.assert_allclose(ours, run(path), atol=1e-6)


def test_what_else_a_model_computes_is_named(tmp_path: Path) -> None:
    class Scaled(Tagger):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return super().forward(torch.exp(x)).softmax(-1)

    path = exported(Scaled(), tmp_path / "m.onnx")
    with pytest.raises(ValueError, match=r"expected LSTM nodes and .* got Exp; lstm_only=True"):
        network_from_onnx(path)
    assert network_from_onnx(path, lstm_only=True).outputs == H


def test_a_model_without_an_lstm_is_named(tmp_path: Path) -> None:
    path = exported(torch.nn.Sequential(torch.nn.Linear(D, K)), tmp_path / "m.onnx")
    with pytest.raises(
        ValueError, match=r"m\.onnx: expected LSTM nodes, got only (Add, MatMul|Gemm)"
    ):
        network_from_onnx(path, lstm_only=True)
