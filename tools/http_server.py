"""Serve a built book on this machine, as GitHub Pages would: below a path, with its own error page.

python -m tools.http_server     serves _build/html on port 8000
"""

from __future__ import annotations

import gzip
import sys
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zlib import crc32

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
PORT = 8000

PREFIX = "/course/"
WITHOUT_A_CACHE = {"Cache-Control": "no-store"}
SERVICE_WORKER = "service-worker.js"
PACKED = {".css", ".html", ".ipynb", ".js", ".json", ".svg", ".wasm", ".webmanifest", ".xml"}
"""Suffixes of the files that GitHub Pages compresses."""

OURS = ("http://127.0.0.1:", "file:", "data:", "blob:", "about:")


def foreign(addresses: list[str]) -> list[str]:
    """The addresses among these that belong to another server."""
    return [address for address in addresses if not address.startswith(OURS)]


class Server(ThreadingHTTPServer):
    """Serves `folder` below `prefix` on a port of this machine, by default a free one."""

    def __init__(self, folder: Path, prefix: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), partial(Handler, prefix, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server_port}{prefix}"


class Handler(SimpleHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # otherwise each response waits until its headers are acknowledged
    )

    def __init__(self, prefix: str, *arguments: Any, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        """The file of an address; a file that does not exist for addresses outside the book."""
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "outside the book")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def list_directory(self, path: object) -> None:
        """Report a folder without a page as not found."""
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
        """Log nothing."""


class Host(Server):
    """Serves the site below a path, counts the bytes it sends, and can be switched off."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, PREFIX)
        self.RequestHandlerClass = lambda *request: Sender(PREFIX, *request, directory=str(folder))
        self.sent: dict[str, int] = {}
        Thread(target=self.serve_forever, daemon=True).start()

    def notebook(self, path: str) -> str:
        return f"{self.address}lite/notebooks/index.html?path={path}"

    def off(self) -> None:
        self.shutdown()
        self.server_close()


class Sender(Handler):
    """Answers one request, for no cache to keep except the service worker's.

    Browsers ask for the service worker itself at every page; it is sent if it has changed. A folder
    without its slash is redirected, as hosts of static pages do.
    """

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not address.path.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", urlunsplit(address._replace(path=address.path + "/")))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content = packed(path)
        tag = f'"{crc32(content):08x}"'
        known = path.name == SERVICE_WORKER and self.headers.get("If-None-Match") == tag
        content = b"" if known else content
        self.send_response(HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK)
        headers = {
            "Content-Type": self.guess_type(path),
            "Content-Length": str(len(content)),
            **({"ETag": tag} if path.name == SERVICE_WORKER else WITHOUT_A_CACHE),
            **({"Content-Encoding": "gzip"} if path.suffix in PACKED else {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        assert isinstance(self.server, Host)
        self.server.sent[self.path] = self.server.sent.get(self.path, 0) + len(content)


@cache
def packed(path: Path) -> bytes:
    """The bytes that are sent for a file."""
    content = path.read_bytes()
    return gzip.compress(content, 6) if path.suffix in PACKED else content


def main() -> int:
    if not (SITE / "index.html").is_file():
        print("There is no site yet: make book builds it.", file=sys.stderr)
        return 1
    with Server(SITE, "/", PORT) as server:
        print(f"The site is at {server.address} until you press Ctrl-C.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
