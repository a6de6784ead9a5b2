"""Who is away and who stands in: all people, kept by those who keep people."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices import absences
from otklik.offices.models import Absence, Person
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.notices.absence import HEADINGS, AbsenceForm, is_kept, row
from otklik.screens.settings.forms import choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Page, Table, history, show


class AnyoneForm(AbsenceForm):
    """An absence of anyone."""

    person = forms.TypedChoiceField(label="Кто", coerce=int)
    field_order = ["person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True).order_by("full_name")
        self.fields["person"].choices = choices([(str(one.pk), str(one)) for one in people], "выберите")  # type: ignore[attr-defined]


@needs_region(Verb.PEOPLE)
def listed(request: ScopedRequest) -> HttpResponse:
    """Absences that go on or lie ahead, and a form for one more."""
    form = AnyoneForm(request.POST or None)
    if form.is_valid() and is_kept(form, Person.objects.get(pk=form.cleaned_data["person"]), request.user):
        messages.success(request, "Отсутствие отмечено.")
        return redirect("settings_people_absences")
    rows = tuple(row(one, "settings_people_absence_drop") for one in absences.planned(timezone.localdate()))
    table = Table(HEADINGS, rows, title="Сейчас и впереди", empty="Все на месте.")
    lead = (
        "Пока человека нет, о сроках предупреждают его заместителя, если тому виден вопрос. "
        "Нет заместителя — следующего по должности: исполнитель → куратор → руководитель блока → руководитель."
    )
    page = Page(
        "Отсутствия", lead, (SETTINGS,), tables=(table,), form=form, button="Отметить", history=history(("absence",))
    )
    return show(request, page)


@require_POST
@needs_region(Verb.PEOPLE)
def drop(request: ScopedRequest, absence_id: int) -> HttpResponse:
    """The person is here after all."""
    found = get_object_or_404(Absence.objects.select_related("person", "deputy"), pk=absence_id)
    absences.drop_absence(found, by=request.user, at=timezone.now())
    messages.success(request, "Отсутствие удалено.")
    return redirect("settings_people_absences")
