"""The form of a territory; its border comes from a GeoJSON file."""

import json
from typing import Any

from django import forms

from otklik.reference.geometry import border_of
from otklik.reference.models import Territory
from otklik.reference.seeding import time_zones
from otklik.screens.settings.forms import DeskForm, LinesField, choices

_MAX_BYTES = 20 << 20


class TerritoryForm(DeskForm):
    """What is known of a place."""

    name = forms.CharField(label="Название", max_length=200)
    kind = forms.ChoiceField(label="Вид", choices=Territory.Kind.choices)
    parent_code = forms.ChoiceField(label="Внутри", required=False)
    population = forms.IntegerField(label="Население, человек", min_value=0, max_value=200_000_000, required=False)
    latitude = forms.FloatField(label="Широта", min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label="Долгота", min_value=-180, max_value=180, required=False)
    time_zone = forms.ChoiceField(
        label="Часовой пояс",
        required=False,
        help_text="По нему кончаются дни и идут рабочие часы в этом месте.",
        error_messages={"invalid_choice": "Часового пояса «%(value)s» нет: выберите из списка."},
    )
    aliases = LinesField(label="Другие имена", help_text="По одному на строку: так место называют люди и таблицы.")
    border = forms.FileField(
        label="Граница (GeoJSON)", required=False, help_text="Polygon или MultiPolygon в градусах WGS 84, до 20 МБ.",
        error_messages={"empty": "Файл границы пуст: выберите другой."},
    )  # fmt: skip

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upper = Territory.objects.exclude(kind=Territory.Kind.SETTLEMENT).exclude(code=own).values_list("code", "name")
        self.fields["parent_code"].choices = choices(upper, "ни в чём")  # type: ignore[attr-defined]
        zones, kept = time_zones(), str(self.initial.get("time_zone", ""))
        # A zone of another name that is there already is not lost: Europe/Volgograd has Moscow's time.
        extra = [(kept, kept)] if kept and kept not in dict(zones) else []
        self.fields["time_zone"].choices = choices([*zones, *extra], "как у региона")  # type: ignore[attr-defined]

    def clean_border(self) -> dict[str, Any] | None:
        sent = self.cleaned_data["border"]
        if sent is None:
            return None
        if sent.size > _MAX_BYTES:
            raise forms.ValidationError(f"Файл больше {_MAX_BYTES >> 20} МБ: упростите границу.")
        try:
            written = _only_one(json.loads(sent.read()))
        except (ValueError, RecursionError):
            raise forms.ValidationError("Граница не прочитана: нужен GeoJSON с одним многоугольником.") from None
        try:
            return dict(border_of(written))
        except ValueError as why:
            raise forms.ValidationError(f"GeoJSON не подходит: {why}.") from why


class NewTerritoryForm(TerritoryForm):
    """A new territory is given its ОКТМО code too."""

    code = forms.RegexField(
        r"^\d{8}(\d{3})?$", label="Код ОКТМО", help_text="8 или 11 цифр.",
        error_messages={"invalid": "Код ОКТМО — это 8 или 11 цифр."},
    )  # fmt: skip
    field_order = ("code",)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Territory.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Территория с кодом {code} уже есть: измените её.")
        return code


def filled(territory: Territory) -> dict[str, Any]:
    """What the form shows of a territory before anybody types."""
    names = ("name", "kind", "population", "latitude", "longitude", "time_zone", "aliases")
    return {name: getattr(territory, name) for name in names} | {
        "parent_code": territory.parent.code if territory.parent else ""
    }


def _only_one(written: Any) -> Any:
    """The geometry of a feature or of a collection of one. Raises ValueError for anything that is no object."""
    if not isinstance(written, dict):
        raise ValueError("not an object")
    if written.get("type") == "FeatureCollection" and len(written.get("features") or ()) == 1:
        written = written["features"][0]
    return written.get("geometry") if isinstance(written, dict) and written.get("type") == "Feature" else written
