"""What labels of the model mean in a region's own classifier: proposed, looked at by a person, confirmed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import Topic
from otklik.triage import queries
from otklik.triage.errors import TriageError
from otklik.triage.models import LabelTopic
from otklik.triage.topics import mapping
from otklik.triage.topics.mapping import Named
from otklik.triage.topics.model import TopicModel

Origin = LabelTopic.Origin


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A label of the model: what it means now («» means nothing here), since whom, or what is proposed."""

    head: str
    label: str
    code: str
    name: str
    origin: str
    confidence: float


@transaction.atomic
def propose(edition: str, *, at: datetime) -> tuple[LabelLine, ...]:
    """Propose anew, by names, topics of an edition for the labels no person has spoken of. Raises TriageError."""
    topics = list(Topic.objects.filter(edition__code=edition, closed_on=None).select_related("parent").order_by("code"))
    if not topics:
        raise TriageError(f"В классификаторе «{edition}» нет тем: загрузите его (otklik topics load).")
    ids = {topic.code: topic.pk for topic in topics}
    above = {topic.pk: topic.parent.name if topic.parent else "" for topic in topics}
    named = [Named(topic.code, queries.plain(topic.name), above[topic.pk]) for topic in topics]
    spoken = set(LabelTopic.objects.exclude(origin=Origin.PROPOSED).values_list("head", "label"))
    LabelTopic.objects.filter(origin=Origin.PROPOSED).delete()
    found = {(one.head, queries.plain(one.label)): one for one in mapping.propose(TopicModel.load(), named)}
    LabelTopic.objects.bulk_create(
        LabelTopic(head=head, label=label, topic_id=ids[one.code], confidence=one.confidence, origin=Origin.PROPOSED,
                   at=at)
        for (head, label), one in found.items() if (head, label) not in spoken
    )  # fmt: skip
    return listed()


@transaction.atomic
def confirm(choices: Mapping[tuple[str, str], str], *, by: Person, at: datetime) -> int:
    """Say what labels mean: (head, label) -> code of a topic, «» for none; how many changed. Raises TriageError."""
    ids = _topics(choices)
    told = {(row.head, row.label): row for row in LabelTopic.objects.select_related("topic")}
    changed = 0
    for pair, code in choices.items():
        row = told.get(pair)
        before = row.topic.code if row and row.topic and row.origin != Origin.PROPOSED else None
        if row and row.origin == Origin.CONFIRMED and (before or "") == code:
            continue
        values = {"topic_id": ids.get(code), "origin": Origin.CONFIRMED, "by": by, "at": at,
                  "confidence": row.confidence if row else 1.0}  # fmt: skip
        LabelTopic.objects.update_or_create(head=pair[0], label=pair[1], defaults=values)
        offices.record(subject="label", key=pair[1][:100], before={"topic": before} if before else None,
                       after={"topic": code}, by=by, at=at)  # fmt: skip
        changed += 1
    return changed


def listed() -> tuple[LabelLine, ...]:
    """Every group and theme the shipped model knows, groups first, with what is said or proposed of it."""
    rows = {(row.head, row.label): row for row in LabelTopic.objects.select_related("topic")}
    by_name = queries.topics_by_label()
    names = dict(Topic.objects.filter(pk__in=[pk for _, pk in by_name.values()]).values_list("code", "name"))
    labels = TopicModel.load().labels
    pairs = [(head, queries.plain(label)) for head in ("group", "theme") for label in labels[head]]
    return tuple(_line(pair, rows.get(pair), by_name.get(pair, ("", 0))[0], names) for pair in pairs)


def confirm_proposed(least: float, *, by: Person, at: datetime) -> int:
    """Confirm all proposals that are at least so sure, 0..1; how many."""
    rows = LabelTopic.objects.filter(origin=Origin.PROPOSED, confidence__gte=least).select_related("topic")
    return confirm({(row.head, row.label): row.topic.code for row in rows if row.topic}, by=by, at=at)


def _line(pair: tuple[str, str], row: LabelTopic | None, code: str, names: Mapping[str, str]) -> LabelLine:
    if row is None:
        return LabelLine(*pair, code, names.get(code, ""), "name" if code else "", 1.0 if code else 0.0)
    topic = row.topic
    return LabelLine(*pair, topic.code if topic else "", topic.name if topic else "", row.origin, row.confidence)


def _topics(choices: Mapping[tuple[str, str], str]) -> dict[str, int]:
    wanted = set(choices.values()) - {""}
    rows = Topic.objects.filter(code__in=wanted, closed_on=None).order_by("edition__valid_from")
    ids = {topic.code: topic.pk for topic in rows}
    tops = {topic.code for topic in rows if topic.parent_id is None}
    if missing := sorted(wanted - set(ids)):
        raise TriageError(f"Темы с кодом «{missing[0]}» нет в действующем классификаторе: выберите тему из списка.")
    for (head, label), code in choices.items():
        if head == "group" and code and code not in tops:
            raise TriageError(f"Группа «{label}» шире темы {code}: выберите группу верхнего уровня.")
    return ids


def editions_to_map() -> Sequence[tuple[str, str]]:
    """(code, name) of classifiers that have open topics, but for the one whose names the labels bear."""
    found = Topic.objects.filter(closed_on=None).exclude(edition__code=queries.EDITION).order_by("edition__name")
    return list(found.values_list("edition__code", "edition__name").distinct())
