"""A row of a table as a delivery: packed to bytes as it came, and read back into a letter."""

import json
from collections.abc import Mapping, Sequence

from otklik.citizens.rules import AuthorSeen, mark
from otklik.intake import fields
from otklik.intake.channel import Note, ParsedLetter, Unreadable
from otklik.intake.texts import clean, flaw, plain

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(cells: Mapping[str, str], rest: Mapping[str, str]) -> bytes:
    """The bytes of a row: field -> cell, and under "rest" the columns that no field takes, so that nothing is lost."""
    return _encode({**cells, "rest": rest} if rest else cells).encode()


def pack_broken(cells: Sequence[str], reason: str) -> bytes:
    """The bytes of a row whose cells can't be told apart: the reason (Russian), then the cells as they stand."""
    return _encode([reason, *cells]).encode()


def read(raw: bytes) -> ParsedLetter | Unreadable:
    """The letter of a packed row; dates and links that can't be read are notes, an empty text is unreadable."""
    cells = json.loads(raw)
    if isinstance(cells, list):
        return Unreadable(cells[0])
    text = clean(cells.get("text", ""))
    if reason := flaw(text):
        return Unreadable(reason)
    notes: list[Note] = []
    return ParsedLetter(
        text,
        outside_id=fields.line("id", cells.get("id", ""), notes),
        outside_url=fields.url(cells.get("url", ""), notes),
        source_name=fields.line("source", cells.get("source", ""), notes),
        published_at=fields.moment("published_at", cells.get("published_at", ""), notes),
        author=_author(cells),
        topic=fields.line("topic", cells.get("topic", ""), notes),
        group=fields.line("group", cells.get("group", ""), notes),
        executor=fields.line("executor", cells.get("executor", ""), notes),
        territory=fields.line("territory", cells.get("territory", ""), notes),
        place=fields.line("place", cells.get("place", ""), notes),
        point=fields.point(cells.get("latitude", ""), cells.get("longitude", ""), cells.get("point", ""), notes),
        notes=tuple(notes),
    )


def _author(cells: Mapping[str, str]) -> AuthorSeen | None:
    name, link = plain(cells.get("author", "")), plain(cells.get("author_url", ""))
    if name.startswith(("http://", "https://")):
        name, link = "", link or name
    phone, email = plain(cells.get("phone", "")), plain(cells.get("email", ""))
    if not (name or link or phone or email):
        return None
    known_by = mark(url=link, phone=phone, email=email)
    return AuthorSeen("pseudonym", pseudonym=name or link, phone=phone, email=email, mark=known_by)
