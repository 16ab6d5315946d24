"""Sampling: frequencies, temperature by its laws, and the state that is carried."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lstm_lib import network
from lstm_lib.network import Network
from lstm_lib.sampling import draw, sample, with_temperature
from lstm_lib.training import softmax


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


class Fixed(np.random.Generator):
    """A generator whose numbers are known."""

    def __init__(self, *numbers: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.numbers = numbers

    def random(self, size: Any = None) -> Any:  # type: ignore[override]
        return np.resize(self.numbers, size)


def small(seed: int = 0) -> Network:
    return Network.random(4, 6, 4, rng(seed))


def test_a_draw_by_hand() -> None:
    p = [[0.25, 0.5, 0.25]] * 4
    assert draw(p, Fixed(0.0, 0.25, 0.74, 0.75)).tolist() == [0, 1, 1, 2]


def test_a_sum_just_below_one_draws_the_final_symbol() -> None:
    p = np.full((1, 10), np.float32(0.1))
    assert draw(p, Fixed(1 - 2**-53)).tolist() == [9]


def test_a_symbol_without_probability_is_never_drawn() -> None:
    assert draw([[0.0, 1.0, 0.0]], Fixed(0.0)).tolist() == [1]


def test_draws_have_the_given_frequencies() -> None:
    p, count = np.array([0.1, 0.2, 0.3, 0.4]), 40_000
    found = np.bincount(draw(np.tile(p, (count, 1)), rng()), minlength=4)
    assert np.all(np.abs(found - count * p) < 5 * np.sqrt(count * p * (1 - p)))


def test_each_row_has_its_own_random_number() -> None:
    drawn = draw(np.full((1000, 2), 0.5), rng())
    assert 400 < drawn.sum() < 600


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_temperature_divides_the_log_odds(temperature: float) -> None:
    y = rng().normal(size=(3, 5))
    p, usual = np.log(with_temperature(y, temperature)), np.log(softmax(y))
    np.testing.assert_allclose(np.diff(p), np.diff(usual) / temperature, rtol=1e-10)
    np.testing.assert_allclose(np.exp(p).sum(axis=-1), 1, rtol=1e-12)


def test_temperature_at_its_limits() -> None:
    y = np.array([1.0, 3.0, 2.0])
    np.testing.assert_allclose(with_temperature(y, 1e-3), [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(with_temperature(y, 1e6), [1 / 3] * 3, rtol=1e-5)
    np.testing.assert_array_equal(with_temperature([1e4, -1e4], 0.1), [1, 0])  # no overflow


def test_sampling_carries_the_state_and_feeds_each_symbol_back() -> None:
    """The same as running the whole text again for each symbol, without a state."""
    net, one_hot = small(), np.eye(4)
    again, texts = rng(5), np.zeros((1, 3), int)
    for _ in range(12):
        y = network.forward(net, one_hot[texts]).y[-1]
        texts = np.concatenate([texts, draw(softmax(y / 0.7), again)[None]])
    expected = [[*row[1:], 0] for row in texts.T.tolist()]
    expected = [row[: row.index(0)] for row in expected]
    assert sample(net, rng(5), 3, temperature=0.7, longest=12) == expected


def test_samples_of_a_network_without_memory_have_its_frequencies() -> None:
    net = Network.random(3, 2, 3, rng())
    net.layers[0][0].W[...] = 0
    net.head[...] = 0
    net.head[:, 0] = np.log([0.2, 0.5, 0.3])
    texts = sample(net, rng(), 2000, longest=200)
    symbols = np.concatenate(texts)
    lengths = np.array([len(text) for text in texts])
    assert abs(lengths.mean() - 4) < 5 * np.sqrt(20 / 2000)  # geometric: 0.8 / 0.2
    assert abs(np.mean(symbols == 1) - 5 / 8) < 5 * np.sqrt(15 / 64 / len(symbols))


def test_a_text_that_does_not_end_is_cut_off() -> None:
    net = small()
    net.head[0, 0] = -1e3
    assert [len(text) for text in sample(net, rng(), 5, longest=7)] == [7] * 5


def test_writing_stops_when_every_text_has_ended() -> None:
    net = small()
    assert net.head is not None
    net.head[0, 0] = 100  # the end is certain
    used, once = rng(3), rng(3)
    assert sample(net, used, 5, longest=7) == [[]] * 5
    once.random(5)
    assert used.random() == once.random()


def test_float32_networks_can_write() -> None:
    net = Network.random(4, 6, 4, rng(), dtype=np.float32)
    assert len(sample(net, rng(), 5)) == 5


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (TypeError, "rng", (small(), 7, 1)),
        (ValueError, "count", (small(), rng(), 0)),
        (ValueError, "temperature", (small(), rng(), 1, 0.0)),
        (ValueError, "longest", (small(), rng(), 1, 1.0, 0)),
        (ValueError, "outputs", (Network.random(4, 6, 3, rng()), rng(), 1)),
    ],
)
def test_sampling_rejects_wrong_arguments(
    error: type[Exception], message: str, arguments: Any
) -> None:
    with pytest.raises(error, match=message):
        sample(*arguments)


@pytest.mark.parametrize("p", [[0.5, 0.5], [[0.5, 0.6]], [[-0.5, 1.5]], [[np.nan, 1.0]]])
def test_a_draw_rejects_what_is_not_a_distribution(p: Any) -> None:
    with pytest.raises(ValueError, match="p: "):
        draw(p, rng())
