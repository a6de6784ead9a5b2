"""The contract of a sender: which messages it can take and in which shape they leave; pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from otklik.gateways.envelopes import Enclosure, Letter, Post

__all__ = ["AfterCrash", "Column", "Door", "Enclosure", "Letter", "Parcel", "Post", "Sender", "Way"]


class Way(StrEnum):
    """Who carries a message."""

    # A gateway, at once.
    NET = "net"
    # A file that a person loads into another system.
    FILE = "file"
    # A person, by hand.
    HAND = "hand"
    # Nobody: the author comes to it.
    PAGE = "page"


class AfterCrash(StrEnum):
    """What is done with a message found in hand after a crash: has it left or not?"""

    # The other side takes a key once: it is sent again.
    REPEAT = "repeat"
    # Nobody can tell: a person decides.
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a source takes answers: its code, the address, the secret of the signature."""

    code: str
    url: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message with all that a sender may need; in no log: `mail_to` and `text` are hidden from its `repr`.

    `text` is what is kept as sent; `link` is the address of the author's page, empty where it is not told. `letter_id`
    and `letter_url` are what the source calls the author's letter.
    """

    key: str
    question: int
    kind: str
    kind_title: str
    is_answer: bool
    subject: str
    text: str = field(repr=False)
    link: str = field(default="", repr=False)
    mail_to: str = field(default="", repr=False)
    has_mail_server: bool = False
    door: Door | None = None
    source_name: str = ""
    letter_id: str = ""
    letter_url: str = ""
    body: str = ""
    outcome: str = ""
    # ISO 8601 with the zone of the region.
    at: str = ""
    files: tuple[Enclosure, ...] = ()

    @property
    def words(self) -> str:
        """The text with the line that tells of the author's page."""
        told = "Оценить ответ и узнать, что дальше" if self.is_answer else "Что с вашим вопросом"
        return f"{self.text}\n\n{told}: {self.link}" if self.link else self.text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading, as the other system writes it, and what stands there."""

    title: str
    says: Callable[[Parcel], str]


def _nothing(parcel: Parcel) -> str:
    return ""


@dataclass(frozen=True)
class Sender:
    """A way by which messages leave.

    `lacks` says why this very message can't leave so (Russian; empty: it can). `wrap` is for Way.NET, `columns` and
    `forms` (endings of files) for Way.FILE, `to_do` tells a person what to do (Russian).
    """

    code: str
    title: str
    way: Way
    lacks: Callable[[Parcel], str] = _nothing
    wrap: Callable[[Parcel], Letter | Post] | None = None
    # Which of several servers of one sender it goes to: one that is down does not stop the others.
    apart: Callable[[Parcel], str] = _nothing
    # Strangers read it too: the author's own address may not stand there.
    is_public: bool = False
    after_crash: AfterCrash = AfterCrash.PERSON
    # Whether the other side can be asked later if the message is still there.
    can_be_asked: bool = False
    columns: tuple[Column, ...] = ()
    forms: tuple[str, ...] = ()
    to_do: str = ""

    def door(self, parcel: Parcel) -> str:
        """What is left alone for a while when nobody opens there."""
        return ":".join(part for part in (self.code, self.apart(parcel)) if part)
