"""Modules as compiled code, for the next start of Python in a page: compiling is half of a start.

Pyodide brings the standard library and its packages as source. `Compiler` compiles again what is
imported, one module at a time between other work, into two archives: the standard library with the
compiled code beside the source, and the compiled code of packages, to be unpacked over them.
"""

from __future__ import annotations

import io
import marshal
import sys
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

UNCHECKED = (1).to_bytes(4, "little")
"""The file is named by a hash of the source, which an import need not compare."""


def compiled(source: str, code: Any) -> bytes:
    """The content of a .pyc file."""
    return MAGIC_NUMBER + UNCHECKED + source_hash(source.encode()) + marshal.dumps(code)


class Compiler:
    """Compiles what is imported from a standard library, a zip file, and from a folder of packages."""

    def __init__(self, library: str, packages: str) -> None:
        self._library, self._packages = Path(library), Path(packages)
        self._streams = io.BytesIO(self._library.read_bytes()), io.BytesIO()
        library_stream, packages_stream = self._streams
        self._archives = (
            ZipFile(library_stream, "a", ZIP_DEFLATED),
            ZipFile(packages_stream, "w", ZIP_DEFLATED),
        )
        self._steps = self._compile()

    def step(self) -> bool:
        """Compile one more module; false if none is left."""
        return next(self._steps, None) is not None

    def archives(self) -> tuple[bytes, bytes]:
        """The standard library with compiled code, and the compiled code of packages."""
        for archive in self._archives:
            archive.close()
        library, packages = (stream.getvalue() for stream in self._streams)
        return library, packages

    def _compile(self) -> Iterator[str]:
        with_code, alone = self._archives
        for module in list(sys.modules.values()):
            spec = getattr(module, "__spec__", None)
            path = Path(getattr(spec, "origin", None) or "")
            if spec is None or path.suffix != ".py":
                continue
            if path.is_relative_to(self._library):
                name = path.relative_to(self._library).with_suffix(".pyc")
                archive = with_code
            elif path.is_relative_to(self._packages):
                name = Path(cache_from_source(str(path))).relative_to(self._packages)
                archive = alone
            else:
                continue
            source, code = (
                getattr(spec.loader, get)(spec.name) for get in ("get_source", "get_code")
            )
            archive.writestr(name.as_posix(), compiled(source, code))
            yield spec.name
