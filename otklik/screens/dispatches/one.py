"""One message to an author: its text as it leaves, what happened to it, what a person can do."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.answers.sending.senders.letter import LETTER
from otklik.facts import queries as facts
from otklik.flow.leaving import dispatch_log
from otklik.flow.leaving.dispatch_log import Whole
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.dispatches.words import TO_DO, state_cell
from otklik.screens.operator.names import channel_title
from otklik.screens.parts.tell import exact
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.pages import Act, Cell, Link

TRAIL = (Link("Отправления", "/dispatches/"),)
_SENT, _NOT, _RETRY, _DROP = "sent", "not-sent", "retry", "drop"


class WordsForm(DeskForm):
    """Why it could not be told."""

    words = forms.CharField(label="Почему не передано", max_length=300)


@dataclass(frozen=True, slots=True)
class Screen:
    """All of a message's page."""

    whole: Whole
    title: str
    state: Cell
    to_do: str
    facts: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    # Where a letter on paper is made, for a message that leaves so.
    letter: str


@needs(Verb.READ)
def show(request: ScopedRequest, dispatch_id: int) -> HttpResponse:
    """The page of one message."""
    whole = dispatch_log.one(request.scope, dispatch_id)
    if whole is None:
        raise Http404
    line = whole.line
    may_work = bool(facts.reachable(request.scope.for_verb(Verb.WORK), [line.question_id]))
    screen = Screen(
        whole, f"{line.kind} по вопросу № {line.question_id}", state_cell(line),
        whole.to_do if line.reason == "hand" else TO_DO.get(line.reason, ""), _facts(whole),
        _acts(whole) if may_work else (),
        reverse("outgoing-new", args=[line.question_id]) if whole.sender_code == LETTER.code else "",
    )  # fmt: skip
    return render(request, "screens/dispatches/one.html", {"screen": screen, "trail": TRAIL})


def _facts(whole: Whole) -> tuple[tuple[str, str], ...]:
    line = whole.line
    told = (
        ("Орган", line.body or "не назначен"),
        ("Откуда письмо", line.source_name or channel_title(line.channel)),
        ("Как уходит", line.sender or "отправитель не выбран"),
        ("Написано", exact(timezone.localtime(line.at))),
        ("Ушло", exact(timezone.localtime(line.sent_at)) if line.sent_at else ""),
        ("Видно у получателя", exact(timezone.localtime(line.confirmed_at)) if line.confirmed_at else ""),
        ("Пропало", exact(timezone.localtime(line.missing_at)) if line.missing_at else ""),
        ("Попыток", str(line.tries) if line.tries > 1 else ""),
        ("У получателя", whole.outside_id),
        ("Ключ", whole.key),
    )
    return tuple((name, value) for name, value in told if value)


def _acts(whole: Whole) -> tuple[Act, ...]:
    line = whole.line

    def act(text: str, verb: str, why: str = "", form: DeskForm | None = None) -> Act:
        return Act(text, reverse("dispatch-act", args=[line.id, verb]), why, form=form)

    otherwise = act("Передано другим путём", _SENT)
    drop = () if line.is_answer else (act("Не отправлять", _DROP),)
    return {
        "unsure": (act("Ушло, автор получил", _SENT), act("Не ушло — отправить ещё раз", _NOT)),
        "failed": (act("Отправить ещё раз", _RETRY), otherwise, *drop),
        "nobody": (act("Проверить снова", _RETRY), otherwise, *drop),
        "old": (act("Отправить", _RETRY), otherwise, *drop),
        "hand": (
            act("Передано", _SENT), act("Не удалось передать", _NOT, form=WordsForm(prefix=None)),
        ),
    }.get(line.reason, ())  # fmt: skip
