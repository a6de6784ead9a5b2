"""A mail server of a few lines: it takes letters, refuses them, hangs, or dies after it took one."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Box:
    """What the server does, and what it took."""

    # "": takes; "refuse": 550 for the address; "later": 451 for the address; "hang": says nothing;
    # "drop": takes the letter and breaks off before it says so.
    mood: str = ""
    port: int = 0
    letters: list[Message] = field(default_factory=list)
    talks: int = 0


class _Talk(socketserver.StreamRequestHandler):
    """One connection, line by line."""

    server: "_Server"

    def handle(self) -> None:
        self.server.box.talks += 1
        if self.server.box.mood == "hang":
            self.server.over.wait(5)
            return
        self._say("220 fake")
        goes_on = True
        while goes_on and (line := self.rfile.readline()):
            goes_on = self._answer(line.decode().strip().upper())

    def _answer(self, said: str) -> bool:
        mood = self.server.box.mood
        if said == "DATA":
            return self._take(mood)
        refusals = {"refuse": "550 no such box", "later": "451 try later"}
        self._say(refusals.get(mood, "250 fake") if said.startswith("RCPT") else "250 fake")
        return said != "QUIT"

    def _take(self, mood: str) -> bool:
        self._say("354 go on")
        taken = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.server.box.letters.append(message_from_bytes(taken, policy=default))
        if mood == "drop":
            return False
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Box) -> None:
        self.box, self.over = box, threading.Event()
        super().__init__(("127.0.0.1", 0), _Talk)
        box.port = self.server_address[1]


@contextmanager
def mail_server(mood: str = "") -> Iterator[Box]:
    """A server on a free port of this machine."""
    box = Box(mood)
    with _Server(box) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield box
        server.over.set()
        server.shutdown()
