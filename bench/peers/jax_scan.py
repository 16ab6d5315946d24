"""JAX: the six equations in `lax.scan`, compiled for this processor."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.machine import widest
from bench.problem import Array, Peer, Problem


def peer(given: Problem) -> Peer:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", given.x.dtype == np.float64)
    weights, x, dh = (jnp.asarray(array) for array in (given.weights.W, given.x, given.dh))
    H, B = given.weights.units, x.shape[1]
    zeros = jnp.zeros((B, H), x.dtype)

    def step(W: Any, before: Any, x_t: Any) -> Any:
        h, c = before
        b, W_h, W_x = jnp.split(W, [1, 1 + H], axis=1)
        i, f, g, o = jnp.split(b[:, 0] + h @ W_h.T + x_t @ W_x.T, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    @jax.jit
    def run(W: Any, x: Any) -> Any:
        return jax.lax.scan(lambda before, x_t: step(W, before, x_t), (zeros, zeros), x)[1]

    @jax.jit
    def run_both(W: Any, x: Any, dh: Any) -> Any:
        h, back = jax.vjp(run, W, x)
        return h, back(dh)

    def forward() -> Any:
        return run(weights, x).block_until_ready()

    def both() -> tuple[Any, Any]:
        h, gradients = run_both(weights, x, dh)
        return h.block_until_ready(), gradients

    def stacked(gradients: Any) -> Array:
        return np.asarray(gradients[0])

    return Peer(forward, both, stacked, widest())
