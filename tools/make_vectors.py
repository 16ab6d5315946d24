"""Reference values from PyTorch, with which the tests compare.

`python -m tools.make_vectors` stores them in tests/vectors/*.npz, for machines without PyTorch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

VECTORS = Path(__file__).parent.parent / "tests" / "vectors"
SIZES = {
    # T, B, D, H, True if the sequences differ in length
    "lstm_one": (1, 1, 1, 1, False),
    "lstm_steps": (7, 3, 4, 5, False),
    "lstm_lengths": (6, 4, 2, 3, True),
    "lstm_long": (40, 2, 3, 16, False),
    "rnn_steps": (7, 3, 4, 5, False),
    "gru_steps": (7, 3, 4, 5, False),
}
BLOCKS = {"lstm": 4, "rnn": 1, "gru": 3}
"""Number of blocks of H rows in the weights of each kind."""

Arrays = dict[str, np.ndarray]


def draw(kind: str, T: int, B: int, D: int, H: int, packed: bool, seed: int = 0) -> Arrays:
    """Random arguments of a forward and a backward pass, with PyTorch's names; lengths are 1 … T."""
    rng = np.random.default_rng([seed, T, B, D, H])
    rows = BLOCKS[kind] * H
    shapes = {
        "weight_ih": (rows, D),
        "weight_hh": (rows, H),
        "bias_ih": (rows,),
        "bias_hh": (rows,),
        "x": (T, B, D),
        "h0": (B, H),
        "dh": (T, B, H),
    }
    if kind == "lstm":
        shapes |= {"c0": (B, H), "dh_end": (B, H), "dc_end": (B, H)}
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    for name in ("weight_ih", "weight_hh"):
        arrays[name] /= np.sqrt(D + H)
    if packed:
        arrays["lengths"] = rng.integers(1, T, size=B, endpoint=True)
    return arrays


def reference(kind: str, arrays: Arrays) -> Arrays:
    """The outputs of `nn.LSTM`, `nn.RNN` or `nn.GRU`, and the gradient for each argument."""
    given = {name: torch.tensor(a) for name, a in arrays.items()}
    x, h0 = given["x"].requires_grad_(), given["h0"].requires_grad_()
    make: Any = getattr(torch.nn, kind.upper())
    network = make(x.shape[2], h0.shape[1], dtype=x.dtype)
    network.load_state_dict({f"{n}_l0": a for n, a in given.items() if n[:4] in ("weig", "bias")})
    sequences: Any = x
    if "lengths" in given:
        sequences = pack_padded_sequence(x, given["lengths"], enforce_sorted=False)
    if kind == "lstm":
        c0 = given["c0"].requires_grad_()
        h, (h_end, c_end) = network(sequences, (h0[None], c0[None]))
        ends = {"h_end": h_end[0], "c_end": c_end[0]}
        wanted = {"x": x, "h0": h0, "c0": c0}
    else:
        h, _ = network(sequences, h0[None])
        ends, wanted = {}, {"x": x, "h0": h0}
    if "lengths" in given:
        h, _ = pad_packed_sequence(h, total_length=len(x))
    wanted |= {name.removesuffix("_l0"): p for name, p in network.named_parameters()}
    loss = (h * given["dh"]).sum() + sum((a * given[f"d{n}"]).sum() for n, a in ends.items())
    gradients = torch.autograd.grad(loss, list(wanted.values()))
    results = {"h": h} | ends
    results |= {f"d_{n}": a for n, a in zip(wanted, gradients, strict=True)}
    return {f"expected_{name}": a.detach().numpy() for name, a in results.items()}


def main() -> None:
    VECTORS.mkdir(exist_ok=True)
    for name, sizes in SIZES.items():
        kind = name.split("_")[0]
        arrays = draw(kind, *sizes)
        made_by = np.array(f"PyTorch {torch.__version__}")
        np.savez_compressed(
            VECTORS / f"{name}.npz", **arrays, **reference(kind, arrays), made_by=made_by
        )


if __name__ == "__main__":
    main()
