"""People: who works here, what each may do and where."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices import actions
from otklik.offices.models import Person
from otklik.offices.rules import ROLES, Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.codes import codes
from otklik.screens.settings.filters import WordForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.person_form import GrantForms, NewPersonForm, PersonForm, filled, grant_forms, grants_of

_TITLE = "Сотрудники"
_PAGE = 100


@needs_region(Verb.PEOPLE)
def listed(request: ScopedRequest) -> HttpResponse:
    """People by name, with their roles; `?q=` narrows by name or login, `?after=` is the next page."""
    found = list(
        _found(request.GET.get("q", "").strip())[: _PAGE + 1].select_related("body").prefetch_related("grants")
    )
    after = f"?after={found[_PAGE - 1].pk}" if len(found) > _PAGE else ""
    rows = tuple(_row(person) for person in found[:_PAGE])
    table = Table(("Имя", "Логин", "Орган", "Роли", "Состояние"), rows, empty="Никого не найдено.", more=after)
    page = Page(
        _TITLE,
        "Права складываются: роль даёт действия, орган, территория и тема ограничивают, где они действуют.",
        (SETTINGS,),
        (Link("Добавить сотрудника", reverse("settings_person_new"), is_main=True),),
        (table,),
        filters=WordForm(request.GET),
        history=history(("person",)),
    )
    return show(request, page)


def _found(words: str) -> QuerySet[Person]:
    people = Person.objects.order_by("-is_active", "full_name", "pk")
    return people.filter(Q(full_name__icontains=words) | Q(login__icontains=words)) if words else people


def _row(person: Person) -> Row:
    roles = dict.fromkeys(ROLES[grant.role].title for grant in person.grants.all() if grant.role in ROLES)
    state = Cell("работает", mark="good") if person.is_active else Cell("отключён", mark="muted")
    name = Cell(person.full_name or person.login, reverse("settings_person", args=[person.pk]), note=person.position)
    return Row((name, Cell(person.login), Cell(str(person.body or "—")), Cell(", ".join(roles) or "нет"), state))


@needs_region(Verb.PEOPLE)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new person."""
    form = NewPersonForm(request.POST or None)
    rows = grant_forms(request.POST or None, [])
    if request.method == "POST" and _is_saved(request, form, rows, None):
        return redirect("settings_people")
    return _shown(
        request, Page("Новый сотрудник", trail=_trail(), form=form, codes=codes(), extra={"grants": rows}), rows
    )


@needs_region(Verb.PEOPLE)
def edit(request: ScopedRequest, person_id: int) -> HttpResponse:
    """A form over one person: what they are, what they may do, a new password."""
    person = get_object_or_404(Person.objects.select_related("body"), pk=person_id)
    form = PersonForm(request.POST or None, initial=filled(person))
    rows = grant_forms(request.POST or None, grants_of(person))
    if request.method == "POST" and _is_saved(request, form, rows, person):
        return redirect("settings_people")
    page = Page(
        str(person),
        f"Логин: {person.login}",
        _trail(),
        form=form,
        codes=codes(),
        history=history(("person",), person.login),
        extra={"grants": rows},
    )
    return _shown(request, page, rows)


def _is_saved(request: ScopedRequest, form: PersonForm, rows: GrantForms, person: Person | None) -> bool:
    if not (form.is_valid() & rows.is_valid()) or _locks_oneself_out(request, form, rows, person):
        return False
    login = person.login if person else form.cleaned_data["login"]
    fields = {name: value for name, value in form.cleaned_data.items() if name != "login"}
    saved = form.kept(
        lambda: actions.save_person(login=login, grants=rows.drafts(), by=request.user, at=timezone.now(), **fields),
        actions.OfficeError,
        ValidationError,
    )
    if saved is not None:
        messages.success(request, f"«{saved}» сохранён.")
    return saved is not None


def _locks_oneself_out(request: ScopedRequest, form: PersonForm, rows: GrantForms, person: Person | None) -> bool:
    if person is None or person.pk != request.user.pk:
        return False
    keeps = form.cleaned_data["is_active"] and any(
        Verb.PEOPLE in ROLES[draft.role].verbs for draft in rows.drafts() if draft.role in ROLES
    )
    if not keeps:
        form.add_error(None, "Это ваша запись: нельзя отключить себя или снять с себя право вести сотрудников.")
    return not keeps


def _shown(request: ScopedRequest, page: Page, rows: GrantForms) -> HttpResponse:
    response = show(request, page, "screens/settings/person.html")
    if rows.is_bound and not rows.is_valid():
        response.status_code = 422
    return response


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_people"))
