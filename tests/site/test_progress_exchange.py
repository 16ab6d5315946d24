"""Progress is exchanged with the drive of JupyterLite (test_lite_browser does it with the real one)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from progress_pages import CHAPTER, KEY, PROGRESS, VERDICT, opened, option
from progress_pages import reader as reader
from waiting import ask, wait_until

DRIVE = """async ([path, format, content]) => {
    const name = `JupyterLite Storage - ${new URL("../lite/", location.href).pathname}`;
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    const store = opening.result.transaction("files", "readwrite").objectStore("files");
    if (path) store.put({ name: "progress.json", path, format, content, type: "file" }, path);
    const all = store.getAll();
    await new Promise((resolve) => { all.onsuccess = resolve; });
    opening.result.close();
    return all.result;
}"""


@pytest.mark.parametrize("form", ["text", "json", "base64"])
def test_progress_is_exchanged_with_jupyterlite(
    form: str, reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{PROGRESS}")
    page.evaluate(VERDICT, {"exercise": "04.2", "passed": True, "points": 2})
    wait_until(page, f"/04.2/.test(localStorage['{KEY}'])")
    theirs: Any = {"version": 1, "tasks": {"01.1": {"state": "passed", "points": 1}}}
    theirs["made by"] = "Ἀδα 🙂"
    text = json.dumps(theirs)
    coded = b64encode(text.encode()).decode()
    content = {"json": theirs, "text": text, "base64": coded}[form]
    ask(page, DRIVE, ["chapters/progress.json", form, content])
    ask(page, DRIVE, ["chapters/notes.json", "text", "{}"])
    page.reload()
    wait_until(page, f"/01.1/.test(localStorage['{KEY}'])")
    files = {file["path"]: file for file in ask(page, DRIVE, ["", "", ""])}
    assert files.keys() == {
        "chapters/progress.json",
        "chapters/notes.json",
        "exercises/progress.json",
    }
    assert files["chapters/notes.json"]["content"] == "{}"
    assert files["chapters/progress.json"]["format"] == form
    for name in ("chapters/progress.json", "exercises/progress.json"):
        found = files[name]["content"]
        found = b64decode(found) if files[name]["format"] == "base64" else found
        found = found if isinstance(found, dict) else json.loads(found)
        assert found["tasks"].keys() == {"01.1", "04.2"} and found["made by"] == theirs["made by"]


def test_without_a_visit_to_jupyterlite_no_database_is_made(
    reader: BrowserContext, course: str
) -> None:
    page = opened(reader, f"{course}{CHAPTER}")
    option(page, "a").click()
    wait_until(page, f"/04.1/.test(localStorage['{KEY}'])")
    assert ask(page, "indexedDB.databases()") == []
