"""A whole class: marks, pages and tables, shards, ends in the middle, and the way back."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nightly import NIGHTLY
from submissions import ROOT, notebook, read_json, synthetic_class, with_answers

from lstm_course.marking import __main__, batch, commands, isolation, marks, report, table, task
from lstm_course.marking.html_page import PRACTICE
from lstm_course.marking.kinds import Kind
from lstm_course.marking.results import Results

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="children are forked, which Windows cannot do"
)

SEED = "a-long-secret-4711"
KILLS = 200 if NIGHTLY else 3


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Submissions: a few ordinary ones, one of each kind that cannot be marked, odd names."""
    folder = tmp_path_factory.mktemp("class") / "submissions"
    synthetic_class(folder, 5)
    for name, data in {
        "=cmd|' C calc'!A0": notebook(with_answers("04", {})),
        "<script>alert(1)<|script>": notebook(with_answers("04", {"answer-6": HOSTILE_WORDS})),
        "Not a notebook": b"Dear all",
        "Another chapter": notebook(["def full_step(W, x, h, c):\n    return h, c"]),
        "Latin": "{é".encode("latin-1"),
    }.items():
        (folder / name).mkdir()
        (folder / name / "04.ipynb").write_bytes(data)
    older = folder / "Two files"
    older.mkdir()
    (older / "04.ipynb").write_bytes(notebook(with_answers("04", {"answer-2": "x = 1"})))
    os.utime(older / "04.ipynb", (1000, 1000))
    (older / "04 (1).ipynb").write_bytes(notebook(with_answers("04", {})))
    (folder.parent / "seed").write_text(SEED, "utf-8")
    return folder


HOSTILE_WORDS = (
    'why_two_gates = "<img src=x onerror=alert(1)> ' + "=2+3 the forget gate keeps and " * 4 + '"'
)


@pytest.fixture
def known(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """The isolation that was found works again: a trial for each command would only take time."""
    monkeypatch.setattr(commands, "isolated", lambda practice, hidden: "none" if practice else kind)


def mark(place: Path, out: Path, *more: str) -> int:
    asked = ["mark", str(place), "--seed-file", str(place.parent / "seed"), "--out", str(out)]
    return __main__.main([*asked, "--workers", "1", *more])


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def content(folder: Path) -> dict[str, str]:
    """All tables and pages of a marking."""
    found = [path for path in folder.rglob("*") if path.suffix in (".csv", ".html")]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


@pytest.fixture(scope="module")
def out(place: Path, kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marks") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "isolated", lambda practice, hidden: kind)
        assert mark(place, folder) == 0
    return folder


def test_everybody_has_a_mark_or_a_reason(out: Path) -> None:
    table = {row["student"]: row for row in rows(out / "marks.csv")}
    assert len(table) == 12
    assert table["'=cmd|' C calc'!A0"]["points of 11"] == "9"
    assert table["Two files"]["04.2 of 2"] == "2"
    for name in ("Not a notebook", "Another chapter", "Latin", "Zoe Zero 100005"):
        assert table[name]["points of 11"] == "" and "nothing to mark" in table[name]["note"]
    reasons = {
        (row["student"], row["task or file"]): row["reason"] for row in rows(out / "unmarked.csv")
    }
    assert "not a notebook" in reasons["Not a notebook", ""]
    assert "it answers chapter 08" in reasons["Another chapter", ""]
    assert "not encoded in UTF-8" in reasons["Latin", ""]
    assert "ending" in reasons["Zoe Zero 100005", ""]
    assert "there is a newer one" in reasons["Two files", "Two files/04.ipynb"]
    assert "answers in words wait" in reasons["", "04.6"]


def test_no_cell_of_a_table_is_a_formula(out: Path) -> None:
    checked = 0
    for path in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
            for cell in row:
                checked += 1
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path, cell)
    assert checked > 100


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r", "plain", "", "'x", "a\0b"]
)
def test_cells_are_harmless_and_come_back(cell: str, tmp_path: Path) -> None:
    table.write_table(tmp_path / "t.csv", ["a", "b"], [[cell, "x"]])
    assert not str(table.harmless(cell)).lstrip(" ").startswith(("=", "+", "-", "@", "\t"))
    if "\r" not in cell and "\0" not in cell:
        assert table.read_table(tmp_path / "t.csv") == [{"a": cell, "b": "x"}]


def test_a_page_runs_nothing_and_hides_the_seed(out: Path) -> None:
    pages = list((out / "feedback").glob("*.html"))
    assert len(pages) == 12
    logged = {row["seed"] for row in rows(out / "seeds.csv")}
    for path in [*pages, out / "overview.html"]:
        text = path.read_text("utf-8")
        soup = BeautifulSoup(text, "html.parser")
        assert not soup.find_all(["script", "img", "iframe", "link", "object"])
        assert not [
            tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")
        ]
        assert SEED not in text and not any(seed in text for seed in logged)
        assert PRACTICE not in text or "none" in read_json(out / "marking.json")["isolation"]


def test_a_page_shows_words_as_they_were_written(out: Path) -> None:
    (path,) = (out / "feedback").glob("script-alert*")
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert soup.h1 and soup.h1.string == "Chapter 4: <script>alert(1)<|script>"
    assert "<img src=x onerror=alert(1)>" in soup.get_text()


def test_the_overview_counts_misconceptions(out: Path) -> None:
    text = BeautifulSoup((out / "overview.html").read_text("utf-8"), "html.parser").get_text()
    assert "12 submissions, 8 of them marked" in text
    found = report.load(Results(out))
    wrong = [
        (one.key, result["task"], result["misconception"])
        for one in found.students
        for result in one.results.values()
        if result["misconception"]
    ]
    from lstm_course.marking.overview_page import findings

    listed = [(key, one.task) for one in findings(found) if one.known for key in one.keys]
    assert sorted(listed) == sorted((key, task_id) for key, task_id, _ in wrong)
    assert listed
    first = findings(found)[0]
    assert first.sentence in text and first.example.split("\n")[0] in text


def test_pages_are_accessible(out: Path, page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for path in [out / "overview.html", next(iter((out / "feedback").glob("student*")))]:
        text = path.read_text("utf-8")
        text = text[: text.index("<meta http-equiv")] + text[text.index("<title>") :]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_content(text)
            found = Axe().run(page).response["violations"]
            assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.usefixtures("known")
def test_shards_together_are_the_whole(place: Path, out: Path, tmp_path: Path) -> None:
    folders = [tmp_path / f"part{k}" for k in (1, 2, 3)]
    for k, folder in enumerate(folders, start=1):
        assert mark(place, folder, "--shard", f"{k}/3") == 0
    counts = [len(Results(folder).students()) for folder in folders]
    assert sum(counts) == 12 and max(counts) < 12
    merged = tmp_path / "merged"
    assert __main__.main(["merge", *map(str, folders), "--out", str(merged)]) == 0
    assert content(merged) == content(out)


def test_what_does_not_belong_together_is_not_merged(out: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "marking.json").write_text('{"chapter": "05", "isolation": "x"}', "utf-8")
    for folder, words in ((tmp_path / "other", 1), (tmp_path / "nothing", 1)):
        assert (
            __main__.main(["merge", str(out), str(folder), "--out", str(tmp_path / "m")]) == words
        )
    assert not (tmp_path / "m").exists()


@pytest.mark.usefixtures("known")
def test_what_is_there_is_not_marked_again(
    place: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unexpected(*_: Any) -> Any:
        raise AssertionError("it has been marked already")

    before = content(out)
    monkeypatch.setattr(batch, "one_result", unexpected)
    assert mark(place, out) == 0
    assert content(out) == before


@pytest.mark.usefixtures("known")
def test_practice_is_stamped_on_every_page(place: Path, tmp_path: Path) -> None:
    small = tmp_path / "submissions"
    synthetic_class(small, 1, trouble=True)
    (tmp_path / "seed").write_text(SEED, "utf-8")
    assert mark(small, tmp_path / "out", "--practice") == 0
    pages = list((tmp_path / "out").rglob("*.html"))
    assert len(pages) == 3
    for path in pages:
        assert PRACTICE in BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text()
    assert "PRACTICE" in (tmp_path / "out" / "marks.csv").read_text("utf-8-sig").splitlines()[0]
    assert mark(small, tmp_path / "out") == 1, "isolated marks do not go into the same folder"


def test_answers_in_words_go_out_and_come_back(out: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    sheet = rows(copy / "written.csv")
    assert {row["task"] for row in sheet} == {"04.6"}
    groups = {row["group"]: int(row["students"]) for row in sheet}
    assert max(groups.values()) > 1, "equal answers stand once"
    assert len(sheet) == 2 * len(groups), "a row for each criterion"
    lines = [{**row, "points": "0,5"} for row in sheet]
    filled = tmp_path / "filled.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(sheet[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)
    assert __main__.main(["written", str(filled), "--out", str(copy)]) == 0
    marked = {row["student"]: row["04.6 of 2"] for row in rows(copy / "marks.csv")}
    assert set(marked.values()) == {"1", "0", ""}
    assert [row["points"] for row in rows(copy / "written.csv")] == ["0.5"] * len(sheet)
    for wrong in ("3", "-1", "two"):
        with filled.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(sheet[0]))
            writer.writeheader()
            writer.writerows([*lines[:-1], {**lines[-1], "points": wrong}])
        before = content(copy)
        assert __main__.main(["written", str(filled), "--out", str(copy)]) == 1
        assert content(copy) == before


def test_a_verdict_is_explained_from_the_logged_seed(
    out: Path, kind: Kind, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "isolated", lambda practice, hidden: kind)
    assert __main__.main(["explain", "Two files", "04.2", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    (seed,) = (
        r["seed"]
        for r in rows(out / "seeds.csv")
        if r["student"] == "Two files" and r["task"] == "04.2"
    )
    assert f"seed {seed}" in said and "the same" in said and "passed" in said
    assert __main__.main(["explain", "Nobody", "04.2", "--out", str(out)]) == 1
    assert __main__.main(["explain", "Two files", "99.2", "--out", str(out)]) == 1


@pytest.mark.usefixtures("known")
def test_a_fault_of_the_judge_is_not_a_wrong_answer(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = tmp_path / "submissions"
    synthetic_class(small, 2, trouble=False)
    (tmp_path / "seed").write_text(SEED, "utf-8")
    judged = task.judge
    calls: list[int] = []

    def judge(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError("a fault of ours")
        return judged(*args)

    monkeypatch.setattr(task, "judge", judge)
    assert mark(small, tmp_path / "out") == 0
    reasons = [row["reason"] for row in rows(tmp_path / "out" / "unmarked.csv")]
    assert any("the judge failed" in one and "a fault of ours" in one for one in reasons)
    assert "" in [row["04.2 of 2"] for row in rows(tmp_path / "out" / "marks.csv")]
    assert mark(small, tmp_path / "out") == 0, "the same command tries it again"
    assert "" not in [row["04.2 of 2"] for row in rows(tmp_path / "out" / "marks.csv")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--shard", "3/2"], "expected k/n"),
        (["--workers", "0"], "from 1"),
        (["--chapter", "99"], "expected one of 01"),
    ],
)
@pytest.mark.usefixtures("known")
def test_arguments_that_make_no_sense_are_named(
    place: Path,
    tmp_path: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with contextlib.suppress(SystemExit):
        assert mark(place, tmp_path / "out", *arguments) == 1
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("known")
def test_marks_do_not_go_among_the_submissions(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mark(place, place / "marks") == 1
    assert "outside of the submissions" in capsys.readouterr().err
    assert mark(tmp_path / "none", tmp_path / "out") == 1


@pytest.fixture
def run_again(place: Path, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    small = tmp_path / "submissions"
    synthetic_class(small, 3, trouble=False)
    (tmp_path / "seed").write_text(SEED, "utf-8")
    asked = [sys.executable, "-m", "lstm_course.marking", "mark", str(small), "--workers", "2"]
    asked += ["--seed-file", str(tmp_path / "seed"), "--out", str(tmp_path / "out"), "--practice"]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(
            asked, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, **quiet
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_an_end_in_the_middle_loses_nothing(
    run_again: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """The command is killed again and again; what is on disk is always whole, and then complete."""
    out = tmp_path / "out"
    kept: dict[str, str] = {}
    for _ in range(KILLS):
        process = run_again()
        before, end = len(kept), time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            if len(list(out.rglob("results/*/*.json"))) > before:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = {p.as_posix(): p.read_text("utf-8") for p in out.rglob("results/*/*.json")}
        for path, text in kept.items():
            assert found[path] == text, "what was there stays as it was"
        for path in found:
            assert read_json(Path(path))["state"]
        kept = found
    assert run_again().wait(120) == 0
    assert len(list(out.rglob("results/*/*.json"))) == 3 * 6
    assert len(marks.load(Results(out)).students) == 3


def test_secrets_are_those_of_every_installed_copy() -> None:
    found = isolation.secret_paths(Path("seed"))
    assert ROOT / "lstm_course" in found and ROOT / "lstm_lib" in found
