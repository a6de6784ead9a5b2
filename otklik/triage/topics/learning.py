"""What people's choices teach: a text, its topics as labels, and which choices are held out to judge by."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.reference.models import Topic
from otklik.triage import queries
from otklik.triage.models import Decision, LabelTopic
from otklik.triage.topics.adaptation import MOST_DECISIONS, Known
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.model import TopicModel, TopicReading
from otklik.triage.topics.training import LabelledText

HELD_OUT = 5
"""One question of so many is never learned from: new versions are judged by them."""

Labels = Mapping[int, Mapping[str, str]]
"""Topic id -> {head: label}: a theme names its group too."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The last choice of people on a question; `codes`: head -> code of the topic or of the body."""

    question_id: int
    text: str
    topic_id: int
    codes: Mapping[str, str]
    executor: str

    @property
    def is_held_out(self) -> bool:
        return zlib.crc32(str(self.question_id).encode()) % HELD_OUT == 0


def decided() -> list[Decided]:
    """The newest choices, the last one of each question, in the order in which they were made."""
    newest = Decision.objects.order_by("-pk").values_list("pk", flat=True)
    after = newest[2 * MOST_DECISIONS : 2 * MOST_DECISIONS + 1].first() or 0
    last = {row.question_id: row for row in queries.decisions(after)}
    tops = _topics({row.topic_id for row in last.values()})
    rows = [(row, tops[row.topic_id]) for row in last.values() if row.topic_id in tops]
    return [
        Decided(row.question_id, row.question.text, topic.pk, _with_above(topic) | _body(row), _executor(row))
        for row, topic in sorted(rows, key=lambda one: one[0].pk)
    ]


def labels_of(rows: Sequence[Decided]) -> Labels:
    """How each decided or known topic is called in the model: by its name, with what is above it if that is taken."""
    chosen = {row.topic_id for row in rows}
    found = _topics([*chosen, *(number for _, number in queries.topics_by_label().values())])
    uppers = {pk: upper(topic) for pk, topic in found.items()}
    whole = {**found, **{top.pk: top for top in uppers.values()}}
    first = chosen | {uppers[pk].pk for pk in chosen if pk in uppers}
    called: dict[int, str] = {}
    taken: set[tuple[str, str]] = set()
    for topic in sorted(whole.values(), key=lambda topic: (topic.pk not in first, topic.pk)):
        called[topic.pk] = _called(topic, taken)
        taken.add((_head(topic), called[topic.pk]))
    return {
        pk: {"group": called[uppers[pk].pk if pk in uppers else pk]}
        | ({"theme": called[pk]} if topic.parent_id else {})
        for pk, topic in whole.items()
    }


def rows_of(rows: Sequence[Decided], labels: Labels) -> list[LabelledText]:
    """Choices as the model learns them."""
    return [
        LabelledText(row.text, row.executor or None, labels[row.topic_id]["group"], labels[row.topic_id].get("theme"))
        for row in rows
    ]


def known(first: TopicModel, labels: Labels) -> Known:
    """What labels of the first model mean here, by head; those that mean nothing here are left out."""
    meant: dict[tuple[str, str], Mapping[str, str]] = {}
    topics, bodies = queries.topics_by_label(), offices.codes_by_name()
    names = {body.code: body.name for body in offices.bodies().values()}
    for head in ("group", "theme"):
        for label in first.labels[head]:
            topic = topics.get((head, queries.plain(label)))
            if topic and topic[1] in labels:
                meant[head, label] = labels[topic[1]]
    for label in first.labels["executor"]:
        if code := bodies.get(label.casefold()):
            meant["executor", label] = {"executor": names[code]}
    return meant


def keep_labels(labels: Labels, *, by: Person | None, at: datetime) -> None:
    """Keep what learned labels mean where it is not known yet; what a person confirmed stays."""
    told = queries.topics_by_label()
    for topic_id, heads in labels.items():
        head = "theme" if "theme" in heads else "group"
        if told.get((head, heads[head]), ("", 0))[1] == topic_id:
            continue
        values = {"topic_id": topic_id, "confidence": 1.0, "origin": LabelTopic.Origin.LEARNED, "by": by, "at": at}
        kept = LabelTopic.objects.filter(head=head, label=heads[head], origin=LabelTopic.Origin.CONFIRMED)
        if not kept.exists():
            LabelTopic.objects.update_or_create(head=head, label=heads[head], defaults=values)


def codes_read(
    model: TopicModel | AdaptedModel, rows: Sequence[Decided], labels: Labels | None = None
) -> list[dict[str, list[str]]]:
    """Head -> codes of topics and bodies proposed for each row, surest first; `labels`: a new model's own."""
    topics = {pair: code for pair, (code, _) in queries.topics_by_label().items()}
    codes = dict(Topic.objects.filter(pk__in=labels or ()).values_list("pk", "code"))
    topics |= {("theme" if "theme" in told else "group", told["theme" if "theme" in told else "group"]): codes[pk]
               for pk, told in (labels or {}).items()}  # fmt: skip
    bodies = offices.codes_by_name()
    return [_codes(reading, topics, bodies) for reading in model.read([row.text for row in rows])]


def upper(topic: Topic) -> Topic:
    """The topic at the top above this one, or itself."""
    while topic.parent is not None:
        topic = topic.parent
    return topic


def _codes(
    reading: TopicReading, topics: Mapping[tuple[str, str], str], bodies: Mapping[str, str]
) -> dict[str, list[str]]:
    told = {head: [topics.get((head, queries.plain(choice.label)), "") for choice in getattr(reading, head)]
            for head in ("group", "theme")}  # fmt: skip
    return told | {"executor": [bodies.get(choice.label.casefold(), "") for choice in reading.executor]}


def _topics(ids: Collection[int | None]) -> dict[int, Topic]:
    rows = Topic.objects.filter(pk__in=[number for number in ids if number], closed_on=None)
    return {topic.pk: topic for topic in rows.select_related("parent__parent__parent__parent")}


def _with_above(topic: Topic) -> dict[str, str]:
    told = {"group": upper(topic).code}
    return told | {"theme": topic.code} if topic.parent_id else told


def _body(row: Decision) -> dict[str, str]:
    body = row.question.body or row.body
    return {"executor": body.code} if body else {}


def _executor(row: Decision) -> str:
    body = row.question.body or row.body
    return body.name if body else ""


def _head(topic: Topic) -> str:
    return "theme" if topic.parent_id else "group"


def _called(topic: Topic, taken: set[tuple[str, str]]) -> str:
    name = queries.plain(topic.name)
    if (_head(topic), name) not in taken:
        return name
    return f"{name} ({queries.plain(topic.parent.name)})" if topic.parent else f"{name} ({topic.code})"
