"""Whose passport it is: a body or a municipality, what is known of it, and whether this person may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse

from otklik.indicators.cube import Filters
from otklik.offices.models import Body, Grant, Person
from otklik.offices.rules import Reach, Scope
from otklik.reference.models import Territory
from otklik.reference.rules import municipality_code, territory_prefix
from otklik.screens.parts.tell import number, plural

PEOPLE = 6
_HEADS = ("head", "block_head", "approver", "curator")


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known of a subject: «Блок — ЖКХ»; lines with an address lead there."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """`kind` is "body" or "place"; `key` is as slices know it; `places` is the dimension by which its places go."""

    kind: str
    key: str
    code: str
    title: str
    known: tuple[Known, ...]
    places: str

    @property
    def filters(self) -> Filters:
        return ((self.kind, (self.key,)),)


def body(scope: Scope, code: str) -> Subject:
    """Raises Http404 for one that is not there or out of the scope."""
    found = Body.objects.select_related("block", "parent").filter(code=code).first()
    if found is None or not any(_reaches_body(reach, found.pk) for reach in scope.reaches):
        raise Http404("Такого органа нет, или его паспорт вам не виден.")
    return Subject("body", str(found.pk), found.code, found.name, _of_body(found), "place")


def place(scope: Scope, code: str) -> Subject:
    """Of a municipality. Raises Http404 for one that is not there or out of the scope."""
    found = Territory.objects.filter(code=code, kind=Territory.Kind.MUNICIPALITY).first()
    if found is None or not any(reaches_place(reach, found.code) for reach in scope.reaches):
        raise Http404("Такого муниципалитета нет, или его паспорт вам не виден.")
    return Subject("place", found.code, found.code, found.name, _of_place(found), "settlement")


def visible_bodies(scope: Scope, bodies: Iterable[int]) -> list[int]:
    """Those whose passport the scope lets see."""
    return [one for one in bodies if any(_reaches_body(reach, one) for reach in scope.reaches)]


def reaches_place(reach: Reach, code: str) -> bool:
    """Whether a reach holds the municipality or lies in it."""
    own, around = territory_prefix(code), territory_prefix(reach.territory_code) if reach.territory_code else ""
    return own.startswith(around) or around.startswith(own)


def _reaches_body(reach: Reach, body_id: int) -> bool:
    return reach.bodies is None or body_id in reach.bodies


def _of_body(found: Body) -> tuple[Known, ...]:
    known = [Known("Вид", ((str(Body.Kind(found.kind).label), ""),))]
    if found.block:
        known.append(Known("Блок", ((found.block.name, ""),)))
    if found.parent:
        known.append(Known("Подчинён", ((str(found.parent), _body_url(found.parent)),)))
    known += [Known(title, lines) for title, lines in _people(found) if lines]
    codes = [code for code in found.territory_codes if municipality_code(code)]
    if codes:
        rows = Territory.objects.filter(code__in=codes).order_by("name").values_list("code", "name", "kind")
        known.append(Known("Где работает", tuple((name, _place_url(code, kind)) for code, name, kind in rows)))
    if found.closed_on:
        known.append(Known("Закрыт", ((f"{found.closed_on:%d.%m.%Y}", ""),)))
    return tuple(known)


def _people(found: Body) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Who answers for the body, and how many work in it."""
    leads = Exists(Grant.objects.filter(person=OuterRef("pk"), role__in=_HEADS))
    people = Person.objects.filter(body=found, is_active=True).annotate(leads=leads).order_by("full_name")
    rows = list(people.values_list("full_name", "position", "leads"))
    told = tuple((f"{name}, {position}" if position else name, "") for name, position, is_head in rows if is_head)
    count = len(rows)
    staff = f"{number(count)} {plural(count, 'сотрудник', 'сотрудника', 'сотрудников')}"
    return [("Руководит и согласует", told[:PEOPLE]), ("В системе", ((staff, ""),) if count else ())]


def _of_place(found: Territory) -> tuple[Known, ...]:
    known = []
    if found.population:
        known.append(Known("Жителей", ((number(found.population), ""),)))
    inside = Territory.objects.filter(
        code__startswith=territory_prefix(found.code), kind=Territory.Kind.SETTLEMENT
    ).count()
    if inside:
        known.append(Known("Населённых пунктов", ((number(inside), ""),)))
    works = [one for one in Body.objects.filter(closed_on=None, is_confirmed=True) if _works_in(one, found.code)]
    known.append(Known("Органы здесь", tuple((str(one), _body_url(one)) for one in works)))
    return tuple(one for one in known if one.lines)


def _works_in(one: Body, code: str) -> bool:
    """Whether a body names the place among those where it works; one of the whole region names none."""
    return any(where.startswith(territory_prefix(code)) for where in one.territory_codes)


def _body_url(one: Body) -> str:
    return reverse("body-passport", args=[one.code])


def _place_url(code: str, kind: str) -> str:
    return reverse("place-passport", args=[code]) if kind == Territory.Kind.MUNICIPALITY else ""
