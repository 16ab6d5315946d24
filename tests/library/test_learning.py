"""Networks learn, from fixed seeds, beyond what can be had without learning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_lib._validation import Array
from lstm_lib.network import Network, forward
from lstm_lib.tasks import Batch, adding, reber, temporal_order, two_companies
from lstm_lib.training import Adam, Loss, cosine, cross_entropy, squared_error, train

FRESH = 2560
"""Number of sequences that the networks of 1997 were tested with."""


def learn(
    network: Network, batches: Callable[[int], Batch], loss: Loss, rate: float, steps: int
) -> None:
    optimizer = Adam(cosine(rate, steps))
    history = train(network, batches, loss, optimizer, steps, max_norm=1.0, progress=False)
    assert history.stopped == "steps"


def careful(inputs: int, outputs: int, seed: int) -> Network:
    """8 units that keep what they hold, and at first let little in."""
    network = Network.random(inputs, 8, outputs, np.random.default_rng(seed), forget_bias=5.0)
    network.layers[0][0].i[:, 0] = -4.0
    return network


def answers(network: Network, given: Batch) -> Array:
    return forward(network, given.x, lengths=given.lengths).y


def test_company_run_exact_to_four_decimals() -> None:
    both = two_companies.batch()
    one_by_one = [
        Batch(both.x[:, b], both.target[:, b], both.mask[:, b], both.lengths[b])
        for b in (slice(0, 1), slice(1, 2))
    ]
    unit = Network([(two_companies.published_start(),)])
    train(
        unit,
        lambda step: one_by_one[(step - 1) % 2],
        squared_error,
        Adam(0.001),
        steps=10_000,
        progress=False,
    )
    np.testing.assert_array_equal(unit.layers[0][0].W.round(4), two_companies.published_end().W)
    assert answers(unit, both)[-1, :, 0].round(4).tolist() == [0.0022, 0.9693]


def test_adding_problem_of_100_steps() -> None:
    network = careful(inputs=2, outputs=1, seed=0)
    test = adding.batch(np.random.default_rng(1), FRESH)
    before = adding.is_correct(answers(network, test), test).mean()
    learn(
        network,
        lambda step: adding.batch(np.random.default_rng((0, step)), 32),
        squared_error,
        rate=0.05,
        steps=1000,
    )
    y = answers(network, test)
    always_half = np.full_like(y, 0.5)
    assert 0.03 < squared_error(always_half, test.target, test.mask)[0] < 0.05
    assert adding.is_correct(always_half, test).mean() < 0.2
    assert before < 0.2
    assert squared_error(y, test.target, test.mask)[0] < adding.baseline() / 100
    assert adding.is_correct(y, test).mean() >= 0.99


def test_embedded_reber_grammar_on_strings_never_seen() -> None:
    steps, B = 1500, 32
    shown = reber.strings(np.random.default_rng((0, 1)), steps * B)
    unseen = reber.strings(np.random.default_rng((0, 2)), 1000, without=shown)
    usual = reber.strings(np.random.default_rng((0, 3)), 1000)
    network = Network.random(7, 32, 7, np.random.default_rng(0))
    tests = [reber.encode(texts) for texts in (unseen, usual)]
    assert not any(reber.is_correct(answers(network, test), test).any() for test in tests)
    learn(
        network,
        lambda step: reber.encode(shown[B * (step - 1) : B * step]),
        cross_entropy,
        rate=0.02,
        steps=steps,
    )
    for test in tests:
        y = answers(network, test)
        assert reber.is_correct(y, test).all()
        rows, before_last = np.arange(1000), test.lengths - 2
        outer = y[before_last, rows].argmax(axis=-1)
        np.testing.assert_array_equal(outer, test.x[1].argmax(axis=-1))
        by_heart = test.target[before_last, rows] == reber.SYMBOLS.index("T")
        assert 0.4 < by_heart.mean() < 0.6  # who forgets the second symbol has half of the strings


def test_temporal_order_of_100_steps() -> None:
    network = careful(inputs=8, outputs=4, seed=0)
    test = temporal_order.batch(np.random.default_rng(1), FRESH)
    before = temporal_order.is_correct(answers(network, test), test).mean()
    learn(
        network,
        lambda step: temporal_order.batch(np.random.default_rng((0, step)), 32),
        cross_entropy,
        rate=0.03,
        steps=1000,
    )
    shares = np.bincount(test.target[test.mask], minlength=4) / FRESH
    assert shares.max() < temporal_order.chance() + 0.05
    assert before < 0.3
    assert temporal_order.is_correct(answers(network, test), test).mean() > 0.99
