"""The command line of the repository: `python -m tools COMMAND`, or `make COMMAND`.

Any Python 3.11 to 3.13 can run it. A command first brings the environments it needs up to date,
then runs its module in the first of them. To run a module in an environment of your own instead:
`python -m tools.check`, and so on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple

from tools.setup_env import ROOT, set_up
from tools.venv import SetupError

DEFAULTS = {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
"""Set for every command, unless the environment sets them already."""
UNSET = "PYTHONDONTWRITEBYTECODE"
"""With it each of a command's many processes would compile all of its modules again."""


class Command(NamedTuple):
    """A command: the module that carries it out, and the environments it needs."""

    help: str
    module: str
    levels: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


BOOK, TEST, SITE = ("book",), ("test",), ("book", "lite")
ALL = ("test", "lecturers", "lite")
COMMANDS = {
    "book": Command("build the book and print where it is", "tools.build_book", BOOK),
    "site": Command("build the book and the notebooks for the browser", "tools.build_site", SITE),
    "versions": Command("build the book of every tag, to be published too", "tools.build_versions"),
    "zip": Command("build the site and pack it for offline use", "tools.make_zip", SITE),
    "pdf": Command("print the book as a PDF file", "tools.make_pdf", TEST),
    "serve": Command("serve the built site on this machine", "tools.http_server"),
    "start": Command("open copies of the notebooks in Jupyter", "tools.open_lab", BOOK),
    "prose": Command("check a change of words alone", "tools.prose", TEST),
    "test": Command("run all checks and tests", "tools.run_tests", ALL),
    "check": Command("run the static checks", "tools.check", TEST),
    "fix": Command("format, and write all generated files", "tools.fix", TEST),
    "notebook": Command(
        "run a notebook and store its outputs: N=04", "tools.notebooks", TEST, ("run",)
    ),
    "notebooks": Command(
        "run all notebooks and store their outputs",
        "tools.notebooks",
        TEST,
        ("run", "chapters", "exercises"),
    ),
    "exercises": Command(
        "generate the exercises from their solutions; run both",
        "tools.notebooks",
        TEST,
        ("run", "exercises"),
    ),
    "experiments": Command(
        "repeat the long runs whose records chapters load", "tools.experiments", TEST
    ),
    "bench": Command("compare the speed with other implementations", "bench", (*TEST, "lite")),
    "reproduce": Command(
        "run all notebooks on emulated processors and other versions", "tools.reproduce", TEST
    ),
    "nightly": Command("run the tests that take hours", "tools.nightly", ALL),
    "course": Command("create an nbgrader course in course/", "tools.make_course", ("lecturers",)),
    "links": Command("check external links", "tools.check_links", BOOK),
    "lock": Command("regenerate the lock files", "tools.lock", TEST),
    "setup": Command("create all environments", "", ALL),
    "clean": Command("remove everything that was built", "tools.clean"),
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print("\n".join(f"{name:12}{command.help}" for name, command in COMMANDS.items()))
        return 0
    if name not in COMMANDS:
        print(f"expected one of {', '.join(COMMANDS)}, got {name}", file=sys.stderr)
        return 2
    command = COMMANDS[name]
    try:
        pythons = [set_up(ROOT, level) for level in command.levels]
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if not command.module:
        return 0
    (python, *_) = [*pythons, sys.executable]
    call = [python, "-m", command.module, *command.arguments, *rest]
    try:
        return subprocess.run(call, cwd=ROOT, env=_environment(), check=False).returncode
    except KeyboardInterrupt:
        return 130


def _environment() -> dict[str, str]:
    return {name: value for name, value in (DEFAULTS | os.environ).items() if name != UNSET}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
