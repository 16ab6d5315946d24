"""The same weights in the forms of other libraries: t-notation, PyTorch, Keras, ONNX, safetensors.

`from_…` and `to_…` convert one layer of one direction; `network_from_…` reads a whole model.
"""

from lstm_lib.interop.keras import from_keras, network_from_keras, to_keras
from lstm_lib.interop.onnx import from_onnx, network_from_onnx, to_onnx
from lstm_lib.interop.pytorch import from_pytorch, network_from_pytorch, to_pytorch
from lstm_lib.interop.safetensors import load_safetensors, network_from_safetensors
from lstm_lib.interop.t_notation import from_t_notation, to_t_notation

__all__ = [
    "from_keras",
    "from_onnx",
    "from_pytorch",
    "from_t_notation",
    "load_safetensors",
    "network_from_keras",
    "network_from_onnx",
    "network_from_pytorch",
    "network_from_safetensors",
    "to_keras",
    "to_onnx",
    "to_pytorch",
    "to_t_notation",
]
