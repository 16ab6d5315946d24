"""An LSTM in NumPy whose code reads like its equations.

    import numpy as np
    from lstm_lib import Adam, Network, network, squared_error, train

The modules, in the order in which they build on each other: `activations`, `layer`, `weights`,
`cell` (one step), `lstm` (many steps, fast), `network` (layers, directions, a head); beside them the
packages `training`, `variants`, `tasks` and `interop`, and `inference`, `gradient_checkpointing`,
`gradient_check`, `ctc` and `audio`. What
they export can be imported from here, except that `lstm_lib.layer`, `lstm_lib.lstm`,
`lstm_lib.network`, `lstm_lib.ctc` and `lstm_lib.audio` are modules: `lstm.forward` runs one layer,
`network.forward` a whole network.
"""

from lstm_lib import audio, ctc, layer, lstm, network
from lstm_lib.activations import identity, sigmoid, tanh
from lstm_lib.cell import State, Step, step, step_backward, zero_state
from lstm_lib.gradient_check import check_gradient, numerical_gradient
from lstm_lib.lstm import LSTMGradients, LSTMOutput
from lstm_lib.network import Network, NetworkGradients, NetworkOutput
from lstm_lib.training import (
    SGD,
    Adam,
    AdamW,
    History,
    clip_by_norm,
    cosine,
    cross_entropy,
    decay,
    global_norm,
    softmax,
    squared_error,
    train,
    train_step,
)
from lstm_lib.weights import LSTMWeights

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "History",
    "LSTMGradients",
    "LSTMOutput",
    "LSTMWeights",
    "Network",
    "NetworkGradients",
    "NetworkOutput",
    "State",
    "Step",
    "audio",
    "check_gradient",
    "clip_by_norm",
    "cosine",
    "cross_entropy",
    "ctc",
    "decay",
    "global_norm",
    "identity",
    "layer",
    "lstm",
    "network",
    "numerical_gradient",
    "sigmoid",
    "softmax",
    "squared_error",
    "step",
    "step_backward",
    "tanh",
    "train",
    "train_step",
    "zero_state",
]
