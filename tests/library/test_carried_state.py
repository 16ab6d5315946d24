"""Training with carried states: truncated backpropagation through time over a stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training_runs import batches, same, small

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.tasks import Batch
from lstm_lib.training import SGD, Adam, History, squared_error, train

T, B, PIECES = 6, 4, 5
STREAM = np.random.default_rng(0).normal(size=(PIECES * T, B, 2))
TARGET = np.cumsum(STREAM[..., :1], axis=0) / 10


def piece(step: int) -> Batch:
    """Piece 1 … PIECES of the stream, then from its beginning again."""
    at = (step - 1) % PIECES * T
    everywhere, lengths = np.ones((T, B), bool), np.full(B, T)
    return Batch(STREAM[at : at + T], TARGET[at : at + T], everywhere, lengths)


def begins_later(step: int) -> bool:
    """True for every step but those at the beginning of the stream."""
    return step % PIECES != 1


def run(model: Network, steps: int, optimizer: Any = None, **options: Any) -> History:
    optimizer = optimizer or SGD(0.1, momentum=0.5)
    return train(model, piece, squared_error, optimizer, steps, progress=False, **options)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("carry_state", [True, begins_later], ids=["always", "by step"])
def test_each_step_starts_from_the_final_states_of_the_one_before(
    carry_state: Any, layers: int
) -> None:
    ours, theirs = small(layers=layers), small(layers=layers)
    history = run(ours, 12, carry_state=carry_state)
    optimizer, state = SGD(0.1, momentum=0.5), None
    for step in range(1, 13):
        if callable(carry_state) and not carry_state(step):
            state = None
        output = network.forward(theirs, piece(step).x, state)
        loss, dy = squared_error(output.y, piece(step).target)
        assert history.loss[step - 1] == loss
        optimizer.step(theirs.parameters, network.backward(output, dy).parameters)
        state = output.state
    same(ours.parameters, theirs.parameters)


def test_without_it_each_step_starts_from_zero() -> None:
    carried, plain = run(small(), 5, carry_state=True), run(small(), 5)
    assert carried.loss[0] == plain.loss[0]
    assert (carried.loss[1:] != plain.loss[1:]).all()


def test_losses_as_pytorch() -> None:
    """Detached states, the same weights, plain gradient descent."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    ours = small(layers=1)
    theirs = torch.nn.LSTM(2, 4, dtype=torch.float64)
    linear = torch.nn.Linear(4, 1, dtype=torch.float64)
    W, head = ours.layers[0][0].W, ours.head
    assert head is not None
    with torch.no_grad():
        theirs.weight_ih_l0[...] = torch.tensor(W[:, 5:])
        theirs.weight_hh_l0[...] = torch.tensor(W[:, 1:5])
        theirs.bias_ih_l0[...] = torch.tensor(W[:, 0])
        theirs.bias_hh_l0[...] = 0
        linear.weight[...] = torch.tensor(head[:, 1:])
        linear.bias[...] = torch.tensor(head[:, 0])
    theirs.bias_hh_l0.requires_grad_(False)  # one bias, as here
    history = run(ours, 8, SGD(0.1), carry_state=True)
    parameters = [p for p in (*theirs.parameters(), *linear.parameters()) if p.requires_grad]
    descent, state = torch.optim.SGD(parameters, lr=0.1), None
    for step in range(1, 9):
        h, state = theirs(torch.tensor(piece(step).x), state)
        loss = ((linear(h) - torch.tensor(piece(step).target)) ** 2).mean()
        assert history.loss[step - 1] == pytest.approx(loss.item(), rel=1e-11)
        descent.zero_grad()
        loss.backward()
        descent.step()
        state = tuple(part.detach() for part in state)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cut", [1, 4, 7])
def test_a_checkpoint_keeps_the_states(cut: int, layers: int, tmp_path: Path) -> None:
    whole, first, second = (small(seed, layers=layers) for seed in (0, 0, 1))
    history = run(whole, 9, Adam(0.01), carry_state=begins_later)
    options = {"carry_state": begins_later, "checkpoint": tmp_path / "c.npz"}
    run(first, cut, Adam(0.01), **options)
    resumed = run(second, 9, Adam(0.01), **options)
    same(list(resumed), list(history))
    same(second.parameters, whole.parameters)


def test_two_directions_cannot_carry_a_state() -> None:
    with pytest.raises(ValueError, match="carry_state: expected layers of one direction"):
        run(small(bidirectional=True), 1, carry_state=True)


def test_another_batch_size_is_named() -> None:
    def growing(step: int) -> Batch:
        batch = batches(step)
        return batch if step == 1 else Batch(*(part[..., :3] for part in batch))

    with pytest.raises(ValueError, match=r"state\[0\]\[0\]\.h: expected shape \(B, H\)") as caught:
        train(
            small(),
            lambda step: growing(step)._replace(x=batches(step).x[:, : 5 - step]),
            lambda y, target, mask: (float((y * y).sum()), 2 * y),
            SGD(0.01),
            2,
            carry_state=True,
            progress=False,
        )
    assert "step 2" in caught.value.__notes__[0]
