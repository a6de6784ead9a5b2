"""What higher rooms may ask of topics, territories, the calendar and policies.

Each call reads the rows as they are now in a constant number of queries; ask once a batch. Calendars and office hours
with the same rows are the same value, so what is computed from them is computed once.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from otklik.reference.models import CalendarDay, Milestone, OfficeHours, Territory, Topic, TopicMapping
from otklik.reference.models import Policy as PolicyRow
from otklik.reference.rules import (
    Calendar,
    DayKind,
    Hours,
    YearNotLoaded,
    read_hours,
    territory_chain,
    territory_prefix,
)
from otklik.reference.terms import Policy, Regime, Shift, Term, Unit

INCIDENT = "im"
_Days = tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic as lists and cards show it."""

    id: int
    code: str
    name: str
    parent_id: int | None
    level: int
    is_starred: bool
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A topic and those right below it."""

    topic: TopicCard
    children: tuple["TopicNode", ...]


@dataclass(frozen=True)
class TopicBook:
    """All topics of one edition, found by code or by name."""

    edition: str
    by_code: Mapping[str, TopicCard]
    _by_name: Mapping[tuple[str, str], TopicCard] = field(repr=False)

    def named(self, name: str, group: str = "") -> TopicCard | None:
        """The topic called `name`, inside the group of that name where given; None if there is none.

        Names are compared without regard to case, «ё» and spaces. Without a group an open upper topic is found first.
        """
        return self._by_name.get((_key(group), _key(name)))


def topics(edition: str = INCIDENT) -> TopicBook:
    """All topics of an edition; empty where the edition is unknown. One query."""
    cards = _cards(edition)
    by_id = {card.id: card for card in cards}
    by_name: dict[tuple[str, str], TopicCard] = {}
    for card in sorted(cards, key=lambda card: (card.closed_on is not None, card.level, card.code)):
        parent = by_id.get(card.parent_id) if card.parent_id else None
        by_name.setdefault(("", _key(card.name)), card)
        if parent is not None:
            by_name.setdefault((_key(parent.name), _key(card.name)), card)
    return TopicBook(edition, {card.code: card for card in cards}, by_name)


def topic_by_name(group: str, name: str, edition: str = INCIDENT) -> TopicCard | None:
    """One topic by its name in a group («» is any group). For a batch take `topics()` once."""
    return topics(edition).named(name, group)


def topics_tree(edition: str = INCIDENT, *, with_closed: bool = False) -> tuple[TopicNode, ...]:
    """The upper topics of an edition with all below them, in order of code. One query."""
    below: dict[int | None, list[TopicCard]] = defaultdict(list)
    for card in _cards(edition):
        if with_closed or card.closed_on is None:
            below[card.parent_id].append(card)

    def nodes(parent: int | None) -> tuple[TopicNode, ...]:
        return tuple(TopicNode(card, nodes(card.id)) for card in below[parent])

    return nodes(None)


def topic_cards(ids: Collection[int]) -> dict[int, TopicCard]:
    """Topics by id, of any edition. One query."""
    return {row[0]: TopicCard(*row) for row in Topic.objects.filter(pk__in=ids).values_list(*TopicCard.__slots__)}


def unmapped(edition: str, other: str) -> tuple[TopicCard, ...]:
    """Topics of `edition` in use that no topic of `other` says the same of; upper topics are not asked for."""
    known = set(TopicMapping.objects.filter(there__edition__code=other).values_list("here", flat=True))
    known |= set(TopicMapping.objects.filter(here__edition__code=other).values_list("there", flat=True))
    cards = [card for card in _cards(edition) if card.closed_on is None]
    parents = {card.parent_id for card in cards}
    return tuple(card for card in cards if card.id not in known and card.id not in parents)


def _cards(edition: str) -> list[TopicCard]:
    rows = Topic.objects.filter(edition__code=edition).order_by("code").values_list(*TopicCard.__slots__)
    return [TopicCard(*row) for row in rows]


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


@dataclass(frozen=True, slots=True)
class Place:
    """A territory by its code, name and the time zone people there live by."""

    id: int
    code: str
    name: str
    zone: tzinfo


def places(ids: Collection[int]) -> dict[int, Place]:
    """Territories by id; one without a time zone has that of the one it lies in, at last the server's. Two queries."""
    own = zones()
    rows = Territory.objects.filter(pk__in=ids).values_list("pk", "code", "name")
    return {pk: Place(pk, code, name, _zone(code, own)) for pk, code, name in rows}


def zones() -> dict[str, tzinfo]:
    """Zones that differ from what is around them, by the prefix of their territory. One query."""
    rows = Territory.objects.exclude(time_zone="").order_by("code").values_list("code", "time_zone")
    found: dict[str, tzinfo] = {}
    for code, name in sorted(rows, key=lambda row: len(territory_prefix(row[0]))):
        if _zone(code, found) != ZoneInfo(name):
            found[territory_prefix(code)] = ZoneInfo(name)
    return found


def _zone(code: str, zones: Mapping[str, tzinfo]) -> tzinfo:
    own = timezone.get_default_timezone()
    return next((zones[prefix] for prefix in territory_chain(code) if prefix in zones), own)


@dataclass(frozen=True)
class Calendars:
    """The country's calendar and those of regions that have days of their own."""

    country: Calendar
    by_region: Mapping[str, Calendar]

    def of(self, territory_code: str) -> Calendar:
        """The calendar by which people work in a territory; «» is the country."""
        found = (self.by_region[prefix] for prefix in territory_chain(territory_code) if prefix in self.by_region)
        return next(found, self.country)


def calendars() -> Calendars:
    """All calendars. One query. Raises YearNotLoaded where no year is loaded or one is missing between others."""
    rows: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for day, region, kind in CalendarDay.objects.order_by("day").values_list("day", "region", "kind"):
        rows[territory_prefix(region)].append((day, kind))
    country = tuple(rows.pop("", ()))
    own = {region: _with_upper(region, rows) for region in rows}
    return Calendars(_calendar(country, ()), {region: _calendar(country, days) for region, days in own.items()})


def calendar(region: str = "") -> Calendar:
    """The calendar of a region by its ОКТМО code; «» is the country. Raises YearNotLoaded."""
    return calendars().of(region)


def _with_upper(region: str, rows: Mapping[str, list[tuple[date, str]]]) -> _Days:
    # An autonomous okrug keeps the days of the region it lies in; its own row comes later and wins.
    return tuple(row for prefix in reversed(territory_chain(region)) for row in rows.get(prefix, ()))


@lru_cache(maxsize=64)
def _calendar(country: _Days, region: _Days) -> Calendar:
    # New Year's Day is off each year: a year is loaded when its first day is there.
    years = sorted(day.year for day, _ in country if (day.month, day.day) == (1, 1))
    missing = sorted(set(range(years[0], years[-1])) - set(years)) if years else []
    if not years or missing:
        which = f"нет {missing[0]} года" if missing else "нет ни одного года"
        raise YearNotLoaded(f"Производственный календарь загружен не полностью: {which}. Загрузите его в настройках.")
    return Calendar({day: DayKind(kind) for day, kind in country + region}, years[0], years[-1])


def policies() -> tuple[Policy, ...]:
    """All versions of the policies in use. Three queries."""
    return _policies(PolicyRow.objects.filter(is_in_use=True))


def policy_versions(code: str = "") -> tuple[Policy, ...]:
    """All versions of one policy, or of all, in use or not. Three queries."""
    return _policies(PolicyRow.objects.filter(code=code) if code else PolicyRow.objects.all())


def _policies(wanted: QuerySet[PolicyRow]) -> tuple[Policy, ...]:
    terms: dict[int, list[Term]] = defaultdict(list)
    milestones = Milestone.objects.filter(policy__in=wanted).order_by("id")
    for policy_id, kind, amount, unit in milestones.values_list("policy_id", "kind", "amount", "unit"):
        terms[policy_id].append(Term(kind, amount, Unit(unit)))
    hours = hours_by_id()
    rows = wanted.order_by("code", "valid_from")
    return tuple(_policy(row, hours.get(row.hours_id or 0), tuple(terms[row.pk])) for row in rows)


def _policy(row: PolicyRow, hours: Hours | None, terms: tuple[Term, ...]) -> Policy:
    return Policy(
        id=row.pk, code=row.code, title=row.title, legal_kind=row.legal_kind, channel=row.channel,
        topic_code=row.topic_code, importance=row.importance, hours=hours, shift=Shift(row.shift),
        is_in_use=row.is_in_use, valid_from=row.valid_from, valid_to=row.valid_to, terms=terms, source=row.source,
        regime=Regime(**{name: getattr(row, name) for name in Regime.__slots__}),
    )  # fmt: skip


def policies_on(day: date) -> tuple[Policy, ...]:
    """Policies in use and in force on `day`."""
    return tuple(policy for policy in policies() if policy.is_in_force(day))


def policy_codes() -> list[str]:
    """Codes of all policies, in order."""
    return list(PolicyRow.objects.order_by("code").values_list("code", flat=True).distinct())


def hours_of(code: str) -> Hours | None:
    """Office hours by code, None where there are none of it. One query."""
    row = OfficeHours.objects.filter(code=code).values_list("code", "week", "short_day_cut_min").first()
    return _hours(row[0], json.dumps(row[1], sort_keys=True), row[2]) if row else None


def hours_by_id() -> dict[int, Hours]:
    """All office hours by their number. One query."""
    rows = OfficeHours.objects.values_list("pk", "code", "week", "short_day_cut_min")
    return {pk: _hours(code, json.dumps(week, sort_keys=True), cut) for pk, code, week, cut in rows}


@dataclass(frozen=True, slots=True)
class DayCard:
    """A row of the calendar as the settings page shows it; an empty region is the country."""

    day: date
    region: str
    kind: str
    name: str
    source: str


def days(year: int) -> tuple[DayCard, ...]:
    """All rows of a year's calendar, the country's and the regions'."""
    rows = CalendarDay.objects.filter(day__year=year).order_by("day", "region")
    return tuple(DayCard(*row) for row in rows.values_list(*DayCard.__slots__))


@lru_cache(maxsize=64)
def _hours(code: str, week: str, short_day_cut_min: int) -> Hours:
    return read_hours(code, json.loads(week), short_day_cut_min)
