"""The form of a rule of approval: which answers, which steps, in which turn and by when."""

from collections.abc import Iterable
from typing import Any

from django import forms

from otklik.answers.approval import approval_rules
from otklik.answers.approval.approval_rules import APPROVERS, Rule, Step
from otklik.answers.models import Answer
from otklik.appeals.models import Appeal
from otklik.offices.models import Person
from otklik.offices.rules import ROLES, Verb
from otklik.reference.models import Milestone, OfficeHours, Topic
from otklik.screens.settings.codes import TOPICS
from otklik.screens.settings.forms import DeskForm, choices

STEPS = 4
_ROLE, _PERSON = "role-", "person-"
_APPROVING = [code for code, role in ROLES.items() if Verb.APPROVE in role.verbs]


class RuleForm(DeskForm):
    """A rule of the matrix."""

    title = forms.CharField(label="Название", max_length=200, help_text="О каких ответах правило.")
    legal_kind = forms.ChoiceField(
        label="Вид письма", required=False, choices=choices(Appeal.LegalKind.choices, "любой")
    )
    answer_kind = forms.ChoiceField(label="Вид ответа", required=False, choices=choices(Answer.Kind.choices, "любой"))
    outcome = forms.ChoiceField(label="Исход", required=False, choices=choices(Answer.Outcome.choices, "любой"))
    topic_code = forms.CharField(
        label="Тема", max_length=40, required=False, widget=forms.TextInput(attrs={"list": TOPICS}),
        help_text="Код группы или темы, например «im.05»: действует и на всё под ней. Пусто — любая.",
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label="Срочность", required=False, choices=[("", "любая"), ("now", "срочный"), ("soon", "возможно срочный")]
    )
    tells = forms.ChoiceField(label="Кто узнаёт после публикации", required=False)
    hours = forms.ChoiceField(label="Режим работы", required=False, help_text="По нему идут рабочие часы шагов.")
    is_on = forms.BooleanField(label="Применять", required=False, initial=True)
    source = forms.CharField(
        label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Акт, решение или «собственное правило».",
    )  # fmt: skip

    def __init__(self, *args: Any, rule_id: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule_id = rule_id
        roles = [(code, ROLES[code].title) for code in APPROVERS]
        hours = [(str(row.pk), row.name) for row in OfficeHours.objects.order_by("name")]
        self.fields["tells"].choices = choices(roles, "никто")  # type: ignore[attr-defined]
        self.fields["hours"].choices = choices(hours, "—")  # type: ignore[attr-defined]
        who = _who(roles)
        for number in range(1, STEPS + 1):
            self._add_step(number, who)

    def clean_topic_code(self) -> str:
        code: str = self.cleaned_data["topic_code"].strip()
        if code and not Topic.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Темы с кодом «{code}» нет: выберите код из списка.")
        return code

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for flaw in approval_rules.flaws(self.rule()):
                self.add_error(None, flaw)
        return self.cleaned_data

    def rule(self) -> Rule:
        """The rule as it would be kept."""
        sent = self.cleaned_data
        names = ("title", "legal_kind", "answer_kind", "outcome", "topic_code", "urgency", "tells", "source")
        return Rule(self.rule_id, **{name: sent[name] for name in names}, steps=tuple(self._steps()))

    def _steps(self) -> Iterable[Step]:
        sent = self.cleaned_data
        hours = int(sent["hours"]) if sent["hours"] else None
        for number in range(1, STEPS + 1):
            who, unit = sent[f"who{number}"], sent[f"unit{number}"]
            if not who:
                continue
            yield Step(
                sent[f"turn{number}"] or number, who.removeprefix(_ROLE) if who.startswith(_ROLE) else "",
                int(who.removeprefix(_PERSON)) if who.startswith(_PERSON) else None, sent[f"amount{number}"],
                unit if sent[f"amount{number}"] else "", hours if unit == "working_hours" else None,
            )  # fmt: skip

    def _add_step(self, number: int, who: Any) -> None:
        self._put(f"who{number}", forms.ChoiceField(label=f"Шаг {number}: кто", required=False, choices=who))
        turn = forms.IntegerField(
            label=f"Шаг {number}: очередь", required=False, min_value=1, max_value=9,
            help_text="Одинаковые — одновременно." if number == 1 else "",
        )  # fmt: skip
        self._put(f"turn{number}", turn)
        self._put(
            f"amount{number}",
            forms.IntegerField(label=f"Шаг {number}: срок", required=False, min_value=1, max_value=99),
        )
        units = choices(Milestone.Unit.choices, "—")
        self._put(f"unit{number}", forms.ChoiceField(label=f"Шаг {number}: чего", required=False, choices=units))

    def _put(self, name: str, field: forms.Field) -> None:
        field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        self.fields[name] = field


def initial(rule: Rule, *, is_on: bool) -> dict[str, Any]:
    """What a form over a rule holds at first."""
    names = ("title", "legal_kind", "answer_kind", "outcome", "topic_code", "urgency", "tells", "source")
    found: dict[str, Any] = {name: getattr(rule, name) for name in names}
    hours = next((step.hours_id for step in rule.steps if step.hours_id), "")
    found |= {"is_on": is_on, "hours": str(hours)}
    for number, step in enumerate(rule.steps[:STEPS], 1):
        who = f"{_PERSON}{step.person_id}" if step.person_id else f"{_ROLE}{step.role}"
        found |= {f"who{number}": who, f"turn{number}": step.ordinal}
        found |= {f"amount{number}": step.amount, f"unit{number}": step.unit}
    return found


def _who(roles: list[tuple[str, str]]) -> list[Any]:
    people = Person.objects.filter(is_active=True, grants__role__in=_APPROVING).distinct().order_by("full_name")
    named = [(f"{_PERSON}{one.pk}", f"{one} — {one.position}" if one.position else str(one)) for one in people]
    return [
        ("", "— шага нет —"),
        ("Роль в органе ответа или выше", [(f"{_ROLE}{code}", title) for code, title in roles]),
        ("Сотрудник", named),
    ]
