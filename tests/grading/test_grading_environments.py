"""The parts of the grader: cases, run and judge do not know each other; inputs; plain data."""

from __future__ import annotations

import ast
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_course.grading import cases, generators
from lstm_course.grading.cases import make_cases
from lstm_course.grading.exercise import Function, Misconception
from lstm_course.grading.exercises import all_exercises
from lstm_course.grading.generators import custom, fraction, integers, measured, real, size
from lstm_course.grading.judge import judge
from lstm_course.grading.run import run
from lstm_course.grading.snapshot import LARGEST, copied, plain, take

GRADING = Path(cases.__file__).parent
FUNCTIONS = [one for one in all_exercises() if isinstance(one, Function)]


def imports(module: str) -> set[str]:
    """The modules of the grader that a module imports, directly or not."""
    found: set[str] = set()
    left = [module]
    while left:
        for node in ast.walk(ast.parse((GRADING / f"{left.pop()}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                "lstm_course.grading."
            ):
                name = str(node.module).split(".")[2]
                if name not in found:
                    found.add(name)
                    if name != "exercises":
                        left.append(name)
    return found


def test_cases_run_and_judge_do_not_know_each_other() -> None:
    parts = {"cases", "run", "judge"}
    for part in parts:
        assert not imports(part) & (parts - {part}), part
    assert not imports("run") & {"exercise", "exercises", "generators", "misconceptions"}
    assert imports("check") >= parts


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)
def test_records_are_plain_data_and_repeat(exercise: Function) -> None:
    args = [case.args for case in make_cases(exercise, 0)]
    record = run(exercise.reference, args)
    assert pickle.loads(pickle.dumps(record)) == record == run(exercise.reference, args)
    assert record.calls == record.again


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.id)
def test_cases_are_what_they_should_be(exercise: Function) -> None:
    first, again, other = (make_cases(exercise, seed) for seed in (0, 0, 1))
    assert [take(p.args) for p in first] == [take(p.args) for p in again]
    assert [take(p.args) for p in first] != [take(p.args) for p in other]
    ordinary = [p.args for p in first if not p.where]
    assert len(ordinary) >= 10
    shapes = [tuple(np.shape(arg) for arg in leaves(args)) for args in ordinary]
    assert any(shapes.count(shape) > 1 for shape in shapes), "the same sizes with other numbers"
    for args in ordinary:
        for array in leaves(args):
            if isinstance(array, np.ndarray):
                assert array.flags.c_contiguous
                assert array.dtype in (np.float64, np.int64, np.bool_)


def leaves(args: Any) -> list[Any]:
    parts = args.values() if isinstance(args, dict) else args
    return [a for p in parts for a in (leaves(p) if isinstance(p, dict | tuple | list) else [p])]


def matrix_exercise(**more: Any) -> Function:
    """A product, with sizes that show what the cases contain."""
    return Function(
        id="00.1",
        title="A product",
        name="product",
        inputs={"W": "m 1+n", "x": "B n", "g": fraction("B m", low=-1)},
        returns="y",
        reference=lambda W, x, g: g * (x @ W[:, 1:].T),
        misconceptions=[],
        **more,
    )


def test_sizes_differ_are_square_and_are_one() -> None:
    made = make_cases(matrix_exercise(), 0)
    W, x, _ = zip(*(case.args for case in made), strict=True)
    sizes = [(len(w), w.shape[1], len(one)) for w, one in zip(W, x, strict=True)]
    assert sum(len({*three}) == 3 and min(three) > 1 for three in sizes) >= 3
    assert any(m == n > 1 for m, n, _ in sizes)
    assert any(B == 1 < m for m, _, B in sizes) and any(m == 1 < B for m, _, B in sizes)
    where = {case.where for case in made}
    assert {"W = 0", "x = ±1000", "g = exactly -1 or 1", "all but W = 0"} <= where
    assert "g is nearly -1 or 1" in where
    extreme = [case.args[2] for case in made if case.where == "g = exactly -1 or 1"]
    assert {*np.concatenate([a.ravel() for a in extreme])} == {-1.0, 1.0}
    limits = [case.args[0] for case in made if case.extreme == 0][-1]
    assert limits.min() == -1000 and limits.max() == 1000


def test_extra_cases_and_sizes_are_used() -> None:
    exercise = matrix_exercise(
        sizes={"B": (7,)},
        extra_cases=lambda rng: [(np.ones((1, 2)), np.ones((7, 1)), np.ones((7, 1)))],
    )
    made = make_cases(exercise, 0)
    assert {len(case.args[1]) for case in made} == {7}
    assert (made[-1].args[0] == 1).all()


def test_shapes_are_read_from_letters() -> None:
    assert measured("4H 1+H+D", {"H": 2, "D": 3}) == (8, 6)
    assert measured("T B D", {"T": 1, "B": 2, "D": 3}) == (1, 2, 3)
    assert measured("", {}) == ()
    assert generators.letters("4H 1+H+D") == {"H", "D"}


def test_specifications_draw_what_they_say() -> None:
    rng, sizes = np.random.default_rng(0), {"B": 50, "V": 4}
    assert {*integers("B", below="V").draw(rng, sizes, "normal")} == {0, 1, 2, 3}
    assert size("V").draw(rng, sizes, "normal") == 4
    assert custom(lambda rng, sizes: sizes["V"] + 1, "V").draw(rng, sizes, "normal") == 5
    assert set(fraction("B").draw(rng, sizes, "extreme")) == {0.0, 1.0}
    assert 0 < fraction("B").draw(rng, sizes, "normal").min() < 0.5
    assert not real("B", limit=0).extreme and not real("B", zero=False).zero
    parts = generators.arg_spec({"W": "B V", "b": "V"}).draw(rng, sizes, "normal")
    assert parts["W"].shape == (50, 4) and parts["b"].shape == (4,)


def test_each_call_has_arguments_of_its_own() -> None:
    args = ({"W": np.ones(2)}, [np.ones(3)], np.random.default_rng(1), np.ones((2, 2)).T, abs)
    copy = copied(args)
    assert take(copy) == take(args)
    assert not np.shares_memory(copy[0]["W"], args[0]["W"])
    assert copy[1][0] is not args[1][0] and copy[4] is abs
    assert copy[2].random() == args[2].random()


def test_values_come_back_from_plain_data() -> None:
    value = (np.arange(6.0).reshape(2, 3)[:, ::2], {"a": np.float32(2)}, "text", None, 3)
    again = plain(take(value))
    assert (again[0] == value[0]).all() and again[1]["a"].dtype == np.float32
    assert again[2:4] == ("text", None) and again[4] == 3
    assert take(np.zeros(LARGEST // 8 + 1)).data == b""


def test_results_that_need_not_be_equal_are_compared_by_what_has_to_be() -> None:
    """An initialisation: the spread is judged, not the numbers."""

    def compared(args: tuple[Any, ...], W: Any) -> dict[str, Any]:
        H, D = args[0], args[1]
        return {
            "shape": str(W.shape),
            "spread right": bool(0.8 < W.std() * np.sqrt(H + D) < 1.25),
        }

    exercise = Function(
        id="00.2",
        title="A start",
        name="start",
        inputs={"H": size("H"), "D": size("D"), "rng": custom(lambda rng, sizes: rng.spawn(1)[0])},
        sizes={"H": (30, 40), "D": (20, 35)},
        returns="W",
        reference=lambda H, D, rng: rng.normal(size=(H, H + D)) / np.sqrt(H + D),
        misconceptions=[
            Misconception(
                "L2-no-scale", lambda H, D, rng: rng.normal(size=(H, H + D)), "Too wide."
            ),
            Misconception(
                "L3-no-root", lambda H, D, rng: rng.normal(size=(H, H + D)) / (H + D), "Narrow."
            ),
        ],
        compare_by=compared,
        compares="shape, spread right",
    )
    made = make_cases(exercise, 0)
    args = [case.args for case in made]

    def verdict(answer: Any) -> Any:
        expected = run(exercise.reference, args, twice=False)
        behaviour = lambda wrong, among: run(wrong.answer, [args[k] for k in among])  # noqa: E731
        return judge(exercise, made, expected, run(answer, args), behaviour)

    other = lambda H, D, rng: rng.uniform(-1, 1, (H, H + D)) * np.sqrt(3 / (H + D))  # noqa: E731
    assert verdict(other).state == "passed"
    assert verdict(lambda H, D, rng: 2 * rng.normal(size=(H, H + D))).misconception == "L2-no-scale"
    assert verdict(lambda H, D, rng: other(H, D, rng).T).state == "wrong"
    listed = verdict(lambda H, D, rng: other(H, D, rng).tolist())
    assert listed.message.startswith("W: expected an array of shape")
    assert listed.example.expected.startswith("an array of shape"), "the reference is not shown"
    assert listed.example.got.startswith("a list")
    unseeded = lambda H, D, rng: np.random.default_rng().normal(size=(H, H + D)) / np.sqrt(H + D)  # noqa: E731
    assert verdict(unseeded).state == "passed", "the same facts hold, whatever the numbers"


def test_functions_may_be_arguments() -> None:
    exercise = Function(
        id="00.3",
        title="A slope",
        name="slope",
        inputs={"f": custom(lambda rng, sizes: rng.choice([np.sin, np.cos])), "x": "n"},
        returns="df",
        reference=lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5,
        misconceptions=[
            Misconception("J1-no-2", lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 1e-5, "Twice.")
        ],
        absolute=1e-6,
    )
    made = make_cases(exercise, 0)
    args = [case.args for case in made]
    expected = run(exercise.reference, args, twice=False)
    behaviour = lambda wrong, among: run(wrong.answer, [args[k] for k in among])  # noqa: E731
    right = run(lambda f, x: np.array([(f(v + 1e-5) - f(v - 1e-5)) / 2e-5 for v in x]), args)
    assert judge(exercise, made, expected, right, behaviour).state == "passed"
    wrong = run(lambda f, x: 2 * exercise.reference(f, x), args)
    verdict = judge(exercise, made, expected, wrong, behaviour)
    assert verdict.misconception == "J1-no-2" and verdict.example
    assert dict(verdict.example.arguments)["f"] in ("sin", "cos")
