"""Awkward answers: what `check` says of each, and what it leaves as it was."""

from __future__ import annotations

import builtins
import contextlib
import random
import subprocess
import sys
import textwrap
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answer_pool import library_verdict

from lstm_course.grading import check
from lstm_course.grading.check import verdict_on
from lstm_course.grading.exercise import Function
from lstm_course.grading.exercises import all_exercises, find
from lstm_course.grading.limits import Limits
from lstm_lib.layer import concat, layer

ROOT = Path(__file__).parents[2]
FUNCTIONS = [one for one in all_exercises() if isinstance(one, Function)]
GATE = find("04.2")
TWO = find("04.4")

every_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTM_PROGRESS", "")


def gate(W: Any, h: Any, x: Any) -> Any:
    return layer(W[: h.shape[1]], concat(h, x))


def after(change: Callable[[Any], Any]) -> Callable[..., Any]:
    """The right gate, changed."""
    return lambda W, h, x: change(gate(W, h, x))


class Lying(np.ndarray):
    """Claims to equal everything."""

    def __eq__(self, other: object) -> Any:
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> Any:
        return np.zeros(self.shape)


class LyingNumber(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __float__(self) -> float:
        return -0.5

    __hash__ = None  # type: ignore[assignment]


class Own(BaseException):
    def __str__(self) -> str:
        raise RuntimeError("no message")


TYPES: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "none": (lambda i: None, ["None", "return"]),
    "list": (lambda i: i.tolist(), ["list"]),
    "tuple": (lambda i: (i, i), ["tuple of 2"]),
    "matrix": (np.asmatrix, ["matrix"]),
    "object": (lambda i: i.astype(object), ["float64", "object"]),
    "complex": (lambda i: i.astype(complex), ["float64", "complex128"]),
    "masked": (np.ma.masked_array, ["MaskedArray"]),
    "subclass": (lambda i: i.view(Lying), ["Lying"]),
    "float32": (lambda i: i.astype(np.float32), ["float64", "float32"]),
    "int": (lambda i: i.round().astype(int), ["float64", "int64"]),
    "truth values": (lambda i: i > 0.5, ["float64", "bool"]),
    "third axis": (lambda i: i[..., None], ["shape", "length 1 too many"]),
    "flat": (np.ravel, ["shape"]),
    "a number": (lambda i: float(i.sum()), ["float"]),
    "text": (str, ["text"]),
    "nothing at all": (lambda i: i[:0], ["shape"]),
    "dictionary": (lambda i: {"i": i}, ["dict"]),
    "generator": (lambda i: (row for row in i), ["generator"]),
    "structured": (lambda i: np.zeros(i.shape, "f8,f8"), ["float64"]),
    "huge": (lambda i: np.broadcast_to(0.5, (10**6, 10**6)), ["shape"]),
    "without end": (lambda i: _endless(), ["list"]),
}


def _endless() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize("name", TYPES)
def test_another_type_shape_or_dtype_is_named(name: str) -> None:
    change, words = TYPES[name]
    verdict = verdict_on(GATE, after(change))
    assert verdict.state == "wrong"
    assert "xpected" in verdict.message
    for word in words:
        assert word in verdict.message, verdict.message


def test_a_transposed_result_is_told_so() -> None:
    verdict = library_verdict(
        TWO, lambda parts, h, x: tuple(g.T for g in TWO.reference(parts, h, x))
    )
    assert verdict.state == "wrong"
    assert "i: expected shape" in verdict.message and "transposed" in verdict.message


def test_another_number_of_results_is_named() -> None:
    for change, word in [
        (lambda t: (*t, t), "of 5"),
        (lambda t: list(t[:3]), "list of 3"),
        (lambda t: t[0], "array"),
    ]:
        verdict = library_verdict(TWO, lambda parts, h, x, c=change: c(TWO.reference(parts, h, x)))
        assert verdict.state == "wrong"
        assert "Expected the results (i, f, g, o), got a" in verdict.message
        assert word in verdict.message


def test_any_kind_of_tuple_or_list_will_do() -> None:
    Gates = namedtuple("Gates", "i f g o")
    for kind in (lambda results: Gates(*results), list, tuple):
        answer = lambda parts, h, x, kind=kind: kind(TWO.reference(parts, h, x))  # noqa: E731
        assert library_verdict(TWO, answer).state == "passed"


def test_nan_at_the_extremes_alone_is_told_so() -> None:
    exercise = find("02.2")
    answer = lambda z: np.where(z > 900, np.nan, exercise.reference(z))  # noqa: E731
    verdict = verdict_on(exercise, answer)
    assert verdict.message.startswith(
        "Right for ordinary inputs, but not where z = ±1000 (at 1000)"
    )
    assert "nan" in verdict.message


def stateful() -> Callable[..., Any]:
    count = [0]

    def answer(W: Any, h: Any, x: Any) -> Any:
        count[0] += 1
        return gate(W, h, x) + 1e-3 * count[0]

    return answer


def caching() -> Callable[..., Any]:
    first: dict[Any, Any] = {}
    return lambda W, h, x: first.setdefault((W.shape, h.shape), gate(W, h, x))


def reusing() -> Callable[..., Any]:
    results: dict[Any, Any] = {}

    def answer(W: Any, h: Any, x: Any) -> Any:
        result = results.setdefault(h.shape, np.empty(h.shape))
        result[...] = gate(W, h, x)
        return result

    return answer


def changing(name: str) -> Callable[..., Any]:
    def answer(W: Any, h: Any, x: Any) -> Any:
        result = gate(W, h, x)
        {"W": W, "h": h, "x": x}[name][0, 0] += 1
        return result

    return answer


@pytest.mark.parametrize("name", ["W", "h", "x"])
def test_a_changed_argument_is_named(name: str) -> None:
    verdict = verdict_on(GATE, changing(name))
    assert verdict.state == "wrong"
    assert f"changes its argument {name} " in verdict.message


def test_a_changed_argument_is_named_beside_a_wrong_value() -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        h += 1
        return gate(W, h, x)

    assert "Also: Your function changes its argument h" in verdict_on(GATE, answer).message


def test_chance_and_earlier_calls_are_named() -> None:
    noise = lambda W, h, x: gate(W, h, x) + 0.1 * np.random.random(h.shape)  # noqa: E731
    own = np.random.default_rng()
    other = lambda W, h, x: gate(W, h, x) + 0.1 * own.random(h.shape)  # noqa: E731
    for answer in (stateful(), noise, other):
        verdict = verdict_on(GATE, answer)
        assert verdict.state == "wrong"
        assert "twice with equal arguments" in verdict.message
    assert verdict_on(GATE, caching()).state == "wrong"
    assert "later call changes the array" in verdict_on(GATE, reusing()).message


def test_hard_coded_answers_are_refused_with_a_fresh_example() -> None:
    W, h, x = np.arange(12.0).reshape(4, 3), np.array([[0.5]]), np.array([[1.0]])
    verdict = verdict_on(GATE, lambda *_: gate(W, h, x))
    assert verdict.state == "wrong"
    assert verdict.example and verdict.example.expected != verdict.example.got


def divides(W: Any, h: Any, x: Any) -> Any:
    zero = 0
    return 1 / zero


def recursion(*args: Any) -> Any:
    return recursion(*args)


def raises(error: BaseException) -> Callable[..., Any]:
    def answer(W: Any, h: Any, x: Any) -> Any:
        raise error

    return answer


RAISING = {
    "ZeroDivisionError": divides,
    "SystemExit": raises(SystemExit(0)),
    "KeyboardInterrupt": raises(KeyboardInterrupt()),
    "Own": raises(Own()),
    "GeneratorExit": raises(GeneratorExit()),
    "AssertionError": raises(AssertionError("mine")),
    "RecursionError": recursion,
    "EOFError": lambda W, h, x: input("which gate? "),
}


@pytest.mark.parametrize("name", RAISING)
def test_what_is_raised_is_named(name: str) -> None:
    verdict = verdict_on(GATE, RAISING[name])
    assert verdict.state == "wrong"
    assert f"raises {name}" in verdict.message
    assert verdict.example and verdict.example.got == name


def test_the_line_of_the_learners_own_code_is_named() -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        return np.concatenate([h, x], axis=7)

    message = verdict_on(GATE, answer).message
    assert "`np.concatenate([h, x], axis=7)`" in message
    assert f"in line {answer.__code__.co_firstlineno + 1}," in message


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["lstm_course.grading.check"], "LIMITS", Limits(call=0.3))


def endless(W: Any, h: Any, x: Any) -> Any:
    while True:
        pass


def stubborn(W: Any, h: Any, x: Any) -> Any:
    while True:
        with contextlib.suppress(BaseException):
            np.exp(np.ones(10))


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("answer", [endless, stubborn])
def test_an_endless_loop_is_stopped(answer: Callable[..., Any]) -> None:
    import signal

    before = signal.getsignal(signal.SIGALRM)
    verdict = verdict_on(GATE, answer)
    assert verdict.state == "wrong" and "never ends" in verdict.message and verdict.example
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.usefixtures("short")
def test_another_alarm_still_rings() -> None:
    import signal

    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        verdict_on(GATE, endless)
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 1000 and not rung
        signal.setitimer(signal.ITIMER_REAL, 0.1)  # less than the limit of a call
        verdict_on(GATE, endless)
        while not rung:
            time.sleep(0.01)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_outside_the_main_thread_it_works_without_a_limit() -> None:
    states: list[str] = []
    thread = threading.Thread(target=lambda: states.append(verdict_on(GATE, gate).state))
    thread.start()
    thread.join()
    assert states == ["passed"]


@pytest.fixture
def restored() -> Iterator[None]:
    kept = {
        name: getattr(np, name) for name in ("allclose", "exp", "isfinite", "abs", "array_equal")
    }
    error = builtins.AssertionError
    yield
    for name, function in kept.items():
        setattr(np, name, function)
    builtins.AssertionError = error


@pytest.mark.usefixtures("restored")
def test_patches_gain_nothing_and_stay() -> None:
    patched = lambda *args, **kwargs: True  # noqa: E731
    np.allclose = np.array_equal = np.isfinite = patched
    np.exp = lambda z, **_: np.zeros_like(z)
    np.abs = lambda z, **_: np.zeros_like(z)
    builtins.AssertionError = Warning  # type: ignore[misc]
    wrong = after(lambda i: i + 0.1)
    assert verdict_on(GATE, wrong).state == "wrong"
    assert verdict_on(find("02.2"), lambda z: 1 / (1 + np.exp(z))).state == "wrong"
    assert np.allclose is patched and builtins.AssertionError is Warning


@pytest.mark.usefixtures("restored")
def test_patches_inside_the_answer_gain_nothing() -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        np.allclose = np.isfinite = lambda *args, **kwargs: True
        np.abs = lambda z: 0 * z
        return np.zeros(h.shape)

    assert verdict_on(GATE, answer).state == "wrong"


def test_lying_numbers_gain_nothing() -> None:
    for answer in (
        LyingNumber(7),
        "−0.5",
        True,
        [-0.5, -0.5],
        -0.5 + 0j,
        np.nan,
        1e400,
    ):
        verdict = verdict_on(find("01.1"), answer)
        assert verdict.state == "wrong" and "xpected" in verdict.message
    for right in (-0.5, np.float64(-0.5), np.array(-0.5), np.float32(-0.5)):
        assert verdict_on(find("01.1"), right).state == "passed"
    assert verdict_on(find("01.1"), 12345).state == "wrong"
    assert verdict_on(find("01.1"), 10**400).state == "wrong"


def test_letters_are_read_kindly() -> None:
    for answer in ("c", "C", " (c) ", "c.", "c)"):
        assert verdict_on(find("01.3"), answer).state == "passed"
    for answer in (3, ["c"], "the third", "cc"):
        verdict = verdict_on(find("01.3"), answer)
        assert verdict.state == "wrong" and "letters 'a', 'b', 'c', 'd'" in verdict.message


def empty(W: Any, h: Any, x: Any) -> Any:
    """To be written."""


def dots(W: Any, h: Any, x: Any) -> Any: ...


def returned_dots(W: Any, h: Any, x: Any) -> Any:
    return ...


def unimplemented(W: Any, h: Any, x: Any) -> Any:
    """To be written."""
    raise NotImplementedError("YOUR CODE HERE")


@pytest.mark.parametrize("answer", [empty, dots, returned_dots, unimplemented, None, ...])
def test_an_unchanged_cell_is_not_answered_yet(answer: Any) -> None:
    verdict = verdict_on(GATE, answer)
    assert verdict.state == "unanswered" and verdict.example is None


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda exercise: exercise.id)
def test_no_answer_and_an_answer_not_run_are_not_answered_yet(
    exercise: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verdict_on(exercise, ...).state == "unanswered"
    assert verdict_on(exercise, None).state == "unanswered"
    assert eval(f"check({exercise.id!r})", {"check": check}) == 0
    assert "not answered yet" in capsys.readouterr().out


def test_a_missing_name_says_what_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    cell = {"check": check}
    assert not eval('check("04.2")', cell).passed
    assert "no input_gate here yet. Run the answer cell first" in capsys.readouterr().out
    assert eval('check("04.2")', cell | {"input_gate": gate}).passed


@every_function
def test_a_repair_unchanged_is_not_answered_yet(exercise: Function) -> None:
    if exercise.broken_code:
        assert exercise.misconceptions[0].answer is exercise.broken_code
        verdict = verdict_on(exercise, exercise.broken_code)
        assert verdict.state == "unanswered" and verdict.message.startswith("Not fixed yet.")
        assert "github.com/" in exercise.on_success


def test_what_is_not_a_function_or_takes_other_arguments_is_named() -> None:
    assert "without brackets" in verdict_on(GATE, (1, 2)).message
    assert "got an array of shape (2,)" in verdict_on(GATE, np.ones(2)).message
    assert "(W, h, x)" in verdict_on(GATE, lambda W, h: 0).message
    assert "but takes (W, h)" in verdict_on(GATE, lambda W, h: 0).message


class Callable3:
    def __call__(self, W: Any, h: Any, x: Any, scale: float = 1) -> Any:
        return scale * gate(W, h, x)

    @property
    def __signature__(self) -> Any:
        raise RuntimeError("none of your business")


def test_odd_callables_are_called() -> None:
    assert verdict_on(GATE, Callable3()).state == "passed"
    assert verdict_on(GATE, lambda *args: gate(*args)).state == "passed"
    assert verdict_on(find("02.2"), np.vectorize(lambda z: 1 / (1 + np.exp(z)))).state == "passed"


def test_everything_is_put_back_and_nothing_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def answer(W: Any, h: Any, x: Any) -> Any:
        print("out")
        print("err", file=sys.stderr)
        np.seterr(all="raise")
        np.random.seed(0)
        random.seed(0)
        return 1 / (1 + np.exp(-np.hstack([np.ones((len(h), 1)), h, x]) @ W[: h.shape[1]].T))

    np.random.seed(3)
    random.seed(3)
    expected = np.random.random(), random.random()
    np.random.seed(3)
    random.seed(3)
    with np.errstate(all="ignore"):
        before = np.geterr()
        verdict = verdict_on(GATE, lambda W, h, x: layer(W[: len(h.T)], concat(h, x)))
        verdict_on(GATE, answer)
        assert np.geterr() == before
    assert verdict.state == "passed"
    assert (np.random.random(), random.random()) == expected
    assert capfd.readouterr() == ("", "")


def test_the_score_is_a_plain_number(capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = check("04.2", gate), check("04.2", after(lambda i: -i))
    assert (repr(right), repr(wrong)) == ("2.0", "0.0")
    assert float(repr(right)) == GATE.points and isinstance(right, float)
    assert right.passed and not wrong.passed
    said = capsys.readouterr().out
    assert said == f"{right.text}\n{wrong.text}\n"


def test_the_same_verdict_every_time_and_another_seed_another_example() -> None:
    wrong = after(lambda i: i + 1e-3)
    first, again, other = (verdict_on(GATE, wrong, seed=seed) for seed in (0, 0, 7))
    assert (again.message, again.example) == (first.message, first.example)
    assert other.state == "wrong" and other.example != first.example


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected one of 01\.1, .* got '99\.9'"):
        check("99.9", gate)


@every_function
def test_whatever_an_answer_returns_or_raises_the_judge_does_not_raise(exercise: Function) -> None:
    odd = [
        0,
        -1.5,
        "text",
        b"bytes",
        {},
        {"a": 1},
        [],
        (),
        set(),
        object(),
        Lying,
        np.nan,
        np.ma.masked,
    ]
    odd += [
        np.array(1.0),
        np.array(["a"]),
        np.array([], float),
        np.datetime64("nat"),
        np.ones(3),
        type,
    ]
    for value in odd:
        verdict = verdict_on(exercise, lambda *_, value=value: value)
        assert verdict.state == "wrong" and verdict.message and verdict.example
    for value in odd:
        assert verdict_on(exercise, value).state in ("wrong", "unanswered")


def test_importing_needs_numpy_alone() -> None:
    code = """
        import sys
        import lstm_course.grading
        heavy = {"matplotlib", "IPython", "torch", "onnx", "tqdm"} & set(sys.modules)
        assert not heavy, heavy
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, check=True)
