"""Networks against PyTorch and onnxruntime: layers, both directions, lengths, every gradient."""

from __future__ import annotations

import numpy as np
import pytest
from networks import B, D, H, K, T, inputs, made, states

from lstm_lib import network
from lstm_lib.interop import to_onnx, to_pytorch


@pytest.mark.parametrize("lengths", [None, np.array([5, 2, 1, 3])], ids=["all", "lengths"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_against_pytorch(layers: int, both: bool, lengths: np.ndarray | None) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    built, x = made(layers, both), inputs()
    model = torch.nn.LSTM(D, H, layers, bidirectional=both, dtype=torch.float64)
    model.load_state_dict(
        {
            f"{name}_l{k}{'_reverse' if direction else ''}": torch.tensor(array)
            for k, layer in enumerate(built.layers)
            for direction, weights in enumerate(layer)
            for name, array in to_pytorch(weights).items()
        }
    )
    asked, V = torch.tensor(x, requires_grad=True), torch.tensor(built.head, requires_grad=True)
    state = states(built)
    begin = [
        torch.tensor(np.stack([getattr(s, part) for s in sum(state, ())]), requires_grad=True)
        for part in "hc"
    ]
    if lengths is None:
        h, (h_end, c_end) = model(asked, begin)
    else:
        packing = torch.nn.utils.rnn
        packed = packing.pack_padded_sequence(asked, lengths, enforce_sorted=False)
        h, (h_end, c_end) = model(packed, begin)
        h, _ = packing.pad_packed_sequence(h)
    ends = np.full(B, T) if lengths is None else lengths
    inside = torch.tensor((np.arange(T)[:, None] < ends)[..., None])
    y = (V[:, 0] + h @ V[:, 1:].T) * inside
    dy = np.random.default_rng(4).normal(size=(T, B, K))
    y.backward(torch.tensor(dy))
    run = network.forward(built, x, state, lengths)
    close = {"rtol": 0, "atol": 1e-10}
    np.testing.assert_allclose(run.y, y.detach().numpy(), **close)
    for k, end in enumerate(sum(run.state, ())):
        np.testing.assert_allclose(end.h, h_end[k].detach().numpy(), **close)
        np.testing.assert_allclose(end.c, c_end[k].detach().numpy(), **close)
    found = network.backward(run, dy)
    for k, d in enumerate(sum(found.state, ())):
        np.testing.assert_allclose(d.h, begin[0].grad[k].numpy(), **close)
        np.testing.assert_allclose(d.c, begin[1].grad[k].numpy(), **close)
    np.testing.assert_allclose(found.x, asked.grad.numpy(), **close)
    np.testing.assert_allclose(found.parameters["head"], V.grad.numpy(), **close)
    theirs = dict(model.named_parameters())
    for k, layer in enumerate(built.layers):
        for direction in range(len(layer)):
            dW = found.parameters[f"layer_{k + 1}.{'backward.' if direction else ''}W"]
            ending = f"l{k}{'_reverse' if direction else ''}"
            expected = [
                theirs[f"bias_ih_{ending}"].grad.numpy()[:, None],
                theirs[f"weight_hh_{ending}"].grad.numpy(),
                theirs[f"weight_ih_{ending}"].grad.numpy(),
            ]
            np.testing.assert_allclose(dW, np.concatenate(expected, axis=1), **close)


def test_random_weights_in_both_directions_against_onnxruntime() -> None:
    runtime = pytest.importorskip("onnxruntime")
    onnx = pytest.importorskip("onnx")
    built, x = made(1, both=True, outputs=None, dtype=np.float32), inputs(np.float32)
    arrays = [to_onnx(weights) for weights in built.layers[0]]
    joined = {name: np.concatenate([a[name] for a in arrays]) for name in ("W", "R", "B")}
    make, kind = onnx.helper, onnx.TensorProto.FLOAT
    node = make.make_node(
        "LSTM", ["X", "W", "R", "B"], ["Y"], hidden_size=H, direction="bidirectional"
    )
    graph = make.make_graph(
        [node],
        "lstm",
        [make.make_tensor_value_info("X", kind, x.shape)],
        [make.make_tensor_value_info("Y", kind, None)],
        [onnx.numpy_helper.from_array(array, name) for name, array in joined.items()],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 14)], ir_version=8)
    (y,) = runtime.InferenceSession(model.SerializeToString()).run(None, {"X": x})
    theirs = np.concatenate([y[:, 0], y[:, 1]], axis=-1)
    np.testing.assert_allclose(network.forward(built, x).y, theirs, atol=1e-5)
