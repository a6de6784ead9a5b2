"""What the stage and higher rooms may ask of rules and bodies, and why a question went where it went."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from otklik.appeals.models import Event, Question
from otklik.intake.labels import spelling
from otklik.offices.models import Body
from otklik.reference.rules import territory_prefix, topic_prefix
from otklik.routing import models
from otklik.routing.rules import Rule, RuleBook, book
from otklik.triage.models import Suggestion, Threshold

EXECUTOR = "executor"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A body as routing sees it."""

    id: int
    code: str
    name: str
    closed_on: date | None

    def is_open(self, day: date) -> bool:
        return self.closed_on is None or day < self.closed_on


@dataclass(frozen=True)
class Addressees:
    """All bodies, found by code, name, short name or another system's name for them."""

    by_code: Mapping[str, Addressee]
    _by_name: Mapping[str, Addressee] = field(repr=False)

    def named(self, label: str) -> Addressee | None:
        """The body of a code or a name, None where there is none; an open body comes before a closed namesake."""
        return self.by_code.get(label) or self._by_name.get(spelling(label))


@dataclass(frozen=True, slots=True)
class Hint:
    """The machine's first choice of executor: the label of the model and its calibrated confidence, 0..1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question went to its body; `by` is source, rule, model or person."""

    body_code: str
    rule_id: int | None
    by: str
    text: str
    at: datetime


def rules() -> tuple[Rule, ...]:
    """All rules, past and future too, in order of topic, territory, channel. One query."""
    columns = (
        "id", "topic__code", "topic__name", "territory__code", "territory__name", "channel", "body_id", "body__code",
        "body__short_name", "body__name", "body__closed_on", "valid_from", "valid_to", "note",
    )  # fmt: skip
    order = ("topic__code", "territory__code", "channel", "-valid_from", "id")
    return tuple(_rule(row) for row in models.Rule.objects.order_by(*order).values(*columns))


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"], topic=topic_prefix(row["topic__code"] or ""), topic_name=row["topic__name"] or "",
        territory=territory_prefix(row["territory__code"] or ""), territory_name=row["territory__name"] or "",
        channel=row["channel"], body_id=row["body_id"], body_code=row["body__code"],
        body_name=row["body__short_name"] or row["body__name"], body_closed_on=row["body__closed_on"],
        valid_from=row["valid_from"], valid_to=row["valid_to"], note=row["note"],
    )  # fmt: skip


def rule_book() -> RuleBook:
    """All rules, indexed. One query."""
    return book(rules())


def addressees() -> Addressees:
    """All bodies. One query."""
    columns = ("pk", "code", "name", "short_name", "aliases", "closed_on")
    by_code: dict[str, Addressee] = {}
    by_name: dict[str, Addressee] = {}
    rows = sorted(Body.objects.values_list(*columns), key=lambda row: (row[5] is not None, row[0]))
    for pk, code, name, short_name, aliases, closed_on in rows:
        by_code[code] = Addressee(pk, code, short_name or name, closed_on)
        for known_as in (name, short_name, *aliases):
            if known_as:
                by_name.setdefault(spelling(known_as), by_code[code])
    return Addressees(by_code, by_name)


def hints(question_ids: Collection[int]) -> dict[int, Hint]:
    """The machine's first choice of executor by question. One query."""
    rows = Suggestion.objects.filter(pk__in=question_ids).values_list("pk", "proposals")
    return {pk: Hint(str(first[-2]), float(first[-1])) for pk, told in rows for first in told.get(EXECUTOR, [])[:1]}


def executor_threshold() -> float | None:
    """From which confidence the machine chooses the executor itself; None: it never does. One query."""
    return Threshold.objects.filter(head=EXECUTOR).values_list("confidence", flat=True).first()


def why(question_id: int) -> Why | None:
    """Why the question went to its body the last time; None where it was never sent."""
    appeal = Question.objects.filter(pk=question_id).values("appeal")
    # By the appeal: events have no index by question.
    event = Event.objects.filter(appeal__in=appeal, question=question_id, kind="routed").order_by("-pk").first()
    if event is None:
        return None
    return Why(event.what.get("body", ""), event.what.get("rule"), event.what.get("by", ""), event.why, event.at)
