"""The numbers that the course is built around, and the training run they come from."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_lib.activations import sigmoid
from lstm_lib.cell import State, Step, step, zero_state
from lstm_lib.layer import concat, layer
from lstm_lib.lstm import backward, forward
from lstm_lib.weights import LSTMWeights

# b, w_h, w_x
ROUNDED = LSTMWeights.from_blocks(
    i=[[0.62, 2.00, 1.65]], f=[[1.62, 2.70, 1.63]], g=[[-0.32, 1.41, 0.94]], o=[[0.59, 4.38, -0.19]]
)
COMPANIES = {"A": [0, 0.5, 0.25, 1], "B": [1, 0.5, 0.25, 1]}
TARGETS = {"A": 0.0, "B": 1.0}


def train_step(x: float, h: float = 1.0, c: float = 2.0) -> Step:
    return step(ROUNDED, np.array([x]), State(np.array([h]), np.array([c])))


@pytest.mark.parametrize(
    ("gate", "z", "a"),
    [("f", 5.95, 0.9974), ("i", 4.27, 0.9862), ("g", 2.03, 0.9661), ("o", 4.78, 0.9917)],
)
def test_the_gates_at_h_1_x_1_c_2(gate: str, z: float, a: float) -> None:
    row = getattr(ROUNDED, gate)
    pre_activation = row[0, 0] + row[0, 1] * 1 + row[0, 2] * 1
    assert pre_activation == pytest.approx(z, abs=1e-12)
    assert round(float(getattr(train_step(x=1), gate)[0]), 4) == a


def test_the_new_state_at_h_1_x_1_c_2() -> None:
    result = train_step(x=1)
    assert (round(float(result.c[0]), 4), round(float(result.h[0]), 4)) == (2.9476, 0.9862)


def test_a_pre_activation_of_minus_10_shuts_the_gate() -> None:
    assert round(float(sigmoid(-10)), 7) == 0.0000454
    shut = ROUNDED.copy()
    shut.i[:] = [[-10, 0, 0]]
    result = step(shut, [1.0], State(np.array([1.0]), np.array([2.0])))
    assert round(float(result.i[0]), 7) == 0.0000454
    assert float(result.c[0]) == pytest.approx(2 * float(result.f[0]), abs=5e-5)


def test_an_input_of_minus_10_is_another_thing() -> None:
    """It shuts the input gate harder, and the forget gate with it: the memory is gone."""
    z = concat(np.array([1.0]), np.array([-10.0]))
    assert 0.62 + 2.00 * z[0] + 1.65 * z[1] == pytest.approx(-13.88, abs=1e-12)
    result = train_step(x=-10)
    assert f"{layer(ROUNDED.i, z)[0]:.0e}" == f"{result.i[0]:.0e}" == "9e-07"
    assert f"{result.f[0]:.0e}" == "6e-06"
    assert abs(result.c[0]) < 2e-5


DAYS = {"A": [-0.1278, -0.0965, -0.1662, 0.0064], "B": [0.2764, 0.6117, 0.8670, 0.9694]}


@pytest.mark.parametrize("company", COMPANIES)
def test_the_companies_day_by_day(company: str) -> None:
    x = np.array(COMPANIES[company])
    state = zero_state(ROUNDED)
    for x_t, expected in zip(x, DAYS[company], strict=True):
        state = step(ROUNDED, [x_t], state).state
        assert round(float(state.h[0]), 4) == expected
    fast = forward(ROUNDED, x[:, None, None]).h.ravel()
    assert [round(float(h), 4) for h in fast] == DAYS[company]


START = LSTMWeights.from_blocks(
    i=[[0, 0.234462, 0.230333]],
    f=[[0, 0.33669, 0.128809]],
    g=[[0, -1.122856, -0.186328]],
    o=[[0, 2.208201, -0.637997]],
)
END = LSTMWeights.from_blocks(
    i=[[0.6204, 1.9983, 1.6525]],
    f=[[1.6234, 2.7043, 1.6307]],
    g=[[-0.3217, 1.4122, 0.9393]],
    o=[[0.5935, 4.3848, -0.1943]],
)
OUTPUTS = {
    0: [-0.0377, -0.0383],
    2000: [0.4342, 0.6171],
    3000: [0.2708, 0.7534],
    5000: [0.0022, 0.9693],
}


def outputs(weights: LSTMWeights) -> list[float]:
    x = np.array(list(COMPANIES.values())).T[:, :, None]
    return [round(float(h), 4) for h in forward(weights, x).state.h[:, 0]]


def test_the_published_training_run_ends_where_it_was_published_to_end() -> None:
    """Adam 1e-3, squared error of the last h, one example at a time, A then B."""
    weights = START.copy()
    updates = 0
    mean, square = np.zeros_like(weights.W), np.zeros_like(weights.W)
    examples = [(np.array(x)[:, None, None], TARGETS[company]) for company, x in COMPANIES.items()]
    seen = {0: outputs(weights)}
    for epoch in range(1, 5001):
        for x, target in examples:
            run = forward(weights, x)
            dh = 2 * (run.state.h - target)
            d = backward(run, dstate=State(dh, np.zeros_like(dh))).W
            updates += 1
            mean = 0.9 * mean + 0.1 * d
            square = 0.999 * square + 0.001 * d**2
            unbiased = mean / (1 - 0.9**updates), square / (1 - 0.999**updates)
            weights.W[...] -= 1e-3 * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)
        if epoch in OUTPUTS:
            seen[epoch] = outputs(weights)
    assert seen == OUTPUTS
    np.testing.assert_array_equal(weights.W.round(4), END.W)
