"""Agreement of verb and subject over attractors: three networks, eight seeds; and which unit knows.

An LSTM of 32 units, a GRU of 38 and a plain recurrent layer of 71 have nearly the same number of
weights; each is trained on 1,000 batches of 32 sentences, and n-grams count the same sentences that the
first network of each kind has read. In each trained LSTM every unit is silenced
in turn, and every unit's h and c are swapped between a sentence and its mirror.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lstm_lib import network
from lstm_lib.cell import State
from lstm_lib.network import Network, States
from lstm_lib.ngrams import KneserNey
from lstm_lib.tasks import agreement
from lstm_lib.training import softmax
from tools.experiments._next_symbol import EARLY, Array, Model, build, fit, logits, weights
from tools.experiments.character_models import Setting

SYMBOLS, BATCH, STEPS, SEEDS, ITEMS, NATURAL = len(agreement.WORDS), 32, 1000, 8, 400, 3000
SETTINGS = [Setting("lstm", 32, 0.02), Setting("gru", 38, 0.02), Setting("rnn", 71, 0.01)]
ORDERS = (3, 5)
SHOWN = 3
"""The seed whose weights are stored."""
PAIRS = {
    "opposite": "the S P the O P the O",
    "same": "the S P the X P the X",
    "identical": "the S P the M P the M",
    "clause, opposite": "the S that the O V",
    "clause, identical": "the S that the M W",
}
"""Pairs of sentences that differ in the subject's number. Of the other nouns and verbs O and V have the
opposite number of the subject, X its number; M and W have the same number in both sentences."""
AFTER_SUBJECT = 3
"""Steps after which the subject has been read: the full stop, "the", the noun."""


def trained(setting: Setting, seed: int, stop: int | None = None) -> tuple[Model, Array]:
    """A network after its training, and the losses."""
    model = build(setting.kind, SYMBOLS, setting.units, seed)
    draw = partial(agreement.batch, count=BATCH)
    return model, fit(model, draw, seed, STEPS, setting.rate, stop)


def after(model: Model, beginnings: list[list[str]]) -> Array:
    """Probabilities of the word after each of these beginnings, all of one length."""
    return softmax(logits(model, agreement.encode(beginnings))[-1])


def item_errors(model: Model) -> Array:
    """Fraction of incorrect verbs for each kind of item, 400 of each."""
    found = []
    for k, kind in enumerate(agreement.ITEMS):
        beginnings, numbers = agreement.items(np.random.default_rng((11, k)), kind, ITEMS)
        found.append(agreement.is_incorrect(after(model, beginnings), numbers).mean())
    return np.array(found)


def ngram_errors(order: int, batches: int = STEPS) -> Array:
    """The same for Kneser–Ney n-grams."""
    sentences = []
    for step in range(1, batches + 1):
        rng = np.random.default_rng((0, step))
        sentences += [agreement.to_numbers(agreement.sentence(rng).words) for _ in range(BATCH)]
    ngrams, found = KneserNey(sentences, order, SYMBOLS), []
    for k, kind in enumerate(agreement.ITEMS):
        beginnings, numbers = agreement.items(np.random.default_rng((11, k)), kind, ITEMS)
        p = np.array([ngrams.next(agreement.to_numbers(words)) for words in beginnings])
        found.append(agreement.is_incorrect(p, numbers).mean())
    return np.array(found)


def natural_error(model: Model, attractors: int = 2) -> float:
    """Fraction of incorrect verbs in 3,000 new sentences, where at least 2 attractors intervene."""
    rng = np.random.default_rng(77)
    sentences = [agreement.sentence(rng) for _ in range(NATURAL)]
    p = softmax(logits(model, agreement.encode([each.words for each in sentences])))
    asked = [
        (p[verb.position, b], verb.number)
        for b, each in enumerate(sentences)
        for verb in each.verbs
        if verb.attractors >= attractors
    ]
    rows, numbers = zip(*asked, strict=True)
    return float(agreement.is_incorrect(np.array(rows), np.array(numbers)).mean())


def silenced(net: Network, unit: int) -> Network:
    """A copy in which nothing reads this unit: its columns in W and in the head are 0."""
    quiet = net.copy()
    quiet.layers[0][0].W[:, 1 + unit] = 0
    assert quiet.head is not None
    quiet.head[:, 1 + unit] = 0
    return quiet


def pairs(kind: str, count: int = 100) -> tuple[Array, Array]:
    """x (T, 200, 44): sentences 2k and 2k + 1 are a pair, singular and plural; and the numbers."""
    rng = np.random.default_rng(4)
    texts = []
    for _ in range(count):
        nouns, verb = rng.permutation(8)[:3].tolist(), int(rng.integers(4))
        prepositions, shared = rng.integers(4, size=2).tolist(), int(rng.integers(2))
        for number in (0, 1):
            texts.append(_words(PAIRS[kind], number, shared, nouns, verb, prepositions))
    return agreement.encode(texts).x, np.arange(2 * count) % 2


def _words(
    template: str, number: int, shared: int, nouns: list[int], verb: int, prepositions: list[int]
) -> list[str]:
    """Fill in a template of `PAIRS`."""
    next_noun, next_preposition = iter(nouns), iter(prepositions)
    numbers = {"S": number, "X": number, "O": 1 - number, "V": 1 - number, "M": shared, "W": shared}
    words = []
    for part in template.split():
        if part == "P":
            words.append(agreement.PREPOSITIONS[next(next_preposition)])
        elif part in ("V", "W"):
            words.append(agreement.TRANSITIVE[verb][numbers[part]])
        elif part in numbers:
            words.append(agreement.NOUNS[next(next_noun)][numbers[part]])
        else:
            words.append(part)
    return words


def swap_errors(net: Network, kind: str) -> Array:
    """Fraction of verbs with the incorrect number: nothing swapped, then each unit, (1 + H,)."""
    x, numbers = pairs(kind)
    mate = np.arange(len(numbers)) ^ 1
    h, c = network.forward(net, x[:AFTER_SUBJECT]).state[0][0]
    found = []
    for unit in [None, *range(h.shape[1])]:
        swapped_h, swapped_c = h.copy(), c.copy()
        if unit is not None:
            swapped_h[:, unit], swapped_c[:, unit] = h[mate, unit], c[mate, unit]
        state: States = [(State(swapped_h, swapped_c),)]
        y = network.forward(net, x[AFTER_SUBJECT:], state).y[-1]
        found.append(agreement.is_incorrect(softmax(y), numbers).mean())
    return np.array(found)


def gaps(net: Network) -> Array:
    """(H,), difference of each unit's mean c between singular and plural, just before the verb."""
    x, numbers = pairs("opposite")
    c = network.forward(net, x).state[0][0].c
    difference: Array = c[numbers == 0].mean(axis=0) - c[numbers == 1].mean(axis=0)
    return np.abs(difference)


def run(setting: Setting, seed: int) -> dict[str, Array]:
    """All that is recorded of one network."""
    model, losses = trained(setting, seed)
    found = {
        "early": losses[EARLY - 1],
        "errors": item_errors(model),
        "natural": natural_error(model),
    }
    if isinstance(model, Network):
        assert model.head is not None
        two = list(agreement.ITEMS).index("two phrases")
        found["silenced"] = np.array(
            [item_errors(silenced(model, unit))[two] for unit in range(setting.units)]
        )
        found["swapped"] = np.array([swap_errors(model, kind) for kind in PAIRS])
        found["gaps"] = gaps(model)
        found["W"], found["head"] = model.layers[0][0].W, model.head
    return found


def record() -> dict[str, Array]:
    """By setting and seed: errors, loss of step 20. By seed, for the LSTM: what each unit does."""
    runs = [[run(setting, seed) for seed in range(SEEDS)] for setting in SETTINGS]
    found = {
        key: np.array([[one[key] for one in row] for row in runs])
        for key in ("early", "errors", "natural")
    }
    lstms = {
        key: np.array([one[key] for one in runs[0]]) for key in ("silenced", "swapped", "gaps")
    }
    shown = {key: runs[0][SHOWN][key].astype(np.float16) for key in ("W", "head")}
    counts = [weights(build(s.kind, SYMBOLS, s.units, 0)) for s in SETTINGS]
    return (
        found
        | lstms
        | shown
        | {
            "ngrams": np.array([ngram_errors(order) for order in ORDERS]),
            "weights": np.array(counts),
        }
    )


def sample() -> dict[str, Array]:
    """The first 20 steps of every network's first seed."""
    early = [[trained(setting, 0, EARLY)[1][-1]] for setting in SETTINGS]
    return {"early": np.array(early)}
