"""What operators say and ask: scripts of polls, control calls and visits, a line of text a question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.satisfaction import scripts
from otklik.satisfaction.models import Survey, SurveyScript
from otklik.satisfaction.scripts import Line, ScriptError
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Скрипты обзвонов"
_HOW = (
    "По строке на вопрос: «код | что сказать | ответ / ответ». Без ответов оператор записывает слова. Код «hello» —"
    " только сказать; «solved» с ответами «да» и «нет» — главный вопрос; «stars» — оценка 1–5; «comment» — слова."
    " {вопрос} — начало сообщения автора."
)


class ScriptForm(DeskForm):
    """A script as lines of text."""

    title = forms.CharField(label="Название", max_length=200)
    kind = forms.ChoiceField(label="Для чего", choices=Survey.Kind.choices)
    lines = forms.CharField(label="Строки", widget=forms.Textarea(attrs={"rows": 10}), help_text=_HOW)
    is_on = forms.BooleanField(label="Предлагать в новых опросах", required=False, initial=True)

    def clean_lines(self) -> tuple[Line, ...]:
        return tuple(_line(written) for written in self.cleaned_data["lines"].splitlines() if written.strip())


class NewScriptForm(ScriptForm):
    """A script that is not there yet."""

    code = CodeField(max_length=40)
    field_order = ("code", "title", "kind", "lines", "is_on")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if SurveyScript.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Скрипт с кодом «{code}» уже есть: возьмите другой код.")
        return code


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All scripts."""
    titles = dict(Survey.Kind.choices)
    rows = tuple(
        Row(
            (
                Cell(row.title, reverse("settings_script", args=[row.code])),
                Cell(titles.get(row.kind, row.kind)),
                Cell(str(sum(line.is_asked for line in scripts.read(row.script)))),
                Cell("предлагается" if row.is_on else "скрыт", mark="good" if row.is_on else "muted"),
            )
        )
        for row in SurveyScript.objects.order_by("kind", "title")
    )
    table = Table(("Скрипт", "Для чего", "Вопросов", "Состояние"), rows, empty="Скриптов нет: добавьте первый.")
    lead = "Опрос берёт копию скрипта: правка не трогает опросы, которые уже идут."
    links = (Link("Новый скрипт", reverse("settings_script_new"), is_main=True),)
    return show(request, Page(TITLE, lead, (SETTINGS,), links, (table,), history=history(("survey_script",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new script."""
    form = NewScriptForm(request.POST or None)
    return _saved(request, form, form.cleaned_data["code"] if form.is_valid() else "", "Новый скрипт")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one script; its code stays."""
    row = get_object_or_404(SurveyScript, code=code)
    initial: dict[str, Any] = {
        "title": row.title, "kind": row.kind, "is_on": row.is_on, "lines": _written(scripts.read(row.script)),
    }  # fmt: skip
    return _saved(request, ScriptForm(request.POST or None, initial=initial), code, row.title)


def _saved(request: ScopedRequest, form: ScriptForm, code: str, title: str) -> HttpResponse:
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ScriptForm.base_fields}

        def write() -> bool:
            scripts.save(code=code, **said, by=request.user, at=timezone.now())
            return True

        if form.kept(write, ScriptError):
            messages.success(request, f"Сохранено: «{said['title']}».")
            return redirect("settings_scripts")
    trail = (SETTINGS, Link(TITLE, reverse("settings_scripts")))
    seen = history(("survey_script",), code) if code else ()
    return show(request, Page(title, trail=trail, form=form, history=seen, is_wide=True))


def _line(written: str) -> Line:
    parts = [part.strip() for part in written.split("|")]
    if len(parts) not in (2, 3) or not parts[0].isidentifier():
        raise forms.ValidationError(f"Строка «{written[:60]}» не прочитана: нужен вид «код | что сказать | да / нет».")
    answers = tuple(filter(None, (one.strip() for one in parts[2].split("/")))) if len(parts) == 3 else ()
    return Line(parts[0][:40], parts[1][:500], answers)


def _written(lines: Sequence[Line]) -> str:
    told = (" | ".join(filter(None, (line.code, line.words, " / ".join(line.answers)))) for line in lines)
    return "\n".join(told)
