"""Templates of answers: what an answer of a kind says by topic, with a preview on its own examples."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import Answer, AnswerTemplate
from otklik.answers.writing import composing, templates
from otklik.answers.writing.composing import Field
from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.codes import TOPICS, codes
from otklik.screens.settings.forms import CodeField, DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Шаблоны ответов"
_PREVIEW = "Посмотреть на примерах полей"
_OPTIONAL = "необязательно"
_KNOWN = {"номер": "1024", "место": "ул. Лесная, 5", "орган": "Управление дорог", "дата": "18.11.2026"}


class TemplateForm(DeskForm):
    """A template: for what it is offered, its text and its fields, one a line."""

    title = forms.CharField(label="Название", max_length=200)
    topic_code = forms.CharField(
        label="Тема", max_length=40, required=False, widget=forms.TextInput(attrs={"list": TOPICS}),
        help_text="Код группы или темы, например «im.05»: предлагается и всему под ней. Пусто — любому вопросу.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Вид ответа", required=False, choices=choices(Answer.Kind.choices, "любой"))
    outcome = forms.ChoiceField(label="Исход", required=False, choices=choices(Answer.Outcome.choices, "любой"))
    text = forms.CharField(
        label="Текст", max_length=composing.LONGEST, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Поле — {что_сделано}. Необязательная часть — [Подрядчик: {подрядчик}.]. Сами вставятся: "
        + ", ".join(f"{{{name}}} — {said}" for name, said in composing.KNOWN.items()) + ".",
    )  # fmt: skip
    fields_text = forms.CharField(
        label="Поля", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="По одному в строке: имя | как называется | пример | «необязательно», если без него можно.",
    )  # fmt: skip
    is_on = forms.BooleanField(label="Предлагать", required=False, initial=True)
    source = forms.CharField(label="Основание", max_length=500, required=False)

    def clean_topic_code(self) -> str:
        code = self.cleaned_data["topic_code"].strip()
        if code and not Topic.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Темы с кодом «{code}» нет: выберите код из списка.")
        return code

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if not self.errors:
            for flaw in composing.flaws(sent["text"].replace("\r\n", "\n"), self.asked()):
                self.add_error("text", flaw)
        return sent

    def asked(self) -> tuple[Field, ...]:
        """The fields of the lines; what is left out of a line is empty."""
        lines = (line for line in self.cleaned_data["fields_text"].splitlines() if line.strip())
        return tuple(_field(line) for line in lines)

    def row(self, code: str) -> AnswerTemplate:
        """The template as it would be kept."""
        sent = {name: value for name, value in self.cleaned_data.items() if name not in ("fields_text", "code")}
        return AnswerTemplate(**{**sent, "code": code, "text": sent["text"].replace("\r\n", "\n")})


class NewTemplateForm(TemplateForm):
    """The same with a code, which stays for ever."""

    code = CodeField(max_length=60)
    field_order = ("code",)


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All templates by topic."""
    links = (Link("Добавить шаблон", reverse("settings_answer_template_new"), is_main=True),)
    lead = (
        "Шаблон спрашивает то, без чего ответ не ответ: что, кто, когда, где убедиться. Редактор предлагает сначала"
        " шаблоны темы вопроса, потом общие."
    )
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (_table(),), history=history(("answer_template",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new template."""
    return _form(request, "Новый шаблон ответа", NewTemplateForm(request.POST or None, initial={"is_on": True}), "")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one template."""
    row = get_object_or_404(AnswerTemplate, code=code)
    names = ("title", "topic_code", "kind", "outcome", "text", "is_on", "source")
    initial = {name: getattr(row, name) for name in names} | {"fields_text": _lines(templates.fields(row))}
    return _form(request, row.title, TemplateForm(request.POST or None, initial=initial), code)


def _form(request: ScopedRequest, title: str, form: TemplateForm, code: str) -> HttpResponse:
    is_looked_at = "preview" in request.POST
    if form.is_valid() and not is_looked_at and _is_saved(request, form, code):
        return redirect("settings_answer_templates")
    tables = (_previewed(form),) if is_looked_at and form.is_valid() else ()
    seen = history(("answer_template",), code) if code else ()
    trail = (SETTINGS, Link(_TITLE, reverse("settings_answer_templates")))
    page = Page(title, trail=trail, form=form, preview=_PREVIEW, tables=tables, history=seen, codes=codes())
    return show(request, page)


def _is_saved(request: ScopedRequest, form: TemplateForm, code: str) -> bool:
    new = form.cleaned_data.get("code", "")
    if new and AnswerTemplate.objects.filter(code=new).exists():
        form.add_error("code", f"Шаблон с кодом «{new}» уже есть: выберите другой код.")
        return False

    def write() -> AnswerTemplate:
        return templates.save(form.row(code or new), form.asked(), by=request.user, at=timezone.now())

    saved = form.kept(write, templates.TemplateError) is not None
    if saved:
        messages.success(request, "Шаблон сохранён: редактор предлагает его уже сейчас.")
    return saved


def _previewed(form: TemplateForm) -> Table:
    filled = {field.name: field.hint or f"…{field.title.lower()}…" for field in form.asked()}
    text = composing.composed(form.cleaned_data["text"].replace("\r\n", "\n"), {**_KNOWN, **filled})
    return Table(("Ответ с примерами вместо полей",), (Row((Cell(text),)),), "Так это прочтёт автор")


def _table() -> Table:
    found = list(AnswerTemplate.objects.order_by("topic_code", "outcome", "title"))
    names = dict(Topic.objects.filter(code__in={row.topic_code for row in found}).values_list("code", "name"))
    headings = ("Шаблон", "Тема", "Вид", "Исход", "Поля", "")
    return Table(headings, tuple(_row(row, names) for row in found), empty="Шаблонов нет: добавьте первый.")


def _row(row: AnswerTemplate, names: dict[str, str]) -> Row:
    asked = ", ".join(one["title"].lower() for one in row.fields if one.get("is_required", True))
    return Row(
        (
            Cell(row.title, reverse("settings_answer_template", args=[row.code])),
            Cell(names.get(row.topic_code, row.topic_code) or "любая"),
            Cell(Answer.Kind(row.kind).label if row.kind else "любой"),
            Cell(Answer.Outcome(row.outcome).label if row.outcome else "любой"),
            Cell(asked),
            Cell("предлагается" if row.is_on else "выключен", mark="good" if row.is_on else "muted"),
        )
    )


def _field(line: str) -> Field:
    name, title, hint, optional, *_ = (*(part.strip() for part in line.split("|")), "", "", "", "")
    return Field(name[:60], title[:100] or name[:60], hint[:200], optional != _OPTIONAL)


def _lines(asked: Sequence[Field]) -> str:
    return "\n".join(
        " | ".join((one.name, one.title, one.hint, *(() if one.is_required else (_OPTIONAL,)))) for one in asked
    )
