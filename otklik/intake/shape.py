"""The JSON of one letter, as machines and the operator's form send it: checked field by field."""

import json
from typing import Any

from otklik.citizens.rules import KINDS, AuthorSeen, mark
from otklik.intake import fields
from otklik.intake.channel import Note, ParsedLetter, Unreadable
from otklik.intake.texts import clean, flaw, plain

LETTER = ("id", "text", "published_at", "url", "source", "legal_kind", "author", "topic", "group", "executor",
          "territory", "place", "latitude", "longitude", "reply_to", "subject")  # fmt: skip
AUTHOR = ("id", "kind", "full_name", "pseudonym", "phone", "email", "address", "url")
LEGAL_KINDS = ("message", "appeal")


class _WrongField(ValueError):
    """A field of a wrong kind; the message has its path and what to write (Russian)."""


def read(raw: bytes) -> ParsedLetter | Unreadable:
    """The letter of a JSON object; unknown fields are noted, a field of a wrong kind makes it unreadable."""
    try:
        letter = json.loads(raw)
    except UnicodeDecodeError:
        return Unreadable("Письмо не в кодировке UTF-8: отправьте JSON в UTF-8.")
    except json.JSONDecodeError as error:
        return Unreadable(f"Не JSON: строка {error.lineno}, знак {error.colno}; проверьте кавычки, запятые и скобки.")
    except (ValueError, RecursionError):
        return Unreadable("Не JSON: слишком длинное число или слишком глубокая вложенность.")
    if not isinstance(letter, dict):
        return Unreadable('Письмо должно быть объектом JSON: {"text": "…"}.')
    try:
        return _letter(letter)
    except _WrongField as wrong:
        return Unreadable(str(wrong))


def _letter(letter: dict[str, Any]) -> ParsedLetter | Unreadable:
    text = clean(_text(letter, "text"))
    if reason := flaw(text):
        return Unreadable(reason)
    notes = _unknown(letter, LETTER, "")
    author = letter.get("author")
    if author is not None and not isinstance(author, dict):
        raise _WrongField('Поле author: нужен объект, например {"full_name": "…"}.')
    if author:
        notes += _unknown(author, AUTHOR, "author.")
    return ParsedLetter(
        text,
        outside_id=_id(letter, "id"),
        outside_url=fields.url(_text(letter, "url"), notes),
        source_name=fields.line("source", _text(letter, "source"), notes),
        published_at=fields.moment("published_at", _text(letter, "published_at"), notes),
        legal_kind=_choice(letter, "legal_kind", LEGAL_KINDS),
        author=_author(author) if author else None,
        topic=fields.line("topic", _text(letter, "topic"), notes),
        group=fields.line("group", _text(letter, "group"), notes),
        executor=fields.line("executor", _text(letter, "executor"), notes),
        territory=fields.line("territory", _text(letter, "territory"), notes),
        place=fields.line("place", _text(letter, "place"), notes),
        point=fields.point(_text(letter, "latitude"), _text(letter, "longitude"), "", notes),
        reply_to=_id(letter, "reply_to"),
        subject=fields.line("subject", _text(letter, "subject"), notes),
        notes=tuple(notes),
    )


def _author(author: dict[str, Any]) -> AuthorSeen:
    seen = {name: plain(_text(author, name, "author.")) for name in AUTHOR if name not in ("id", "kind")}
    link = seen.pop("url")
    outside_id = _id(author, "id", "author.")
    known_by = mark(outside_id=outside_id, url=link, phone=seen["phone"], email=seen["email"])
    kind = _choice(author, "kind", KINDS, "author.")
    return AuthorSeen(kind=kind, mark=known_by, **seen)


def _unknown(given: dict[str, Any], known: tuple[str, ...], path: str) -> list[Note]:
    odd = [name for name in given if name not in known]
    advice = f"поле неизвестно и не взято; есть: {', '.join(known)}"
    return [Note(f"{path}{plain(name)[:60]}", advice) for name in odd[:10]]


def _text(given: dict[str, Any], name: str, path: str = "") -> str:
    found = given.get(name)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    # A code or a date may come as a number; a truth value or a list is somebody's mistake.
    if isinstance(found, int | float) and not isinstance(found, bool) and name != "text":
        return str(found)
    raise _WrongField(f"Поле {path}{name}: нужна строка, пришло {_told(found)}.")


def _id(given: dict[str, Any], name: str, path: str = "") -> str:
    found = plain(_text(given, name, path))
    if len(found) > 200:
        # Cut ids would make two letters one.
        raise _WrongField(f"Поле {path}{name}: длиннее 200 знаков; пришлите короче.")
    return found


def _choice(given: dict[str, Any], name: str, allowed: tuple[str, ...], path: str = "") -> str:
    found = _text(given, name, path) or allowed[0]
    if found not in allowed:
        raise _WrongField(f"Поле {path}{name}: «{plain(found)[:40]}» неизвестно; есть: {', '.join(allowed)}.")
    return found


def _told(found: Any) -> str:
    names = {bool: "да/нет", int: "число", float: "число", list: "список", dict: "объект"}
    return names.get(type(found), "другое")
