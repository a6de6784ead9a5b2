"""What the public form asks by topic, and the consent that its authors give."""

from typing import Any

from django import forms as django
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.intake import forms
from otklik.intake.forms import FormError
from otklik.intake.models import ConsentText, FormQuestion
from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import exact
from otklik.screens.settings.codes import TOPICS, codes
from otklik.screens.settings.forms import CodeField, DeskForm, LinesField
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Форма для жителей"
_FIELDS = ("topic_code", "code", "words", "hint", "kind", "options", "is_required", "position", "is_on")


class QuestionForm(DeskForm):
    """One question of the form."""

    topic_code = django.CharField(
        label="Тема", max_length=40, required=False, widget=django.TextInput(attrs={"list": TOPICS}),
        help_text="Код группы или темы, например «im.12»: действует и на всё под ней. Пусто — спрашивать всегда.",
    )  # fmt: skip
    words = django.CharField(label="Вопрос", max_length=200, help_text="Коротко и простыми словами.")
    hint = django.CharField(label="Подсказка", max_length=200, required=False)
    kind = django.ChoiceField(label="Как отвечают", choices=FormQuestion.Kind.choices)
    options = LinesField(label="Варианты для выбора", help_text="Каждый с новой строки; только для выбора из списка.")
    is_required = django.BooleanField(label="Обязательный: без ответа сообщение не отправить", required=False)
    position = django.IntegerField(label="Порядок", min_value=0, max_value=999, initial=50)
    is_on = django.BooleanField(label="Спрашивать", required=False, initial=True)

    def clean_topic_code(self) -> str:
        code = self.cleaned_data["topic_code"].strip()
        if code and not Topic.objects.filter(code=code).exists():
            raise django.ValidationError(f"Темы с кодом «{code}» нет: выберите код из списка.")
        return code


class NewQuestionForm(QuestionForm):
    """A question that is not there yet: with its code."""

    code = CodeField(help_text="Латинские буквы, цифры и дефис, например «yard». Потом не меняется.")
    field_order = ("topic_code", "code")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if FormQuestion.objects.filter(code=code).exists():
            raise django.ValidationError(f"Вопрос с кодом «{code}» уже есть: возьмите другой код.")
        return code


class ConsentForm(DeskForm):
    """The text that is agreed to."""

    text = django.CharField(
        label="Текст согласия", max_length=6000, widget=django.Textarea(attrs={"rows": 12}),
        help_text="Проверьте с юристом: кто оператор данных, для чего они, сколько хранятся, как отозвать согласие.",
    )  # fmt: skip


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """The questions by topic and the consent in force."""
    links = (
        Link("Добавить вопрос", reverse("settings_form_question_new"), is_main=True),
        Link("Изменить согласие", reverse("settings_form_consent")),
        Link("Открыть форму", reverse("form")),
    )
    lead = "Программа читает, что написал житель, предлагает тему и спрашивает только то, что нужно по ней."
    seen = history(("form_question", "consent"))
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (_questions(), _consents()), history=seen))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new question."""
    return _form(request, "Новый вопрос формы", NewQuestionForm(request.POST or None), "")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one question."""
    row = get_object_or_404(FormQuestion, pk=rule_id)
    initial = {name: getattr(row, name) for name in _FIELDS}
    return _form(request, row.words, QuestionForm(request.POST or None, initial=initial), row.code)


@needs_region(Verb.SETTINGS)
def consent(request: ScopedRequest) -> HttpResponse:
    """A new version of the consent; letters keep the number of the one they agreed to."""
    now = ConsentText.objects.first()
    form = ConsentForm(request.POST or None, initial={"text": now.text if now else ""})
    if form.is_valid():
        version = form.kept(
            lambda: forms.save_consent(form.cleaned_data["text"], by=request.user, at=timezone.now()), FormError
        )
        if version:
            messages.success(request, f"Действует редакция {version}; прежние сохранены.")
            return redirect("settings_form")
    lead = "Изменённый текст станет новой редакцией. Письма хранят номер редакции, с которой согласился автор."
    return show(request, Page("Согласие на обработку данных", lead, _trail(), form=form))


def _form(request: ScopedRequest, title: str, form: QuestionForm, code: str) -> HttpResponse:
    if form.is_valid():
        sent: dict[str, Any] = {"code": code, **form.cleaned_data}
        draft = FormQuestion(**{**sent, "options": list(sent["options"])})
        if form.kept(lambda: forms.save_question(draft, by=request.user, at=timezone.now()), FormError):
            messages.success(request, "Вопрос сохранён: форма задаёт его уже сейчас.")
            return redirect("settings_form")
    return show(request, Page(title, trail=_trail(), form=form, codes=codes()))


def _questions() -> Table:
    found = list(FormQuestion.objects.all())
    names = dict(Topic.objects.filter(code__in={row.topic_code for row in found}).values_list("code", "name"))
    rows = tuple(
        Row(
            (
                Cell(row.words, reverse("settings_form_question", args=[row.pk]), note=row.hint),
                Cell(names.get(row.topic_code, row.topic_code) or "любая"),
                Cell(row.get_kind_display(), note=", ".join(row.options)),
                Cell("да" if row.is_required else "нет"),
                Cell("да" if row.is_on else "нет", mark="" if row.is_on else "muted"),
            )
        )
        for row in found
    )
    headings = ("Вопрос", "Тема", "Как отвечают", "Обязателен", "Включён")
    return Table(headings, rows, "Что спрашиваем", empty="Вопросов нет: форма просит только текст, место и фото.")


def _consents() -> Table:
    rows = tuple(
        Row((Cell(str(row.version)), Cell(exact(timezone.localtime(row.at))), Cell(row.text)))
        for row in ConsentText.objects.all()[:5]
    )
    return Table(
        ("Редакция", "С какого времени", "Текст"), rows, "Согласие", empty="Текста нет: выполните «otklik init»."
    )


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_form"))
