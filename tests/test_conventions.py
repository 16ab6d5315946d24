"""Conventions: who may import whom, what is locked, what no file may contain."""

from __future__ import annotations

import ast
import io
import itertools
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "lstm_lib"
COURSE = ROOT / "lstm_course"

ORDER = [
    "_validation",
    "_npz",
    "activations",
    "layer",
    "weights",
    "cell",
    "_padding",
    "_buffers",
    "_kernels",
    "lstm",
    "inference",
    "gradient_checkpointing",
    "_network",
    "network",
    "interop",
    "training",
    "ctc",
    "audio",
    "gradient_check",
    "attention",
    "encoder_decoder",
    "variants",
    "memory_blocks",
    "tasks",
    "forecasting",
    "ngrams",
    "sampling",
]
"""Each module of `lstm_lib`, or sub-package as a whole, may import those before it."""

TRAINING = [
    "_norms",
    "losses",
    "clipping",
    "schedules",
    "_optimizer_base",
    "optimizers",
    "checkpoint",
    "step",
    "_progress",
    "_validation",
    "trainer",
]
"""The same inside `lstm_lib.training`."""

MARKING = [
    "kinds",
    "_system",
    "wire",
    "messages",
    "landlock",
    "seccomp",
    "confine",
    "notebook",
    "slicing",
    "child",
    "server",
    "stage",
    "worker",
    "isolation",
    "claims",
    "task",
    "seeds",
    "archives",
    "intake",
    "chapters",
    "results",
    "batch",
    "marks",
    "table",
    "html_page",
    "feedback_page",
    "overview_page",
    "written",
    "report",
    "nbgrader_intake",
    "markup",
    "questions",
    "moodle_xml",
    "qti",
    "commands",
    "__main__",
]
"""The same inside `lstm_course.marking`."""

COURSE_PARTS = {
    "explorables": {"weights"},
    "figures": {"_validation", "tasks"},
    "notebook": set(),
    "speech": {
        "_npz",
        "_validation",
        "activations",
        "audio",
        "interop",
        "lstm",
        "tasks",
        "weights",
    },
    "page": set(),
    "grading": {*ORDER} - {"tasks"},
    "progress": set(),
    "marking": set(),
}
"""Parts of `lstm_course`, which do not import each other: what of the library each may import."""

ABOVE = {"marking": {"grading", "progress"}}
"""Parts that stand on others."""

BESIDE_NUMPY = {
    "lstm_lib/training": {"tqdm"},
    "lstm_course/explorables": {"IPython", "anywidget", "traitlets"},
    "lstm_course/figures": {"matplotlib", "matplotlib_inline"},
    "lstm_course/notebook": {"IPython"},
    "lstm_course/page": {"matplotlib"},
    "lstm_course/grading": {"IPython"},
}
"""Imports allowed beside NumPy and the standard library, and by whom."""

LOCKED = {
    "requirements.txt": "requirements/book.in",
    "requirements/test.txt": "requirements/test.in",
    "requirements/browser.txt": "requirements/browser.in",
    "requirements/lecturers.txt": "requirements/lecturers.in",
}


def modules() -> list[Path]:
    return sorted(path for path in LIBRARY.rglob("*.py") if path != LIBRARY / "__init__.py")


def part(path: Path, package: Path) -> str:
    """The first name below a package: a module, or a sub-package as a whole."""
    return path.relative_to(package).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """All modules that a file imports, inside functions too, by their full names."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports by its full name"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def tracked() -> list[Path]:
    """Every file of the project: what git tracks or would, or all files of a copy without git."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    names = listing.stdout.splitlines()
    paths = [ROOT / name for name in names] or [
        p for p in ROOT.rglob("*") if not any(part.startswith(".venv") for part in p.parts)
    ]
    return [path for path in paths if path.is_file()]


def names_below(path: Path, package: str, here: str) -> set[str]:
    """Modules of a package that a file imports; anything else must be allowed beside NumPy."""
    found = set()
    allowed = BESIDE_NUMPY.get(f"{path.relative_to(ROOT).parts[0]}/{here}", set())
    for name in imported(path):
        top, *rest = name.split(".")
        if top == package:
            assert rest, f"{path}: import what you need of {package} by its full name"
            found.add(rest[0])
        elif top not in ("lstm_lib", "lstm_course"):
            known = sys.stdlib_module_names | {"numpy"} | allowed
            assert top in known, f"{here} may not import {name}"
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_library_imports_run_downwards_and_need_numpy_alone(path: Path) -> None:
    here = part(path, LIBRARY)
    assert here in ORDER, f"give {here} a place in ORDER"
    assert not any(name.startswith("lstm_course") for name in imported(path)), path
    allowed = {*ORDER[: ORDER.index(here)], here}
    assert names_below(path, "lstm_lib", here) <= allowed


@pytest.mark.parametrize("name", TRAINING)
def test_training_imports_run_downwards(name: str) -> None:
    path = LIBRARY / "training" / f"{name}.py"
    inside = {n.split(".")[2] for n in imported(path) if n.startswith("lstm_lib.training.")}
    assert inside <= set(TRAINING[: TRAINING.index(name)])


def test_training_lists_its_modules() -> None:
    assert {path.stem for path in (LIBRARY / "training").glob("*.py")} == {*TRAINING, "__init__"}


@pytest.mark.parametrize("name", MARKING)
def test_marking_imports_run_downwards(name: str) -> None:
    path = COURSE / "marking" / f"{name}.py"
    inside = {n.split(".")[2] for n in imported(path) if n.startswith("lstm_course.marking.")}
    assert inside <= set(MARKING[: MARKING.index(name)])


def test_marking_lists_its_modules() -> None:
    assert {path.stem for path in (COURSE / "marking").glob("*.py")} == {*MARKING, "__init__"}


@pytest.mark.parametrize(
    "path",
    sorted(path for path in COURSE.rglob("*.py") if path != COURSE / "__init__.py"),
    ids=lambda path: str(path.relative_to(COURSE)),
)
def test_parts_of_the_course_import_the_library_and_not_each_other(path: Path) -> None:
    here = part(path, COURSE)
    assert here in COURSE_PARTS, f"say in COURSE_PARTS what {here} may import"
    assert names_below(path, "lstm_course", here) <= {here} | ABOVE.get(here, set())
    assert names_below(path, "lstm_lib", here) <= COURSE_PARTS[here]


def test_the_library_imports_with_numpy_alone() -> None:
    code = (
        "import sys, importlib\n"
        f"for name in {ORDER!r}: importlib.import_module('lstm_lib.' + name)\n"
        "heavy = {'matplotlib', 'IPython', 'tqdm', 'torch', 'onnx', 'anywidget', 'traitlets'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize(("lock", "source"), LOCKED.items())
def test_locks_hold_what_their_inputs_ask_for(lock: str, source: str) -> None:
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text("utf-8"), re.M))
    lines = [line.split("#")[0].strip() for line in (ROOT / source).read_text("utf-8").splitlines()]
    asked = [Requirement(line) for line in lines if line and not line.startswith("-c ")]
    assert asked
    for requirement in asked:
        assert requirement.name in locked, f"make lock: {requirement.name} is not in {lock}"
        assert locked[requirement.name] in requirement.specifier, f"make lock: {requirement}"


@pytest.mark.parametrize("lock", LOCKED)
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    header, *entries = re.split(r"\n(?=\S)(?!#)", (ROOT / lock).read_text("utf-8"))
    assert all(line.startswith("#") for line in header.splitlines())
    assert len(entries) > 20
    for entry in entries:
        assert re.fullmatch(r"\S+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n?", entry)


def test_the_same_package_has_one_version_in_book_and_tests() -> None:
    book, test = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.M))
        for lock in ("requirements.txt", "requirements/test.txt")
    )
    differing = {name for name in book.keys() & test.keys() if book[name] != test[name]}
    assert not differing


def test_no_file_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile(
        r"(?<![\w.])/(?:w[o]rk|r[o]ot|f[a]rm)/|--(?:extra-)?index-url|p[y]pi\.(?:org|io)"
        r"|p[y]thonhosted|npmjs\.|d[o]wnload\.pytorch"
    )
    checked = 0
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        checked += 1
        found = forbidden.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"
    assert checked > 50


def test_workflows_pass_their_linter_and_pin_what_they_use() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    folder = ROOT / ".github" / "workflows"
    result = subprocess.run(
        [zizmor, "--offline", "--quiet", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    used = re.findall(r"uses: (\S+)(.*)", "".join(p.read_text() for p in folder.iterdir()))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {project['version']}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def joined_words(source: str) -> list[str]:
    """Places where a string ends in a word or a stop, and the next line's goes on without a space."""
    strings = [
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in (tokenize.NL, tokenize.COMMENT)
    ]
    found = []
    for first, second in itertools.pairwise(strings):
        both = first.type == second.type == tokenize.STRING
        if (
            both
            and first.end[0] < second.start[0]
            and not {first.string[0], second.string[0]} - {'"'}
        ):
            end, start = ast.literal_eval(first.string), ast.literal_eval(second.string)
            if re.search(r"[\w,.:;?!`)]$", end) and re.match(r"[^\W_]", start):
                found.append(f"{first.end[0]}: {end[-20:]}|{start[:20]}")
    return found


@pytest.mark.parametrize("package", ["lstm_lib", "lstm_course", "extensions"])
def test_sentences_in_several_strings_keep_their_spaces(package: str) -> None:
    assert joined_words('a = (\n    "one"\n    "two"\n)\n') == ["2: one|two"]
    assert not joined_words('a = (\n    "one "\n    "two",\n    "three",\n)\n')
    for path in (ROOT / package).rglob("*.py"):
        assert not joined_words(path.read_text("utf-8")), path


def test_waiting_in_a_page_obeys_its_policy() -> None:
    """Playwright's wait_for_function evaluates text in the page when its first look finds nothing."""
    tests = (ROOT / "tests").rglob("*.py")
    calls = [path.name for path in tests if ".wait_for_" + "function(" in path.read_text("utf-8")]
    assert calls == []


PROMISE = re.compile(r"\basync\b|\bawait\b|\bPromise\b|\.then\(|^(?:caches|indexedDB)\.")


def promises_without_an_end(source: str) -> list[str]:
    """Calls of Playwright's `evaluate`, which has no time limit, with a script that may not end."""
    tree = ast.parse(source)
    texts = {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        ast.unparse(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", "") == "evaluate"
        and PROMISE.search(
            texts.get(ast.unparse(call.args[0]), ast.unparse(call.args[0])).strip("f'")
        )
    ]


def test_a_page_is_asked_for_a_promise_with_a_time_limit() -> None:
    """A promise that is never kept would stop all tests: see `waiting.ask`."""
    assert promises_without_an_end("LOOK = 'async () => 1'\npage.evaluate(LOOK)\n")
    assert promises_without_an_end("page.evaluate(f'fetch({name}).then(read)')\n")
    assert promises_without_an_end("page.evaluate('caches.keys()')\n")
    assert not promises_without_an_end("page.evaluate('window.seen')\n")
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name != "waiting.py":
            assert not promises_without_an_end(path.read_text("utf-8")), path
