"""The approval matrix and the reasons of returns as rows: seeded, read, changed, each change kept in the history."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from otklik.answers.approval import approval_rules
from otklik.answers.approval.approval_rules import Case, Labels, Rule, Shift, Step
from otklik.answers.models import Answer, ApprovalRule, ApprovalStep, ReturnReason
from otklik.appeals.models import Appeal
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.offices.rules import ROLES
from otklik.reference.models import OfficeHours, Topic

SEED = Path(__file__).parents[1] / "seed"
LATELY = timedelta(days=30)
_LIMITS = ("title", "legal_kind", "answer_kind", "outcome", "topic_code", "urgency", "tells", "source")


class ApprovalRuleError(ValueError):
    """A rule or a reason that can't be put in force; the message says why and what to do (Russian)."""


def seed() -> None:
    """Load the matrix and the reasons where there are none yet; safe to repeat."""
    if not ReturnReason.objects.exists():
        ReturnReason.objects.bulk_create(
            ReturnReason(**{**row, "amount": int(row["amount"])}) for row in _rows("return_reasons")
        )
    if ApprovalRule.objects.exists():
        return
    hours = OfficeHours.objects.filter(code="office").first() or OfficeHours.objects.order_by("pk").first()
    for row in _rows("approval_rules"):
        steps = [_read_step(written, hours) for written in row.pop("steps").split()]
        rule = ApprovalRule.objects.create(**row)
        _lay_steps(rule, steps)


def rules() -> tuple[Rule, ...]:
    """The rules in force, in the order they were made. Two queries."""
    rows = ApprovalRule.objects.filter(is_on=True).order_by("pk").prefetch_related("steps")
    return tuple(value(row) for row in rows)


def value(row: ApprovalRule) -> Rule:
    """A row as a value."""
    steps = (Step(one.ordinal, one.role, one.person_id, one.amount, one.unit, one.hours_id) for one in row.steps.all())
    return Rule(row.pk, **{name: getattr(row, name) for name in _LIMITS}, steps=tuple(steps))


def labels(people: Iterable[int] = (), topics: Iterable[str] = ()) -> Labels:
    """Words for codes of a rule, with the names of these people and topics; a query for each where there are any."""
    codes = dict((*Appeal.LegalKind.choices, *Answer.Kind.choices, *Answer.Outcome.choices))
    wanted, chosen = set(people), set(topics)
    if chosen:
        found = Topic.objects.filter(code__in=chosen, closed_on=None).values_list("code", "name")
        codes |= {code: f"{name} ({code})" for code, name in found}
    names = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}
    return Labels(codes, {code: role.title for code, role in ROLES.items()}, names)


def labels_of(found: Iterable[Rule]) -> Labels:
    """Words for all that these rules name."""
    rules_of = list(found)
    people = [step.person_id for rule in rules_of for step in rule.steps if step.person_id]
    return labels(people, (rule.topic_code for rule in rules_of if rule.topic_code))


def reasons() -> QuerySet[ReturnReason]:
    """Reasons of returns that may be chosen now, in their order."""
    return ReturnReason.objects.filter(is_on=True).order_by("pk")


@transaction.atomic
def save_rule(draft: Rule, *, is_on: bool, by: Person, at: datetime) -> ApprovalRule:
    """Make a rule (number 0) or change one; rounds that go on keep their steps. Raises ApprovalRuleError."""
    if flaws := approval_rules.flaws(draft):
        raise ApprovalRuleError(" ".join(flaws))
    row = ApprovalRule.objects.filter(pk=draft.id).first() or ApprovalRule()
    before = _told(value(row), is_on=row.is_on) if row.pk else None
    for name in _LIMITS:
        setattr(row, name, getattr(draft, name))
    row.is_on = is_on
    row.save()
    row.steps.all().delete()
    _lay_steps(row, draft.steps)
    after = _told(draft, is_on=is_on)
    if before != after:
        offices.record(subject="approval_rule", key=str(row.pk), before=before, after=after, by=by, at=at)
    return row


@transaction.atomic
def save_reason(code: str, *, by: Person, at: datetime, **after: Any) -> None:
    """Make or change a reason; one no longer needed is switched off, what it explained stays."""
    row = ReturnReason.objects.filter(code=code).first()
    before = {name: getattr(row, name) for name in after} if row else None
    if before != after:
        ReturnReason.objects.update_or_create(code=code, defaults=after)
        offices.record(subject="return_reason", key=code, before=before, after=after, by=by, at=at)


def what_if(draft: Rule, *, is_on: bool, cases: Iterable[tuple[int, Case]]) -> tuple[int, tuple[Shift, ...]]:
    """How answers (number, case) would be approved with `draft` in force: how many were looked at, what moves."""
    now = rules()
    then = [rule for rule in now if rule.id != draft.id]
    if is_on:
        # A new rule is the latest made: among equals it gives way to the others.
        newest = max((rule.id for rule in now), default=0) + 1
        then.append(draft if draft.id else Rule(**{**_plain(draft), "id": newest}))
    return approval_rules.compare(now, then, cases, labels_of([*now, draft]))


def _plain(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in (*_LIMITS, "steps")}


def _read_step(written: str, hours: OfficeHours | None) -> Step:
    """«1:curator:4:working_hours»: the turn, the role, the term."""
    ordinal, role, amount, unit = written.split(":")
    return Step(int(ordinal), role, None, int(amount), unit, hours.pk if hours and unit == "working_hours" else None)


def _lay_steps(row: ApprovalRule, steps: Sequence[Step]) -> None:
    ApprovalStep.objects.bulk_create(ApprovalStep(rule=row, **asdict(step)) for step in steps)


def _told(rule: Rule, *, is_on: bool) -> dict[str, Any]:
    told = {name: getattr(rule, name) for name in _LIMITS}
    steps = [
        f"{step.ordinal}: {step.role or step.person_id} {f'{step.amount} {step.unit}' if step.amount else ''}".strip()
        for step in rule.steps
    ]
    return {**told, "steps": steps, "is_on": is_on}


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
