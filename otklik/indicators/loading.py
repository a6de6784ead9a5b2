"""The load of bodies and people: what is open now by weight, what came and was answered in four weeks and before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.utils import timezone
from ibis.expr.types import BooleanValue, NumericValue, Table

from otklik.facts.load import APPEAL
from otklik.indicators import cube, source
from otklik.indicators.indicator import Clock
from otklik.indicators.queries import SHELF, cutter
from otklik.indicators.reinforcement import Crew
from otklik.indicators.rules import Period
from otklik.offices import absences
from otklik.offices.models import Person
from otklik.offices.queries import BodyCard
from otklik.offices.rules import ROLES, Scope, Verb
from otklik.reference.queries import calendar
from otklik.reference.rules import Calendar, YearNotLoaded

WEEKS = 4
SKILLED = 5
"""Of a group of topics with so many answers in four weeks a body knows how to answer."""


_TOPIC = ("body_id", "group_code")
_KEYS = frozenset(("body_id", "assignee_id", "group_code"))


@dataclass(frozen=True, slots=True)
class Flow:
    """What is on hand now and what came and went in the four weeks; `before` in the four weeks before them.

    `comes` and `goes` are work: an appeal by 59-ФЗ counts as `facts.load` counts it.
    """

    load: float = 0.0
    open: int = 0
    overdue: int = 0
    received: int = 0
    answered: int = 0
    received_before: int = 0
    answered_before: int = 0
    open_before: int = 0
    comes: float = 0.0
    goes: float = 0.0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(*(getattr(self, name) + getattr(other, name) for name in Flow.__slots__))


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who answers: where, and until when away (None: at work)."""

    id: int
    name: str
    body_id: int | None
    away_until: date | None


@dataclass(frozen=True)
class Loading:
    """All of it. `bodies`: by id, None is what no body has yet; `people`: by id, None is what nobody has taken.

    `period` is the four weeks up to yesterday, `days` how many of them were worked.
    """

    period: Period
    days: int
    bodies: Mapping[int | None, Flow]
    people: Mapping[int | None, Flow]
    workers: Mapping[int, Worker]
    asked: Mapping[int, Mapping[str, int]]
    answers: Mapping[int, frozenset[str]]

    @property
    def all(self) -> Flow:
        return sum(self.bodies.values(), Flow())

    def staff(self, body_id: int) -> tuple[Worker, ...]:
        """Who answers in a body."""
        return tuple(worker for worker in self.workers.values() if worker.body_id == body_id)


def load(scope: Scope, *, now: datetime) -> Loading:
    """The load within a scope. One query of the engine, four of the database. Raises NoFacts, EngineError."""
    counted = cutter(scope, now=now)
    facts = cube.visible(cube.table(now), counted.seen)
    today = timezone.localdate(now)
    period = Period(today - timedelta(weeks=WEEKS), today - timedelta(days=1))
    facts = _lately(facts, period.before().since)
    # Every sum adds up: one pass over a million rows, and the rest over some thousand groups.
    cells = source.run(facts.group_by("body_id", "assignee_id", "group_code").aggregate(**_sums(facts, period)))
    bodies, people, topics = (_summed(cells, *keys) for keys in (("body_id",), ("assignee_id",), _TOPIC))
    return Loading(
        period=period, days=_worked(period), bodies={row["body_id"]: _flow(row) for row in bodies},
        people={row["assignee_id"]: _flow(row) for row in people}, workers=_workers(today),
        asked=_asked(topics), answers=_skills(topics),
    )  # fmt: skip


def crews(found: Loading, cards: Mapping[int, BodyCard]) -> tuple[Crew, ...]:
    """Bodies as the proposal takes them: those that have somebody who answers, or something to answer."""
    made = []
    for key, card in cards.items():
        staff, flow = found.staff(key), found.bodies.get(key, Flow())
        if card.is_closed or not (staff or flow.open):
            continue
        made.append(
            Crew(
                key=key, block=card.block_code, employer=card.code if card.kind == "municipal" else "",
                load=flow.load, open=flow.open, comes=flow.comes / found.days, goes=flow.goes / found.days,
                answered=flow.answered, people=len(staff), away=sum(one.away_until is not None for one in staff),
                asked=found.asked.get(key, {}), answers=found.answers.get(key, frozenset()),
            )
        )  # fmt: skip
    return tuple(made)


def _sums(facts: Table, period: Period) -> dict[str, NumericValue]:
    """Every sum of Flow, and how many of it are appeals, as the indicators of the same names count their rows."""
    before, is_appeal = period.before(), facts.legal_kind == "appeal"
    received, answered = SHELF["received"].rows(facts), SHELF["answered"].rows(facts)
    came, went = (kept & cube.is_within(facts, clock, period) for kept, clock in _kinds(received, answered))
    came_before, went_before = (
        kept & cube.is_within(facts, clock, before) for kept, clock in _kinds(received, answered)
    )
    was_open = (facts.day < period.since) & (facts.answered_day.isnull() | (facts.answered_day >= period.since))
    return {
        "load": facts.load.sum(where=SHELF["open"].rows(facts)).fill_null(0.0),
        "open": facts.count(where=SHELF["open"].rows(facts)),
        "overdue": facts.count(where=SHELF["overdue"].rows(facts)),
        "received": facts.count(where=came), "answered": facts.count(where=went),
        "received_before": facts.count(where=came_before), "answered_before": facts.count(where=went_before),
        "open_before": facts.count(where=was_open & received),
        "appeals_in": facts.count(where=came & is_appeal), "appeals_out": facts.count(where=went & is_appeal),
    }  # fmt: skip


def _lately(facts: Table, since: date) -> Table:
    """What can be in any of the sums: of a million rows a few in a hundred."""
    return facts.filter(
        facts.is_open | (facts.day >= since) | facts.answered_day.isnull() | (facts.answered_day >= since)
    )


def _kinds(received: BooleanValue, answered: BooleanValue) -> tuple[tuple[BooleanValue, Clock], ...]:
    return (received, Clock.RECEIVED), (answered, Clock.ANSWERED)


def _summed(cells: pa.Table, *keys: str) -> list[dict[str, Any]]:
    """The sums of all cells that have the same keys."""
    sums = [name for name in cells.column_names if name not in _KEYS]
    found = cells.group_by(list(keys)).aggregate([(name, "sum") for name in sums])
    return found.rename_columns([name.removesuffix("_sum") for name in found.column_names]).to_pylist()


def _flow(row: Mapping[str, Any]) -> Flow:
    counted = {name: row[name] or 0 for name in Flow.__slots__ if name in row}
    work = {"comes": row["received"] + (APPEAL - 1) * row["appeals_in"],
            "goes": row["answered"] + (APPEAL - 1) * row["appeals_out"]}  # fmt: skip
    return Flow(**counted, **work)


def _asked(rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        if row["open"] and row["body_id"] and row["group_code"]:
            found.setdefault(row["body_id"], {})[row["group_code"]] = row["open"]
    return found


def _skills(rows: Sequence[Mapping[str, Any]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for row in rows:
        if row["answered"] >= SKILLED and row["body_id"] and row["group_code"]:
            found.setdefault(row["body_id"], set()).add(row["group_code"])
    return {body: frozenset(groups) for body, groups in found.items()}


def _workers(today: date) -> dict[int, Worker]:
    """Everybody active whose role lets them answer, with the body where they work. Two queries."""
    roles = [code for code, role in ROLES.items() if Verb.WORK in role.verbs]
    away = {one.person_id: one.until for one in absences.planned(today) if one.since <= today}
    people = Person.objects.filter(is_active=True, grants__role__in=roles).distinct()
    rows = people.values_list("pk", "full_name", "login", "body_id")
    return {pk: Worker(pk, name or login, body_id, away.get(pk)) for pk, name, login, body_id in rows}


def _worked(period: Period) -> int:
    """How many days of a period were working days; every five of seven where the calendar is not loaded."""
    days = [period.since + timedelta(days=passed) for passed in range(period.days)]
    try:
        known: Calendar = calendar()
        return max(1, sum(known.is_working_day(day) for day in days))
    except YearNotLoaded:
        return max(1, sum(day.weekday() < 5 for day in days))
