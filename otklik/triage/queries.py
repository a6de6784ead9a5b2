"""What higher rooms may ask of triage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from otklik.appeals.bulk import Numbers
from otklik.reference.models import PlaceName, Territory, Topic
from otklik.triage.models import Decision, LabelTopic, Likeness, Suggestion, Threshold
from otklik.triage.places.found import Name, PlaceReading
from otklik.triage.readers import place
from otklik.triage.rules import HEADS, Proposal
from otklik.triage.words.gazetteer import Gazetteer

EDITION = "im"
NEVER = 2.0


@dataclass(frozen=True, slots=True)
class Proposals:
    """The stored suggestion of one question, per head at most three, and the words that decided."""

    heads: dict[str, tuple[Proposal, ...]]
    reasons: tuple[tuple[str, float], ...]
    model_version: str
    # What the other readers tell: why it is urgent and by which words, the tone, whether a matter is named.
    urgent_for: tuple[str, ...]
    urgent_words: tuple[str, ...]
    tone: str
    is_rude: bool
    has_matter: bool


def thresholds() -> dict[str, float]:
    """The least confidence, 0..1, with which the machine decides, by head; a head with no row decides nothing."""
    return dict.fromkeys(HEADS, NEVER) | dict(Threshold.objects.values_list("head", "confidence"))


def topics_by_label() -> dict[tuple[str, str], tuple[str, int]]:
    """(head, label of the model) -> (code, id) of the topic in force; the mark «★» does not count.

    A label means the topic of its name in «Инцидент Менеджмент», unless a person or people's choices say another.
    """
    found = Topic.objects.filter(edition__code=EDITION, closed_on=None, level__in=(1, 2))
    heads = {1: "group", 2: "theme"}
    told = {(heads[topic.level], plain(topic.name)): (topic.code, topic.pk) for topic in found}
    rows = LabelTopic.objects.exclude(origin=LabelTopic.Origin.PROPOSED).select_related("topic")
    for row in rows:
        told.pop((row.head, row.label), None)
        if row.topic is not None and row.topic.closed_on is None:
            told[row.head, row.label] = row.topic.code, row.topic.pk
    return told


def plain(label: str) -> str:
    """A topic's name without the mark of «Инцидент Менеджмент»."""
    return label.removeprefix("★").strip()


def gazetteer() -> Gazetteer:
    """The names of the region by which places are found; built anew in a process when the lists have changed."""
    territories = Territory.objects.aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    names = PlaceName.objects.aggregate(Count("pk"), Max("pk"))
    return _built(tuple(territories.values()), tuple(names.values()))


def places(texts: Sequence[str]) -> list[PlaceReading]:
    """What each masked text tells of its place."""
    return place.read(texts, gazetteer())


@lru_cache(maxsize=1)
def _built(territories: tuple[Any, ...], names: tuple[int, ...]) -> Gazetteer:
    return Gazetteer.build(_names())


def _names() -> Iterator[Name]:
    rows = Territory.objects.exclude(kind=Territory.Kind.REGION).select_related("parent")
    for row in rows:
        within = row.parent.code if row.kind == Territory.Kind.SETTLEMENT and row.parent else row.code
        yield from (Name(row.kind, row.code, title, within) for title in (row.name, *row.aliases))
    for named in PlaceName.objects.select_related("territory__parent"):
        at = named.territory
        within = at.parent.code if at.kind == Territory.Kind.SETTLEMENT and at.parent else at.code
        yield Name(named.kind, at.code, named.title, within)


def proposals(question_id: int) -> Proposals | None:
    """What the machine proposed for a question, or None where it has not read it."""
    found = Suggestion.objects.filter(pk=question_id).first()
    if found is None:
        return None
    heads = {head: tuple(Proposal(*row) for row in found.proposals.get(head, ())) for head in HEADS}
    reasons = tuple((word, weight) for word, weight in found.proposals.get("reasons", ()))
    told = found.proposals
    return Proposals(
        heads=heads,
        reasons=reasons,
        model_version=found.model_version,
        urgent_for=tuple(told.get("urgent_for", ())),
        urgent_words=tuple(told.get("urgent_words", ())),
        tone=told.get("tone", ""),
        is_rude=told.get("is_rude", False),
        has_matter=told.get("has_matter", True),
    )


def alike(question_id: int) -> list[Likeness]:
    """What earlier questions this one is like, the surest first."""
    found = Likeness.objects.filter(question=question_id).select_related("earlier__appeal", "earlier__topic")
    return sorted(found, key=lambda link: (link.kind == Likeness.Kind.AUTHOR, -link.score, -link.earlier_id))


def open_likenesses(question_ids: Numbers) -> dict[int, str]:
    """Of these questions, those like an earlier one with no verdict yet: id -> kind of the surest likeness."""
    surest = (Likeness.Kind.MATTER, Likeness.Kind.NEAR, Likeness.Kind.EXACT)
    found = Likeness.objects.filter(question__in=question_ids, verdict="", kind__in=surest)
    return dict(sorted(found.values_list("question", "kind"), key=lambda row: surest.index(Likeness.Kind(row[1]))))


def repeated(question_ids: Numbers) -> set[int]:
    """Of these questions, those whose author wrote of the same matter before, unless a person said it differs."""
    by_author = Likeness.objects.filter(question__in=question_ids, kind=Likeness.Kind.AUTHOR)
    return set(by_author.exclude(verdict=Likeness.Verdict.DIFFERENT).values_list("question", flat=True))


def decisions(since_id: int = 0) -> Iterable[Decision]:
    """People's choices after `since_id`, in order: training data."""
    return Decision.objects.filter(pk__gt=since_id).select_related("topic", "body", "question__appeal").order_by("pk")
