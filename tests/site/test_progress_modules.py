"""Progress as data: two records become one whatever the order, and a receipt is what Python expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from js_modules import Run, running
from playwright.sync_api import Browser, Error

from lstm_course.grading.exercises import all_exercises
from lstm_course.grading.receipt import parse

TIMES = [f"2026-11-2{day}T10:00:00.000Z" for day in range(8)]
STATES = ["unanswered", "wrong", "partly", "written", "passed", "mastered", "retired"]
OTHERS: list[Any] = [None, 3, "text", [1, 2], {"a": {"b": 1}}, {"a": 2}, {"a": {"c": [TIMES[0]]}}]


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    modules = (f"../progress/{name}" for name in ("merge", "receipt", "summary", "sittings"))
    with running(browser, *modules) as run:
        yield run


def record(rng: np.random.Generator) -> dict[str, Any]:
    """A record of progress, few names and times, so that two records often have the same ones."""

    def some(things: list[Any]) -> list[Any]:
        return [thing for thing in things if rng.random() < 0.6]

    def one(things: list[Any]) -> Any:
        return things[rng.integers(len(things))]

    def task() -> dict[str, Any]:
        whole = {"state": one(STATES), "points": one([0, 1, 2.5]), "since": one(TIMES)}
        return {name: whole[name] for name in some([*whole])} | {
            k: one(OTHERS) for k in some(["note"])
        }

    return {
        "version": 1,
        "tasks": {name: task() for name in some(["01.1", "04.2", "__proto__", "constructor"])},
        "questions": {
            key: {
                "question": one(["Why?", "How?"]),
                "correct": "b",
                "chosen": {letter: one(TIMES) for letter in some(["a", "b", "c"])},
            }
            for key in some(["04/1/aa", "04/1/bb", "05/2/cc"])
        },
        "predictions": {
            key: {"made": {time: one(["up", "down"]) for time in some(TIMES[:3])}}
            for key in some(["04/aa", "04/bb"])
        },
        "chapters": {
            page: {"read": bool(rng.integers(2)), "at": one(TIMES)} for page in some(["04", "05"])
        },
    } | {name: one(OTHERS) for name in some(["made by", "later"])}  # fmt: skip


LAWS = """records.map(([a, b, c]) => {
    const text = (kept) => merge.canonical(kept);
    const both = (one, other) => merge.merge(merge.parse(one), merge.parse(other));
    const { merge: join, parse } = merge;
    return {
        commutative: text(both(a, b)) === text(both(b, a)),
        associative: text(join(both(a, b), parse(c))) === text(join(parse(a), both(b, c))),
        idempotent: text(both(a, a)) === text(parse(a)),
        absorbing: text(join(both(a, b), parse(a))) === text(both(a, b)),
        neutral: text(join(parse(a), merge.nothing())) === text(parse(a)),
    };
})"""


def test_merging_is_commutative_associative_and_idempotent(run: Run) -> None:
    rng = np.random.default_rng(13)
    records = [[json.dumps(record(rng)) for _ in range(3)] for _ in range(400)]
    found = run(LAWS, records=records)
    assert len(found) == 400
    for law in found[0]:
        broken = [records[k] for k, laws in enumerate(found) if not laws[law]]
        assert not broken, f"not {law}: {broken[0]}"


def merged(run: Run, *records: dict[str, Any]) -> Any:
    whole = [json.dumps({"version": 1, "tasks": {}} | one) for one in records]
    return run("texts.map(merge.parse).reduce(merge.merge)", texts=whole)


def test_what_a_merged_record_holds(run: Run) -> None:
    early, late = TIMES[:2]
    one = {
        "tasks": {
            "04.1": {"state": "passed", "points": 2},
            "04.2": {"state": "wrong", "points": 0},
        },
        "questions": {"04/1/aa": {"chosen": {"a": early, "b": late}}},
        "predictions": {"04/aa": {"made": {early: "up"}}},
        "chapters": {"04": {"read": True, "at": early}},
    }
    other = {
        "tasks": {"04.1": {"state": "partly", "points": 1}, "77.1": {"state": "mastered"}},
        "questions": {"04/1/aa": {"chosen": {"b": early, "c": late}}},
        "predictions": {"04/aa": {"made": {late: "down"}}},
        "chapters": {"04": {"read": False, "at": late}},
    }
    both = merged(run, one, other)
    assert both["tasks"] == {**one["tasks"], "77.1": {"state": "mastered"}}
    assert both["questions"]["04/1/aa"]["chosen"] == {"a": early, "b": early, "c": late}
    assert both["predictions"]["04/aa"]["made"] == {early: "up", late: "down"}
    assert both["chapters"]["04"] == {"read": False, "at": late}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '{"tasks": {}}', '{"version": 1, "tasks": []}',
     '{"version": "1", "tasks": {}}', '{"version": 1, "tasks": {"01.1": "passed"}}',
     '{"version": 1, "tasks": {"01.1": {"state": []}}}',
     '{"version": 1, "tasks": {}, "questions": []}',
     '{"version": 1, "tasks": {}, "chapters": {"04": null}}'],
)  # fmt: skip
def test_a_text_that_is_not_a_record_is_rejected(text: str, run: Run) -> None:
    with pytest.raises(Error, match=r"(?i)syntax_?error"):
        run("merge.parse(text)", text=text)


def test_the_checksum_is_that_of_zlib(run: Run) -> None:
    texts = ["", "a", "LSTM, Gate by Gate\n", "Ἀδα 愛 🙂"]
    assert run("texts.map(receipt.crc32)", texts=texts) == [
        f"{crc32(t.encode()):08x}" for t in texts
    ]


def chapters() -> list[dict[str, Any]]:
    pages: dict[str, Any] = {}
    for one in all_exercises():
        page = one.id.partition(".")[0]
        empty = {"page": page, "title": page, "address": "", "workbook": "", "exercises": []}
        empty |= {"questions": [f"{page}/{k}/aa" for k in (1, 2, 3)], "predictions": []}
        exercise = {"id": one.id, "title": one.title, "points": one.points}
        pages.setdefault(page, empty)["exercises"].append(exercise)
    first = pages["11"]
    second = first | {"page": "11b", "exercises": [], "questions": ["11b/1/aa", "11b/2/aa"]}
    return [one for page in pages.values() for one in ([page, second] if page is first else [page])]


@pytest.mark.parametrize("seed", range(8))
def test_a_receipt_is_well_formed_whatever_was_done(seed: int, run: Run) -> None:
    rng = np.random.default_rng(seed)
    course = chapters()
    kept: dict[str, Any] = {"version": 1, "tasks": {}, "questions": {}, "predictions": {}}
    kept["chapters"] = {c["page"]: {"read": bool(rng.integers(2)), "at": TIMES[0]} for c in course}
    for one in all_exercises():
        points = [0, one.points / 2, one.points, 99, None, "many"][rng.integers(6)]
        task = {"state": STATES[rng.integers(len(STATES))], "points": points}
        kept["tasks"] |= {one.id: task} if rng.random() < 0.7 else {}
    for key in (key for chapter in course for key in chapter["questions"]):
        chosen = {letter: TIMES[rng.integers(8)] for letter in "abc" if rng.random() < 0.5}
        kept["questions"][key] = {"correct": "b", "chosen": chosen}
    name = ["", "Ada", "  two\nlines\t", "x" * 300][seed % 4]
    write = "receipt.writeReceipt(kept, course, name, '2026-11-28')"
    text = run(write, kept=kept, course=course, name=name)
    found = parse(text)
    assert found.chapters_read == sum(one["read"] for one in kept["chapters"].values())
    correct = sum("b" in one["chosen"] for one in kept["questions"].values())
    assert found.questions_correct == correct
    assert found.name == ["not given", "Ada", "two lines", "x" * 100][seed % 4]


def test_answers_to_other_questions_of_the_page_are_found_in_order(run: Run) -> None:
    kept = {
        "questions": {
            "04/1/aa": {"question": "Now?", "correct": "a", "chosen": {"a": TIMES[0]}},
            "04/1/bb": {
                "question": "Then?",
                "options": {"a": "(a) Yes.", "b": "(b) No."},
                "correct": "a",
                "chosen": {"b": TIMES[1], "a": TIMES[3]},
            },
            "05/1/bb": {"question": "There?", "correct": "a", "chosen": {"a": TIMES[0]}},
        },
        "predictions": {"04/cc": {"question": "Predict: how?", "made": {TIMES[2]: "so"}}},
    }
    found = run("summary.earlierAnswers(kept, '04', ['04/1/aa'])", kept=kept)
    said = [(one["question"], one["answer"]) for one in found]
    assert said == [
        ("Then?", "(b) No. – not correct"),
        ("Predict: how?", "so"),
        ("Then?", "(a) Yes. – correct"),
    ]


def test_answers_follow_what_moves_to_a_second_sitting(run: Run) -> None:
    early, late = TIMES[:2]
    kept = {
        "version": 1,
        "tasks": {"11.1": {"state": "passed"}},
        "questions": {
            "11/1/aa": {"question": "Stays?", "chosen": {"a": late}},
            "11/2/bb": {"question": "Moves?", "chosen": {"a": early, "b": early}},
            "11b/2/bb": {"question": "Moves?", "chosen": {"b": late, "c": late}},
            "11/3/cc": {"question": "Is gone?", "chosen": {"a": late}},
        },
        "predictions": {"11/dd": {"made": {early: "up"}}, "11/ee": {"made": {early: "down"}}},
        "chapters": {"11": {"read": True, "at": early}},
    }
    course = [
        {"page": "11", "questions": ["11/1/aa"], "predictions": ["11/ee"]},
        {"page": "11b", "questions": ["11b/1/ff", "11b/2/bb"], "predictions": ["11b/dd"]},
    ]
    now = run("sittings.followMoved(kept, course)", kept=kept, course=course)
    assert now["questions"] == {
        "11/1/aa": kept["questions"]["11/1/aa"],
        "11b/2/bb": {"question": "Moves?", "chosen": {"a": early, "b": early, "c": late}},
        "11/3/cc": kept["questions"]["11/3/cc"],
    }
    assert now["predictions"] == {
        "11b/dd": {"made": {early: "up"}},
        "11/ee": {"made": {early: "down"}},
    }
    assert now["tasks"] == kept["tasks"] and now["chapters"] == kept["chapters"]
    again = run("sittings.followMoved(kept, course)", kept=now, course=course)
    assert again == now
