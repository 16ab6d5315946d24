"""A Firefox that Playwright can drive: Firefox itself, and a bridge between the two.

Playwright speaks WebDriver BiDi with an installed Firefox, and asks every new context to emulate a
colour scheme. Firefox does not know that command yet, and without it Playwright opens no page. The
bridge passes on all messages as they are, but for this refusal: it is reported as done, since the
light scheme that Playwright asks for is what Firefox shows anyway.

python firefox_bridge.py FIREFOX ARGUMENTS…
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from asyncio.subprocess import PIPE
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect

REFUSED = "emulation.setMediaFeaturesOverride"
LISTENING = "WebDriver BiDi listening on {}"
LARGEST = 2**28
"""Bytes of a message, such as a screenshot."""


class Bridge(WebSocketHandler):
    """One connection of Playwright's, and the same to Firefox."""

    def initialize(self, firefox: str) -> None:
        self.firefox = firefox
        self.refusable: set[int] = set()

    async def open(self) -> None:  # what comes meanwhile waits
        self.there = await websocket_connect(
            self.firefox + self.request.path,
            on_message_callback=self.answer,
            max_message_size=LARGEST,
        )

    async def on_message(self, message: str | bytes) -> None:
        command = json.loads(message)
        if command["method"] == REFUSED:
            self.refusable.add(command["id"])
        await self.there.write_message(message)

    def answer(self, message: str | bytes | None) -> None:
        if message is None:
            self.close()
        else:
            self.write_message(self.softened(message))

    def softened(self, message: str | bytes) -> str | bytes | dict[str, Any]:
        """The message, or success in place of the refusal."""
        if not self.refusable:
            return message
        answer = json.loads(message)
        if answer.get("id") not in self.refusable:
            return message
        self.refusable.remove(answer["id"])
        if answer.get("error") != "unknown command":
            return message
        return {"type": "success", "id": answer["id"], "result": {}}

    def on_close(self) -> None:
        self.there.close()


async def main(command: list[str]) -> int:
    """Run Firefox to its end; its address is replaced by that of the bridge."""
    firefox = await asyncio.create_subprocess_exec(*command, stderr=PIPE)
    assert firefox.stderr
    async for line in firefox.stderr:
        text = line.decode(errors="replace")
        found = re.search(LISTENING.format(r"(\S+)"), text)
        if found:
            application = Application(
                [(".*", Bridge, {"firefox": found[1]})], websocket_max_message_size=LARGEST
            )
            sockets = bind_sockets(0, "127.0.0.1")
            HTTPServer(application).add_sockets(sockets)
            text = LISTENING.format(f"ws://127.0.0.1:{sockets[0].getsockname()[1]}\n")
        print(text, end="", file=sys.stderr, flush=True)
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
