"""Questions that bodies pass to each other: reasons, each transfer, rulings of arbiters; read and written."""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from otklik.appeals.models import Event, Question
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person
from otklik.reference.rules import group_code
from otklik.routing.models import CoExecutor, DisputeRule, Ruling, Transfer, TransferReason

SEED = Path(__file__).parent / "seed"
SHIPPED = {
    "most_transfers": 3, "arbiters": ["block_head", "coordinator", "moderator", "head", "administrator"],
    "border_m": 100, "margin": 0.05,
    "source": "Заводская настройка: третья передача — спор, его решает один человек; границы и пороги выбирает регион",
}  # fmt: skip
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Given:
    """What a body says giving a question back: the reason, its words, whose it is in its opinion."""

    reason: TransferReason
    words: str
    proposed: Body | None

    @property
    def told(self) -> str:
        """«не наша территория (двор в Заречье). Предлагает: Минтранс»."""
        words = f" ({self.words})" if self.words else ""
        whose = f". Предлагает: {self.proposed}" if self.proposed else ""
        return f"{self.reason.title[0].lower()}{self.reason.title[1:]}{words}{whose}"


@dataclass(frozen=True)
class Past:
    """What bodies did with questions so far: transfers by question, rulings in force by question."""

    counts: Mapping[int, int] = field(default_factory=dict)
    rulings: Mapping[int, Ruling] = field(default_factory=dict)

    def count(self, question_id: int) -> int:
        return self.counts.get(question_id, 0)


@dataclass(frozen=True, slots=True)
class Quarrel:
    """Two bodies between which questions of a group of topics go: how many times, and some of the questions."""

    bodies: tuple[str, str]
    group: str
    times: int
    questions: tuple[int, ...]


def seed() -> None:
    """Load the reasons and the rule of disputes where there are none; safe to repeat."""
    if not TransferReason.objects.exists():
        with (SEED / "transfer_reasons.csv").open(encoding="utf-8", newline="") as file:
            TransferReason.objects.bulk_create(
                TransferReason(code=row["code"], title=row["title"], needs_words=row["needs_words"] == "1",
                               position=int(row["position"]))
                for row in csv.DictReader(file, delimiter=";")
            )  # fmt: skip
    if not DisputeRule.objects.exists():
        DisputeRule.objects.create(**SHIPPED)


def rule() -> DisputeRule:
    """The rule of disputes in force; the shipped one where nobody set any."""
    return DisputeRule.objects.first() or DisputeRule(**SHIPPED)


def reasons() -> QuerySet[TransferReason]:
    """Reasons that may be chosen now, in their order."""
    return TransferReason.objects.filter(is_closed=False)


@transaction.atomic
def set_rule(*, by: Person, at: datetime, **after: Any) -> None:
    """Set the rule of disputes; kept in the history of settings."""
    now = rule()
    before = {name: getattr(now, name) for name in SHIPPED}
    if before != after:
        DisputeRule.objects.update_or_create(pk=now.pk, defaults=after)
        offices.record(subject="dispute_rule", key="dispute", before=before, after=after, by=by, at=at)


@transaction.atomic
def save_reason(code: str, *, by: Person, at: datetime, **after: Any) -> None:
    """Make or change a reason; one no longer needed is closed, what it explained stays."""
    row = TransferReason.objects.filter(code=code).first()
    before = {name: getattr(row, name) for name in after} if row else None
    if before != after:
        TransferReason.objects.update_or_create(code=code, defaults=after)
        offices.record(subject="transfer_reason", key=code, before=before, after=after, by=by, at=at)


def past(question_ids: Collection[int]) -> Past:
    """What happened to these questions so far. Two queries."""
    found = Transfer.objects.filter(question__in=question_ids).order_by().values_list("question")
    counts = dict(found.annotate(Count("pk")))
    rulings = Ruling.objects.filter(question__in=question_ids, reopened_at=None).select_related("body", "by")
    return Past(counts, {one.question_id: one for one in rulings})


def bodies_of(question_ids: Collection[int]) -> dict[int, set[int]]:
    """The bodies that had each question or were proposed for it, by question."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Transfer.objects.filter(question__in=question_ids).values_list("question", "body", "proposed")
    for question, body, proposed in rows:
        found[question] |= {body, proposed} - {None}
    for question, body in Question.objects.filter(pk__in=question_ids).values_list("pk", "body"):
        found[question] |= {body} - {None}
    return found


def givers(*, since: datetime) -> list[tuple[int, int]]:
    """Questions and the bodies that handed them on themselves since then; not those that the centre took away."""
    own = Q(reason__isnull=False) | Q(by__body=F("body"))
    return sorted(set(Transfer.objects.filter(own, at__gte=since).order_by().values_list("question", "body")))


def keep(left: Mapping[int, int], given: Given | None, *, by: Person, at: datetime, words: str = "") -> None:
    """Bodies (question -> body) let questions go; inside the transaction of the act."""
    Transfer.objects.bulk_create(
        Transfer(question_id=question, body_id=body, by=by, at=at, reason=given.reason if given else None,
                 words=given.words if given else words[:300], proposed=given.proposed if given else None)
        for question, body in left.items()
    )  # fmt: skip


def settle(questions: Iterable[Question], body: Body, *, by: Person, at: datetime, why: str) -> None:
    """An arbiter ruled; inside the transaction of the act."""
    Ruling.objects.bulk_create(Ruling(question=one, body=body, by=by, at=at, why=why[:300]) for one in questions)


def reopen(question_ids: Collection[int], *, at: datetime) -> None:
    """The dispute is open again; inside the transaction of the act."""
    Ruling.objects.filter(question__in=question_ids, reopened_at=None).update(reopened_at=at)


def undo(events: Sequence[Event], question_ids: Collection[int]) -> None:
    """Take back what an act did to transfers, rulings and co-executors; inside the transaction that undoes it."""
    for event in events:
        number = event.question_id
        if number is None or number not in question_ids:
            continue
        made = {"question": number, "at": event.at}
        if event.kind in ("routed", "handed_back"):
            Transfer.objects.filter(**made).delete()
            Ruling.objects.filter(**made).delete()
        elif event.kind == "dispute_reopened":
            Ruling.objects.filter(question=number, reopened_at=event.at).update(reopened_at=None)
        if event.kind in ("routed", "co_added", "contribution_asked"):
            CoExecutor.objects.filter(**made, by__isnull=False).delete()
        elif event.kind == "co_removed":
            was = event.what["was"]
            asked = {"by_id": was["by"], "at": datetime.fromisoformat(was["at"]), "why": was["why"]}
            CoExecutor.objects.get_or_create(question_id=number, body_id=was["body"], defaults=asked)


def returned_at(asked: Mapping[int, int]) -> dict[int, datetime]:
    """Since when each question is back from a body that gave it up, by number; `asked`: question -> that body."""
    if not asked:
        return {}
    given = Transfer.objects.filter(question__in=asked, reason__isnull=False).order_by("pk")
    return {number: at for number, body, at in given.values_list("question", "body", "at") if asked[number] == body}


def quarrels(now: datetime, question_ids: QuerySet | None, limit: int = 10) -> tuple[Quarrel, ...]:
    """Pairs of bodies that pass questions of a group of topics to each other most, of the last 90 days.

    `question_ids` narrows to what a person may see; None: all. Two queries.
    """
    found = Transfer.objects.filter(at__gte=now - LATELY).order_by("question", "pk")
    if question_ids is not None:
        found = found.filter(question__in=question_ids)
    columns = ("question", "body", "proposed", "question__body", "question__topic__code")
    rows = list(found.values_list(*columns))
    times: Counter[tuple[int, int, str]] = Counter()
    examples: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    for row, following in zip_longest(rows, rows[1:]):
        question, body, proposed, stands, topic = row
        taker = following[1] if following and following[0] == question else stands
        other = taker if taker != body else proposed
        if other:
            key = (min(body, other), max(body, other), group_code(topic or ""))
            times[key] += 1
            examples[key].add(question)
    names = {body.pk: str(body) for body in Body.objects.filter(pk__in={pk for key in times for pk in key[:2]})}
    return tuple(
        Quarrel((names[first], names[second]), group, number, tuple(sorted(examples[first, second, group])[-5:]))
        for (first, second, group), number in times.most_common(limit)
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer as the card shows it: when, who let the question go in whose name, why."""

    at: datetime
    who: str
    body: str
    told: str
    is_handed_back: bool


def steps(question_id: int) -> tuple[Step, ...]:
    """The transfers of a question, the first first. One query."""
    found = Transfer.objects.filter(question=question_id).select_related("body", "by", "reason", "proposed")
    return tuple(
        Step(row.at, str(row.by), str(row.body), _told(row), row.reason_id is not None) for row in found.order_by("pk")
    )


def _told(row: Transfer) -> str:
    return Given(row.reason, row.words, row.proposed).told if row.reason else row.words
