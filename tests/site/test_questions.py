"""Questions and predictions in a real browser: by click, keys and touch, and when a page has changed."""

from __future__ import annotations

import re

from page_audit import look
from playwright.sync_api import Browser, BrowserContext, Page, expect
from progress_pages import (
    CHAPTER,
    KEY,
    PROGRESS,
    feedback,
    keep,
    kept,
    opened,
    option,
    prediction,
    question,
)
from progress_pages import reader as reader
from waiting import wait_until

FIRST = "chapters/11_training_that_works.html"
SECOND = "chapters/11b_when_training_goes_wrong.html"

# Questions


def test_each_option_answers_with_its_own_reason(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "a").click()
    expect(feedback(page)).to_contain_text("Not this one. (a) describes the forget gate")
    expect(feedback(page)).not_to_contain_text("mistakes a fraction")
    option(page, "c").locator("span").first.click()
    expect(feedback(page)).to_contain_text("Not this one. (c) mistakes a fraction for a chance")
    option(page, "b").locator("input").click()
    expect(feedback(page)).to_contain_text("Correct. The gate is the fraction")
    assert question(page).locator("details").get_attribute("open") is None
    signs = [option(page, letter).locator(".verdict-sign").inner_text() for letter in "abc"]
    assert [sign.strip()[0] for sign in signs] == ["✗", "✓", "✗"]
    wait_until(page, f"localStorage['{KEY}']?.includes('\"b\":\"2')")
    ((key, answered),) = kept(page)["questions"].items()
    assert re.fullmatch("04/1/[0-9a-f]{8}", key)
    times = [answered["chosen"][letter] for letter in "acb"]
    assert times == sorted(times)
    assert answered["correct"] == "b" and "98.6" in answered["options"]["a"]


def test_a_reason_shows_its_mathematics(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "c", 2).click()
    expect(feedback(page, 2).locator("mjx-container")).to_have_count(1)
    assert feedback(page, 2).locator("[id]").count() == 0


def test_keys_choose_and_a_key_or_a_button_answers(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    check = question(page).get_by_role("button", name="Check")
    option(page, "a").locator("input").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(option(page, "c").locator("input")).to_be_checked()
    assert feedback(page).inner_text() == ""
    expect(check).to_be_visible()
    page.keyboard.press("Enter")
    expect(feedback(page)).to_contain_text("(c) mistakes")
    expect(check).to_be_hidden()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(check).to_be_focused()
    page.keyboard.press("Enter")
    expect(feedback(page)).to_contain_text("Correct.")
    option(page, "a", 2).locator("input").focus()
    page.keyboard.press("Space")
    expect(feedback(page, 2)).to_contain_text("Not this one.")


def test_what_a_screen_reader_hears(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    group = page.get_by_role(
        "radiogroup", name="2. All inputs and the previous hidden state are 0."
    )
    expect(group.get_by_role("radio")).to_have_count(3)
    expect(group.get_by_role("radio", name="(c) It depends on the bias.")).to_have_count(1)
    expect(feedback(page, 2)).to_have_attribute("role", "status")
    option(page, "c", 2).click()
    expect(group.get_by_role("radio", name="(c) It depends on the bias. (correct)")).to_have_count(
        1
    )


def test_an_answer_is_there_on_the_next_day(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "a").click()
    option(page, "b").click()
    expect(feedback(page)).to_contain_text("Correct.")
    wait_until(page, f"localStorage['{KEY}']?.includes('\"b\":\"2')")
    page.reload()
    expect(feedback(page)).to_contain_text("Correct. You chose (b) on")
    expect(option(page, "b").locator("input")).to_be_checked()
    expect(option(page, "a").locator(".verdict-sign")).to_be_visible()
    option(page, "a").click()
    expect(feedback(page)).to_contain_text("(a) describes the forget gate")


def test_a_finger_answers_on_a_phone(browser: Browser, course: str) -> None:
    phone = {"has_touch": True, "is_mobile": True}
    with look(browser, f"{course}{CHAPTER}", 390, 844, **phone) as seen:
        option(seen.page, "b").tap()
        expect(feedback(seen.page)).to_contain_text("Correct.")
        for one in seen.page.locator(".question label, .predict button").all():
            box = one.bounding_box()
            assert box and box["height"] >= 44
        seen.page.locator(".predict input").first.fill("so")
        seen.page.locator(".predict button").first.tap()
        expect(seen.page.locator(".predicted").first).to_be_visible()
        assert not seen.complaints


def test_without_scripts_the_page_reads_as_it_is_written(browser: Browser, course: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{course}{CHAPTER}")
    expect(option(page, "a")).to_contain_text("(a) 98.6 % of the old memory is kept.")
    assert page.locator(".question input, .predict, .chapter-end input").count() == 0
    question(page).locator("summary").click()
    expect(question(page).locator("details")).to_contain_text("(b). The gate is the fraction")
    page.goto(f"{course}{PROGRESS}")
    expect(page.locator(".your-progress")).to_contain_text("when scripts may run")
    context.close()


# Predictions


def folds(page: Page) -> list[bool]:
    """For each fold of the text before the questions, whether it is open."""
    outside = "article details:not(.question *, .equation *)"
    return [one.get_attribute("open") is not None for one in page.locator(outside).all()]


def test_a_prediction_stands_beside_its_result(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    before = folds(page)
    field = prediction(page).get_by_label("Your prediction")
    button = prediction(page).get_by_role("button")
    expect(button).to_have_text("Skip and show the result")
    field.fill("  the <b>third</b>  ")
    expect(button).to_have_text("Keep it and show the result")
    page.keyboard.press("Enter")
    line = page.locator(".predicted")
    expect(line).to_have_text("You predicted: the <b>third</b>")
    expect(line).to_be_focused()
    result = line.locator("xpath=following-sibling::details[1]")
    expect(result).to_have_attribute("open", "")
    expect(result).to_contain_text("input gate:")
    assert sum(folds(page)) - sum(before) == 2  # the output and the answer, nothing of the others
    expect(prediction(page).locator("form")).to_have_count(0)
    wait_until(page, f"localStorage['{KEY}']?.includes('third')")
    page.reload()
    expect(page.locator(".predicted")).to_have_text("You predicted: the <b>third</b>")
    expect(prediction(page).locator("form")).to_have_count(0)


def test_a_prediction_is_skipped_with_one_click(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    before = folds(page)
    prediction(page).get_by_role("button").click()
    assert sum(folds(page)) - sum(before) == 2
    assert page.locator(".predicted").count() == 0
    assert not kept(page).get("predictions")


def test_after_a_look_at_the_result_there_is_nothing_to_predict(
    reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    prediction(page).locator("input").fill("so")
    prediction(page).locator("xpath=following::summary[1]").click()
    expect(prediction(page).locator("form")).to_have_count(0)
    expect(prediction(page, 2).locator("form")).to_have_count(1)
    assert not kept(page).get("predictions")


def test_a_prediction_is_chosen_where_there_are_options(
    reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    one = prediction(page, 2)
    one.get_by_role("radio", name="(b) Half open.").check()
    one.get_by_role("button", name="Keep it").click()
    expect(page.locator(".predicted")).to_have_text("You predicted: (b) Half open.")
    expect(one.get_by_role("radio", name="(b) Half open.")).to_be_disabled()
    wait_until(page, f"localStorage['{KEY}']?.includes('Half open.')")


def test_every_prediction_of_the_book_opens_its_answer(browser: Browser, course: str) -> None:
    with look(browser, f"{course}chapters/06_gates_that_stay_shut.html", 1280, 900) as seen:
        for one in seen.page.locator(".prediction").all():
            before = sum(folds(seen.page))
            one.get_by_role("button").click()
            assert sum(folds(seen.page)) > before, one.inner_text()


# When a page has changed


def test_answers_to_earlier_versions_stand_beside_the_new(
    reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    then = "2025-03-04T10:00:00.000Z"
    old = {"question": "1. The gate is shut?", "options": {"a": "(a) It is."}, "correct": "b"}
    gone = {"question": "9. And the <b>rest</b>?", "options": {}, "correct": "a"}
    made = {"question": "Predict: how far?", "made": {then: "halfway"}}
    keep(
        page,
        {
            "questions": {
                "04/1/00000000": old | {"chosen": {"a": then}},
                "04/9/00000000": gone | {"chosen": {"a": then}},
            },
            "predictions": {"04/00000000": made},
        },
    )
    earlier = question(page).locator(".earlier")
    earlier.locator("summary").click()
    expect(earlier).to_contain_text("1. The gate is shut?")
    expect(earlier).to_contain_text("Your answer on March 4, 2025: (a) It is. – not correct")
    assert feedback(page).inner_text() == "" and question(page, 2).locator(".earlier").count() == 0
    end = page.locator(".chapter-end .earlier")
    end.locator("summary").click()
    expect(end.locator("li")).to_have_count(2)
    expect(end).to_contain_text("9. And the <b>rest</b>?")
    expect(end).to_contain_text("halfway")
    option(page, "b").click()
    wait_until(page, f"Object.keys(JSON.parse(localStorage['{KEY}']).questions).length === 3")
    page.goto(f"{course}{PROGRESS}")
    expect(page.locator(".your-progress .earlier li")).to_have_count(3)


def test_answers_follow_a_question_to_the_second_sitting(
    reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{SECOND}")
    asked = question(page, 2).get_attribute("data-key") or ""
    predicted = prediction(page).get_attribute("data-key") or ""
    assert asked.startswith("11b/2/") and predicted.startswith("11b/")
    text = question(page, 2).get_attribute("data-text")
    then = "2025-03-04T10:00:00.000Z"
    answered = {"question": text, "options": {}, "correct": "b", "chosen": {"b": then}}
    made = {"question": "Predict: how many?", "made": {then: "a handful"}}
    first = {asked.replace("11b", "11"): answered}, {predicted.replace("11b", "11"): made}
    keep(page, {"questions": first[0], "predictions": first[1]})
    expect(feedback(page, 2)).to_contain_text("You chose (b) on March 4, 2025.")
    expect(page.locator(".predicted").first).to_have_text("You predicted: a handful")
    page.goto(f"{course}{FIRST}")
    expect(page.locator(".chapter-end input")).to_be_visible()
    assert page.locator(".earlier").count() == 0
    page.goto(f"{course}{PROGRESS}")
    row = page.get_by_role("row").filter(has_text="11b · When training goes wrong")
    expect(row.locator("td")).to_have_text(["–", "1 of 3", "–", re.compile("^1 of ")])
