"""A closed body's rules and open questions, handed over to its successor at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.appeals.states import OPEN, State
from otklik.flow.desks import desk
from otklik.offices.models import Body, Person
from otklik.offices.rules import Verb
from otklik.routing import successions
from otklik.routing.models import Rule
from otklik.routing.rules import RoutingError
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, show

_BATCH = 500


class SuccessorForm(DeskForm):
    """Who takes over."""

    into = forms.ChoiceField(label="Преемник")

    def __init__(self, *args: Any, targets: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = choices(((body.code, body.name) for body in targets), "выберите")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What went to the successor, and what was left: questions that could not be sent."""

    rules: int
    questions: int
    left: int


@needs_region(Verb.SETTINGS)
def hand_over(request: ScopedRequest, code: str) -> HttpResponse:
    """What a closed body still has, and the form that gives all of it to another."""
    body = get_object_or_404(Body, code=code, closed_on__isnull=False)
    targets = Body.objects.filter(is_confirmed=True, closed_on=None)
    form = SuccessorForm(request.POST or None, targets=targets)
    if form.is_valid():
        into, now = targets.get(code=form.cleaned_data["into"]), timezone.now()
        made = form.kept(lambda: successions.rules(body, into, by=request.user, at=now), RoutingError)
        if made is not None:
            moved, left = questions(body, into, by=request.user, at=now)
            messages.success(request, _told(HandedOver(made, moved, left), into))
            return redirect("settings_body_successor", code)
    trail = (SETTINGS, Link("Органы и организации", reverse("settings_bodies")),
             Link(body.name, reverse("settings_body", args=[code])))  # fmt: skip
    held = _held(body)
    waiting = held.count()
    lead = f"Закрыт. Открытых вопросов: {waiting}, правил маршрута: {len(successions.held(body))}."
    feed = Link("Открытые вопросы в ленте", f"{reverse('feed')}?body={code}")
    page = Page("Передать преемнику", lead, trail, (feed,) if waiting else (), (_rules(body),), form=form,
                button="Передать всё")  # fmt: skip
    return show(request, page)


def questions(body: Body, into: Body, *, by: Person, at: datetime) -> tuple[int, int]:
    """Send the open questions of a closed body to its successor: how many went, how many are left.

    What waits for a topic, an author or an arbiter stays on its desk: its body is decided there.
    """
    why = f"«{body}» закрыт, преемник — «{into}»"[:500]
    moved, last = 0, 0
    movable = _held(body).filter(Q(state__in=(State.SENT, State.TAKEN)) | Q(state=State.NEW, waits_for="routing"))
    while batch := list(movable.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        last = batch[-1]
        moved += len(desk.send(question_ids=batch, body_code=into.code, why=why, by=by, at=at).changed)
    return moved, _held(body).count()


def _held(body: Body) -> QuerySet[Question]:
    return Question.objects.filter(body=body, state__in=OPEN)


def _rules(body: Body) -> Table:
    rows = tuple(_row(rule) for rule in successions.held(body))
    headings, title = ("Правило", "Тема", "Территория"), "Правила, которые направляют в закрытый орган"
    lead = "Прежние закончатся вчерашним днём, такие же начнут действовать сегодня."
    return Table(headings, rows, title, lead, "Таких правил нет.")


def _row(rule: Rule) -> Row:
    topic = rule.topic.name if rule.topic else "любая"
    where = rule.territory.name if rule.territory else "весь регион"
    return Row((Cell(f"№ {rule.pk}", reverse("settings_route", args=[rule.pk])), Cell(topic), Cell(where)))


def _told(done: HandedOver, into: Body) -> str:
    left = f" Осталось на своих столах: {done.left}." if done.left else ""
    return f"«{into}» получил вопросов: {done.questions}, правил: {done.rules}.{left}"
