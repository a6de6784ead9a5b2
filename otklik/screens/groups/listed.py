"""«Группы»: interdepartmental groups that a person may see; a new one and a change of one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otklik.improvement import actions, queries
from otklik.improvement.actions import GroupDraft
from otklik.improvement.queries import GroupLine, GroupPage
from otklik.improvement.rules import GroupError
from otklik.offices.models import Body, Person
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.pages import Cell, Link, Page, Row, Table
from otklik.screens.settings.pages import show as shown

TRAIL = (Link("Группы", "/groups/"),)
_HEADINGS = ("Группа", "Руководитель", "Состав", "Вопросов", "Общий срок")


class GroupForm(DeskForm):
    """What the group is for, who is in it, who leads it, until when."""

    title = forms.CharField(label="Название", max_length=120, help_text="Например «Паводок в Заречье».")
    matter = forms.CharField(
        label="Что нужно решить", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    head = forms.ChoiceField(label="Руководитель")
    due_on = DayField(label="Общий срок")
    bodies = forms.MultipleChoiceField(label="Органы", required=False)
    people = forms.MultipleChoiceField(label="Сотрудники", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (one.login, f"{one}, {one.position}" if one.position else str(one))
            for one in Person.objects.filter(is_active=True)
        ]
        bodies = Body.objects.filter(is_confirmed=True, closed_on=None).values_list("code", "name")
        self.fields["head"].choices = choices(people, "выберите")  # type: ignore[attr-defined]
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["bodies"].choices = list(bodies)  # type: ignore[attr-defined]

    def draft(self) -> GroupDraft:
        sent = self.cleaned_data
        members = tuple(sent["bodies"]), tuple(sent["people"])
        return GroupDraft(sent["title"], sent["matter"], sent["head"], sent["due_on"], *members)


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """Groups at work, then those that ended."""
    found = queries.groups(request.user, request.scope)
    links = (Link("Собрать группу", reverse("group-new"), is_main=True),) if request.scope.may(Verb.ROUTE) else ()
    lead = "Один вопрос нескольких органов: один руководитель, один срок, один результат."
    working, ended = (tuple(_row(one) for one in found if one.is_open is is_open) for is_open in (True, False))
    tables = [Table(_HEADINGS, working, "Работают", empty="Сейчас групп нет.")]
    if ended:
        tables.append(Table(_HEADINGS, ended, "Завершены"))
    page = Page("Межведомственные группы", lead, links=links, tables=tuple(tables))
    return shown(request, page, "screens/groups/page.html")


@needs(Verb.ROUTE)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new group."""
    form = GroupForm(request.POST or None)
    if form.is_valid():
        made = form.kept(lambda: actions.open_group(form.draft(), by=request.user, at=timezone.now()), GroupError)
        if made is not None:
            messages.success(request, f"Группа «{made.title}» создана: добавьте в неё вопросы.")
            return redirect("group", made.pk)
    page = Page("Новая группа", trail=TRAIL, form=form, button="Собрать группу", is_wide=True)
    return shown(request, page, "screens/groups/page.html")


@needs(Verb.READ)
def change(request: ScopedRequest, group_id: int) -> HttpResponse:
    """A form over one group, for who leads it."""
    found = queries.page(request.user, request.scope, group_id)
    if found is None:
        raise Http404
    if not may_lead(request, found):
        raise PermissionDenied(TITLES[Verb.ROUTE])
    form = GroupForm(request.POST or None, initial=_filled(found))
    if form.is_valid():
        at = timezone.now()
        made = form.kept(lambda: actions.change_group(group_id, form.draft(), by=request.user, at=at), GroupError)
        if made is not None:
            messages.success(request, "Группа изменена.")
            return redirect("group", group_id)
    trail = (*TRAIL, Link(found.group.title, reverse("group", args=[group_id])))
    return shown(request, Page("Изменить группу", trail=trail, form=form, is_wide=True), "screens/groups/page.html")


def may_lead(request: ScopedRequest, found: GroupPage) -> bool:
    """Whether the person changes and closes the group: its head, who opened it, a coordinator of the whole region."""
    is_regional = request.scope.for_verb(Verb.ROUTE).bodies() is None and request.scope.may(Verb.ROUTE)
    return is_regional or queries.may_lead(request.user, found.group)


def _filled(found: GroupPage) -> dict[str, Any]:
    group = found.group
    return {
        "title": group.title, "matter": group.matter, "head": group.head.login, "due_on": group.due_on,
        "bodies": [one.body.code for one in found.bodies if one.body],
        "people": [one.person.login for one in found.people if one.person],
    }  # fmt: skip


def _row(one: GroupLine) -> Row:
    late = one.is_open and one.due_on < timezone.localdate()
    due = Cell(f"{one.due_on:%d.%m.%Y}" + (" — прошёл" if late else ""), mark="warn" if late else "")
    title = Cell(one.title, reverse("group", args=[one.id]))
    return Row((title, Cell(one.head), Cell(one.members), Cell(str(one.questions)), due))
