"""«Исходящие»: the registry of letters inside the person's scope, by body, period, number."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from otklik.answers.models import OutgoingLetter
from otklik.answers.papers import letter_queries
from otklik.answers.papers.letter_queries import Wanted
from otklik.facts import queries as facts
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.pages import Cell, Link, Page, Row, Table
from otklik.screens.settings.pages import show as shown

TITLE = "Исходящие"
PAGE = "screens/letters/page.html"
_ROWS = 50


class RegistryFilter(DeskForm):
    """How the registry is narrowed."""

    number = forms.CharField(label="Номер", required=False, max_length=40)
    body = forms.ChoiceField(label="Орган", required=False)
    since = DayField(label="С", required=False)
    until = DayField(label="По", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(is_confirmed=True).values_list("pk", "name")
        pairs = [(str(key), name) for key, name in bodies]
        self.fields["body"].choices = choices(pairs, "любой")  # type: ignore[attr-defined]


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """A page of the registry, newest first."""
    form, wanted = narrowed(request)
    after = request.GET.get("after", "")
    found = letter_queries.listed(wanted, after=int(after) if after.isdigit() else None, limit=_ROWS + 1)
    more, query = "", request.GET.copy()
    if len(found) > _ROWS:
        query["after"] = str(found[_ROWS - 1].pk)
        more = f"?{query.urlencode()}"
    query.pop("after", None)
    export = f"{reverse('outgoing-export')}?{query.urlencode()}".rstrip("?")
    total = letter_queries.count(wanted)
    told = f"{number(total)} {plural(total, 'письмо', 'письма', 'писем')}"
    lead = f"{told}. Номер, выданный однажды, второй раз не выдаётся."
    table = Table(
        ("Номер", "От", "Орган", "Вопрос", "Подписал", "Состояние"), tuple(row(one) for one in found[:_ROWS]),
        empty="Писем нет: письмо делается с карточки вопроса, когда ответ утверждён.", more=more,
    )  # fmt: skip
    page = Page(TITLE, lead, links=(Link("Выгрузить в Excel", export),), tables=(table,), filters=form)
    return shown(request, page, PAGE)


def narrowed(request: ScopedRequest) -> tuple[RegistryFilter, Wanted]:
    """The filter as the address has it; what can't be read of it is told and counts as any."""
    form = RegistryFilter(request.GET or None)
    within = facts.visible_ids(request.scope)
    if not form.is_bound:
        return form, Wanted(within=within)
    form.is_valid()
    read = form.cleaned_data
    body = read.get("body") or ""
    return form, Wanted(
        body_id=int(body) if body else None, since=read.get("since"), until=read.get("until"),
        number=read.get("number") or "", within=within,
    )  # fmt: skip


def row(letter: OutgoingLetter) -> Row:
    """One letter as a row."""
    topic = letter.question.topic.name if letter.question.topic else ""
    return Row((
        Cell(f"№ {letter.number}", reverse("outgoing-letter", args=[letter.pk])),
        Cell(f"{letter.on:%d.%m.%Y}"),
        Cell(str(letter.body)),
        Cell(f"№ {letter.question_id}", reverse("card", args=[letter.question_id]), note=topic),
        Cell(letter.signer_name, note=letter.signer_position),
        Cell(*state(letter)),
    ))  # fmt: skip


def state(letter: OutgoingLetter) -> tuple[str, str, str]:
    """What a letter is now: words, no link, a mark."""
    if letter.annulled_at:
        return "аннулировано", "", "muted"
    return ("готово", "", "good") if letter.docx_id else ("номер выдан, файлов нет", "", "warn")
