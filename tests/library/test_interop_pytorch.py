"""PyTorch's models: read in every form in which they are handed over, with their outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from torch_models import B, D, H, Tagger, assert_equal, expected, inputs, torch

from lstm_lib import network
from lstm_lib.interop import from_pytorch, network_from_pytorch
from lstm_lib.network import Network


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("layers", [1, 3])
def test_a_state_dict_is_read_whole(layers: int, bidirectional: bool, bias: bool) -> None:
    model = Tagger(layers, bidirectional, bias)
    assert_equal(network_from_pytorch(model.state_dict(), head="fc"), expected(model))
    without_head = network_from_pytorch(model.state_dict(), prefix="lstm")
    with torch.no_grad():
        assert_equal(without_head, model.lstm(torch.tensor(inputs()))[0].numpy())


FORMS: dict[str, Any] = {
    "model": lambda model: model,
    "state_dict": lambda model: model.state_dict(),
    "parameters": lambda model: dict(model.named_parameters()),  # these require gradients
    "NumPy": lambda model: {n: a.numpy() for n, a in model.state_dict().items()},
    "Lightning": lambda model: {"state_dict": model.state_dict(), "epoch": 3, "callbacks": {}},
    "checkpoint": lambda model: {"model": model.state_dict(), "optimizer": {"state": {}}},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_model_is_read_in_every_form(form: str) -> None:
    model = Tagger(2)
    assert_equal(network_from_pytorch(FORMS[form](model), head="fc"), expected(model))


@pytest.mark.parametrize("wrapper", ["module.", "model.net."])
def test_prefixes_are_found(wrapper: str) -> None:
    model = Tagger(2, bidirectional=True)
    wrapped = {wrapper + name: a for name, a in model.state_dict().items()}
    assert_equal(network_from_pytorch(wrapped, head=f"{wrapper}fc"), expected(model))
    alone = network_from_pytorch(wrapped, prefix=f"{wrapper}lstm")
    assert len(alone.layers) == 2 and alone.head is None


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_becomes_float32(dtype: torch.dtype) -> None:
    model = Tagger(2).to(dtype)
    built = network_from_pytorch(model.state_dict(), head="fc")
    assert built.dtype == np.float32
    assert_equal(built, expected(model.float()))


def test_float64_stays_float64() -> None:
    assert network_from_pytorch(Tagger(2).double().state_dict(), head="fc").dtype == np.float64


def test_an_lstm_cell_is_read() -> None:
    cell = torch.nn.LSTMCell(D, H)
    state, x = (torch.zeros(B, H), torch.zeros(B, H)), torch.tensor(inputs())
    with torch.no_grad():
        for x_t in x:
            state = cell(x_t, state)
    for built in (network_from_pytorch(cell), Network([(from_pytorch(cell.state_dict()),)])):
        ours = network.forward(built, inputs()).state[0][0]
        np.testing.assert_allclose(ours.c, state[1].numpy(), atol=1e-6)


def test_one_layer_is_read_from_any_place() -> None:
    state = Tagger(2, bidirectional=True).lstm.state_dict()
    whole = network_from_pytorch(state)
    for k, layer in enumerate(whole.layers):
        for way, weights in zip(("", "_reverse"), layer, strict=True):
            end = f"_l{k}{way}"
            one = {f"lstm.{n}": a for n, a in state.items() if n.endswith(end)}
            np.testing.assert_array_equal(from_pytorch(one).W, weights.W)


two = {"a.weight_ih_l0": np.ones((12, 2)), "a.weight_hh_l0": np.ones((12, 3))}
two |= {name.replace("a.", "b."): a for name, a in two.items()}
PYTORCH_REFUSED: list[tuple[Any, type[Exception], str]] = [
    (lambda: network_from_pytorch(Tagger()), ValueError, r"got also fc\.weight \(5, 4\), fc\.bias"),
    (lambda: network_from_pytorch(two), ValueError, r"expected one LSTM, got 'a\.', 'b\.'; pass"),
    (lambda: network_from_pytorch({"fc.weight": np.ones((2, 3))}), ValueError, "weight_ih_l0, got"),
    (
        lambda: network_from_pytorch(Tagger(), prefix="rnn"),
        ValueError,
        r"names such as rnn\.weight_ih_l0, got lstm\.weight_ih_l0 \(16, 2\)",
    ),
    (lambda: network_from_pytorch(Tagger(), head="out"), ValueError, r"got also fc\.weight"),
    (
        lambda: network_from_pytorch(Tagger(), prefix="lstm", head="out"),
        ValueError,
        r"out\.weight: expected an array of this name",
    ),
    (
        lambda: network_from_pytorch("model.pt"),
        TypeError,
        r"got the path model\.pt\. .*torch\.load",
    ),
    (lambda: network_from_pytorch([1]), TypeError, "state_dict: expected a dictionary"),
    (
        lambda: network_from_pytorch(torch.nn.LSTM(2, 3, proj_size=2)),
        ValueError,
        r"weight_hr_l0: expected only .* projections",
    ),
    (lambda: network_from_pytorch(torch.nn.GRU(2, 3)), ValueError, r"weight_hh_l0: .* an nn\.GRU"),
    (lambda: network_from_pytorch(torch.nn.RNN(2, 3)), ValueError, r"weight_hh_l0: .* an nn\.RNN"),
    (lambda: from_pytorch(Tagger().state_dict()), ValueError, "network_from_pytorch reads all"),
    (
        lambda: network_from_pytorch({n: a for n, a in two.items() if n == "a.weight_hh_l0"}),
        ValueError,
        r"a\.weight_ih_l0: expected an array of this name, got only a\.weight_hh_l0",
    ),
    (
        lambda: network_from_pytorch(
            {n.replace("l0", "l1"): a for n, a in two.items() if n[0] == "a"}
        ),
        ValueError,
        r"a\.weight_ih_l0: expected an array of this name, got none",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), PYTORCH_REFUSED)
def test_what_pytorch_models_cannot_be_read_is_explained(
    call: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
