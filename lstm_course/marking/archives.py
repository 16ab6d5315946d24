"""Files as they came in, from a folder or out of archives, within bounds and never unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

LARGEST = 40_000_000
"""Bytes of one file, and of all files in a student's archive."""
MOST_FILES = 100
"""Files in a student's archive; an export of a whole class may have more."""
MOST_EXPORTED = 50_000
RATIO = 100
"""Times as large as it is packed, at most, for files above a megabyte."""

IGNORED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini"}


class Unusable(Exception):
    """A file that is not read; the message says why."""


class Came(NamedTuple):
    """A file: the names of the folders it came in and its own, when it was made, how to read it."""

    parts: tuple[str, ...]
    when: float
    read: Callable[[], bytes]
    """Its bytes; raises Unusable."""


def files(place: Path) -> Iterator[Came]:
    """All files in a folder or in an archive of a class, those in students' archives among them.

    Raises:
        ValueError: if there is no such folder, and no archive that can be opened.
    """
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            parts = path.relative_to(place).parts
            if path.is_file() and not path.is_symlink() and _counts(parts):
                yield from _opened(Came(parts, path.stat().st_mtime, partial(read_file, path)))
        return
    if not place.is_file():
        raise ValueError(f"{place}: there is no such folder or archive")
    try:
        archive = zipfile.ZipFile(place)
        for came in _entries(archive, (), MOST_EXPORTED):
            yield from _opened(came)
    except (zipfile.BadZipFile, OSError, Unusable) as error:
        raise ValueError(f"{place}: expected a folder or a zip archive ({error})") from None


def _counts(parts: tuple[str, ...]) -> bool:
    return bool(parts) and not any(part in IGNORED or part.startswith("._") for part in parts)


def read_file(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        Unusable: if it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable(_too_large(path.stat().st_size))
        return path.read_bytes()
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror}") from None


def _too_large(size: int) -> str:
    return f"it has {size / 1e6:.0f} MB; at most {LARGEST / 1e6:.0f} are read"


def _opened(came: Came, depth: int = 1) -> Iterator[Came]:
    """The file, or the files in it if it is an archive."""
    if not came.parts[-1].lower().endswith(".zip"):
        yield came
        return
    try:
        if depth > 2:
            raise Unusable("it is an archive in an archive in an archive")
        archive = zipfile.ZipFile(io.BytesIO(came.read()))
        if sum(one.file_size for one in archive.infolist()) > LARGEST:
            raise Unusable(_too_large(sum(one.file_size for one in archive.infolist())))
        found = [one._replace(read=partial(_again, came, k)) for k, one in
                 enumerate(_entries(archive, came.parts, MOST_FILES))]  # fmt: skip
    except Unusable as problem:
        yield came._replace(read=partial(refuse, str(problem)))
        return
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        said = f"it is not an archive that can be opened: {error}"
        yield came._replace(read=partial(refuse, said))
        return
    for one in found:
        yield from _opened(one, depth + 1)


def refuse(problem: str) -> bytes:
    """Raise Unusable."""
    raise Unusable(problem)


def _again(came: Came, position: int) -> bytes:
    """Open an archive once more for one of its files, so that none of them is kept in memory."""
    archive = zipfile.ZipFile(io.BytesIO(came.read()))
    return list(_entries(archive, came.parts, MOST_FILES))[position].read()


def _entries(archive: zipfile.ZipFile, above: tuple[str, ...], most: int) -> Iterator[Came]:
    found = []
    for one in archive.infolist():
        parts = tuple(part for part in one.filename.split("/") if part not in ("", ".", ".."))
        if not one.is_dir() and _counts(parts):
            found.append(Came((*above, *parts), _stamp(one), partial(_entry, archive, one)))
    if len(found) > most:
        raise Unusable(f"it holds {len(found)} files; at most {most} are read")
    yield from found


def _entry(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    if one.file_size > LARGEST:
        raise Unusable(_too_large(one.file_size))
    if one.file_size > 1_000_000 and one.file_size > RATIO * max(1, one.compress_size):
        raise Unusable(f"unpacked, it is more than {RATIO} times as large")
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unusable("it is packed in an unusual way")
    try:
        with archive.open(one) as file:
            data = file.read(one.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError) as error:
        raise Unusable(f"it cannot be unpacked: {error}") from None
    if len(data) > one.file_size:
        raise Unusable("it is larger than its archive says")
    return data


def _stamp(one: zipfile.ZipInfo) -> float:
    year, month, day, hour, minute, second = one.date_time
    return ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60.0 + second
