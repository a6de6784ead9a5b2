"""What gateways carry to the outside, and how they say that it did not leave; pure."""

import re
from dataclasses import dataclass, field

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along; `content` is read only when it leaves."""

    name: str
    content_type: str
    size_bytes: int
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; `number` makes its Message-ID: the same letter sent twice is one letter to a mailbox."""

    number: str
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = ""
    # The Message-ID of the letter that this one answers.
    in_reply_to: str = ""
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One message to the address of a source; a receiver takes a key once, however often it comes."""

    url: str
    key: str
    secret: bytes = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """It has left; what the outside system calls it, where it says so."""

    outside_id: str = ""
    outside_url: str = ""


class Unsent(Exception):
    """It did not leave (Russian, without anybody's address); `is_final`: another try would end the same."""

    def __init__(self, why: str, *, is_final: bool = False, is_server: bool = False, is_unsure: bool = False) -> None:
        super().__init__(without_addresses(why))
        self.is_final = is_final
        # The server itself is not there: others would wait for it in vain.
        self.is_server = is_server
        # The talk broke off when it may have been taken already.
        self.is_unsure = is_unsure


def without_addresses(said: str) -> str:
    """What a server said, without mailboxes: failures are read in journals and logs."""
    return _ADDRESS.sub("[адрес]", said)
