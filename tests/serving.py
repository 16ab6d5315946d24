"""A server of a built book as GitHub Pages is one: below a path, with its own page for errors."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

OURS = ("http://127.0.0.1:", "file:", "data:", "blob:", "about:")


def foreign(addresses: list[str]) -> list[str]:
    """Those of the addresses that another server would have to answer."""
    return [address for address in addresses if not address.startswith(OURS)]


class Server(ThreadingHTTPServer):
    """Serves `folder` below `prefix` on a free port of this machine."""

    def __init__(self, folder: Path, prefix: str) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, prefix, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server_port}{prefix}"


class Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, prefix: str, *arguments: Any, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        """The file of an address; one that is nowhere for what lies beside the book."""
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "beside the book")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def list_directory(self, path: object) -> None:
        """A folder without a page is nothing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the tests say what they ask for."""
