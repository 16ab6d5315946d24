"""The same weights as other libraries lay them out: the t-notation, PyTorch, Keras, ONNX."""

from lstm_lib.interop.keras import from_keras, to_keras
from lstm_lib.interop.onnx import from_onnx, to_onnx
from lstm_lib.interop.pytorch import from_pytorch, to_pytorch
from lstm_lib.interop.t_notation import from_t_notation, to_t_notation

__all__ = [
    "from_keras",
    "from_onnx",
    "from_pytorch",
    "from_t_notation",
    "to_keras",
    "to_onnx",
    "to_pytorch",
    "to_t_notation",
]
