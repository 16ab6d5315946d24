"""PyTorch models whose weights and outputs the tests of `interop` compare with."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_lib import network
from lstm_lib.network import Network

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
T, B, D, H, K = 7, 3, 2, 4, 5


class Tagger(torch.nn.Module):  # type: ignore[name-defined,misc]
    """An LSTM with a linear layer on top, as models usually are."""

    def __init__(self, layers: int = 1, bidirectional: bool = False, bias: bool = True) -> None:
        super().__init__()
        torch.manual_seed(layers)
        self.lstm = torch.nn.LSTM(D, H, layers, bias, bidirectional=bidirectional)
        self.fc = torch.nn.Linear(H * (1 + bidirectional), K, bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.fc(self.lstm(x)[0])
        return y


def inputs() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(T, B, D)).astype(np.float32)


def expected(model: torch.nn.Module) -> np.ndarray:
    with torch.no_grad():
        return np.asarray(model(torch.tensor(inputs())))


def assert_equal(built: Network, y: np.ndarray, tolerance: float = 1e-6) -> None:
    ours = network.forward(built, inputs().astype(built.dtype)).y
    np.testing.assert_allclose(ours, y, atol=tolerance)
