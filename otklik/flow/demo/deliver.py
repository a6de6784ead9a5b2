"""Demo letters as their channels would deliver them."""

import json
from collections.abc import Sequence

from otklik.flow.demo.spots import spot
from otklik.flow.demo.stream import DemoLetter
from otklik.intake.rows import pack


def raw(letter: DemoLetter) -> bytes:
    """The bytes of one delivery: a packed row of a table, or the JSON of the API and of the operator's form."""
    return _row(letter) if letter.channel == "incident" else _json(letter)


def by_channel(letters: Sequence[DemoLetter]) -> dict[str, list[DemoLetter]]:
    """Letters grouped by channel, in order."""
    found: dict[str, list[DemoLetter]] = {}
    for letter in letters:
        found.setdefault(letter.channel, []).append(letter)
    return found


def _row(letter: DemoLetter) -> bytes:
    cells = {
        "id": letter.outside_id,
        "text": letter.text,
        "published_at": letter.published_at.isoformat(),
        "source": letter.source_name,
        "author": letter.pseudonym or letter.author_name or "",
        "territory": letter.truth.territory_code,
        **_point(letter),
    }
    return pack({name: value for name, value in cells.items() if value}, {})


def _json(letter: DemoLetter) -> bytes:
    author = {
        "kind": letter.author_kind,
        "full_name": letter.author_name,
        "pseudonym": letter.pseudonym,
        "phone": letter.author_phone,
        "email": letter.author_email,
    }
    told = {
        "id": letter.outside_id,
        "text": letter.text,
        "published_at": letter.published_at.isoformat(),
        "source": letter.source_name,
        "author": {name: value for name, value in author.items() if value},
        "territory": letter.truth.territory_code,
        **_point(letter),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _point(letter: DemoLetter) -> dict[str, str]:
    at = spot(letter)
    return {"latitude": str(at[1]), "longitude": str(at[0])} if at else {}
