"""The switchboard of leaks: its arithmetic is lstm_lib's, and its lessons hold for every seed."""

from __future__ import annotations

import numpy as np
import pytest
from explorable_fixtures import Open, heard, plain
from js_modules import Run, running
from playwright.sync_api import Browser

from lstm_lib.forecasting import fit_linear, predict_linear, skill, windows

TRAINING, TEST, NEW, LAGS, MARGIN = 150, 100, 2000, 10, 20
OFF = {"smooth": 1, "all": False, "tries": 1, "level": False}


def report(run: Run, seed: int, **leaks: object) -> dict[str, float]:
    found: dict[str, float] = run("forecast.report(seed, leaks)", seed=seed, leaks={**OFF, **leaks})
    return found


def by_library(
    prices: np.ndarray, drawn: np.ndarray, smooth: int, all: bool, tries: int, level: bool
) -> dict[str, float]:
    """The same with lstm_lib; `drawn` are the uniform numbers that choose the candidates' days."""
    shown = np.convolve(prices, np.ones(smooth) / smooth, mode="valid")
    changes = np.diff(shown)
    start = MARGIN - (smooth - 1) // 2
    inputs, targets = windows(changes[start - LAGS : start + TRAINING + TEST], LAGS)
    y, known = targets[-1], TRAINING + (TEST if all else 0)
    test, truth = inputs[:, TRAINING:], y[TRAINING:]
    chosen = (
        np.ones((1, known), bool) if tries == 1 else drawn[: tries * known].reshape(-1, known) < 0.5
    )
    models = [fit_linear(inputs[:, :known][:, k], y[:known][k]) for k in chosen]
    skills = [skill(predict_linear(w, test) - truth, truth) for w in models]
    w = models[int(np.argmax(skills))]
    forecast = predict_linear(w, test)
    before = shown[start + TRAINING :][:TEST]
    price = before + truth
    first = MARGIN + TRAINING + TEST
    real = np.diff(prices)[first : first + NEW]
    begin = first - smooth + 1 - LAGS
    later = predict_linear(w, windows(changes[begin : begin + LAGS + NEW], LAGS)[0])
    return {
        "score": skill(forecast - truth, price - price.mean()) if level else max(skills),
        "signs": float(np.mean(forecast * truth > 0)),
        "newSkill": skill(later - real, real),
        "newSigns": float(np.mean(later * real > 0)),
    }


@pytest.mark.parametrize(
    "leaks",
    [
        {},
        {"smooth": 9},
        {"smooth": 3, "level": True},
        {"all": True},
        {"tries": 20},
        {"smooth": 9, "all": True, "tries": 200, "level": True},
    ],
    ids=str,
)
def test_the_report_is_that_of_the_library(browser: Browser, leaks: dict[str, object]) -> None:
    with running(browser, "model/forecast", "model/random") as run:
        for seed in (1, 7):
            prices = np.array(run("forecast.randomWalk(seed)", seed=seed))
            draw = "(() => { const r = random.generator(seed); return Array.from({ length: n }, r.uniform); })()"
            drawn = np.array(run(draw, seed=1000 + seed, n=60_000))
            expected = by_library(prices, drawn, **{**OFF, **leaks})  # type: ignore[arg-type]
            got = report(run, seed, **leaks)
            for name, value in expected.items():
                assert got[name] == pytest.approx(value, rel=1e-7, abs=1e-9), (seed, name)


def test_every_leak_flatters_and_nothing_is_true_on_new_days(browser: Browser) -> None:
    with running(browser, "model/forecast") as run:
        for seed in range(1, 21):
            honest = report(run, seed)
            assert honest["score"] < 0.1
            assert report(run, seed, smooth=9)["score"] > 0.6
            assert report(run, seed, tries=200)["score"] > honest["score"]
            assert report(run, seed, all=True)["score"] > honest["score"]
            assert report(run, seed, level=True)["score"] > 0.6
            for leaks in ({}, {"smooth": 9}, {"tries": 200}, {"all": True}):
                new = report(run, seed, **leaks)
                assert new["newSkill"] < 0.005
                assert abs(new["newSigns"] - 0.5) < 0.05


def test_the_table_and_the_sentence_say_the_report(browser: Browser, show: Open) -> None:
    with running(browser, "model/forecast", "ui/format") as run:
        found = report(run, 3, smooth=9)
        shown = run("format.formatNumber(x, 3)", x=found["score"])
        new = run("format.formatNumber(x, 2)", x=found["newSkill"])
    figure = show("leaks", seed=3, smooth="9")
    first, second = plain(figure.locator("tbody").inner_text()).splitlines()
    assert first.split("\t")[:2] == ["reported (skill)", shown]
    assert second.split("\t")[:2] == ["on 2,000 new days (skill)", new]
    figure.get_by_role("button", name="everything").click()
    assert heard(figure).startswith("Leaks switched on: 4. Reported: R squared ")
    figure.get_by_role("button", name="honest").click()
    assert heard(figure).startswith("Leaks switched on: 0. Reported: skill ")
