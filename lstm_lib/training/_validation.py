"""Checks of the arguments of `train`."""

from __future__ import annotations

import numpy as np

from lstm_lib.network import Network


def expect_kinds(
    model: object,
    batches: object,
    loss: object,
    optimizer: object,
    validate: object,
    rng: object,
) -> None:
    """Check the kind of each argument."""
    is_optimizer = hasattr(type(optimizer), "current_lr")  # Adam(0.001) is one, Adam is not
    parts = ("parameters", "forward", "backward")
    is_model = not isinstance(model, type) and all(hasattr(model, part) for part in parts)
    is_model |= isinstance(model, Network)
    for name, value, fits, expected in (
        ("model", model, is_model, "a Network, or a model with parameters, forward and backward"),
        ("batches", batches, callable(batches), "a function of the step"),
        ("loss", loss, callable(loss), "a function such as squared_error"),
        ("optimizer", optimizer, is_optimizer, "an optimizer such as Adam(0.001)"),
        ("validate", validate, validate is None or callable(validate), "a function"),
        ("rng", rng, rng is None or isinstance(rng, np.random.Generator), "a Generator"),
    ):
        if not fits:
            raise TypeError(f"{name}: expected {expected}, got {value!r:.60}")


def expect_effect(model: object, rng: object, carry_state: object, checkpoint: object) -> None:
    """Refuse options that would have no effect, or another one than they promise."""
    dropout = getattr(model, "dropout", 0.0)
    if dropout and rng is None:
        raise ValueError(
            f"rng: expected a Generator, since the model has dropout {dropout}; got None, which "
            "would drop nothing"
        )
    if not carry_state:
        return
    if isinstance(model, Network) and any(len(layer) > 1 for layer in model.layers):
        raise ValueError(
            "carry_state: expected layers of one direction; the backward direction of a piece "
            "starts at its end, not where the piece before it stopped"
        )
    if checkpoint is not None and not isinstance(model, Network):
        raise ValueError(
            "checkpoint: expected a Network with carry_state, since only its states can be saved; "
            f"got {type(model).__name__}"
        )
