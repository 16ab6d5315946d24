"""LSTM layers in the layouts of PyTorch, Keras and ONNX, with the outputs of each.

`python -m tools.make_layout_vectors` stores them in chapters/vectors/*.npz, for the frameworks
that are installed: chapter 9 reads the weights and must get the same outputs. Weights and inputs
are random; `onnx_constant` is ONNX's own published test case.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

VECTORS = Path(__file__).parent.parent / "chapters" / "vectors"
T, B, D, H = 8, 3, 2, 4

Arrays = dict[str, np.ndarray]


def draw(name: str, shapes: dict[str, tuple[int, ...]], dtype: str = "float64") -> Arrays:
    """Normally distributed arrays of these shapes; the name is the seed."""
    rng = np.random.default_rng(list(name.encode()))
    return {key: rng.normal(size=shape).astype(dtype) for key, shape in shapes.items()}


def pytorch_layer(layers: int = 1, bidirectional: bool = False) -> Arrays:
    """The entries of a state dictionary of `nn.LSTM`; x (T, B, D) and y (T, B, H or 2H)."""
    import torch

    network = torch.nn.LSTM(D, H, layers, bidirectional=bidirectional, dtype=torch.float64)
    shapes = {"x": (T, B, D)} | {name: tuple(p.shape) for name, p in network.named_parameters()}
    arrays = draw(f"pytorch {layers} {bidirectional}", shapes)
    state = {name: torch.from_numpy(a) for name, a in arrays.items() if name != "x"}
    network.load_state_dict(state)
    with torch.no_grad():
        y = network(torch.from_numpy(arrays["x"]))[0].numpy()
    return arrays | {"y": y, "made_by": np.array(f"PyTorch {torch.__version__}")}


def keras_layer() -> Arrays:
    """The arrays of `LSTM.get_weights`, in its order; x (B, T, D) and y (B, T, H), batch first."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    layer = keras.layers.LSTM(H, return_sequences=True, dtype="float64")
    layer.build((B, T, D))
    shapes = {
        "x": (B, T, D),
        "kernel": (D, 4 * H),
        "recurrent_kernel": (H, 4 * H),
        "bias": (4 * H,),
    }
    arrays = draw("keras", shapes)
    layer.set_weights([arrays[name] for name in list(shapes)[1:]])
    y = np.asarray(keras.ops.convert_to_numpy(layer(arrays["x"])))
    return arrays | {"y": y, "made_by": np.array(f"Keras {keras.__version__}")}


def onnx_node() -> Arrays:
    """Inputs of an LSTM node, W, R and B; X (T, B, D) and Y (T, B, H); ONNX Runtime: float32."""
    import onnxruntime
    from onnx import TensorProto, helper

    shapes = {"X": (T, B, D), "W": (1, 4 * H, D), "R": (1, 4 * H, H), "B": (1, 8 * H)}
    arrays = draw("onnx", shapes, "float32")
    node = helper.make_node("LSTM", list(shapes), ["Y"], hidden_size=H)
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
        for names in (shapes, ["Y"])
    ]
    model = helper.make_model(
        helper.make_graph([node], "lstm", *ends),
        opset_imports=[helper.make_opsetid("", 14)],
        ir_version=8,
    )
    (Y,) = onnxruntime.InferenceSession(model.SerializeToString()).run(["Y"], arrays)
    made_by = np.array(f"ONNX Runtime {onnxruntime.__version__}")
    return arrays | {"Y": Y[:, 0], "made_by": made_by}


def onnx_case() -> Arrays:
    """X, W, R, B and the expected Y_h (B, H) of ONNX's case test_lstm_with_initial_bias."""
    import onnx
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of other operators, whose cases are collected as well
        cases = {case.name: case for case in collect_testcases("LSTM")}
    ((inputs, (Y_h,)),) = cases["test_lstm_with_initial_bias"].data_sets
    arrays = dict(zip("XWRB", inputs, strict=True))
    return arrays | {"Y_h": Y_h[0], "made_by": np.array(f"ONNX {onnx.__version__}")}


MAKERS: dict[str, Callable[[], Arrays]] = {
    "pytorch": pytorch_layer,
    "pytorch_stack": lambda: pytorch_layer(layers=2, bidirectional=True),
    "keras": keras_layer,
    "onnx": onnx_node,
    "onnx_constant": onnx_case,
}
"""The function that computes each file."""


def main() -> None:
    VECTORS.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        try:
            arrays = make()
        except ModuleNotFoundError as error:
            print(f"{name}: unchanged, since {error.name} is not installed")
            continue
        np.savez_compressed(VECTORS / f"{name}.npz", **arrays)
        print(f"{name}: {arrays['made_by']}")


if __name__ == "__main__":
    main()
