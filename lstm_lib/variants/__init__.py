"""What the LSTM is compared with: a plain recurrent layer, and other cells with gates.

Each has a step that reads like its equations, a forward pass that repeats the step, and a backward
pass through time.
"""

from lstm_lib.variants.coupled import coupled_backward, coupled_forward, coupled_step
from lstm_lib.variants.gru import GRUStep, gru_backward, gru_forward, gru_step
from lstm_lib.variants.no_forget import (
    NoForgetStep,
    no_forget_backward,
    no_forget_forward,
    no_forget_step,
)
from lstm_lib.variants.peepholes import (
    peephole_backward,
    peephole_forward,
    peephole_step,
    peepholes_from_onnx,
    peepholes_to_onnx,
)
from lstm_lib.variants.plain import rnn_backward, rnn_forward, rnn_step

__all__ = [
    "GRUStep",
    "NoForgetStep",
    "coupled_backward",
    "coupled_forward",
    "coupled_step",
    "gru_backward",
    "gru_forward",
    "gru_step",
    "no_forget_backward",
    "no_forget_forward",
    "no_forget_step",
    "peephole_backward",
    "peephole_forward",
    "peephole_step",
    "peepholes_from_onnx",
    "peepholes_to_onnx",
    "rnn_backward",
    "rnn_forward",
    "rnn_step",
]
