"""What the LSTM is compared with: a plain recurrent layer, and other cells with gates.

Each has a step that reads like its equations, a forward pass that repeats the step, and a backward
pass through time.
"""

from lstm_lib.variants.cifg import cifg_backward, cifg_forward, cifg_step
from lstm_lib.variants.gru import GRUStep, gru_backward, gru_forward, gru_step
from lstm_lib.variants.lstm_1997 import (
    LSTM1997Step,
    lstm_1997_backward,
    lstm_1997_forward,
    lstm_1997_step,
)
from lstm_lib.variants.peephole import (
    peephole_backward,
    peephole_forward,
    peephole_step,
    peepholes_from_onnx,
    peepholes_to_onnx,
)
from lstm_lib.variants.rnn import rnn_backward, rnn_forward, rnn_step

__all__ = [
    "GRUStep",
    "LSTM1997Step",
    "cifg_backward",
    "cifg_forward",
    "cifg_step",
    "gru_backward",
    "gru_forward",
    "gru_step",
    "lstm_1997_backward",
    "lstm_1997_forward",
    "lstm_1997_step",
    "peephole_backward",
    "peephole_forward",
    "peephole_step",
    "peepholes_from_onnx",
    "peepholes_to_onnx",
    "rnn_backward",
    "rnn_forward",
    "rnn_step",
]
