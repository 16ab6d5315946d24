"""Cells that run in the page: running, editing, stopping, restoring, keeping, being judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_pages import PHONE, LivePage, visitor
from page_audit import MOST_SHIFT, look, violations
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waiting import wait_until

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercises import find
from tools.http_server import Host

pytest_plugins = ["lite_fixtures"]

CHAPTER, EXERCISE = "chapters/04_input_gate", "exercises/04_input_gate"
WRONG = """\
def input_gate(W, h, x):
    return layer(W, concat(h, x))"""
RIGHT = """\
def input_gate(W, h, x):
    units = h.shape[-1]
    return layer(W[:units], concat(h, x))"""
LOOP = "print('before')\nwhile True:\n    pass"
UNIT = """\
W_i = np.array([[0.62, -2.00, 1.65]])
z = W_i.sum()
gate = sigmoid(z)
print("sum", z.round(2))"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visitor(browser) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing goes wrong unseen."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


def wrong_message() -> str:
    mistakes = find("04.2").misconceptions  # type: ignore[union-attr]
    (message,) = [one.message for one in mistakes if one.id == "all-blocks"]
    return str(message)


# Running


def test_a_chapter_s_cell_runs_after_those_above_and_replaces_its_output(
    page: Page, host: Host
) -> None:
    live = LivePage(page, host, CHAPTER)
    stored = live.output("first-gate").element_handle()
    fold = live.cell("first-gate").locator("details.below-input")
    assert not fold.evaluate("fold => fold.open")
    text = live.output("first-gate").locator("pre").text_content()
    assert (
        live.run("first-gate").strip()
        == (text or "").strip()
        == "input gate: [0.8581 0.6225 0.9526]"
    )
    assert fold.evaluate("fold => fold.open"), "what was asked for is seen"
    assert stored and stored.evaluate("place => place.isConnected")
    assert live.output("first-gate").locator(":scope > *").count() == 1
    untouched = live.output("blocks").locator("img")
    assert not (untouched.get_attribute("src") or "").startswith("data:")


def test_a_figure_keeps_its_place_its_caption_and_its_words(page: Page, host: Host) -> None:
    live = LivePage(page, host, CHAPTER)
    picture = live.output("curve").locator("figure#fig-gate-curve img")
    words, width = picture.get_attribute("alt"), picture.bounding_box()
    caption = live.output("curve").locator("figcaption").inner_text()
    live.run("curve")
    assert (picture.get_attribute("src") or "").startswith("data:image/png;base64,")
    assert picture.get_attribute("alt") == words
    drawn = picture.bounding_box()
    assert drawn and width and abs(drawn["width"] - width["width"]) <= 1
    assert live.output("curve").locator("figcaption").inner_text() == caption


def test_a_changed_weight_changes_the_number_and_the_figure_below(page: Page, host: Host) -> None:
    live = LivePage(page, host, CHAPTER)
    live.edit("one-unit", UNIT)
    assert live.run("one-unit").strip() == "sum 0.27"
    live.button("one-unit", "Run the rest").click()
    live.finished("one-unit")
    assert "h = x = 1: sum 0.27" in live.output("places").inner_text()
    words = live.output("curve").locator("figure img").get_attribute("alt") or ""
    assert words.startswith("A figure drawn by your code. On the page it showed: The S-shaped")
    live.button("one-unit", "Restore").click()
    assert "0.9862" in (live.output("one-unit").text_content() or "")
    assert live.cell("one-unit").locator("textarea").count() == 0
    assert "W_i = np.array([[0.62, 2.00, 1.65]])" in live.code("one-unit")
    expect(live.button("one-unit", "Run")).to_be_focused()


def test_an_error_is_shown_where_it_was_made(page: Page, host: Host) -> None:
    live = LivePage(page, host, CHAPTER)
    live.edit("made-up", "W = h = x = 1 / 0")
    live.button("first-gate", "Run").click()
    expect(live.status("first-gate")).to_contain_text("Cell 3 stopped with an error")
    assert "ZeroDivisionError: division by zero" in live.output("made-up").inner_text()
    assert "0.8581" in (live.output("first-gate").locator("pre").text_content() or ""), (
        "it was not reached"
    )
    live.edit("made-up", "h = np.ones(3)\nx = np.ones(2)\nW = np.zeros((3, 6))")
    assert live.run("first-gate").strip() == "input gate: [0.5 0.5 0.5]"
    assert not live.output("made-up").inner_text()


def test_an_explorable_that_is_not_the_page_s_own_runs_as_one(page: Page, host: Host) -> None:
    live = LivePage(page, host, CHAPTER)
    assert not page.locator("lstm-explorable[name=layer]").count()
    live.edit("made-up", 'explorable("layer")')
    live.run("made-up")
    figure = live.output("made-up").locator("lstm-explorable[name=layer]")
    expect(figure.get_by_role("slider").first).to_be_visible()


# Stopping


def test_an_endless_loop_is_stopped_and_nothing_is_lost(page: Page, host: Host) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-1", LOOP)
    live.button("answer-1", "Run").click()
    expect(live.output("answer-1")).to_have_text("before\n")
    live.button("answer-2", "Run").click()
    expect(live.status("answer-2")).to_contain_text("Cell 2 is running")
    live.button("answer-1", "Stop").click()
    expect(live.status("answer-1")).to_have_text(
        "Stopped. What you wrote is kept; Run starts Python again."
    )
    assert live.area("answer-1").input_value() == LOOP
    live.edit("answer-1", "input_of_minus_10 = 'b'")
    assert verdict_on(find("04.1"), "b").message in live.run("check-1")


def test_a_bottomless_call_and_a_gigabyte_are_survived(page: Page, host: Host) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-1", "def f():\n    return f()\n\n\nf()")
    assert "RecursionError" in live.run("answer-1")
    live.edit("answer-1", "[np.empty(2**27) for _ in range(5)]")
    live.button("answer-1", "Run").click()
    expect(live.status("answer-1")).to_contain_text("error after")
    assert "MemoryError" in live.output("answer-1").inner_text()
    live.edit("answer-1", "6 * 7")
    assert live.run("answer-1").strip() == "42"


# Exercises


def test_a_wrong_answer_gets_its_message_and_a_right_one_passes(page: Page, host: Host) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-2", WRONG)
    assert wrong_message() in live.run("check-2")
    live.edit("answer-2", RIGHT)
    said = live.run("check-2")
    assert "04.2 The input gate from the whole matrix: passed" in said and "2.0" not in said
    assert live.run("try-2").strip(), "a try shows the value of what was written"
    first, second = live.verdicts()
    assert (first["exercise"], first["passed"], first["points"]) == ("04.2", False, 0)
    assert (second["exercise"], second["passed"], second["points"]) == ("04.2", True, 2)
    assert wrong_message()[:30] in " ".join(first["text"].split())


def test_an_answer_that_fails_does_not_keep_others_from_being_judged(
    page: Page, host: Host
) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-1", "input_of_minus_10 = (")
    live.edit("answer-2", RIGHT)
    assert "passed" in live.run("check-2")
    assert "SyntaxError" in live.output("answer-1").inner_text()


def test_a_worked_solution_runs_and_counts_for_nothing(page: Page, host: Host) -> None:
    live = LivePage(page, host, "exercises/solutions/04_input_gate")
    assert live.area("answer-2").count() == 0
    assert "passed" in live.run("check-2")
    assert live.verdicts() == []


# What is kept


def test_what_was_written_is_found_again(page: Page, host: Host) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-2", RIGHT)
    live.edit("try-2", "1 + 1")
    again = LivePage(page, host, EXERCISE)
    assert again.area("answer-2").input_value() == RIGHT
    assert again.code("try-2") == "1 + 1"
    assert again.run("try-2").strip() == "2"
    again.button("try-2", "Restore").click()
    assert LivePage(page, host, EXERCISE).code("try-2").startswith("input_gate(np.ones")


def test_two_tabs_do_not_overwrite_each_other(context: BrowserContext, host: Host) -> None:
    one, other = (LivePage(context.new_page(), host, EXERCISE) for _ in range(2))
    one.edit("answer-1", "a = 1")
    other.edit("answer-2", "b = 2")
    again = LivePage(context.new_page(), host, EXERCISE)
    assert [again.area(name).input_value() for name in ("answer-1", "answer-2")] == [
        "a = 1",
        "b = 2",
    ]


@pytest.mark.parametrize("mine", [True, False])
def test_after_a_change_of_the_page_both_texts_are_offered(
    page: Page, host: Host, mine: bool
) -> None:
    live = LivePage(page, host, EXERCISE)
    own = live.area("answer-2").input_value()
    live.edit("answer-2", RIGHT)
    (key,) = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('answer-2'))")
    kept = json.dumps({"text": RIGHT, "page": "an older page's text"})
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
    again = LivePage(page, host, EXERCISE)
    assert again.area("answer-2").input_value() == own
    choice = again.cell("answer-2").locator(".live-choice")
    expect(choice).to_contain_text("The page has changed since you edited this cell.")
    assert choice.locator("pre").text_content() == RIGHT
    again.edit("answer-2", WRONG)  # who does not choose yet loses nothing
    again = LivePage(page, host, EXERCISE)
    assert again.area("answer-2").input_value() == WRONG
    choice = again.cell("answer-2").locator(".live-choice")
    assert choice.locator("pre").text_content() == RIGHT
    choice.get_by_role("button", name="Use what you wrote" if mine else "Use the page").click()
    expect(choice).to_have_count(0)
    last = LivePage(page, host, EXERCISE)
    assert last.area("answer-2").input_value() == (RIGHT if mine else own)
    assert last.cell("answer-2").locator(".live-choice").count() == 0


def test_a_second_visit_needs_no_network(context: BrowserContext, whole_site: Path) -> None:
    host = Host(whole_site)
    live = LivePage(context.new_page(), host, EXERCISE)
    live.edit("answer-2", RIGHT)
    assert "passed" in live.run("check-2")
    live.keep_all_pages(whole_site)
    live.page.close()
    context.set_offline(True)
    host.sent.clear()
    host.off()
    again = LivePage(context.new_page(), host, EXERCISE)
    assert again.area("answer-2").input_value() == RIGHT
    with again.page.expect_worker():  # what is here already is started early
        again.area("answer-2").focus()
    assert "passed" in again.run("check-2")
    other = context.new_page()
    other.goto(f"{host.address}{CHAPTER}.html")
    expect(other.get_by_role("heading", level=1)).to_contain_text("The input gate")
    expect(other.locator("#fig-gate-curve img")).to_have_js_property("complete", True)
    other.goto(host.address)
    expect(other.get_by_role("heading", level=1).first).to_be_visible()
    asked = {path for path in host.sent if not path.endswith("/service-worker.js")}
    assert not asked, "the browser alone asks whether there is a new version"


# Fingers, keys, and those who listen


def test_an_exercise_is_done_by_touch_on_a_phone(browser: Browser, host: Host) -> None:
    with visitor(browser, **PHONE) as context:
        page = context.new_page()
        live = LivePage(page, host, EXERCISE)
        live.area("answer-2").tap()
        expect(live.area("answer-2")).to_be_focused()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(WRONG)
        live.button("check-2", "Run").tap()
        assert wrong_message() in live.finished("check-2")
        live.area("answer-2").tap()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(RIGHT)
        live.button("check-2", "Run").tap()
        expect(live.output("check-2")).to_contain_text("passed")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        box = live.button("check-2", "Run").bounding_box()
        assert box and min(box["width"], box["height"]) >= 44


def test_keys_alone_edit_run_and_leave(page: Page, host: Host) -> None:
    live = LivePage(page, host, CHAPTER)
    live.button("day-2", "Edit").focus()
    page.keyboard.press("Enter")
    area = live.area("day-2")
    expect(area).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("for k in range(2):\n")
    page.keyboard.type("print(k)")
    assert area.input_value() == "for k in range(2):\n    print(k)"
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert area.input_value().endswith("\n        print(k)")
    page.keyboard.press("Shift+Tab")
    assert area.input_value().endswith("\n    print(k)")
    page.keyboard.press("ControlOrMeta+z")
    assert area.input_value().endswith("\n        print(k)"), "indenting can be undone"
    page.keyboard.press("ControlOrMeta+Enter")
    assert live.finished("day-2").split() == ["0", "1"]
    expect(area).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(live.button("day-2", "Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(area).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(area).not_to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_a_screen_reader(
    browser: Browser, host: Host, scheme: str
) -> None:
    with visitor(browser, color_scheme=scheme) as context:
        page = context.new_page()
        live = LivePage(page, host, EXERCISE)
        live.edit("answer-2", WRONG)
        live.edit("try-2", "1 / 0")
        live.run("check-2")
        assert live.area("answer-2").get_attribute("aria-label") == "Code of cell 4"
        help_text = live.area("answer-2").get_attribute("aria-describedby")
        expect(page.locator(f"#{help_text}")).to_contain_text("press Escape, then Tab to leave")
        assert live.status("check-2").get_attribute("role") == "status"
        assert "ZeroDivisionError" in live.output("try-2").inner_text()
        assert violations(page) == []


def test_the_letters_of_editor_and_colours_are_in_the_same_places(page: Page, host: Host) -> None:
    live = LivePage(page, host, EXERCISE)
    live.edit("answer-2", "\n".join("x" * 200 for _ in range(30)))
    sizes = (
        live.cell("answer-2")
        .locator(".live-editing")
        .evaluate(
            """(box) => ["pre", "textarea"].map((name) => {
            const one = box.querySelector(name);
            const { font, lineHeight, letterSpacing, paddingLeft } = getComputedStyle(one);
            return [font, lineHeight, letterSpacing, paddingLeft, one.scrollWidth, one.clientHeight];
        })"""
        )
    )
    pre, area = sizes
    assert pre[:4] == area[:4]
    assert 0 <= pre[4] - area[4] <= 16, "at most the padding at the end of the line"
    assert abs(pre[5] - area[5]) <= 2
    live.area("answer-2").evaluate("area => { area.scrollLeft = 150 }")
    scrolled = "document.querySelector('#cell-answer-2 .live-editing pre').scrollLeft === 150"
    wait_until(page, scrolled)


def test_nothing_is_loaded_before_a_reader_asks(page: Page, host: Host) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    live = LivePage(page, host, EXERCISE)
    live.area("answer-1").focus()
    page.wait_for_load_state("networkidle")
    wanted = ("worker.js", "python.json", "pyodide", ".whl", "course.zip", "/cells/")
    assert not [url for url in asked if any(name in url for name in wanted)]
    with page.expect_worker():
        live.area("answer-1").press_sequentially("x")
    expect(live.status("answer-1")).to_be_empty()


def test_a_reader_who_turns_to_run_finds_python_starting_if_it_is_here(
    context: BrowserContext, host: Host
) -> None:
    first = LivePage(context.new_page(), host, EXERCISE)
    first.button("answer-1", "Run").hover()
    first.button("answer-1", "Run").focus()
    first.page.wait_for_load_state("networkidle")
    assert not first.page.workers, "nothing is loaded"
    first.edit("answer-1", "1 + 1")
    assert first.run("answer-1").strip() == "2"
    again = LivePage(context.new_page(), host, EXERCISE)
    with again.page.expect_worker():
        again.button("answer-1", "Run").hover()
    drawing = LivePage(context.new_page(), host, CHAPTER)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    drawing.button("curve", "Run").hover()
    drawing.button("curve", "Run").focus()
    drawing.page.wait_for_load_state("networkidle")
    assert not drawing.page.workers and not [url for url in asked if ".whl" in url]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", [CHAPTER, EXERCISE])
def test_nothing_moves_when_the_buttons_come(
    browser: Browser, host: Host, name: str, width: int
) -> None:
    with look(browser, f"{host.address}{name}.html", width, 800) as seen:
        seen.page.wait_for_selector(".live-bar")
        assert seen.shifted() <= MOST_SHIFT
        assert not seen.failed
