"""The arena on a page: two runs side by side, what its buttons do, what it says."""

from __future__ import annotations

import re

from explorable_fixtures import Open, drawn, heard, rows, settle
from playwright.sync_api import Locator, expect

PARITY = {"task": "parity", "first": "lstm", "second": "min_lstm"}


def press(figure: Locator, label: str) -> None:
    figure.get_by_role("button", name=label, exact=True).press("Enter")


def progress(figure: Locator) -> Locator:
    return figure.locator(".lx-sum").first


def train(figure: Locator, label: str, times: int = 1) -> str:
    """Press a button, and wait until both have come to rest: how far they are."""
    for _ in range(times):
        press(figure, label)
        expect(figure.get_by_role("button", name="Play", exact=True)).to_be_visible()
    return progress(figure).inner_text()


def test_both_readers_train_and_are_asked_beyond_training(show: Open) -> None:
    figure = show("arena", **PARITY)
    assert progress(figure).inner_text().startswith("Not trained yet.")
    assert rows(figure)[0] == ["correct of 200", "LSTM", "minLSTM"]
    assert rows(figure)[-1] == ["128 steps, beyond training", "–", "–"]
    text = train(figure, "100 steps")
    assert re.fullmatch(
        r"First: LSTM, step 100 of 500, loss \S+\. Second: minLSTM, step 100 of 500, loss \S+\.",
        text,
    )
    lengths = [row[0] for row in rows(figure)[1:]]
    assert lengths[2:4] == ["16 steps", "32 steps, beyond training"]
    assert all(0 <= int(cell) <= 200 for row in rows(figure)[1:] for cell in row[1:])
    names = figure.locator("svg").first.locator("text").all_text_contents()
    assert {"LSTM", "minLSTM"} <= set(names)
    once = drawn(figure)
    press(figure, "Restart")
    settle(figure)
    assert progress(figure).inner_text().startswith("Not trained yet.")
    train(figure, "100 steps")
    assert drawn(figure) == once


def test_a_new_reader_begins_while_the_other_keeps_its_run(show: Open) -> None:
    figure = show("arena", **PARITY)
    train(figure, "10 steps", times=5)
    kept = [row[1] for row in rows(figure)]
    figure.locator("fieldset").last.get_by_label("attention", exact=True).check()
    assert heard(figure).startswith("Second attention. First: LSTM, step 50 of 500")
    assert progress(figure).inner_text().endswith("Second: attention, not trained yet.")
    assert [row[1] for row in rows(figure)] == kept
    assert {row[2] for row in rows(figure)} == {"attention", "–"}
    figure.get_by_label("seed", exact=True).press("ArrowRight")
    settle(figure)
    assert progress(figure).inner_text().startswith("Not trained yet.")


def test_a_run_ends_with_its_budget_and_play_then_begins_another(show: Open) -> None:
    figure = show("arena", task="flip_flop", first="min_lstm", second="min_lstm")
    text = train(figure, "100 steps", times=3)
    assert text.count("step 300 of 300") == 2
    assert rows(figure)[1][1] == rows(figure)[1][2]
    expect(figure.locator("[aria-live]")).to_contain_text(
        "Correct of 200 at 16, 32, 64, 128 steps: minLSTM "
    )
    text = train(figure, "10 steps")
    assert text.count("step 10 of 300") == 2


def test_pause_stops_both(show: Open) -> None:
    figure = show("arena")
    press(figure, "Play")
    expect(progress(figure)).to_have_text(re.compile(r"LSTM, step \d+ .*attention, step \d+ "))
    press(figure, "Pause")
    expect(figure.locator("[aria-live]")).to_contain_text("attention, step")
    settle(figure)
    paused = drawn(figure)
    figure.page.wait_for_timeout(300)
    assert drawn(figure) == paused


def test_a_wrong_answer_is_circled(show: Open) -> None:
    figure = show("arena", task="recall", first="unplaced_attention", second="unplaced_attention")
    strip = figure.locator("svg").nth(1)
    texts = strip.locator("text").all_text_contents()
    asked = next(text for text in texts if text.endswith("?"))
    value = next(text for text in texts if re.fullmatch(rf"{asked[0]}\d", text))[1]
    at = texts.index("right answer")
    assert texts[at + 1 : at + 10] == [""] * 8 + [value]
    answers = [texts[k + 9] for k, text in enumerate(texts) if text.endswith("(circled: wrong)")]
    assert len(answers) == 2
    assert strip.locator("circle").count() == sum(answer != value for answer in answers)


def test_each_reader_has_a_worker_which_ends_with_its_run(show: Open) -> None:
    figure = show("arena")
    page = figure.page
    train(figure, "10 steps")
    assert [worker.url[:5] for worker in page.workers] == ["blob:", "blob:"]
    first = page.workers[0]
    with first.expect_event("close"):
        figure.locator("fieldset").nth(1).get_by_label("minLSTM", exact=True).check()
    assert len(page.workers) == 1
    train(figure, "10 steps")
    assert len(page.workers) == 2
