"""To the source that sent the letter, by its address: JSON with a key that it takes once."""

import base64
import json
from typing import Any

from otklik.answers.sending.sender import AfterCrash, Door, Parcel, Post, Sender, Way

MOST_BYTES = 8_000_000
"""Files that go along; larger ones are named, and lie on the author's page."""


def _lacks(parcel: Parcel) -> str:
    return "" if parcel.door else "у источника нет адреса для ответов («Настройки → Отправка ответов»)"


def _apart(parcel: Parcel) -> str:
    return parcel.door.code if parcel.door else ""


def _wrap(parcel: Parcel) -> Post:
    door = parcel.door or Door("", "", b"")
    body = json.dumps(_told(parcel), ensure_ascii=False, separators=(",", ":")).encode()
    return Post(url=door.url, key=parcel.key, secret=door.secret, body=body)


def _told(parcel: Parcel) -> dict[str, Any]:
    takes_files = sum(one.size_bytes for one in parcel.files) <= MOST_BYTES
    files = [
        {"name": one.name, "type": one.content_type, "bytes": one.size_bytes}
        | ({"content": base64.b64encode(one.content).decode()} if takes_files else {})
        for one in parcel.files
    ]
    return {
        "key": parcel.key, "kind": parcel.kind, "question": parcel.question, "letter": parcel.letter_id,
        "letter_url": parcel.letter_url, "subject": parcel.subject, "text": parcel.text, "outcome": parcel.outcome,
        "body": parcel.body, "at": parcel.at, "link": parcel.link, "files": files,
    }  # fmt: skip


WEBHOOK = Sender(
    code="webhook", title="Источнику по API", way=Way.NET, lacks=_lacks, wrap=_wrap, apart=_apart,
    after_crash=AfterCrash.REPEAT, can_be_asked=True,
)  # fmt: skip
