"""Many trials at once of 1997's networks, on tasks whose error comes at the end of a sequence.

All trials of a call step together, each through sequences of its own: they are aligned at their ends,
and a trial starts from zeros where its sequence begins. Settings whose networks have one layout may share a
call, since the number of time steps costs more than the number of trials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_lib.memory_blocks import BlockLayout, MemoryBlocks
from lstm_lib.tasks import Batch
from tools.experiments._error_at_end import ErrorAtEnd

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
RECENT, TOGETHER, EVERY, TESTED, START = 2000, 20, 500, 2560, 20


class Criterion(NamedTuple):
    """When a trial counts as successful.

    Attributes:
        wrong: the largest number of incorrect sequences.
        of: how many sequences are judged: the 2000 most recent ones of training, or fresh ones.
        mean: the mean absolute error has to be below it.
        fresh: true if the sequences are fresh ones.
    """

    wrong: int
    of: int = RECENT
    mean: float = np.inf
    fresh: bool = False


class Setting(NamedTuple):
    """A task and how a network is trained on it.

    Attributes:
        layout: the units of the network.
        draw: (rng, count) → sequences.
        rate: learning rate.
        tolerance: an output is correct if the error of each of its numbers is smaller.
        criteria: by name; the final one ends a trial.
        scale, input_bias, output_bias: as in `MemoryBlocks.random`.
        classes: true if the targets are the numbers of classes.
        clean: sequences → (B,), the targets without their noise, where they have some.
    """

    layout: BlockLayout
    draw: Callable[[np.random.Generator, int], Batch]
    rate: float
    tolerance: float
    criteria: dict[str, Criterion]
    scale: float = 0.1
    input_bias: Sequence[float] | None = None
    output_bias: Sequence[float] | None = None
    classes: bool = False
    clean: Callable[[Batch], Array] | None = None

    def target(self, batch: Batch) -> Array:
        """(B, K), what the network is trained on at the end of each sequence."""
        last: Array = batch.target[batch.lengths - 1, np.arange(len(batch.lengths))]
        return np.eye(self.layout.outputs)[last] if self.classes else last

    def judged(self, batch: Batch) -> Array:
        """(B, K), what the outputs are compared with: the targets, without their noise."""
        return self.target(batch) if self.clean is None else self.clean(batch)[:, None]


class Round(NamedTuple):
    """One sequence for each trial: x (T, R, D), its first step (R,), target and judged (R, K)."""

    x: Array
    start: Array
    target: Array
    judged: Array


def rounds(setting: Setting, rng: np.random.Generator, trials: int) -> Iterator[Round]:
    """Draw one sequence for each trial, again and again, aligned at their ends."""
    while True:
        batch = setting.draw(rng, TOGETHER * trials)
        target, judged = setting.target(batch), setting.judged(batch)
        for k in range(0, TOGETHER * trials, trials):
            here = slice(k, k + trials)
            lengths = batch.lengths[here]
            start = lengths.max() - lengths
            at = (np.arange(lengths.max())[:, None] - start) % len(batch.x)
            x = batch.x[at, np.arange(k, k + trials)]
            yield Round(x, start, target[here], judged[here])  # zeros before its start


def joined(parts: Sequence[Round]) -> Round:
    """The rounds of several settings as one."""
    if len(parts) == 1:
        return parts[0]
    T = max(len(part.x) for part in parts)
    padded = [np.pad(part.x, ((T - len(part.x), 0), (0, 0), (0, 0))) for part in parts]
    start = [part.start + T - len(part.x) for part in parts]
    return Round(
        np.concatenate(padded, axis=1),
        np.concatenate(start),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.judged for part in parts]),
    )


def errors(nets: MemoryBlocks, setting: Setting, batch: Batch) -> Array:
    """(R, B, K), absolute errors at the ends of sequences that every trial reads."""
    y = nets.run(batch.x)[batch.lengths - 1, :, np.arange(len(batch.lengths))]
    return np.abs(np.swapaxes(y, 0, 1) - setting.judged(batch))


def some(nets: MemoryBlocks, rows: Array | slice) -> MemoryBlocks:
    """Copies of some of the networks."""
    return MemoryBlocks(nets.layout, nets.W[rows].copy(), nets.V[rows].copy())


class Watch:
    """The recent errors of one setting's trials, and the sequences that each criterion took."""

    def __init__(self, setting: Setting, trials: int, rng: np.random.Generator) -> None:
        self.setting, self.rng = setting, rng
        self.largest, self.mean = np.full((2, RECENT, trials), np.inf)
        self.reached = {name: np.zeros(trials, int) for name in setting.criteria}
        self.wrong = np.full(trials, -1)

    def note(self, k: int, error: Array) -> None:
        """Keep the errors (trials, K) of sequence number k."""
        self.largest[k % RECENT] = error.max(axis=1)
        self.mean[k % RECENT] = error.mean(axis=1)

    def _holds(self, criterion: Criterion, nets: MemoryBlocks, open_: Array) -> Array:
        """(trials,), true where an open trial meets the criterion."""
        holds = np.zeros(len(open_), bool)
        if not criterion.fresh:
            wrong = (self.largest >= self.setting.tolerance).sum(axis=0)
            return open_ & (wrong <= criterion.wrong) & (self.mean.mean(axis=0) < criterion.mean)
        if criterion.of > RECENT:  # too many to try with every trial
            open_ = open_ & (self.largest < self.setting.tolerance).all(axis=0)
        for r in np.flatnonzero(open_):
            batch = self.setting.draw(self.rng, min(criterion.of, RECENT))
            error = errors(some(nets, slice(r, r + 1)), self.setting, batch)[0]
            for _ in range(RECENT, criterion.of, RECENT):
                if (error >= self.setting.tolerance).any():
                    break
                more = self.setting.draw(self.rng, RECENT)
                error = np.concatenate(
                    [error, errors(some(nets, slice(r, r + 1)), self.setting, more)[0]]
                )
            wrong = (error >= self.setting.tolerance).any(axis=1).sum()
            holds[r] = wrong <= criterion.wrong and error.mean() < criterion.mean
        return holds

    def judge(self, k: int, nets: MemoryBlocks) -> None:
        """After k sequences: which trials meet which criterion for the first time?"""
        for name, criterion in self.setting.criteria.items():
            new = self._holds(criterion, nets, self.reached[name] == 0)
            self.reached[name][new] = k
        for r in np.flatnonzero(new):
            batch = self.setting.draw(self.rng, TESTED)
            error = errors(some(nets, slice(r, r + 1)), self.setting, batch)[0]
            self.wrong[r] = (error >= self.setting.tolerance).any(axis=1).sum()

    @property
    def done(self) -> Array:
        """(trials,), true where the final criterion was met."""
        done: Array = list(self.reached.values())[-1] > 0
        return done


def run(settings: dict[str, Setting], trials: int, cap: int, seed: int) -> dict[str, Array]:
    """Train `trials` networks in each setting until they succeed, on at most `cap` sequences.

    Returns:
        For each setting and criterion, "name/criterion": (trials,), sequences until it was met, 0
        where it was not; "name/wrong": (trials,), incorrect ones of 2560 test sequences after
        success, else −1; "name/W" and "name/V": the weights of the first trial to succeed, or of the
        first trial; "name/cap"; "name/start": (20, trials), mean errors on the first 20 sequences.
    """
    generators = [np.random.default_rng((seed, k)) for k in range(len(settings))]
    tests = [np.random.default_rng((seed, k, 1)) for k in range(len(settings))]
    drawn = [
        MemoryBlocks.random(s.layout, trials, rng, s.scale, s.input_bias, s.output_bias)
        for s, rng in zip(settings.values(), generators, strict=True)
    ]
    layout = drawn[0].layout
    nets = MemoryBlocks(
        layout, np.concatenate([n.W for n in drawn]), np.concatenate([n.V for n in drawn])
    )
    reader = ErrorAtEnd(nets)
    watches = [Watch(s, trials, t) for s, t in zip(settings.values(), tests, strict=True)]
    rates = np.repeat([s.rate for s in settings.values()], trials)
    streams = [rounds(s, rng, trials) for s, rng in zip(settings.values(), generators, strict=True)]
    rows = [slice(k * trials, (k + 1) * trials) for k in range(len(settings))]
    active, beginning = np.ones(len(rates)), []
    kept = [(n.W[0].copy(), n.V[0].copy()) for n in drawn]
    for k in range(1, cap + 1):
        given = joined([next(stream) for stream in streams])
        error = np.abs(reader.read(given.x, given.start) - given.judged)
        reader.learn(given.target, rates * active)
        if k <= START:
            beginning.append(error.mean(axis=1))
        for watch, here in zip(watches, rows, strict=True):
            watch.note(k, error[here])
        if k % EVERY == 0:
            for j, (watch, here) in enumerate(zip(watches, rows, strict=True)):
                before = watch.done
                if before.all():
                    continue
                watch.judge(k, some(nets, here))
                if not before.any() and watch.done.any():
                    first = here.start + int(watch.done.argmax())
                    kept[j] = nets.W[first].copy(), nets.V[first].copy()
                active[here] = ~watch.done
            if not active.any():
                break
    record: dict[str, Array] = {}
    for name, watch, here, (W, V) in zip(settings, watches, rows, kept, strict=True):
        record |= {f"{name}/{criterion}": n for criterion, n in watch.reached.items()}
        record |= {f"{name}/wrong": watch.wrong, f"{name}/W": W, f"{name}/V": V}
        record |= {f"{name}/cap": np.array(cap), f"{name}/start": np.array(beginning)[:, here]}
    return record


def starts(record: dict[str, Array]) -> dict[str, Array]:
    """The part of a record that a few sequences repeat."""
    return {key: value for key, value in record.items() if key.endswith("/start")}
