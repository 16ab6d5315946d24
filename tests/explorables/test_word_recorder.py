"""The recorder of words: by keyboard, with a microphone that beeps, and without one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from extensions.word_recorder import ELEMENT, script
from lstm_course.speech.recordings import DIGITS
from lstm_lib.audio import mfcc, read_wav

WITHOUT = "No recorder here."
ADDRESS = "http://127.0.0.1:1/"
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<script src="recorder.js"></script></head><body><main><h1>A page</h1>
<{ELEMENT}><p>{WITHOUT}</p></{ELEMENT}></main></body></html>"""


@pytest.fixture
def recorder(with_device: Browser) -> Iterator[Locator]:
    """The recorder in a browser whose microphone beeps and is allowed."""
    page = with_device.new_context(permissions=["microphone"]).new_page()
    yield opened(page)
    page.context.close()


def opened(page: Page) -> Locator:
    def serve(route: Route) -> None:
        body, kind = (
            (script(), "javascript") if route.request.url.endswith("js") else (PAGE, "html")
        )
        route.fulfill(body=body, content_type=f"text/{kind}")

    page.route(f"{ADDRESS}**", serve)
    page.goto(ADDRESS)
    return page.locator(ELEMENT)


def test_ten_words_come_back_as_a_file_of_the_exercise(recorder: Locator, tmp_path: Path) -> None:
    page = recorder.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    save = recorder.get_by_role("link")
    for k, word in enumerate(DIGITS):
        expect(save).to_be_hidden()
        button = recorder.get_by_role("button", name=f"Record “{word}”")
        expect(button).to_be_enabled()
        button.press("Enter")
        expect(recorder.get_by_role("status")).to_contain_text(f"Recorded {word}, take 1")
        expect(recorder.get_by_role("button", name="Play")).to_have_count(k + 1)
        expect(recorder.get_by_role("button", name="Record “")).to_be_focused()
    expect(save).to_have_text("Save my_digits.zip: 10 recordings")
    with page.expect_download() as download:
        save.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
        assert archive.namelist() == [f"{word}_1.wav" for word in DIGITS]
    for word in DIGITS:
        x = read_wav(tmp_path / f"{word}_1.wav", rate=8000)
        assert len(x) == pytest.approx(1.6 * 8000, rel=0.02)
        assert mfcc(x, 8000).shape[1] == 13
    assert np.abs(x).max() > 0.03, "the beeps of the device"
    assert not [url for url in asked if not url.startswith("blob:")]


def test_a_word_can_be_heard_and_recorded_again(recorder: Locator) -> None:
    recorder.get_by_role("button", name="Record “zero”").click()
    again = recorder.get_by_role("button", name="Record zero, take 1 again")
    again.click()
    expect(recorder.get_by_role("status")).to_contain_text("Say “zero” now.")
    expect(recorder.get_by_role("status")).to_contain_text("Recorded zero, take 1")
    recorder.get_by_role("button", name="Play zero, take 1").click()
    expect(recorder.get_by_role("button", name="Record “one”")).to_be_enabled()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everyone_can_use_it_also_on_a_phone(recorder: Locator, theme: str) -> None:
    page = recorder.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 700})
    results = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
    assert not results.response["violations"], results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert WITHOUT not in recorder.inner_text()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NotAllowedError", "The microphone was not allowed."),
        ("NotFoundError", "No microphone was found."),
        ("AbortError", "The microphone cannot be used"),
    ],
)
def test_without_a_microphone_one_line_says_so(with_device: Browser, name: str, said: str) -> None:
    page = with_device.new_page()
    recorder = opened(page)
    if name != "NotAllowedError":  # this page may not use it
        page.add_script_tag(
            content="navigator.mediaDevices.getUserMedia = "
            f"() => Promise.reject(new DOMException('', '{name}'));"
        )
    button = recorder.get_by_role("button", name="Record")
    button.click()
    expect(recorder.get_by_role("status")).to_contain_text(said)
    expect(recorder.get_by_role("status")).to_contain_text("The recordings of the course")
    expect(button).to_be_enabled()
    expect(recorder.get_by_role("link")).to_be_hidden()
    page.close()
