"""The public form: what happened, about what, where, who to answer, what is agreed to."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms as django
from django.core.validators import RegexValidator

from otklik.answers.papers.files import Laid
from otklik.intake import forms
from otklik.intake.forms import Asked, FormError
from otklik.intake.models import FormQuestion
from otklik.reference import points
from otklik.reference.ground import ground
from otklik.reference.models import Topic
from otklik.screens.citizen.forms import FilesField
from otklik.screens.settings.forms import DeskForm
from otklik.triage.queries import EDITION

MOST_FILES = 5
LONGEST = 10_000
SOURCE = "форма на сайте"
_PHONE = RegexValidator(
    r"^(?:\D*\d){6,15}\D*$", "Телефон не прочитан: нужно от 6 до 15 цифр, например 8 900 123-45-67."
)
_PREFIX = "q-"


class LetterForm(DeskForm):
    """One letter; `form_id` makes a form sent twice one letter, `website` is a trap for robots."""

    form_id = django.UUIDField(widget=django.HiddenInput)
    # The topics and their questions have been shown.
    seen = django.BooleanField(required=False, widget=django.HiddenInput)
    text = django.CharField(
        label="Что случилось", max_length=LONGEST, widget=django.Textarea(attrs={"rows": 6}),
        help_text="Напишите, что случилось, где и с какого времени. Если знаете, кто виноват или кто обещал, тоже.",
        error_messages={"required": "Напишите, что случилось: хотя бы одно предложение.",
                        "max_length": f"Длиннее {LONGEST} знаков: сократите или разделите на два сообщения."},
    )  # fmt: skip
    topic = django.CharField(required=False, max_length=40)
    place = django.CharField(
        label="Где это", max_length=300, required=False, help_text="Населённый пункт, улица, дом или ориентир.",
    )  # fmt: skip
    latitude = django.CharField(required=False, max_length=20, widget=django.HiddenInput)
    longitude = django.CharField(required=False, max_length=20, widget=django.HiddenInput)
    photos = FilesField(
        label="Фото", most=MOST_FILES, help_text=f"До {MOST_FILES}. Дату и место съёмки увидит тот, кто отвечает."
    )
    full_name = django.CharField(
        label="Как к вам обращаться", max_length=300, required=False, widget=django.TextInput({"autocomplete": "name"})
    )
    email = django.EmailField(
        label="Электронная почта", max_length=200, required=False,
        widget=django.EmailInput({"autocomplete": "email"}), help_text="Пришлём ссылку на вопрос и ответ.",
        error_messages={"invalid": "Адрес не прочитан: нужен вид name@example.ru."},
    )  # fmt: skip
    phone = django.CharField(
        label="Телефон", max_length=40, required=False, validators=[_PHONE],
        widget=django.TextInput({"type": "tel", "autocomplete": "tel"}), help_text="Если по телефону вам удобнее.",
    )  # fmt: skip
    consent = django.BooleanField(
        label="Согласен(на) на обработку персональных данных",
        error_messages={"required": "Без согласия принять сообщение нельзя: прочитайте и отметьте."},
    )
    consent_version = django.IntegerField(widget=django.HiddenInput)
    website = django.CharField(label="Это поле не заполняйте", required=False, max_length=200)

    def __init__(self, *args: Any, asked: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = tuple(asked)
        for one in self.asked:
            self.fields[_PREFIX + one.code] = _field(one)
            # Not `required`: what is asked depends on the topic, which is known when all is read.
            self.fields[_PREFIX + one.code].is_owed = one.is_required  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise django.ValidationError("Похоже, форму заполнила программа: очистите это поле и отправьте снова.")
        return ""

    def clean_topic(self) -> str:
        code: str = self.cleaned_data["topic"]
        if code and not Topic.objects.filter(edition__code=EDITION, code=code, closed_on=None).exists():
            raise django.ValidationError("Такой темы больше нет: выберите снова.")
        return code

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if sent.get("consent") and sent.get("consent_version") != forms.consent().version:
            self.add_error("consent", "Текст согласия изменился, пока вы писали: прочитайте новый и отметьте снова.")
        # A letter that waited for a network was written before its topics could be shown: it is asked nothing.
        for one in self._due() if sent.get("seen") else ():
            try:
                sent[_PREFIX + one.code] = forms.said(one, sent.get(_PREFIX + one.code) or "")
            except FormError as refusal:
                self.add_error(_PREFIX + one.code, str(refusal))
        sent["point"] = _point(sent.get("latitude", ""), sent.get("longitude", ""))
        return sent

    def raw(self, laid: Sequence[Laid]) -> bytes:
        """The letter as the channel reads it; the same form gives the same bytes, so that sent twice it is one."""
        sent = self.cleaned_data
        author = {name: sent[name] for name in ("full_name", "phone", "email") if sent[name]}
        letter: dict[str, Any] = {
            "id": str(sent["form_id"]), "text": sent["text"], "source": SOURCE, "topic": sent["topic"],
            "place": sent["place"], "author": author, "answers": self._answers(),
            "consent": {"version": sent["consent_version"]},
            "files": [one.told() for one in laid],
        }  # fmt: skip
        if sent["point"]:
            letter["latitude"], letter["longitude"] = map(str, sent["point"])
        return json.dumps({name: said for name, said in letter.items() if said}, ensure_ascii=False).encode()

    def _due(self) -> list[Asked]:
        topic = self.cleaned_data.get("topic", "")
        return [one for one in self.asked if one.is_of(topic)]

    def _answers(self) -> list[dict[str, str]]:
        given = [(one, self.cleaned_data.get(_PREFIX + one.code) or "") for one in self._due()]
        return [{"code": one.code, "words": one.words, "said": said} for one, said in given if said]


def field_name(one: Asked) -> str:
    """How the field of a question is called in the form."""
    return _PREFIX + one.code


def _field(one: Asked) -> django.Field:
    kwargs: dict[str, Any] = {"label": one.words, "help_text": one.hint, "required": False}
    match one.kind:
        case FormQuestion.Kind.CHOICE:
            options = [("", "не выбрано"), *((option, option) for option in one.options)]
            # What is chosen is checked by the rows, which may have changed meanwhile.
            return django.CharField(widget=django.Select(choices=options), **kwargs)
        case FormQuestion.Kind.DATE:
            return django.CharField(widget=django.TextInput({"type": "date"}), **kwargs)
        case FormQuestion.Kind.NUMBER:
            return django.CharField(widget=django.TextInput({"inputmode": "decimal"}), **kwargs)
        case _:
            return django.CharField(**kwargs)


def _point(latitude: str, longitude: str) -> points.Spot | None:
    """The point of the map; one that can't be is left out: nobody typed it, and the words tell the place."""
    try:
        spot = points.spot_of(latitude, longitude)
        return points.within(spot, ground().box)[0] if spot else None
    except points.PointError:
        return None
