"""The margin of the editor: what the checks say of the text as it is being written, and what it promises."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Answer
from otklik.answers.promised import promise_reading
from otklik.answers.review import checking, dossiers
from otklik.answers.review.brush_off import Reason
from otklik.answers.review.check import SEVERITIES
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import reach, typed

_TONES = {"stop": "danger", "warn": "risk", "hint": ""}
_ICONS = {"stop": "ban", "warn": "alert-triangle", "hint": "info-circle"}
_METER = {"clear": "done", "doubtful": "risk", "empty": "danger"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a check says; `words` are those of the text it speaks of, empty where it is the whole."""

    code: str
    title: str
    advice: str
    severity: str
    tone: str
    icon: str
    begins: int
    ends: int
    words: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that was read: the words and the day by which it will be owed; None: nobody knows that day yet."""

    words: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Margin:
    """All of the margin; `score` is whole per cent of «отписка»."""

    is_empty: bool
    remarks: tuple[Remark, ...]
    promises: tuple[Promised, ...]
    score: int
    verdict: str
    tone: str
    reasons: tuple[Reason, ...]


NOTHING = Margin(True, (), (), 0, "", "", ())


def of(answer: Answer, at: datetime) -> Margin:
    """What is said of an answer as it stands in memory; it need not be saved so."""
    if not answer.text.strip():
        return NOTHING
    said = checking.checked(dossiers.of(answer))
    remarks = tuple(
        Remark(
            flaw.code, flaw.title, flaw.advice, SEVERITIES[flaw.severity], _TONES[flaw.severity],
            _ICONS[flaw.severity], flaw.begins, flaw.ends, _shown(answer.text[flaw.begins : flaw.ends]),
        )
        for flaw in said.flaws
    )  # fmt: skip
    shown = promise_reading.shown(answer, at=at)
    promised = tuple(Promised(one.words, one.due_at) for one in shown if not one.is_dropped)
    return Margin(False, remarks, promised, round(100 * said.score), said.verdict, _METER[said.level], said.reasons)


@require_POST
@needs(Verb.WORK)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The margin of a text that is being written; nothing is saved."""
    question = reach.led(request, question_id)
    if question is None:
        raise Http404
    sent = typed.read(request.POST.dict())
    answer = reach.in_hand(question) or Answer(question=question, body=question.body, by=request.user)
    answer.text, answer.kind, answer.outcome = sent.text, sent.kind, sent.outcome
    return render(request, "screens/executor/margin.html", {"margin": of(answer, timezone.now())})


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
