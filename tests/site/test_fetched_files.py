"""Figures fetch and hear files on the built pages, under the policy that the pages declare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from waiting import wait_until

from extensions import csp
from lstm_course.explorables.files import FILES, NOTES
from tools.http_server import foreign

REPORT = """() => {
    window.refused = [];
    document.addEventListener("securitypolicyviolation", (event) =>
        window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`));
}"""


@pytest.fixture
def visit(with_device: Browser) -> Iterator[Page]:
    """A page with a microphone, which may ask our server alone and finds nothing refused."""
    page = with_device.new_context(permissions=["microphone"]).new_page()
    page.add_init_script(f"({REPORT})()")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert page.evaluate("window.refused") == []
    assert not foreign(asked)
    page.context.close()


def test_the_site_has_the_files_and_their_licences(site: Path) -> None:
    for name in (*FILES, *NOTES):
        assert (site / "_static" / "explorables" / name).stat().st_size


def test_the_network_that_spells_is_fetched_on_its_page(visit: Page, course: str) -> None:
    visit.goto(f"{course}chapters/12_language.html")
    figure = visit.locator("lstm-explorable[name=spelling]")
    figure.locator(".lx-load").click()
    expect(figure.locator(".lx-load")).to_be_hidden()
    assert "bits per character" in figure.inner_text()


def test_the_detector_hears_recordings_and_the_microphone(visit: Page, course: str) -> None:
    visit.goto(f"{course}chapters/14_speech.html")
    figure = visit.locator("lstm-explorable[name=speech_detector]")
    figure.locator(".lx-load").click()
    expect(figure.locator(".lx-load")).to_be_hidden()
    assert "Called speech" in figure.inner_text()
    figure.get_by_role("button", name="Play").click()
    figure.get_by_role("button", name="Stop", exact=True).click()
    figure.get_by_role("button", name="Use the microphone").click()
    heard = "figure => /of [1-9]\\d chunks/.test(figure.innerText)"
    wait_until(visit, heard, figure.element_handle())
    figure.get_by_role("button", name="Stop listening").click()
    expect(figure.get_by_text("Recorded. Play it")).to_be_visible()


def test_words_are_recorded_on_a_page_of_the_exercises(visit: Page, course: str) -> None:
    visit.goto(f"{course}exercises/14_speech.html")
    visit.get_by_role("link", name="A page of this course").click()
    visit.wait_for_url("**/exercises/record_digits.html")
    recorder = visit.locator("lstm-word-recorder")
    recorder.get_by_role("button", name="Record “zero”").click()
    expect(recorder.get_by_role("status")).to_contain_text("Recorded zero, take 1")


def test_a_page_may_fetch_from_its_own_site_and_nowhere_else(visit: Page, course: str) -> None:
    visit.goto(f"{course}exercises/record_digits.html")
    tried = "(url) => fetch(url).then((answer) => answer.ok, () => 'refused')"
    assert visit.evaluate(tried, f"{course}_static/explorables/{FILES[0]}") is True
    assert visit.evaluate(tried, "http://127.0.0.2:9/") == "refused"
    assert visit.evaluate("window.refused.splice(0)") == ["connect-src http://127.0.0.2:9/"]
    assert csp.policy([]).count(";") == 8, "another directive needs a reason and a test"
