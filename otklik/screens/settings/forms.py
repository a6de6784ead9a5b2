"""What every form of these desks does: the look of its fields, and a refusal beside what was typed."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.SelectMultiple, "form-select"),
    (forms.Select, "form-select"),
)


class DeskForm(forms.Form):
    """A form whose fields carry the product's look and whose complaints are Russian and stand by the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _class(field.widget))
            if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = f"Поле «{field.label}» пусто: заполните его."

    def kept(self, write: Callable[[], Any], *refusals: type[Exception]) -> Any:
        """What `write` gives, or None with its refusal shown in the form and all that was typed kept."""
        try:
            return write()
        except refusals as refusal:
            self.add_error(None, "; ".join(_words(refusal)))
            return None

    def shown(self) -> list[forms.BoundField]:
        """The fields a person sees, in order."""
        return self.visible_fields()


class CodeField(forms.SlugField):
    """A code of Latin letters, digits, hyphens; it stays for ever, so it is asked for once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Код")
        kwargs.setdefault("max_length", 50)
        kwargs.setdefault("help_text", "Латинские буквы, цифры и дефис, например «minzdrav». Потом не меняется.")
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "В коде только латинские буквы, цифры, дефис и подчёркивание."


class DayField(forms.DateField):
    """A day in a date box of the browser; typed «05.03.2026» is read too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ("%Y-%m-%d", "%d.%m.%Y"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Дата не прочитана: нужен вид 05.03.2026."


class LinesField(forms.CharField):
    """Several values, one a line; gives a tuple without blanks and repeats."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        lines: Iterable[str] = (super().to_python(value) or "").splitlines()
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def choices(pairs: Iterable[tuple[str, str]], empty: str) -> list[tuple[str, str]]:
    """Options of a select, the first of which says what an empty choice means."""
    return [("", empty), *pairs]


def _class(widget: forms.Widget) -> str:
    return next((name for kind, name in _CLASSES if isinstance(widget, kind)), "form-control")


def _words(refusal: Exception) -> list[str]:
    return list(getattr(refusal, "messages", ())) or [str(refusal)]
