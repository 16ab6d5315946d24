"""Training a network: losses, optimizers, schedules, gradient clipping, and the loop itself."""

from lstm_lib.training.clipping import clip_by_norm, global_norm
from lstm_lib.training.losses import cross_entropy, softmax, squared_error
from lstm_lib.training.optimizers import SGD, Adam, AdamW, Optimizer
from lstm_lib.training.schedules import cosine, decay
from lstm_lib.training.step import BatchLike, Loss, Model, StepResult, train_step
from lstm_lib.training.trainer import History, train

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "BatchLike",
    "History",
    "Loss",
    "Model",
    "Optimizer",
    "StepResult",
    "clip_by_norm",
    "cosine",
    "cross_entropy",
    "decay",
    "global_norm",
    "softmax",
    "squared_error",
    "train",
    "train_step",
]
