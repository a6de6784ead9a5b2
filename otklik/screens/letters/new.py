"""A new letter of a question: the form, who signs, the text it is made of."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import Answer, LetterTemplate
from otklik.answers.papers import letter_queries, letter_templates, letters
from otklik.answers.papers.letter_docx import FormError
from otklik.answers.papers.letters import LetterError, Signer
from otklik.answers.papers.store import FileLost
from otklik.appeals.models import Question
from otklik.facts import queries as facts
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.letters.listed import TITLE, row
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.pages import Cell, Link, Page, Row, Table
from otklik.screens.settings.pages import show as shown

_PAGE = "screens/letters/page.html"


class SignedForm(DeskForm):
    """A form of a paper and who signs it."""

    template = forms.ChoiceField(label="Форма")
    signer_name = forms.CharField(label="Подписывает", max_length=200, help_text="Например «И. С. Громов».")
    signer_position = forms.CharField(label="Должность", max_length=200)

    def __init__(self, *args: Any, purpose: str, body: Body | None, **kwargs: Any) -> None:
        self.found = letter_templates.choosable(purpose, body)
        who = letters.signer(body)
        kwargs.setdefault("initial", {}).update(
            signer_name=who.name if who else "", signer_position=who.position if who else ""
        )
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(one.code, one.title) for one in self.found]  # type: ignore[attr-defined]

    def chosen(self) -> LetterTemplate:
        """The form that was chosen."""
        return next(one for one in self.found if one.code == self.cleaned_data["template"])

    def signer(self) -> Signer:
        return Signer(self.cleaned_data["signer_name"].strip(), self.cleaned_data["signer_position"].strip())


@needs(Verb.WORK)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The form of a letter; sent, it gives a number and the files at once."""
    question = led(request, question_id)
    answer = letter_queries.answer_for(question_id)
    form = None
    if answer is not None:
        form = SignedForm(request.POST or None, purpose=letter_templates.LETTER, body=answer.body or question.body)
        if form.is_valid() and (made := _made(request, form, answer)) is not None:
            return redirect("outgoing-letter", made)
    return shown(request, _page(question, answer, form), _PAGE)


def led(request: ScopedRequest, question_id: int) -> Question:
    """The question where the person may act on it. Raises Http404."""
    if not facts.reachable(request.scope.for_verb(Verb.WORK), [question_id]):
        raise Http404
    return Question.objects.select_related("appeal", "topic", "body").get(pk=question_id)


def _made(request: ScopedRequest, form: SignedForm, answer: Answer) -> int | None:
    at = timezone.now()

    def write() -> int:
        return letters.make(answer, by=request.user, at=at, template=form.chosen(), signer=form.signer()).pk

    made: int | None = form.kept(write, LetterError, FormError, FileLost)
    if made is not None:
        messages.success(request, "Письмо готово: номер выдан, файлы ниже.")
    return made


def _page(question: Question, answer: Answer | None, form: SignedForm | None) -> Page:
    kept = letter_queries.of_question(question.pk)
    headings = ("Номер", "От", "Орган", "Вопрос", "Подписал", "Состояние")
    tables = [Table(headings, tuple(row(one) for one in kept), "Уже сделаны")] if kept else []
    if answer is not None:
        lines = tuple(Row((Cell(line),)) for line in answer.text.splitlines() if line.strip())
        tables.append(Table(("Ответ утверждён, это текст письма",), lines, "Текст"))
    act = Link("Проект акта", reverse("outgoing-act", args=[question.pk]))
    return Page(
        f"Письмо по вопросу № {question.pk}", _lead(answer, is_made=any(one.annulled_at is None for one in kept)),
        (Link(TITLE, reverse("outgoing")), Link(f"№ {question.pk}", reverse("card", args=[question.pk]))),
        links=(act,), tables=tuple(tables), form=form, button="Выдать номер и сделать письмо",
    )  # fmt: skip


def _lead(answer: Answer | None, *, is_made: bool) -> str:
    if answer is None:
        return "Утверждённого ответа пока нет: письмо делается из него. Проект акта можно составить и сейчас."
    if is_made:
        return "По этому ответу письмо уже есть: второго не будет, пока первое не аннулировано."
    return "Имя и адрес автора впишутся в файлы сами; здесь они не показываются, а взгляд на них записывается."
