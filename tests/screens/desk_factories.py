"""Rows for tests of settings, imports, quarantine and the new letter."""

import re
from datetime import date

from django.test import Client

from otklik.offices.models import Block, Body, Grant, Person
from otklik.reference.models import (
    CalendarDay,
    Edition,
    Milestone,
    OfficeHours,
    Policy,
    Territory,
    Topic,
    TopicMapping,
)
from otklik.routing.models import Rule

PASSWORD = "ясный-вечер-7"


def someone(login: str = "admin", role: str = "administrator", **scope: object) -> Person:
    """A person with one role."""
    person = Person.objects.create_user(login, PASSWORD, full_name="Вера Панина")
    Grant.objects.create(person=person, role=role, **scope)
    return person


def entered(person: Person) -> Client:
    """A browser in which the person came in."""
    client = Client()
    client.force_login(person)
    return client


def a_block(code: str = "roads") -> Block:
    return Block.objects.get_or_create(code=code, defaults={"name": "Дороги"})[0]


def a_body(code: str = "mintrans", name: str = "Министерство транспорта", **fields: object) -> Body:
    return Body.objects.create(code=code, name=name, **fields)


def a_territory(code: str = "99701000", name: str = "Заречный округ") -> Territory:
    return Territory.objects.create(code=code, name=name, kind=Territory.Kind.MUNICIPALITY, population=12500)


def topics(edition: str = "im") -> list[Topic]:
    """An edition with a group and a theme."""
    kept = Edition.objects.create(code=edition, name=f"Классификатор {edition}", valid_from=date(2020, 1, 1))
    group = Topic.objects.create(edition=kept, code=f"{edition}.05", name="Дороги", level=1)
    return [group, Topic.objects.create(edition=kept, code=f"{edition}.05.01", name="Ямы", level=2, parent=group)]


def a_policy(code: str = "messages", **fields: object) -> Policy:
    values = {"title": "Сообщения", "legal_kind": "message", "valid_from": date(2024, 1, 1), "source": "Распоряжение"}
    policy = Policy.objects.create(code=code, **{**values, **fields})
    Milestone.objects.create(policy=policy, kind="answer", amount=8, unit="working_hours")
    return policy


def a_year(year: int = 2026) -> None:
    """A loaded calendar year and office hours."""
    CalendarDay.objects.create(day=date(year, 1, 1), kind="off", name="Новый год", source="ТК РФ ст. 112")
    CalendarDay.objects.create(day=date(year, 4, 30), kind="short", name="Перед праздником", source="ТК РФ ст. 95")
    week = {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in range(5)}
    OfficeHours.objects.create(code="office", name="Приёмная", week=week, source="Приказ")


def a_rule(body: Body, topic: Topic, territory: Territory | None = None) -> Rule:
    return Rule.objects.create(body=body, topic=topic, territory=territory, valid_from=date(2024, 1, 1))


def a_region() -> None:
    """A little of everything that settings show."""
    block, (group, theme), place = a_block(), topics(), a_territory()
    _, there = topics("pos")
    ministry = a_body(block=block)
    road = a_body("road-agency", "Дорожное агентство", block=block, parent=ministry)
    a_body("old", "Прежний комитет", closed_on=date(2025, 1, 1))
    a_body("g-zarechnyi", "Город Заречный", is_confirmed=False)
    a_year()
    a_policy(hours=OfficeHours.objects.get())
    a_policy("messages-fast", is_in_use=False, title="Сообщения, быстро")
    a_policy("messages-old", valid_to=date(2025, 1, 1), title="Прежнее правило", channel="pos")
    a_rule(ministry, group)
    a_rule(road, theme, place)
    TopicMapping.objects.create(here=theme, there=there, note="по смыслу")


def wrongs(page: str) -> list[str]:
    """What a page says is wrong, beside the fields."""
    found = re.findall(r'class="desk-wrong"[^>]*>(.*?)</div>', page, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]
