"""The table of chapter 17 at a reader's learning rate: its numbers are those of the record."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain, settle
from js_modules import Run, running
from playwright.sync_api import Browser, Locator

from lstm_course.notebook import as_text
from lstm_lib._validation import Array
from tools.experiments import RECORDS

with np.load(RECORDS / "ablations.npz") as record:
    ERRORS = record["errors"]
    TASKS, CELLS = record["tasks"].tolist(), record["cells"].tolist()
    RATES = [f"{rate:g}" for rate in record["rates"]]
MEDIAN: Array = np.median(ERRORS, axis=-1)
BEST: Array = MEDIAN.min(axis=-1)
STOPS = [*RATES, "best"]


def grid(stop: str) -> Array:
    """(tasks, cells), the median errors at this stop of the slider."""
    return BEST if stop == "best" else MEDIAN[..., RATES.index(stop)]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    with running(browser, "model/variant_errors") as run:
        yield run


def test_every_run_and_every_median_is_the_records(run: Run) -> None:
    axes = run("[variant_errors.TASKS, variant_errors.CELLS, variant_errors.RATES.map(String)]")
    assert axes == [TASKS, CELLS, RATES]
    every = "variant_errors.{0}.map((_, {1}) => {2})"
    runs = "variant_errors.runs(t, k, r)"
    for axis, index in ("RATES", "r"), ("CELLS", "k"), ("TASKS", "t"):
        runs = every.format(axis, index, runs)
    np.testing.assert_array_equal(run(runs), ERRORS)
    np.testing.assert_allclose(run("variant_errors.MEDIANS"), MEDIAN, rtol=1e-15)


def test_medians_best_rates_and_ranks(run: Run) -> None:
    rng = np.random.default_rng(17)
    for count in (1, 4, 7, 8):
        values = rng.integers(0, 6, count).astype(float)
        assert run("variant_errors.median(values)", values=values) == np.median(values)
        assert run("variant_errors.bestRate(values)", values=values) == values.argmin()
        places = run("values.map((value) => variant_errors.rank(value, values))", values=values)
        assert places == [1 + int(np.sum(values < value)) for value in values]


# What is shown


def shown(figure: Locator) -> list[str]:
    """The numbers of the grid, task by task."""
    inside = figure.locator("svg").first.locator(".lx-inside")
    return [plain(text) for text in inside.all_text_contents()]


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("width", [900, 320])
def test_the_grid_has_the_medians_at_this_rate(show: Open, width: int, stop: str) -> None:
    figure = show("cells_by_rate", width=width, rate=stop)
    expected = grid(stop).ravel()
    assert len(shown(figure)) == len(expected)
    for text, error in zip(shown(figure), expected, strict=True):
        accuracy = 0.0005001 if width == 900 or error < 1 else 0.005001
        assert float(text) == pytest.approx(error, abs=accuracy)
    tints = figure.locator("svg").first.locator("rect.lx-fill")
    found = tints.evaluate_all("all => all.map((one) => Number(one.style.fillOpacity))")
    goodness = np.clip(-np.log10(np.maximum(expected, 1e-3)) / 3, 0, 1)
    np.testing.assert_allclose(found, goodness / 2, atol=1e-5)
    lines = figure.locator("svg").first.locator("path.lx-ink")
    assert lines.count() == 1 + np.sum(grid(stop) == BEST)  # the frame of the chosen square


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize(
    ("task", "cell"), [("news", "min_lstm"), ("adding", "lstm"), ("order", "peephole")]
)
def test_the_sentence_and_the_table_say_the_records_numbers(
    show: Open, stop: str, task: str, cell: str
) -> None:
    figure = show("cells_by_rate", rate=stop, task=task, cell=cell)
    t, k = TASKS.index(task), CELLS.index(cell)
    medians = MEDIAN[t, k]
    r = int(medians.argmin()) if stop == "best" else RATES.index(stop)
    sentence = plain(figure.locator(".lx-sum").inner_text())
    assert f"on {task} at {RATES[r]}: median error {as_text(float(medians[r]))}" in sentence
    at_best = 1 + np.sum(BEST[t] < BEST[t, k])
    if stop == "best":
        assert sentence.endswith(f". Rank {at_best} of 15, each at its best rate.")
    else:
        place = 1 + np.sum(MEDIAN[t, :, r] < medians[r])
        best = [rate for rate, error in zip(RATES, medians, strict=True) if error == medians.min()]
        assert sentence.endswith(
            f", rank {place} of 15. Each at its best rate, rank {at_best}; "
            f"its own is {' or '.join(best)}."
        )
    rows = [row.split("\t") for row in plain(figure.locator("tbody").inner_text()).splitlines()]
    for row, rate, errors, error in zip(rows, RATES, ERRORS[t, k], medians, strict=True):
        assert row[0] == rate + ", best" * bool(error == medians.min())
        numbers = (errors.min(), error, errors.max())
        assert row[1:] == [as_text(float(number), 3) for number in numbers]


def test_every_seed_is_a_dot_and_stands_at_its_error(show: Open) -> None:
    figure = show("cells_by_rate", task="adding", cell="gru")
    plot = figure.locator("svg").nth(1)
    dots = plot.locator("circle.lx-output").evaluate_all(
        "all => all.map((one) => [Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))])"
    )
    errors = ERRORS[TASKS.index("adding"), CELLS.index("gru")].ravel()
    assert len(dots) == errors.size
    heights = np.array(dots)[:, 1]
    logarithms = np.log10(np.clip(errors, 1e-3, 10))
    slope, offset = np.polyfit(logarithms, heights, 1)
    assert slope < 0
    np.testing.assert_allclose(slope * logarithms + offset, heights, atol=1e-6)


def test_a_tap_on_a_square_chooses_its_task_and_cell(show: Open) -> None:
    figure = show("cells_by_rate")
    figure.locator(".lx-pick").nth(15 * TASKS.index("reber") + CELLS.index("cifg")).click()
    settle(figure)
    assert figure.get_by_label("reber").is_checked()
    assert figure.get_by_label("cell:").get_attribute("aria-valuetext") == "coupled gates (CIFG)"
    assert heard(figure).startswith("coupled gates (CIFG) on reber at 0.01: ")


def test_the_slider_stops_at_every_rate_and_says_which(show: Open) -> None:
    figure = show("cells_by_rate", rate="0.003")
    slider = figure.get_by_role("slider", name="learning rate:")
    assert slider.get_attribute("aria-valuetext") == "0.003"
    for stop in STOPS[1:]:
        slider.press("ArrowRight")
        heard(figure)
        text = "each at its best" if stop == "best" else stop
        assert slider.get_attribute("aria-valuetext") == text
        assert figure.locator(".lx-ordered span").first.inner_text() == text
        assert figure.page.url.endswith(f"cells_by_rate.rate={stop}")


def test_what_the_reader_is_asked_to_find_is_there() -> None:
    """One order on news at 0.01, another at 0.1; a cell that is last at a rate, and then in front."""
    news = MEDIAN[TASKS.index("news")]
    assert set(news[:, 1].argsort()[:3]).isdisjoint(news[:, 3].argsort()[:3])
    adding = MEDIAN[TASKS.index("adding")]
    k = CELLS.index("min_lstm")
    assert adding[k, 1] == adding[:, 1].max()
    assert np.sum(adding[:, 3] < adding[k, 3]) < 5
    assert (MEDIAN.argmin(axis=-1) == 3).any()
