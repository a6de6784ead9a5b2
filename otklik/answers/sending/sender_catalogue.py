"""The senders that there are."""

from otklik import shelf
from otklik.answers.sending import senders
from otklik.answers.sending.sender import Sender

SENDERS: dict[str, Sender] = shelf.things(senders, Sender)


def title(code: str) -> str:
    """What a sender is called; the code itself where the shelf has no such sender any more."""
    return SENDERS[code].title if code in SENDERS else code
