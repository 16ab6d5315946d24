"""Networks: every gradient by finite differences, against PyTorch and onnxruntime."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_lib import network, sequence
from lstm_lib.cell import State
from lstm_lib.gradient_check import check_gradient
from lstm_lib.layouts import to_onnx, to_pytorch
from lstm_lib.losses import squared_error
from lstm_lib.network import Network
from lstm_lib.optimizers import Adam, clip_by_norm
from lstm_lib.weights import LSTMWeights

T, B, D, H, K = 5, 4, 3, 2, 2
LENGTHS = np.array([5, 0, 1, 3])


def made(
    layers: int = 2,
    both: bool = False,
    outputs: int | None = K,
    dropout: float = 0.0,
    dtype: Any = np.float64,
) -> Network:
    rng = np.random.default_rng(1)
    built = Network.random(D, H, outputs, rng, layers, both, dropout, dtype=dtype)
    for w in built.parameters.values():
        w += 0.3 * rng.normal(size=w.shape).astype(dtype)  # biases too
    return built


def inputs(dtype: Any = np.float64) -> np.ndarray:
    return np.random.default_rng(2).normal(size=(T, B, D)).astype(dtype)


def states(built: Network) -> network.States:
    rng = np.random.default_rng(3)
    return [
        tuple(State(*rng.normal(size=(2, B, w.units))) for w in layer) for layer in built.layers
    ]


@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("outputs", [None, K])
@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["all", "lengths"])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
def test_every_gradient_by_finite_differences(
    layers: int, both: bool, lengths: np.ndarray | None, outputs: int | None, dropout: float
) -> None:
    built, x = made(layers, both, outputs, dropout), inputs()
    state = states(built)
    dy = np.random.default_rng(4).normal(size=(T, B, built.outputs))

    def run() -> network.Run:
        return network.forward(built, x, state, lengths, np.random.default_rng(5))

    gradients = network.backward(run(), dy)
    assert gradients.parameters.keys() == built.parameters.keys()
    for name, w in built.parameters.items():
        check_gradient(lambda: float(np.vdot(run().y, dy)), w, gradients.parameters[name], 1e-8)
    check_gradient(lambda: float(np.vdot(run().y, dy)), x, gradients.x, 1e-8)


def test_one_layer_is_the_sequence() -> None:
    built, x = made(1, outputs=None), inputs()
    ((weights,),) = built.layers
    run, expected = (
        network.forward(built, x, lengths=LENGTHS),
        sequence.forward(weights, x, lengths=LENGTHS),
    )
    np.testing.assert_array_equal(run.y, expected.h)
    np.testing.assert_array_equal(run.state[0][0].c, expected.state.c)
    dy = np.random.default_rng(4).normal(size=run.y.shape)
    found, d = network.backward(run, dy), sequence.backward(expected, dy)
    np.testing.assert_array_equal(found.parameters["layer_1.W"], d.W)
    np.testing.assert_array_equal(found.x, d.x)


def test_the_head_is_a_layer_without_activation() -> None:
    built, x = made(1), inputs()
    run = network.forward(built, x)
    np.testing.assert_allclose(run.y, built.head[:, 0] + run.h @ built.head[:, 1:].T, atol=1e-15)


@pytest.mark.parametrize("both", [False, True])
def test_what_lies_past_the_end_is_not_looked_at(both: bool) -> None:
    built, x = made(2, both), inputs()
    past = np.arange(T)[:, None] >= LENGTHS
    dirty = np.where(past[..., None], np.nan, x)
    dy = np.random.default_rng(4).normal(size=(T, B, K))
    clean_run, run = (network.forward(built, data, lengths=LENGTHS) for data in (x, dirty))
    np.testing.assert_array_equal(run.y, clean_run.y)
    assert not run.y[past].any()
    expected = network.backward(clean_run, dy)
    found = network.backward(run, np.where(past[..., None], np.nan, dy))
    assert not found.x[past].any()
    for name, d in found.parameters.items():
        np.testing.assert_array_equal(d, expected.parameters[name])


@pytest.mark.parametrize("both", [False, True])
def test_each_sequence_is_on_its_own(both: bool) -> None:
    """A batch with lengths gives each sequence what it gets alone, at its own length."""
    built, x = made(2, both), inputs()
    run = network.forward(built, x, lengths=LENGTHS)
    for b, length in enumerate(LENGTHS):
        if length:
            alone = network.forward(built, x[:length, [b]])
            np.testing.assert_allclose(run.y[:length, b], alone.y[:, 0], atol=1e-15)
            for one, whole in zip(sum(alone.state, ()), sum(run.state, ()), strict=True):
                np.testing.assert_allclose(whole.h[b], one.h[0], atol=1e-15)


def test_backward_in_time_is_forward_on_the_reversed_sequence() -> None:
    built, x = made(1, both=True, outputs=None), inputs()
    ahead, back = built.layers[0]
    run = network.forward(built, x)
    np.testing.assert_array_equal(run.y[..., :H], sequence.forward(ahead, x).h)
    np.testing.assert_array_equal(run.y[..., H:], sequence.forward(back, x[::-1]).h[::-1])


def test_a_run_goes_on_from_where_another_ended() -> None:
    built, x = made(3), inputs()
    whole = network.forward(built, x)
    first = network.forward(built, x[:2])
    rest = network.forward(built, x[2:], first.state)
    np.testing.assert_allclose(np.concatenate([first.y, rest.y]), whole.y, atol=1e-15)


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
    if lengths is None:
        h, (h_end, c_end) = model(asked)
    else:
        packing = torch.nn.utils.rnn
        packed = packing.pack_padded_sequence(asked, lengths, enforce_sorted=False)
        h, (h_end, c_end) = model(packed)
        h, _ = packing.pad_packed_sequence(h)
    ends = np.full(B, T) if lengths is None else lengths
    inside = torch.tensor((np.arange(T)[:, None] < ends)[..., None])
    y = (V[:, 0] + h @ V[:, 1:].T) * inside
    dy = np.random.default_rng(4).normal(size=(T, B, K))
    y.backward(torch.tensor(dy))
    run = network.forward(built, x, lengths=lengths)
    close = {"rtol": 0, "atol": 1e-10}
    np.testing.assert_allclose(run.y, y.detach().numpy(), **close)
    for k, state in enumerate(sum(run.state, ())):
        np.testing.assert_allclose(state.h, h_end[k].detach().numpy(), **close)
        np.testing.assert_allclose(state.c, c_end[k].detach().numpy(), **close)
    found = network.backward(run, dy)
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


def test_dropout_keeps_the_mean_and_only_in_training() -> None:
    rng = np.random.default_rng(0)
    built = Network.random(3, 40, None, rng, layers=2, dropout=0.25)
    x = rng.normal(size=(20, 50, 3))
    calm = network.forward(built, x)
    np.testing.assert_array_equal(network.forward(built, x).y, calm.y)
    seen: list[np.ndarray] = []
    top = built.layers[1][0]

    def spy(weights: LSTMWeights, data: np.ndarray, *more: Any) -> sequence.Forward:
        if weights is top:
            seen.append(data)
        return original(weights, data, *more)

    original = sequence.forward
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence, "forward", spy)
        network.forward(built, x, rng=rng)
        network.forward(built, x)
    dropped, whole = seen
    kept = dropped != 0
    assert abs(kept.mean() - 0.75) < 0.01
    np.testing.assert_allclose(dropped[kept], (whole / 0.75)[kept], rtol=1e-14)


def test_one_layer_drops_nothing() -> None:
    built, x = made(1, dropout=0.9), inputs()
    with_rng = network.forward(built, x, rng=np.random.default_rng(0)).y
    np.testing.assert_array_equal(with_rng, network.forward(built, x).y)


def test_parameters_are_the_weights_themselves() -> None:
    built = made(2, both=True)
    assert list(built.parameters) == [
        "layer_1.W",
        "layer_1.backward.W",
        "layer_2.W",
        "layer_2.backward.W",
        "head",
    ]
    built.parameters["layer_2.backward.W"][...] = 7
    assert (built.layers[1][1].W == 7).all()
    other = built.copy()
    other.parameters["head"][...] = 0
    assert built.head.all()


def test_random_draws_what_was_asked_for() -> None:
    built = Network.random(6, 50, 9, np.random.default_rng(0), layers=2, bidirectional=True)
    assert (built.inputs, built.outputs, len(built.layers)) == (6, 9, 2)
    assert [weights.inputs for layer in built.layers for weights in layer] == [6, 6, 100, 100]
    assert abs(built.head[:, 1:].std() * np.sqrt(100) - 1) < 0.05
    assert not built.head[:, 0].any()
    assert (built.layers[1][0].f[:, 0] == 1).all()
    assert Network.random(6, 5, None, np.random.default_rng(0)).outputs == 5
    assert repr(built) == "Network(6 → 100 → 100 → head 9, float64)"


@pytest.mark.parametrize("outputs", [None, K])
def test_saved_and_loaded(outputs: int | None, tmp_path: Path) -> None:
    built = made(2, True, outputs, 0.3, np.float32)
    built.save(tmp_path / "n.npz")
    found = Network.load(tmp_path / "n.npz")
    assert found.dropout == 0.3
    assert found.parameters.keys() == built.parameters.keys()
    for name, w in built.parameters.items():
        np.testing.assert_array_equal(found.parameters[name], w, strict=True)


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    made().layers[0][0].save(tmp_path / "w.npz")
    with pytest.raises(
        ValueError, match=r"w\.npz: expected an \.npz file written by Network\.save"
    ):
        Network.load(tmp_path / "w.npz")


def test_a_training_step_allocates_nothing_that_grows_with_the_steps_before() -> None:
    built, x, optimizer = made(dtype=np.float32), inputs(np.float32), Adam(0.001)

    def step() -> None:
        run = network.forward(built, x)
        _, dy = squared_error(run.y, x[..., :K])
        gradients = network.backward(run, dy).parameters
        clip_by_norm(gradients, 1.0)
        optimizer.step(built.parameters, gradients)

    def peak(steps: int) -> int:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(steps):
            step()
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        peak(5)
        early = peak(3)
        peak(200)
        assert peak(3) <= early + 512
    finally:
        tracemalloc.stop()


WEIGHTS = LSTMWeights.random(H, D, np.random.default_rng(0))
WIDE = LSTMWeights.random(H, 2 * H, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([],), ValueError, "layers: expected at least one layer, got none"),
        (([()],), ValueError, "layer 1: expected one LSTMWeights, or two, got 0"),
        (([(WEIGHTS.W,)],), TypeError, "layer 1: expected a tuple of LSTMWeights, got"),
        (([WEIGHTS],), TypeError, "layer 1: expected a tuple of LSTMWeights, got LSTMWeights"),
        (([(WEIGHTS,), (WIDE,)],), ValueError, "layer 2: expected D = 2, got D = 4"),
        (([(WEIGHTS, WIDE)],), ValueError, "layer 1: expected D = 3, got D = 4"),
        (
            ([(WEIGHTS, LSTMWeights.random(3, D, np.random.default_rng(0)))],),
            ValueError,
            "layer 1: expected H = 2 in both directions, got 3",
        ),
        (([(WEIGHTS, WEIGHTS.astype("float32"))],), TypeError, "layer 1: expected float64"),
        (
            ([(WEIGHTS,)], np.zeros((K, 2))),
            ValueError,
            r"head: expected shape \(K, 1\+H\) with 1\+H = 3",
        ),
        (([(WEIGHTS,)], np.zeros((K, 3), "float32")), TypeError, "head: expected float64"),
        (([(WEIGHTS,)], None, 1.0), ValueError, "dropout: expected 0 ≤ dropout < 1, got 1.0"),
    ],
)
def test_what_does_not_fit_together_is_named(arguments, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        Network(*arguments)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda n: network.forward(n, inputs()[..., :2]), ValueError, "x: expected shape"),
        (lambda n: network.forward(n, inputs("float32")), TypeError, "x: expected float64"),
        (lambda n: network.forward(n, inputs() * np.inf), ValueError, "x: expected finite numbers"),
        (lambda n: network.forward(n, inputs(), [()]), ValueError, "state: expected one State for"),
        (
            lambda n: network.forward(n, inputs(), lengths=[9] * B),
            ValueError,
            "lengths: expected 0",
        ),
        (lambda n: network.backward(n, inputs()), TypeError, "run: expected what network.forward"),
        (
            lambda n: network.backward(network.forward(n, inputs()), inputs()),
            ValueError,
            r"dy: expected shape \(T, B, K\) with T = 5, B = 4, K = 2, got \(5, 4, 3\)",
        ),
        (
            lambda n: network.backward(network.forward(n, inputs()), np.full((T, B, K), np.nan)),
            ValueError,
            "dy: expected finite numbers, got nan",
        ),
        (
            lambda n: Network.random(0, 1, 1, np.random.default_rng()),
            ValueError,
            "inputs: expected D",
        ),
        (
            lambda n: Network.random(1, 1, 0, np.random.default_rng()),
            ValueError,
            "outputs: expected K",
        ),
        (lambda n: Network.random(1, 1, 1, 7), TypeError, "rng: expected a numpy.random.Generator"),
        (
            lambda n: Network.random(1, 1, 1, np.random.default_rng(), layers=0),
            ValueError,
            "layers: expected layers ≥ 1, got 0",
        ),
    ],
)
def test_wrong_arguments_are_named(call, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=message):
        call(made())


def test_a_run_is_differentiated_once() -> None:
    run = network.forward(made(), inputs())
    network.backward(run, np.zeros((T, B, K)))
    with pytest.raises(RuntimeError, match="has been differentiated"):
        network.backward(run, np.zeros((T, B, K)))
