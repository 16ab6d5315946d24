"""Free-running forecasts: a network reads the past, then reads its own outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lstm_lib import network
from lstm_lib._validation import Array, as_size
from lstm_lib.network import Network


def free_run(net: Network, x: ArrayLike, steps: int) -> Array:
    """Forecast `steps` values: ŷ_1 after the past x, then ŷ_{k+1} with ŷ_k as the next input.

    The state is carried on from step to step.

    Args:
        net: a network with as many outputs as inputs, K = D, trained to output its next input.
        x: (T, B, D), the past.
        steps: number of forecasts, at least 1.

    Returns:
        (steps, B, D).

    Raises:
        TypeError, ValueError: as `network.forward`, or if inputs and outputs differ in number.
    """
    steps = as_size("steps", "steps", steps)
    if net.outputs != net.inputs:
        raise ValueError(
            f"net: expected as many outputs as inputs, got {net.outputs} and {net.inputs}"
        )
    run = network.forward(net, x)
    outputs = [run.y[-1:]]
    while len(outputs) < steps:
        run = network.forward(net, outputs[-1], run.state)
        outputs.append(run.y)
    return np.concatenate(outputs)
