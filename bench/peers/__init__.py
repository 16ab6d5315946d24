"""The implementations, one module each."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from bench.peers import jax_scan, library, onnx_runtime, pytorch, pytorch_loop, textbook
from bench.problem import Peer, Problem

OURS = "lstm_lib"
PEERS: dict[str, Callable[[Problem], Peer]] = {
    OURS: library.peer,
    "PyTorch nn.LSTM": pytorch.peer,
    "PyTorch loop": pytorch_loop.peer,
    "NumPy textbook": textbook.peer,
    "ONNX Runtime": onnx_runtime.peer,
    "JAX": jax_scan.peer,
}
NEEDS = {
    "PyTorch nn.LSTM": "torch",
    "PyTorch loop": "torch",
    "ONNX Runtime": "onnxruntime",
    "JAX": "jax",
}
"""The packages that an implementation needs; JAX is not among the requirements."""
UNTRAINED = {"ONNX Runtime"}
"""Implementations that run forward alone."""


def installed(name: str) -> bool:
    """True if the packages that the implementation needs are installed."""
    return name not in NEEDS or find_spec(NEEDS[name]) is not None
