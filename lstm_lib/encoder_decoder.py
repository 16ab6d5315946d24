"""An encoder and a decoder: one LSTM reads a sequence, another writes one, with or without attention.

The decoder starts in the state that the encoder ends in. With attention it also looks back at every
hidden state of the encoder. Since the decoder does not feed the context back, all of its steps run
first; then one call of `attend` serves them all, and the head comes last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lstm_lib import lstm
from lstm_lib._kernels import padding_mask
from lstm_lib._validation import Array, as_array, as_size, expect_separate
from lstm_lib.activations import identity
from lstm_lib.attention import Attention, attend, attend_backward
from lstm_lib.cell import State, step
from lstm_lib.layer import layer, layer_backward
from lstm_lib.weights import LSTMWeights, expect_weights


class EncoderDecoderOutput:
    """Result of `forward`; until `backward` it also keeps what the gradient needs.

    Attributes:
        y: (U, B, K), outputs.
        weights: (B, U, T), where each step of the decoder looked; None without attention.
    """

    def __init__(
        self,
        y: Array,
        read: lstm.LSTMOutput,
        written: lstm.LSTMOutput,
        query: Array | None,
        attention: Attention | None,
    ) -> None:
        self.y = y
        self.weights = None if attention is None else attention.weights
        self._read = read
        self._written = written
        self._query = query
        self._attention = attention


class EncoderDecoder:
    """The weights: y_u = V [1; s_u; context_u], with s_u the hidden states of the decoder.

    The context is what `attend` reads from the encoder's hidden states h_t with the query
    W_aᵀ s_u, scale 1. Without attention y_u = V [1; s_u].

    Args:
        encoder: H units, D inputs.
        decoder: H units, E inputs.
        head: V, (K, 1 + 2H) with attention, (K, 1 + H) without.
        W_a: (H, H); None for a model without attention.

    Raises:
        TypeError: if encoder or decoder is not made of `LSTMWeights`, or the dtypes differ.
        ValueError: if a shape does not fit, or arrays share memory.

    Source: Sutskever et al. 2014; attention: Luong et al. 2015, "general".
    """

    def __init__(
        self,
        encoder: LSTMWeights,
        decoder: LSTMWeights,
        head: ArrayLike,
        W_a: ArrayLike | None = None,
    ) -> None:
        expect_weights(encoder)
        expect_weights(decoder)
        H, dtype = encoder.units, encoder.dtype
        if decoder.units != H:
            raise ValueError(f"decoder: expected H = {H} like the encoder, got {decoder.units}")
        if decoder.dtype != dtype:
            raise TypeError(f"decoder: expected {dtype} like the encoder, got {decoder.dtype}")
        self.encoder, self.decoder = encoder, decoder
        self.W_a = None if W_a is None else as_array("W_a", W_a, "H H", {"H": H}, dtype)
        size = 1 + (H if W_a is None else 2 * H)
        self.head = as_array("head", head, "K size", {"size": size}, dtype)
        expect_separate(self.parameters)

    @classmethod
    def random(
        cls,
        inputs: int,
        decoder_inputs: int,
        units: int,
        outputs: int,
        rng: np.random.Generator,
        attention: bool = True,
        dtype: DTypeLike = np.float64,
    ) -> EncoderDecoder:
        """Draw all weights: both LSTMs as `LSTMWeights.random`, W_a and V with deviation 1/√H.

        Args:
            inputs, decoder_inputs, units, outputs: D, E, H and K.
            rng: source of the random numbers.
            attention: false for a model without attention.
            dtype: float32 or float64.

        Raises:
            TypeError, ValueError: as `LSTMWeights.random`, and if K is not a whole number of at
                least 1.
        """
        encoder = LSTMWeights.random(units, inputs, rng, dtype=dtype)
        decoder = LSTMWeights.random(units, decoder_inputs, rng, dtype=dtype)
        size = 2 * units if attention else units
        head = rng.normal(size=(as_size("outputs", "K", outputs), 1 + size)) / np.sqrt(units)
        head[:, 0] = 0
        W_a = rng.normal(size=(units, units)) / np.sqrt(units) if attention else None
        return cls(encoder, decoder, head.astype(dtype), None if W_a is None else W_a.astype(dtype))

    @property
    def parameters(self) -> dict[str, Array]:
        """All weights by name; the arrays themselves, so changing one changes the model."""
        named = {"encoder.W": self.encoder.W, "decoder.W": self.decoder.W, "head": self.head}
        return named if self.W_a is None else named | {"W_a": self.W_a}

    def forward(
        self, source: ArrayLike, inputs: ArrayLike, lengths: ArrayLike | None = None
    ) -> EncoderDecoderOutput:
        """Read a batch of sequences, and write with known inputs of the decoder.

        Args:
            source: (T, B, D), time-major, padded as in `lstm.forward`.
            inputs: (U, B, E), what the decoder reads; in training, the outputs it should have
                written one step before.
            lengths: (B,), steps in each source, 1 … T; None means T for all.

        Raises:
            TypeError, ValueError: as `lstm.forward` and `attend`.
        """
        read = lstm.forward(self.encoder, source, lengths=lengths)
        written = lstm.forward(self.decoder, inputs, read.state)
        query, attention = None, None
        seen = written.h
        if self.W_a is not None:
            h, query = _by_sequence(read.h), _by_sequence(written.h) @ self.W_a
            attention = attend(query, h, h, _inside(lengths, *read.h.shape[:2]), scale=1)
            seen = np.concatenate([written.h, _by_sequence(attention.context)], axis=-1)
        y = layer(self.head, seen, activation=identity)
        return EncoderDecoderOutput(y, read, written, query, attention)

    def backward(self, output: EncoderDecoderOutput, dy: ArrayLike) -> dict[str, Array]:
        """Gradients of a loss with respect to the parameters, by name.

        The context's gradient goes to the encoder's hidden states, twice, as keys and as values,
        and to the decoder's; the gradient of the decoder's initial state enters the encoder at the
        end of each source. Each output can be used once.

        Args:
            output: what `forward` returned.
            dy: (U, B, K), gradient of the loss with respect to output.y.

        Raises:
            RuntimeError: if `backward` has used this output already.
            TypeError, ValueError: if dy does not fit the output.
        """
        read, written, attention = output._read, output._written, output._attention
        seen, H = written.h, self.encoder.units
        if attention is not None:
            seen = np.concatenate([written.h, _by_sequence(attention.context)], axis=-1)
        d_head, d_seen = layer_backward(self.head, seen, output.y, dy, activation=identity)
        gradients = {"head": d_head}
        ds, dh = d_seen[..., :H], np.zeros_like(read.h)
        if self.W_a is not None and attention is not None and output._query is not None:
            h, s = _by_sequence(read.h), _by_sequence(written.h)
            d_context = _by_sequence(d_seen[..., H:])
            d_query, d_key, d_value = attend_backward(
                output._query, h, h, attention, d_context, scale=1
            )
            gradients["W_a"] = np.tensordot(s, d_query, ([0, 1], [0, 1]))
            ds = ds + _by_sequence(d_query @ self.W_a.T)
            dh = _by_sequence(d_key + d_value)
        of_decoder = lstm.backward(written, np.ascontiguousarray(ds))
        of_encoder = lstm.backward(read, np.ascontiguousarray(dh), of_decoder.state)
        return gradients | {"decoder.W": of_decoder.W, "encoder.W": of_encoder.W}

    def greedy(
        self, source: ArrayLike, start: int, steps: int, lengths: ArrayLike | None = None
    ) -> tuple[Array, Array | None]:
        """Write without help: at each step the symbol with the largest output is read next.

        Args:
            source, lengths: as in `forward`.
            start: number of the symbol that the decoder reads first, 0 … E − 1.
            steps: U, the number of symbols to write.

        Returns:
            The symbols (U, B), and where each step looked, (B, U, T), or None without attention.

        Raises:
            TypeError, ValueError: as `forward`, or if `start` is not one of the symbols.
        """
        U, E = as_size("steps", "U", steps), self.decoder.inputs
        if not 0 <= start < E:
            raise ValueError(f"start: expected a symbol 0 … {E - 1}, got {start}")
        read = lstm.forward(self.encoder, source, lengths=lengths)
        h, state = _by_sequence(read.h), read.state
        inside = _inside(lengths, *read.h.shape[:2])
        symbols, looked = np.empty((U, len(h)), np.intp), []
        one_hot = np.eye(E, dtype=self.encoder.dtype)
        x = np.repeat(one_hot[start : start + 1], len(h), axis=0)
        for u in range(U):
            state = State(*step(self.decoder, x, state).state)
            seen = state.h
            if self.W_a is not None:
                attention = attend((state.h @ self.W_a)[:, None], h, h, inside, scale=1)
                looked.append(attention.weights)
                seen = np.concatenate([seen, attention.context[:, 0]], axis=-1)
            symbols[u] = layer(self.head, seen, activation=identity).argmax(axis=-1)
            x = one_hot[symbols[u]]
        read.release()
        return symbols, np.concatenate(looked, axis=1) if looked else None


def _by_sequence(a: Array) -> Array:
    """(T, B, H) as (B, T, H), and the other way round."""
    return np.swapaxes(a, 0, 1)


def _inside(lengths: ArrayLike | None, T: int, B: int) -> Array | None:
    """(B, 1, T), true inside each source."""
    checked = lstm.checked_lengths(lengths, T, B)
    return None if checked is None else ~padding_mask(checked, T).T[:, None]
