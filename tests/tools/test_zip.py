"""The archive of the site is complete, and useful without a server."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, expect

from tools import make_zip

pytest_plugins = ["lite_fixtures"]


def test_the_same_files_give_the_same_archive_with_a_readme(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "lite").mkdir(parents=True)
    (site / "index.html").write_text("start", "utf-8")
    (site / "lite" / "one.html").write_text("one", "utf-8")
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    make_zip.pack(site, one)
    make_zip.pack(site, two)
    assert one.read_bytes() == two.read_bytes()
    with ZipFile(one) as archive:
        assert archive.testzip() is None
        names = [name.removeprefix("lstm-gate-by-gate/") for name in archive.namelist()]
        assert names == ["README.txt", "index.html", "lite/one.html"]


def test_unpacked_the_site_works_and_says_how_to_run_notebooks(
    browser: Browser, whole_site: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "course.zip"
    make_zip.pack(whole_site, packed)
    with ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / make_zip.TOP / "chapters" / "01_one_layer.html").as_uri())
    figure = page.get_by_role("group", name="One unit, and the line where it cannot decide")
    bias = figure.get_by_role("slider", name="bias")
    said = figure.locator(".lx-live")
    before = said.inner_text()
    bias.press("ArrowRight")
    expect(said).not_to_have_text(before)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Run in your browser").click()
    opened.value.wait_for_url("**/exercises/in_your_browser.html#from-a-folder")
    expect(opened.value.get_by_role("heading", name="From a folder")).to_be_visible()
    page.close()
