"""The form of a person and the rows of their rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from otklik.offices.actions import GrantDraft
from otklik.offices.models import Body, Person
from otklik.offices.rules import ROLES
from otklik.screens.settings.codes import TERRITORIES, TOPICS, known_territory, known_topic
from otklik.screens.settings.forms import DeskForm, choices

_SPARE_ROWS = 2


class PersonForm(DeskForm):
    """Who a person is; an empty password keeps the old one."""

    full_name = forms.CharField(label="Фамилия, имя, отчество", max_length=200)
    position = forms.CharField(label="Должность", max_length=200, required=False)
    body_code = forms.ChoiceField(label="Орган", required=False)
    email = forms.EmailField(
        label="Почта", required=False, error_messages={"invalid": "Адрес не прочитан: нужен вид name@example.ru."}
    )
    password = forms.CharField(
        label="Новый пароль", required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Не короче 10 знаков. Пусто — пароль остаётся прежним.",
    )  # fmt: skip
    is_active = forms.BooleanField(label="Работает: может входить", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(is_confirmed=True).values_list("code", "name")
        self.fields["body_code"].choices = choices(bodies, "не указан")  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """A new person is given a login too."""

    login = forms.CharField(label="Логин", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("login",)

    def clean_login(self) -> str:
        login = self.cleaned_data["login"]
        if Person.objects.filter(login=login).exists():
            raise forms.ValidationError(f"Логин «{login}» занят: возьмите другой.")
        return login


class GrantForm(DeskForm):
    """One right: a role and where it holds; a row without a role is no right."""

    role = forms.ChoiceField(
        label="Роль", required=False, choices=choices(((role.code, role.title) for role in ROLES.values()), "—")
    )
    body_code = forms.ChoiceField(label="Орган и ниже", required=False)
    territory_code = forms.CharField(label="Территория (ОКТМО)", required=False, max_length=11)
    topic_code = forms.CharField(label="Тема (код)", required=False, max_length=40)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_code"].choices = choices(bodies, "все органы")  # type: ignore[attr-defined]
        for name, listed in (("territory_code", TERRITORIES), ("topic_code", TOPICS)):
            self.fields[name].widget.attrs["list"] = listed

    def clean_territory_code(self) -> str:
        return known_territory(self.cleaned_data["territory_code"])

    def clean_topic_code(self) -> str:
        return known_topic(self.cleaned_data["topic_code"])


class GrantForms(forms.BaseFormSet):
    """All rights of a person."""

    def drafts(self) -> list[GrantDraft]:
        """The rows that have a role."""
        return [GrantDraft(**form.cleaned_data) for form in self.forms if form.cleaned_data.get("role")]


def grant_forms(sent: Mapping[str, Any] | None, held: list[dict[str, str]]) -> GrantForms:
    """Rows for the rights held and two spare ones."""
    made = forms.formset_factory(GrantForm, formset=GrantForms, extra=_SPARE_ROWS, max_num=60)
    bodies = list(Body.objects.filter(is_confirmed=True).values_list("code", "name"))
    return made(sent, initial=held, prefix="grants", form_kwargs={"bodies": bodies})  # type: ignore[return-value]


def grants_of(person: Person) -> list[dict[str, str]]:
    """The rights a person holds, as rows of the form."""
    return [
        {
            "role": grant.role,
            "body_code": grant.body.code if grant.body else "",
            "territory_code": grant.territory_code,
            "topic_code": grant.topic_code,
        }
        for grant in person.grants.select_related("body").order_by("pk")
    ]


def filled(person: Person) -> dict[str, Any]:
    """What the form shows of a person before anybody types."""
    return {
        "full_name": person.full_name,
        "position": person.position,
        "body_code": person.body.code if person.body else "",
        "email": person.email,
        "is_active": person.is_active,
    }
