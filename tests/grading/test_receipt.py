"""Receipts: well-formed or not, and why not; the ones that pages write are in tests/site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest

from lstm_course.grading.receipt import NOTE, TITLE, main, parse

HEAD = f"""\
{TITLE}
{NOTE}
Name: Ada Lovelace
Date: 2026-11-28
Chapters read: 1 of 11
Questions: 5 of 33 correct, 3 at the first attempt
Exercises: 2 of 66 done, 5 points
"""
BODY = """\
Chapter 1: read, 3 of 3 questions correct, 2 at the first attempt
- 01.1 passed, 1 of 1 point
- 01.5 written, 0 of 2 points
Chapter 11: not read, 2 of 3 questions correct, 1 at the first attempt
- 11.7 partly, 4 of 8 points
"""


def signed(text: str) -> str:
    return f"{text}Checksum: {crc32(text.encode()):08x}\n"


WHOLE = signed(HEAD + BODY)


def test_the_content_of_a_receipt() -> None:
    receipt = parse(WHOLE)
    assert (receipt.name, receipt.date) == ("Ada Lovelace", "2026-11-28")
    assert (receipt.chapters_read, receipt.questions_correct) == (1, 5)
    assert receipt.exercises == {"01.1": 1, "01.5": 0, "11.7": 4}
    assert not receipt.unknown


SECOND = "Chapter 11b: read, 1 of 3 questions correct, 0 at the first attempt\n"


def test_a_second_sitting_follows_the_first() -> None:
    head = HEAD.replace("read: 1", "read: 2").replace("Questions: 5", "Questions: 6")
    assert parse(signed(head + BODY + SECOND)).chapters_read == 2
    for body in SECOND + BODY, BODY + 2 * SECOND:
        with pytest.raises(ValueError, match="expected chapters in order, each once"):
            parse(signed(head + body))
    with pytest.raises(ValueError, match="expected an exercise of chapter 11b"):
        parse(signed(head + BODY + SECOND + "- 11.1 passed, 1 of 1 point\n"))


def test_a_receipt_of_nothing_is_well_formed() -> None:
    head = HEAD.replace("1 of 11", "0 of 11").replace("5 of 33 correct, 3", "0 of 33 correct, 0")
    receipt = parse(signed(head.replace("2 of 66 done, 5", "0 of 66 done, 0")))
    assert not receipt.exercises


@pytest.mark.parametrize(
    "sent",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n" + text + "\n  \n",
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.rstrip("\n"),
    ],
    ids=["Windows", "empty lines", "spaces", "no final line end"],
)
def test_a_mail_program_may_change_the_spaces(sent: Callable[[str], str]) -> None:
    assert parse(sent(WHOLE)) == parse(WHOLE)


def test_a_name_may_be_in_any_script() -> None:
    assert parse(signed((HEAD + BODY).replace("Ada Lovelace", "Ἀδα 愛"))).name == "Ἀδα 愛"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: expected the title"),
        (WHOLE.replace(NOTE, "This is evidence."), "line 2: expected the note"),
        (WHOLE.replace("Name: Ada Lovelace\n", ""), "line 3: expected 'Name: …'"),
        (WHOLE.replace("2026-11-28", "yesterday"), "line 4: expected 'Date"),
        ("\n".join(WHOLE.splitlines()[:9]), "line 10: expected .*, got the end"),
        (WHOLE + "More.\n", "expected nothing after the checksum"),
        (WHOLE.replace("Ada", "Eve"), "the checksum is .*, that of the text"),
        (WHOLE.replace("01.5 written", "01.5 solved"), "line 10: expected an exercise"),
    ],
)
def test_a_text_of_another_form_is_rejected(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse(text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Chapters read: 1", "Chapters read: 2", "2 chapters read, the lines below add up to 1"),
        ("Questions: 5", "Questions: 6", "6 questions correct, .* add up to 5"),
        ("correct, 3 at", "correct, 4 at", "4 at the first attempt, .* add up to 3"),
        ("Exercises: 2", "Exercises: 3", "3 exercises done, .* add up to 2"),
        ("done, 5 points", "done, 6 points", "6 points, .* add up to 5"),
        ("01.1 passed, 1 of 1 point", "01.1 passed, 2 of 1 point", "at most 1 points"),
        ("01.1 passed, 1 of 1 point", "01.1 passed, 9 of 9 points", "at most 1 points"),
        ("- 01.5", "- 02.5", "line 10: expected an exercise of chapter 1"),
        ("- 01.5", "- 01.1", "line 10: expected each exercise once"),
        ("Chapter 11:", "Chapter 1:", "expected chapters in order, each once"),
        ("3 of 3 questions correct, 2", "4 of 3 questions correct, 2", "as many questions"),
        ("2 of 3 questions correct, 1", "2 of 3 questions correct, 3", "as many questions"),
    ],
)
def test_a_receipt_that_contradicts_itself_is_rejected(old: str, new: str, says: str) -> None:
    text = HEAD + BODY
    assert text.count(old) == 1
    with pytest.raises(ValueError, match=says):
        parse(signed(text.replace(old, new)))


def test_an_exercise_of_another_version_is_remarked_on() -> None:
    assert parse(signed((HEAD + BODY).replace("- 01.5", "- 01.99"))).unknown == ("01.99",)


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(WHOLE, "utf-8")
    bad.write_bytes(b"\xff\xfe")
    assert main([str(good)]) == 0
    said = capsys.readouterr().out
    assert "good.txt: well-formed. Ada Lovelace" in said and "It is not evidence." in said
    assert main([str(bad), str(good), str(tmp_path / "missing.txt")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert ["not well-formed" in line for line in lines] == [True, False, True]
    assert main([]) == 2
