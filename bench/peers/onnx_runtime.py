"""ONNX Runtime, the usual way to run a trained network on a processor. It does not train."""

from __future__ import annotations

import numpy as np

from bench.machine import widest
from bench.problem import Array, Peer, Problem
from lstm_lib.interop import to_onnx


def peer(given: Problem) -> Peer:
    import onnx
    import onnxruntime as runtime

    weights, x, _ = given
    make = onnx.helper
    kind = make.np_dtype_to_tensor_dtype(x.dtype)
    names = ["W", "R", "B"]
    node = make.make_node("LSTM", ["X", *names], ["Y"], hidden_size=weights.units)
    graph = make.make_graph(
        [node],
        "lstm",
        [make.make_tensor_value_info("X", kind, x.shape)],
        [make.make_tensor_value_info("Y", kind, None)],
        [onnx.numpy_helper.from_array(to_onnx(weights)[name], name) for name in names],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 14)], ir_version=8)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(model.SerializeToString(), options)

    def forward() -> Array:
        (y,) = session.run(None, {"X": x})
        return np.asarray(y)[:, 0]

    return Peer(forward, features=widest())
