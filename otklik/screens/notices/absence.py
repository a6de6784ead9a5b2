"""One's own absence: days away and who stands in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices import absences
from otklik.offices.actions import OfficeError
from otklik.offices.models import Absence, Person
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.notices.pages import shown, tabs
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.pages import Cell, Page, Row, Table


class AbsenceForm(DeskForm):
    """Days away, and who is told instead."""

    since = DayField(label="Первый день")
    until = DayField(label="Последний день")
    deputy = forms.TypedChoiceField(
        label="Кто замещает", required=False, coerce=int, empty_value=None,
        help_text="Уведомления пойдут заместителю, если ему виден вопрос; без заместителя — следующему по должности.",
    )  # fmt: skip
    note = forms.CharField(label="Примечание", required=False, max_length=200, help_text="Например «отпуск».")

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True).select_related("body").order_by("full_name")
        others = [(str(one.pk), f"{one} · {one.body}" if one.body else str(one)) for one in people if one != person]
        self.fields["deputy"].choices = choices(others, "никто")  # type: ignore[attr-defined]

    def clean_deputy(self) -> Person | None:
        number = self.cleaned_data["deputy"]
        return Person.objects.get(pk=number) if number else None


@needs(Verb.READ)
def edit(request: ScopedRequest) -> HttpResponse:
    """The absences of the person who looks, and a form for one more."""
    form = AbsenceForm(request.POST or None, person=request.user)
    if form.is_valid() and is_kept(form, request.user, request.user):
        messages.success(request, "Отсутствие отмечено.")
        return redirect("absence")
    rows = tuple(row(one, "absence_drop") for one in absences.planned(timezone.localdate(), request.user))
    table = Table(HEADINGS[1:], tuple(Row(one.cells[1:], post_to=one.post_to, button=one.button, ask=one.ask)
                                      for one in rows), title="Отмечено", empty="Отсутствий впереди нет.")  # fmt: skip
    lead = "Пока вас нет, о сроках предупредят того, кто вас замещает."
    page = Page("Моё отсутствие", lead, links=tabs("absence"), tables=(table,), form=form, button="Отметить")
    return shown(request, page)


@require_POST
@needs(Verb.READ)
def drop(request: ScopedRequest, absence_id: int) -> HttpResponse:
    """One's own absence falls out; that of another person is not found."""
    found = get_object_or_404(Absence.objects.select_related("person", "deputy"), pk=absence_id, person=request.user)
    absences.drop_absence(found, by=request.user, at=timezone.now())
    messages.success(request, "Отсутствие удалено: уведомления снова идут вам.")
    return redirect("absence")


HEADINGS = ("Кто", "С", "По", "Замещает", "Отметил")


def row(one: Absence, drop_name: str) -> Row:
    """An absence as a row of a table with a button to drop it."""
    cells = (
        Cell(str(one.person), note=one.note), Cell(f"{one.since:%d.%m.%Y}"), Cell(f"{one.until:%d.%m.%Y}"),
        Cell(str(one.deputy)) if one.deputy else Cell("никто", mark="warn"), Cell(str(one.by or "система")),
    )  # fmt: skip
    return Row(
        cells, post_to=reverse(drop_name, args=[one.pk]), button="Удалить", ask=f"{one.person}, с {one.since:%d.%m.%Y}"
    )


def is_kept(form: AbsenceForm, person: Person, by: Person) -> bool:
    """Whether the absence of the form could be kept; what is wrong stands in the form."""
    kept = form.kept(
        lambda: absences.save_absence(
            person=person, since=form.cleaned_data["since"], until=form.cleaned_data["until"],
            deputy=form.cleaned_data["deputy"], note=form.cleaned_data["note"], by=by, at=timezone.now(),
        ),
        OfficeError,
    )  # fmt: skip
    return kept is not None
