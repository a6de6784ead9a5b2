"""Puts the invented region into the database, and lives its ninety days through the line itself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from otklik.flow.demo import bodies as houses
from otklik.flow.demo import people, quarrels, routes, stream
from otklik.flow.demo import region as land
from otklik.flow.demo.history import History
from otklik.offices.models import Block, Body, Grant, Person
from otklik.reference.models import PlaceName, Territory, Topic
from otklik.routing.models import Rule

DAY, STEP, LATELY = timedelta(days=1), timedelta(hours=2), timedelta(days=3)
PASSWORD = "otklik-demo"


def region(*, at: datetime) -> None:
    """Territories with borders, blocks, bodies, people with grants, routing rules; inside a transaction."""
    drawn = land.build()
    _territories(drawn)
    bodies = _bodies(houses.build(drawn))
    _people(people.build(drawn), bodies)
    _rules(bodies, at)


def life(*, until: datetime, days: int, say: Callable[[str], None]) -> None:
    """Send `days` days of letters through the line, step by step, with people working behind it."""
    local = timezone.localtime(until)
    history = History(seed=land.SEED)
    letters = iter(stream.letters(land.build(), until=local, days=days))
    letter = next(letters, None)
    for number, end in enumerate(_steps(local, days), 1):
        batch = []
        while letter is not None and letter.published_at <= end:
            batch.append(letter)
            letter = next(letters, None)
        history.live(batch, until=end)
        if number % 15 == 0:
            say(f"прожито до {end:%d.%m.%Y}: писем {history.letters}, закрыто {history.closed}")
    quarrels.quarrel(until)


def _steps(until: datetime, days: int) -> Iterator[datetime]:
    """The ends of the steps: whole days long ago, two hours lately, so that recent times on the pages are true."""
    end = until.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    while end < until:
        end += DAY if end < until - LATELY else STEP
        yield min(end, until)


def _territories(drawn: land.Region) -> None:
    top = Territory.objects.create(
        code=drawn.code, name=drawn.name, kind=Territory.Kind.REGION, population=drawn.population
    )
    rows = [
        Territory(code=place.code, name=place.name, kind=Territory.Kind.MUNICIPALITY, parent=top,
                  population=place.population, border=place.geojson(), aliases=[place.short],
                  longitude=place.label[0], latitude=place.label[1])
        for place in drawn.municipalities
    ]  # fmt: skip
    Territory.objects.bulk_create(rows)
    parents = {row.code: row for row in rows}
    villages = [
        Territory(code=village.code, name=village.name, kind=Territory.Kind.SETTLEMENT, parent=parents[place.code],
                  population=village.population, aliases=[f"{village.kind} {village.name}"],
                  longitude=village.point[0], latitude=village.point[1])
        for place in drawn.municipalities
        for village in place.settlements
    ]  # fmt: skip
    Territory.objects.bulk_create(villages)
    towns = parents | {row.code: row for row in villages}
    PlaceName.objects.bulk_create(name for place in drawn.municipalities for name in _place_names(place, towns))


def _place_names(place: land.Municipality, towns: dict[str, Territory]) -> list[PlaceName]:
    rows = [(each.settlement, "street", each.full) for each in place.streets]
    rows += [(each.settlement, "landmark", each.name) for each in place.landmarks]
    rows += [(place.code, "route", each.number) for each in place.routes]
    return [PlaceName(territory=towns[code], kind=kind, title=title) for code, kind, title in dict.fromkeys(rows)]


def _bodies(drawn: tuple[houses.Body, ...]) -> dict[str, Body]:
    blocks = {code: Block.objects.create(code=code, name=name, position=number)
              for number, (code, name) in enumerate(houses.BLOCKS.items(), 1)}  # fmt: skip
    made: dict[str, Body] = {}
    for body in drawn:
        made[body.code] = Body.objects.create(
            code=body.code, name=body.name, short_name=body.short, kind=body.kind,
            parent=made[body.parent] if body.parent else None, block=blocks.get(body.block),
            territory_codes=[] if body.territory == land.REGION_CODE else [body.territory],
        )  # fmt: skip
    return made


def _people(drawn: tuple[people.Person, ...], bodies: dict[str, Body]) -> None:
    # One hash for all: they share the password, and seventy slow hashes would take half the founding.
    hashed = make_password(PASSWORD)
    for one in drawn:
        person = Person.objects.create(
            login=one.login, full_name=one.name, position=one.position, password=hashed,
            body=bodies[one.body] if one.body else None,
        )  # fmt: skip
        Grant.objects.bulk_create(
            Grant(person=person, role=grant.role, body=bodies[grant.body] if grant.body else None,
                  territory_code=grant.territory, topic_code=grant.topic)
            for grant in one.grants
        )  # fmt: skip


def _rules(bodies: dict[str, Body], at: datetime) -> None:
    topics = {topic.code: topic for topic in Topic.objects.filter(edition__code="im")}
    territories = {place.code: place for place in Territory.objects.all()}
    since = (at - timedelta(days=366)).date()
    Rule.objects.bulk_create(
        Rule(topic=topics.get(rule.topic), territory=territories.get(rule.territory), channel=rule.channel,
             body=bodies[rule.body], valid_from=since, note=rule.note)
        for rule in routes.ROUTES
    )  # fmt: skip
