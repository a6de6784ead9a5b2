"""Letters of the public form: the text with what was answered to the questions of its topic."""

import json
from typing import Any

from otklik.citizens.rules import phone_number
from otklik.intake.channel import Channel, ParsedLetter, Unreadable
from otklik.intake.shape import read as read_letter

# What the form keeps beside the letter: which files came with it, to which text its author agreed.
_BESIDE = ("files", "consent")


def read(raw: bytes) -> ParsedLetter | Unreadable:
    """The letter of the form's JSON: fields as in the shape of any letter, and `answers` as lines under the text."""
    try:
        sent = json.loads(raw)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return read_letter(raw)
    if not isinstance(sent, dict):
        return read_letter(raw)
    letter = {name: said for name, said in sent.items() if name not in (*_BESIDE, "answers")}
    letter["text"] = "\n".join((str(sent.get("text", "")), *_lines(sent.get("answers"))))
    if isinstance(author := letter.get("author"), dict):
        letter["author"] = {**author, "id": _known_by(author)}
    return read_letter(json.dumps(letter, ensure_ascii=False).encode())


def _lines(answers: Any) -> list[str]:
    rows = [one for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    return [f"{one.get('words', '')}: {one.get('said', '')}." for one in rows]


def _known_by(author: dict[str, Any]) -> str:
    """Both contacts together, inside this channel alone.

    Nobody proved that they are the sender's own: a stranger who writes another's phone must not become that person,
    with an e-mail of the stranger's to which answers would go.
    """
    email, phone = str(author.get("email", "")).strip().lower(), phone_number(str(author.get("phone", "")))
    return f"{email} {phone}".strip()[:150]


FORM = Channel(code="form", title="Форма на сайте", read=read)
