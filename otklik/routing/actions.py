"""The stage of the line that finds who must answer, and the writes of its rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Done, Outcome, Waits
from otklik.appeals.states import Desk
from otklik.offices.models import Body, Person
from otklik.reference import queries as reference
from otklik.reference.models import Territory, Topic
from otklik.reference.rules import Changed, territory_prefix, topic_prefix
from otklik.routing import models, queries
from otklik.routing.rules import Address, RoutingError, Rule, RuleBook, explain, rule_flaws

_REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a question goes: the body (None: it waits), what said so (source, rule, model), the rule, and why."""

    question: Question
    outcome: Outcome
    body: queries.Addressee | None = None
    by: str = ""
    rule_id: int | None = None
    why: str = ""


@dataclass(frozen=True)
class _Desk:
    """All that the batch needs, read once."""

    day: date
    book: RuleBook
    bodies: queries.Addressees
    topics: Mapping[int, reference.TopicCard]
    places: Mapping[int, reference.Place]
    hints: Mapping[int, queries.Hint]
    threshold: float | None

    def verdict(self, question: Question) -> Verdict:
        """The source's word, then the rules, then the machine where it is sure; else a person."""
        return self._by_source(question) or self._by_rule(question) or self._by_model(question) or self._wait(question)

    def _by_source(self, question: Question) -> Verdict | None:
        stated = str(question.stated.get("body") or "")
        body = self.bodies.named(stated) if stated else None
        if body is None or not body.is_open(self.day):
            return None
        return Verdict(question, Done(), body, "source", why=f"исполнителя назвал источник: «{body.name}»")

    def _by_rule(self, question: Question) -> Verdict | None:
        topic, place = self.topics.get(question.topic_id or 0), self.places.get(question.territory_id or 0)
        address = Address(topic.code if topic else "", place.code if place else "", question.appeal.channel)
        rule = self.book.match(address, self.day)
        if rule is None:
            return None
        body = queries.Addressee(rule.body_id, rule.body_code, rule.body_name, rule.body_closed_on)
        return Verdict(question, Done(), body, "rule", rule.id, explain(rule))

    def _by_model(self, question: Question) -> Verdict | None:
        hint = self.hints.get(question.pk)
        if hint is None or self.threshold is None or hint.confidence < self.threshold:
            return None
        body = self.bodies.named(hint.label)
        if body is None or not body.is_open(self.day):
            return None
        why = f"подсказка модели: уверенность {hint.confidence:.0%}, порог {self.threshold:.0%}"
        return Verdict(question, Done(), body, "model", why=why)

    def _wait(self, question: Question) -> Verdict:
        topic, place = self.topics.get(question.topic_id or 0), self.places.get(question.territory_id or 0)
        parts = [
            f"нет правила: {f'тема «{topic.name[:150]}»' if topic else 'тема не известна'}",
            f"территория «{place.name[:100]}»" if place else "территория не известна",
            self._no_hint(question),
        ]
        return Verdict(question, Waits(Desk.ROUTING, ", ".join(parts)[:_REASON_MAX]))

    def _no_hint(self, question: Question) -> str:
        hint = self.hints.get(question.pk)
        if hint is None:
            return "подсказки модели нет"
        label = f"подсказка «{hint.label[:100]}»"
        if self.threshold is None:
            return f"{label} {hint.confidence:.0%}, порог не задан"
        if hint.confidence < self.threshold:
            return f"{label} {hint.confidence:.0%} ниже порога {self.threshold:.0%}"
        return f"{label}: такого органа нет или он закрыт"


def think(questions: Sequence[Question], at: datetime) -> list[Verdict]:
    """Find the body of each question, anew each time it is asked; nine queries a batch."""
    prefetch_related_objects(questions, "appeal")
    desk = _Desk(
        day=timezone.localdate(at),
        book=queries.rule_book(),
        bodies=queries.addressees(),
        topics=reference.topic_cards({question.topic_id for question in questions if question.topic_id}),
        places=reference.places({question.territory_id for question in questions if question.territory_id}),
        hints=queries.hints([question.pk for question in questions]),
        threshold=queries.executor_threshold(),
    )
    return [desk.verdict(question) for question in questions]


def keep(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Set the bodies and tell why; inside the line's transaction."""
    for verdict in verdicts:
        # A question that is routed anew and now waits must not keep the body of its former topic.
        verdict.question.body_id = verdict.body.id if verdict.body else None
    appeals.tell([_event(verdict, at) for verdict in verdicts])


def _event(verdict: Verdict, at: datetime) -> Event:
    question = verdict.question
    told = partial(Event, appeal_id=question.appeal_id, question_id=question.pk, at=at)
    if isinstance(verdict.outcome, Waits):
        return told(kind="waits", what={"desk": verdict.outcome.desk}, why=verdict.outcome.reason)
    what = {"body": verdict.body.code if verdict.body else "", "rule": verdict.rule_id, "by": verdict.by}
    return told(kind="routed", what=what, why=verdict.why[:_REASON_MAX])


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as a form gives it, by codes; an empty topic, territory or channel means any; id None is a new rule."""

    body_code: str
    valid_from: date
    topic_code: str = ""
    territory_code: str = ""
    channel: str = ""
    valid_to: date | None = None
    note: str = ""
    id: int | None = None


@transaction.atomic
def save_rule(draft: RuleDraft, *, by: Person | None, at: datetime) -> Changed:
    """Make a rule or change one. Raises RoutingError for unknown codes, a closed body, crossed dates, a double."""
    topic = _topic(draft.topic_code)
    territory = _territory(draft.territory_code)
    body = Body.objects.filter(code=draft.body_code).first()
    if body is None:
        raise RoutingError(f"Органа с кодом «{draft.body_code}» нет: сначала заведите его.")
    row = _row(draft.id) if draft.id else models.Rule()
    before = _told(row) if row.pk else None
    values = {
        "topic": topic, "territory": territory, "channel": draft.channel, "body": body,
        "valid_from": draft.valid_from, "valid_to": draft.valid_to, "note": draft.note,
    }  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    flaws = rule_flaws(_seen(row), queries.rules())
    if flaws:
        raise RoutingError(" ".join(flaws))
    row.save()
    return Changed("rule", str(row.pk), before, _told(row), by.pk if by else None, at)


@transaction.atomic
def close_rule(*, rule_id: int, by: Person | None, at: datetime) -> Changed:
    """From today on the rule speaks no more; what it sent stays where it is. A rule that never spoke is removed."""
    row = _row(rule_id)
    before = _told(row)
    last = timezone.localdate(at) - timedelta(days=1)
    if row.valid_from > last:
        row.delete()
        return Changed("rule", str(rule_id), before, None, by.pk if by else None, at)
    if row.valid_to is None or row.valid_to > last:
        row.valid_to = last
        row.save(update_fields=["valid_to"])
    return Changed("rule", str(rule_id), before, _told(row), by.pk if by else None, at)


def _row(rule_id: int) -> models.Rule:
    row = models.Rule.objects.select_related("topic", "territory", "body").filter(pk=rule_id).first()
    if row is None:
        raise RoutingError(f"Правила № {rule_id} нет: обновите список.")
    return row


def _topic(code: str) -> Topic | None:
    if not code:
        return None
    topic = Topic.objects.filter(code=code).order_by("-edition__valid_from").first()
    if topic is None:
        raise RoutingError(f"Темы «{code}» нет ни в одном классификаторе: проверьте код.")
    return topic


def _territory(code: str) -> Territory | None:
    if not code:
        return None
    territory = Territory.objects.filter(code=code).first()
    if territory is None:
        raise RoutingError(f"Территории с кодом ОКТМО «{code}» нет: проверьте код.")
    return territory


def _seen(row: models.Rule) -> Rule:
    topic, territory, body = row.topic, row.territory, row.body
    return Rule(
        id=row.pk or 0, topic=topic_prefix(topic.code) if topic else "", topic_name=topic.name if topic else "",
        territory=territory_prefix(territory.code) if territory else "",
        territory_name=territory.name if territory else "", channel=row.channel, body_id=body.pk, body_code=body.code,
        body_name=body.short_name or body.name, body_closed_on=body.closed_on, valid_from=row.valid_from,
        valid_to=row.valid_to, note=row.note,
    )  # fmt: skip


def _told(row: models.Rule) -> dict[str, Any]:
    return {
        "topic": row.topic.code if row.topic else "", "territory": row.territory.code if row.territory else "",
        "channel": row.channel, "body": row.body.code, "valid_from": str(row.valid_from),
        "valid_to": str(row.valid_to) if row.valid_to else None, "note": row.note,
    }  # fmt: skip
