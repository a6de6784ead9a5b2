"""A letter that came by phone, on paper or with a visitor: typed in, stored, walked, and shown as a card."""

import json
import uuid
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from otklik.appeals.models import Appeal
from otklik.citizens.models import Citizen
from otklik.flow import run
from otklik.intake import actions as intake
from otklik.intake import mail
from otklik.offices.rules import Verb
from otklik.reference import points
from otklik.reference.ground import ground
from otklik.reference.models import Territory
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.pages import Page, show

SOURCES = ("телефон", "бумага", "личный приём", "эл. почта")
_LONGEST = 100_000
_EARLIEST_YEAR = 2000
_MAIL = (
    "С 30.03.2025 письмо по эл. почте не обращение (547-ФЗ): примите его как сообщение. Если автор подал его и законным"
    " способом, смените вид на карточке с основанием."
)
_KINDS = [choice for choice in Citizen.Kind.choices if choice[0] != Citizen.Kind.PSEUDONYM]
# Phones are written in many ways; six figures or more make one.
_PHONE = RegexValidator(
    r"^(?:\D*\d){6,15}\D*$", "Телефон не прочитан: нужно от 6 до 15 цифр, например 8 900 123-45-67."
)


class LetterForm(DeskForm):
    """What an operator hears or reads; `form_id` makes a form sent twice one letter."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(
        label="Откуда", choices=[(name, name) for name in SOURCES], widget=forms.RadioSelect, initial=SOURCES[0]
    )
    legal_kind = forms.ChoiceField(
        label="Вид", choices=Appeal.LegalKind.choices, widget=forms.RadioSelect, initial=Appeal.LegalKind.MESSAGE,
        help_text="Письменное обращение с фамилией и адресом — по 59-ФЗ; звонок обычно сообщение.",
    )  # fmt: skip
    text = forms.CharField(
        label="Суть", max_length=_LONGEST, strip=True, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Что случилось, где и чего просит заявитель.",
        error_messages={"max_length": f"Текст длиннее {_LONGEST} знаков: сократите или разделите на два письма."},
    )  # fmt: skip
    territory = forms.ChoiceField(label="Муниципалитет или населённый пункт", required=False)
    place = forms.CharField(label="Место проблемы", max_length=300, required=False, help_text="Улица, дом, ориентир.")
    point = forms.CharField(
        label="Координаты", max_length=60, required=False,
        help_text="Широта и долгота, если их назвали: 58.0105, 56.2502. По ним находится муниципалитет.",
    )  # fmt: skip
    written_on = DayField(label="Дата письма или звонка", required=False, initial=timezone.localdate)
    kind = forms.ChoiceField(label="Заявитель", choices=_KINDS, initial=Citizen.Kind.CITIZEN)
    full_name = forms.CharField(label="Фамилия, имя, отчество или название", max_length=300, required=False)
    phone = forms.CharField(
        label="Телефон",
        max_length=40,
        required=False,
        validators=[_PHONE],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(
        label="Почта", max_length=200, required=False,
        error_messages={"invalid": "Адрес не прочитан: нужен вид name@example.ru."},
    )  # fmt: skip
    address = forms.CharField(label="Адрес для ответа", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Territory.objects.exclude(kind=Territory.Kind.REGION).values_list("code", "name")
        self.fields["territory"].choices = choices(places, "не указан — определится по тексту")  # type: ignore[attr-defined]

    def about(self) -> list[forms.BoundField]:
        """What kind of letter it is."""
        return [self[name] for name in ("source", "legal_kind")]

    def where(self) -> list[forms.BoundField]:
        """Where and when it happens."""
        return [self[name] for name in ("territory", "place", "point", "written_on")]

    def who(self) -> list[forms.BoundField]:
        """Who writes and how to answer them."""
        return [self[name] for name in ("kind", "full_name", "phone", "email", "address")]

    def clean_point(self) -> points.Spot | None:
        try:
            spot = points.spot_in(self.cleaned_data["point"])
            if spot is None:
                return None
            found, is_turned = points.within(spot, ground().box)
        except points.PointError as flaw:
            raise forms.ValidationError(f"{str(flaw)[:1].upper()}{str(flaw)[1:]}.") from flaw
        if is_turned:
            raise forms.ValidationError(f"Похоже, широта и долгота переставлены: впишите {points.told(found)}.")
        return found

    def clean_written_on(self) -> Any:
        day = self.cleaned_data["written_on"]
        if day and day.year < _EARLIEST_YEAR:
            raise forms.ValidationError(f"Дата раньше {_EARLIEST_YEAR} года: проверьте год.")
        if day and day > timezone.localdate():
            raise forms.ValidationError("Дата ещё не наступила: укажите день письма или звонка.")
        return day

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if sent.get("legal_kind") == Appeal.LegalKind.APPEAL and not sent.get("full_name"):
            self.add_error("full_name", "Обращению по 59-ФЗ нужна фамилия: впишите её или выберите «Сообщение».")
        if sent.get("legal_kind") == Appeal.LegalKind.APPEAL and not (sent.get("address") or sent.get("email")):
            self.add_error("address", "Обращению по 59-ФЗ нужен адрес для ответа, почтовый или электронный.")
        day, source = sent.get("written_on") or timezone.localdate(), sent.get("source", "")
        if sent.get("legal_kind") == Appeal.LegalKind.APPEAL and mail.is_by_mail("operator", source, day):
            self.add_error("legal_kind", _MAIL)
        return sent

    def raw(self) -> bytes:
        """The letter as the channel reads it."""
        sent = self.cleaned_data
        author = {name: sent[name] for name in ("full_name", "phone", "email", "address") if sent[name]}
        letter: dict[str, Any] = {
            "id": str(sent["form_id"]),
            "text": sent["text"],
            "source": sent["source"],
            "legal_kind": sent["legal_kind"],
            "published_at": _moment(sent["written_on"]),
            "author": {"kind": sent["kind"], **author} if author else None,
            "territory": sent["territory"],
            "place": sent["place"],
        }
        if sent["point"]:
            letter["latitude"], letter["longitude"] = sent["point"]
        return json.dumps({name: value for name, value in letter.items() if value}, ensure_ascii=False).encode()


def _moment(day: Any) -> str:
    return datetime.combine(day, time.min, timezone.get_current_timezone()).isoformat() if day else ""


@needs(Verb.OPERATE)
def new(request: ScopedRequest) -> HttpResponse:
    """The empty form, or the letter sent: stored once, walked at once, shown as its card."""
    form = LetterForm(request.POST or None, initial={"form_id": uuid.uuid4()})
    if not form.is_valid():
        return show(request, Page("Новое письмо", form=form), "screens/operator/letter.html")
    return _accepted(request, form)


def _accepted(request: ScopedRequest, form: LetterForm) -> HttpResponse:
    at = timezone.now()
    receipt = intake.accept_one(channel="operator", raw=form.raw(), source=None, at=at, by=request.user)
    questions = run.read_now([receipt.letter_id], at)
    if not questions:
        messages.warning(request, "Письмо принято, но не прочитано: причина в карантине.")
        return redirect("quarantine")
    told = "Это письмо уже принято раньше." if receipt.outcome == intake.DUPLICATE else "Письмо принято."
    messages.success(request, told)
    return redirect("card", questions[0])
