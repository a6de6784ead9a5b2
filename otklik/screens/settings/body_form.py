"""The form of a body."""

from typing import Any

from django import forms

from otklik.offices.actions import BodyDraft
from otklik.offices.models import Block, Body
from otklik.reference.models import Territory
from otklik.screens.settings.forms import CodeField, DeskForm, LinesField, choices


class BodyForm(DeskForm):
    """What is known of a body; codes of its superior and block are chosen by name."""

    name = forms.CharField(label="Полное название", max_length=300)
    short_name = forms.CharField(
        label="Краткое имя", max_length=100, required=False, help_text="Стоит в списках: «Минздрав»."
    )
    kind = forms.ChoiceField(label="Вид", choices=Body.Kind.choices)
    parent_code = forms.ChoiceField(label="Вышестоящий орган", required=False)
    block_code = forms.ChoiceField(label="Отраслевой блок", required=False)
    aliases = LinesField(
        label="Другие имена", help_text="По одному на строку: так орган называют таблицы других систем."
    )
    territory_codes = LinesField(label="Территории (ОКТМО)", help_text="По одному коду на строку; пусто — весь регион.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        superiors = [(body.code, _told(body)) for body in Body.objects.filter(is_confirmed=True)]
        self.fields["parent_code"].choices = choices(superiors, "нет")  # type: ignore[attr-defined]
        blocks = [(block.code, block.name) for block in Block.objects.all()]
        self.fields["block_code"].choices = choices(blocks, "вне блоков")  # type: ignore[attr-defined]

    def clean_territory_codes(self) -> tuple[str, ...]:
        codes = self.cleaned_data["territory_codes"]
        known = set(Territory.objects.filter(code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise forms.ValidationError(f"Территории с кодом {', '.join(unknown)} нет: добавьте её в «Территориях».")
        return codes

    def draft(self, code: str) -> BodyDraft:
        """What was typed, for offices.actions.save_body."""
        return BodyDraft(code=code, **{name: value for name, value in self.cleaned_data.items() if name != "code"})


class NewBodyForm(BodyForm):
    """A new body is given its code too."""

    code = CodeField(max_length=60)
    field_order = ("code",)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Body.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Орган с кодом «{code}» уже есть: возьмите другой код или измените тот орган.")
        return code


def _told(body: Body) -> str:
    return f"{body.name} (закрыт)" if body.closed_on else body.name


def filled(body: Body) -> dict[str, Any]:
    """What the form shows of a body before anybody types."""
    return {
        "name": body.name,
        "short_name": body.short_name,
        "kind": body.kind,
        "parent_code": body.parent.code if body.parent else "",
        "block_code": body.block.code if body.block else "",
        "aliases": body.aliases,
        "territory_codes": body.territory_codes,
    }
