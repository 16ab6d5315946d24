"""A picture of a training run shows what the run recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from training_runs import Run, held_back

from lstm_course import figures
from lstm_lib.training import History


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with mpl.rc_context():
        mpl.use("Agg")
        figures.use_style()
        yield
        plt.close("all")


@pytest.fixture(scope="module")
def recorded() -> History:
    return Run().train(validate=held_back)


def drawn(record: History) -> tuple[Axes, Axes]:
    fig, (above, below) = plt.subplots(2, 1, sharex=True)
    figures.plot_history(above, below, record)
    fig.canvas.draw()
    return above, below


def lines(ax: Axes) -> list[list[Any]]:
    return [np.asarray(line.get_xydata()).T.tolist() for line in ax.lines]


def test_the_lines_are_the_records(recorded: History) -> None:
    above, below = drawn(recorded)
    step = recorded.step.tolist()
    validation = [recorded.validation_step.tolist(), recorded.validation.tolist()]
    assert lines(above) == [[step, recorded.loss.tolist()], validation]
    assert lines(below) == [[step, recorded.gradient_norm.tolist()]]
    assert [text.get_text() for text in above.texts] == ["training", "held back"]
    for label, y in zip(above.texts, (recorded.loss, recorded.validation), strict=True):
        assert label.xy[1] == y[-1]  # it names the line at whose end it stands
    assert (above.get_ylabel(), below.get_ylabel()) == ("loss", "norm of the gradient")
    assert (above.get_xlabel(), below.get_xlabel()) == ("", "training step")
    assert above.get_yscale() == below.get_yscale() == "log"
    for ax, low, high in (
        (above, min(recorded.loss.min(), recorded.validation.min()), recorded.loss.max()),
        (below, recorded.gradient_norm.min(), recorded.gradient_norm.max()),
    ):
        assert ax.get_ylim()[0] < low and ax.get_ylim()[1] > high


def test_without_validation_there_is_one_loss(recorded: History) -> None:
    above, _ = drawn(Run().train())
    assert lines(above) == [[recorded.step.tolist(), recorded.loss.tolist()]]
    assert [text.get_text() for text in above.texts] == ["training"]


@pytest.mark.parametrize("low", [0.0, -2.0])
def test_numbers_without_a_logarithm_are_drawn_on_a_plain_scale(
    recorded: History, low: float
) -> None:
    validation = recorded.validation.copy()
    validation[-1] = low
    norms = recorded.gradient_norm.copy()
    norms[3] = 0
    above, below = drawn(recorded._replace(validation=validation, gradient_norm=norms))
    assert above.get_yscale() == below.get_yscale() == "linear"
    for ax, lowest in ((above, low), (below, 0)):
        bottom, top = ax.get_ylim()
        highest = max(max(y) for _, y in lines(ax))
        assert bottom < lowest and top > highest and top - bottom < 1.2 * (highest - lowest)


def test_nothing_but_zeros_can_be_drawn() -> None:
    _, ax = plt.subplots()
    figures.plot_losses(ax, {"training": ([1, 2], [0, 0])})
    assert ax.get_ylim()[0] < 0 < ax.get_ylim()[1]


def test_one_step_and_one_validation_are_seen(recorded: History) -> None:
    one = History(*(record[:1] for record in recorded[:6]), "interrupted")
    above, below = drawn(one)
    assert [line.get_marker() for line in (*above.lines, *below.lines)] == ["o"] * 3
    assert {line.get_marker() for line in drawn(recorded)[0].lines} == {"None"}


def test_what_cannot_be_drawn_is_named(recorded: History) -> None:
    endless = recorded.validation * np.inf
    with pytest.raises(ValueError, match=r"runs\['held back'\]: expected finite numbers, got inf"):
        drawn(recorded._replace(validation=endless))
    with pytest.raises(ValueError, match=r"runs\['training'\]: expected shape \(N,\)"):
        drawn(History(*(record[:0] for record in recorded[:6]), "interrupted"))
