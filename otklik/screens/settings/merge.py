"""A name from a table that is a known body under another name: the name becomes an alias, the questions move."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.flow.desks import desk
from otklik.offices import actions
from otklik.offices.models import Body, Person
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Link, Page, show

_BATCH = 500


class MergeForm(DeskForm):
    """Which known body it is."""

    into = forms.ChoiceField(label="Это орган", error_messages={"invalid_choice": "Такого действующего органа нет."})

    def __init__(self, *args: Any, targets: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = choices(((body.code, body.name) for body in targets), "выберите")  # type: ignore[attr-defined]


@needs_region(Verb.SETTINGS)
@require_POST
def join(request: ScopedRequest, code: str) -> HttpResponse:
    """Make the unconfirmed body another name of a known one."""
    alias = get_object_or_404(Body, code=code, is_confirmed=False)
    form = MergeForm(request.POST, targets=Body.objects.filter(is_confirmed=True, closed_on=None))
    if not form.is_valid():
        act = Act("Присоединить", request.path, form=form)
        trail = (SETTINGS, Link("Органы и организации", reverse("settings_bodies")))
        page = Page(f"Присоединить «{alias.name}»", trail=trail, acts=(act,))
        response = show(request, page)
        response.status_code = 422
        return response
    into = Body.objects.get(code=form.cleaned_data["into"])
    moved = merge(alias, into, by=request.user, at=timezone.now())
    left = Question.objects.filter(body=alias).count()
    told = f"Имя присоединено к органу «{into.name}», перенесено вопросов: {moved}."
    if left:
        told += f" За прежним именем остались отвеченные, закрытые и ждущие решения: {left}."
    messages.success(request, told)
    return redirect("settings_body", into.code)


def merge(alias: Body, into: Body, *, by: Person, at: datetime) -> int:
    """Give `into` the names of `alias`, close `alias`, send its questions to `into`; how many were sent.

    Names first: a table read meanwhile already finds the right body. Questions go in batches, each an act of its own.
    """
    why = f"«{alias.name}» — другое имя того же органа"[:500]
    actions.absorb_body(alias, into=into, by=by, at=at)
    moved, last = 0, 0
    while batch := _questions(alias, last):
        last = batch[-1]
        moved += len(desk.send(question_ids=batch, body_code=into.code, why=why, by=by, at=at).changed)
    return moved


def _questions(body: Body, after: int) -> list[int]:
    # Sending an answered or closed question would open it again; one that waits would skip its desk.
    movable = Question.objects.filter(body=body, state__in=(State.NEW, State.SENT), waits_for="")
    found = movable.filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:_BATCH])
