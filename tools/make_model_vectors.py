"""Whole models of Keras, and a .safetensors file, with their inputs and outputs.

`python -m tools.make_model_vectors` stores them in tests/vectors/models, for the packages that are
installed (they are not among the requirements). Weights and inputs are random.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

VECTORS = Path(__file__).parent.parent / "tests" / "vectors" / "models"
T, B, D, H, K = 7, 3, 2, 4, 5

Arrays = dict[str, np.ndarray]


def keras_models() -> Arrays:
    """`get_weights()` of each model as name/00, name/01, …; name/x (B, T, D) and name/y."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    def lstm(units: int = H, **options: Any) -> Any:
        return keras.layers.LSTM(units, return_sequences=True, **options)

    both, dense = keras.layers.Bidirectional, keras.layers.Dense
    models = {
        "one": [lstm()],
        "without_bias": [lstm(use_bias=False), dense(K, use_bias=False)],
        "both": [both(lstm())],
        "stack": [lstm(), lstm(3), dense(K)],
        "deep_both": [both(lstm()), both(lstm(3)), lstm(), dense(K)],
    }
    rng, arrays = np.random.default_rng(0), {"made_by": np.array(f"Keras {keras.__version__}")}
    for name, layers in models.items():
        model = keras.Sequential([keras.Input((T, D)), *layers])
        model.set_weights([rng.normal(size=a.shape) / 2 for a in model.get_weights()])
        x = rng.normal(size=(B, T, D)).astype(np.float32)
        y = keras.ops.convert_to_numpy(model(x))
        arrays |= {f"{name}/{k:02d}": a for k, a in enumerate(model.get_weights())}
        arrays |= {f"{name}/x": x, f"{name}/y": np.asarray(y)}
    return arrays


def save_keras() -> str:
    """Store tests/vectors/keras.npz."""
    arrays = keras_models()
    np.savez_compressed(VECTORS / "keras.npz", **arrays)
    return str(arrays["made_by"])


def save_safetensors() -> str:
    """Store tests/vectors/tagger.safetensors: an LSTM, a linear layer, x and y."""
    import safetensors
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    lstm = torch.nn.LSTM(D, H, 2, bidirectional=True)
    fc, x = torch.nn.Linear(2 * H, K), torch.randn(T, B, D)
    with torch.no_grad():
        arrays = {"x": x, "y": fc(lstm(x)[0])}
    for module, name in ((lstm, "lstm"), (fc, "fc")):
        arrays |= {f"{name}.{key}": tensor for key, tensor in module.state_dict().items()}
    save_file(arrays, VECTORS / "tagger.safetensors", metadata={"format": "pt"})
    return f"safetensors {safetensors.__version__}"


MAKERS: dict[str, Callable[[], str]] = {"keras": save_keras, "safetensors": save_safetensors}
"""The function that stores each file; it returns the package that made it."""


def main() -> None:
    for name, make in MAKERS.items():
        try:
            print(f"{name}: {make()}")
        except ModuleNotFoundError as error:
            print(f"{name}: unchanged, since {error.name} is not installed")


if __name__ == "__main__":
    main()
