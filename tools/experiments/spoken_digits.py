"""One spoken digit: an LSTM that reads it frame by frame, and models that do not.

The LSTM outputs the digit at the final frame. The others see a summary of fixed size: the mean of
all frames, their mean and standard deviation, or eight frames taken at equal distances. A voice
that is not in the data is read by each LSTM, and by one like it that never sees a recording's mean.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lstm_course.speech import digits, recordings
from lstm_course.speech.digits import Digits
from lstm_lib import audio, lstm, network
from lstm_lib.activations import sigmoid
from lstm_lib.network import Network
from lstm_lib.training import Adam, cosine, cross_entropy, softmax, train

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
DATA = Path(__file__).parents[2] / "chapters" / "data" / "spoken_digits" / "features.npz"
VOICE = DATA.parents[1] / "recorded_voice"
SEEDS = 8
UNITS, BATCH, UPDATES, RATE, NOISE = 32, 32, 300, 0.01, 0.3
HEARD = np.array([0.1, 0.3, 0.5, 0.7, 0.8, 1.0])
FRAMES, DECAY, REGRESSION_UPDATES = 8, 0.01, 800


def trained(split: digits.Split, seed: int, updates: int = UPDATES) -> Network:
    """The network of this seed after its training."""
    net = Network.random(13, UNITS, 10, np.random.default_rng(seed))

    def batches(step: int) -> digits.Batch:
        rng = np.random.default_rng([seed, step])
        picks = rng.choice(len(split.train.labels), BATCH, replace=False)
        return digits.words(split.train, picks, NOISE, rng)

    schedule = cosine(RATE, updates)
    train(net, batches, cross_entropy, Adam(schedule), updates, max_norm=1.0, progress=False)
    return net


def recognised(net: Network, heard: Digits, fraction: float = 1.0) -> int:
    """The number of recordings recognised after this fraction of their frames."""
    cut = [x[: max(1, round(fraction * len(x)))] for x in heard.features]
    batch = digits.words(Digits(cut, heard.labels), np.arange(len(cut)))
    y = network.forward(net, batch.x, lengths=batch.lengths).y
    return int(np.sum(y[batch.mask].argmax(axis=-1) == batch.target[batch.mask]))


def unheard(split: digits.Split) -> list[Array]:
    """The ten digits in a voice that is not in the data, standardised like the recordings."""
    found = []
    for word in recordings.DIGITS:
        x = recordings.trim(audio.read_wav(VOICE / f"{word}.wav", recordings.RATE))
        found.append((audio.mfcc(x, recordings.RATE) - split.mean) / split.deviation)
    return found


def named(net: Network, features: list[Array]) -> Array:
    """The digit that the network names at the final frame of each recording."""
    return np.array([network.forward(net, x[:, None]).y[-1, 0].argmax() for x in features])


def centred(features: list[Array]) -> list[Array]:
    """Each recording minus its own mean of each coefficient."""
    return [x - x.mean(axis=0) for x in features]


def gates(net: Network, x: Array) -> Array:
    """(3, T), the mean over the units of i, f and o while the network reads one recording."""
    weights = net.layers[0][0]
    h = lstm.forward(weights, x[:, None]).h[:, 0]
    seen = np.column_stack([np.ones(len(x)), np.vstack([np.zeros((1, UNITS)), h[:-1]]), x])
    blocks = (weights.i, weights.f, weights.o)
    return np.array([sigmoid(seen @ block.T).mean(axis=1) for block in blocks])


def with_energy(net: Network, heard: Digits, energies: list[Array]) -> Array:
    """Correlation of the mean i, f and o with the energy of a frame, relative to its recording."""
    means = np.concatenate([gates(net, x) for x in heard.features], axis=1)
    energy = np.concatenate([each - each.mean() for each in energies])
    return np.array([np.corrcoef(gate, energy)[0, 1] for gate in means])


def summaries(recordings: list[Array]) -> dict[str, Array]:
    """Each recording as a list of numbers of fixed size."""
    resampled = []
    for x in recordings:
        at = np.linspace(0, len(x) - 1, FRAMES)
        resampled.append([np.interp(at, np.arange(len(x)), column) for column in x.T])
    mean = np.array([x.mean(axis=0) for x in recordings])
    deviation = np.array([x.std(axis=0) for x in recordings])
    return {
        "mean": mean,
        "mean_and_deviation": np.hstack([mean, deviation]),
        "eight_frames": np.array(resampled).reshape(len(recordings), -1),
    }


def regression(seen: Array, labels: Array, asked: Array) -> Array:
    """The digits that multinomial logistic regression finds, with weight decay, for `asked`."""
    mean, deviation = seen.mean(axis=0), seen.std(axis=0)
    a, b = (np.column_stack([np.ones(len(z)), (z - mean) / deviation]) for z in (seen, asked))
    weights, velocity = np.zeros((10, a.shape[1])), 0.0
    penalised = np.column_stack([np.zeros(10), np.ones((10, a.shape[1] - 1))])
    for _ in range(REGRESSION_UPDATES):
        error = softmax(a @ weights.T) - np.eye(10)[labels]
        velocity = 0.9 * velocity + error.T @ a / len(a) + DECAY * penalised * weights
        weights = weights - 0.1 * velocity
    return (b @ weights.T).argmax(axis=1)


def nearest(seen: Array, labels: Array, asked: Array) -> Array:
    """The digit of the nearest training recording, each number divided by its deviation."""
    mean, deviation = seen.mean(axis=0), seen.std(axis=0)
    a, b = (seen - mean) / deviation, (asked - mean) / deviation
    distance = (b**2).sum(axis=1)[:, None] + (a**2).sum(axis=1) - 2 * b @ a.T
    return labels[distance.argmin(axis=1)]


def baselines(split: digits.Split) -> dict[str, Array]:
    """The number of held-out recordings that each model without recurrence recognises."""
    shown, asked = summaries(split.train.features), summaries(split.test.features)
    found = {name: regression(shown[name], split.train.labels, asked[name]) for name in shown}
    found["nearest"] = nearest(shown["eight_frames"], split.train.labels, asked["eight_frames"])
    return {name: np.sum(digit == split.test.labels) for name, digit in found.items()}


def one_seed(split: digits.Split, seed: int, updates: int = UPDATES) -> dict[str, Array]:
    """Recordings recognised, and correlations after and before the training of one seed.

    And the digits named for the unheard voice, with and without the mean of each recording.
    """
    untrained = Network.random(13, UNITS, 10, np.random.default_rng(seed))
    net, voice = trained(split, seed, updates), unheard(split)
    level = split._replace(train=Digits(centred(split.train.features), split.train.labels))
    energies = [x[:, 0] for x in split.test.features]
    return {
        "recognised": np.array([recognised(net, split.test, part) for part in HEARD]),
        "energy": with_energy(net, split.test, energies),
        "energy_untrained": with_energy(untrained, split.test, energies),
        "unheard": named(net, voice),
        "unheard_centred": named(trained(level, seed, updates), centred(voice)),
    }


def record() -> dict[str, Array]:
    """All that `one_seed` finds, by seed; and the baselines."""
    split = digits.load(DATA)
    found = [one_seed(split, seed) for seed in range(SEEDS)]
    return (
        {name: np.array([each[name] for each in found]) for name in found[0]}
        | {"heard": HEARD}
        | baselines(split)
    )


def sample() -> dict[str, Array]:
    """The untrained gates of two seeds, the nearest neighbour, and one network on the unheard voice."""
    split = digits.load(DATA)
    energies = [x[:, 0] for x in split.test.features]
    nets = [Network.random(13, UNITS, 10, np.random.default_rng(seed)) for seed in range(2)]
    shown, asked = (summaries(part.features)["eight_frames"] for part in (split.train, split.test))
    return {
        "energy_untrained": np.array([with_energy(n, split.test, energies) for n in nets]),
        "nearest": np.sum(nearest(shown, split.train.labels, asked) == split.test.labels),
        "unheard": named(trained(split, 0), unheard(split))[None],
    }
