"""The form of a formula: weights with their reasons, leagues, the least number; what is wrong stands where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from otklik.ranking.flaws import BODY_KINDS, flaws
from otklik.ranking.rules import BODY, COMPONENTS, PARTS, PLACE, Formula, League, Weight
from otklik.screens.settings.forms import DayField, DeskForm

PARTS_GROUP, LEAGUES_GROUP = "parts", "leagues"
_WHY_ROWS = {"rows": 2}
_TRIED = "проба"
_KINDS = {"regional": "региональные", "municipal": "муниципальные", "organisation": "организации"}


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A weight to type: what it is of, its percent, its reason."""

    title: str
    counts: str
    percent: BoundField
    why: BoundField


@dataclass(frozen=True, slots=True)
class Group:
    """Weights that make a hundred together; `wrong` tells what is not so."""

    title: str
    rows: tuple[WeightRow, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A league to type; of bodies `kinds`, of municipalities the bounds."""

    code: BoundField
    title: BoundField
    kinds: BoundField | None = None
    people_from: BoundField | None = None
    people_below: BoundField | None = None


class FormulaForm(DeskForm):
    """A new version typed over the one in force; one that is only tried needs no reason yet."""

    def __init__(self, base: Formula, *args: Any, is_tried: bool = False, **kwargs: Any) -> None:
        self.base = base
        self.rows = {BODY: _of(base, BODY), PLACE: _of(base, PLACE)}
        self.flawed: dict[str, list[str]] = {}
        super().__init__(*args, **kwargs)
        self.fields |= _fields(base, self.rows)
        self.fields["why"].required = not is_tried
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-check-input" if _is_ticks(field) else "form-control")
            if field.required:
                field.error_messages["required"] = f"Поле «{field.label}» пусто: заполните его."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Whoever forgot the reason is told of the weights at once, too.
        if not set(self.errors) - {"why", "valid_from"}:
            for flaw in flaws(self.formula()):
                self._put(flaw)
        return cleaned

    def formula(self) -> Formula:
        """The version as typed; its number, author and moment are given when it is kept."""
        return replace(
            self.base, number=self.base.number + 1, by="", created_at=None,
            parts=tuple(self._weight("part", one.code) for one in self.base.parts),
            components=tuple(self._weight("component", one.code) for one in self.base.components),
            leagues=(*self._leagues(BODY), *self._leagues(PLACE)), minimum=self.cleaned_data["minimum"],
            valid_from=self.cleaned_data.get("valid_from", self.base.valid_from),
            why=self.cleaned_data.get("why", "").strip() or _TRIED,
        )  # fmt: skip

    @property
    def groups(self) -> tuple[Group, ...]:
        """Parts, then the components of each part."""
        found = [Group("Четыре части", tuple(self._row("part", code, PARTS[code], "") for code in PARTS),
                       tuple(self.flawed.get(PARTS_GROUP, ())))]  # fmt: skip
        for part, title in PARTS.items():
            own = [one for one in COMPONENTS if one.part == part]
            rows = tuple(self._row("component", one.code, one.title, one.counts) for one in own)
            found.append(Group(f"Внутри «{title}»", rows, tuple(self.flawed.get(part, ()))))
        return tuple(found)

    @property
    def body_leagues(self) -> tuple[LeagueRow, ...]:
        return tuple(
            LeagueRow(self[f"body_{place}_code"], self[f"body_{place}_title"], kinds=self[f"body_{place}_kinds"])
            for place in range(len(self.rows[BODY]))
        )

    @property
    def place_leagues(self) -> tuple[LeagueRow, ...]:
        return tuple(
            LeagueRow(
                self[f"place_{place}_code"], self[f"place_{place}_title"],
                people_from=self[f"place_{place}_from"], people_below=self[f"place_{place}_below"],
            )
            for place in range(len(self.rows[PLACE]))
        )  # fmt: skip

    @property
    def leagues_wrong(self) -> list[str]:
        return self.flawed.get(LEAGUES_GROUP, [])

    def _row(self, sort: str, code: str, title: str, counts: str) -> WeightRow:
        return WeightRow(title, counts, self[f"{sort}_{code}"], self[f"{sort}_{code}_why"])

    def _weight(self, sort: str, code: str) -> Weight:
        typed = self.cleaned_data
        return Weight(code, typed[f"{sort}_{code}"], typed[f"{sort}_{code}_why"].strip())

    def _leagues(self, subjects: str) -> list[League]:
        """Those with a title; a new one gets a code of its own."""
        found = []
        for place in range(len(self.rows[subjects])):
            typed = {name: self.cleaned_data.get(f"{subjects}_{place}_{name}")
                     for name in ("code", "title", "kinds", "from", "below")}  # fmt: skip
            if typed["title"]:
                code = typed["code"] or f"{subjects}-{self.base.number + 1}-{place}"
                found.append(League(code, typed["title"], subjects, tuple(typed["kinds"] or ()), typed["from"] or 0,
                                    typed["below"] if subjects == PLACE else None))  # fmt: skip
        return found

    def _put(self, flaw: str) -> None:
        """Beside the field that it speaks of, or at the head of its group."""
        field = next((name for begin, name in _FIELDS.items() if flaw.startswith(begin)), "")
        if field:
            self.add_error(field, flaw)
            return
        group = next((name for begin, name in _GROUPS.items() if flaw.startswith(begin)), LEAGUES_GROUP)
        self.flawed.setdefault(group, []).append(flaw)
        self.add_error(None, flaw)


_FIELDS = {"Наименьшее число": "minimum"}
_GROUPS = {"Веса частей": PARTS_GROUP, **{f"Веса внутри «{title}»": part for part, title in PARTS.items()}}


def _fields(base: Formula, rows: Mapping[str, list[League | None]]) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    titles = {**PARTS, **{one.code: one.title for one in COMPONENTS}}
    for sort, weights in (("part", base.parts), ("component", base.components)):
        for one in weights:
            made[f"{sort}_{one.code}"] = _percent(titles[one.code], one.percent)
            made[f"{sort}_{one.code}_why"] = _why(titles[one.code], one.why)
    for subjects, leagues in rows.items():
        for place, league in enumerate(leagues):
            made |= _league_fields(f"{subjects}_{place}", subjects, league)
    made["minimum"] = forms.IntegerField(label="Наименьшее число вопросов, чтобы получить место", initial=base.minimum)
    made["valid_from"] = DayField(
        label="Ввести в действие с", initial=timezone.localdate,
        help_text="По новой версии считаются периоды, что кончаются в этот день или позже. Опубликованные не меняются.",
    )  # fmt: skip
    made["why"] = forms.CharField(
        label="Почему меняем", max_length=1000, widget=forms.Textarea(attrs=_WHY_ROWS),
        help_text="Останется в истории: по этой строке отвечают тем, кто спросит, почему изменились места.",
    )  # fmt: skip
    return made


def _percent(title: str, initial: float) -> forms.Field:
    field = forms.FloatField(
        label=f"{title}, %", initial=f"{initial:g}".replace(".", ","), min_value=0, max_value=100, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    field.error_messages["invalid"] = "Вес не прочитан: нужно число от 0 до 100, например 12,5."
    return field


def _why(title: str, initial: str) -> forms.Field:
    return forms.CharField(
        label=f"{title}: почему столько", initial=initial, max_length=300, required=False,
        widget=forms.Textarea(attrs=_WHY_ROWS),
    )  # fmt: skip


def _league_fields(name: str, subjects: str, league: League | None) -> dict[str, forms.Field]:
    title = league.title if league else ""
    made: dict[str, forms.Field] = {
        f"{name}_code": forms.SlugField(
            initial=league.code if league else "", max_length=20, required=False, widget=forms.HiddenInput
        ),
        f"{name}_title": forms.CharField(label="Название лиги", initial=title, max_length=100, required=False),
    }
    if subjects == BODY:
        made[f"{name}_kinds"] = forms.MultipleChoiceField(
            label="Кто в ней", choices=[(kind, _KINDS.get(kind, title)) for kind, title in BODY_KINDS.items()],
            required=False, widget=forms.CheckboxSelectMultiple,
            initial=league.body_kinds if league else (),
        )  # fmt: skip
        return made
    start, below = (league.people_from, league.people_below) if league else (None, None)
    made[f"{name}_from"] = forms.IntegerField(label="Жителей от", initial=start, min_value=0, required=False)
    made[f"{name}_below"] = forms.IntegerField(label="до (не включая)", initial=below, min_value=1, required=False)
    return made


def _of(base: Formula, subjects: str) -> list[League | None]:
    """The leagues of one sort, and an empty row for a new one."""
    return [*(one for one in base.leagues if one.subjects == subjects), None]


def _is_ticks(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.CheckboxSelectMultiple)
