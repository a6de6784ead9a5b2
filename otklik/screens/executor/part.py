"""The page of a co-executor: what the lead asks of their body, and the form of their part."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Attachment, Contribution
from otklik.answers.papers import files
from otklik.answers.papers.file_refusal import FileRefused
from otklik.answers.writing import contributions
from otklik.answers.writing.contributions import Part
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.flow.answering import contributing
from otklik.flow.desks.desk import DeskError
from otklik.offices.rules import Verb
from otklik.screens import files as served
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import reach, sheet
from otklik.screens.executor.sheet import Task
from otklik.screens.parts import attachments
from otklik.screens.parts.attachments import FileLine


@dataclass(frozen=True, slots=True)
class Asked:
    """One part asked of the person's body, with the files given to it."""

    part: Part
    text: str
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class PartSheet:
    """All of the page; `is_open` False: the answer is out, nothing is needed any more."""

    task: Task
    asked: tuple[Asked, ...]
    others: tuple[Part, ...]
    is_open: bool
    problem: str


def shown(
    request: ScopedRequest, question_id: int, *, status: int = 200, problem: str = "", typed: str | None = None,
    typed_for: int = 0,
) -> HttpResponse:  # fmt: skip
    """The page of a question that another body leads. Raises Http404 where the person may not see it."""
    question = reach.seen(request, question_id)
    if question is None:
        raise Http404
    own, parts = request.scope.for_verb(Verb.WORK).bodies(), contributions.of(question_id)
    asked = [one for one in parts if own is None or one.body_id in own]
    screen = PartSheet(
        task=sheet.task(request, question, timezone.now()),
        asked=tuple(
            Asked(one, typed if typed is not None and one.id == typed_for else one.text, _files(request, question, one))
            for one in asked
        ),
        others=tuple(one for one in parts if one not in asked and one.given_at),
        is_open=question.state in OPEN,
        problem=problem,
    )
    return render(request, "screens/executor/part.html", {"sheet": screen}, status=status)


@require_POST
@needs(Verb.WORK)
def give(request: ScopedRequest, question_id: int, part_id: int) -> HttpResponse:
    """Keep the part of the person's body, with the files sent along."""
    at, text = timezone.now(), request.POST.get("text", "")
    row = contributing.reached(request.scope, part_id)
    if row is None or row.question_id != question_id:
        raise Http404
    refused = _keep_files(request, row, at)
    try:
        contributing.give(contribution_id=part_id, text=text, by=request.user, at=at)
    except DeskError as error:
        told = " ".join((str(error), *refused))
        return shown(request, question_id, status=422, problem=told, typed=text, typed_for=part_id)
    for told in refused:
        messages.error(request, told)
    messages.success(request, f"№ {question_id}: ваша часть передана исполнителю.")
    return redirect("mine-question", question_id)


def _keep_files(request: ScopedRequest, row: Contribution, at: datetime) -> list[str]:
    told = []
    for upload in request.FILES.getlist("file"):
        try:
            files.keep(
                upload, question=row.question, side=Attachment.Side.BODY, contribution=row, by=request.user, at=at
            )
        except FileRefused as refusal:
            told.append(str(refusal))
    return told


def _files(request: ScopedRequest, question: Question, part: Part) -> tuple[FileLine, ...]:
    own = [one for one in files.of_question(question.pk) if one.contribution_id == part.id]
    return attachments.lines(own, question, removable=served.removable(request, own))
