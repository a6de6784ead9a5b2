"""Writes of topics, days, office hours and policies; each tells what it changed, for the caller to record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from otklik.reference import queries, seeding
from otklik.reference.classifier import EditionDraft, Loaded, TopicRow, read_classifier
from otklik.reference.models import CalendarDay, Edition, Milestone, OfficeHours, Policy, Topic, TopicMapping
from otklik.reference.rules import Changed, DayKind, ReferenceRefused, TopicDraft, read_hours
from otklik.reference.terms import Policy as PolicyVersion
from otklik.reference.terms import PolicyDraft, Term, policy_flaws

_IM_NAME = "Инцидент Менеджмент"
_IM_SOURCE = "Открытая выгрузка тем «Инцидент Менеджмент», Пермский край (набор «Цифровой прорыв»): 26 групп, 195 тем"
_IM_FROM = date(2020, 1, 1)


@transaction.atomic
def seed(*, at: datetime) -> None:
    """Put in what is shipped and not there yet: topics, calendar, office hours, policies. What people changed stays."""
    if not Edition.objects.filter(code=queries.INCIDENT).exists():
        path = seeding.SEED / "im_topics.csv"
        draft = EditionDraft(queries.INCIDENT, _IM_NAME, _IM_FROM)
        load_classifier(path, edition=draft, source=_IM_SOURCE, by=None, at=at)
    for year in seeding.years(at):
        load_year(year)
    for row in seeding.read("office_hours"):
        if not OfficeHours.objects.filter(code=row["code"]).exists():
            cut = int(row["short_day_cut_min"])
            save_hours(code=row["code"], name=row["name"], week=seeding.week_of(row), short_day_cut_min=cut,
                       source=row["source"], by=None, at=at)  # fmt: skip
    known = set(Policy.objects.values_list("code", flat=True))
    for policy in seeding.policy_drafts():
        if policy.code not in known:
            save_policy(policy, by=None, at=at)


def load_year(year: int) -> int:
    """Put in the country's calendar of `year` unless it is there; how many days were added.

    Raises ReferenceRefused for a year that leaves a gap: a count of working time must not fall into it.
    """
    loaded = _loaded_years()
    if year in loaded:
        return 0
    if loaded and year not in (loaded[0] - 1, loaded[-1] + 1):
        near = loaded[-1] + 1 if year > loaded[-1] else loaded[0] - 1
        raise ReferenceRefused(f"Между {year} годом и загруженными остался бы пропуск: сначала загрузите {near} год.")
    rows = [
        CalendarDay(day=day, kind=kind, name=name, source=source) for day, kind, name, source in seeding.year_days(year)
    ]
    return len(CalendarDay.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def load_classifier(
    path: Path, *, edition: EditionDraft, source: str, by: AbstractBaseUser | None, at: datetime
) -> Loaded:
    """Make the edition say what the table says: new topics come, others change their names, missing ones are closed.

    Any flaw refuses the whole table: nothing is half loaded. The same table again changes nothing.
    """
    table = read_classifier(path)
    if table.flaws:
        return Loaded(0, 0, 0, table.flaws)
    row, _ = Edition.objects.update_or_create(
        code=edition.code, defaults={"name": edition.name, "valid_from": edition.valid_from, "source": source}
    )
    known = {topic.code: topic for topic in Topic.objects.filter(edition=row)}
    added = _add_topics(row, [topic for topic in table.topics if topic.code not in known], known)
    reopened, renamed = _renew_topics(table.topics, known)
    gone = set(known) - {topic.code for topic in table.topics}
    closing = Topic.objects.filter(edition=row, code__in=gone, closed_on=None)
    return Loaded(added + reopened, renamed, closing.update(closed_on=timezone.localdate(at)), ())


def _add_topics(edition: Edition, fresh: Sequence[TopicRow], known: dict[str, Topic]) -> int:
    # Level by level: a topic needs the key of the one above it.
    for level in sorted({topic.level for topic in fresh}):
        made = Topic.objects.bulk_create(
            (
                Topic(edition=edition, code=topic.code, name=topic.name, parent=known.get(topic.parent),
                      level=topic.level, is_starred=topic.is_starred)
                for topic in fresh if topic.level == level
            ),
            batch_size=500,
        )  # fmt: skip
        known |= {topic.code: topic for topic in made}
    return len(fresh)


def _renew_topics(rows: Iterable[TopicRow], known: Mapping[str, Topic]) -> tuple[int, int]:
    """Take closed topics in use again and change names; how many of each."""
    reopened: list[Topic] = []
    renamed: list[Topic] = []
    for row in rows:
        topic = known[row.code]
        if topic.closed_on is not None:
            topic.name, topic.closed_on = row.name, None
            reopened.append(topic)
        elif topic.name != row.name:
            topic.name = row.name
            renamed.append(topic)
    Topic.objects.bulk_update([*reopened, *renamed], ["name", "closed_on"], batch_size=200)
    return len(reopened), len(renamed)


@transaction.atomic
def save_topic(draft: TopicDraft, *, by: AbstractBaseUser | None, at: datetime) -> Changed:
    """Make or change a topic. Raises ReferenceRefused for an unknown edition or parent, an empty name, a loop."""
    edition = Edition.objects.filter(code=draft.edition).first()
    if edition is None:
        raise ReferenceRefused(f"Редакции классификатора «{draft.edition}» нет: сначала загрузите её.")
    if not draft.code.strip() or not draft.name.strip():
        raise ReferenceRefused(f"У темы «{draft.code}» пуст код или название: заполните оба.")
    parent = _upper(draft)
    old = Topic.objects.filter(edition=edition, code=draft.code).first()
    before = _topic(old) if old else None
    values = {
        "name": draft.name.strip(), "parent": parent, "level": parent.level + 1 if parent else 1,
        "is_starred": draft.is_starred, "closed_on": draft.closed_on,
    }  # fmt: skip
    topic, _ = Topic.objects.update_or_create(edition=edition, code=draft.code, defaults=values)
    return _changed("topic", f"{draft.edition}:{draft.code}", before, _topic(topic), by, at)


def _upper(draft: TopicDraft) -> Topic | None:
    parent = _topic_of(draft.edition, draft.parent) if draft.parent else None
    above = parent
    while above is not None:
        if above.code == draft.code:
            raise ReferenceRefused(f"Тема «{draft.code}» не может лежать внутри себя: выберите другую вышестоящую.")
        above = above.parent
    return parent


@transaction.atomic
def map_topics(
    *, here: tuple[str, str], there: tuple[str, str], note: str = "", by: AbstractBaseUser | None, at: datetime
) -> Changed:
    """Say that two topics, each (edition, code), say the same. Raises ReferenceRefused for an unknown one."""
    first, second = _topic_of(*here), _topic_of(*there)
    if first.pk == second.pk:
        raise ReferenceRefused(f"Тема «{first.name}» сопоставляется сама с собой: выберите тему другой редакции.")
    old = TopicMapping.objects.filter(here=first, there=second).first()
    before = {"note": old.note} if old else None
    TopicMapping.objects.update_or_create(here=first, there=second, defaults={"note": note})
    return _changed("topic_mapping", f"{':'.join(here)} = {':'.join(there)}", before, {"note": note}, by, at)


def _topic_of(edition: str, code: str) -> Topic:
    topic = Topic.objects.filter(edition__code=edition, code=code).first()
    if topic is None:
        raise ReferenceRefused(f"Темы «{code}» нет в редакции «{edition}»: проверьте код.")
    return topic


@transaction.atomic
def save_day(
    *, day: date, kind: str, region: str = "", name: str = "", source: str = "", by: AbstractBaseUser | None,
    at: datetime,
) -> Changed:  # fmt: skip
    """Say how a day of the country or of a region (its ОКТМО code) differs from the plain week.

    Raises ReferenceRefused for an unknown kind or a year that is not loaded.
    """
    if kind not in tuple(DayKind):
        raise ReferenceRefused(f"Вида дня «{kind}» нет; есть {', '.join(DayKind)}.")
    if day.year not in _loaded_years():
        raise ReferenceRefused(f"Календарь на {day.year} год не загружен: сначала загрузите год целиком.")
    before = _day(day, region)
    CalendarDay.objects.update_or_create(
        day=day, region=region, defaults={"kind": kind, "name": name, "source": source}
    )
    return _changed("day", f"{day}:{region}", before, _day(day, region), by, at)


@transaction.atomic
def remove_day(*, day: date, region: str = "", by: AbstractBaseUser | None, at: datetime) -> Changed:
    """Let a day be as its weekday again. Raises ReferenceRefused where there is no such row."""
    before = _day(day, region)
    if before is None:
        raise ReferenceRefused(f"В календаре нет особого дня {day:%d.%m.%Y}: убирать нечего.")
    if (day.month, day.day) == (1, 1) and not region:
        raise ReferenceRefused(f"По дню {day:%d.%m.%Y} видно, что год загружен: его можно изменить, но не убрать.")
    CalendarDay.objects.filter(day=day, region=region).delete()
    return _changed("day", f"{day}:{region}", before, None, by, at)


@transaction.atomic
def save_hours(
    *, code: str, name: str, week: Mapping[str, Sequence[Sequence[str]]], short_day_cut_min: int, source: str,
    by: AbstractBaseUser | None, at: datetime,
) -> Changed:  # fmt: skip
    """Make or change office hours. Raises ReferenceRefused for an empty week or one that crosses midnight."""
    read_hours(code, week, short_day_cut_min)
    old = OfficeHours.objects.filter(code=code).first()
    before = {"name": old.name, "week": old.week, "short_day_cut_min": old.short_day_cut_min} if old else None
    after = {"name": name, "week": dict(week), "short_day_cut_min": short_day_cut_min}
    OfficeHours.objects.update_or_create(code=code, defaults={**after, "source": source})
    return _changed("hours", code, before, after, by, at)


@transaction.atomic
def save_policy(draft: PolicyDraft, *, by: AbstractBaseUser | None, at: datetime) -> Changed:
    """Put in the next version of a policy; the one before it ends the day before. Items counted by it keep it.

    Raises ReferenceRefused with every flaw: gaps, overlaps, unknown units, amounts that are not positive.
    """
    versions = queries.policy_versions(draft.code)
    flaws = policy_flaws(draft, versions, queries.policies())
    hours = OfficeHours.objects.filter(code=draft.hours_code).first() if draft.hours_code else None
    if draft.hours_code and hours is None:
        flaws += (f"Политика «{draft.code}»: режима работы «{draft.hours_code}» нет; сначала заведите его.",)
    if flaws:
        raise ReferenceRefused(*flaws)
    last = max(versions, key=lambda version: version.valid_from, default=None)
    if last is not None:
        Policy.objects.filter(pk=last.id).update(valid_to=draft.valid_from - timedelta(days=1))
    _write_policy(draft, hours)
    return _changed("policy", draft.code, _told(last) if last else None, _told(draft), by, at)


def _write_policy(draft: PolicyDraft, hours: OfficeHours | None) -> None:
    policy = Policy.objects.create(
        code=draft.code, title=draft.title, legal_kind=draft.legal_kind, channel=draft.channel,
        topic_code=draft.topic_code, importance=draft.importance, hours=hours, shift=draft.shift,
        is_in_use=draft.is_in_use, valid_from=draft.valid_from, valid_to=draft.valid_to, source=draft.source,
        **asdict(draft.regime),
    )  # fmt: skip
    Milestone.objects.bulk_create(
        Milestone(policy=policy, kind=kind, amount=amount, unit=unit) for kind, amount, unit in draft.terms
    )


@transaction.atomic
def use_policy(*, code: str, by: AbstractBaseUser | None, at: datetime) -> tuple[Changed, ...]:
    """Put a variant in use and take those of the same scope out; what changed, nothing when it is in use already.

    Raises ReferenceRefused for an unknown code. Items counted by the other policy keep it.
    """
    wanted = Policy.objects.filter(code=code).order_by("-valid_from").first()
    if wanted is None:
        raise ReferenceRefused(f"Политики «{code}» нет; есть {', '.join(queries.policy_codes())}.")
    rivals = Policy.objects.filter(
        legal_kind=wanted.legal_kind, channel=wanted.channel, topic_code=wanted.topic_code,
        importance=wanted.importance, season_from=wanted.season_from, season_to=wanted.season_to, is_in_use=True,
    ).exclude(code=code)  # fmt: skip
    ended = sorted(set(rivals.values_list("code", flat=True)))
    rivals.update(is_in_use=False)
    begun = [code] if Policy.objects.filter(code=code, is_in_use=False).update(is_in_use=True) else []
    return tuple(
        _changed("policy", changed, {"is_in_use": not is_on}, {"is_in_use": is_on}, by, at)
        for codes, is_on in ((ended, False), (begun, True))
        for changed in codes
    )


def _changed(
    subject: str, key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None,
    by: AbstractBaseUser | None, at: datetime,
) -> Changed:  # fmt: skip
    return Changed(subject, key, before, after, by.pk if by else None, at)


def _topic(topic: Topic) -> dict[str, Any]:
    closed_on = str(topic.closed_on) if topic.closed_on else None
    return {"name": topic.name, "parent": topic.parent_id, "is_starred": topic.is_starred, "closed_on": closed_on}


def _loaded_years() -> list[int]:
    # New Year's Day is off each year: a year is loaded when its first day is there.
    firsts = CalendarDay.objects.filter(region="", day__month=1, day__day=1).order_by("day")
    return [day.year for day in firsts.values_list("day", flat=True)]


def _day(day: date, region: str) -> dict[str, Any] | None:
    row = CalendarDay.objects.filter(day=day, region=region).first()
    return {"kind": row.kind, "name": row.name, "source": row.source} if row else None


def _told(policy: PolicyDraft | PolicyVersion) -> dict[str, Any]:
    """A version of a policy as the log of settings keeps it."""
    terms = policy.terms
    return {
        "title": policy.title, "valid_from": str(policy.valid_from), "shift": str(policy.shift),
        "is_in_use": policy.is_in_use, "source": policy.source, **asdict(policy.regime),
        "terms": [list(asdict(term).values()) if isinstance(term, Term) else list(term) for term in terms],
    }  # fmt: skip
