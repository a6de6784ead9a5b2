"""A source that takes answers at an address, well or ill, on this machine only."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """Where the source is, what it does, what it took: each key once, however often it comes."""

    # "": takes, 409 for a key it knows; a number: answers it; "late": keeps silent; "drop": takes and breaks off;
    # "drip": a byte now and then; "elsewhere": a redirect; "mute": can't be asked; "garbage": takes, says nonsense.
    mood: str = ""
    url: str = ""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)


class _Door(BaseHTTPRequestHandler):
    """One request."""

    receiver: Receiver

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        key, box = self.headers["Idempotency-Key"], self.receiver
        box.came.append(key)
        box.headers.append(dict(self.headers))
        box.raw.append(raw)
        if self._is_ill():
            return
        is_known = key in box.kept
        box.kept.setdefault(key, json.loads(raw))
        if box.mood == "drop":
            return
        said = (
            b"<html>" if box.mood == "garbage" else json.dumps({"id": f"in-{len(box.kept)}", "url": box.url}).encode()
        )
        self._say(409 if is_known else 201, said)

    def do_GET(self) -> None:
        if not self._is_ill():
            code = 200 if self.path.rpartition("/")[2] in self.receiver.kept else 404
            self._say(405 if self.receiver.mood == "mute" else code)

    def _is_ill(self) -> bool:
        mood = self.receiver.mood
        if mood.isdigit():
            self._say(int(mood))
        elif mood == "late":
            time.sleep(2)
        elif mood == "drip":
            self._drip()
        elif mood == "elsewhere":
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
        else:
            return False
        return True

    def _drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            for _ in range(40):
                self.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            return

    def _say(self, code: int, said: bytes = b"") -> None:
        try:
            self.send_response(code)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
        except OSError:
            # The client had enough.
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def source_at(mood: str = "") -> Iterator[Receiver]:
    """A source on a free port of this machine."""
    receiver = Receiver(mood)
    door = type("Door", (_Door,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/answers"
    yield receiver
    server.shutdown()
    server.server_close()
