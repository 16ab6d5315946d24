"""A seed for each student and task, made from the lecturer's: nobody can guess another's from it."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path


def read_seed(path: Path) -> str:
    """The lecturer's seed: the one line of a file, of at least six characters.

    A byte order mark, spaces around it and empty lines do not count.

    Raises:
        ValueError: if the file holds something else; the message says what to do.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}. Put a secret of your own into it.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: expected a line of text, encoded in UTF-8") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) < 6 or not lines[0].isprintable() or " " in lines[0]:
        raise ValueError(
            f"{path}: expected one line of at least six characters without spaces, such as a long "
            f"number, got {f'{len(lines)} lines' if len(lines) != 1 else 'something else'}"
        )
    return lines[0]


def seed_for(secret: str, student: str, task: str) -> int:
    """The seed of the cases on which a student's answer to a task is judged: 64 bits."""
    message = f"{student}\0{task}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hmac.digest(secret.encode(), message, hashlib.sha256)[:8], "big")
