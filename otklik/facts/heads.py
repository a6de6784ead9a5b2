"""The part of facts that the question itself, its letter and what readers told of it give."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Substr

from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.reference.rules import group_code
from otklik.triage.models import Suggestion

EXCERPT_LENGTH = 200
_HEADS = ("theme", "group")
_MOST = 3
_OPEN = frozenset(map(str, OPEN))


class Head(NamedTuple):
    """Columns of a fact in order; see `facts.models.Fact`."""

    question_id: int
    appeal_id: int
    received_at: Moment
    published_at: Moment | None
    channel: str
    source_name: str
    legal_kind: str
    state: str
    waits_for: str
    is_open: bool
    topic_code: str
    group_code: str
    territory_code: str
    body_id: int | None
    block_code: str
    assignee_id: int | None
    closed_at: Moment | None
    same_as_id: int | None
    decided_by: str
    place: str
    latitude: float | None
    longitude: float | None
    version: int
    author_hash: int | None
    excerpt: str
    confidence: float | None
    proposed_code: str
    tone: str
    is_rude: bool
    urgency: str


_UNREAD: Sequence[Any] = (None,) * (4 + 2 * _MOST * len(_HEADS))
_GROUP = 2 * _MOST
_QUESTIONS = bulk.Reading(
    lambda keys: Question.objects.filter(pk__in=keys).order_by("pk").annotate(
        start=Substr("appeal__text", Coalesce(F("begins"), Value(0)) + 1, EXCERPT_LENGTH * 2)
    ),
    "pk", "appeal_id", "appeal__received_at", "appeal__published_at", "appeal__channel", "appeal__source_name",
    "appeal__legal_kind", "state", "waits_for", "topic__code", "territory__code", "body_id", "body__block__code",
    "assignee_id", "closed_at", "same_as_id", "decided_by", "place", "latitude", "longitude", "version",
    "appeal__author_key", "begins", "ends", "start",
)  # fmt: skip
_PROPOSED = [(f"{head}{place}{column}", (head, place, column)) for head in _HEADS for place in range(_MOST)
             for column in (0, 2)]  # fmt: skip
_SUGGESTIONS = bulk.Reading(
    lambda keys: Suggestion.objects.filter(pk__in=keys).annotate(
        tone=_json("tone"), is_rude=_json("is_rude", kind="boolean"), urgency=_json("urgency"),
        essence=_json("essence"),
        **{name: _json(*path, kind="float8" if path[-1] else "") for name, path in _PROPOSED},
    ),
    "pk", "tone", "is_rude", "urgency", "essence", *(name for name, _ in _PROPOSED),
)  # fmt: skip


def read(question_ids: Sequence[int]) -> tuple[list[Head], list[int]]:
    """The heads of these questions, and the numbers of those that are void. Two queries."""
    told = {row[0]: row[1:] for row in _SUGGESTIONS.rows(question_ids)}
    heads, void = [], []
    for row in _QUESTIONS.rows(question_ids):
        begins, ends = row[-3:-1]
        if begins is not None and begins == ends:
            void.append(row[0])
        else:
            heads.append(_head(row, told.get(row[0], _UNREAD)))
    return heads, void


def _head(row: Sequence[Any], told: Sequence[Any]) -> Head:
    """Of a row of _QUESTIONS and of _SUGGESTIONS."""
    topic, territory, body, block = row[9] or "", row[10] or "", row[11], row[12] or ""
    tone, is_rude, urgency, essence, *proposed = told
    if topic:
        sure, likely = (proposed[proposed.index(topic) + 1] if topic in proposed else None), topic
    else:
        sure, likely = proposed[_GROUP + 1], proposed[_GROUP] or ""
    return Head._make((
        *row[:9], row[7] in _OPEN, topic, group_code(topic) if topic else "", territory, body, block, *row[13:21],
        _hashed(row[21]), essence or _excerpt(row[22], row[23], row[24]), sure, likely, tone or "", bool(is_rude),
        urgency or "",
    ))  # fmt: skip


def _json(*path: str | int, kind: str = "") -> RawSQL:
    """A value inside the proposals: a head has rows of (code, label, how sure), the surest first."""
    if connection.vendor == "sqlite":
        written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        return RawSQL(f"json_extract(proposals, '${written}')", [])
    written = ",".join(map(str, path))
    return RawSQL(f"(proposals #>> '{{{written}}}'){f'::{kind}' if kind else ''}", [])


def _excerpt(begins: int | None, ends: int | None, text: str) -> str:
    line = " ".join((text if ends is None else text[: ends - (begins or 0)]).split())
    return line if len(line) <= EXCERPT_LENGTH else f"{line[: EXCERPT_LENGTH - 1]}…"


def _hashed(key: UUID | str | None) -> int | None:
    """The author's key made a number from which nobody gets back to it; SQLite gives keys as hex."""
    if key is None:
        return None
    written = bytes.fromhex(key) if isinstance(key, str) else key.bytes
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest(), "big", signed=True)
