"""A server that speaks as an OpenAI-compatible model does, well or ill, on this machine only."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Fake:
    """Where the fake is, what it was asked, and how it answers next (the last one for ever)."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def says(text: str, tokens: int | None = 30) -> Answer:
    """An answer by the protocol."""

    def answer(door: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        usage = {} if tokens is None else {"usage": {"total_tokens": tokens}}
        _send(door, 200, json.dumps({"choices": [{"message": {"content": text}}], **usage}).encode())

    return answer


def status(code: int) -> Answer:
    """A refusal."""
    return lambda door, asked: _send(door, code, b"{}")


def body(raw: bytes) -> Answer:
    """Any bytes as a good answer."""
    return lambda door, asked: _send(door, 200, raw)


def late(seconds: float) -> Answer:
    """Nothing for so long."""

    def answer(door: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        time.sleep(seconds)

    return answer


def drips(pause_s: float, pieces: int, headers_too: bool = False) -> Answer:
    """A byte now and then: each in time, the whole never."""

    def answer(door: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        door.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X-Drip: " if headers_too else b"Content-Length: 9999\r\n\r\n"))
        try:
            for _ in range(pieces):
                door.wfile.write(b" ")
                door.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            return

    return answer


def goes_elsewhere(url: str) -> Answer:
    """A redirect."""

    def answer(door: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        door.send_response(307)
        door.send_header("Location", url)
        door.send_header("Content-Length", "0")
        door.end_headers()

    return answer


@contextmanager
def serving() -> Iterator[Fake]:
    """The fake while the block lasts."""
    fake = Fake()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(asked)
            fake.headers.append(dict(self.headers))
            (fake.answers.pop(0) if len(fake.answers) > 1 else fake.answers[0])(self, asked)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    server.block_on_close = False
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield fake
    server.shutdown()
    server.server_close()


def _send(door: BaseHTTPRequestHandler, code: int, raw: bytes) -> None:
    door.send_response(code)
    door.send_header("Content-Length", str(len(raw)))
    door.end_headers()
    try:
        door.wfile.write(raw)
    except OSError:
        # The client had enough.
        return
