"""The playground on a page: what its buttons do, where it trains, what it says, how it ends."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from explorable_fixtures import ADDRESS, PLACE, Open, drawn, heard, rows, settle
from js_modules import running
from playwright.sync_api import Browser, Locator, Page, expect
from waiting import ask

from lstm_course.explorables import EXPLORABLES, bundle_module, bundle_page, explorable

ROOT = Path(__file__).parents[2]

DIVERGING = {"task": "adding", "length": 20, "units": 8, "rule": "raw", "rate": 3}
RENDER = """async ([text, policy]) => {
    document.querySelector("main").innerHTML = "<div id=cell></div>";
    if (policy) {
        const meta = Object.assign(document.createElement("meta"), { content: policy });
        meta.httpEquiv = "Content-Security-Policy";
        document.head.append(meta);
    }
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const widget = await import(url);
    const el = document.querySelector("#cell");
    widget.default.render({ model: { get: (key) => ({ state: {} })[key] }, el });
}"""


def press(figure: Locator, label: str) -> None:
    figure.get_by_role("button", name=label, exact=True).press("Enter")


def progress(figure: Locator) -> Locator:
    return figure.locator(".lx-sum").first


def spoken(figure: Locator) -> Locator:
    return figure.locator("[aria-live]")


def trained(figure: Locator, steps: int) -> str:
    """Train until so many steps are done: how it stands."""
    while not progress(figure).inner_text().startswith((f"Step {steps}:", "Stopped")):
        press(figure, "100 steps" if steps >= 100 else "1 step")
        expect(figure.get_by_role("button", name="Play")).to_be_visible()
    return progress(figure).inner_text()


# Running


def test_the_same_settings_and_seed_give_the_same_run(show: Open) -> None:
    figure = show("playground")
    fresh = drawn(figure)
    assert trained(figure, 100) == "Step 100: loss 0.001792; correct: 195 of 200 unseen sequences."
    once = drawn(figure)
    assert once != fresh
    press(figure, "Restart")
    settle(figure)
    assert progress(figure).inner_text().startswith("Not trained yet")
    trained(figure, 100)
    again = show("playground")
    assert drawn(again) == fresh
    trained(again, 100)
    assert drawn(again) == once
    assert "loss 0.001792" not in trained(show("playground", seed=2), 100)


def test_play_goes_on_until_pause_and_a_step_is_one_step(show: Open) -> None:
    figure = show("playground")
    press(figure, "Play")
    expect(progress(figure)).to_have_text(re.compile(r"^Step \d\d"))
    press(figure, "Pause")
    expect(spoken(figure)).to_contain_text("Target at the end")
    paused = int(re.findall(r"Step (\d+)", progress(figure).inner_text())[0])
    picture = drawn(figure)
    figure.page.wait_for_timeout(200)
    assert drawn(figure) == picture
    press(figure, "1 step")
    expect(progress(figure)).to_have_text(re.compile(rf"^Step {paused + 1}:"))
    settle(figure)
    assert drawn(figure) != picture


def test_a_new_setting_begins_a_new_run_beside_the_old_one(show: Open) -> None:
    figure = show("playground")
    loss = re.findall(r"loss (\S+);", trained(figure, 100))[0]
    figure.get_by_label("unit shown", exact=True).press("ArrowRight")
    settle(figure)
    assert progress(figure).inner_text().startswith("Step 100")
    figure.get_by_label("bias of the forget gates", exact=True).press("ArrowRight")
    settle(figure)
    assert progress(figure).inner_text().startswith("Not trained")
    found = {label: cells for label, *cells in rows(figure, "tbody tr")}
    assert found["training steps"] == ["0", "100"]
    assert found["loss"] == ["–", loss]
    assert found["bias of the forget gates"] == ["1.5", "1"]
    assert "Grey: the previous run." in figure.inner_text()
    figure.get_by_label("adding", exact=True).check()
    settle(figure)
    assert "Grey" not in figure.inner_text()


def test_what_a_gate_does_is_drawn_of_the_trained_network(show: Open) -> None:
    figure = show("playground", task="company", units=1, sequence=2, rate=0.1)
    assert "Target at the end: 1." in figure.inner_text()
    before = figure.locator(".lx-line.lx-f").get_attribute("d")
    trained(figure, 300)
    answered = float(re.findall(r"Predicted: (\S+)\.", figure.inner_text())[0])
    assert abs(answered - 1) < 0.1
    assert figure.locator(".lx-line.lx-f").get_attribute("d") != before


def test_a_run_that_diverges_says_so_and_what_to_change(show: Open) -> None:
    figure = show("playground", **DIVERGING)
    trained(figure, 400)
    text = figure.inner_text()
    assert re.search(r"Stopped after step \d+: the numbers became too large\.", text)
    assert "Choose a smaller learning rate, or clip the gradient." in text
    expect(spoken(figure)).to_contain_text("Choose a smaller learning rate")
    picture = drawn(figure)
    press(figure, "100 steps")
    settle(figure)
    assert drawn(figure) == picture
    figure.get_by_label("SGD, clipped").press("Space")
    settle(figure)
    assert trained(figure, 100).startswith("Step 100:")


def test_a_rate_and_a_task_are_in_the_address(show: Open) -> None:
    figure = show("playground", "?playground.task=reber&playground.rate=3&playground.rule=raw")
    assert figure.get_by_label("embedded Reber").is_checked()
    assert figure.get_by_label("SGD, no clipping").is_checked()
    assert figure.get_by_label("3", exact=True).is_checked()
    assert figure.get_by_label("steps of a sequence T", exact=True).is_disabled()
    figure.get_by_label("0.1", exact=True).check()
    heard(figure)
    assert figure.page.url.endswith(
        "?playground.task=reber&playground.rate=0.1&playground.rule=raw"
    )


# To be heard, and with less motion


def test_progress_is_said_now_and_then(show: Open) -> None:
    figure = show("playground")
    status = figure.get_by_role("status").first  # the other one is the tour's
    press(figure, "Play")
    figure.page.wait_for_timeout(300)
    assert status.text_content() == ""
    figure.page.evaluate(
        "() => { const now = performance.now.bind(performance); performance.now = () => now() + 1e4; }"
    )
    expect(status).to_have_text(re.compile(r"^Step \d+: loss "))
    press(figure, "Pause")
    expect(spoken(figure)).to_contain_text("Target at the end")


def test_with_less_motion_there_are_steps_only(browser: Browser) -> None:
    page = opened(browser, reduced_motion="reduce")
    figure = page.locator("#cell")
    assert figure.get_by_role("button", name="Play").is_hidden()
    page.evaluate("""() => {
        const seen = document.querySelector(".lx-sum");
        window.seen = new Set();
        new MutationObserver(() => window.seen.add(seen.textContent)).observe(seen, { childList: true });
    }""")
    press(figure, "100 steps")
    expect(progress(figure)).to_have_text(re.compile("^Step 100:"))
    assert len(page.evaluate("[...window.seen]")) == 1
    page.context.close()


# The worker


def opened(browser: Browser, text: str = "", policy: str = "", **options: object) -> Page:
    """A page of a host like a notebook."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    html = PLACE.format("").replace('<script src="explorables.js"></script>', "")
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(ADDRESS)
    ask(page, RENDER, [text or bundle_module(EXPLORABLES["playground"]), policy])
    return page


def test_nothing_is_trained_where_the_page_is_drawn(browser: Browser) -> None:
    text = bundle_module(EXPLORABLES["playground"])
    for function in "lossAndGradients", "backward":
        text, count = re.subn(
            rf"^(function {function}\(.*\) {{\n)", r"\1throw new Error();\n", text, flags=re.M
        )
        assert count == 1  # the worker's are inside its text
    assert not re.search(r"^function (clipByNorm|sgd|adam)\(", text, re.M)
    page = opened(browser, text)
    assert not page.workers
    press(page.locator("#cell"), "1 step")
    expect(progress(page.locator("#cell"))).to_have_text(re.compile("^Step 1:"))
    assert [worker.url[:5] for worker in page.workers] == ["blob:"]
    page.context.close()


def test_the_worker_ends_with_its_run_or_its_figure(browser: Browser) -> None:
    page = opened(browser)
    figure = page.locator("#cell")
    slide = "document.querySelector('#cell input[type=range]')"
    restart = f"{slide}.dispatchEvent(new Event('input'))"
    remove = "(window.taken = document.querySelector('#cell')).remove()"
    for end in restart, remove:
        press(figure, "Play")
        expect(progress(figure)).to_have_text(re.compile("^Step"))
        (worker,) = page.workers
        with worker.expect_event("close"):
            page.evaluate(end)
        assert not page.workers
    page.evaluate("document.querySelector('main').append(window.taken)")
    press(figure, "1 step")
    expect(progress(figure)).to_have_text(re.compile("^Step 1:"))
    page.context.close()


def test_where_no_worker_is_allowed_it_says_so(browser: Browser) -> None:
    page = opened(browser, policy="worker-src 'none'")
    figure = page.locator("#cell")
    press(figure, "1 step")
    expect(progress(figure)).to_have_text(re.compile("may not start a background script"))
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    page.context.close()


def test_it_trains_without_a_server(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "explorables.js").write_text(bundle_page(), "utf-8")
    file = tmp_path / "page.html"
    file.write_text(PLACE.format(explorable("playground").html()), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    figure = page.locator("lstm-explorable")
    press(figure, "1 step")
    expect(progress(figure)).to_have_text(re.compile("^Step 1:"))
    page.close()


# Its page


def test_the_page_names_all_that_can_be_set(show: Open, browser: Browser) -> None:
    page = (ROOT / "chapters" / "playground.md").read_text("utf-8")
    links = re.findall(r'<a href="(\?[^"]*)">', page)
    assert len(links) == 5
    for link in links:
        figure = show("playground", unescape(link))
        figure.get_by_label("unit shown", exact=True).press("ArrowRight")
        heard(figure)  # all that it says is understood, and remains in the address
        query = parse_qsl(urlsplit(figure.page.url).query)
        assert dict(query) == dict(parse_qsl(unescape(link)[1:])) | {"playground.unit": "2"}
    section = page.partition("## What you can set")[2].partition("##")[0]
    named = set(re.findall(r"\*\*, `(\w+)`", section))
    with running(browser, "playground/settings") as run:
        assert named == set(run("Object.keys({ ...settings.recipe, ...settings.view })"))
