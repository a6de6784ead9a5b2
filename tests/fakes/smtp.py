"""A mail server of a few lines: it takes letters, refuses them, hangs, or dies after it took one."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Box:
    """What the server does, and what it took."""

    # "": takes; "refuse": 550 for the address; "later": 451 for the address; "grey": 450 for the address;
    # "hang": says nothing; "drip": says a byte now and then; "busy": 421 at once; "not you": 550 for the sender;
    # "drop": takes the letter and breaks off before it says so; "break": breaks off in the middle of the text;
    # "dislike": 554 to the text; "full": 452 to the text.
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
        if self.server.box.mood == "drip":
            self._drip()
            return
        self._say("421 too many" if self.server.box.mood == "busy" else "220 fake")
        goes_on = True
        while goes_on and (line := self.rfile.readline()):
            goes_on = self._answer(line.decode().strip().upper())

    def _answer(self, said: str) -> bool:
        mood = self.server.box.mood
        if said == "DATA":
            return self._take(mood)
        refusals = {
            ("refuse", "RCPT"): "550 no such box <author@example.org>", ("later", "RCPT"): "451 try later",
            ("grey", "RCPT"): "450 greylisted", ("not you", "MAIL"): "550 who are you",
        }  # fmt: skip
        self._say(refusals.get((mood, said[:4]), "250 fake"))
        return said != "QUIT"

    def _take(self, mood: str) -> bool:
        self._say("354 go on")
        if mood == "break":
            self.rfile.readline()
            return False
        taken = b"".join(iter(self.rfile.readline, b".\r\n"))
        if refused := {"dislike": "554 spam", "full": "452 no room"}.get(mood):
            self._say(refused)
            return True
        self.server.box.letters.append(message_from_bytes(taken, policy=default))
        if mood == "drop":
            return False
        self._say("250 taken")
        return True

    def _drip(self) -> None:
        with suppress(OSError):
            while not self.server.over.wait(0.1):
                self.wfile.write(b"2")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Box) -> None:
        self.box, self.over = box, threading.Event()
        super().__init__(("127.0.0.1", 0), _Talk)
        box.port = self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that dies in the middle of a talk is what it is tested with."""


@contextmanager
def mail_server(mood: str = "") -> Iterator[Box]:
    """A server on a free port of this machine."""
    box = Box(mood)
    with _Server(box) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield box
        server.over.set()
        server.shutdown()
