"""The journal of messages to authors: what waits for a person first."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import Dispatch
from otklik.answers.sending.sender_catalogue import SENDERS
from otklik.flow.leaving import dispatch_log
from otklik.flow.leaving.dispatch_log import PAGE, PARTS, PERSON, Line, Wanted
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.dispatches.words import REASONS, state_cell, tabs
from otklik.screens.operator.names import channel_title
from otklik.screens.parts.tell import number, when
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.pages import Act, Cell, Page, Row, Table

TITLE = "Отправления"
_LEAD = (
    "Ответы, вопросы и уведомления авторам: каждое уходит один раз. Здесь видно, что ушло, что ждёт и чего не хватает."
)
_QUICK = {"failed": ("retry", "Ещё раз"), "old": ("retry", "Отправить"), "nobody": ("retry", "Проверить снова")}


class JournalForm(DeskForm):
    """What the journal is narrowed by."""

    part = forms.CharField(required=False, widget=forms.HiddenInput)
    how = forms.ChoiceField(label="Почему ждёт", required=False, choices=choices(REASONS.items(), "любая причина"))
    kind = forms.ChoiceField(label="Что", required=False, choices=choices(Dispatch.Kind.choices, "любое"))
    sender = forms.ChoiceField(label="Как уходит", required=False)
    body = forms.ChoiceField(label="Орган", required=False)
    question = forms.IntegerField(label="№ вопроса", required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(str(body.id), body.label) for body in offices.bodies().values()]
        senders = [(code, sender.title) for code, sender in SENDERS.items()]
        self.fields["body"].choices = choices(bodies, "любой")  # type: ignore[attr-defined]
        self.fields["sender"].choices = choices(senders, "любым путём")  # type: ignore[attr-defined]


@needs(Verb.READ)
def listed(request: ScopedRequest) -> HttpResponse:
    """One part of the journal, the newest first."""
    form = JournalForm(request.GET)
    wanted = _wanted(form.cleaned_data) if form.is_valid() else Wanted()
    counts = dispatch_log.counted(request.scope)
    found = dispatch_log.journal(request.scope, wanted, after=_whole(request.GET.get("after", "")))
    may_work = request.scope.may(Verb.WORK)
    table = Table(
        ("Что и о чём", "Как уходит", "Состояние", "Когда"),
        tuple(_row(line, may_work) for line in found[:PAGE]),
        empty="Ничего не ждёт человека." if wanted == Wanted() else "Под этот отбор ничего не подходит.",
        more=_more(request, found),
    )
    acts = _acts(counts) if may_work and wanted.part == PERSON else ()
    extra = {"counts": _counts(counts) if wanted == Wanted() else ()}
    links = tabs(wanted.part, sum(counts.values()))
    page = Page(TITLE, _LEAD, links=links, tables=(table,), filters=form, acts=acts, extra=extra)
    return shown(request, page)


def shown(request: HttpRequest, page: Page) -> HttpResponse:
    """A page of the journal; it has no history of its own."""
    return render(request, "screens/dispatches/page.html", {"page": page})


def _wanted(sent: dict[str, Any]) -> Wanted:
    part = sent["part"] if sent["part"] in PARTS else PERSON
    body = int(sent["body"]) if sent["body"] else None
    return Wanted(part, sent["how"], sent["kind"], sent["sender"], body, sent["question"])


def _whole(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None


def _more(request: ScopedRequest, found: tuple[Line, ...]) -> str:
    if len(found) <= PAGE:
        return ""
    kept = request.GET.copy()
    kept["after"] = str(found[PAGE - 1].id)
    return f"?{kept.urlencode()}"


def _counts(counts: dict[str, int]) -> tuple[Cell, ...]:
    """How many stand for each reason, each leading to its rows."""
    journal = reverse("dispatches")
    return tuple(
        Cell(f"{title.lower()} — {number(counts[code])}", f"{journal}?how={code}")
        for code, title in REASONS.items()
        if counts.get(code)
    )


def _acts(counts: dict[str, int]) -> tuple[Act, ...]:
    """One press for all that stands for one reason: after a long outage there are thousands."""
    found = []
    if old := counts.get("old"):
        found.append(Act(f"Отправить давние: {number(old)}", reverse("dispatches-all", args=["old"])))
        found.append(Act("Не отправлять давние уведомления", reverse("dispatches-all", args=["drop"])))
    if failed := counts.get("failed"):
        found.append(Act(f"Отправить неудачные ещё раз: {number(failed)}", reverse("dispatches-all", args=["failed"])))
    return tuple(found)


def _row(line: Line, may_work: bool) -> Row:
    what = Cell(f"{line.kind} · №\u00a0{line.question_id}", reverse("dispatch", args=[line.id]), note=line.body)
    way = Cell(line.sender or "не выбрано", note=line.source_name or channel_title(line.channel))
    moment = Cell(when(timezone.localtime(line.at), timezone.localtime()))
    cells = (what, way, state_cell(line), moment)
    if not may_work or line.reason not in _QUICK:
        return Row(cells)
    verb, button = _QUICK[line.reason]
    return Row(cells, post_to=reverse("dispatch-act", args=[line.id, verb]), button=button, ask=what.text)
