"""The implementations, one module each."""

from __future__ import annotations

from collections.abc import Callable

from bench.peers import library, pytorch, pytorch_loop, textbook
from bench.problem import Peer, Problem

OURS = "lstm_lib"
PEERS: dict[str, Callable[[Problem], Peer]] = {
    OURS: library.peer,
    "PyTorch nn.LSTM": pytorch.peer,
    "PyTorch loop": pytorch_loop.peer,
    "NumPy textbook": textbook.peer,
}
NEEDS_TORCH = {"PyTorch nn.LSTM", "PyTorch loop"}
