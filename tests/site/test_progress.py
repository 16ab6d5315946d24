"""Progress in a real browser: in two tabs, refused, on the map, out and in as a file, erased."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from progress_pages import (
    CHAPTER,
    KEY,
    PROGRESS,
    VERDICT,
    feedback,
    kept,
    opened,
    option,
    prediction,
)
from progress_pages import reader as reader
from waiting import wait_until

from lstm_course.grading import progress
from lstm_course.grading.receipt import parse

# Several tabs, and no storage


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no locks"])
def test_two_tabs_at_once_lose_nothing(locks: bool, reader: BrowserContext, course: str) -> None:
    if not locks:
        reader.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    one, other = (opened(reader, f"{course}{PROGRESS}") for _ in range(2))
    send = """([first, last]) => {
        for (let k = first; k < last; k++) setTimeout(() => document.dispatchEvent(
            new CustomEvent("lstm:verdict", { detail: { exercise: `77.${k}`, passed: true, points: 1 } }),
        ), 3 * (k - first));
    }"""
    one.evaluate(send, [0, 60])
    other.evaluate(send, [60, 120])
    count = f"Object.keys(JSON.parse(localStorage['{KEY}'] ?? '{{\"tasks\":{{}}}}').tasks).length"
    wait_until(one, f"{count} === 120")


def test_what_one_tab_lost_another_restores(reader: BrowserContext, course: str) -> None:
    one, other = (opened(reader, f"{course}{PROGRESS}") for _ in range(2))
    one.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
    wait_until(one, f"localStorage['{KEY}']?.includes('04.2')")
    other.evaluate(f'localStorage[\'{KEY}\'] = \'{{"version":1,"tasks":{{"04.1":{{}}}}}}\'')
    wait_until(one, f"/04.2/.test(localStorage['{KEY}']) && /04.1/.test(localStorage['{KEY}'])")


def test_a_second_tab_shows_what_was_answered_in_the_first(
    reader: BrowserContext, course: str
) -> None:
    one, other = (opened(reader, f"{course}{CHAPTER}") for _ in range(2))
    option(one, "a").click()
    expect(option(other, "a").locator(".verdict-sign")).to_be_visible()


def test_refused_storage_is_said_once_and_nothing_breaks(browser: Browser, course: str) -> None:
    context = browser.new_context()
    context.add_init_script("""Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("no", "SecurityError"); },
    })""")
    page = opened(context, f"{course}{CHAPTER}")
    assert page.locator(".progress-trouble").count() == 0
    option(page, "a").click()
    expect(feedback(page)).to_contain_text("(a) describes the forget gate")
    said = page.locator(".progress-trouble")
    expect(said).to_contain_text("This browser keeps nothing for this site")
    said.get_by_role("button", name="Close").click()
    option(page, "b").click()
    prediction(page).locator("input").fill("so")
    prediction(page).get_by_role("button").click()
    expect(page.locator(".predicted")).to_be_visible()
    page.locator(".chapter-end input").check()
    expect(option(page, "a").locator(".verdict-sign")).to_be_visible()
    expect(feedback(page)).to_contain_text("Correct.")
    assert said.count() == 0
    context.close()


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 1, "tasks": 3}'])
def test_an_unreadable_record_is_put_aside(text: str, reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", text)
    page.reload()
    option(page, "a").click()
    expect(page.locator(".progress-trouble")).to_contain_text("could not be read")
    wait_until(page, f"localStorage['{KEY}']?.includes('04/1')")
    assert page.evaluate(f"localStorage['{KEY}.unreadable-1']") == text


def test_a_record_of_a_newer_version_is_left_as_it_is(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    newer = '{"version": 2, "tasks": {}, "stars": 3}'
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", newer)
    page.reload()
    option(page, "a").click()
    expect(feedback(page)).to_contain_text("Not this one.")
    expect(page.locator(".progress-trouble")).to_contain_text("newer version of the course")
    assert page.evaluate(f"localStorage['{KEY}']") == newer


# Where progress shows


def test_the_map_shows_what_was_read_and_begun(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    page.get_by_label("I have read this chapter").check()
    option(page, "b").click()
    page.evaluate(VERDICT, {"exercise": "05.1", "passed": False, "points": 0, "state": "written"})
    wait_until(page, f"/05.1/.test(localStorage['{KEY}'])")
    page.goto(f"{course}index.html")
    read = page.get_by_role(
        "link", name=re.compile("^4 · .*; read, 1 question and 0 exercises done$")
    )
    begun = page.get_by_role(
        "link", name=re.compile("^5 · .*; begun, 0 questions and 1 exercise done$")
    )
    assert read.locator(".tick").count() == 1 and begun.locator(".tick").count() == 0
    for box in (read, begun):
        left, done = (
            box.locator(f".progress-mark.{kind}").bounding_box() for kind in ("left", "done")
        )
        assert left and done and 0 < done["width"] < left["width"]
    assert page.locator(".chapter-map .tick").count() == 1
    page.goto(f"{course}{CHAPTER}")
    page.get_by_label("I have read this chapter").uncheck()
    wait_until(page, f"/\"read\":false/.test(localStorage['{KEY}'])")


def test_a_file_goes_out_and_comes_in(
    reader: BrowserContext, course: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "b").click()
    page.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
    wait_until(page, f"/04.2/.test(localStorage['{KEY}']) && /04.1/.test(localStorage['{KEY}'])")
    page.goto(f"{course}{PROGRESS}")
    row = page.get_by_role("row").filter(has_text="The input gate")
    assert row.locator("td").all_inner_texts()[1] == "1 of 3"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    monkeypatch.setenv("LSTM_PROGRESS", str(file))
    progress()
    said = capsys.readouterr().out
    assert "✓ 04.2" in said and "Questions answered on the pages: 1." in said

    content = json.loads(file.read_text("utf-8"))
    content["tasks"]["04.2"] = {"state": "wrong", "points": 0}
    content["tasks"]["04.3"] = {"state": "passed", "points": 1}
    content["made by"] = "a later release"
    file.write_text(json.dumps(content), "utf-8")
    page.get_by_label("Bring in a file").set_input_files(file)
    expect(page.get_by_role("status").filter(has_text="has been added")).to_be_visible()
    expect(row.locator("td").nth(2)).to_contain_text("2 of")
    now = kept(page)
    assert now["tasks"]["04.2"]["state"] == "passed" and now["made by"] == "a later release"
    file.write_text('{"version": 1, "tasks": [', "utf-8")
    page.get_by_label("Bring in a file").set_input_files(file)
    expect(
        page.get_by_role("status").filter(has_text="is not a record of progress")
    ).to_be_visible()
    assert kept(page) == now


def test_a_receipt_is_written_and_well_formed(reader: BrowserContext, course: str) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "a").click()
    option(page, "b").click()
    option(page, "c", 2).click()
    page.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
    wait_until(
        page, f"/04.2/.test(localStorage['{KEY}']) && /04.2.[0-9a-f]/.test(localStorage['{KEY}'])"
    )
    page.goto(f"{course}{PROGRESS}")
    page.get_by_label("Name on the receipt").fill("Ada Lovelace")
    page.keyboard.press("Enter")
    receipt = parse(page.get_by_label("Your receipt").input_value())
    assert receipt.name == "Ada Lovelace" and receipt.questions_correct == 2
    assert receipt.exercises == {"04.2": 2}
    with page.expect_download() as download:
        page.get_by_role("button", name="Save it as a file").click()
    assert parse(Path(download.value.path()).read_text("utf-8")) == receipt


def test_erasing_is_asked_about_and_reaches_every_tab(reader: BrowserContext, course: str) -> None:
    other = opened(reader, f"{course}{CHAPTER}")
    option(other, "b").click()
    wait_until(other, f"/04.1/.test(localStorage['{KEY}'])")
    page = opened(reader, f"{course}{PROGRESS}")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Erase").click()
    assert kept(page)["questions"]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("status").filter(has_text="Erased")).to_be_visible()
    other.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
    wait_until(other, f"/04.2/.test(localStorage['{KEY}'])")
    assert not kept(page).get("questions")


@pytest.mark.parametrize(
    ("detail", "state"),
    [
        ({"exercise": "04.2", "passed": True, "points": 2}, "passed"),
        ({"exercise": "04.2", "passed": False, "points": 1}, "partly"),
        ({"exercise": "04.2", "passed": False, "points": 0}, "wrong"),
        ({"exercise": "04.2", "passed": False, "points": 0, "state": "written"}, "written"),
    ],
)
def test_a_verdict_in_the_page_is_kept(
    detail: dict[str, Any], state: str, reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    page.evaluate(VERDICT, {"exercise": "<b>", "passed": True, "points": 2})
    page.evaluate(VERDICT, None)
    page.evaluate(VERDICT, detail)
    wait_until(page, f"localStorage['{KEY}']")
    ((id, task),) = kept(page)["tasks"].items()
    assert (id, task["state"], task["points"]) == ("04.2", state, detail["points"])
