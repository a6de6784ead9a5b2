"""A new survey: what is drawn is shown before it is begun."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from otklik.offices import queries as offices
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.reference.models import OfficeHours
from otklik.satisfaction import surveys
from otklik.satisfaction.models import Survey, SurveyScript
from otklik.satisfaction.surveys import PlanLine, SurveyDraft, SurveyError
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.satisfaction import period
from otklik.screens.satisfaction.surveys import visible
from otklik.screens.settings.forms import DayField, DeskForm, LinesField, choices

_LARGEST_SEED = 2**31


class SurveyForm(DeskForm):
    """A campaign of talks."""

    kind = forms.ChoiceField(
        label="Что это", choices=Survey.Kind.choices,
        help_text="Опрос спрашивает об ответе всех; контроль и выезд проверяют ответы с исходом «решено».",
    )  # fmt: skip
    title = forms.CharField(label="Название", max_length=200, help_text="Например «Дороги, ноябрь 2026».")
    script_code = forms.ChoiceField(label="Скрипт")
    since = DayField(label="Ответы с")
    until = DayField(label="Ответы по")
    per_body = forms.IntegerField(
        label="Разговоров на каждый орган", min_value=1, max_value=surveys.MOST_PER_BODY, initial=20,
        help_text="По 20 разговорам доля известна с точностью ±22 %, по 100 — ±10 %.",
    )  # fmt: skip
    quotas = LinesField(
        label="Другие квоты", help_text="По строке на орган: код и число, например «roads 40». 0 — не спрашивать.",
    )  # fmt: skip
    attempts = forms.IntegerField(label="Попыток дозвониться", min_value=1, max_value=surveys.MOST_ATTEMPTS, initial=3)
    pause_minutes = forms.IntegerField(label="Минут между попытками", min_value=5, max_value=10_000, initial=180)
    hours_code = forms.ChoiceField(
        label="Когда звонить", required=False, help_text="По часам того места, где живёт вопрос.",
    )  # fmt: skip
    seed = forms.IntegerField(
        label="Число жребия", min_value=0, max_value=_LARGEST_SEED,
        help_text="По тому же числу и тем же ответам выборка повторится: её можно проверить.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = dict(Survey.Kind.choices)
        scripts = SurveyScript.objects.filter(is_on=True).order_by("kind", "title")
        self.fields["script_code"].choices = [  # type: ignore[attr-defined]
            (row.code, f"{titles.get(row.kind, row.kind)}: {row.title}") for row in scripts
        ]
        hours = OfficeHours.objects.order_by("name").values_list("code", "name")
        self.fields["hours_code"].choices = choices(hours, "в любое время")  # type: ignore[attr-defined]

    def clean_quotas(self) -> dict[int, int]:
        bodies, found = dict(Body.objects.values_list("code", "pk")), {}
        for line in self.cleaned_data["quotas"]:
            code, _, amount = line.partition(" ")
            if code not in bodies or not amount.strip().isdecimal() or int(amount) > surveys.MOST_PER_BODY:
                raise forms.ValidationError(
                    f"Строка «{line}» не прочитана: нужен код органа и число до {surveys.MOST_PER_BODY}."
                )
            found[bodies[code]] = int(amount)
        return found


@needs(Verb.SURVEY)
def add(request: ScopedRequest) -> HttpResponse:
    """The form; first what it would draw, then it is begun."""
    today = timezone.localdate()
    initial = {
        "since": today - timedelta(days=30), "until": today, "seed": secrets.randbelow(_LARGEST_SEED),
        "hours_code": "duty",
    }  # fmt: skip
    form = SurveyForm(request.POST or None, initial=initial)
    plan: tuple[PlanLine, ...] | None = None
    if form.is_valid():
        draft, now = SurveyDraft(**form.cleaned_data), timezone.now()
        if "preview" in request.POST:
            plan = form.kept(lambda: surveys.plan(draft, visible(request), at=now), SurveyError)
        elif made := form.kept(lambda: surveys.start(draft, visible(request), by=request.user, at=now), SurveyError):
            messages.success(request, "Выборка вытянута: можно звонить.")
            return redirect(reverse("survey", args=[made.pk]))
    names = {body.id: body.label for body in offices.bodies().values()}
    lines = [(names.get(one.body_id, "—"), one) for one in plan or ()]
    context = {
        "tabs": period.tabs(request, "surveys"), "form": form, "is_planned": plan is not None,
        "plan": sorted(lines, key=lambda line: -line[1].answered),
        "drawn": sum(one.drawn for one in plan or ()),
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "screens/satisfaction/survey_new.html", context, status=status)
