"""Working in the browser: what a first visit costs, what is kept, and what survives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lite_kernel import Kernel
from lite_pages import Notebook, wait_for_app
from playwright.sync_api import Browser, BrowserContext, Page, expect
from waiting import PATIENCE, wait_until

from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercises import find
from tools.http_server import Host

pytest_plugins = ["lite_fixtures"]

ROOT = Path(__file__).parents[2]
CHAPTER, EXERCISE, OTHER = (
    f"{folder}.ipynb"
    for folder in ("chapters/04_input_gate", "exercises/04_input_gate", "exercises/01_one_layer")
)
COLD = 30_000_000
KEPT = """
async (number) => {
  const names = (await caches.keys()).filter((name) => name.startsWith("course "));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().filter(({ url }) => url.includes("/lite/files/")).length === number;
}
"""


@pytest.fixture
def context(recorded: Browser) -> Iterator[BrowserContext]:
    """A browser that has not been here before."""
    context = recorded.new_context(accept_downloads=True)
    yield context
    context.close()


def test_a_first_visit_is_light_and_a_second_needs_no_network(
    context: BrowserContext, whole_site: Path
) -> None:
    host = Host(whole_site)
    page = context.new_page()
    notebook = Notebook(page, host, CHAPTER, ROOT)
    notebook.wait_for_kernel()
    notebook.run("imports")
    notebook.run("made-up")
    (stored,) = next(
        cell for cell in nbformat.read(ROOT / CHAPTER, 4).cells if cell.id == "first-gate"
    ).outputs
    assert notebook.run("first-gate").strip() == stored.text.strip()
    notebook.run("explore-input-gate")
    expect(notebook.cell("explore-input-gate").get_by_role("slider").first).to_be_visible()
    files = (whole_site / "lite" / "files").rglob("*")
    wait_until(page, KEPT, sum(path.is_file() for path in files))
    assert sum(host.sent.values()) <= COLD
    host.off()
    page.close()
    other = Notebook(context.new_page(), host, EXERCISE, ROOT)
    other.wait_for_kernel()
    other.run("imports")
    assert "not answered yet" in other.run("check-1")


def test_a_folder_without_its_slash_opens_once_the_worker_is_in_control(
    context: BrowserContext, host: Host
) -> None:
    """JupyterLite's own links lead to /tree?path=…, which hosts redirect to /tree/.

    The test asks where the page has been: once started, JupyterLite moves on to another address.
    """
    page = context.new_page()
    page.goto(f"{host.address}lite/tree/index.html")
    wait_for_app(page)
    wait_until(page, "navigator.serviceWorker.controller !== null")
    for _ in range(2):  # the second time from what is kept
        page = context.new_page()
        been = addresses(page)
        page.goto(f"{host.address}lite/tree?path=exercises", wait_until="commit")
        wait_for_app(page)
        assert been[0] == f"{host.address}lite/tree/?path=exercises"
        page.close()


def addresses(page: Page) -> list[str]:
    """The addresses of the page, in order; more are added as it goes on."""
    been: list[str] = []
    page.on("framenavigated", lambda frame: been.append(frame.url))
    return been


def test_work_is_judged_kept_downloaded_and_given_up(
    context: BrowserContext, host: Host, tmp_path: Path
) -> None:
    answer = 'input_of_minus_10 = "b"'
    notebook = Notebook(context.new_page(), host, EXERCISE, ROOT)
    before = notebook.text("answer-1")
    notebook.wait_for_kernel()
    notebook.run("imports")
    notebook.write("answer-1", answer)
    notebook.run("answer-1")
    assert verdict_on(find("04.1"), "b").message in notebook.run("check-1")
    notebook.wait_until_saved(json.dumps(answer)[1:-1])
    notebook.page.close()

    again = Notebook(context.new_page(), host, EXERCISE, ROOT)
    assert again.text("answer-1") == answer
    again.page.close()

    page = context.new_page()
    page.goto(f"{host.address}exercises/in_your_browser.html")
    row = page.get_by_role("row").filter(has_text=EXERCISE)
    with page.expect_download() as download:
        row.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == Path(EXERCISE).name
    download.value.save_as(tmp_path / "work.ipynb")
    assert_can_be_handed_in(tmp_path / "work.ipynb", answer)
    progress = page.get_by_role("row").filter(has_text="exercises/progress.json")
    expect(progress).to_be_visible(timeout=PATIENCE)

    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Start over").click()
    expect(row).to_have_count(0, timeout=PATIENCE)
    assert Notebook(page, host, EXERCISE, ROOT).text("answer-1") == before


def assert_can_be_handed_in(path: Path, answer: str) -> None:
    """The exercise with one other cell: what nbgrader goes by is there, and a kernel of any Jupyter."""
    given, work = nbformat.read(ROOT / EXERCISE, 4), nbformat.read(path, 4)
    nbformat.validate(work)
    assert work.metadata.kernelspec.name in {"python", "python3"}
    for cell, done in zip(given.cells, work.cells, strict=True):
        assert done.id == cell.id
        assert done.metadata.get("nbgrader") == cell.metadata.get("nbgrader")
        assert done.source == (answer if cell.id == "answer-1" else cell.source)


def test_a_loop_without_end_a_bottomless_call_and_a_gigabyte_are_survived(
    context: BrowserContext, host: Host
) -> None:
    notebook = Notebook(context.new_page(), host, OTHER, ROOT)
    notebook.wait_for_kernel()
    notebook.run("imports")
    notebook.write("answer-1", "def f():\n    return f()\n\n\nf()")
    assert "RecursionError" in notebook.run("answer-1")
    notebook.write("answer-1", "print(np.ones(2**27, dtype=np.int64).sum())")
    assert "134217728" in notebook.run("answer-1")
    notebook.write("answer-1", "[np.empty(2**27) for _ in range(5)]")
    assert "MemoryError" in notebook.run("answer-1")
    loop = "while True:\n    pass"
    notebook.write("answer-1", loop)
    notebook.start("answer-1")
    notebook.page.wait_for_timeout(1000)
    notebook.choose("Kernel", "Restart Kernel…")
    notebook.page.get_by_role("button", name="Confirm Kernel Restart").click()
    notebook.wait_for_kernel()
    assert notebook.text("answer-1") == loop
    notebook.write("answer-1", "print(6 * 7)")
    assert "42" in notebook.run("answer-1")


def test_of_two_tabs_with_one_notebook_neither_overwrites_the_other_unasked(
    context: BrowserContext, host: Host
) -> None:
    one, two = (
        changed(Notebook(context.new_page(), host, OTHER, ROOT), f"{tab} = 1")
        for tab in ("first", "second")
    )
    assert two.text("answer-1") == "second = 1"
    one.page.bring_to_front()
    one.write("answer-1", "third = 1")
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    dialog.get_by_role("button", name="Revert").click()
    expect(one.cell("answer-1").locator(".cm-content")).to_have_text("second = 1", timeout=PATIENCE)


def changed(notebook: Notebook, answer: str) -> Notebook:
    """A notebook with an answer of its own, kept; what a new kernel notes in it is kept before."""
    notebook.wait_for_kernel()
    notebook.write("answer-1", answer)
    notebook.wait_until_saved(answer)
    return notebook


def test_progress_is_exchanged_with_the_pages(context: BrowserContext, host: Host) -> None:
    app = context.new_page()
    app.goto(f"{host.address}lite/tree/index.html")
    wait_for_app(app)
    kernel = Kernel(app)
    kernel.run("import os; os.chdir('/drive/exercises')")
    kernel.run("from lstm_course.grading import check, progress; check('01.3', 'c')")
    page = context.new_page()
    page.goto(f"{host.address}exercises/your_progress.html")
    wait_until(page, "async () => /01.3/.test(localStorage['lstm-progress'])")
    verdict = {"exercise": "04.2", "passed": True, "points": 2}
    dispatch = 'detail => document.dispatchEvent(new CustomEvent("lstm:verdict", { detail }))'
    page.evaluate(dispatch, verdict)
    wait_until(page, "async () => /04.2/.test(localStorage['lstm-progress'])")
    text = ""
    for _ in range(50):
        text = kernel.run("progress()")[0]["data"]["text/plain"]
        if "✓ 04.2" in text:
            break
        page.wait_for_timeout(200)
    assert "✓ 01.3" in text and "✓ 04.2" in text
