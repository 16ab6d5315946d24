"""Whatever comes in: notebooks of all kinds, names of learning platforms, archives, seeds."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import nbformat
import pytest
from submissions import notebook

from lstm_course.marking import archives, chapters, intake, results, seeds
from lstm_course.marking.notebook import Unreadable, code_cells

CELLS = ["import numpy as np", "x = 'ä'"]
PLAIN = notebook(CELLS)


def version_3() -> bytes:
    node = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell(one) for one in CELLS])
        ]
    )
    return nbformat.v3.writes_json(node).encode()


def stripped() -> bytes:
    content = json.loads(PLAIN)
    content = {"cells": [{"cell_type": "code", "source": one} for one in CELLS], "x": content}
    return json.dumps(content).encode()


def with_outputs(size: int) -> bytes:
    content = json.loads(PLAIN)
    content["cells"][0]["outputs"] = [{"output_type": "stream", "text": "x" * size}]
    return json.dumps(content).encode()


READABLE = {
    "plain": PLAIN,
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "UTF-16": PLAIN.decode().encode("utf-16"),
    "nbformat 3": version_3(),
    "stripped": stripped(),
    "Windows line ends": PLAIN.replace(b"\\n", b"\\r\\n"),
    "30 MB of output": with_outputs(30_000_000),
    "no kernel, odd version": json.dumps(
        {"cells": json.loads(PLAIN)["cells"], "nbformat": "x", "metadata": None}
    ).encode(),
}


@pytest.mark.parametrize("name", READABLE)
def test_cells_are_found_in_any_notebook(name: str) -> None:
    assert [cell.replace("\r", "") for cell in code_cells(READABLE[name])] == CELLS


def test_a_script_has_cells() -> None:
    assert (
        code_cells(b"# %%\nimport numpy\n# %% [markdown]\n# text\n# %%\nx = 1\n")[-1] == "\nx = 1\n"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear all, here is my work.", "not a notebook"),
        (b"", "empty"),
        (b" \n", "empty"),
        (PLAIN.decode().encode("latin-1"), "UTF-8"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b"[" * 200_000, "not a notebook"),
        (b'{"cells": 3}', "no cells"),
        (b'{"a": 1}', "no cells"),
        (b"%PDF-1.4 \xff\xfe", "UTF-8"),
        (
            json.dumps({"cells": [{"cell_type": "code", "source": "x" * 3_000_000}]}).encode(),
            "more",
        ),
    ],
)
def test_what_is_no_notebook_is_named(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        code_cells(data)


@pytest.mark.parametrize(
    "cell",
    [None, 3, "text", {"cell_type": 3}, {"cell_type": "code", "source": 3}, {"cell_type": "code"}],
)
def test_odd_cells_are_empty_or_left_out(cell: object) -> None:
    data = json.dumps({"cells": [cell, {"cell_type": "code", "source": ["a", 3, "b"]}]}).encode()
    assert code_cells(data)[-1] == "ab"


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file_/04.ipynb", "Ada Lovelace 1234567"),
        ("Ada Lovelace_1234567_assignsubmission_file/04.ipynb", "Ada Lovelace 1234567"),
        ("Ada Lovelace_1234567_assignsubmission_file_04.ipynb", "Ada Lovelace 1234567"),
        ("lovelaceada_LATE_98765_43210_04_input_gate-1.ipynb", "lovelaceada 98765"),
        ("lovelaceada_98765_43210_04_input_gate.ipynb", "lovelaceada 98765"),
        ("Exercise 4_ada1815_attempt_2026-05-01-12-00-00_04.ipynb", "ada1815"),
        ("ada/04_input_gate/04_input_gate.ipynb", "ada"),
        ("ada/04.ipynb", "ada"),
        ("ada.ipynb", "ada"),
        ("ada (2).ipynb", "ada"),
        ("Ödön von Horváth/a b.ipynb", "Ödön von Horváth"),
    ],
)
def test_students_are_known_by_the_names_of_platforms(path: str, student: str) -> None:
    assert intake.readable_name(intake.student_of(path.split("/"))[0]) == student


def files(folder: Path, *names: str, data: bytes = PLAIN) -> None:
    for k, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (1000 + k, 1000 + k))


@pytest.mark.parametrize(
    "names",
    [
        ["ada/04.ipynb", "ada/04-newer.ipynb"],
        ["ada.ipynb", "ada (1).ipynb"],
        [
            "x_ada_attempt_2026-05-01-12-00-00_04.ipynb",
            "x_ada_attempt_2026-05-02-12-00-00_04.ipynb",
        ],
        ["ada_98765_43210_04.ipynb", "ada_98765_43999_04.ipynb"],
    ],
)
def test_of_two_the_newest_counts(tmp_path: Path, names: list[str]) -> None:
    files(tmp_path, *names, "__MACOSX/x", ".ipynb_checkpoints/04.ipynb")
    found = intake.hand_in(archives.files(tmp_path))
    assert [one.file for one in found] == names
    assert len({one.student for one in found}) == 1


def test_a_folder_around_everything_is_nobody(tmp_path: Path) -> None:
    files(tmp_path, "export/ada_1_assignsubmission_file_/a.ipynb",
          "export/ben_2_assignsubmission_file_/a.ipynb")  # fmt: skip
    assert [one.student for one in intake.hand_in(archives.files(tmp_path))] == ["ada 1", "ben 2"]


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_archives_of_a_class_and_of_a_student_are_opened(tmp_path: Path) -> None:
    inner = zipped({"work/04.ipynb": PLAIN, "work/picture.png": b"x"})
    outer = zipped(
        {
            "ada_1_assignsubmission_file_/my.zip": inner,
            "ben_2_assignsubmission_file_/04.ipynb": PLAIN,
        }
    )
    (tmp_path / "export.zip").write_bytes(outer)
    found = intake.hand_in(archives.files(tmp_path / "export.zip"))
    read = {one.student: one.came.read() for one in found if one.file.endswith(".ipynb")}
    assert read == {"ada 1": PLAIN, "ben 2": PLAIN}


BOMBS = {
    "ratio": (zipped({"04.ipynb": b"0" * 30_000_000}), "times as large"),
    "size": (zipped({"a": b"0" * 25_000_000, "b": b"1" * 25_000_000}), "at most 40"),
    "number": (zipped({f"{k}.ipynb": b"x" for k in range(200)}), "200 files"),
    "depth": (zipped({"a.zip": zipped({"b.zip": zipped({"c": b"x"})})}), "archive in an archive"),
    "broken": (zipped({"04.ipynb": PLAIN})[:-30], "an archive that can be opened"),
    "no archive": (b"PK\x03\x04 hello", "an archive that can be opened"),
    "packed oddly": (zipped({"04.ipynb": PLAIN}, zipfile.ZIP_LZMA), "unusual"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_and_broken_archives_are_refused_one_by_one(tmp_path: Path, name: str) -> None:
    data, words = BOMBS[name]
    files(tmp_path, "ada/work.zip", data=data)
    files(tmp_path, "ben/04.ipynb")
    ada, ben = intake.hand_in(archives.files(tmp_path))
    with pytest.raises(archives.Unusable, match=words):
        ada.came.read()
    assert ben.came.read() == PLAIN


def test_a_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"04.ipynb": PLAIN}, zipfile.ZIP_STORED))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    files(tmp_path, "ada/work.zip", data=bytes(data))
    (ada,) = intake.hand_in(archives.files(tmp_path))
    with pytest.raises(archives.Unusable):
        ada.came.read()


def test_a_notebook_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "ada.ipynb"
    with path.open("wb") as file:
        file.truncate(archives.LARGEST + 1)
    (ada,) = archives.files(tmp_path)
    with pytest.raises(archives.Unusable, match="at most 40"):
        ada.read()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("x", "utf-8")
    try:
        (tmp_path / "in" / "ada.ipynb").symlink_to(tmp_path / "secret")
    except OSError:
        return  # a system that lets nobody make links
    assert not list(archives.files(tmp_path / "in"))


@pytest.mark.parametrize(
    "name", ["../x", "=1+1", "a/b", "-", "", "\u202egnp.exe", "x" * 500, "CON"]
)
def test_keys_are_harmless_names_of_files(name: str) -> None:
    key = results.key_of(intake.readable_name(name))
    assert key.replace("-", "").isalnum() and key.isascii() and len(key) < 60
    assert key != results.key_of(intake.readable_name(name + "1"))


def test_the_chapter_is_found_by_names() -> None:
    assert chapters.chapter_of([["def input_gate(W, h, x):\n    ..."], ["x = 1"]]) == "04"
    assert chapters.chapter_of([["x = 1"]]) == ""
    assert chapters.answers_in(["input_of_minus_10 == 3"], "04") == 0
    with pytest.raises(ValueError, match="expected one of 01"):
        chapters.tasks_of("99")


@pytest.mark.parametrize(
    "content", [b"12345678\n", b"\xef\xbb\xbf12345678\r\n", b"\n  12345678  \n\n"]
)
def test_a_seed_may_be_saved_by_any_editor(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seed").write_bytes(content)
    assert seeds.read_seed(tmp_path / "seed") == "12345678"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"12345678  # summer\n", b"12345678\n4711\n", b"123", b"\xff\xfe1\x002\x00"],
)
def test_another_seed_is_refused_before_anything_is_marked(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seed").write_bytes(content)
    with pytest.raises(ValueError, match="expected"):
        seeds.read_seed(tmp_path / "seed")
    with pytest.raises(ValueError, match="secret of your own"):
        seeds.read_seed(tmp_path / "none")


def test_seeds_differ_by_student_task_and_secret() -> None:
    found = {
        seeds.seed_for(secret, student, task)
        for secret in ("abcdef", "abcdeg")
        for student in ("ada", "ben")
        for task in ("04.1", "04.2")
    }
    assert len(found) == 8 and all(0 <= one < 2**64 for one in found)
