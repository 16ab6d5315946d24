"""`train` takes any model with parameters, forward and backward."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from training_runs import batches, same, small

from lstm_lib import network
from lstm_lib.tasks import Batch
from lstm_lib.training import SGD, Adam, squared_error, train
from lstm_lib.variants import VARIANTS


class WithHead:
    """A variant and a linear head, in the fewest lines that do."""

    def __init__(self, name: str, D: int, H: int, K: int) -> None:
        rng, self.variant = np.random.default_rng(0), VARIANTS[name]
        shapes = self.variant.weight_shapes(D, H)
        self.parameters = {n: rng.normal(size=s) / np.sqrt(s[-1]) for n, s in shapes.items()}
        self.names = list(shapes)
        self.parameters["head"] = rng.normal(size=(K, H)) / np.sqrt(H)

    @property
    def weights(self) -> list[np.ndarray]:
        return [self.parameters[name] for name in self.names]

    def forward(self, x: Any, state: Any, lengths: Any, rng: Any) -> Any:
        output = self.variant.forward(*self.weights, x, state)
        fields = {name: value[-1] for name, value in output._asdict().items()}
        y = output.h @ self.parameters["head"].T
        return SimpleNamespace(y=y, state=type(output)(**fields).state, output=output, x=(x, state))

    def backward(self, output: Any, dy: np.ndarray) -> dict[str, np.ndarray]:
        x, state = output.x
        dh = dy @ self.parameters["head"]
        gradients = self.variant.backward(*self.weights, x, state, output.output, dh)
        dV = np.einsum("tbk,tbh->kh", dy, output.output.h)
        return dict(zip(self.names, gradients, strict=False)) | {"head": dV}


def whole(step: int) -> Batch:
    """Sequences of equal length, since these variants take no lengths."""
    rng = np.random.default_rng(step)
    x = rng.uniform(-1, 1, size=(8, 16, 2))
    target = np.cumsum(x[..., :1], axis=0) / 4
    return Batch(x, target, np.ones((8, 16), bool), np.full(16, 8))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_learns(name: str) -> None:
    model = WithHead(name, 2, 8, 1)
    history = train(model, whole, squared_error, Adam(0.02), 100, max_norm=1.0, progress=False)
    assert history.loss[-10:].mean() < 0.5 * history.loss[:10].mean()


@pytest.mark.parametrize("name", VARIANTS)
def test_a_model_is_given_the_state_that_it_returned(name: str) -> None:
    seen: list[Any] = []

    class Recording(WithHead):
        def forward(self, x: Any, state: Any, lengths: Any, rng: Any) -> Any:
            output = super().forward(x, state, lengths, rng)
            seen.append((state, output.state))
            return output

    model = Recording(name, 2, 3, 1)
    train(model, whole, squared_error, SGD(0.01), 3, carry_state=True, progress=False)
    assert seen[0][0] is None
    assert all(seen[k + 1][0] is seen[k][1] for k in range(2))


def test_a_network_and_a_model_around_it_are_trained_alike() -> None:
    class Around:
        def __init__(self) -> None:
            self.network = small()
            self.parameters = self.network.parameters

        def forward(self, *arguments: Any) -> network.NetworkOutput:
            return network.forward(self.network, *arguments)

        def backward(self, output: Any, dy: np.ndarray) -> dict[str, np.ndarray]:
            return network.backward(output, dy).parameters

    ours, theirs = Around(), small()
    histories = [
        train(model, batches, squared_error, SGD(0.1), 5, max_norm=0.5, progress=False)
        for model in (ours, theirs)
    ]
    same(list(histories[0]), list(histories[1]))
    same(ours.parameters, theirs.parameters)


def test_a_model_can_be_stopped_early_and_resumed(tmp_path: Path) -> None:
    def model() -> WithHead:
        return WithHead("gru", 2, 4, 1)

    def run(steps: int, file: str = "c.npz") -> Any:
        trained = model()
        history = train(
            trained,
            whole,
            squared_error,
            Adam(0.01),
            steps,
            validate=lambda model: float(np.square(model.parameters["head"]).sum()),
            validate_every=3,
            checkpoint=tmp_path / file,
            progress=False,
        )
        return list(history), trained.parameters

    run(5)
    same(run(12), run(12, "other.npz"))


def test_only_a_networks_states_can_be_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="checkpoint: expected a Network with carry_state"):
        train(
            WithHead("rnn", 2, 4, 1),
            whole,
            squared_error,
            SGD(0.1),
            1,
            carry_state=True,
            checkpoint=tmp_path / "c.npz",
            progress=False,
        )


def test_an_output_of_a_model_that_overflows_stops_the_run() -> None:
    class Overflowing(WithHead):
        def forward(self, x: Any, state: Any, lengths: Any, rng: Any) -> Any:
            output = super().forward(x, state, lengths, rng)
            output.y[0, 0, 0] = np.inf
            return output

    with pytest.raises(FloatingPointError, match="step 1: expected a finite loss"):
        train(Overflowing("rnn", 2, 4, 1), whole, squared_error, SGD(0.1), 1, progress=False)


def test_weights_that_are_not_finite_at_the_start_are_named() -> None:
    broken = small()
    broken.layers[0][0].W[0, 0] = np.nan
    with pytest.raises(ValueError, match="W: expected finite numbers, got nan"):
        train(broken, batches, squared_error, SGD(0.1), 1, progress=False)
