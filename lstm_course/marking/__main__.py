"""The command line of marking: python -m lstm_course.marking COMMAND"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lstm_course.marking import commands
from lstm_course.marking.isolation import Refused


def parser() -> argparse.ArgumentParser:
    """The arguments of all commands."""
    whole = argparse.ArgumentParser(prog="python -m lstm_course.marking", description=__doc__)
    each = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    mark = each.add_parser("mark", help="mark the submissions in a folder or an archive")
    mark.add_argument("submissions", type=Path, help="as the learning platform exports them")
    mark.add_argument("--seed-file", type=Path, required=True, help="one line, your secret")
    mark.add_argument("--out", type=Path, required=True, help="the folder for marks and pages")
    mark.add_argument("--chapter", default="", help="such as 04; otherwise it is found out")
    mark.add_argument("--workers", type=_count, default=os.cpu_count() or 1)
    mark.add_argument("--shard", type=_shard, default=(1, 1), help="k/n: part k of n")
    mark.add_argument("--practice", action="store_true", help="without isolation; pages say so")
    merge = each.add_parser("merge", help="put the folders of several shards into one")
    merge.add_argument("folders", type=Path, nargs="+")
    merge.add_argument("--out", type=Path, required=True)
    written = each.add_parser("written", help="merge the sheet of answers in words back")
    written.add_argument("sheet", type=Path, help="written.csv with its last column filled in")
    written.add_argument("--out", type=Path, required=True)
    explain = each.add_parser("explain", help="judge one answer again, as it was judged")
    explain.add_argument("student")
    explain.add_argument("task", help="such as 04.2")
    explain.add_argument("--out", type=Path, required=True)
    explain.add_argument("--practice", action="store_true")
    export = each.add_parser("export", help="write a chapter's questions for Moodle or Canvas")
    export.add_argument("chapter", help="such as 04")
    export.add_argument("to", type=Path, help="a file: .xml for Moodle, .zip for Canvas (QTI)")
    return whole


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def _shard(text: str) -> tuple[int, int]:
    first, _, second = text.partition("/")
    if not (first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
        raise argparse.ArgumentTypeError(f"expected k/n with k from 1 to n, got {text!r}")
    return int(first), int(second)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if it did what was asked, 1 with a sentence if it could not."""
    asked = parser().parse_args(arguments)
    try:
        if asked.command == "mark":
            commands.mark(
                asked.submissions,
                asked.seed_file,
                asked.out,
                chapter=asked.chapter,
                workers=asked.workers,
                shard=asked.shard,
                practice=asked.practice,
            )
        elif asked.command == "merge":
            commands.merge(asked.folders, asked.out)
        elif asked.command == "written":
            commands.written(asked.out, asked.sheet)
        elif asked.command == "export":
            commands.export(asked.chapter, asked.to)
        elif asked.command == "explain":
            print(commands.explain(asked.out, asked.student, asked.task, asked.practice))
        return 0
    except (ValueError, Refused) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Ended. The same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
