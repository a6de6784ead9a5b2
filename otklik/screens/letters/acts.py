"""Drafts of acts from a form: on one question or on all of a group; saved to the person's machine, kept nowhere."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from otklik.answers.papers import letter_templates, letters
from otklik.answers.papers.letter_docx import FormError
from otklik.answers.papers.letters import LetterError, Made
from otklik.answers.papers.store import FileLost
from otklik.appeals.models import Question
from otklik.facts import queries as facts
from otklik.improvement import queries as groups
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.letters.new import SignedForm, led
from otklik.screens.settings.pages import Link, Page
from otklik.screens.settings.pages import show as shown

_PAGE = "screens/letters/page.html"
_MOST = 500


class ActForm(SignedForm):
    """What the act is about, who signs it, which file is wanted."""

    subject = forms.CharField(label="О чём", max_length=200, help_text="Например «Ремонт дорог в Заречье».")
    ending = forms.ChoiceField(label="Файл", choices=(("docx", "Word (docx), его можно править"), ("pdf", "PDF")))


@needs(Verb.WORK)
def of_question(request: ScopedRequest, question_id: int) -> HttpResponse:
    """A draft on one question."""
    question = led(request, question_id)
    topic = question.topic.name if question.topic else ""
    form = ActForm(request.POST or None, purpose=letter_templates.ACT, body=question.body, initial={"subject": topic})
    if form.is_valid() and (made := _drafted(form, [question], question.body)) is not None:
        return _saved(made)
    trail = (Link(f"№ {question_id}", reverse("card", args=[question_id])),)
    return shown(request, _page(form, trail, f"Проект акта по вопросу № {question_id}"), _PAGE)


@needs(Verb.READ)
def of_group(request: ScopedRequest, group_id: int) -> HttpResponse:
    """A draft on the questions of a group that the person may see; for who leads the group."""
    found = groups.page(request.user, request.scope, group_id)
    if found is None:
        raise Http404
    if not groups.may_lead(request.user, found.group):
        raise PermissionDenied(TITLES[Verb.ROUTE])
    body = request.user.body
    form = ActForm(
        request.POST or None, purpose=letter_templates.ACT, body=body, initial={"subject": found.group.title}
    )
    if form.is_valid():
        numbers = [fact.question_id for fact in facts.some(request.scope, list(groups.questions_of(group_id)))][:_MOST]
        questions = list(Question.objects.filter(pk__in=numbers).select_related("appeal", "topic").order_by("pk"))
        if (made := _drafted(form, questions, body, found.group.due_on)) is not None:
            return _saved(made)
    trail = (Link("Группы", reverse("groups")), Link(found.group.title, reverse("group", args=[group_id])))
    return shown(request, _page(form, trail, "Проект акта группы"), _PAGE)


def _drafted(form: ActForm, questions: Sequence[Question], body: Body | None, due_on: date | None = None) -> Any:
    read = form.cleaned_data

    def write() -> Made:
        word, paper = letters.draft_act(
            form.chosen(), questions, body=body, subject=read["subject"].strip(), signer=form.signer(), due_on=due_on,
            at=timezone.now(),
        )  # fmt: skip
        return word if read["ending"] == "docx" else paper

    return form.kept(write, LetterError, FormError, FileLost)


def _saved(made: Made) -> HttpResponse:
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    return response


def _page(form: ActForm, trail: tuple[Link, ...], title: str) -> Page:
    lead = "Файл составится из формы и сведений о вопросах, без личных данных; в системе он не хранится."
    if not form.found:
        lead = "Форм актов нет: администратор загружает их в «Настройки → Формы писем»."
    return Page(title, lead, trail, form=form, button="Составить")
